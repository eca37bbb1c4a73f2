package kinds

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func someOptions(t *rapid.T, prefix string, low, high int) []Option {
	n := rapid.IntRange(low, high).Draw(t, prefix)
	out := make([]Option, n)
	for i := range out {
		out[i] = Option{ID: fmt.Sprintf("%s%d", prefix, i), HTML: fmt.Sprintf("<p>%s %d</p>", prefix, i)}
	}
	return out
}

func somePolicy(t *rapid.T, k Kind) Policy {
	return rapid.SampledFrom(append([]Policy{""}, slices.DeleteFunc(slices.Clone(Policies(k)), func(p Policy) bool { return p == Weighted })...)).Draw(t, "policy")
}

func someTextKey(t *rapid.T) TextKey {
	k := TextKey{Typos: rapid.IntRange(0, 2).Draw(t, "typos"), TextMinds: TextMinds{rapid.Bool().Draw(t, "case"), rapid.Bool().Draw(t, "accents")}}
	for i := range rapid.IntRange(1, 3).Draw(t, "variants") {
		k.Accepted = append(k.Accepted, Variant{Text: fmt.Sprintf("%s %d", rapid.StringMatching(`[A-Za-zÀ-ÿ=|.]{1,20}`).Draw(t, "text"), i)})
	}
	return k
}

func someNumberKey(t *rapid.T) NumericKey {
	value := json.Number(rapid.StringMatching(`-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?`).Draw(t, "value"))
	k := NumericKey{Accepted: []NumberRange{{Value: &value}}}
	if rapid.Bool().Draw(t, "tolerant") {
		tolerance := json.Number(rapid.StringMatching(`(0|[1-9][0-9]{0,2})(\.[0-9]{1,3})?`).Draw(t, "tolerance"))
		k.Accepted[0].Tolerance = &tolerance
	}
	if rapid.Bool().Draw(t, "units") {
		k.Units = []Unit{{"kg", "1"}, {"g", "0.001"}}
	}
	return k
}

// question draws a valid question of a kind.
func question(t *rapid.T, k Kind) (content, key any) {
	policy := somePolicy(t, k)
	switch k {
	case Single, Multiple, TrueFalse:
		low, high := 2, 10
		if k == TrueFalse {
			high = 2
		}
		o := someOptions(t, "o", low, high)
		right := []string{rapid.SampledFrom(o).Draw(t, "right").ID}
		if k == Multiple {
			right = rapid.SliceOfNDistinct(rapid.SampledFrom(idsOf(o)), 1, len(o), rapid.ID).Draw(t, "rights")
		}
		return ChoiceContent{Options: o}, ChoiceKey{Correct: right, Policy: policy}
	case Matching, Categorise:
		a, b := someOptions(t, "a", 2, 10), someOptions(t, "b", 2, 6)
		right := map[string]string{}
		for _, o := range a {
			right[o.ID] = rapid.SampledFrom(b).Draw(t, "to").ID
		}
		if k == Matching {
			return MatchingContent{a, b}, MatchingKey{right, policy}
		}
		return CategoriseContent{b, a}, CategoriseKey{right, policy}
	case Ordering:
		o := someOptions(t, "o", 2, 10)
		return OrderingContent{o}, OrderingKey{rapid.Permutation(idsOf(o)).Draw(t, "order"), policy}
	case ShortText:
		return TextContent{}, someTextKey(t)
	case Numeric:
		return NumericContent{}, someNumberKey(t)
	case Cloze:
		return someCloze(t, policy)
	case Hotspot:
		return someHotspot(t, policy)
	case Case:
		return someCase(t, policy)
	}
	rubric := []Criterion{{"a", "A", []Level{{"l0", "0", 0}, {"l1", "1", Point}}}}
	if k == Essay {
		return EssayContent{}, MarkingKey{Rubric: rubric}
	}
	return FileContent{}, MarkingKey{Rubric: rubric}
}

