package counting

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The cases stand in testdata/cases.txt, each with the rule it tests.
type countCase struct {
	name, rule, set string
	year, ceiling   int
	items           []Item
	sums            string
	quarters        string
	codes           string
}

func TestCountingCases(t *testing.T) {
	cases := readCases(t)
	if len(cases) < 80 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			y := Count(setOf(t, c.set), c.items, c.year, Limits{Ceiling: c.ceiling})
			var codes []string
			for _, l := range y.Lines {
				for _, r := range l.Reasons {
					codes = append(codes, r.Code)
				}
			}
			if got := amounts(y.Sums.Claimed, y.Sums.Evidenced, y.Sums.Counted); got != c.sums {
				t.Errorf("%s: claimed, evidenced, counted %s, want %s", c.rule, got, c.sums)
			}
			if got := amounts(y.Quarters[0].Counted, y.Quarters[1].Counted, y.Quarters[2].Counted, y.Quarters[3].Counted); got != c.quarters {
				t.Errorf("%s: quarters %s, want %s", c.rule, got, c.quarters)
			}
			if got := strings.Join(codes, ","); got != strings.TrimPrefix(c.codes, "-") {
				t.Errorf("%s: reasons %s, want %s", c.rule, got, c.codes)
			}
			balanced(t, y)
		})
	}
}

// balanced: what is claimed and all reasons give what is counted, and every
// reason says something in both languages and cites its rule.
func balanced(t interface{ Errorf(string, ...any) }, y Year) {
	for _, l := range y.Lines {
		sum := l.Claimed
		for _, r := range l.Reasons {
			sum += r.JP
			if r.Text.ID == "" || r.Text.EN == "" || r.Rule == "" || r.Source == "" || r.Confidence == "" {
				t.Errorf("%s: reason %+v", l.ID, r)
			}
			if words := len(strings.Fields(r.Text.ID)); words > 15 {
				t.Errorf("%d words: %s", words, r.Text.ID)
			}
		}
		parts := JP(0)
		for _, p := range l.Parts {
			parts += p.JP
		}
		if sum != l.Counted || parts != l.Counted || l.Counted < 0 {
			t.Errorf("%s: claimed %d with reasons is %d, counted %d, in parts %d", l.ID, l.Claimed, sum, l.Counted, parts)
		}
	}
}

func amounts(of ...JP) string {
	out := make([]string, len(of))
	for i, a := range of {
		out[i] = say(a, "en")
	}
	return strings.Join(out, " ")
}

