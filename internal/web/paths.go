package web

import (
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

var braces = regexp.MustCompile(`\{([a-z_]+)\}`)

// fiberPath turns "/a/{id}" into "/a/:id".
func fiberPath(path string) string { return braces.ReplaceAllString(path, ":$1") }

func pathParameters(path string) (out []*huma.Param) {
	for _, m := range braces.FindAllStringSubmatch(path, -1) {
		out = append(out, &huma.Param{Name: m[1], In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	return out
}

// personalPath reports whether answers under a path are about a person and
// must not stay in any cache.
func personalPath(path string) bool {
	return strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/api/openapi")
}
