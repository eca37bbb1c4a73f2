// Package portabletest holds what the tests of the five formats share: made-up
// questions, and golden files of a corpus.
package portabletest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lentera/bank/portable"
)

// Make makes questions; what a format cannot hold is switched off.
type Make struct {
	Kinds      []portable.Kind
	Formats    []portable.Format
	Source     func(t *rapid.T) string // of a text; nil: any signs at all
	Feedback   bool                    // of single answers
	General    bool                    // of the question
	Weights    bool                    // other than right and wrong
	Idents     bool
	Names      bool
	Tags       bool
	Categories bool
	Points     bool
	MatchCase  bool
	KeepOrder  bool
	Spare      bool
	Template   bool
	Wildcards  bool
	Ranges     bool
	Unique     bool // no two sides or options alike
	Files      bool
}

var signs = []rune("abcxyz ABC 0189 ~=#{}:\\->[]%*/\"'<>&|;,.?!\n_éß—漢🙂$@")

// Words are texts with every sign that means something somewhere.
func Words(t *rapid.T) string {
	s := rapid.StringOfN(rapid.SampledFrom(signs), 1, 24, -1).Draw(t, "text")
	if s = strings.TrimSpace(s); s == "" {
		return "x"
	}
	return s
}

// Line is Words on one line without doubled blanks.
func Line(t *rapid.T) string { return strings.Join(strings.Fields(Words(t)), " ") }

func (m Make) text(t *rapid.T) portable.Text {
	source := m.Source
	if source == nil {
		source = Words
	}
	return portable.Text{Format: rapid.SampledFrom(m.Formats).Draw(t, "format"), Source: source(t)}
}

func (m Make) maybe(t *rapid.T, on bool) portable.Text {
	if !on || rapid.Bool().Draw(t, "none") {
		return portable.Text{}
	}
	return m.text(t)
}

func (m Make) plain(t *rapid.T) string {
	if m.Source != nil {
		return Line(t)
	}
	return Words(t)
}

// texts are n different texts.
func (m Make) texts(t *rapid.T, low, high int) []portable.Text {
	n := rapid.IntRange(low, high).Draw(t, "n")
	seen := map[string]bool{}
	var out []portable.Text
	for len(out) < n {
		x := m.text(t)
		for seen[x.Source] {
			x.Source += string(rune('a' + len(out)))
		}
		seen[x.Source] = true
		out = append(out, x)
	}
	return out
}

var shares = []portable.Fixed{1_000_000, 2_500_000, 3_333_333, 5_000_000, 7_500_000}

