package ipasn

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func set(t testing.TB, name string) *RuleSet {
	t.Helper()
	r, ok := Named(name)
	if !ok {
		t.Fatal(name)
	}
	return r
}

// variant is BKN-8/2019 with other parameters, as data.
func variant(t testing.TB, technical, sum string) *RuleSet {
	t.Helper()
	body, err := os.ReadFile("rules/bkn-8-2019.json")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(strings.Replace(string(body), `"binary"`, `"`+technical+`"`, 1), `"technical_sum": "sum"`, `"technical_sum": "`+sum+`"`, 1)
	r, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func value(v float64) *float64 { return &v }

// Every row cites its rule: domain facts §1.3, or the doc of this package.
func TestIndexCases(t *testing.T) {
	old, now := set(t, "BKN-8/2019"), set(t, "BKN-2024")
	prop, single := variant(t, "proportional", "sum"), variant(t, "binary", "single")
	full := Input{Job: "pelaksana", Education: "s1", TechnicalJP: 20, Seminars: 1, Performance: value(85), Discipline: "none"}
	with := func(change func(*Input)) Input {
		in := full
		change(&in)
		return in
	}
	for _, c := range []struct {
		name, rule string
		set        *RuleSet
		in         Input
		want       string // kualifikasi kompetensi kinerja disiplin = total category
	}{
		{"one course of 20 JP and one seminar fill it for a pelaksana", "§1.3 note below the table", old, full, "15 40 25 5 = 85 Tinggi"},
		{"S3", "§1.3 Kualifikasi 25", old, with(func(i *Input) { i.Education = "s3" }), "25 40 25 5 = 95 Sangat Tinggi"},
		{"S2", "§1.3 Kualifikasi 20", old, with(func(i *Input) { i.Education = "s2" }), "20 40 25 5 = 90 Tinggi"},
		{"D-IV as S1", "§1.3 Kualifikasi 15", old, with(func(i *Input) { i.Education = "d4" }), "15 40 25 5 = 85 Tinggi"},
		{"D-III", "§1.3 Kualifikasi 10", old, with(func(i *Input) { i.Education = "d3" }), "10 40 25 5 = 80 Sedang"},
		{"SLTA", "§1.3 Kualifikasi 5", old, with(func(i *Input) { i.Education = "slta" }), "5 40 25 5 = 75 Sedang"},
		{"below SLTA", "§1.3 Kualifikasi 1", old, with(func(i *Input) { i.Education = "below" }), "1 40 25 5 = 71 Sedang"},
		{"performance 91", "§1.3 Kinerja 91–100", old, with(func(i *Input) { i.Performance = value(91) }), "15 40 30 5 = 90 Tinggi"},
		{"performance 90.99 is the lower band", "§1.3 Kinerja; rule 4", old, with(func(i *Input) { i.Performance = value(90.99) }), "15 40 25 5 = 85 Tinggi"},
		{"performance 75", "§1.3 Kinerja 61–75", old, with(func(i *Input) { i.Performance = value(75) }), "15 40 15 5 = 75 Sedang"},
		{"performance 60", "§1.3 Kinerja 51–60", old, with(func(i *Input) { i.Performance = value(60) }), "15 40 5 5 = 65 Rendah"},
		{"performance 50", "§1.3 Kinerja ≤50", old, with(func(i *Input) { i.Performance = value(50) }), "15 40 1 5 = 61 Rendah"},
		{"light punishment", "§1.3 Disiplin 3", old, with(func(i *Input) { i.Discipline = "light" }), "15 40 25 3 = 83 Tinggi"},
		{"medium punishment", "§1.3 Disiplin 2", old, with(func(i *Input) { i.Discipline = "medium" }), "15 40 25 2 = 82 Tinggi"},
		{"heavy punishment", "§1.3 Disiplin 1", old, with(func(i *Input) { i.Discipline = "heavy" }), "15 40 25 1 = 81 Tinggi"},
		{"pelaksana without technical", "§1.3 Pelaksana 22.5", old, with(func(i *Input) { i.TechnicalJP = 0 }), "15 17.5 25 5 = 62.5 Rendah"},
		{"pelaksana with 12 JP, binary", "§1.3 ≥20 JP; rule 3 binary", old, with(func(i *Input) { i.TechnicalJP = 12 }), "15 17.5 25 5 = 62.5 Rendah"},
		{"pelaksana with 12 JP, proportional", "rule 3 proportional", prop, with(func(i *Input) { i.TechnicalJP = 12 }), "15 31 25 5 = 76 Sedang"},
		{"proportion never exceeds the part", "rule 3 proportional", prop, with(func(i *Input) { i.TechnicalJP = 60 }), "15 40 25 5 = 85 Tinggi"},
		{"five courses of 4 JP, summed", "§6.3 open question; rule 3 sum", old, with(func(i *Input) { i.TechnicalLongest = 4 }), "15 40 25 5 = 85 Tinggi"},
		{"five courses of 4 JP, single asked", "§6.3 open question; rule 3 single", single, with(func(i *Input) { i.TechnicalLongest = 4 }), "15 17.5 25 5 = 62.5 Rendah"},
		{"pelaksana without seminar", "§1.3 Pelaksana 17.5", old, with(func(i *Input) { i.Seminars = 0 }), "15 22.5 25 5 = 67.5 Rendah"},
		{"leader with everything", "§1.3 struktural 15+15+10", old, with(func(i *Input) { i.Job, i.LeadershipDone = "struktural", true }), "15 40 25 5 = 85 Tinggi"},
		{"leader without leadership course", "§1.3 struktural 15", old, with(func(i *Input) { i.Job = "struktural" }), "15 25 25 5 = 70 Rendah"},
		{"functional with required course done", "§1.3 fungsional 15", old, with(func(i *Input) { i.Job, i.FunctionalRequired, i.FunctionalDone = "fungsional", true, true }), "15 40 25 5 = 85 Tinggi"},
		{"functional with required course missing", "§1.3 fungsional 15", old, with(func(i *Input) { i.Job, i.FunctionalRequired = "fungsional", true }), "15 25 25 5 = 70 Rendah"},
		{"dokter, guru, perawat: none required, counts as done", "§1.3 JF with no required one", old, with(func(i *Input) { i.Job = "fungsional" }), "15 40 25 5 = 85 Tinggi"},
		{"functional without seminar", "§1.3 fungsional 10", old, with(func(i *Input) { i.Job, i.Seminars = "fungsional", 0 }), "15 30 25 5 = 75 Sedang"},
		{"nothing filled in is a range", "rule 2", old, Input{}, "1–25 0–40 1–30 1–5 = 3–100 ?"},
		{"performance missing: 61 to 90 spans categories", "rule 2", old, with(func(i *Input) { i.Performance = nil }), "15 40 1–30 5 = 61–90 ?"},
		{"just below a category", "§1.3 categories 81–90.99", old, with(func(i *Input) { i.Education, i.Discipline, i.Performance = "s2", "none", value(60) }), "20 40 5 5 = 70 Rendah"},
		{"very good under 2024", "§1.3 letter 2024: 30 and 25", now, with(func(i *Input) { i.Predicate = "very_good" }), "15 25–40 30 5 = 75–90 ?"},
		{"good under 2024 is not known", "§9 exact formula not found", now, with(func(i *Input) { i.Predicate = "good" }), "15 0–40 0–30 5 = 20–90 ?"},
		{"2024 does not read the old value", "§1.3 letter 2024: by predicate", now, full, "15 0–40 0–30 5 = 20–90 ?"},
		{"very good, S3 under 2024", "§1.3 letter 2024", now, with(func(i *Input) { i.Predicate, i.Education = "very_good", "s3" }), "25 25–40 30 5 = 85–100 ?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.set.Simulate(c.in)
			if s := show(got); s != c.want {
				t.Errorf("%s: %s, want %s", c.rule, s, c.want)
			}
			for _, d := range got.Dimensions {
				if len(d.Reasons) == 0 || d.Source == "" || d.Confidence == "" {
					t.Errorf("%s: no reason or source", d.Key)
				}
			}
		})
	}
	if now.Complete || !old.Complete || !now.Covers("pppk") || old.Covers("pppk") {
		t.Error("2024 is known in part and covers PPPK; 2019 is whole and does not")
	}
}

