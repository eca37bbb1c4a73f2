package gift

import (
	"strings"

	"lentera/bank/portable"
)

// numeric reads what stands behind "{#": one number, a number with tolerance
// ("3:2"), a range ("1..5"), several of them with "=" and weights, "*" for any
// other number, and "~#text" as feedback for every other answer.
func (r *reading) numeric(p part) {
	r.q.Kind = portable.Numeric
	var others portable.Text
	if i := p.find("~"); i >= 0 {
		a, ok := r.answer(p.from(i))
		if !ok {
			return
		}
		if a.body.s != "" && a.body.s != "*" || a.weight != 0 {
			r.say(a.body.at, portable.MixedAnswers)
			return
		}
		others, p = a.feedback, p.to(i)
	}
	best := portable.Fixed(0)
	for _, piece := range split(p.trim(), "=") {
		if piece.trim().s == "" {
			continue
		}
		a, ok := r.answer(piece)
		if !ok {
			return
		}
		n, ok := r.number(a.body)
		if !ok {
			return
		}
		n.Weight, n.Feedback = a.weight, a.feedback
		best = max(best, n.Weight)
		r.q.Numbers = append(r.q.Numbers, n)
	}
	if !others.Empty() {
		r.q.Numbers = append(r.q.Numbers, portable.Number{Any: true, Feedback: others})
	}
	if best == 0 {
		r.say(p.at, portable.NoCorrect)
	}
}

func (r *reading) number(p part) (n portable.Number, ok bool) {
	s := p.plain()
	if s == "*" {
		return portable.Number{Any: true}, true
	}
	if low, high, ranged := strings.Cut(s, ".."); ranged {
		l, okLow := portable.Decimal(low)
		h, okHigh := portable.Decimal(strings.TrimLeft(high, "."))
		if !okLow || !okHigh || !portable.Ascending(l, h) {
			r.say(p.at, portable.BadRange, s)
			return n, false
		}
		return portable.Number{Low: l, High: h}, true
	}
	value, tolerance, with := strings.Cut(s, ":")
	v, ok := portable.Decimal(value)
	if !ok {
		r.say(p.at, portable.BadNumber, value)
		return n, false
	}
	n.Value = v
	if with {
		t, ok := portable.Decimal(tolerance)
		if !ok || strings.HasPrefix(t, "-") {
			r.say(p.at, portable.BadNumber, tolerance)
			return n, false
		}
		if t != "0" {
			n.Tolerance = t
		}
	}
	return n, true
}
