package rosterfile

import (
	"bytes"
	"errors"
)

// What a file may hold at most; a roster of the largest agency is far below.
const (
	maxRows    = 200_000
	maxColumns = 400
	maxCell    = 4_000 // bytes
)

// The reasons why a file is not read.
var (
	ErrOldExcel = errors.New("rosterfile: an old .xls workbook")
	ErrDamaged  = errors.New("rosterfile: damaged or not a table")
	ErrTooBig   = errors.New("rosterfile: too many rows, columns or bytes in a cell")
	ErrEmpty    = errors.New("rosterfile: no rows")
)

// Row is one row of the file.
type Row struct {
	Line  int      // of the file for CSV, of the sheet for XLSX; the first is 1
	Cells []string // trimmed; missing cells at the end are left out
}

// Format says how dates and numbers are to be understood.
type Format struct {
	Workbook bool // XLSX: dates may be day numbers
	Date1904 bool // day numbers count from 1904
}

// Read calls each for every row that is not empty. The kind of file is told by
// its first bytes, never by its name. each must not keep Cells. Errors are the
// package's own, or each's.
func Read(content []byte, each func(Format, Row) error) error {
	seen := 0
	checked := func(f Format, r Row) error {
		for i, c := range r.Cells {
			if len(c) > maxCell {
				return ErrTooBig
			}
			r.Cells[i] = clean(c)
		}
		if empty(r.Cells) {
			return nil
		}
		if seen++; seen > maxRows || len(r.Cells) > maxColumns {
			return ErrTooBig
		}
		return each(f, r)
	}
	var err error
	switch {
	case bytes.HasPrefix(content, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return ErrOldExcel
	case bytes.HasPrefix(content, []byte("PK")):
		err = readXLSX(content, checked)
	default:
		err = readCSV(content, checked)
	}
	if err == nil && seen == 0 {
		return ErrEmpty
	}
	return err
}

func empty(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return false
		}
	}
	return true
}