func show(r Result) string {
	score := func(s Score) string {
		if s.Exact() {
			return fmt.Sprint(s.Min)
		}
		return fmt.Sprintf("%v–%v", s.Min, s.Max)
	}
	var out []string
	for _, d := range r.Dimensions {
		out = append(out, score(d.Score))
	}
	category := r.Category
	if category == "" {
		category = "?"
	}
	return strings.Join(out, " ") + " = " + score(r.Total) + " " + category
}

func TestTheCheapestWay(t *testing.T) {
	old, prop := set(t, "BKN-8/2019"), variant(t, "proportional", "sum")
	base := Input{Job: "pelaksana", Education: "s1", Performance: value(85), Discipline: "none"}
	with := func(change func(*Input)) Input {
		in := base
		change(&in)
		return in
	}
	for _, c := range []struct {
		name, rule string
		set        *RuleSet
		in         Input
		next, full string
	}{
		{"8 JP short and no seminar: the seminar suffices for Rendah", "§10 item 5", old, with(func(i *Input) { i.TechnicalJP = 12 }), "seminar 4 = 62.5 Rendah", "technical 8, seminar 4 = 85 Tinggi"},
		{"8 JP short", "§10 item 5", old, with(func(i *Input) { i.TechnicalJP, i.Seminars = 12, 1 }), "technical 8 = 85 Tinggi", "technical 8 = 85 Tinggi"},
		{"everything done", "kompetensi full", old, with(func(i *Input) { i.TechnicalJP, i.Seminars = 20, 1 }), "–", "–"},
		{"in proportion fewer JP are enough", "rule 3 proportional", prop, with(func(i *Input) { i.TechnicalJP, i.Seminars = 0, 1 }), "technical 8 = 71.5 Sedang", "technical 20 = 85 Tinggi"},
		{"a course without known JP comes last", "the cheapest way", old, with(func(i *Input) { i.Job = "struktural" }), "technical 20, seminar 4 = 70 Rendah", "leadership ?, technical 20, seminar 4 = 85 Tinggi"},
		{"functional course is the only way", "the cheapest way", old, with(func(i *Input) { i.Job, i.FunctionalRequired, i.TechnicalJP, i.Seminars = "fungsional", true, 20, 1 }), "functional ? = 85 Tinggi", "functional ? = 85 Tinggi"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := c.set.Gap(c.in)
			if got := walk(g.Next); got != c.next {
				t.Errorf("%s: next %s, want %s", c.rule, got, c.next)
			}
			if got := walk(g.Full); got != c.full {
				t.Errorf("%s: full %s, want %s", c.rule, got, c.full)
			}
		})
	}
	if g := set(t, "BKN-2024").Gap(base); g.Known || g.Next != nil {
		t.Error("2024 gives no way: its formula is not known")
	}
}

