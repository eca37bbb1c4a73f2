package sheet

import (
	"bytes"

	"github.com/xuri/excelize/v2"
)

// Book makes a workbook of one sheet, the first line as its head. Texts are
// written as texts, so that none of them can run as a formula; numbers stay
// numbers.
func Book(name string, lines [][]any) ([]byte, error) {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	if err := book.SetSheetName("Sheet1", name); err != nil {
		return nil, err
	}
	w, err := book.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	for i, line := range lines {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return nil, err
		}
		var style []excelize.RowOpts
		if i == 0 {
			style = append(style, excelize.RowOpts{StyleID: bold})
		}
		if err := w.SetRow(cell, line, style...); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = book.Write(&out)
	return out.Bytes(), err
}
