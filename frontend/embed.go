package frontend

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed all:dist
var built embed.FS

//go:embed src/app/routes.json
var routesJSON []byte

//go:embed src/app/admin-routes.json
var adminRoutesJSON []byte

//go:embed pages.json
var pagesJSON []byte

// pageExtra is what only the server knows of a page, from pages.json.
type pageExtra struct {
	Group string   `json:"group"` // the management menu's group it stands in
	Roles []string `json:"roles"` // who sees it in the management menu
	Data  string   `json:"data"`  // the request whose answer travels inside the page
}

// appRoute is one address of the app. The app's own router reads the same files.
type appRoute struct {
	Path string `json:"path"` // "/kursus/{code}"
	Page string `json:"page"` // source file below src, without .svelte
	ID   string `json:"id"`   // heading until the page knows better
	EN   string `json:"en"`
	pageExtra
}

func readRoutes() ([]appRoute, error) {
	var routes, admin []appRoute
	if err := json.Unmarshal(routesJSON, &routes); err != nil {
		return nil, fmt.Errorf("frontend: routes.json: %w", err)
	}
	if err := json.Unmarshal(adminRoutesJSON, &admin); err != nil {
		return nil, fmt.Errorf("frontend: admin-routes.json: %w", err)
	}
	routes = append(routes, admin...)
	var extra map[string]pageExtra
	if err := json.Unmarshal(pagesJSON, &extra); err != nil {
		return nil, fmt.Errorf("frontend: pages.json: %w", err)
	}
	for i := range routes {
		routes[i].pageExtra = extra[routes[i].Path]
	}
	return routes, nil
}

// chunk is one entry of the manifest that the build writes.
type chunk struct {
	File    string   `json:"file"`
	Imports []string `json:"imports"`
}

// manifest maps source files to built ones; nil when there is no build.
type manifest map[string]chunk

func readManifest(dist fs.FS) (manifest, error) {
	raw, err := fs.ReadFile(dist, ".vite/manifest.json")
	if err != nil {
		return nil, nil //nolint:nilerr // no build is a state, not a fault
	}
	var m manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("frontend: manifest: %w", err)
	}
	return m, nil
}

// filesOf lists the script files that a page needs before it can be drawn, the
// app's own first, each once.
func (m manifest) filesOf(page string) []string {
	var files []string
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		c, ok := m[name]
		if !ok || seen[name] {
			return
		}
		seen[name] = true
		files = append(files, "/"+c.File)
		for _, imported := range c.Imports {
			visit(imported)
		}
	}
	visit(entry)
	if strings.Contains(page, "/pages/admin-") {
		visit(managing)
	}
	visit("src/" + page + ".svelte")
	return files
}

// style is a style sheet of the app: the one of every page, or manageStyle.
func (m manifest) style(name string) string {
	if c, ok := m[name]; ok {
		return "/" + c.File
	}
	return ""
}

const (
	everyStyle  = "style.css"
	manageStyle = "manage.css" // what only pages of the management show (vite/two-sheets.ts)
)

const (
	entry    = "src/app/main.ts"
	managing = "src/app/manage.ts" // what all pages of the management need besides
)

//go:embed missing.html unbuilt.html
var pages embed.FS
