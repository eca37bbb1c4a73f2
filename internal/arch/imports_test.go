package arch

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "../.."

// goFiles walks the main module's own Go files.
func goFiles(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		if d.IsDir() {
			switch d.Name() {
			case "node_modules", "data", "bin", "tmp", "dist", "testdata", "test-results":
				return filepath.SkipDir
			}
			if strings.HasPrefix(d.Name(), ".") && rel != "." {
				return filepath.SkipDir
			}
			if rel != "." && hasFile(path, "go.mod") {
				return filepath.SkipDir // a nested module has rules of its own
			}
			return nil
		}
		if strings.HasSuffix(path, ".go") {
			out = append(out, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 {
		t.Fatalf("only %d Go files found: the walk is wrong", len(out))
	}
	return out
}

func hasFile(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, 0, len(f.Imports))
	for _, i := range f.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func featureOf(path string) string {
	first, _, _ := strings.Cut(path, "/")
	if slices.Contains(features, first) {
		return first
	}
	return ""
}

// TestFeaturesImportOnlyWhatTheyMayKnow holds the table for Go imports.
func TestFeaturesImportOnlyWhatTheyMayKnow(t *testing.T) {
	for _, file := range goFiles(t) {
		from := featureOf(file)
		for _, imp := range importsOf(t, file) {
			inner, ours := strings.CutPrefix(imp, "lentera/")
			if !ours {
				continue
			}
			to := featureOf(inner)
			switch {
			case strings.HasPrefix(file, "internal/") && to != "" && !strings.HasPrefix(file, "internal/arch/"):
				t.Errorf("%s imports %s: internal/ knows no feature", file, imp)
			case from != "" && to != "" && from != to && !slices.Contains(mayKnow[from], to):
				t.Errorf("%s imports %s: %s may know only %v", file, imp, from, mayKnow[from])
			case from != "" && (strings.HasPrefix(inner, "cmd/") || strings.HasPrefix(inner, "frontend")):
				t.Errorf("%s imports %s: a feature knows neither the program nor the app", file, imp)
			case strings.HasPrefix(file, "frontend/") && to != "":
				t.Errorf("%s imports %s: the app's Go side knows no feature", file, imp)
			}
		}
	}
}

// TestLibrariesStayInTheirHomes keeps each library where it can be found.
func TestLibrariesStayInTheirHomes(t *testing.T) {
	for _, file := range goFiles(t) {
		if strings.HasPrefix(file, "cmd/") {
			continue // the program wires everything
		}
		for _, imp := range importsOf(t, file) {
			for lib, allowed := range homes {
				if imp != lib && !strings.HasPrefix(imp, lib+"/") {
					continue
				}
				if !slices.ContainsFunc(allowed, func(h string) bool { return strings.HasPrefix(file, h) || strings.HasSuffix(file, h) }) {
					t.Errorf("%s imports %s, whose homes are %v", file, imp, allowed)
				}
			}
		}
	}
}
