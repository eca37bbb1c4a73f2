package rosterfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func readCSV(content []byte, each func(Format, Row) error) error {
	text, err := utf8Of(content)
	if err != nil {
		return ErrDamaged
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return ErrDamaged
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	r.ReuseRecord = true
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ErrDamaged
		}
		line, _ := r.FieldPos(0)
		if err := each(Format{}, Row{Line: line, Cells: record}); err != nil {
			return err
		}
	}
}

// utf8Of brings a file to UTF-8: by its BOM, as it is when it is valid, else
// from windows-1252, which is what Excel saves on an Indonesian desk.
func utf8Of(content []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(content, []byte{0xEF, 0xBB, 0xBF}):
		content = content[3:]
	case bytes.HasPrefix(content, []byte{0xFF, 0xFE}), bytes.HasPrefix(content, []byte{0xFE, 0xFF}):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(content)
	}
	if utf8.Valid(content) {
		return content, nil
	}
	return charmap.Windows1252.NewDecoder().Bytes(content)
}

// separator takes the sign that divides one of the first lines most often;
// what stands in quotes does not count.
func separator(text []byte) rune {
	best, most := ',', 0
	for n := 0; n < 10 && len(text) > 0; n++ {
		line := text
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		} else {
			text = nil
		}
		for _, sign := range []rune{';', ',', '\t'} {
			if c := countOutside(line, byte(sign)); c > most {
				best, most = sign, c
			}
		}
	}
	return best
}

func countOutside(line []byte, sign byte) int {
	n, quoted := 0, false
	for _, b := range line {
		switch {
		case b == '"':
			quoted = !quoted
		case b == sign && !quoted:
			n++
		}
	}
	return n
}

// clean takes away what is not content: blanks around, no-break blanks inside,
// line breaks, and the apostrophe by which spreadsheets mark text.
func clean(cell string) string {
	if strings.ContainsAny(cell, "\u00a0\r\n\t") {
		cell = strings.NewReplacer("\u00a0", " ", "\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(cell)
	}
	cell = strings.TrimSpace(cell)
	if len(cell) > 1 && cell[0] == '\'' && cell[1] >= '0' && cell[1] <= '9' {
		cell = cell[1:]
	}
	return cell
}
