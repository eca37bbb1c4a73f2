package moodlexml

import (
	"math/big"
	"slices"
	"strings"

	"lentera/bank/portable"
)

func sorted(s []string) []string { slices.Sort(s); return s }

// listed are the grades Moodle offers, in per cent.
var listed = []string{"100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10", "5", "0"}

// fraction reads the grade of an answer; ok is false after a refusal. A grade
// outside Moodle's list is used as written, and said.
func (r *reading) fraction(n *portable.Node) (portable.Fixed, bool) {
	text := strings.TrimSuffix(strings.TrimSpace(n.Attr("fraction")), "%")
	if text == "" {
		return 0, true
	}
	w, ok := portable.ParsePercent(text)
	if !ok || w > portable.One || w < -portable.One {
		r.say(n, portable.BadGrade, text)
		return 0, false
	}
	for _, l := range listed {
		p, _ := portable.ParsePercent(l)
		if d := max(w, -w) - p; d >= -100 && d <= 100 { // files write 33.333 and 33.3333333
			if w < 0 {
				return -p, true
			}
			return p, true
		}
	}
	r.say(n, portable.GradeNotListed, w.Percent())
	return w, true
}

// answerText is the text of an answer, which has no element of its own around
// it in old files.
func (r *reading) answerText(n *portable.Node) portable.Text {
	if n.Find("text") == nil {
		return portable.Text{Format: formatOf(n.Attr("format")), Source: strings.TrimSpace(bare(n))}
	}
	t := r.text(n)
	if n.Attr("format") == "" && t.Format == portable.HTML {
		t.Format = portable.Moodle
	}
	return t
}

// bare is the text that stands in an element itself.
func bare(n *portable.Node) string {
	var b strings.Builder
	for _, k := range n.Kids {
		b.WriteString(k.Text)
	}
	return b.String()
}

// sourceOf is what an answer says: in its <text>, or, as old files have it,
// in the element itself.
func sourceOf(answer *portable.Node) string {
	if text := answer.Find("text"); text != nil {
		return text.Value()
	}
	return bare(answer)
}

func isTrue(n *portable.Node) bool {
	v := strings.ToLower(strings.TrimSpace(n.Value()))
	return v == "true" || v == "1"
}

func (r *reading) multichoice() {
	r.q.Kind = portable.Multiple
	if single := r.n.Find("single"); single == nil || isTrue(single) {
		r.q.Kind = portable.Single
	}
	if s := r.n.Find("shuffleanswers"); s != nil {
		r.q.KeepOrder = !isTrue(s)
	}
	var sum, best portable.Fixed
	whole := 0
	for _, a := range r.n.All("answer") {
		w, ok := r.fraction(a)
		if !ok {
			return
		}
		o := portable.Option{Text: r.answerText(a), Weight: w, Feedback: r.text(a.Find("feedback"))}
		if o.Text.Empty() {
			r.say(a, portable.DetailLost, "<answer/>")
			continue
		}
		sum, best = sum+max(w, 0), max(best, w)
		if w == portable.One {
			whole++
		}
		r.q.Options = append(r.q.Options, o)
	}
	switch {
	case len(r.q.Options) < 2:
		r.say(r.n, portable.NoOptions, 2)
	case best <= 0:
		r.say(r.n, portable.NoCorrect)
	case r.q.Kind == portable.Single && whole == 0:
		r.say(r.n, portable.NoCorrect)
	case r.q.Kind == portable.Single && whole > 1:
		r.say(r.n, portable.SeveralCorrect)
	case r.q.Kind == portable.Multiple && (sum > portable.One+100 || sum < portable.One-100):
		r.say(r.n, portable.GradesNotWhole, sum.Percent())
	}
}

func (r *reading) truefalse() {
	r.q.Kind = portable.TrueFalse
	rights := 0
	for _, a := range r.n.All("answer") {
		w, ok := r.fraction(a)
		if !ok {
			return
		}
		text, _ := r.answerText(a).AsPlain()
		isTrue := strings.EqualFold(text, "true") || strings.EqualFold(text, "benar")
		if fb := r.text(a.Find("feedback")); isTrue {
			r.q.WhenTrue = fb
		} else {
			r.q.WhenFalse = fb
		}
		if w == portable.One {
			rights++
			r.q.Truth = isTrue
		}
	}
	if rights != 1 {
		r.say(r.n, portable.NoCorrect)
	}
}

