package questionsheet

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"lentera/bank/portable"
	"lentera/bank/portable/portabletest"
)

func parse(t testing.TB, file []byte) portable.Collection {
	var c portable.Collection
	if err := Parse(bytes.NewReader(file), portable.Limits{}, &c); err != nil {
		p, ok := err.(portable.Problem)
		if !ok {
			t.Fatalf("%v", err)
		}
		c.Problems = append(c.Problems, p)
	}
	return c
}

// workbook makes a book out of rows, the way a spreadsheet would.
func workbook(t testing.TB, rows [][]any) []byte {
	book := excelize.NewFile()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestCorpus reads rows of tab-separated cells as a workbook: the corpus stays
// readable.
func TestCorpus(t *testing.T) {
	portabletest.Golden(t, func(t *testing.T, file string) any {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return parse(t, workbook(t, rowsOf(string(text))))
	})
}

func rowsOf(text string) (rows [][]any) {
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		var row []any
		for _, cell := range strings.Split(line, "\t") {
			row = append(row, strings.ReplaceAll(cell, `\n`, "\n"))
		}
		rows = append(rows, row)
	}
	return rows
}

var whole = portabletest.Make{
	Kinds: []portable.Kind{portable.Single, portable.Multiple, portable.TrueFalse, portable.Matching, portable.Categorise, portable.Ordering,
		portable.ShortText, portable.Numeric, portable.Essay, portable.Upload, portable.Cloze},
	Formats: []portable.Format{portable.HTML}, General: true, Weights: true, Idents: true, Names: true, Tags: true, Categories: true, Points: true,
	MatchCase: true, KeepOrder: true, Spare: true, Wildcards: true, Ranges: true,
}

// asRow brings a made-up question to what a row says the same by: one format,
// no arrow inside a pair, one rule for capitals.
func asRow(q portable.Question) portable.Question {
	for i := range q.Pairs {
		q.Pairs[i].Left.Source = strings.ReplaceAll(q.Pairs[i].Left.Source, "=>", ">")
	}
	for i := range q.Gaps {
		q.Gaps[i].MatchCase = false
		for j := range q.Gaps[i].Options {
			q.Gaps[i].Options[j].Text.Format = portable.HTML
		}
	}
	return q
}

// TestExportImportGivesTheSame: what the sheet can hold comes back as it was.
func TestExportImportGivesTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		format := rapid.SampledFrom([]portable.Format{portable.HTML, portable.Plain, portable.Markdown}).Draw(r, "format")
		m := whole
		m.Formats = []portable.Format{format}
		all := rapid.SliceOfN(rapid.Custom(m.Question), 1, 4).Draw(r, "questions")
		var file bytes.Buffer
		w := NewWriter(&file)
		for i := range all {
			all[i] = asRow(all[i])
			for g := range all[i].Gaps {
				for o := range all[i].Gaps[g].Options {
					all[i].Gaps[g].Options[o].Text.Format = format
				}
			}
			lost, err := w.Write(all[i])
			if err != nil || len(lost) > 0 {
				r.Fatalf("%v %v", lost, err)
			}
		}
		if err := w.Close(); err != nil {
			r.Fatal(err)
		}
		back := parse(t, file.Bytes())
		if len(back.Problems) > 0 {
			r.Fatalf("%v", back.Problems)
		}
		portabletest.Same(r, t, all, back.Questions, nil)
	})
}

// TestTemplate: what a trainer gets has a head, lists, help and an example of
// each kind that the reader understands.
func TestTemplate(t *testing.T) {
	var file bytes.Buffer
	if err := Template(&file); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(book.GetSheetList(), " "); got != "Soal Contoh Petunjuk" {
		t.Error(got)
	}
	if v, err := book.GetDataValidations("Soal"); err != nil || len(v) != 4 {
		t.Errorf("%d lists, %v", len(v), err)
	}
	examples, err := book.GetRows("Contoh")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]any
	for _, row := range examples {
		var cells []any
		for _, c := range row {
			cells = append(cells, c)
		}
		rows = append(rows, cells)
	}
	c := parse(t, workbook(t, rows))
	if len(c.Problems) > 0 {
		t.Error(c.Problems)
	}
	portabletest.Same(t, t, Examples(), c.Questions, nil)
	if empty := parse(t, file.Bytes()); len(empty.Questions) != 0 || empty.Problems[0].Code != portable.NoQuestions {
		t.Errorf("%v", empty)
	}
}