func someCloze(t *rapid.T, policy Policy) (ClozeContent, ClozeKey) {
	c, k := ClozeContent{HTML: "<p>Teks"}, ClozeKey{map[string]GapKey{}, policy}
	for i := range rapid.IntRange(1, 6).Draw(t, "gaps") {
		g := Gap{ID: fmt.Sprintf("g%d", i), Weight: rapid.IntRange(0, 3).Draw(t, "weight")}
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			g.Kind, g.Options = Single, someOptions(t, "o", 2, 5)
			k.Gaps[g.ID] = GapKey{Choice: &ChoiceKey{Correct: []string{rapid.SampledFrom(g.Options).Draw(t, "right").ID}}}
		case 1:
			g.Kind = ShortText
			key := someTextKey(t)
			k.Gaps[g.ID] = GapKey{Text: &key}
		default:
			g.Kind = Numeric
			key := someNumberKey(t)
			k.Gaps[g.ID] = GapKey{Number: &key}
		}
		c.HTML += " [[" + g.ID + "]]"
		c.Gaps = append(c.Gaps, g)
	}
	return c, k
}

// someHotspot places regions that do not overlap, on a grid of their own.
func someHotspot(t *rapid.T, policy Policy) (HotspotContent, HotspotKey) {
	n := rapid.IntRange(1, 5).Draw(t, "regions")
	c := HotspotContent{Image{"p", "alt", rapid.IntRange(100, 900).Draw(t, "w"), rapid.IntRange(100, 900).Draw(t, "h")}, rapid.IntRange(1, 5).Draw(t, "marks")}
	k := HotspotKey{Policy: policy}
	for i := range n {
		x := 0.02 + 0.19*float64(i)
		g := Region{ID: fmt.Sprintf("r%d", i)}
		switch rapid.IntRange(0, 2).Draw(t, "shape") {
		case 0:
			g.Shape, g.X, g.Y, g.R = Circle, x+0.08, 0.5, 0.05
		case 1:
			g.Shape, g.X, g.Y, g.W, g.H = Rectangle, x, 0.3, 0.1, 0.5
		default: // an arrow: its centroid lies outside
			g.Shape, g.Points = Polygon, []Spot{{x, 0.1}, {x + 0.15, 0.5}, {x, 0.9}, {x + 0.13, 0.5}}
		}
		k.Regions = append(k.Regions, g)
	}
	return c, k
}

func someCase(t *rapid.T, policy Policy) (CaseContent, CaseKey) {
	c, k := CaseContent{}, CaseKey{map[string]json.RawMessage{}, policy}
	for i := range rapid.IntRange(1, 4).Draw(t, "items") {
		kind := rapid.SampledFrom([]Kind{Single, Multiple, TrueFalse, Matching, Ordering, Categorise, ShortText, Numeric, Cloze, Hotspot}).Draw(t, "kind")
		inner, key := question(t, kind)
		id := fmt.Sprintf("s%d", i)
		c.Items = append(c.Items, CaseItem{ID: id, Kind: kind, StemHTML: "S", Content: mustJSON(inner), Weight: rapid.IntRange(0, 3).Draw(t, "weight")})
		k.Items[id] = mustJSON(key)
	}
	return c, k
}

