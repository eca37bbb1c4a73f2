package aiken

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lentera/bank/portable"
	"lentera/bank/portable/portabletest"
)

func parse(t testing.TB, text []byte) portable.Collection {
	var c portable.Collection
	if err := Parse(bytes.NewReader(text), portable.Limits{}, &c); err != nil {
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
		return parse(t, text)
	})
}

// TestExportImportGivesTheSame: what Aiken can hold comes back as it was.
func TestExportImportGivesTheSame(t *testing.T) {
	holds := portabletest.Make{Kinds: []portable.Kind{portable.Single, portable.TrueFalse}, Formats: []portable.Format{portable.Plain}, Source: portabletest.Line}
	rapid.Check(t, func(r *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(holds.Question), 1, 4).Draw(r, "questions")
		var file bytes.Buffer
		var written []portable.Question
		w := NewWriter(&file)
		for _, q := range all {
			lost, err := w.Write(q)
			if err != nil {
				r.Fatal(err)
			}
			if len(lost) > 0 { // only a text that reads like another line
				if lost[0].Code != portable.CannotHold || fits(q.Stem.Source, []string{"x"}) {
					r.Fatalf("%v", lost)
				}
				continue
			}
			written = append(written, q)
		}
		back := parse(t, file.Bytes())
		if len(written) > 0 && len(back.Problems) > 0 {
			r.Fatalf("%v in %s", back.Problems, file.Bytes())
		}
		portabletest.Same(r, t, append([]portable.Question{}, written...), append([]portable.Question{}, back.Questions...), file.Bytes())
	})
}

func TestWhatAikenCannotHoldIsNamed(t *testing.T) {
	var file bytes.Buffer
	w := NewWriter(&file)
	for _, kind := range []portable.Kind{portable.Multiple, portable.Matching, portable.Essay, portable.Cloze, portable.Numeric} {
		lost, err := w.Write(portable.Question{Kind: kind, Stem: plain("x")})
		if err != nil || len(lost) != 1 || lost[0].Code != portable.CannotHold {
			t.Errorf("%s: %v %v", kind, lost, err)
		}
	}
	lost, err := w.Write(portable.Question{Kind: portable.TrueFalse, Name: "n", Tags: []string{"t"}, Points: 5, Feedback: plain("f"),
		Stem: portable.Text{Format: portable.HTML, Source: "<p>a &lt; <b>b</b></p>"}, Files: []portable.File{{}}})
	if err != nil || len(lost) != 6 || file.String() != "a < b\nA) Benar\nB) Salah\nANSWER: B\n\n" {
		t.Errorf("%v %v %q", lost, err, file.String())
	}
}

func TestLargeFileStreams(t *testing.T) {
	var text strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&text, "Pertanyaan %d\nA) ya\nB) tidak\nANSWER: B\n\n", i)
	}
	if c := parse(t, []byte(text.String())); len(c.Questions) != 5000 || len(c.Problems) != 0 {
		t.Fatalf("%d %v", len(c.Questions), c.Problems)
	}
}

// FuzzParse: nothing makes the reader fail, and what it takes can be written
// and read again.
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
		c := parse(t, text)
		for _, q := range c.Questions {
			var file bytes.Buffer
			lost, err := NewWriter(&file).Write(q)
			if err != nil {
				t.Fatal(err)
			}
			again := parse(t, file.Bytes())
			refused := len(lost) > 0 && lost[0].Code == portable.CannotHold
			if !refused && (len(again.Questions) != 1 || again.Questions[0].Kind != q.Kind) {
				t.Fatalf("%q gives %v", file.Bytes(), again)
			}
		}
	})
}
