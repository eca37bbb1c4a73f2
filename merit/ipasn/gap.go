package ipasn

import (
	"fmt"
	"math"
)

// Action is one thing a person can still do.
type Action struct {
	Code string
	JP   int // of the action; -1: the sources give none
	Gain float64
	Text Text
}

// Way is a set of actions and where it leads.
type Way struct {
	Actions  []Action
	JP       int // of those whose JP are known
	Unknown  int // actions without a known JP
	Gain     float64
	Total    Score
	Category string
}

// Gap is what is missing and the cheapest ways to close it.
type Gap struct {
	Known   bool     // false: the rule set does not say how to gain points
	Actions []Action // everything that would raise the score
	Next    *Way     // fewest JP that reach the next category; nil: out of reach, or already in the highest
	Full    *Way     // all that fills kompetensi; nil: it is full
}

// Gap enumerates the ways. With a total that is a range it is the least of the
// range that must reach the next category.
func (r *RuleSet) Gap(in Input) Gap {
	w, known := r.Competence.Jobs[in.Job]
	if !known {
		return Gap{Actions: []Action{}}
	}
	now := r.Simulate(in).Total
	choices := r.choices(in, w)
	g := Gap{Known: true, Actions: []Action{}}
	var full []Action
	for _, c := range choices {
		last := c[len(c)-1] // the whole of it
		g.Actions = append(g.Actions, last)
		full = append(full, last)
	}
	if len(full) > 0 {
		g.Full = r.way(full, now)
	}
	goal, ok := r.next(now.Min)
	if !ok {
		return g
	}
	each(choices, nil, func(some []Action) {
		way := r.way(some, now)
		if way.Total.Min >= goal && (g.Next == nil || cheaper(way, g.Next)) {
			g.Next = way
		}
	})
	return g
}

// next is the least total of the category above.
func (r *RuleSet) next(total float64) (goal float64, ok bool) {
	for _, c := range r.Categories {
		if total >= c.From {
			return goal, ok
		}
		goal, ok = c.From, true
	}
	return goal, ok
}

// choices lists, for each missing part, the amounts in which it can be done:
// one, or JP by JP where they score in proportion.
func (r *RuleSet) choices(in Input, w Weights) (out [][]Action) {
	if w.Leadership > 0 && !in.LeadershipDone {
		out = append(out, []Action{{"leadership", -1, w.Leadership, Text{ID: "Ikuti diklat kepemimpinan setingkat jabatan Anda.", EN: "Take the leadership course of your level."}}})
	}
	if w.Functional > 0 && in.FunctionalRequired && !in.FunctionalDone {
		out = append(out, []Action{{"functional", -1, w.Functional, Text{ID: "Ikuti diklat fungsional jabatan Anda.", EN: "Take the functional course of your job."}}})
	}
	if steps := r.technicalSteps(in, w.Technical); len(steps) > 0 {
		out = append(out, steps)
	}
	if w.Seminar > 0 && in.Seminars == 0 {
		out = append(out, []Action{{"seminar", r.Competence.SeminarJP, w.Seminar, Text{ID: "Ikuti satu seminar, workshop, atau sejenisnya.", EN: "Attend one seminar, workshop or the like."}}})
	}
	return out
}

func (r *RuleSet) technicalSteps(in Input, weight float64) (out []Action) {
	have := r.technicalJP(in)
	need := int(math.Ceil(float64(r.Competence.TechnicalJP) - have))
	base := have
	if r.Competence.TechnicalSum == "single" { // a new course must be long enough by itself
		base, need = 0, r.Competence.TechnicalJP
	}
	if weight == 0 || have >= float64(r.Competence.TechnicalJP) {
		return nil
	}
	from := need
	if r.Competence.Technical == "proportional" {
		from = 1
	}
	for jp := from; jp <= need; jp++ {
		gain := round(r.technicalScore(weight, math.Max(have, base+float64(jp))) - r.technicalScore(weight, have))
		if gain <= 0 {
			continue
		}
		out = append(out, Action{"technical", jp, gain, Text{ID: fmt.Sprintf("Tambah %d JP diklat teknis tahun ini.", jp), EN: fmt.Sprintf("Add %d JP of technical courses this year.", jp)}})
	}
	return out
}

func each(choices [][]Action, so []Action, do func([]Action)) {
	if len(choices) == 0 {
		if len(so) > 0 {
			do(so)
		}
		return
	}
	each(choices[1:], so, do)
	for _, a := range choices[0] {
		each(choices[1:], append(append([]Action{}, so...), a), do)
	}
}

func (r *RuleSet) way(actions []Action, now Score) *Way {
	w := &Way{Actions: actions}
	for _, a := range actions {
		w.Gain = round(w.Gain + a.Gain)
		if a.JP < 0 {
			w.Unknown++
			continue
		}
		w.JP += a.JP
	}
	w.Total = now.plus(exactly(w.Gain))
	if low := r.Category(w.Total.Min); low == r.Category(w.Total.Max) {
		w.Category = low
	}
	return w
}

// cheaper: fewer actions of unknown JP, then fewer JP, then fewer actions, then
// more gain.
func cheaper(a, b *Way) bool {
	switch {
	case a.Unknown != b.Unknown:
		return a.Unknown < b.Unknown
	case a.JP != b.JP:
		return a.JP < b.JP
	case len(a.Actions) != len(b.Actions):
		return len(a.Actions) < len(b.Actions)
	}
	return a.Gain > b.Gain
}
