package ipasn

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Input is what the simulation needs to know; "" and nil are not known.
type Input struct {
	Job                string // struktural, fungsional or pelaksana
	Education          string // s3 … below
	LeadershipDone     bool   // course of the own level
	FunctionalDone     bool
	FunctionalRequired bool     // false: the JF has no required course and counts as done
	TechnicalJP        float64  // counted JP of technical courses in the last year
	TechnicalLongest   float64  // of the longest single one
	Seminars           int      // seminar-type events in the last two years
	Performance        *float64 // value 0–100 and above
	Predicate          string   // very_good, good, fair, poor, very_poor
	Discipline         string   // none, light, medium, heavy
}

// Score is a dimension or total: exact where Min is Max.
type Score struct{ Min, Max float64 }

func exactly(v float64) Score { return Score{v, v} }

// Exact tells whether the score is one number.
func (s Score) Exact() bool { return s.Min == s.Max }

func (s Score) plus(o Score) Score { return Score{round(s.Min + o.Min), round(s.Max + o.Max)} }

// Dimension is one of the four, with what it came from.
type Dimension struct {
	Key        string // kualifikasi, kompetensi, kinerja, disiplin
	Max        float64
	Score      Score
	Reasons    []Reason
	Source     string
	Confidence string
}

// Reason is one part of a dimension.
type Reason struct {
	Code  string
	Score Score
	Max   float64
	Text  Text
}

// Result is the simulation.
type Result struct {
	RuleSet    string
	Complete   bool
	Dimensions []Dimension
	Total      Score
	Category   string // "" where the range spans several
}

// Simulate reckons the index. It never fails: what is missing is a range.
func (r *RuleSet) Simulate(in Input) Result {
	out := Result{RuleSet: r.Name, Complete: r.Complete,
		Dimensions: []Dimension{r.qualification(in), r.competence(in), r.performance(in), r.discipline(in)}}
	for _, d := range out.Dimensions {
		out.Total = out.Total.plus(d.Score)
	}
	if low := r.Category(out.Total.Min); low == r.Category(out.Total.Max) {
		out.Category = low
	}
	return out
}

// Category names a total.
func (r *RuleSet) Category(total float64) string {
	for _, c := range r.Categories {
		if total >= c.From {
			return c.Name
		}
	}
	return r.Categories[len(r.Categories)-1].Name
}

func (r *RuleSet) dimension(key string, max float64, source string, reasons ...Reason) Dimension {
	d := Dimension{Key: key, Max: max, Reasons: reasons, Source: r.Sources[source].Text, Confidence: r.Sources[source].Confidence}
	for _, why := range reasons {
		d.Score = d.Score.plus(why.Score)
	}
	d.Score = Score{math.Min(d.Score.Min, max), math.Min(d.Score.Max, max)}
	return d
}

func (r *RuleSet) qualification(in Input) Dimension {
	return r.dimension("kualifikasi", r.Education.Max, r.Education.Source, level(r.Education, in.Education, "education", "Pendidikan", "Education"))
}

func (r *RuleSet) discipline(in Input) Dimension {
	return r.dimension("disiplin", r.Discipline.Max, r.Discipline.Source, level(r.Discipline, in.Discipline, "discipline", "Hukuman disiplin", "Disciplinary punishment"))
}

func level(l Levels, key, code, id, en string) Reason {
	if v, known := l.Levels[key]; known {
		return Reason{Code: code, Score: exactly(v), Max: l.Max, Text: Text{ID: id + " sesuai isian.", EN: en + " as filled in."}}
	}
	least := l.Max
	for _, v := range l.Levels {
		least = math.Min(least, v)
	}
	return Reason{Code: code + "-unknown", Score: Score{least, l.Max}, Max: l.Max, Text: Text{ID: id + " belum diisi.", EN: en + " is not filled in."}}
}

func (r *RuleSet) performance(in Input) Dimension {
	p := r.Performance
	why := Reason{Code: "performance-unknown", Score: Score{0, p.Max}, Max: p.Max,
		Text: Text{ID: "Nilai kinerja belum diisi.", EN: "The performance value is not filled in."}}
	if len(p.Bands) > 0 {
		why.Score.Min = p.Bands[len(p.Bands)-1].Score
	}
	switch {
	case len(p.Bands) > 0 && in.Performance != nil:
		for _, b := range p.Bands {
			if *in.Performance >= b.From {
				why = Reason{Code: "performance", Score: exactly(b.Score), Max: p.Max,
					Text: Text{ID: fmt.Sprintf("Nilai kinerja mulai dari %s.", say(b.From, ",")), EN: fmt.Sprintf("Performance value from %s up.", say(b.From, "."))}}
				break
			}
		}
	case len(p.Predicates) > 0 && in.Predicate != "":
		if v, known := p.Predicates[in.Predicate]; known {
			why = Reason{Code: "predicate", Score: exactly(v), Max: p.Max, Text: Text{ID: "Predikat kinerja sesuai isian.", EN: "Performance predicate as filled in."}}
		} else {
			why.Code, why.Text = "predicate-unknown", Text{ID: "Nilai untuk predikat ini belum diketahui.", EN: "The score of this predicate is not known."}
		}
	}
	return r.dimension("kinerja", p.Max, p.Source, why)
}

