package arch

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSizes fails at the outer bounds; CONTRIBUTING.md names the aims.
func TestSizes(t *testing.T) {
	perPackage := map[string]int{}
	for _, file := range goFiles(t) {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(text, []byte("\n")); n > maxFileLines {
			t.Errorf("%s has %d lines, more than %d", file, n, maxFileLines)
		}
		if !strings.HasSuffix(file, "_test.go") {
			perPackage[path.Dir(file)]++
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, file, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			if n := set.Position(fn.End()).Line - set.Position(fn.Pos()).Line + 1; n > maxFunctionLines {
				t.Errorf("%s: function %s has %d lines, more than %d", file, fn.Name.Name, n, maxFunctionLines)
			}
		}
	}
	for dir, n := range perPackage {
		if n > maxPackageFiles {
			t.Errorf("%s has %d files, more than %d: a leaf package wants out", dir, n, maxPackageFiles)
		}
	}
}

var sqlWords = regexp.MustCompile(`(?i)\b(select\s.+\sfrom|insert\s+into|update\s+[a-z_.]+\s+set|delete\s+from)\b`)

// TestNoSQLInGo keeps statements in .sql files, where they can be read, owned
// and proven. The database door itself, and packages only tests use, are free.
func TestNoSQLInGo(t *testing.T) {
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "internal/db/") || strings.HasPrefix(file, "internal/testdb/") ||
			strings.HasPrefix(file, "internal/embedded/") || strings.HasPrefix(file, "accounts/accountstest/") || strings.HasPrefix(file, "cmd/faultlab/") ||
			strings.HasPrefix(file, "cmd/bench/") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && sqlWords.MatchString(strings.ReplaceAll(lit.Value, "\n", " ")) {
				t.Errorf("%s holds SQL text: %.60s…", file, lit.Value)
			}
			return true
		})
	}
}
