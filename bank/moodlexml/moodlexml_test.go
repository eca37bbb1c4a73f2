package moodlexml

import (
	"bytes"
	"html"
	"io"
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
		if p, ok := err.(portable.Problem); ok {
			return portable.Collection{Problems: append(c.Problems, p)}
		}
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

var whole = portabletest.Make{
	Kinds: []portable.Kind{portable.Single, portable.Multiple, portable.TrueFalse, portable.Matching, portable.Categorise, portable.Ordering,
		portable.ShortText, portable.Numeric, portable.Essay, portable.Upload, portable.Cloze},
	Formats: []portable.Format{portable.HTML, portable.Plain, portable.Markdown, portable.Moodle}, Feedback: true, General: true, Weights: true,
	Idents: true, Names: true, Tags: true, Categories: true, Points: true, MatchCase: true, KeepOrder: true, Spare: true, Template: true, Wildcards: true, Files: true,
}

// asMoodle brings a made-up question to what Moodle XML says the same by: right
// sides are plain, what stands in a gap is HTML.
func asMoodle(q portable.Question) portable.Question {
	for i, p := range q.Pairs {
		q.Pairs[i].Right = portable.Text{Format: portable.Plain, Source: p.Right.Source}
	}
	for i, s := range q.Spare {
		q.Spare[i] = portable.Text{Format: portable.Plain, Source: s.Source}
	}
	if q.Kind != portable.Cloze {
		return q
	}
	q.Stem.Format = portable.HTML
	asHTML := func(t *portable.Text) {
		if !t.Empty() {
			*t = portable.Text{Format: portable.HTML, Source: html.EscapeString(t.Source)}
		}
	}
	for i := range q.Gaps {
		for j := range q.Gaps[i].Options {
			asHTML(&q.Gaps[i].Options[j].Text)
			asHTML(&q.Gaps[i].Options[j].Feedback)
		}
		for j := range q.Gaps[i].Accepted {
			asHTML(&q.Gaps[i].Accepted[j].Feedback)
		}
		for j := range q.Gaps[i].Numbers {
			asHTML(&q.Gaps[i].Numbers[j].Feedback)
		}
	}
	return q
}

// TestExportImportGivesTheSame: what Moodle XML can hold comes back as it was,
// pictures included.
func TestExportImportGivesTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(whole.Question), 1, 4).Draw(r, "questions")
		var file bytes.Buffer
		w := NewWriter(&file)
		for i := range all {
			all[i] = asMoodle(all[i])
			lost, err := w.Write(all[i])
			if err != nil || len(lost) > 0 {
				r.Fatalf("%v %v", lost, err)
			}
		}
		if err := w.Close(); err != nil {
			r.Fatal(err)
		}
		back := parse(t, file.Bytes())
		for _, p := range back.Problems {
			if p.Code != portable.GradeNotListed && p.Code != portable.GradesNotWhole {
				r.Fatalf("%v in %s", back.Problems, file.Bytes())
			}
		}
		portabletest.Same(r, t, all, back.Questions, file.Bytes())
	})
}

func TestWhatMoodleXMLCannotHoldIsNamed(t *testing.T) {
	w := NewWriter(io.Discard)
	for _, q := range []portable.Question{{Kind: portable.Hotspot}, {Kind: portable.Case}, {Kind: portable.Numeric, Numbers: []portable.Number{{Low: "1"}}},
		{Kind: portable.Cloze, Gaps: []portable.Gap{{Kind: portable.Numeric, Numbers: []portable.Number{{High: "1"}}}}}} {
		if lost, err := w.Write(q); err != nil || len(lost) != 1 || lost[0].Code != portable.CannotHold {
			t.Errorf("%s: %v %v", q.Kind, lost, err)
		}
	}
}

// TestUnitsTurnRound: Moodle's multiplier is our factor upside down.
func TestUnitsTurnRound(t *testing.T) {
	var file bytes.Buffer
	w := NewWriter(&file)
	q := portable.Question{Kind: portable.Numeric, Name: "n", Stem: portable.Text{Format: portable.HTML, Source: "s"}, Points: portable.One,
		Numbers: []portable.Number{{Value: "2", Weight: portable.One}}, Units: []portable.Unit{{Name: "m", Factor: "1"}, {Name: "km", Factor: "1000"}, {Name: "cm", Factor: "0.01"}}}
	if lost, err := w.Write(q); err != nil || len(lost) > 0 {
		t.Fatal(lost, err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(file.String(), "<multiplier>0.001</multiplier><unit_name>km") {
		t.Fatal(file.String())
	}
	portabletest.Same(t, t, []portable.Question{q}, parse(t, file.Bytes()).Questions, file.Bytes())
}

// counting is a sink that keeps nothing.
type counting struct{ questions, files, bytes int }

func (c *counting) Question(q portable.Question) error {
	c.questions++
	for _, f := range q.Files {
		c.files++
		c.bytes += len(f.Data)
	}
	return nil
}
func (c *counting) Problem(p portable.Problem) error { return p }

// TestBounds: a question too large, a file too large, a file of another sort.
func TestBounds(t *testing.T) {
	long := `<quiz><question type="essay"><name><text>a</text></name><questiontext><text>` + strings.Repeat("x", 5000) +
		`</text></questiontext></question><question type="essay"><name><text>b</text></name><questiontext><text>y</text></questiontext></question></quiz>`
	var c portable.Collection
	if err := Parse(strings.NewReader(long), portable.Limits{QuestionBytes: 1000}, &c); err != nil || len(c.Questions) != 1 || c.Problems[0].Code != portable.QuestionTooLarge {
		t.Errorf("%v %v", err, c)
	}
	for text, code := range map[string]string{
		`<html></html>`: portable.NotThisFormat, "": portable.NotThisFormat,
		`<!DOCTYPE quiz [<!ENTITY a "b">]><quiz><question type="essay"/></quiz>`:                                          portable.EntitiesRefused,
		`<!DOCTYPE quiz [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><quiz></quiz>`:                                    portable.EntitiesRefused,
		`<quiz><!DOCTYPE x [<!ENTITY lol "lol">]><question type="essay">&lol;</question></quiz>`:                          portable.EntitiesRefused,
		`<quiz><question type="essay"><!DOCTYPE x [<!ENTITY lol "lol">]>&lol;</question></quiz>`:                          portable.EntitiesRefused,
		`<!DOCTYPE quiz SYSTEM "http://127.0.0.1:1/x.dtd"><quiz></quiz>`:                                                  portable.NoQuestions,
		`<quiz><question type="essay"><questiontext><text>&xxe;</text></questiontext></question>`:                         portable.NotWellFormed,
		`<quiz><question type="essay"><questiontext><text>a</questiontext></text></question></quiz>`:                      portable.NotWellFormed,
		`<quiz><question type="essay">` + strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300) + `</question></quiz>`: portable.NotWellFormed,
	} {
		c := parse(t, []byte(text))
		if len(c.Problems) != 1 || c.Problems[0].Code != code {
			t.Errorf("%.60s: %v, want %s", text, c.Problems, code)
		}
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
		if again := parse(t, file.Bytes()); len(again.Questions) != written {
			t.Fatalf("%d questions became %d (%v):\n%s", written, len(again.Questions), again.Problems, file.Bytes())
		}
	})
}
