package quiz

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"lentera/bank/kinds"
)

// text gives an optional text; "" when it is absent.
func (c record) text(name string) string {
	if c.has[name] == nil {
		return ""
	}
	return c.words(name)
}

// whole gives an optional number above 0; 0 when it is absent.
func (c record) whole(name string) int {
	if c.has[name] == nil {
		return 0
	}
	n, _ := c.number(name, 1, 100_000)
	return n
}

// strict reads a YAML mapping as the JSON of one of the kinds, whose members
// are the same; the kind's own validation follows later.
func (c record) strict(n *yaml.Node, into any) bool {
	var loose any
	err := n.Decode(&loose)
	if err == nil {
		var b []byte
		if b, err = json.Marshal(loose); err == nil {
			err = json.Unmarshal(b, into)
		}
	}
	if err != nil {
		c.find(c.file, n.Line, "bad-value", "Bagian ini tidak dapat dibaca: %v", err)
	}
	return err == nil
}

// textKey reads the accepted texts: words, or {text, credit}.
func (c record) textKey() kinds.TextKey {
	k := kinds.TextKey{Typos: c.whole("typos")}
	k.Case, _ = c.yes("case_sensitive")
	k.Accents, _ = c.yes("accent_sensitive")
	k.Wildcards, _ = c.yes("wildcards")
	n, ok := c.must("accepted")
	if !ok {
		return k
	}
	for _, entry := range c.list(c.file, n, "jawaban yang diterima") {
		v := kinds.Variant{Text: entry.Value}
		if entry.Kind == yaml.ScalarNode || c.strict(entry, &v) {
			k.Accepted = append(k.Accepted, v)
		}
	}
	return k
}

// numericKey reads the accepted numbers: a number, {value, tolerance or
// tolerance_percent} or {min, max}, each with credit; and the units.
func (c record) numericKey() kinds.NumericKey {
	k := kinds.NumericKey{}
	if credit := c.has["unit_credit"]; credit != nil {
		m, err := kinds.ParseMark(credit.Value)
		if err != nil {
			c.find(c.file, credit.Line, "bad-value", "Isian %q harus persen.", "unit_credit")
		}
		k.UnitCredit = m
	}
	n, ok := c.must("accepted")
	if !ok {
		return k
	}
	for _, entry := range c.list(c.file, n, "jawaban yang diterima") {
		var a kinds.NumberRange
		if entry.Kind == yaml.ScalarNode {
			value := json.Number(entry.Value)
			if !json.Valid([]byte(entry.Value)) {
				c.find(c.file, entry.Line, "bad-number", "%q bukan bilangan; tulis seperti 3.5.", entry.Value)
				continue
			}
			a.Value = &value
		} else if !c.strict(entry, &a) {
			continue
		}
		k.Accepted = append(k.Accepted, a)
	}
	if units := c.has["units"]; units != nil {
		for _, entry := range c.list(c.file, units, "satuan") {
			u := kinds.Unit{Name: entry.Value, Factor: "1"}
			if entry.Kind == yaml.ScalarNode || c.strict(entry, &u) {
				k.Units = append(k.Units, u)
			}
		}
	}
	return k
}

// essay reads what learners are told and what markers need.
func (c record) essay() (kinds.EssayContent, kinds.MarkingKey) {
	criteria, key := c.marked()
	return kinds.EssayContent{MinWords: c.whole("min_words"), MaxWords: c.whole("max_words"), Criteria: criteria}, key
}

// fileWords are the types of files as an author writes them.
var fileWords = map[string]string{
	"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "txt": "text/plain",
	"mp3": "audio/mpeg", "m4a": "audio/mp4", "mp4": "video/mp4", "odt": "application/vnd.oasis.opendocument.text",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

// upload reads which files a question asks for, and what markers need.
func (c record) upload() (kinds.FileContent, kinds.MarkingKey) {
	criteria, key := c.marked()
	content := kinds.FileContent{MaxFiles: c.whole("max_files"), MaxBytes: int64(c.whole("max_mb")) * 1_000_000, Criteria: criteria}
	if c.has["types"] != nil {
		for _, entry := range c.list(c.file, c.has["types"], "jenis berkas") {
			t := fileWords[entry.Value]
			if t == "" {
				c.find(c.file, entry.Line, "bad-value", "Jenis berkas %q tidak dikenal. Yang dikenal: %s.", entry.Value, strings.Join(slices.Sorted(maps.Keys(fileWords)), ", "))
			}
			content.Types = append(content.Types, t)
		}
	}
	return content, key
}

// marked reads what essays and files share.
func (c record) marked() (criteria []string, key kinds.MarkingKey) {
	if c.has["criteria"] != nil {
		for _, entry := range c.list(c.file, c.has["criteria"], "kriteria") {
			criteria = append(criteria, entry.Value)
		}
	}
	if c.has["guide"] != nil {
		key.GuideHTML = c.block("guide")
	}
	n, ok := c.must("rubric")
	if !ok {
		return criteria, key
	}
	for i, entry := range c.list(c.file, n, "kriteria") {
		var criterion kinds.Criterion
		if !c.strict(entry, &criterion) {
			continue
		}
		criterion.ID = fmt.Sprintf("k%d", i+1)
		for j := range criterion.Levels {
			criterion.Levels[j].ID = fmt.Sprintf("t%d", j+1)
		}
		key.Rubric = append(key.Rubric, criterion)
	}
	return criteria, key
}
