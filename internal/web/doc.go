// Package web is the edge: it turns a table of routes into a running Fiber
// server with one OpenAPI document, decodes and validates through huma, writes
// every refusal as an RFC 9457 problem, and holds the middlewares that every
// request passes.
//
// A feature declares its URLs in routes.go as []web.Route. One table is used
// four times: registration, the role × route golden matrix, the OpenAPI
// document, and the typed client of the web app made from that document. A
// route without a rule for who may call it does not start.
//
//	request id → recover → headers → deadline → origin check → who is it → may they → handler
package web
