package gift

import (
	"strings"

	"lentera/bank/portable"
)

// answer is one "=…" or "~…" with its weight and feedback taken apart.
type answer struct {
	right    bool // "="
	body     part
	weight   portable.Fixed
	weighted bool
	feedback portable.Text
}

// split cuts at each of the unescaped signs; the sign stays at the front.
func split(p part, signs string) (out []part) {
	for p.s != "" {
		next := -1
		if i := p.from(1).find(signs); p.s[0] != '\\' {
			next = i + 1
		} else if len(p.s) > 2 {
			if i := p.from(2).find(signs); i >= 0 {
				next = i + 2
			}
		}
		if next <= 0 {
			return append(out, p)
		}
		out, p = append(out, p.to(next)), p.from(next)
	}
	return out
}

// answer reads one piece; ok is false after a problem. A piece with nothing in
// it is told and left out.
func (r *reading) answer(p part) (a answer, ok bool) {
	a.body = p
	if p.s != "" && (p.s[0] == '=' || p.s[0] == '~') {
		a.right, a.body = p.s[0] == '=', p.from(1)
	} else {
		a.right = true
	}
	a.body = a.body.trim()
	if rest, found := strings.CutPrefix(a.body.s, "%"); found {
		number, _, closed := strings.Cut(rest, "%")
		w, isNumber := portable.ParsePercent(number)
		if closed && (!isNumber || w > portable.One || w < -portable.One) {
			r.say(a.body.at, portable.BadGrade, number)
			return a, false
		}
		if closed {
			a.weight, a.weighted = w, true
			a.body = a.body.from(len(number) + 2).trim()
		}
	}
	if !a.weighted && a.right {
		a.weight = portable.One
	}
	if i := a.body.find("#"); i >= 0 {
		a.feedback = r.text(a.body.from(i + 1))
		a.body = a.body.to(i).trim()
	}
	return a, true
}

func (r *reading) choice(p part) {
	var all []answer
	rights, weighted := 0, false
	for _, piece := range split(p, "=~") {
		if piece.trim().s == "" {
			continue
		}
		if piece.s[0] != '=' && piece.s[0] != '~' {
			r.say(piece.at, portable.MixedAnswers)
			return
		}
		a, ok := r.answer(piece)
		if !ok {
			return
		}
		if r.text(a.body).Empty() {
			r.say(piece.at, portable.DetailLost, strings.TrimSpace(piece.s))
			continue
		}
		if a.right {
			rights++
		}
		weighted = weighted || a.weighted && a.weight > 0
		all = append(all, a)
	}
	r.q.Kind = portable.Single
	if rights != 1 {
		r.q.Kind = portable.Multiple
	}
	var sum portable.Fixed
	for _, a := range all {
		w := a.weight
		if rights > 1 && a.right && !a.weighted { // several whole answers share the whole
			w = portable.One / portable.Fixed(rights)
		}
		sum += max(w, 0)
		r.q.Options = append(r.q.Options, portable.Option{Text: r.text(a.body), Weight: w, Feedback: a.feedback})
	}
	r.checkChoice(p, sum)
}

func (r *reading) checkChoice(p part, sum portable.Fixed) {
	switch {
	case len(r.q.Options) < 2:
		r.say(p.at, portable.NoOptions, 2)
	case sum == 0:
		r.say(p.at, portable.NoCorrect)
	case r.q.Kind == portable.Multiple && (sum > portable.One+100 || sum < portable.One-100):
		r.say(p.at, portable.GradesNotWhole, sum.Percent())
	}
}

func (r *reading) matching(p part) {
	for _, piece := range split(p, "=") {
		if piece.trim().s == "" {
			continue
		}
		if piece.s[0] != '=' {
			r.say(piece.at, portable.MixedAnswers)
			return
		}
		body := piece.from(1)
		arrow := body.findText("->")
		if arrow < 0 {
			r.say(piece.at, portable.BadPair, body.plain())
			return
		}
		left := r.text(body.to(arrow))
		_, rightPart := body.from(arrow + 2).format(portable.Plain)
		if i := rightPart.find("#"); i >= 0 {
			rightPart = rightPart.to(i)
			r.say(piece.at, portable.FeedbackLost, "=")
		}
		right := portable.Text{Format: portable.Plain, Source: rightPart.plain()}
		if f, _ := body.from(arrow + 2).format(portable.Plain); f != portable.Plain {
			right.Format = f
		}
		switch {
		case right.Empty():
			r.say(piece.at, portable.BadPair, body.plain())
			return
		case left.Empty():
			r.q.Spare = append(r.q.Spare, right)
		default:
			r.q.Pairs = append(r.q.Pairs, portable.Pair{Left: left, Right: right})
		}
	}
	if len(r.q.Pairs) < 2 {
		r.say(p.at, portable.NoOptions, 2)
	}
	r.q.Kind = portable.KindOfPairs(r.q.Pairs)
}

func (r *reading) short(p part) {
	r.q.Kind = portable.ShortText
	best := portable.Fixed(0)
	for _, piece := range split(p, "=") {
		if piece.trim().s == "" {
			continue
		}
		if piece.s[0] != '=' && p.find("=") >= 0 {
			r.say(piece.at, portable.MixedAnswers)
			return
		}
		a, ok := r.answer(piece)
		if !ok {
			return
		}
		_, body := a.body.format(portable.Plain)
		text, wild := portable.ReadPattern(body.plain())
		if text == "" {
			r.say(piece.at, portable.DetailLost, strings.TrimSpace(piece.s))
			continue
		}
		best = max(best, a.weight)
		r.q.Accepted = append(r.q.Accepted, portable.Accepted{Text: text, Wildcard: wild, Weight: a.weight, Feedback: a.feedback})
	}
	if best == 0 {
		r.say(p.at, portable.NoCorrect)
	}
}

// ordering reads what Moodle's ordering question writes: ">" and settings on
// the first line, then one item a line, in the right order.
func (r *reading) ordering(p part) {
	r.q.Kind = portable.Ordering
	_, items, _ := strings.Cut(p.s, "\n")
	for _, line := range strings.Split(items, "\n") {
		if t := r.text(part{line, p.at}); !t.Empty() {
			r.q.Items = append(r.q.Items, t)
		}
	}
	if len(r.q.Items) < 2 {
		r.say(p.at, portable.NoOptions, 2)
	}
}
