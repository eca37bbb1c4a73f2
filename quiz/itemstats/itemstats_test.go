package itemstats

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// near is how far Go and the reference may be apart.
const near = 1e-9

// example is a case of cases.json: options as [id, right], marks as [item,
// score, max, chosen].
type example struct {
	Items    [][][2]any `json:"items"`
	Sittings [][][4]any `json:"sittings"`
}

func (e example) input() (items []Item, sittings []Sitting) {
	for _, options := range e.Items {
		var item Item
		for _, o := range options {
			item.Options = append(item.Options, Option{o[0].(string), o[1].(bool)})
		}
		items = append(items, item)
	}
	for _, s := range e.Sittings {
		var sitting Sitting
		for _, m := range s {
			mark := Mark{Item: int(m[0].(float64)), Score: int64(m[1].(float64)), Max: int64(m[2].(float64))}
			for _, id := range m[3].([]any) {
				mark.Chosen = append(mark.Chosen, id.(string))
			}
			sitting = append(sitting, mark)
		}
		sittings = append(sittings, sitting)
	}
	return items, sittings
}

func readJSON[T any](t *testing.T, name string) (v T) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// comparer counts what it compared, so that a test that compares nothing fails.
type comparer struct {
	t    *testing.T
	n    int
	nils int
}

func (c *comparer) figure(where string, got *float64, want map[string]any, key string) {
	c.t.Helper()
	w, said := want[key]
	if !said {
		c.t.Errorf("%s: the reference says nothing of %s", where, key)
		return
	}
	if w == nil || got == nil {
		if w != nil || got != nil {
			c.t.Errorf("%s %s: got %v, reference %v", where, key, got, w)
		}
		c.nils++
		return
	}
	c.n++
	if d := math.Abs(*got - w.(float64)); !(d <= near) {
		c.t.Errorf("%s %s: got %.15g, reference %.15g", where, key, *got, w)
	}
}

// TestAgreesWithTheReference is the proof of the formulas: every figure of
// every case, to 1e-9, against testdata/reference.py.
func TestAgreesWithTheReference(t *testing.T) {
	cases := readJSON[map[string]example](t, "cases.json")
	expected := readJSON[map[string]struct {
		Test  map[string]any   `json:"test"`
		Items []map[string]any `json:"items"`
	}](t, "expected.json")
	c := &comparer{t: t}
	for name, e := range cases {
		want, there := expected[name]
		if !there {
			t.Fatalf("%s: no reference", name)
		}
		items, sittings := e.input()
		got := Of(items, sittings)
		if float64(got.Test.N) != want.Test["n"] {
			t.Errorf("%s: n %d", name, got.Test.N)
		}
		if got.Test.N > 0 {
			c.test(name, got.Test, want.Test)
		}
		for i, it := range got.Items {
			c.item(fmt.Sprint(name, " item ", i), it, want.Items[i])
		}
	}
	t.Logf("%d cases, %d figures equal to %g, %d undefined in both", len(cases), c.n, near, c.nils)
	if len(cases) < 14 || c.n < 2000 || c.nils < 20 {
		t.Errorf("too little compared: %d cases, %d figures, %d undefined", len(cases), c.n, c.nils)
	}
}

func (c *comparer) test(name string, got TestStats, want map[string]any) {
	c.figure(name, got.Mean, want, "mean")
	c.figure(name, got.Median, want, "median")
	c.figure(name, got.SD, want, "sd")
	c.figure(name, got.Skewness, want, "skewness")
	c.figure(name, got.Kurtosis, want, "kurtosis")
	c.figure(name, got.Alpha, want, "alpha")
	c.figure(name, got.KR20, want, "kr20")
	c.figure(name, got.SEM, want, "sem")
	if string(got.Basis) != want["basis"] || float64(got.Parts) != want["parts"] {
		c.t.Errorf("%s: basis %s of %d, reference %v of %v", name, got.Basis, got.Parts, want["basis"], want["parts"])
	}
}

func (c *comparer) item(where string, got ItemStats, want map[string]any) {
	if float64(got.N) != want["n"] {
		c.t.Errorf("%s: n %d, reference %v", where, got.N, want["n"])
	}
	if got.N == 0 {
		return
	}
	c.figure(where, got.Facility, want, "facility")
	c.figure(where, got.SD, want, "sd")
	c.figure(where, got.IntendedWeight, want, "intended_weight")
	c.figure(where, got.EffectiveWeight, want, "effective_weight")
	c.figure(where, got.Discrimination, want, "discrimination")
	c.figure(where, got.Efficiency, want, "efficiency")
	c.figure(where, got.PointBiserial, want, "point_biserial")
	c.figure(where, got.UpperLower, want, "upper_lower")
	if float64(got.Omitted) != want["omitted"] {
		c.t.Errorf("%s: omitted %d, reference %v", where, got.Omitted, want["omitted"])
	}
	options := want["options"].([]any)
	if len(options) != len(got.Options) {
		c.t.Fatalf("%s: %d options", where, len(got.Options))
	}
	for i, o := range got.Options {
		w := options[i].(map[string]any)
		at := where + " option " + o.ID
		if o.ID != w["id"] || float64(o.N) != w["n"] {
			c.t.Errorf("%s: n %d, reference %v", at, o.N, w)
		}
		c.figure(at, &o.Share, w, "share")
		c.figure(at, o.Discrimination, w, "discrimination")
		c.figure(at, &o.Upper, w, "upper")
		c.figure(at, &o.Lower, w, "lower")
	}
}

