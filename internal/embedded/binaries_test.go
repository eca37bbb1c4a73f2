package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// release makes a directory with programs that say they are of that version.
func release(t *testing.T, says string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bin")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, program := range []string{"postgres", "initdb"} {
		script := fmt.Sprintf("#!/bin/sh\necho '%s (PostgreSQL) %s'\n", program, says)
		if err := os.WriteFile(filepath.Join(dir, program), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFirstUsableRelease(t *testing.T) {
	t.Parallel()
	old, fifteen, seventeen := release(t, "13.9 (Debian)"), release(t, "15.18"), release(t, "17beta1")
	absent := filepath.Join(t.TempDir(), "absent")
	dirs := []string{absent, old, fifteen, seventeen}
	ctx := context.Background()
	for wanted, want := range map[int]string{0: fifteen, 15: fifteen, 17: seventeen} {
		if found, err := firstUsable(ctx, dirs, wanted); err != nil || found.dir != want {
			t.Errorf("for a cluster of %d: %+v, %v", wanted, found, err)
		}
	}
	if _, err := firstUsable(ctx, dirs, 16); err == nil || !strings.Contains(err.Error(), "made by PostgreSQL 16") ||
		!strings.Contains(err.Error(), "15, 17") {
		t.Errorf("the sentence has to name what is needed and what is there: %v", err)
	}
	_, err := firstUsable(ctx, []string{absent, old}, 0)
	if !errors.Is(err, ErrNoPostgres) {
		t.Errorf("too old is as good as none: %v", err)
	}
	for _, command := range []string{"npm ci", "apt-get install", "LENTERA_PG_BIN"} {
		if !strings.Contains(err.Error(), command) {
			t.Errorf("the sentence lacks %s: %v", command, err)
		}
	}
}

func TestNamedBinariesAreNotReplacedByOthers(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for dir, want := range map[string]string{
		t.TempDir():           "no initdb there",
		release(t, "13.2"):    "too old",
		release(t, "oh dear"): "said",
	} {
		if _, err := findBinaries(ctx, dir, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := findBinaries(ctx, release(t, "17.2"), 15); err == nil || !strings.Contains(err.Error(), "made by PostgreSQL 15") {
		t.Errorf("another major version: %v", err)
	}
}

func TestOtherMajorVersionIsRefusedBeforeStarting(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	pg := startPostgres(t, PostgresOptions{DataDir: dir})
	stopPostgres(t, pg)
	note := filepath.Join(pg.Cluster(), "PG_VERSION")
	if err := os.WriteFile(note, []byte("12\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := StartPostgres(context.Background(), PostgresOptions{DataDir: dir, Log: quiet()})
	if err == nil || !strings.Contains(err.Error(), "made by PostgreSQL 12") {
		t.Errorf("want the version sentence, got %v", err)
	}
}

func TestLinksOfAnUnpackedPackage(t *testing.T) {
	t.Parallel()
	tree := filepath.Join(t.TempDir(), "native")
	lib := filepath.Join(tree, "lib", "sub")
	if err := os.MkdirAll(lib, 0o755); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{
		filepath.Join(tree, "lib", "libicu.so.60.2"): "library",
		filepath.Join(tree, "pg-symlinks.json"): `[{"source":"native/lib/libicu.so.60.2","target":"native/lib/libicu.so.60"},
			{"source":"native/lib/libicu.so.60.2","target":"native/lib/sub/libicu.so"}]`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // a second time changes nothing
		if err := restoreLinks(tree); err != nil {
			t.Fatal(err)
		}
	}
	for _, link := range []string{"lib/libicu.so.60", "lib/sub/libicu.so"} {
		if text, err := os.ReadFile(filepath.Join(tree, link)); err != nil || string(text) != "library" {
			t.Errorf("%s leads to %q, %v", link, text, err)
		}
	}
	outside := `[{"source":"native/lib/libicu.so.60.2","target":"../../outside"}]`
	if err := os.WriteFile(filepath.Join(tree, "pg-symlinks.json"), []byte(outside), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := restoreLinks(tree); err == nil {
		t.Error("a link outside the package was made")
	}
}
