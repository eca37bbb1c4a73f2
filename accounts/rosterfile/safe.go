package rosterfile

import (
	"strings"
	"unicode"
)

// SafeCell keeps a spreadsheet from taking a cell of a CSV for a formula: what
// begins, after any blanks, with a sign that starts one gets an apostrophe.
func SafeCell(cell string) string {
	first := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' || r == '\u200b' })
	if first == "" {
		return cell
	}
	for _, r := range first {
		if strings.ContainsRune("=+-@|%＝＋－＠", r) {
			return "'" + cell
		}
		break
	}
	if cell[0] == '\t' || cell[0] == '\r' || cell[0] == '\n' {
		return "'" + cell
	}
	return cell
}

// SafeRow is SafeCell over a row.
func SafeRow(cells ...string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = SafeCell(c)
	}
	return out
}
