package rosterfile

import (
	"bytes"
	"errors"

	"github.com/xuri/excelize/v2"
)

// unzippedLimit bounds what a workbook may unpack to. The parts stay in memory
// up to it, so that columns nobody may keep never touch the disk.
const unzippedLimit = 400 << 20

func readXLSX(content []byte, each func(Format, Row) error) (err error) {
	book, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: unzippedLimit, UnzipXMLSizeLimit: unzippedLimit})
	if err != nil {
		return ErrDamaged
	}
	defer func() { _ = book.Close() }()
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return ErrEmpty
	}
	properties, err := book.GetWorkbookProps()
	if err != nil {
		return ErrDamaged
	}
	format := Format{Workbook: true, Date1904: properties.Date1904 != nil && *properties.Date1904}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		return ErrDamaged
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return ErrDamaged
		}
		if err := each(format, Row{Line: line, Cells: cells}); err != nil {
			return err
		}
	}
	if rows.Error() != nil {
		return ErrDamaged
	}
	return nil
}
