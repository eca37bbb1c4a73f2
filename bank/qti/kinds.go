package qti

import (
	"math/big"
	"strings"

	"lentera/bank/portable"
)

func (r *reading) rule(n *portable.Node) *scoring {
	s := r.rules[n.Attr("responseIdentifier")]
	if s == nil {
		r.say(n, portable.BadReference, n.Attr("responseIdentifier"))
	}
	return s
}

func (r *reading) textOf(n *portable.Node) portable.Text {
	if s := strings.TrimSpace(r.html(n.Kids)); s != "" {
		return portable.Text{Format: portable.HTML, Source: s}
	}
	return portable.Text{}
}

func (r *reading) choice(n *portable.Node, q *portable.Question) {
	s := r.rule(n)
	if s == nil {
		return
	}
	q.Stem, q.Kind = r.prompt(n), portable.Single
	if s.cardinality == "multiple" || n.Attr("maxChoices") != "1" && s.cardinality != "single" {
		q.Kind = portable.Multiple
	}
	if s.cardinality == "ordered" {
		r.say(n, portable.UnsupportedMarks, "choiceInteraction ordered")
		return
	}
	q.KeepOrder = n.Attr("shuffle") == "false" || n.Attr("shuffle") == ""
	q.Options = r.options(n, "simpleChoice", s, q.Kind == portable.Multiple)
	r.checkOptions(n, q.Kind, q.Options)
	r.policy(n, s, q)
	ids := n.All("simpleChoice")
	if q.Kind == portable.Single && len(ids) == 2 && strings.EqualFold(ids[0].Attr("identifier"), "true") && strings.EqualFold(ids[1].Attr("identifier"), "false") {
		q.Kind, q.Truth, q.KeepOrder = portable.TrueFalse, q.Options[0].Weight == portable.One, false
		q.WhenTrue, q.WhenFalse, q.Options = q.Options[0].Feedback, q.Options[1].Feedback, nil
	}
}

func (r *reading) options(n *portable.Node, name string, s *scoring, several bool) (out []portable.Option) {
	values := map[string]*big.Rat{}
	for _, a := range s.answers() {
		values[a.text] = a.value
	}
	total := r.total(s, several)
	if several && s.whole() { // the right ones share the whole
		total = new(big.Rat).Mul(s.byCorrect, big.NewRat(int64(max(1, len(s.correct))), 1))
	}
	for _, c := range n.All(name) {
		o := portable.Option{Text: r.textOf(c)}
		if v := values[c.Attr("identifier")]; v != nil {
			o.Weight = share(v, total)
		}
		for _, fb := range c.All("feedbackInline") {
			o.Feedback = r.textOf(fb)
		}
		out = append(out, o)
	}
	return out
}

func (r *reading) checkOptions(n *portable.Node, kind portable.Kind, options []portable.Option) {
	best, whole := portable.Fixed(0), 0
	for _, o := range options {
		best = max(best, o.Weight)
		if o.Weight == portable.One {
			whole++
		}
		if o.Text.Empty() {
			r.say(n, portable.NoOptions, 2)
			return
		}
	}
	switch {
	case len(options) < 2:
		r.say(n, portable.NoOptions, 2)
	case best <= 0:
		r.say(n, portable.NoCorrect)
	case kind == portable.Single && whole > 1:
		r.say(n, portable.SeveralCorrect)
	case kind == portable.Single && whole == 0:
		r.say(n, portable.NoCorrect)
	}
}

// match reads pairs: matching when each target takes one, else categorise.
func (r *reading) match(n *portable.Node, q *portable.Question) {
	s := r.rule(n)
	sets := n.All("simpleMatchSet")
	if s == nil || len(sets) != 2 {
		r.say(n, portable.NoOptions, 2)
		return
	}
	q.Stem = r.prompt(n)
	q.KeepOrder = n.Attr("shuffle") == "false" || n.Attr("shuffle") == ""
	lefts, rights := map[string]portable.Text{}, map[string]portable.Text{}
	for i, into := range []map[string]portable.Text{lefts, rights} {
		for _, c := range sets[i].All("simpleAssociableChoice") {
			into[c.Attr("identifier")] = r.textOf(c)
		}
	}
	partner, uneven := r.partners(n, s)
	used := map[string]bool{}
	for _, c := range sets[0].All("simpleAssociableChoice") {
		id := c.Attr("identifier")
		to, paired := partner[id]
		switch {
		case !paired:
			r.say(c, portable.UnsupportedMarks, "matchInteraction: "+id)
			return
		case rights[to].Empty() || lefts[id].Empty():
			r.say(c, portable.BadPair, id+" "+to)
			return
		}
		used[to] = true
		q.Pairs = append(q.Pairs, portable.Pair{Left: lefts[id], Right: rights[to]})
	}
	for _, c := range sets[1].All("simpleAssociableChoice") {
		if id := c.Attr("identifier"); !used[id] {
			q.Spare = append(q.Spare, rights[id])
		}
	}
	if len(q.Pairs) < 2 {
		r.say(n, portable.NoOptions, 2)
	}
	if uneven {
		r.say(n, portable.WeightsLost)
	}
	q.Kind = portable.KindOfPairs(q.Pairs)
	r.policy(n, s, q)
}

// partners reads the right pairs; a left side with two partners is a scoring
// we do not have.
func (r *reading) partners(n *portable.Node, s *scoring) (partner map[string]string, uneven bool) {
	partner = map[string]string{}
	var first *big.Rat
	for _, a := range s.answers() {
		pair := strings.Fields(a.text)
		if len(pair) != 2 || a.value.Sign() <= 0 {
			continue
		}
		if _, twice := partner[pair[0]]; twice {
			r.say(n, portable.UnsupportedMarks, "matchInteraction: "+pair[0])
		}
		partner[pair[0]] = pair[1]
		if first == nil {
			first = a.value
		}
		uneven = uneven || first.Cmp(a.value) != 0
	}
	return partner, uneven
}

func (r *reading) order(n *portable.Node, q *portable.Question) {
	s := r.rule(n)
	if s == nil {
		return
	}
	q.Kind, q.Stem = portable.Ordering, r.prompt(n)
	texts := map[string]portable.Text{}
	for _, c := range n.All("simpleChoice") {
		texts[c.Attr("identifier")] = r.textOf(c)
	}
	if !s.whole() {
		r.say(n, portable.UnsupportedMarks, "orderInteraction")
		return
	}
	for _, id := range s.correct {
		if texts[id].Empty() {
			r.say(n, portable.BadReference, id)
			return
		}
		q.Items = append(q.Items, texts[id])
		delete(texts, id)
	}
	if len(q.Items) < 2 || len(texts) > 0 {
		r.say(n, portable.UnsupportedMarks, "orderInteraction")
	}
	r.policy(n, s, q)
}

func (r *reading) extended(n *portable.Node, q *portable.Question) {
	q.Kind, q.Stem = portable.Essay, r.prompt(n)
	if s := r.rules[n.Attr("responseIdentifier")]; s != nil && (s.byMapping || len(s.cases) > 0) {
		r.say(n, portable.DetailLost, "mapping")
	}
}

func (r *reading) upload(n *portable.Node, q *portable.Question) {
	q.Kind, q.Stem = portable.Upload, r.prompt(n)
}
