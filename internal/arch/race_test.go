package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// worldly are the imports of code that something may happen beside.
var worldly = []string{"sync", "sync/atomic", "net", "net/http", "net/http/httptest", "os/exec", "database/sql", "lentera/internal/db", "lentera/internal/testdb"}

// TestPackagesWithoutRaceOnlyCompute holds tools/without-race to its word:
// neither these packages, nor their tests, nor what they stand on in this
// module start a goroutine, take a lock, run tests side by side or reach out.
func TestPackagesWithoutRaceOnlyCompute(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "tools", "without-race"))
	if err != nil {
		t.Fatal(err)
	}
	folders := map[string][]string{}
	for _, file := range goFiles(t) {
		folders[path.Dir(file)] = append(folders[path.Dir(file)], file)
	}
	listed := strings.Fields(string(text))
	if len(listed) < 5 || !slices.IsSorted(listed) {
		t.Errorf("%d packages, not in order or too few", len(listed))
	}
	for _, name := range listed {
		folder := strings.TrimPrefix(name, "lentera/")
		if len(folders[folder]) == 0 {
			t.Errorf("%s is no package", name)
		}
		seen := map[string]bool{}
		for _, file := range folders[folder] {
			onlyComputes(t, name, file, folders, seen)
		}
	}
}

// onlyComputes looks into a file and into every package of the module below it.
func onlyComputes(t *testing.T, of, file string, folders map[string][]string, seen map[string]bool) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.SendStmt:
			t.Errorf("%s stands on %s, which uses goroutines", of, file)
		case *ast.SelectorExpr:
			if n.Sel.Name == "Parallel" || n.Sel.Name == "RunParallel" {
				t.Errorf("%s has tests side by side in %s", of, file)
			}
		}
		return true
	})
	for _, i := range f.Imports {
		imp, _ := strconv.Unquote(i.Path.Value)
		if slices.Contains(worldly, imp) {
			t.Errorf("%s stands on %s, which imports %s", of, file, imp)
		}
		below, ours := strings.CutPrefix(imp, "lentera/")
		if !ours || seen[below] {
			continue
		}
		seen[below] = true
		for _, next := range folders[below] {
			if !strings.HasSuffix(next, "_test.go") {
				onlyComputes(t, of, next, folders, seen)
			}
		}
	}
}
