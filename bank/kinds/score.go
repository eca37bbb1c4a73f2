package kinds

import "math/big"

// Verdict on one part of a response.
type Verdict string

// The verdicts. Pending parts are marked by people.
const (
	Right   Verdict = "right"
	Partly  Verdict = "partly"
	Wrong   Verdict = "wrong"
	Missing Verdict = "missing"
	Pending Verdict = "pending"
)

// Result is what a response earned.
type Result struct {
	Mark     Mark   `json:"mark"` // 0…Max
	Max      Mark   `json:"max"`
	Answered bool   `json:"answered"`
	Manual   bool   `json:"manual"` // people mark it; Mark is 0 until they have
	Parts    []Part `json:"parts"`
}

// Full reports full marks: what a screen may call "right".
func (r Result) Full() bool { return !r.Manual && r.Mark == r.Max }

// Penalised takes a percentage of Max from an answered response that earned
// nothing: the "negative marks" of a quiz. A blank loses nothing.
func (r Result) Penalised(percent Mark) Result {
	if r.Answered && !r.Manual && r.Mark == 0 {
		r.Mark = -r.Max.share(percent.percent())
	}
	return r
}

// Part is one option, pair, place, gap, region or item of a question. Its mark
// is rounded by itself for showing; the mark of the whole is rounded once, so
// it can differ from the sum by some 1/100000 and, with a penalty or
// all-or-nothing, by design.
type Part struct {
	ID      string  `json:"id"`
	Verdict Verdict `json:"verdict"`
	Mark    Mark    `json:"mark"`
	Max     Mark    `json:"max"`
}

// score is a result in exact fractions of the points of the question.
type score struct {
	fraction *big.Rat // before it is bounded to 0…1
	answered bool
	manual   bool
	parts    []share
}

type share struct {
	id      string
	verdict Verdict
	got, of *big.Rat
}

func nothing(answered bool) score { return score{fraction: new(big.Rat), answered: answered} }

func one() *big.Rat { return big.NewRat(1, 1) }

// ratio is a/b, and 0 when there is nothing to divide by.
func ratio(a, b int) *big.Rat {
	if b == 0 {
		return new(big.Rat)
	}
	return big.NewRat(int64(a), int64(b))
}

// bounded is the fraction within 0…1.
func (s score) bounded() *big.Rat {
	switch {
	case s.fraction.Sign() < 0:
		return new(big.Rat)
	case s.fraction.Cmp(one()) > 0:
		return one()
	}
	return s.fraction
}

func (s score) result(points Mark) Result {
	out := Result{Mark: points.share(s.bounded()), Max: points, Answered: s.answered, Manual: s.manual, Parts: make([]Part, len(s.parts))}
	for i, p := range s.parts {
		out.Parts[i] = Part{ID: p.id, Verdict: p.verdict, Mark: points.share(p.got), Max: points.share(p.of)}
	}
	return out
}

// tally adds equal parts up by one of the common policies.
type tally struct {
	of    int // parts of a full response
	right int
	wrong int // given and wrong
	parts []share
}

func (t *tally) add(id string, v Verdict) {
	got := new(big.Rat)
	switch v {
	case Right:
		t.right++
		got = ratio(1, t.of)
	case Wrong:
		t.wrong++
	}
	t.parts = append(t.parts, share{id, v, got, ratio(1, t.of)})
}

// score by policy: AllOrNothing; Penalty, where each wrong part takes away what
// a right one gives; and otherwise PerPart, where wrong parts give nothing.
func (t *tally) score(p Policy) score {
	s := score{answered: t.right+t.wrong > 0, parts: t.parts, fraction: ratio(t.right, t.of)}
	switch p {
	case AllOrNothing:
		if t.right < t.of || t.wrong > 0 {
			s.fraction = new(big.Rat)
		}
	case Penalty:
		s.fraction = ratio(t.right-t.wrong, t.of)
	}
	return s
}