// junk draws strings that look like tokens, and others.
func junk(t *rapid.T) []string {
	return rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z]?[0-9](=[a-z]?[0-9]){0,3}`), rapid.StringMatching(`-?[0-9.,e]{1,12}( kg)?`)), 0, 12).Draw(t, "junk")
}

// TestFullResponse: a question an author could save gives its own right
// response full marks by every policy, however it is mixed, and within the
// limits; nothing gives more; a blank gives nothing.
func TestFullResponse(t *testing.T) {
	for _, k := range All() {
		t.Run(string(k), rapid.MakeCheck(func(t *rapid.T) {
			c, w := question(t, k)
			content, key := mustJSON(c), mustJSON(w)
			if issues := Validate(k, content, key); len(issues) > 0 {
				t.Fatalf("the test's own question is invalid: %v\n%s\n%s", issues, content, key)
			}
			points := Mark(rapid.Int64Range(0, int64(1000*Point)).Draw(t, "points"))
			content, err := Shuffle(k, content, rapid.Uint64().Draw(t, "seed"))
			if err != nil {
				t.Fatal(err)
			}
			right, err := Correct(k, content, key)
			if err != nil {
				t.Fatal(err)
			}
			limits, err := LimitsOf(k, content)
			if err != nil {
				t.Fatal(err)
			}
			if IsManual(k) {
				if right != nil {
					t.Fatal("people mark this kind")
				}
				return
			}
			if refusal := limits.Check(limits.Normal(right)); refusal != Fits {
				t.Fatalf("%v is refused: %s", right, refusal)
			}
			for _, p := range append([]Policy{""}, Policies(k)...) {
				if p == Weighted {
					continue // needs credits
				}
				got, err := Grade(k, content, key, p, limits.Normal(right), points)
				if err != nil || got.Mark != points || !got.Answered {
					t.Fatalf("%s: %v earns %s of %s, %v\n%s\n%s", p, right, got.Mark, points, err, content, key)
				}
				other := append(junk(t), right[:rapid.IntRange(0, len(right)).Draw(t, "some")]...)
				if got, err = Grade(k, content, key, p, other, points); err != nil || got.Mark < 0 || got.Mark > points {
					t.Fatalf("%s: %q earns %s of %s, %v", p, other, got.Mark, points, err)
				}
				if got, err = Grade(k, content, key, p, nil, points); err != nil || got.Mark != 0 || got.Answered {
					t.Fatalf("%s: a blank earns %s, %v", p, got.Mark, err)
				}
			}
			text, err := Describe(k, content, right)
			if err != nil || strings.TrimSpace(text) == "" {
				t.Fatalf("%v is described as %q, %v", right, text, err)
			}
		}))
	}
}

// TestNormal: the normal form earns what the response earned.
func TestNormal(t *testing.T) {
	for _, k := range All() {
		t.Run(string(k), rapid.MakeCheck(func(t *rapid.T) {
			c, w := question(t, k)
			content, key := mustJSON(c), mustJSON(w)
			right, _ := Correct(k, content, key)
			given := append(junk(t), right...)
			limits, err := LimitsOf(k, content)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range append([]Policy{""}, Policies(k)...) {
				a, _ := Grade(k, content, key, p, given, 7*Point)
				b, _ := Grade(k, content, key, p, limits.Normal(given), 7*Point)
				if a.Mark != b.Mark {
					t.Fatalf("%q earns %s, its normal form %s", given, a.Mark, b.Mark)
				}
			}
		}))
	}
}

// TestShuffleIsAPermutation: nothing is lost or added, the same seed gives the
// same, and an order shows the same content again.
func TestShuffleIsAPermutation(t *testing.T) {
	for _, k := range All() {
		t.Run(string(k), rapid.MakeCheck(func(t *rapid.T) {
			c, _ := question(t, k)
			content := mustJSON(c)
			seed := rapid.Uint64().Draw(t, "seed")
			once, err := Shuffle(k, content, seed)
			if err != nil {
				t.Fatal(err)
			}
			again, _ := Shuffle(k, content, seed)
			order, _ := Order(k, content, seed)
			shown, _ := Arrange(k, once, order)
			if string(once) != string(again) || string(once) != string(shown) {
				t.Fatal("not the same paper twice")
			}
			a, b := strings.Split(string(content), ""), strings.Split(string(once), "")
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(a, b) {
				t.Fatalf("%s\nbecame\n%s", content, once)
			}
		}))
	}
}

// FuzzGrade: no kind, content, key or response panics or earns more than its
// points.
func FuzzGrade(f *testing.F) {
	for _, c := range gradeCases {
		q := fixtures[c.question]
		f.Add(q[0], q[1], q[2], string(c.policy), c.response)
	}
	f.Fuzz(func(t *testing.T, kind, content, key, policy, response string) {
		c, w := json.RawMessage(content), json.RawMessage(key)
		_ = Validate(Kind(kind), c, w)
		r, err := Grade(Kind(kind), c, w, Policy(policy), tokens(response), 3*Point)
		if err == nil && (r.Mark < 0 || r.Mark > 3*Point) {
			t.Fatalf("%s of 3", r.Mark)
		}
		_, _ = Correct(Kind(kind), c, w)
		_, _ = Describe(Kind(kind), c, tokens(response))
		_, _ = Shuffle(Kind(kind), c, 1)
		if l, err := LimitsOf(Kind(kind), c); err == nil {
			_ = l.Check(l.Normal(tokens(response)))
		}
	})
}

// FuzzNumber: whatever is typed is a number or none, and what a number is
// written as here is read as itself.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"3,5 kg", "Rp 1.500,-", "1/2", "1e-7", "−4 °C", "1 500 000,25", "12:30", "..", "1.500.000", "0.500"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, ok := readNumber(s)
		if ok && (len(r.values) == 0 || len(r.values) > 2) {
			t.Fatalf("%q has %d values", s, len(r.values))
		}
	})
}
