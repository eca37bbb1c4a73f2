package gift

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

// everything GIFT can hold.
var whole = portabletest.Make{
	Kinds: []portable.Kind{portable.Single, portable.Multiple, portable.TrueFalse, portable.Matching, portable.Categorise, portable.Ordering,
		portable.ShortText, portable.Numeric, portable.Essay},
	Formats: []portable.Format{portable.HTML, portable.Plain, portable.Markdown, portable.Moodle}, Feedback: true, General: true, Weights: true,
	Idents: true, Names: true, Tags: true, Categories: true, Spare: true, Wildcards: true, Ranges: true,
}

// TestExportImportGivesTheSame: what GIFT can hold comes back as it was.
func TestExportImportGivesTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(whole.Question), 1, 4).Draw(r, "questions")
		for i := range all {
			for j, a := range all[i].Accepted {
				all[i].Accepted[j].Text = strings.ReplaceAll(a.Text, "->", "-")
				all[i].Accepted[j].Feedback.Source = strings.ReplaceAll(a.Feedback.Source, "->", "-")
			}
			for j, p := range all[i].Pairs { // GIFT has no arrow inside a pair
				all[i].Pairs[j].Left.Source = strings.ReplaceAll(p.Left.Source, "->", "-")
				all[i].Pairs[j].Right.Source = strings.ReplaceAll(p.Right.Source, "->", "-")
			}
			for j, s := range all[i].Spare {
				all[i].Spare[j].Source = strings.ReplaceAll(s.Source, "->", "-")
			}
		}
		var file bytes.Buffer
		w := NewWriter(&file)
		for _, q := range all {
			lost, err := w.Write(q)
			if err != nil || len(lost) > 0 {
				r.Fatalf("%v %v", lost, err)
			}
		}
		if err := w.Close(); err != nil {
			r.Fatal(err)
		}
		back := parse(t, file.Bytes())
		if len(back.Problems) > 0 {
			r.Fatalf("%v in %s", back.Problems, file.Bytes())
		}
		portabletest.Same(r, t, all, back.Questions, file.Bytes())
	})
}

// TestWhatGIFTCannotHoldIsNamed: nothing is left out in silence.
func TestWhatGIFTCannotHoldIsNamed(t *testing.T) {
	var file bytes.Buffer
	w := NewWriter(&file)
	for _, kind := range []portable.Kind{portable.Cloze, portable.Hotspot, portable.Upload, portable.Case} {
		lost, err := w.Write(portable.Question{Kind: kind})
		if err != nil || len(lost) != 1 || lost[0].Code != portable.CannotHold {
			t.Errorf("%s: %v %v", kind, lost, err)
		}
	}
	lost, err := w.Write(portable.Question{Kind: portable.ShortText, Stem: portable.Text{Source: "x"}, Points: 3 * portable.One, MatchCase: true,
		Files: []portable.File{{Name: "a.png"}}, Accepted: []portable.Accepted{{Text: "y", Weight: portable.One}}})
	if err != nil || len(lost) != 3 {
		t.Errorf("%v %v", lost, err)
	}
}

// TestLargeFileStreams: 5,000 questions come one by one, and the limit holds.
func TestLargeFileStreams(t *testing.T) {
	var text strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&text, "::Soal %d::Pertanyaan %d {=ya ~tidak}\r\n\r\n", i, i)
	}
	c := parse(t, []byte(text.String()))
	if len(c.Questions) != 5000 || len(c.Problems) != 0 || c.Questions[4999].Line != 9999 {
		t.Fatalf("%d questions, %v, line %d", len(c.Questions), c.Problems, c.Questions[len(c.Questions)-1].Line)
	}
	var few portable.Collection
	if err := Parse(strings.NewReader(text.String()), portable.Limits{Questions: 3}, &few); err != nil || len(few.Questions) != 3 || few.Problems[0].Code != portable.TooManyQuestions {
		t.Fatalf("%v %d %v", err, len(few.Questions), few.Problems)
	}
	err := Parse(strings.NewReader(text.String()), portable.Limits{FileBytes: 1000}, &portable.Collection{})
	if p, ok := err.(portable.Problem); !ok || p.Code != portable.FileTooLarge {
		t.Fatalf("%v", err)
	}
}

// FuzzParse: nothing a file holds makes the reader fail, and what it takes
// survives a journey through a file of ours.
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
		var file bytes.Buffer
		w := NewWriter(&file)
		written := 0
		for _, q := range c.Questions {
			lost, err := w.Write(q)
			if err != nil {
				t.Fatal(err)
			}
			if len(lost) == 0 || lost[len(lost)-1].Code != portable.CannotHold {
				written++
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		again := parse(t, file.Bytes())
		if len(again.Questions) != written {
			t.Fatalf("%d questions became %d (%v):\n%s", written, len(again.Questions), again.Problems, file.Bytes())
		}
	})
}
