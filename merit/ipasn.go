package merit

import (
	"slices"
	"time"

	"lentera/merit/counting"
	"lentera/merit/ipasn"
)

// Official is a person's IP-ASN as BKN gives it.
type Official struct {
	Qualification float64    `json:"qualification" db:"qualification"`
	Competence    float64    `json:"competence" db:"competence"`
	Performance   float64    `json:"performance" db:"performance"`
	Discipline    float64    `json:"discipline" db:"discipline"`
	Total         float64    `json:"total" db:"total"`
	ReckonedAt    *time.Time `json:"reckoned_at" db:"reckoned_at" doc:"when BKN made it, where it says so"`
	ReadAt        time.Time  `json:"read_at" db:"read_at"`
	Source        string     `json:"source" db:"source" doc:"where it was read"`
	_             struct{}   `nullable:"true"`
}

// IpasnInput is what a person types because the ledger cannot know it. "" and
// null are not known; nothing of it is checked against any record.
type IpasnInput struct {
	RuleSet            string   `json:"rule_set" db:"rule_set" maxLength:"40"`
	Job                string   `json:"job" db:"job" enum:",struktural,fungsional,pelaksana"`
	Education          string   `json:"education" db:"education" enum:",s3,s2,s1,d4,d3,d2,d1,slta,below"`
	LeadershipDone     bool     `json:"leadership_done" db:"leadership_done"`
	FunctionalDone     bool     `json:"functional_done" db:"functional_done"`
	FunctionalRequired bool     `json:"functional_required" db:"functional_required"`
	Performance        *float64 `json:"performance" db:"performance" minimum:"0" maximum:"120"`
	Predicate          string   `json:"predicate" db:"predicate" enum:",very_good,good,fair,poor,very_poor"`
	Discipline         string   `json:"discipline" db:"discipline" enum:",none,light,medium,heavy"`
}

// IpasnRules is one rule set that may be chosen.
type IpasnRules struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Note     string `json:"note" doc:"what is not known of it"`
	Complete bool   `json:"complete"`
	Covers   bool   `json:"covers" doc:"whether it is for the person's class"`
}