// The order in which sittings are read says nothing.
func TestOrderOfSittingsDoesNotMatter(t *testing.T) {
	for name, e := range readJSON[map[string]example](t, "cases.json") {
		items, sittings := e.input()
		before := Of(items, sittings)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(sittings), func(i, j int) { sittings[i], sittings[j] = sittings[j], sittings[i] })
		after := Of(items, sittings)
		for i := range before.Items {
			for _, p := range [][2]*float64{{before.Items[i].UpperLower, after.Items[i].UpperLower},
				{before.Items[i].Discrimination, after.Items[i].Discrimination}, {before.Items[i].EffectiveWeight, after.Items[i].EffectiveWeight}} {
				if (p[0] == nil) != (p[1] == nil) || p[0] != nil && math.Abs(*p[0]-*p[1]) > near {
					t.Errorf("%s item %d differs by order", name, i)
				}
			}
		}
	}
}

// On a paper that all have, intended and effective weights are each a whole.
func TestWeightsAreAWhole(t *testing.T) {
	for _, name := range []string{"one paper, all or nothing", "weights and partial credit", "larger"} {
		items, sittings := readJSON[map[string]example](t, "cases.json")[name].input()
		intended, effective := 0.0, 0.0
		for _, it := range Of(items, sittings).Items {
			intended += *it.IntendedWeight
			effective += *it.EffectiveWeight
		}
		if math.Abs(intended-1) > near || math.Abs(effective-1) > near {
			t.Errorf("%s: %v %v", name, intended, effective)
		}
	}
}

// For marks that are all or nothing, alpha and KR-20 are one figure (C&A).
func TestAlphaIsKR20ForRightAndWrong(t *testing.T) {
	items, sittings := readJSON[map[string]example](t, "cases.json")["one paper, all or nothing"].input()
	r := Of(items, sittings).Test
	if r.KR20 == nil || math.Abs(*r.KR20-*r.Alpha) > near {
		t.Errorf("%v %v", r.KR20, r.Alpha)
	}
	items, sittings = readJSON[map[string]example](t, "cases.json")["weights and partial credit"].input()
	if Of(items, sittings).Test.KR20 != nil {
		t.Error("KR-20 of partial marks")
	}
}

func TestGuess(t *testing.T) {
	for _, c := range []struct {
		kind    string
		choices int
		want    float64
	}{{"single", 4, .25}, {"truefalse", 2, .5}, {"truefalse", 0, .5}, {"matching", 5, .2}, {"shorttext", 0, 0},
		{"numeric", 0, 0}, {"multiple", 4, -1}, {"essay", 0, -1}, {"single", 0, -1}, {"ordering", 4, -1}} {
		g := Guess(c.kind, c.choices)
		if (g == nil) != (c.want < 0) || g != nil && *g != c.want {
			t.Errorf("%s of %d: %v", c.kind, c.choices, g)
		}
	}
}

func TestFlags(t *testing.T) {
	// n sittings of one item beside a rest that ranks the learners; right(i) says
	// whether learner i, the weakest first, has the item right.
	of := func(n int, right func(i int) bool) []Flag {
		items := []Item{{Options: []Option{{"a", true}, {"b", false}, {"c", false}}}, {}}
		var sittings []Sitting
		for i := range n {
			m := Mark{Item: 0, Max: 100, Chosen: []string{[]string{"b", "c"}[i%2]}}
			if right(i) {
				m.Score, m.Chosen = 100, []string{"a"}
			}
			sittings = append(sittings, Sitting{m, {Item: 1, Score: int64(i), Max: int64(n)}})
		}
		return Of(items, sittings).Items[0].Flags()
	}
	for _, c := range []struct {
		name  string
		n     int
		right func(i int) bool
		want  []Flag
	}{
		{"good", 40, func(i int) bool { return i > 19 }, []Flag{}},
		{"wrong key", 40, func(i int) bool { return i < 20 }, []Flag{NegativeDiscrimination}},
		{"wrong key, too few", Enough - 1, func(i int) bool { return i < 12 }, []Flag{}},
		{"wrong key, just enough", Enough, func(i int) bool { return i < 12 }, []Flag{NegativeDiscrimination}},
		{"facility .95 exactly", 40, func(i int) bool { return i > 1 }, []Flag{DeadDistractor}},
		{"above .95", 40, func(i int) bool { return i > 0 }, []Flag{TooEasy, DeadDistractor}},
		{"all right", 40, func(int) bool { return true }, []Flag{TooEasy, DeadDistractor}},
		{"facility .10 exactly", 40, func(i int) bool { return i > 35 }, []Flag{}},
		{"under .10", 40, func(i int) bool { return i > 36 }, []Flag{TooHard}},
	} {
		if got := of(c.n, c.right); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func BenchmarkThreeThousandSittings(b *testing.B) {
	items := make([]Item, 16)
	for i := range items {
		items[i].Options = []Option{{"a", true}, {"b", false}, {"c", false}, {"d", false}}
	}
	r := rand.New(rand.NewPCG(1, 2))
	sittings := make([]Sitting, 3000)
	for s := range sittings {
		for i := range items {
			o := items[i].Options[r.IntN(4)]
			m := Mark{Item: i, Max: 100000, Chosen: []string{o.ID}}
			if o.Right {
				m.Score = m.Max
			}
			sittings[s] = append(sittings[s], m)
		}
	}
	for b.Loop() {
		Of(items, sittings)
	}
}
