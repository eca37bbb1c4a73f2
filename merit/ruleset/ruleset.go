// Package ruleset is what every file of dated rules has in common: sentences in
// two languages, sources with their confidence, and a reading that takes no
// member it does not know. It knows no rule.
package ruleset

import (
	"bytes"
	"encoding/json"
	"io/fs"
)

// Text is one sentence in both languages.
type Text struct {
	ID string `json:"id"`
	EN string `json:"en"`
}

// In picks the sentence of a language, "en" or Indonesian.
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.ID
}

// Source says where a rule was read and how sure we are: high, medium or low.
type Source struct {
	Text       string `json:"text"`
	Confidence string `json:"confidence"`
}

// Decode reads one file of rules into a struct and refuses members it lacks.
func Decode(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// Shipped reads the embedded files rules/*.json in the order of their names. A
// file that cannot be read is a mistake in the program and panics at its start.
func Shipped[R any](files fs.FS, parse func([]byte) (*R, error)) (out []*R) {
	names, err := fs.Glob(files, "rules/*.json")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err)
		}
		r, err := parse(body)
		if err != nil {
			panic(err)
		}
		out = append(out, r)
	}
	return out
}
