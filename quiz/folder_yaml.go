package quiz

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"lentera/courses"
)

// maxSource is the largest YAML file read, in bytes.
const maxSource = 1 << 20

// mostWords is the longest text of one member, in characters.
const mostWords = 8000

// reader walks YAML nodes, which know their lines, and collects findings. It
// never stops at the first mistake: an author wants all of them at once.
type reader struct {
	folder   fs.FS
	findings []courses.Finding
	files    []string // pictures, sound and video that questions refer to
}

func (r *reader) find(file string, line int, code, format string, args ...any) {
	r.findings = append(r.findings, courses.Finding{File: file, Line: line, Code: code, Message: fmt.Sprintf(format, args...)})
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// document reads the one YAML document of a file; nil after a finding.
func (r *reader) document(file string) *yaml.Node {
	text, err := r.text(file)
	if err != nil {
		r.find(file, 0, "unreadable", "Berkas tidak dapat dibaca atau lebih besar dari 1 MiB.")
		return nil
	}
	var doc, rest yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&doc); err != nil {
		line := 0
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		r.find(file, line, "not-yaml", "Berkas bukan YAML yang benar: %v", err)
		return nil
	}
	if err := d.Decode(&rest); !errors.Is(err, io.EOF) {
		r.find(file, rest.Line, "several-documents", "Satu berkas memuat satu dokumen saja; hapus pemisah ---.")
		return nil
	}
	if len(doc.Content) != 1 {
		r.find(file, 0, "not-yaml", "Berkas ini kosong.")
		return nil
	}
	return doc.Content[0]
}

func (r *reader) text(file string) ([]byte, error) {
	f, err := r.folder.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, maxSource+1))
	if err == nil && len(text) > maxSource {
		err = fs.ErrInvalid
	}
	return text, err
}

// record is a YAML mapping whose members were checked against a list.
type record struct {
	*reader
	file string
	line int
	has  map[string]*yaml.Node
}

// record refuses anything but a mapping, members it does not know, and a
// member written twice.
func (r *reader) record(file string, n *yaml.Node, known ...string) (record, bool) {
	rec := record{reader: r, file: file, line: n.Line, has: map[string]*yaml.Node{}}
	if n.Kind != yaml.MappingNode {
		r.find(file, n.Line, "not-a-mapping", "Di sini diharapkan isian bernama (%s).", strings.Join(known, ", "))
		return rec, false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		switch {
		case !slices.Contains(known, name.Value):
			r.find(file, name.Line, "unknown-field", "Isian %q tidak dikenal. Yang dikenal: %s.", name.Value, strings.Join(known, ", "))
		case rec.has[name.Value] != nil:
			r.find(file, name.Line, "duplicate-field", "Isian %q ditulis dua kali.", name.Value)
		default:
			rec.has[name.Value] = n.Content[i+1]
			r.plain(file, n.Content[i+1])
		}
	}
	return rec, true
}

// plain reports anchors and aliases, which course files have no use for; an
// alias is then no text, list or mapping to the readers below.
func (r *reader) plain(file string, n *yaml.Node) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.find(file, n.Line, "alias", "Jangkar dan alias YAML (& dan *) tidak dipakai di berkas kursus.")
	}
}

// list refuses anything but a non-empty sequence.
func (r *reader) list(file string, n *yaml.Node, what string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		r.find(file, n.Line, "not-a-list", "Di sini diharapkan daftar %s yang tidak kosong.", what)
		return nil
	}
	return n.Content
}

// must gives a member, or a finding that it is missing.
func (c record) must(name string) (*yaml.Node, bool) {
	n := c.has[name]
	if n == nil {
		c.find(c.file, c.line, "missing-field", "Isian %q belum ada.", name)
	}
	return n, n != nil
}

// words gives a required text that is not blank; "" after a finding.
func (c record) words(name string) string {
	n, ok := c.must(name)
	if !ok {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || strings.TrimSpace(n.Value) == "" {
		c.find(c.file, n.Line, "empty-text", "Isian %q harus berupa teks dan tidak boleh kosong.", name)
		return ""
	}
	if utf8.RuneCountInString(n.Value) > mostWords {
		c.find(c.file, n.Line, "too-long", "Isian %q lebih dari %d huruf.", name, mostWords)
	}
	return strings.TrimSpace(n.Value)
}

// number gives a required whole number within bounds; ok is false after a
// finding.
func (c record) number(name string, low, high int) (int, bool) {
	n, ok := c.must(name)
	if !ok {
		return 0, false
	}
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil || v < low || v > high {
		c.find(c.file, n.Line, "bad-value", "Isian %q harus bilangan bulat %d sampai %d.", name, low, high)
		return 0, false
	}
	return v, true
}

// yes gives an optional true or false; absent is false. ok is false after a
// finding.
func (c record) yes(name string) (value, ok bool) {
	n := c.has[name]
	if n == nil {
		return false, true
	}
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" || n.Decode(&value) != nil {
		c.find(c.file, n.Line, "bad-value", "Isian %q harus true atau false.", name)
		return false, false
	}
	return value, true
}

// at gives the line of a member, or of the record when it is absent.
func (c record) at(name string) int {
	if n := c.has[name]; n != nil {
		return n.Line
	}
	return c.line
}