// IpasnScore is a number, or the range in which it lies.
type IpasnScore struct {
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

// IpasnPart is one reason of a dimension.
type IpasnPart struct {
	Code  string     `json:"code"`
	Score IpasnScore `json:"score"`
	Max   float64    `json:"max"`
	Text  string     `json:"text"`
}

// IpasnDimension is one of the four.
type IpasnDimension struct {
	Key        string      `json:"key" enum:"kualifikasi,kompetensi,kinerja,disiplin"`
	Score      IpasnScore  `json:"score"`
	Max        float64     `json:"max"`
	Parts      []IpasnPart `json:"parts" nullable:"false"`
	Source     string      `json:"source"`
	Confidence string      `json:"confidence"`
}

// IpasnAction is one thing the person can still do.
type IpasnAction struct {
	Code string  `json:"code"`
	JP   *int    `json:"jp" doc:"null: the sources give none"`
	Gain float64 `json:"gain"`
	Text string  `json:"text"`
}

// IpasnWay is a set of actions and where it leads.
type IpasnWay struct {
	_        struct{}      `nullable:"true"`
	Actions  []IpasnAction `json:"actions" nullable:"false"`
	JP       int           `json:"jp"`
	Gain     float64       `json:"gain"`
	Total    IpasnScore    `json:"total"`
	Category string        `json:"category"`
}

// Ipasn is a simulation. It is never the official value.
type Ipasn struct {
	Simulation bool             `json:"simulation" doc:"always true: this is not the official value"`
	Year       int              `json:"year" doc:"technical JP of this year, seminars of this and the last one"`
	RuleSet    string           `json:"rule_set"`
	RuleSets   []IpasnRules     `json:"rule_sets" nullable:"false"`
	Saved      bool             `json:"saved" doc:"whether the person has typed anything"`
	Input      IpasnInput       `json:"input"`
	Ledger     IpasnLedger      `json:"ledger"`
	Dimensions []IpasnDimension `json:"dimensions" nullable:"false"`
	Total      IpasnScore       `json:"total"`
	Category   string           `json:"category" doc:"empty where the range spans several"`
	WayKnown   bool             `json:"way_known" doc:"false: the rule set does not say how to gain points"`
	Next       *IpasnWay        `json:"next" doc:"fewest JP that reach the next category"`
	Full       *IpasnWay        `json:"full" doc:"what fills kompetensi"`
	Official   *Official        `json:"official"`
}

// IpasnLedger is what the simulation takes from the ledger.
type IpasnLedger struct {
	TechnicalJP      float64 `json:"technical_jp"`
	TechnicalLongest float64 `json:"technical_longest"`
	Seminars         int     `json:"seminars"`
	LeadershipDone   bool    `json:"leadership_done"`
	FunctionalDone   bool    `json:"functional_done"`
}

// fromLedger reads the ledger for a rule set: counted JP of technical paths in
// the year, seminar-type events of it and the year before. A trainer's hours
// are no course taken.
func (r rules) fromLedger(set *ipasn.RuleSet, f facts, year int) (out IpasnLedger) {
	items := itemsOf(f.entries)
	teaching := map[string]bool{}
	for _, it := range items {
		teaching[it.ID] = it.Teaching
	}
	each := func(of int, do func(counting.Line)) {
		for _, l := range counting.Count(r.of(of), items, of, counting.Limits{}).Lines {
			if l.Counted > 0 && !teaching[l.ID] {
				do(l)
			}
		}
	}
	each(year, func(l counting.Line) {
		if slices.Contains(set.Paths.Technical, l.Path) {
			out.TechnicalJP += l.Counted.Float()
			out.TechnicalLongest = max(out.TechnicalLongest, l.Counted.Float())
		}
	})
	for _, of := range []int{year - 1, year} {
		each(of, func(l counting.Line) {
			if slices.Contains(set.Paths.Seminar, l.Path) {
				out.Seminars++
			}
		})
	}
	for _, of := range yearsOf(items) {
		each(of, func(l counting.Line) {
			out.LeadershipDone = out.LeadershipDone || slices.Contains(set.Paths.Leadership, l.Path)
			out.FunctionalDone = out.FunctionalDone || slices.Contains(set.Paths.Functional, l.Path)
		})
	}
	return out
}

// simulate fills the result for the input.
func (o *Ipasn) simulate(set *ipasn.RuleSet, lang string) {
	in := ipasn.Input{Job: o.Input.Job, Education: o.Input.Education, LeadershipDone: o.Input.LeadershipDone || o.Ledger.LeadershipDone,
		FunctionalDone: o.Input.FunctionalDone || o.Ledger.FunctionalDone, FunctionalRequired: o.Input.FunctionalRequired,
		TechnicalJP: o.Ledger.TechnicalJP, TechnicalLongest: o.Ledger.TechnicalLongest, Seminars: o.Ledger.Seminars,
		Performance: o.Input.Performance, Predicate: o.Input.Predicate, Discipline: o.Input.Discipline}
	result := set.Simulate(in)
	o.Total, o.Category, o.Dimensions = IpasnScore(result.Total), result.Category, nil
	for _, d := range result.Dimensions {
		out := IpasnDimension{Key: d.Key, Score: IpasnScore(d.Score), Max: d.Max, Source: d.Source, Confidence: d.Confidence, Parts: []IpasnPart{}}
		for _, p := range d.Reasons {
			out.Parts = append(out.Parts, IpasnPart{p.Code, IpasnScore(p.Score), p.Max, p.Text.In(lang)})
		}
		o.Dimensions = append(o.Dimensions, out)
	}
	gap := set.Gap(in)
	o.WayKnown, o.Next, o.Full = gap.Known, wayOf(gap.Next, lang), wayOf(gap.Full, lang)
}

func wayOf(w *ipasn.Way, lang string) *IpasnWay {
	if w == nil {
		return nil
	}
	out := &IpasnWay{Actions: []IpasnAction{}, JP: w.JP, Gain: w.Gain, Total: IpasnScore(w.Total), Category: w.Category}
	for _, a := range w.Actions {
		action := IpasnAction{Code: a.Code, Gain: a.Gain, Text: a.Text.In(lang)}
		if a.JP >= 0 {
			action.JP = &a.JP
		}
		out.Actions = append(out.Actions, action)
	}
	return out
}