// TestNothingRunsAsAFormula: a text that looks like one stays a text.
func TestNothingRunsAsAFormula(t *testing.T) {
	var file bytes.Buffer
	w := NewWriter(&file)
	if _, err := w.Write(portable.Question{Kind: portable.Essay, Stem: plain("=HYPERLINK(\"http://x\")"), Name: "=1+1"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{"C2", "D2"} {
		if f, err := book.GetCellFormula("Soal", cell); err != nil || f != "" {
			t.Errorf("%s: %q %v", cell, f, err)
		}
	}
}

// TestNumbersAndTruthsAsCells: a spreadsheet turns what people type into
// numbers and truth values; they are read as meant.
func TestNumbersAndTruthsAsCells(t *testing.T) {
	c := parse(t, workbook(t, [][]any{
		{"Daftar soal pelatihan"}, {},
		{"Jenis", "Pertanyaan", "Pilihan_1", "PILIHAN 2", "Kunci", "Nilai", "Acak"},
		{"single", "Dua tambah dua?", 4, 5, 1, 2.5, false},
		{"benar-salah", "Bumi bulat", nil, nil, true},
		{"angka", "Berapa?", 3.14, nil, nil, nil, nil},
	}))
	if len(c.Problems) != 1 || c.Problems[0].Line != 6 || len(c.Questions) != 2 || !c.Questions[1].Truth || c.Questions[0].Points != 25_000_000 || !c.Questions[0].KeepOrder {
		t.Fatalf("%+v", c)
	}
}

func TestWhatTheSheetCannotHoldIsNamed(t *testing.T) {
	w := NewWriter(&bytes.Buffer{})
	for _, q := range []portable.Question{{Kind: portable.Hotspot}, {Kind: portable.Case}, {Kind: portable.Essay, Stem: plain(strings.Repeat("x", mostCell+1))},
		{Kind: portable.Cloze, Stem: plain("[[x]]"), Gaps: []portable.Gap{{ID: "x"}}}} {
		if lost, err := w.Write(q); err != nil || len(lost) != 1 || lost[0].Code != portable.CannotHold {
			t.Errorf("%s: %v %v", q.Kind, lost, err)
		}
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	for _, file := range [][]byte{nil, []byte("PK\x03\x04"), []byte("jenis,pertanyaan"), workbook(t, [][]any{{"nama", "nip"}, {"a", "b"}})} {
		if c := parse(t, file); len(c.Problems) != 1 || c.Problems[0].Code != portable.NotThisFormat {
			t.Errorf("%v", c)
		}
	}
}

// FuzzParse: no rows make the reader fail, and what it takes can be written
// and read again. Rows are lines of tab-separated cells.
func FuzzParse(f *testing.F) {
	files, _ := os.ReadDir("testdata/corpus")
	for _, file := range files {
		text, err := os.ReadFile("testdata/corpus/" + file.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		var c portable.Collection
		p := &parser{to: portable.Bound(&c, portable.Limits{})}
		for i, line := range strings.Split(text, "\n") {
			cells := strings.Split(line, "\t")
			if p.columns == nil {
				p.head(cells)
			} else if err := p.row(i+1, cells); err != nil {
				return
			}
		}
		var file bytes.Buffer
		w := NewWriter(&file).(*writer)
		var rows [][]string
		for _, q := range c.Questions {
			cells, options, ok := w.cells(q)
			if !ok {
				continue
			}
			row := make([]string, len(heads)+len(options))
			for name, value := range cells {
				row[headOrder[name]] = value
			}
			at := headOrder[colOption+" 1"]
			for i, o := range options {
				if i < mostOptions {
					row[at+i] = o
				} else {
					row[len(heads)+i-mostOptions] = o
				}
			}
			rows = append(rows, row)
		}
		var again portable.Collection
		p = &parser{to: portable.Bound(&again, portable.Limits{})}
		head := append([]string{}, heads...)
		for n := mostOptions + 1; n < 100; n++ {
			head = append(head, colOption+" "+numberWord(n))
		}
		p.head(head)
		for i, row := range rows {
			if err := p.row(i+2, row); err != nil {
				t.Fatal(err)
			}
		}
		if len(again.Questions) != len(rows) {
			t.Fatalf("%d rows became %d questions (%v): %q", len(rows), len(again.Questions), again.Problems, rows)
		}
	})
}

// FuzzFile: no bytes make the reader fail.
func FuzzFile(f *testing.F) {
	f.Add(workbook(f, [][]any{{"jenis", "pertanyaan"}, {"uraian", "x"}}))
	f.Fuzz(func(t *testing.T, file []byte) { parse(t, file) })
}
