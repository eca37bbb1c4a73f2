package siasnfile

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestBothFormsComeBackAsTheyWere(t *testing.T) {
	in := Sheet{Columns: []string{"nip", "namaKursus", "id"}, Rows: [][]string{{"199204152019032004", `=HYPERLINK("x";"y")`, ""}, {"198503172010012003", "Satu; dua \"tiga\"", "a-1"}}}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"csv":  func(b *bytes.Buffer) error { return WriteCSV(b, in) },
		"xlsx": func(b *bytes.Buffer) error { return WriteXLSX(b, "kursus", in) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(name, err)
		}
		if name == "csv" && strings.Contains(b.String(), ";=HYPER") || strings.Contains(b.String(), `"=HYPER`) {
			t.Error("a formula went out as one")
		}
		out, err := Read(b.Bytes())
		if err != nil || !slices.Equal(out.Columns, in.Columns) || len(out.Rows) != 2 {
			t.Fatalf("%s: %+v %v", name, out, err)
		}
		for i := range in.Rows {
			if !slices.Equal(in.Rows[i], out.Rows[i]) {
				t.Errorf("%s: %q became %q", name, in.Rows[i], out.Rows[i])
			}
		}
		if out.Column(out.Rows[1], "ID") != "a-1" || out.Column(out.Rows[0], "none", "NIP") != in.Rows[0][0] {
			t.Errorf("%s: columns", name)
		}
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	for _, body := range []string{"", "PK\x03\x04broken", "\x00\x01\x02"} {
		if _, err := Read([]byte(body)); !errors.Is(err, ErrForm) {
			t.Errorf("%q: %v", body, err)
		}
	}
}
