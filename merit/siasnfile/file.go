// Package siasnfile writes and reads the tables that stand in for the
// connection to SIASN: CSV and XLSX, first row the column names. It knows
// nothing of Lentera.
package siasnfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"lentera/internal/sheet"
)

// Sheet is a table: names of columns and rows of text.
type Sheet struct {
	Columns []string
	Rows    [][]string
}

// Bounds of what is read; files are made by people, not by enemies, but come
// over the web all the same.
const (
	maxRows  = 200_000
	maxBytes = 64 << 20 // unpacked
)

// ErrForm says that a file is no table this package can read.
var ErrForm = errors.New("siasnfile: not a CSV or XLSX table")

// WriteCSV writes the table with semicolons and a byte order mark, as
// spreadsheets set to Indonesian open it. A cell that a spreadsheet would take
// for a formula gets an apostrophe.
func WriteCSV(w io.Writer, t Sheet) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.Comma, c.UseCRLF = ';', true
	for _, row := range append([][]string{t.Columns}, t.Rows...) {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = guard(cell)
		}
		if err := c.Write(safe); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func guard(cell string) string {
	if sheet.RunsAsFormula(cell) {
		return "'" + cell
	}
	return cell
}

func unguard(cell string) string {
	if plain, guarded := strings.CutPrefix(cell, "'"); guarded && sheet.RunsAsFormula(plain) {
		return plain
	}
	return cell
}

// WriteXLSX writes the table with every cell as text, so that an NIP keeps its
// eighteen digits and nothing is worked out.
func WriteXLSX(w io.Writer, name string, t Sheet) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	s, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49})
	if err != nil {
		return err
	}
	for i, row := range append([][]string{t.Columns}, t.Rows...) {
		cells := make([]any, len(row))
		for j, v := range row {
			cells[j] = excelize.Cell{StyleID: text, Value: v}
		}
		if err := s.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

// Read takes a CSV (comma, semicolon or tab) or an XLSX (first sheet). It
// refuses anything else, and tables without a row of names (ErrForm).
func Read(body []byte) (Sheet, error) {
	rows, err := readRows(body)
	if err != nil {
		return Sheet{}, errors.Join(ErrForm, err)
	}
	if len(rows) == 0 || len(rows) > maxRows {
		return Sheet{}, ErrForm
	}
	t := Sheet{Rows: [][]string{}}
	for _, name := range rows[0] {
		t.Columns = append(t.Columns, strings.TrimSpace(name))
	}
	for _, row := range rows[1:] {
		full := make([]string, len(t.Columns))
		filled := false
		for i := range full {
			if i < len(row) {
				full[i] = unguard(strings.TrimSpace(row[i]))
				filled = filled || full[i] != ""
			}
		}
		if filled {
			t.Rows = append(t.Rows, full)
		}
	}
	return t, nil
}

func readRows(body []byte) ([][]string, error) {
	if bytes.HasPrefix(body, []byte("PK")) {
		f, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{UnzipSizeLimit: maxBytes, UnzipXMLSizeLimit: maxBytes})
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }()
		return f.GetRows(f.GetSheetName(0), excelize.Options{RawCellValue: true})
	}
	if bytes.IndexByte(body, 0) >= 0 {
		return nil, ErrForm
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	first, _, _ := bytes.Cut(body, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(body))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for _, comma := range ";\t" {
		if bytes.Count(first, []byte(string(comma))) > bytes.Count(first, []byte(string(r.Comma))) {
			r.Comma = comma
		}
	}
	return r.ReadAll()
}

// Column gives what a row has in the first of these columns that the table
// knows, whatever the case; "" when there is none.
func (t Sheet) Column(row []string, names ...string) string {
	for _, want := range names {
		for i, have := range t.Columns {
			if strings.EqualFold(have, want) {
				return row[i]
			}
		}
	}
	return ""
}

// Has tells whether the table has one of these columns.
func (t Sheet) Has(names ...string) bool {
	for _, want := range names {
		for _, have := range t.Columns {
			if strings.EqualFold(have, want) {
				return true
			}
		}
	}
	return false
}