func (r *RuleSet) competence(in Input) Dimension {
	c := r.Competence
	if w, known := c.Jobs[in.Job]; known {
		return r.dimension("kompetensi", c.Max, c.Source, r.parts(in, w)...)
	}
	if len(c.Jobs) > 0 {
		return r.dimension("kompetensi", c.Max, c.Source, Reason{Code: "job-unknown", Score: Score{0, c.Max}, Max: c.Max,
			Text: Text{ID: "Jenis jabatan belum diisi.", EN: "The kind of job is not filled in."}})
	}
	given := c.Max - c.RestUnknown
	first := Reason{Code: "predicate-part-unknown", Score: Score{0, given}, Max: given,
		Text: Text{ID: "Bagian dari predikat ini belum diketahui.", EN: "The part from this predicate is not known."}}
	if v, known := c.FromPredicate[in.Predicate]; known {
		first = Reason{Code: "predicate-part", Score: exactly(v), Max: given,
			Text: Text{ID: "Bagian ini diberikan oleh predikat kinerja.", EN: "This part is given by the performance predicate."}}
	}
	return r.dimension("kompetensi", c.Max, c.Source, first, Reason{Code: "development-unknown", Score: Score{0, c.RestUnknown}, Max: c.RestUnknown,
		Text: Text{ID: "Rumus bagian pengembangan kompetensi belum diketahui.", EN: "The formula of the development part is not known."}})
}

// parts of kompetensi under BKN 8/2019.
func (r *RuleSet) parts(in Input, w Weights) (out []Reason) {
	add := func(code string, max, score float64, done, missing Text) {
		if max == 0 {
			return
		}
		text := done
		if score < max {
			text = missing
		}
		out = append(out, Reason{Code: code, Score: exactly(round(score)), Max: max, Text: text})
	}
	add("leadership", w.Leadership, w.Leadership*flag(in.LeadershipDone),
		Text{ID: "Diklat kepemimpinan setingkat sudah diikuti.", EN: "The leadership course of the own level is done."},
		Text{ID: "Diklat kepemimpinan setingkat belum diikuti.", EN: "The leadership course of the own level is not done."})
	done := Text{ID: "Diklat fungsional sudah diikuti.", EN: "The functional course is done."}
	if !in.FunctionalRequired {
		done = Text{ID: "Jabatan ini tidak mensyaratkan diklat fungsional; dihitung penuh.", EN: "This job asks for no functional course; it counts in full."}
	}
	add("functional", w.Functional, w.Functional*flag(in.FunctionalDone || !in.FunctionalRequired), done,
		Text{ID: "Diklat fungsional belum diikuti.", EN: "The functional course is not done."})
	have, need := r.technicalJP(in), float64(r.Competence.TechnicalJP)
	add("technical", w.Technical, r.technicalScore(w.Technical, have),
		Text{ID: fmt.Sprintf("Diklat teknis %s JP dalam setahun terakhir.", say(have, ",")), EN: fmt.Sprintf("Technical courses of %s JP in the last year.", say(have, "."))},
		Text{ID: fmt.Sprintf("Diklat teknis baru %s dari %s JP dalam setahun terakhir.", say(have, ","), say(need, ",")), EN: fmt.Sprintf("Technical courses of only %s of %s JP in the last year.", say(have, "."), say(need, "."))})
	add("seminar", w.Seminar, w.Seminar*flag(in.Seminars > 0),
		Text{ID: "Seminar atau sejenisnya diikuti dalam dua tahun terakhir.", EN: "A seminar or the like was attended in the last two years."},
		Text{ID: "Belum ada seminar atau sejenisnya dalam dua tahun terakhir.", EN: "No seminar or the like in the last two years."})
	return out
}

func (r *RuleSet) technicalJP(in Input) float64 {
	if r.Competence.TechnicalSum == "single" {
		return in.TechnicalLongest
	}
	return in.TechnicalJP
}

func (r *RuleSet) technicalScore(weight, jp float64) float64 {
	share := math.Min(1, math.Max(0, jp)/float64(r.Competence.TechnicalJP))
	if r.Competence.Technical == "binary" {
		share = math.Floor(share)
	}
	return round(weight * share)
}

// say writes a number with a decimal sign.
func say(v float64, sign string) string {
	return strings.Replace(strconv.FormatFloat(round(v), 'f', -1, 64), ".", sign, 1)
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
