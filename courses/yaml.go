package courses

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlFile reads one YAML document by its nodes, so that every finding has a
// line. It refuses what course files have no use for: anchors, aliases, tags,
// several documents.
type yamlFile struct {
	name  string
	found []Finding
}

func (y *yamlFile) report(line int, code, message string) {
	y.found = append(y.found, Finding{y.name, line, code, message})
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// root parses the text; nil when it is not YAML at all.
func (y *yamlFile) root(src []byte) *yaml.Node {
	decoder := yaml.NewDecoder(strings.NewReader(string(src)))
	var doc yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		line := 1
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		y.report(line, "not-yaml", "Bukan YAML yang benar: "+strings.TrimPrefix(err.Error(), "yaml: "))
		return nil
	}
	var second yaml.Node
	if decoder.Decode(&second) == nil {
		y.report(second.Line, "several-documents", "Berkas ini memuat lebih dari satu dokumen YAML.")
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		y.report(1, "not-yaml", "Berkas ini kosong.")
		return nil
	}
	return doc.Content[0]
}

// fields is one mapping: its values by name.
type fields struct {
	y      *yamlFile
	line   int
	values map[string]*yaml.Node
}

// mapping reads a mapping that may hold only the known names.
func (y *yamlFile) mapping(n *yaml.Node, known ...string) (fields, bool) {
	out := fields{y, n.Line, map[string]*yaml.Node{}}
	if !y.plain(n) {
		return out, false
	}
	if n.Kind != yaml.MappingNode {
		y.report(n.Line, "not-a-mapping", "Di sini diharapkan pasangan nama dan nilai.")
		return out, false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case !slices.Contains(known, key.Value) || key.Kind != yaml.ScalarNode:
			y.report(key.Line, "unknown-field", "Isian \""+key.Value+"\" tidak dikenal. Yang dikenal: "+strings.Join(known, ", ")+".")
		case out.values[key.Value] != nil:
			y.report(key.Line, "duplicate-field", "Isian \""+key.Value+"\" ditulis dua kali.")
		case y.plain(value):
			out.values[key.Value] = value
		}
	}
	return out, true
}

// plain refuses aliases and anchors: a small file must not be able to stand
// for a huge one.
func (y *yamlFile) plain(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		y.report(n.Line, "alias", "Jangkar dan alias YAML (& dan *) tidak dipakai di berkas kursus.")
		return false
	}
	return true
}

// text reads a string; empty with a finding when it is required and missing.
func (f fields) text(name string, required bool, most int) string {
	n := f.values[name]
	if n == nil {
		if required {
			f.y.report(f.line, "missing-field", "Isian \""+name+"\" belum ada.")
		}
		return ""
	}
	value := strings.TrimSpace(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode:
		f.y.report(n.Line, "bad-value", "Isian \""+name+"\" harus berupa teks.")
		return ""
	case value == "" && required:
		f.y.report(n.Line, "missing-field", "Isian \""+name+"\" kosong.")
	case len([]rune(value)) > most:
		f.y.report(n.Line, "too-long", "Isian \""+name+"\" lebih dari "+strconv.Itoa(most)+" huruf.")
	}
	return value
}

// number reads a whole number between least and most.
func (f fields) number(name string, required bool, least, most int) int {
	n := f.values[name]
	if n == nil {
		if required {
			f.y.report(f.line, "missing-field", "Isian \""+name+"\" belum ada.")
		}
		return 0
	}
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil || v < least || v > most {
		f.y.report(n.Line, "bad-value", "Isian \""+name+"\" harus angka bulat dari "+strconv.Itoa(least)+" sampai "+strconv.Itoa(most)+".")
		return 0
	}
	return v
}

// list reads a sequence.
func (f fields) list(name string, required bool, most int) []*yaml.Node {
	n := f.values[name]
	if n == nil {
		if required {
			f.y.report(f.line, "missing-field", "Isian \""+name+"\" belum ada.")
		}
		return nil
	}
	switch {
	case n.Kind != yaml.SequenceNode:
		f.y.report(n.Line, "bad-value", "Isian \""+name+"\" harus berupa daftar.")
		return nil
	case len(n.Content) == 0 && required:
		f.y.report(n.Line, "missing-field", "Daftar \""+name+"\" kosong.")
	case len(n.Content) > most:
		f.y.report(n.Line, "too-long", "Daftar \""+name+"\" lebih dari "+strconv.Itoa(most)+" butir.")
		return nil
	}
	return n.Content
}

// sentences reads a sequence of strings.
func (f fields) sentences(name string, required bool, most int) []string {
	out := []string{}
	for _, n := range f.list(name, required, most) {
		if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" || len(n.Value) > 2000 {
			f.y.report(n.Line, "bad-value", "Setiap butir \""+name+"\" harus berupa teks.")
			continue
		}
		out = append(out, strings.TrimSpace(n.Value))
	}
	return out
}

// lineOf is the line of a field, or of its mapping when it is not there.
func (f fields) lineOf(name string) int {
	if n := f.values[name]; n != nil {
		return n.Line
	}
	return f.line
}
