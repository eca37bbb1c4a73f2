// Package safezip opens zip archives from anywhere without harm: nothing is
// ever written to a disk, names that lead out of the archive are refused, and
// what is unpacked is bounded in every direction. It knows no feature.
package safezip

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Limits bound an archive. Zero members take the defaults.
type Limits struct {
	Entries int   // 20,000
	Total   int64 // bytes unpacked, 512 MiB
	One     int64 // bytes of one entry unpacked, 128 MiB
	Ratio   int64 // unpacked ÷ packed of one entry beyond the first MiB, 200
}

func (l Limits) defaults() Limits {
	if l.Entries == 0 {
		l.Entries = 20_000
	}
	if l.Total == 0 {
		l.Total = 512 << 20
	}
	if l.One == 0 {
		l.One = 128 << 20
	}
	if l.Ratio == 0 {
		l.Ratio = 200
	}
	return l
}

// Refusal says why an archive is not opened; Reason is a stable word.
type Refusal struct{ Reason, Name string }

// Error names the reason and the entry.
func (r Refusal) Error() string {
	if r.Name == "" {
		return "safezip: " + r.Reason
	}
	return fmt.Sprintf("safezip: %s: %q", r.Reason, r.Name)
}

// The reasons.
const (
	NotZip    = "not-a-zip"
	TooMany   = "too-many-entries"
	TooLarge  = "too-large-unpacked"
	Bomb      = "compressed-too-well"
	Leads     = "leads-out-of-the-archive"
	Link      = "link"
	Twice     = "name-twice"
	Encrypted = "encrypted"
	Method    = "unknown-compression"
	Crossed   = "file-is-also-a-folder"
)

// Archive is an opened archive.
type Archive struct {
	names []string
	files map[string]*zip.File
	left  int64
	lim   Limits
}

// Open looks at every entry before the first is read.
func Open(r io.ReaderAt, size int64, lim Limits) (*Archive, error) {
	lim = lim.defaults()
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, Refusal{Reason: NotZip}
	}
	if len(z.File) > lim.Entries {
		return nil, Refusal{Reason: TooMany}
	}
	a := &Archive{files: map[string]*zip.File{}, left: lim.Total, lim: lim}
	folded := map[string]bool{}
	var total uint64
	for _, f := range z.File {
		name, err := nameOf(f)
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(name, "/") {
			continue
		}
		if err := lim.check(f, name); err != nil {
			return nil, err
		}
		if total += f.UncompressedSize64; total > uint64(lim.Total) {
			return nil, Refusal{TooLarge, name}
		}
		if key := strings.ToLower(name); folded[key] {
			return nil, Refusal{Twice, name}
		} else {
			folded[key] = true
		}
		a.names, a.files[name] = append(a.names, name), f
	}
	for _, name := range a.names {
		for dir := path.Dir(strings.ToLower(name)); dir != "."; dir = path.Dir(dir) {
			if folded[dir] {
				return nil, Refusal{Crossed, name}
			}
		}
	}
	return a, nil
}

func (l Limits) check(f *zip.File, name string) error {
	packed := int64(f.CompressedSize64)
	switch {
	case f.Flags&1 != 0:
		return Refusal{Encrypted, name}
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return Refusal{Method, name}
	case f.Mode()&fs.ModeType != 0:
		return Refusal{Link, name}
	case f.UncompressedSize64 > uint64(l.One):
		return Refusal{TooLarge, name}
	case int64(f.UncompressedSize64) > 1<<20+l.Ratio*max(packed, 1):
		return Refusal{Bomb, name}
	}
	return nil
}

// nameOf brings an entry's name to slashes and UTF-8 and refuses one that is
// absolute, names a drive, or climbs. Names that are no UTF-8 are CP437, as the
// format says.
func nameOf(f *zip.File) (string, error) {
	name := f.Name
	if !utf8.ValidString(name) {
		if decoded, err := charmap.CodePage437.NewDecoder().String(name); err == nil {
			name = decoded
		}
	}
	name = strings.ReplaceAll(name, `\`, "/")
	clean := path.Clean(name)
	switch {
	case name == "" || strings.HasPrefix(name, "/") || strings.ContainsAny(name, "\x00:"),
		clean == "." && !strings.HasSuffix(name, "/"), clean == ".." || strings.HasPrefix(clean, "../"), hasClimb(name):
		return "", Refusal{Leads, f.Name}
	}
	if strings.HasSuffix(name, "/") {
		return clean + "/", nil
	}
	return clean, nil
}

func hasClimb(name string) bool {
	for _, part := range strings.Split(name, "/") {
		if part == ".." {
			return true
		}
	}
	return false
}

// Names lists the files in the archive's order.
func (a *Archive) Names() []string { return a.names }

// Open opens a file. What is read counts against the archive's total, whatever
// its head said: a lie ends in a Refusal.
func (a *Archive) Open(name string) (io.ReadCloser, error) {
	f, ok := a.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	r, err := f.Open()
	if err != nil {
		return nil, Refusal{NotZip, name}
	}
	return &entry{a: a, r: r, name: name, left: min(a.lim.One, int64(f.UncompressedSize64))}, nil
}

type entry struct {
	a    *Archive
	r    io.ReadCloser
	name string
	left int64
}

func (e *entry) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.left -= int64(n)
	e.a.left -= int64(n)
	if e.left < 0 || e.a.left < 0 {
		return 0, Refusal{TooLarge, e.name}
	}
	return n, err
}

func (e *entry) Close() error { return e.r.Close() }

// OpenBytes is Open for an archive in memory.
func OpenBytes(b []byte, lim Limits) (*Archive, error) {
	return Open(bytes.NewReader(b), int64(len(b)), lim)
}
