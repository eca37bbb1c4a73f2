// Package sheet writes CSV files that a spreadsheet opens rightly and safely. It
// knows no feature.
package sheet

import (
	"bytes"
	"encoding/csv"
	"strings"
	"unicode"
)

// ByteOrderMark begins a file whose letters a spreadsheet is to read as UTF-8.
const ByteOrderMark = "\ufeff"

// Write adds lines to a CSV that a spreadsheet opens rightly: comma, CRLF,
// quotes where they are needed (RFC 4180), one line per row, and no cell that
// could run as a formula.
func Write(b *bytes.Buffer, lines [][]string) error {
	w := csv.NewWriter(b)
	w.UseCRLF = true
	for _, line := range lines {
		if err := w.Write(PlainRow(line...)); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ")

// RunsAsFormula tells whether a spreadsheet might take a text for a formula,
// also behind spaces, invisible signs and in full-width form.
func RunsAsFormula(s string) bool {
	trimmed := strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
	formula := trimmed != "" && strings.ContainsRune("=+-@|%＝＋－＠−﹢﹣﹦﹫", []rune(trimmed)[0])
	return formula || s != "" && strings.ContainsRune("\t\r\n", rune(s[0]))
}

// PlainCell puts an apostrophe before a text that RunsAsFormula and makes one
// line of it.
func PlainCell(s string) string {
	if RunsAsFormula(s) {
		s = "'" + s
	}
	return lineBreaks.Replace(s)
}

// PlainRow is PlainCell over a row.
func PlainRow(cells ...string) []string {
	out := make([]string, len(cells))
	for i, cell := range cells {
		out[i] = PlainCell(cell)
	}
	return out
}
