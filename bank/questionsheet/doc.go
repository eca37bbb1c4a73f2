// Package questionsheet reads and writes questions as an XLSX workbook that a
// trainer fills in: one row per question, choices side by side, a help sheet
// and a sheet of examples beside it. The columns are in columns.go and in
// docs/quiz-exchange.md.
//
// It never evaluates a formula, follows a link or loads anything a workbook
// points at; a cell is the text or number it shows. It is a leaf: of ours it
// imports only bank/portable.
package questionsheet