// Question makes one.
func (m Make) Question(t *rapid.T) portable.Question {
	q := portable.Question{Kind: rapid.SampledFrom(m.Kinds).Draw(t, "kind"), Stem: m.text(t), Feedback: m.maybe(t, m.General)}
	if m.Names {
		q.Name = Line(t)
	}
	if m.Idents && rapid.Bool().Draw(t, "ident") {
		q.Ident = rapid.StringMatching(`[A-Za-z][A-Za-z0-9-]{0,12}`).Draw(t, "id")
	}
	if m.Tags {
		q.Tags = rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z][a-z0-9:-]{0,8}`), 0, 3, rapid.ID).Draw(t, "tags")
	}
	if m.Categories && rapid.Bool().Draw(t, "filed") {
		q.Category = portable.JoinCategory(rapid.SliceOfN(rapid.StringMatching(`[A-Z][a-z]{0,3}[ /&-]?[a-z]{1,3}`), 1, 3).Draw(t, "category"))
	}
	if m.Points {
		q.Points = portable.Fixed(rapid.IntRange(1, 40).Draw(t, "points")) * (portable.One / 4)
	}
	m.fill(t, &q)
	if m.Files && rapid.Bool().Draw(t, "pictures") {
		q.Files = []portable.File{{Name: "gambar 1.png", Data: []byte("\x89PNG\r\n\x1a\n0")}}
		q.Stem.Source += ` <img src="` + portable.MediaRef(0) + `" alt="x">`
		if len(q.Options) > 0 {
			q.Files = append(q.Files, portable.File{Name: "b&c.jpg", Data: []byte("\xff\xd8\xff1")})
			q.Options[0].Text.Source += ` <img src="` + portable.MediaRef(1) + `" alt="y">`
		}
	}
	if len(q.Tags) == 0 {
		q.Tags = nil
	}
	return q
}

func (m Make) fill(t *rapid.T, q *portable.Question) {
	switch q.Kind {
	case portable.Single, portable.Multiple:
		q.Options = m.options(t, q.Kind)
		q.KeepOrder = m.KeepOrder && rapid.Bool().Draw(t, "keep")
	case portable.TrueFalse:
		q.Truth = rapid.Bool().Draw(t, "truth")
		q.WhenTrue, q.WhenFalse = m.maybe(t, m.Feedback), m.maybe(t, m.Feedback)
	case portable.Matching, portable.Categorise:
		m.pairs(t, q)
	case portable.Ordering:
		q.Items = m.texts(t, 2, 5)
	case portable.ShortText:
		q.Accepted = m.accepted(t)
		q.MatchCase = m.MatchCase && rapid.Bool().Draw(t, "case")
	case portable.Numeric:
		q.Numbers = m.numbers(t)
	case portable.Cloze:
		m.gaps(t, q)
	case portable.Essay:
		q.Template, q.Grader = m.maybe(t, m.Template), m.maybe(t, m.Template)
	}
}

func (m Make) options(t *rapid.T, kind portable.Kind) (out []portable.Option) {
	texts := m.texts(t, 2, 5)
	right := rapid.IntRange(0, len(texts)-1).Draw(t, "right")
	for i, x := range texts {
		o := portable.Option{Text: x, Feedback: m.maybe(t, m.Feedback)}
		switch {
		case kind == portable.Single && i == right:
			o.Weight = portable.One
		case kind == portable.Multiple && i <= right:
			o.Weight = portable.One / portable.Fixed(right+1)
		case m.Weights && rapid.Bool().Draw(t, "weighted"):
			o.Weight = rapid.SampledFrom(shares).Draw(t, "share")
			if kind == portable.Multiple {
				o.Weight = -o.Weight
			}
		}
		out = append(out, o)
	}
	return out
}

func (m Make) pairs(t *rapid.T, q *portable.Question) {
	lefts := m.texts(t, 2, 5)
	rights := m.texts(t, len(lefts)+1, len(lefts)+1)
	for i, left := range lefts {
		right := rights[i]
		if q.Kind == portable.Categorise && i == len(lefts)-1 {
			right = rights[0]
		}
		q.Pairs = append(q.Pairs, portable.Pair{Left: left, Right: right})
	}
	if m.Spare && rapid.Bool().Draw(t, "spare") {
		q.Spare = rights[len(lefts):]
	}
}

func (m Make) accepted(t *rapid.T) (out []portable.Accepted) {
	seen := map[string]bool{}
	for i := range rapid.IntRange(1, 3).Draw(t, "n") {
		a := portable.Accepted{Text: m.plain(t), Weight: portable.One, Feedback: m.maybe(t, m.Feedback)}
		a.Text, _ = portable.ReadPattern(strings.NewReplacer("*", "x", "\\", "/").Replace(a.Text))
		if m.Wildcards && rapid.Bool().Draw(t, "wild") {
			a.Text, a.Wildcard = a.Text+"*", true
		}
		if m.Weights && i > 0 {
			a.Weight = rapid.SampledFrom(shares).Draw(t, "share")
		}
		if seen[a.Text] {
			continue
		}
		seen[a.Text] = true
		out = append(out, a)
	}
	return out
}

func decimal(t *rapid.T) string {
	n := portable.Fixed(rapid.IntRange(-1_000_000, 1_000_000).Draw(t, "number")) * 1000
	return n.String()
}

func (m Make) numbers(t *rapid.T) (out []portable.Number) {
	for i := range rapid.IntRange(1, 3).Draw(t, "n") {
		n := portable.Number{Value: decimal(t), Weight: portable.One, Feedback: m.maybe(t, m.Feedback)}
		switch rapid.IntRange(0, 2).Draw(t, "form") {
		case 1:
			n.Tolerance = portable.Fixed(rapid.IntRange(1, 50).Draw(t, "tolerance") * 10_000).String()
		case 2:
			if high := decimal(t); m.Ranges && portable.Ascending(n.Value, high) {
				n.Low, n.High, n.Value = n.Value, high, ""
			}
		}
		if m.Weights && i > 0 {
			n.Weight = rapid.SampledFrom(shares).Draw(t, "share")
		}
		out = append(out, n)
		if !m.Weights {
			break
		}
	}
	return out
}

func (m Make) gaps(t *rapid.T, q *portable.Question) {
	for i := range rapid.IntRange(1, 3).Draw(t, "gaps") {
		g := portable.Gap{ID: string(rune('1' + i)), Kind: rapid.SampledFrom([]portable.Kind{portable.Single, portable.ShortText, portable.Numeric}).Draw(t, "gap"), Points: portable.One}
		line := m
		line.Source, line.Formats = Line, []portable.Format{portable.Plain}
		switch g.Kind {
		case portable.Single:
			g.Options = line.options(t, portable.Single)
		case portable.ShortText:
			g.Accepted = line.accepted(t)
			g.MatchCase = m.MatchCase && rapid.Bool().Draw(t, "case")
		default:
			g.Numbers = line.numbers(t)
		}
		q.Gaps = append(q.Gaps, g)
		q.Stem.Source += " " + portable.GapMark(g.ID) + " " + "x"
	}
}

// JSON is a collection as it stands in a golden file.
func JSON(t testing.TB, c any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Golden compares what a reader finds in every file of testdata/corpus with
// testdata/golden; LENTERA_UPDATE_GOLDEN=1 writes them anew.
func Golden(t *testing.T, read func(t *testing.T, file string) any) {
	files, err := filepath.Glob("testdata/corpus/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := JSON(t, read(t, file))
			golden := filepath.Join("testdata/golden", filepath.Base(file)+".json")
			if os.Getenv("LENTERA_UPDATE_GOLDEN") == "1" {
				if err := os.MkdirAll("testdata/golden", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("not as in %s:\n%s", golden, got)
			}
		})
	}
}

// Bare takes away what does not travel: the line.
func Bare(all []portable.Question) []portable.Question {
	out := make([]portable.Question, len(all))
	for i, q := range all {
		q.Line = 0
		if len(q.Parts) > 0 {
			q.Parts = Bare(q.Parts)
		}
		out[i] = q
	}
	return out
}

// Same fails unless two lists of questions are alike in everything that
// travels.
func Same(t interface{ Fatalf(string, ...any) }, tb testing.TB, wrote, read []portable.Question, file []byte) {
	a, b := JSON(tb, Bare(wrote)), JSON(tb, Bare(read))
	if !bytes.Equal(a, b) {
		t.Fatalf("written:\n%s\nread back:\n%s\nfile:\n%.4000q", a, b, file)
	}
}