func walk(w *Way) string {
	if w == nil {
		return "–"
	}
	var out []string
	for _, a := range w.Actions {
		jp := fmt.Sprint(a.JP)
		if a.JP < 0 {
			jp = "?"
		}
		out = append(out, a.Code+" "+jp)
	}
	return strings.Join(out, ", ") + fmt.Sprintf(" = %v %s", w.Total.Min, w.Category)
}

// TestTheWayLeadsThere: doing what a way says gives the total it promises.
func TestTheWayLeadsThere(t *testing.T) {
	sets := []*RuleSet{set(t, "BKN-8/2019"), variant(t, "proportional", "sum"), variant(t, "binary", "single"), variant(t, "proportional", "single")}
	rapid.Check(t, func(rt *rapid.T) {
		r := rapid.SampledFrom(sets).Draw(rt, "set")
		in := Input{Job: rapid.SampledFrom([]string{"struktural", "fungsional", "pelaksana"}).Draw(rt, "job"),
			Education: rapid.SampledFrom([]string{"s3", "s1", "slta", ""}).Draw(rt, "education"), Discipline: "none",
			LeadershipDone: rapid.Bool().Draw(rt, "l"), FunctionalDone: rapid.Bool().Draw(rt, "f"), FunctionalRequired: rapid.Bool().Draw(rt, "r"),
			TechnicalJP: float64(rapid.IntRange(0, 25).Draw(rt, "jp")), Seminars: rapid.IntRange(0, 1).Draw(rt, "s"), Performance: value(80)}
		in.TechnicalLongest = in.TechnicalJP
		g := r.Gap(in)
		for _, w := range []*Way{g.Next, g.Full} {
			if w == nil {
				continue
			}
			after := in
			for _, a := range w.Actions {
				switch a.Code {
				case "leadership":
					after.LeadershipDone = true
				case "functional":
					after.FunctionalDone = true
				case "seminar":
					after.Seminars = 1
				case "technical":
					after.TechnicalJP += float64(a.JP)
					after.TechnicalLongest = max(after.TechnicalLongest, float64(a.JP))
				}
			}
			if got := r.Simulate(after).Total; got.Min != w.Total.Min || got.Max != w.Total.Max {
				rt.Fatalf("promised %+v, reached %+v by %s", w.Total, got, walk(w))
			}
		}
		if d := r.Simulate(in).Dimensions[1]; g.Full == nil && d.Score.Min != d.Max {
			rt.Fatalf("kompetensi %v and no way", d.Score)
		}
	})
}

func TestABrokenSetIsRefused(t *testing.T) {
	body, err := os.ReadFile("rules/bkn-8-2019.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, edit := range [][2]string{{`"binary"`, `"maybe"`}, {`"from": 0, "name"`, `"from": 1, "name"`}, {`"2019-01-01"`, `"2019"`}, {`"source": "known"`, `"source": "?"`}, {`"classes"`, `"kelas"`}} {
		broken := strings.Replace(string(body), edit[0], edit[1], 1)
		if broken == string(body) {
			t.Fatalf("%s is not in the file", edit[0])
		}
		if _, err := Parse([]byte(broken)); err == nil {
			t.Errorf("taken with %s", edit[1])
		}
	}
}
