package courses

import (
	"context"
	"encoding/csv"
	"io"
	"strings"

	"lentera/internal/access"
)

// exported reads a whole file: its lines and its name.
func (w *world) exported(a access.Actor, f CompletionFilter, lang string) ([][]string, string) {
	w.t.Helper()
	e, err := w.ExportCompletion(context.Background(), a, f, lang)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	all, err := io.ReadAll(e)
	if err != nil {
		w.t.Fatal(err)
	}
	text, bom := strings.CutPrefix(string(all), byteOrderMark)
	if !bom || strings.Contains(text, byteOrderMark) {
		w.t.Fatal("one byte order mark, at the start")
	}
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	return lines, e.FileName
}
