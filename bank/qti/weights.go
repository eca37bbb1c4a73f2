package qti

import (
	"math/big"
	"slices"
	"strings"

	"lentera/bank/portable"
)

// answers are all answers of a response that earn or cost something.
func (s *scoring) answers() []scoreCase {
	if s == nil {
		return nil
	}
	if s.byMapping && len(s.mapping) > 0 {
		out := make([]scoreCase, len(s.mapping))
		for i, e := range s.mapping {
			out[i] = scoreCase{text: e.key, anyCase: e.anyCase, value: e.value}
		}
		return out
	}
	if len(s.cases) > 0 {
		return s.cases
	}
	if s.byCorrect == nil {
		return nil
	}
	var out []scoreCase
	for _, c := range s.correct {
		out = append(out, scoreCase{text: c, value: s.byCorrect})
	}
	return out
}

// whole reports that only the full correct response earns anything.
func (s *scoring) whole() bool {
	return s != nil && !s.byMapping && len(s.cases) == 0 && s.byCorrect != nil
}

// most is what the best response earns: the best answer, or all good answers
// together.
func (s *scoring) most(several bool) *big.Rat {
	if s.whole() {
		return s.byCorrect
	}
	sum, best := new(big.Rat), new(big.Rat)
	for _, a := range s.answers() {
		if a.value.Sign() > 0 {
			sum.Add(sum, a.value)
		}
		if a.value.Cmp(best) > 0 {
			best = a.value
		}
	}
	if s == nil {
		return sum
	}
	for _, a := range s.areas {
		if a.value.Cmp(best) > 0 {
			best = a.value
		}
		if a.value.Sign() > 0 {
			sum.Add(sum, a.value)
		}
	}
	if !several {
		return best
	}
	if s.upper != nil && s.upper.Sign() > 0 && s.upper.Cmp(sum) < 0 {
		return s.upper
	}
	return sum
}

// share gives value ÷ total as a weight.
func share(value, total *big.Rat) portable.Fixed {
	if total.Sign() == 0 {
		return 0
	}
	w, _ := portable.ParseFixed(new(big.Rat).Quo(value, total).FloatString(12))
	return min(max(w, -portable.One), portable.One)
}

func fixedOf(v *big.Rat) portable.Fixed {
	f, _ := portable.ParseFixed(v.FloatString(12))
	return f
}

// declared is the greatest score the item says it has, or nil.
func (r *reading) declared() *big.Rat {
	for _, d := range r.n.All("outcomeDeclaration") {
		if d.Attr("identifier") == "SCORE" && d.Attr("normalMaximum") != "" {
			return ratOf(d.Attr("normalMaximum"))
		}
	}
	for _, d := range r.n.All("outcomeDeclaration") {
		if v := d.Find("defaultValue", "value"); d.Attr("identifier") == "MAXSCORE" && v != nil {
			return ratOf(v.Value())
		}
	}
	return nil
}

// total is the divisor of an interaction's values: what the best response
// earns, or for several answers, the score the item declares when its only
// interaction does not reach it.
func (r *reading) total(s *scoring, several bool) *big.Rat {
	most := s.most(several)
	if d := r.declared(); several && !s.whole() && d != nil && most.Sign() > 0 && len(r.rules) == 1 && most.Cmp(d) < 0 {
		return d
	}
	return most
}

// points sets the question's points: as declared, or as the scoring gives.
func (r *reading) points() {
	if d := r.declared(); d != nil {
		r.q.Points = fixedOf(d)
		return
	}
	if p := r.pointsOf(r.q, interactions(r.n.Find("itemBody"))); p != portable.One {
		r.q.Points = p
	}
}

const pointsClass = "lentera-points-"

func (r *reading) pointsOf(q portable.Question, all []*portable.Node) portable.Fixed {
	for _, n := range all {
		if p, ok := portable.ParseFixed(classWith(n, pointsClass)); ok {
			return p
		}
	}
	sum := new(big.Rat)
	for _, n := range all {
		several := q.Kind == portable.Multiple || q.Kind == portable.Matching || q.Kind == portable.Categorise
		if n.Name == "gapMatchInteraction" {
			several = true
		}
		sum.Add(sum, r.rules[n.Attr("responseIdentifier")].most(several))
	}
	return fixedOf(sum)
}

func classWith(n *portable.Node, prefix string) string {
	for _, c := range strings.Fields(n.Attr("class")) {
		if rest, ok := strings.CutPrefix(c, prefix); ok {
			return rest
		}
	}
	return ""
}

const policyClass = "lentera-policy-"

func (r *reading) policy(n *portable.Node, s *scoring, q *portable.Question) {
	q.Policy = classWith(n, policyClass)
	if q.Policy == "" && s.whole() && slices.Contains([]portable.Kind{portable.Multiple, portable.Matching, portable.Categorise}, q.Kind) {
		q.Policy = "all-or-nothing"
	}
}
