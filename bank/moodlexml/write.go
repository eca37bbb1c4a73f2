package moodlexml

import (
	"bufio"
	"encoding/base64"
	"encoding/xml"
	"io"
	"net/url"
	"strconv"
	"strings"

	"lentera/bank/portable"
)

type writer struct {
	b        *bufio.Writer
	category string
	lost     []portable.Problem
	q        portable.Question
}

// NewWriter writes Moodle XML to w. Hotspot and case questions are refused.
func NewWriter(w io.Writer) portable.Writer {
	out := &writer{b: bufio.NewWriter(w)}
	out.put(`<?xml version="1.0" encoding="UTF-8"?>`, "\n<quiz>\n")
	return out
}

func (w *writer) Close() error {
	w.put("</quiz>\n")
	return w.b.Flush()
}

func (w *writer) put(parts ...string) {
	for _, p := range parts {
		_, _ = w.b.WriteString(p) // Flush reports
	}
}

func (w *writer) lose(code string, args ...any) {
	w.lost = append(w.lost, portable.Say(w.q.Line, code, args...).About(w.q.Name))
}

var types = map[portable.Kind]string{
	portable.Single: "multichoice", portable.Multiple: "multichoice", portable.TrueFalse: "truefalse", portable.ShortText: "shortanswer",
	portable.Numeric: "numerical", portable.Matching: "matching", portable.Categorise: "matching", portable.Ordering: "ordering",
	portable.Cloze: "cloze", portable.Essay: "essay", portable.Upload: "essay",
}

// Write writes one question.
func (w *writer) Write(q portable.Question) ([]portable.Problem, error) {
	w.lost, w.q = nil, q
	kind, ok := types[q.Kind]
	if !ok || !w.numbersFit(q.Numbers) {
		w.lose(portable.CannotHold, "Moodle XML", string(q.Kind))
		return w.lost, nil
	}
	stem := q.Stem
	if q.Kind == portable.Cloze {
		if stem, ok = w.clozeText(q); !ok {
			w.lose(portable.CannotHold, "Moodle XML", string(q.Kind))
			return w.lost, nil
		}
	}
	if q.Policy != "" && q.Policy != "penalty" { // a penalty is in the weights
		w.lose(portable.DetailLost, q.Policy)
	}
	if q.Category != w.category {
		w.category = q.Category
		path := "$course$/top"
		if q.Category != "" {
			path += "/" + q.Category
		}
		w.put("<question type=\"category\">\n", " <category><text>", escaped(path), "</text></category>\n</question>\n")
	}
	w.put(`<question type="`, kind, "\">\n <name><text>", escaped(q.Name), "</text></name>\n")
	w.element("questiontext", "", stem)
	w.element("generalfeedback", "", q.Feedback)
	if q.Points != 0 {
		w.simple("defaultgrade", q.Points.String())
	}
	w.put(" <penalty>0</penalty>\n <hidden>0</hidden>\n")
	w.simple("idnumber", q.Ident)
	w.body(q)
	w.tags(q.Tags)
	w.put("</question>\n")
	return w.lost, w.b.Flush()
}

// numbersFit: Moodle knows a number and a tolerance, so a range becomes its
// middle with half its width where that is exact.
func (w *writer) numbersFit(all []portable.Number) bool {
	for _, n := range all {
		if _, _, ok := middle(n); !ok {
			return false
		}
	}
	return true
}

func (w *writer) tags(tags []string) {
	if len(tags) == 0 {
		return
	}
	w.put(" <tags>")
	for _, t := range tags {
		w.put("<tag><text>", escaped(t), "</text></tag>")
	}
	w.put("</tags>\n")
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // to memory
	return b.String()
}

func cdata(s string) string {
	return "<![CDATA[" + strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>") + "]]>"
}

func (w *writer) simple(name, value string) {
	if value != "" {
		w.put(" <", name, ">", escaped(value), "</", name, ">\n")
	}
}

func formatName(f portable.Format) string {
	switch f {
	case portable.Moodle:
		return "moodle_auto_format"
	case portable.Plain:
		return "plain_text"
	case portable.Markdown:
		return "markdown"
	}
	return "html"
}

// element writes a text with its format, more attributes, and its files; more
// is written behind the text.
func (w *writer) element(name, attrs string, t portable.Text, more ...string) {
	if t.Empty() && len(more) == 0 {
		return
	}
	w.put(" <", name, attrs, ` format="`, formatName(t.Format), `"><text>`, cdata(w.pointed(t.Source)), "</text>")
	for _, i := range portable.MediaOf(t.Source) {
		if i >= len(w.q.Files) {
			continue
		}
		w.put(`<file name="`, escaped(w.fileName(i)), `" path="/" encoding="base64">`)
		e := base64.NewEncoder(base64.StdEncoding, w.b)
		_, _ = e.Write(w.q.Files[i].Data) // Flush reports
		_ = e.Close()
		w.put("</file>")
	}
	w.put(strings.Join(more, ""), "</", name, ">\n")
}

func (w *writer) pointed(source string) string {
	return portable.MapMedia(source, func(i int) string {
		if i >= len(w.q.Files) {
			return portable.MediaRef(i)
		}
		return "@@PLUGINFILE@@/" + url.PathEscape(w.fileName(i))
	})
}

// fileName is the file's own name, with its number when an earlier one has it.
func (w *writer) fileName(i int) string {
	name := w.q.Files[i].Name
	for j := range i {
		if w.q.Files[j].Name == name {
			return strconv.Itoa(i) + "-" + name
		}
	}
	return name
}
