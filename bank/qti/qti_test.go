package qti

import (
	"bytes"
	"html"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lentera/bank/portable"
	"lentera/bank/portable/portabletest"
	"lentera/internal/safezip"
)

func read(t testing.TB, file []byte, zipped bool) portable.Collection {
	var c portable.Collection
	var err error
	if zipped {
		archive, aerr := safezip.OpenBytes(file, safezip.Limits{})
		if aerr != nil {
			t.Fatal(aerr)
		}
		err = ParsePackage(archive, portable.Limits{}, &c)
	} else {
		err = Parse(bytes.NewReader(file), portable.Limits{}, &c)
	}
	if p, ok := err.(portable.Problem); ok {
		c.Problems = append(c.Problems, p)
	} else if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

func TestCorpus(t *testing.T) {
	portabletest.Golden(t, func(t *testing.T, file string) any {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return read(t, text, strings.HasSuffix(file, ".zip"))
	})
}

// escaped are texts as well-formed HTML.
func escaped(t *rapid.T) string {
	s := html.EscapeString(portabletest.Line(t))
	s = strings.NewReplacer("&#34;", `"`, "&#39;", "'").Replace(s)
	if rapid.Bool().Draw(t, "bold") {
		return "<b>" + s + "</b> é<br>x"
	}
	return s
}

var whole = portabletest.Make{
	Kinds: []portable.Kind{portable.Single, portable.Multiple, portable.TrueFalse, portable.Matching, portable.Categorise, portable.Ordering,
		portable.ShortText, portable.Numeric, portable.Essay, portable.Upload, portable.Cloze},
	Formats: []portable.Format{portable.HTML}, Source: escaped, General: true, Weights: true,
	Idents: true, Names: true, Tags: true, Categories: true, Points: true, MatchCase: true, KeepOrder: true, Spare: true, Ranges: true, Files: true,
}

// asQTI brings what stands in a gap to HTML, and names files as in a package.
func asQTI(q portable.Question) portable.Question {
	for i := range q.Gaps {
		for j, o := range q.Gaps[i].Options {
			q.Gaps[i].Options[j].Text = portable.Text{Format: portable.HTML, Source: strings.NewReplacer("&#34;", `"`, "&#39;", "'").Replace(html.EscapeString(o.Text.Source))}
		}
	}
	for i := range q.Files {
		q.Files[i].Name = []string{"gambar-1.png", "b-c.jpg"}[i]
	}
	for i := range q.Options { // attributes come back in order
		q.Options[i].Text.Source = strings.ReplaceAll(q.Options[i].Text.Source, `<img src="@@MEDIA:1@@" alt="y">`, `<img alt="y" src="@@MEDIA:1@@">`)
	}
	q.Stem.Source = strings.ReplaceAll(q.Stem.Source, `<img src="@@MEDIA:0@@" alt="x">`, `<img alt="x" src="@@MEDIA:0@@">`)
	return q
}

// TestExportImportGivesTheSame: what QTI can hold comes back as it was, in
// every version, in a package with its media.
func TestExportImportGivesTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(whole.Question), 1, 4).Draw(r, "questions")
		idents := map[string]bool{}
		for i := range all {
			all[i] = asQTI(all[i])
			if idents[all[i].Ident] {
				all[i].Ident = ""
			}
			idents[all[i].Ident] = true
		}
		version := rapid.SampledFrom([]Version{V21, V22, V30}).Draw(r, "version")
		file := written(t, version, all...)
		back := read(t, file, true)
		if len(back.Problems) > 0 {
			r.Fatalf("%v", back.Problems)
		}
		portabletest.Same(r, t, all, back.Questions, firstItem(t, file))
	})
}

func written(t testing.TB, version Version, all ...portable.Question) []byte {
	var file bytes.Buffer
	w := NewWriter(&file, version)
	for _, q := range all {
		lost, err := w.Write(q)
		if err != nil || len(lost) > 0 {
			t.Fatalf("%v %v", lost, err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func firstItem(t testing.TB, file []byte) []byte {
	archive, err := safezip.OpenBytes(file, safezip.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := archive.Open("items/1.xml")
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	var b bytes.Buffer
	_, _ = b.ReadFrom(f)
	return b.Bytes()
}

// png is a picture of 10 × 20 pixels out of the corpus.
func png(t testing.TB) []byte {
	file, err := os.ReadFile("testdata/corpus/package.zip")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range read(t, file, true).Questions {
		if len(q.Files) > 0 {
			return q.Files[0].Data
		}
	}
	t.Fatal("no picture")
	return nil
}

// TestCaseAndHotspotComeBack: the two kinds that only QTI can hold.
func TestCaseAndHotspotComeBack(t *testing.T) {
	text := func(s string) portable.Text { return portable.Text{Format: portable.HTML, Source: s} }
	all := []portable.Question{
		{Kind: portable.Hotspot, Name: "Titik", Stem: text("<p>Ketuk</p>"), Points: 2 * portable.One, Picture: 1, Files: []portable.File{{Name: "peta.png", Data: png(t)}},
			Areas: []portable.Area{{Shape: "circle", Coords: []float64{0.5, 0.25, 0.1}, Weight: portable.One}, {Shape: "rect", Coords: []float64{0, 0, 0.5, 0.5}, Weight: portable.One / 2}}},
		{Kind: portable.Case, Name: "Kasus", Stem: text("<p>Bacaan</p>"), Points: 3 * portable.One, Parts: []portable.Question{
			{Kind: portable.Single, Ident: "a", Stem: text("Satu?"), Points: portable.One, Options: []portable.Option{{Text: text("x"), Weight: portable.One}, {Text: text("y")}}},
			{Kind: portable.ShortText, Ident: "b", Stem: text("Dua?"), Points: 2 * portable.One, Accepted: []portable.Accepted{{Text: "z", Weight: portable.One}}},
			{Kind: portable.Multiple, Ident: "c", Stem: text("Tiga?"), Points: 5 * portable.One / 2, Policy: "all-or-nothing", Options: []portable.Option{{Text: text("x"), Weight: portable.One}, {Text: text("y")}}}}},
	}
	for _, v := range []Version{V21, V22, V30} {
		file := written(t, v, all...)
		back := read(t, file, true)
		if len(back.Problems) > 0 {
			t.Fatal(back.Problems)
		}
		portabletest.Same(t, t, all, back.Questions, file)
	}
}

// FuzzParse: nothing makes the reader fail, alone or in a package, and what it
// takes can be written and read again.
func FuzzParse(f *testing.F) {
	files, _ := os.ReadDir("testdata/corpus")
	for _, file := range files {
		text, err := os.ReadFile("testdata/corpus/" + file.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var c portable.Collection
		if archive, err := safezip.OpenBytes(text, safezip.Limits{Total: 4 << 20}); err == nil {
			_ = ParsePackage(archive, portable.Limits{}, &c) // a lying archive may end it
		} else {
			c = read(t, text, false)
		}
		var file bytes.Buffer
		w := NewWriter(&file, V30)
		count := 0
		for _, q := range c.Questions {
			lost, err := w.Write(q)
			if err != nil {
				t.Fatal(err)
			}
			if len(lost) == 0 || lost[len(lost)-1].Code != portable.CannotHold {
				count++
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if again := read(t, file.Bytes(), true); len(again.Questions) != count {
			t.Fatalf("%d questions became %d (%v):\n%s", count, len(again.Questions), again.Problems, firstItem(t, file.Bytes()))
		}
	})
}
