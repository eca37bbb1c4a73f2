package arch

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var tsImport = regexp.MustCompile(`(?:from|import)\s*\(?\s*['"]([^'"]+)['"]`)

// TestFrontendImportsFollowTheTable: a feature folder of the app imports only
// its own, what the table lets it know, and the shared parts.
func TestFrontendImportsFollowTheTable(t *testing.T) {
	src := filepath.Join(root, "frontend", "src")
	seen := 0
	err := filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !(strings.HasSuffix(path, ".ts") || strings.HasSuffix(path, ".svelte")) {
			return err
		}
		rel, _ := filepath.Rel(src, path)
		from := strings.Split(filepath.ToSlash(rel), "/")[0]
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		if n := bytes.Count(text, []byte("\n")); n > maxFileLines && !strings.Contains(rel, ".gen.") {
			t.Errorf("%s has %d lines, more than %d", rel, n, maxFileLines)
		}
		for _, m := range tsImport.FindAllStringSubmatch(string(text), -1) {
			to := targetFolder(src, path, m[1])
			if to == "" || to == from || !slices.Contains(features, to) {
				continue
			}
			if slices.Contains([]string{"ui", "lib", "offline"}, from) {
				t.Errorf("%s imports %s: shared parts know no feature", rel, m[1])
			}
			if slices.Contains(features, from) && !slices.Contains(mayKnow[from], to) {
				t.Errorf("%s imports %s: %s may know only %v", rel, m[1], from, mayKnow[from])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 20 {
		t.Fatalf("only %d files of the app seen", seen)
	}
}

// targetFolder gives the first folder under src that an import leads to.
func targetFolder(src, file, spec string) string {
	var abs string
	switch {
	case strings.HasPrefix(spec, "."):
		abs = filepath.Join(filepath.Dir(file), spec)
	case strings.HasPrefix(spec, "$") || strings.HasPrefix(spec, "@/"):
		rest := spec[strings.Index(spec, "/")+1:]
		if strings.HasPrefix(spec, "$") {
			return strings.TrimPrefix(strings.Split(spec, "/")[0], "$")
		}
		return strings.Split(rest, "/")[0]
	default:
		return ""
	}
	rel, err := filepath.Rel(src, abs)
	if err != nil || strings.HasPrefix(rel, "..") {
		return ""
	}
	return strings.Split(filepath.ToSlash(rel), "/")[0]
}
