package qti

import (
	"strconv"

	"lentera/bank/portable"
)

// typed reads what a text entry accepts, as words or as numbers.
func (r *reading) typed(n *portable.Node) (kind portable.Kind, words []portable.Accepted, numbers []portable.Number, minds bool) {
	s := r.rule(n)
	if s == nil {
		return "", nil, nil, false
	}
	kind = portable.ShortText
	if s.baseType == "float" || s.baseType == "integer" {
		kind = portable.Numeric
	}
	total := r.total(s, false)
	minds = true
	best := portable.Fixed(0)
	for _, a := range s.answers() {
		w := share(a.value, total)
		best = max(best, w)
		switch {
		case kind == portable.Numeric && a.isNumber:
			number := *a.number
			number.Weight = w
			numbers = append(numbers, number)
		case kind == portable.Numeric:
			v, ok := portable.Decimal(a.text)
			if !ok {
				r.say(n, portable.BadNumber, a.text)
				return kind, nil, nil, false
			}
			numbers = append(numbers, portable.Number{Value: v, Weight: w})
		case a.isNumber:
			r.say(n, portable.UnsupportedMarks, s.baseType)
		default:
			word := portable.Accepted{Text: a.text, Weight: w}
			if a.inside {
				word.Text, word.Wildcard = "*"+a.text+"*", true
			}
			minds = minds && !a.anyCase
			words = append(words, word)
		}
	}
	if best <= 0 {
		r.say(n, portable.NoCorrect)
	}
	return kind, words, numbers, minds && kind == portable.ShortText
}

func (r *reading) entry(n *portable.Node, q *portable.Question) {
	q.Kind, q.Accepted, q.Numbers, q.MatchCase = r.typed(n)
}

// cloze reads a text with gaps.
func (r *reading) cloze(body *portable.Node, all []*portable.Node, q *portable.Question) {
	q.Kind = portable.Cloze
	r.gaps = map[*portable.Node]string{}
	for i, n := range all {
		id := strconv.Itoa(i + 1)
		r.gaps[n] = id
		g := portable.Gap{ID: id, Points: r.pointsOf(portable.Question{}, []*portable.Node{n})}
		if n.Name == "inlineChoiceInteraction" {
			s := r.rule(n)
			if s == nil {
				return
			}
			g.Kind, g.Options = portable.Single, r.options(n, "inlineChoice", s, false)
			r.checkOptions(n, portable.Single, g.Options)
		} else {
			g.Kind, g.Accepted, g.Numbers, g.MatchCase = r.typed(n)
		}
		q.Gaps = append(q.Gaps, g)
	}
	q.Stem = r.stem(body)
}

// gapMatch reads words that are dragged into gaps: each gap offers them all.
func (r *reading) gapMatch(n *portable.Node, q *portable.Question) {
	s := r.rule(n)
	if s == nil {
		return
	}
	q.Kind = portable.Cloze
	right, _ := r.partnersOfGaps(s)
	r.gaps = map[*portable.Node]string{}
	skip := map[*portable.Node]bool{}
	words := n.All("gapText")
	for _, w := range append(words, n.All("gapImg")...) {
		skip[w] = true
		if w.Name == "gapImg" {
			r.say(w, portable.UnsupportedType, "gapImg")
			return
		}
	}
	for i, gap := range n.Deep("gap") {
		id := strconv.Itoa(i + 1)
		r.gaps[gap] = id
		g := portable.Gap{ID: id, Kind: portable.Single, Points: portable.One}
		for _, w := range words {
			o := portable.Option{Text: r.textOf(w)}
			if right[gap.Attr("identifier")] == w.Attr("identifier") {
				o.Weight = portable.One
			}
			g.Options = append(g.Options, o)
		}
		r.checkOptions(gap, portable.Single, g.Options)
		q.Gaps = append(q.Gaps, g)
	}
	prompt := r.prompt(n)
	if p := n.Find("prompt"); p != nil {
		skip[p] = true
	}
	q.Stem = portable.Text{Format: portable.HTML, Source: prompt.Source + r.render(n.Kids, skip)}
	if len(q.Gaps) == 0 {
		r.say(n, portable.BadGap, "gap")
	}
}

// partnersOfGaps gives the right word of each gap; pairs are "word gap".
func (r *reading) partnersOfGaps(s *scoring) (map[string]string, bool) {
	byWord, uneven := map[string]string{}, false
	for _, a := range s.answers() {
		var word, gap string
		if n := fields2(a.text, &word, &gap); n && a.value.Sign() > 0 {
			byWord[gap] = word
		}
	}
	return byWord, uneven
}
