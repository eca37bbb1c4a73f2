// Package frontend serves the web app: the files of its build, and for every
// address of the app the page around it, written on the server with the real
// heading, the code of that page already on its way, and the session's first
// access token. The app itself is in src/; `npm run build` writes dist/, which
// is embedded here. Without a build the server still starts and the app's
// addresses say what is missing.
package frontend
