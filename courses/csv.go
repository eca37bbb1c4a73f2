package courses

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"unicode"
)

// csvFile writes lines as CSV that a spreadsheet opens rightly: UTF-8 with a
// byte order mark, comma, CRLF, and no cell that could run as a formula.
func csvFile(lines [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, line := range lines {
		safe := make([]string, len(line))
		for i, cell := range line {
			safe[i] = plainCell(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// plainCell puts an apostrophe before a text that a spreadsheet would take for
// a formula, also behind spaces, invisible signs and in full-width form.
func plainCell(s string) string {
	trimmed := strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
	if trimmed != "" && strings.ContainsRune("=+-@|%＝＋－＠−﹢﹣﹦﹫", []rune(trimmed)[0]) {
		return "'" + s
	}
	if s != "" && strings.ContainsRune("\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

func itoa(n int) string { return strconv.Itoa(n) }
