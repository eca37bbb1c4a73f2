package quiz

import (
	"encoding/json"
	"testing"

	"lentera/bank/kinds"
)

func sheet(kind kinds.Kind, key string, chosen ...string) Sheet {
	content := json.RawMessage(`{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"},{"id":"c","html":"C"}]}`)
	if kind == kinds.Essay {
		content = json.RawMessage(`{}`)
	}
	return Sheet{No: 1, Kind: kind, Content: content, Key: json.RawMessage(key), Max: kinds.Point, Chosen: chosen}
}

// What each kind gives is tested in bank/kinds; here, how a paper adds up.
func TestGradeOf(t *testing.T) {
	single := func(chosen ...string) Sheet { return sheet(kinds.Single, `{"correct":["a"]}`, chosen...) }
	section := func(s Sheet, name string) Sheet { s.Section = name; return s }
	worth := func(s Sheet, points kinds.Mark) Sheet { s.Max = points; return s }
	essay := func(chosen ...string) Sheet { return sheet(kinds.Essay, `{}`, chosen...) }
	for _, c := range []struct {
		name    string
		items   []Sheet
		rules   Rules
		points  string
		pending int
		passed  string // yes, no, open
	}{
		{"right", []Sheet{single("a")}, Rules{PassPercent: 100}, "1", 0, "yes"},
		{"wrong", []Sheet{single("b")}, Rules{PassPercent: 1}, "0", 0, "no"},
		{"unanswered", []Sheet{single()}, Rules{PassPercent: 1}, "0", 0, "no"},
		{"two of three at 66", []Sheet{single("a"), single("a"), single("b")}, Rules{PassPercent: 66}, "2", 0, "yes"},
		{"two of three at 67", []Sheet{single("a"), single("a"), single("b")}, Rules{PassPercent: 67}, "2", 0, "no"},
		{"several, all", []Sheet{sheet(kinds.Multiple, `{"correct":["a","b"]}`, "b", "a")}, Rules{PassPercent: 100}, "1", 0, "yes"},
		{"several, partly, by option", []Sheet{sheet(kinds.Multiple, `{"correct":["a","b"],"policy":"per-option"}`, "a")}, Rules{PassPercent: 50}, "0.66667", 0, "yes"},
		{"points of an item", []Sheet{worth(single("a"), 3*kinds.Point), single("b")}, Rules{PassPercent: 75}, "3", 0, "yes"},
		{"negative", []Sheet{single("a"), single("b")}, Rules{PassPercent: 34, NegativePercent: 33.33333}, "0.66667", 0, "no"},
		{"negative, blank loses nothing", []Sheet{single("a"), single()}, Rules{PassPercent: 50, NegativePercent: 100}, "1", 0, "yes"},
		{"negative never below nothing", []Sheet{single("b"), single("b")}, Rules{PassPercent: 1, NegativePercent: 100}, "0", 0, "no"},
		{"section reached", []Sheet{section(single("a"), "x"), section(single("b"), "y")}, Rules{PassPercent: 50, Sections: []Section{{"x", 100}}}, "1", 0, "yes"},
		{"section missed", []Sheet{section(single("b"), "x"), section(single("a"), "y")}, Rules{PassPercent: 50, Sections: []Section{{"x", 1}}}, "1", 0, "no"},
		{"section without a mark", []Sheet{section(single("b"), "x"), section(single("a"), "y")}, Rules{PassPercent: 50, Sections: []Section{{"x", 0}}}, "1", 0, "yes"},
		{"essay waits", []Sheet{single("a"), essay("Jawaban.")}, Rules{PassPercent: 50}, "1", 1, "open"},
		{"empty essay waits for nobody", []Sheet{single("a"), essay()}, Rules{PassPercent: 50}, "1", 0, "yes"},
		{"survey", []Sheet{{Kind: kinds.Single, Chosen: []string{"a"}}}, Rules{Kind: Survey, PassPercent: 100}, "0", 0, "yes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			most := kinds.Mark(0)
			for _, s := range c.items {
				most += s.Max
			}
			g, err := GradeOf(c.items, most, c.rules)
			if err != nil {
				t.Fatal(err)
			}
			passed := "open"
			if g.Passed != nil {
				passed = map[bool]string{true: "yes", false: "no"}[*g.Passed]
			}
			if g.Points.String() != c.points || g.Pending != c.pending || passed != c.passed {
				t.Errorf("%s points, %d pending, passed %s; want %s, %d, %s", g.Points, g.Pending, passed, c.points, c.pending, c.passed)
			}
		})
	}
}

// One right answer of twenty is five per cent, not a hundred.
func TestDenominatorIsFixed(t *testing.T) {
	g, err := GradeOf([]Sheet{sheet(kinds.Single, `{"correct":["a"]}`, "a")}, 20*kinds.Point, Rules{PassPercent: 70})
	if err != nil || g.Points != kinds.Point || *g.Passed || Percent(g.Points, 20*kinds.Point) != 5 {
		t.Errorf("%+v %v", g, err)
	}
}

// A percentage is shown as reached exactly when the attempt passed.
func TestPercentAgreesWithPassing(t *testing.T) {
	for most := kinds.Mark(1); most <= 60; most++ {
		for points := kinds.Mark(0); points <= most; points++ {
			for mark := 1; mark <= 100; mark++ {
				if Passes(points, most, mark) != (Percent(points, most) >= mark) {
					t.Fatalf("%d of %d at %d", points, most, mark)
				}
			}
		}
	}
	if Passes(0, 0, 1) || Percent(0, 0) != 0 {
		t.Error("an empty paper")
	}
}
