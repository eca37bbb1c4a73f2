package courses

import (
	"bytes"

	"lentera/internal/sheet"
)

// byteOrderMark begins a file whose letters a spreadsheet is to read as UTF-8.
const byteOrderMark = sheet.ByteOrderMark

// writeCSV adds lines to a CSV that a spreadsheet opens rightly and safely.
func writeCSV(b *bytes.Buffer, lines [][]string) error { return sheet.Write(b, lines) }
