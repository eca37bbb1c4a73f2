package courses

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Bounds of a course folder.
const (
	maxFolderFiles = 2000
	maxTextBytes   = 1 << 20 // course.yaml, one lesson, one question file
)

// folder is the list of a course folder's regular files. As a file system it
// opens nothing else: no symbolic link, nothing outside, whatever a name in a
// file says.
type folder struct {
	source fs.FS
	files  map[string]listed
	dirs   map[string]bool
}

type listed struct {
	bytes  int64
	sha256 string
}

// openFolder lists and hashes the folder. Links, devices and names with odd
// characters are findings; hidden files (".DS_Store") are not part of a course.
func openFolder(source fs.FS) (*folder, []Finding, error) {
	f := &folder{source: source, files: map[string]listed{}, dirs: map[string]bool{".": true}}
	var found []Finding
	err := fs.WalkDir(source, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".":
			return nil
		case strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			f.dirs[name] = true
			return nil
		case !d.Type().IsRegular():
			found = append(found, Finding{name, 0, "not-a-file", "Bukan berkas biasa (misalnya tautan simbolis). Ganti dengan berkas aslinya."})
			return nil
		case strings.ContainsAny(name, "\\\x00\n"):
			found = append(found, Finding{name, 0, "bad-name", "Nama berkas memuat tanda yang tidak boleh dipakai."})
			return nil
		case len(f.files) == maxFolderFiles:
			return fmt.Errorf("the folder holds more than %d files", maxFolderFiles)
		}
		l, err := hashFile(source, name)
		f.files[name] = l
		return err
	})
	return f, found, err
}

func hashFile(source fs.FS, name string) (listed, error) {
	r, err := source.Open(name)
	if err != nil {
		return listed{}, err
	}
	defer func() { _ = r.Close() }()
	sum := sha256.New()
	n, err := io.Copy(sum, r)
	return listed{n, hex.EncodeToString(sum.Sum(nil))}, err
}

// checksum names the content of the whole folder and the way it is rendered.
func (f *folder) checksum() string {
	sum := sha256.New()
	fmt.Fprintf(sum, "rendering %s\n", rendering)
	for _, name := range slices.Sorted(maps.Keys(f.files)) {
		fmt.Fprintf(sum, "%s %d %s\n", f.files[name].sha256, f.files[name].bytes, name)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Open opens a listed file, or a folder for reading its list.
func (f *folder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if _, ok := f.files[name]; !ok && !f.dirs[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f.source.Open(name)
}

// read gives a text file, refusing one that is too large to be text.
func (f *folder) read(name string) ([]byte, error) {
	if f.files[name].bytes > maxTextBytes {
		return nil, fmt.Errorf("%s is larger than 1 MiB", name)
	}
	return fs.ReadFile(f, name)
}

// resolve finds the listed file a reference means; base is the folder the
// reference is written in ("." for course.yaml).
func (f *folder) resolve(base, ref string) (string, bool) {
	if ref == "" || strings.HasPrefix(ref, "/") || strings.ContainsAny(ref, "\\\x00") {
		return "", false
	}
	name := path.Join(base, ref)
	if !fs.ValidPath(name) {
		return "", false
	}
	_, ok := f.files[name]
	return name, ok
}