func (r *reading) shortanswer() {
	r.q.Kind = portable.ShortText
	r.q.MatchCase = isTrue(r.n.Find("usecase"))
	best := portable.Fixed(0)
	for _, a := range r.n.All("answer") {
		w, ok := r.fraction(a)
		if !ok {
			return
		}
		text, wild := portable.ReadPattern(strings.TrimSpace(sourceOf(a)))
		if text == "" {
			r.say(a, portable.DetailLost, "<answer/>")
			continue
		}
		best = max(best, w)
		r.q.Accepted = append(r.q.Accepted, portable.Accepted{Text: text, Wildcard: wild, Weight: w, Feedback: r.text(a.Find("feedback"))})
	}
	if best <= 0 {
		r.say(r.n, portable.NoCorrect)
	}
}

func (r *reading) numerical() {
	r.q.Kind = portable.Numeric
	best := portable.Fixed(0)
	for _, a := range r.n.All("answer") {
		w, ok := r.fraction(a)
		if !ok {
			return
		}
		n, ok := r.number(a, sourceOf(a), a.Find("tolerance").Value())
		if !ok {
			return
		}
		n.Weight, n.Feedback = w, r.text(a.Find("feedback"))
		best = max(best, w)
		r.q.Numbers = append(r.q.Numbers, n)
	}
	if best <= 0 {
		r.say(r.n, portable.NoCorrect)
	}
	r.units()
}

func (r *reading) number(at *portable.Node, value, tolerance string) (n portable.Number, ok bool) {
	if strings.TrimSpace(value) == "*" {
		return portable.Number{Any: true}, true
	}
	if n.Value, ok = portable.Decimal(value); !ok {
		r.say(at, portable.BadNumber, strings.TrimSpace(value))
		return n, false
	}
	if strings.TrimSpace(tolerance) == "" {
		return n, true
	}
	if n.Tolerance, ok = portable.Decimal(tolerance); !ok || strings.HasPrefix(n.Tolerance, "-") {
		r.say(at, portable.BadNumber, strings.TrimSpace(tolerance))
		return n, false
	}
	if n.Tolerance == "0" {
		n.Tolerance = ""
	}
	return n, true
}

// units reads the units; Moodle's multiplier turns the base into the unit, our
// factor the unit into the base.
func (r *reading) units() {
	for _, u := range r.n.Find("units").All("unit") {
		name := strings.TrimSpace(u.Find("unit_name").Value())
		factor, ok := inverse(u.Find("multiplier").Value())
		if name == "" || !ok {
			r.say(u, portable.UnitsLost)
			continue
		}
		r.q.Units = append(r.q.Units, portable.Unit{Name: name, Factor: factor})
	}
}

// inverse is 1/x, of at most 18 decimals.
func inverse(x string) (string, bool) {
	d, ok := portable.Decimal(x)
	if !ok {
		return "", false
	}
	v, ok := new(big.Rat).SetString(d)
	if !ok || v.Sign() <= 0 {
		return "", false
	}
	return portable.Decimal(v.Inv(v).FloatString(18))
}

func (r *reading) matching() {
	if s := r.n.Find("shuffleanswers"); s != nil {
		r.q.KeepOrder = !isTrue(s)
	}
	for _, sub := range r.n.All("subquestion") {
		left := r.text(sub)
		right := portable.Text{Format: portable.Plain, Source: strings.TrimSpace(sub.Find("answer", "text").Value())}
		switch {
		case right.Empty() && left.Empty():
			r.say(sub, portable.DetailLost, "<subquestion/>")
		case right.Empty():
			r.say(sub, portable.BadPair, left.Source)
		case left.Empty():
			r.q.Spare = append(r.q.Spare, right)
		default:
			r.q.Pairs = append(r.q.Pairs, portable.Pair{Left: left, Right: right})
		}
	}
	if len(r.q.Pairs) < 2 {
		r.say(r.n, portable.NoOptions, 2)
	}
	r.q.Kind = portable.KindOfPairs(r.q.Pairs)
}

func (r *reading) essay() {
	r.q.Kind = portable.Essay
	if strings.TrimSpace(r.n.Find("responseformat").Value()) == "noinline" {
		r.q.Kind = portable.Upload
	} else if a := strings.TrimSpace(r.n.Find("attachments").Value()); a != "" && a != "0" {
		r.say(r.n.Find("attachments"), portable.DetailLost, "attachments")
	}
	r.q.Template = r.text(r.n.Find("responsetemplate"))
	r.q.Grader = r.text(r.n.Find("graderinfo"))
}

func (r *reading) ordering() {
	r.q.Kind = portable.Ordering
	for _, a := range r.n.All("answer") {
		if t := r.text(a); !t.Empty() {
			r.q.Items = append(r.q.Items, t)
		}
	}
	if len(r.q.Items) < 2 {
		r.say(r.n, portable.NoOptions, 2)
	}
}
