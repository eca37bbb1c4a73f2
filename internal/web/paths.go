package web

import (
	"path"
	"reflect"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

var braces = regexp.MustCompile(`\{([a-z_]+)\}`)

// fiberPath turns "/a/{id}" into "/a/:id".
func fiberPath(pattern string) string { return braces.ReplaceAllString(pattern, ":$1") }

func pathParameters(pattern string) (out []*huma.Param) {
	for _, m := range braces.FindAllStringSubmatch(pattern, -1) {
		out = append(out, &huma.Param{Name: m[1], In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	return out
}

// schemaName puts the feature before the type's name: two features may use one
// word for things of their own.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	feature := path.Base(t.PkgPath())
	if !strings.HasPrefix(t.PkgPath(), "lentera/") || strings.HasPrefix(strings.ToLower(name), feature) {
		return name
	}
	return strings.ToUpper(feature[:1]) + feature[1:] + name
}

// personalPath reports whether answers under a path are about a person and
// must not stay in any cache.
func personalPath(p string) bool {
	return strings.HasPrefix(p, "/api/") && !strings.HasPrefix(p, "/api/openapi")
}