func setOf(t testing.TB, letter string) *RuleSet {
	t.Helper()
	switch letter {
	case "P", "O":
		r, err := Named(map[string]string{"P": "PerLAN-10/2018", "O": "Program-1:1"}[letter])
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	body, err := os.ReadFile("testdata/uji-2027.json")
	if err != nil {
		t.Fatal(err)
	}
	r, err := Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func readCases(t *testing.T) (out []countCase) {
	t.Helper()
	body, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	for n, line := range strings.Split(string(body), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, " | ")
		if len(f) != 9 || f[1] == "" {
			t.Fatalf("line %d has %d fields", n+1, len(f))
		}
		c := countCase{name: f[0], rule: f[1], set: f[2], year: number(t, f[3]), ceiling: number(t, f[4]), sums: f[6], quarters: f[7], codes: f[8]}
		for i, text := range strings.Split(f[5], " ; ") {
			c.items = append(c.items, readItem(t, fmt.Sprintf("%d", i), text)...)
		}
		out = append(out, c)
	}
	return out
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

func readItem(t *testing.T, id, text string) []Item {
	t.Helper()
	f := strings.Fields(text)
	it := Item{ID: id, Path: number(t, f[0]), Claimed: number(t, f[1])}
	start, end, ranged := strings.Cut(f[2], "..")
	if ranged {
		it.Start, it.End = day(start), day(end)
	} else {
		it.End = day(start)
	}
	it.Evidence.Document = "doc"
	reversed := false
	for _, flag := range f[3:] {
		key, value, _ := strings.Cut(flag, "=")
		if key == "rev" {
			reversed = true
			continue
		}
		readFlag(t, &it, key, strings.Split(value, ","))
	}
	if !reversed {
		return []Item{it}
	}
	return []Item{it, {ID: id + "r", Reverses: id, Path: it.Path, Claimed: -it.Claimed, End: it.End}}
}

func readFlag(t *testing.T, it *Item, key string, values []string) {
	t.Helper()
	e := &it.Evidence
	switch key {
	case "intl":
		it.International = true
	case "teach":
		it.Teaching = true
	case "none":
		e.Document = ""
	case "days":
		for _, v := range values {
			on, seconds, _ := strings.Cut(v, ":")
			d := Day{On: day(on)}
			if seconds != "" {
				d.Seconds = number(t, seconds)
			}
			e.Days = append(e.Days, d)
		}
	case "sess":
		for _, v := range values {
			e.Sessions = append(e.Sessions, day(v))
		}
	case "n":
		e.UndatedDays = number(t, values[0])
	case "ev":
		e.Events = number(t, values[0])
	case "sem":
		e.Semesters = number(t, values[0])
	case "sec":
		e.SecondsPresent = number(t, values[0])
	case "les":
		done, of, _ := strings.Cut(values[0], "/")
		e.Lessons = &Share{number(t, done), number(t, of)}
	case "stated":
		f, err := strconv.ParseFloat(values[0], 64)
		if err != nil {
			t.Fatal(err)
		}
		e.Stated = &Stated{JP: JP(f * 10), By: "penilai", Note: Text{ID: "dinilai", EN: "judged"}}
	default:
		t.Fatalf("flag %q", key)
	}
}

func TestEveryShippedSetIsWhole(t *testing.T) {
	for name, r := range Shipped() {
		for path := 1; path <= 25; path++ {
			if _, known := r.path(path); !known {
				t.Errorf("%s has no path %d", name, path)
			}
		}
		for _, c := range r.Classes {
			if c.On && r.Sources[c.Source].Confidence == "low" {
				t.Errorf("%s: %s is on although its source is not certain", name, c.Class)
			}
		}
	}
	if l := setOf(t, "P").LimitsOf("pns"); l != (Limits{Target: 20}) {
		t.Errorf("PNS: %+v", l)
	}
	if l := setOf(t, "P").LimitsOf("pppk"); l != (Limits{}) {
		t.Errorf("PPPK: %+v: low confidence must stay off", l)
	}
	if l := setOf(t, "U").LimitsOf("pppk"); l != (Limits{Ceiling: 24}) {
		t.Errorf("PPPK where on: %+v", l)
	}
	if _, err := Named("PerLAN-99/2099"); err == nil || !strings.Contains(err.Error(), "PerLAN-10/2018") {
		t.Errorf("an unknown set: %v", err)
	}
	if got := setOf(t, "P").JPOf(45 * 60 * 3); got != Whole(3) {
		t.Errorf("three times 45 minutes are %v", got)
	}
}

func TestABrokenSetIsRefused(t *testing.T) {
	body, err := os.ReadFile("testdata/uji-2027.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, edit := range [][2]string{
		{`"minutes_per_jp": 45`, `"minutes_per_jp": 0`}, {`"path": 3`, `"path": 16`}, {`"unit": "session"`, `"unit": "month"`},
		{`"confidence": "low"`, `"confidence": "sure"`}, {`"2027-01-01"`, `"1 Januari"`}, {`"learning_day"`, `"start"`},
		{`"jp": 5`, `"jp": 0`}, {`"name"`, `"nama"`}, {`"required": true`, `"required": "ya"`},
	} {
		broken := strings.Replace(string(body), edit[0], edit[1], 1)
		if broken == string(body) {
			t.Fatalf("%s is not in the file", edit[0])
		}
		if _, err := Parse([]byte(broken)); err == nil {
			t.Errorf("taken with %s", edit[1])
		}
	}
}

func TestAReasonNamesItsRule(t *testing.T) {
	y := Count(setOf(t, "P"), []Item{{ID: "1", Path: 16, Claimed: 6, End: day("2026-03-02"), Evidence: Evidence{Days: []Day{{On: day("2026-03-02")}}}}}, 2026, Limits{})
	r := y.Lines[0].Reasons[0]
	if r.Rule != "PerLAN-10/2018, jalur 16" || !strings.Contains(r.Source, "BPS") || r.Confidence != "medium" || r.JP != Whole(-3) ||
		r.Text.ID != "Paling banyak 3 JP per hari; tercatat 1 hari belajar." {
		t.Errorf("%+v", r)
	}
	if !slices.Equal(y.Lines[0].Parts, []Part{{2026, 1, Whole(3)}}) {
		t.Errorf("%+v", y.Lines[0].Parts)
	}
}
