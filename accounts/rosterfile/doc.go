// Package rosterfile reads the tables people upload, CSV or XLSX, row by row as
// text. It is a leaf: it knows nothing of rosters, people or units.
//
// It takes what Indonesian offices really produce: comma, semicolon or tab;
// UTF-8 with or without BOM, UTF-16, windows-1252; quoted cells with line
// breaks. It never interprets a cell: a number stays the text it is in the
// file, because a NIP that became a number has already lost its last digits.
package rosterfile
