package moodlexml

import (
	"bufio"
	"html"
	"math/big"
	"strings"

	"lentera/bank/portable"
)

func (w *writer) body(q portable.Question) {
	switch q.Kind {
	case portable.Single, portable.Multiple:
		w.simple("single", truth(q.Kind == portable.Single))
		w.simple("shuffleanswers", truth(!q.KeepOrder))
		for _, o := range q.Options {
			w.answer(o.Weight, o.Text, o.Feedback)
		}
	case portable.TrueFalse:
		right := map[bool]portable.Fixed{q.Truth: portable.One}
		w.answer(right[true], portable.Text{Format: portable.Moodle, Source: "true"}, q.WhenTrue)
		w.answer(right[false], portable.Text{Format: portable.Moodle, Source: "false"}, q.WhenFalse)
	case portable.ShortText:
		if q.MatchCase {
			w.simple("usecase", "1")
		} else {
			w.simple("usecase", "0")
		}
		for _, a := range q.Accepted {
			w.answer(a.Weight, portable.Text{Format: portable.Plain, Source: a.Pattern()}, a.Feedback)
		}
	case portable.Numeric:
		w.numeric(q)
	case portable.Matching, portable.Categorise:
		w.matching(q)
	case portable.Ordering:
		w.put(" <layouttype>VERTICAL</layouttype>\n <selecttype>ALL</selecttype>\n <selectcount>0</selectcount>\n",
			" <gradingtype>ABSOLUTE_POSITION</gradingtype>\n <showgrading>SHOW</showgrading>\n <numberingstyle>none</numberingstyle>\n")
		for _, item := range q.Items {
			w.element("answer", ` fraction="1.0000000"`, item)
		}
	case portable.Essay:
		w.simple("responseformat", "editor")
		w.element("graderinfo", "", q.Grader)
		w.element("responsetemplate", "", q.Template)
	case portable.Upload:
		w.put(" <responseformat>noinline</responseformat>\n <attachments>1</attachments>\n <attachmentsrequired>1</attachmentsrequired>\n")
		w.element("graderinfo", "", q.Grader)
	}
}

func truth(v bool) string {
	if v {
		return "true"
	}
	return "false"
}

func (w *writer) answer(weight portable.Fixed, t, feedback portable.Text, more ...string) {
	fb := ""
	if !feedback.Empty() {
		fb = w.sub("feedback", feedback)
	}
	w.element("answer", ` fraction="`+weight.Percent()+`"`, t, append(more, fb)...)
}

// sub is element as a text, for what stands inside another one.
func (w *writer) sub(name string, t portable.Text) string {
	var b strings.Builder
	inner := &writer{b: bufio.NewWriter(&b), q: w.q}
	inner.element(name, "", t)
	_ = inner.b.Flush() // to memory
	return strings.TrimSpace(b.String())
}

func (w *writer) numeric(q portable.Question) {
	for _, n := range q.Numbers {
		value, tolerance, _ := middle(n)
		w.answer(n.Weight, portable.Text{Format: portable.Plain, Source: value}, n.Feedback, "<tolerance>"+tolerance+"</tolerance>")
	}
	if len(q.Units) == 0 {
		return
	}
	w.put(" <units>")
	for _, u := range q.Units {
		multiplier, ok := inverse(u.Factor)
		if !ok {
			w.lose(portable.UnitsLost)
			continue
		}
		w.put("<unit><multiplier>", multiplier, "</multiplier><unit_name>", escaped(u.Name), "</unit_name></unit>")
	}
	w.put("</units>\n")
}

// middle gives a number as a value with its tolerance; ok is false for a range
// without one of its ends.
func middle(n portable.Number) (value, tolerance string, ok bool) {
	switch {
	case n.Any:
		return "*", "0", true
	case n.Value != "" && n.Tolerance == "":
		return n.Value, "0", true
	case n.Value != "":
		return n.Value, n.Tolerance, true
	}
	low, okLow := new(big.Rat).SetString(n.Low)
	high, okHigh := new(big.Rat).SetString(n.High)
	if !okLow || !okHigh {
		return "", "", false
	}
	half := big.NewRat(1, 2)
	mid := new(big.Rat).Add(low, high)
	off := new(big.Rat).Sub(high, low)
	value, ok1 := portable.Decimal(mid.Mul(mid, half).FloatString(30))
	tolerance, ok2 := portable.Decimal(off.Mul(off, half).FloatString(30))
	return value, tolerance, ok1 && ok2
}

func (w *writer) matching(q portable.Question) {
	w.simple("shuffleanswers", truth(!q.KeepOrder))
	plain := func(t portable.Text) string {
		s, whole := t.AsPlain()
		if !whole {
			w.lose(portable.FormattingLost)
		}
		return "<answer><text>" + cdata(s) + "</text></answer>"
	}
	for _, p := range q.Pairs {
		w.element("subquestion", "", p.Left, plain(p.Right))
	}
	for _, s := range q.Spare {
		w.element("subquestion", "", portable.Text{Format: portable.HTML}, plain(s))
	}
}

var clozeEscaper = strings.NewReplacer(`\`, `\\`, "}", `\}`, "{", `\{`, "~", `\~`, "#", `\#`, "=", `\=`, "/", `\/`, `"`, `\"`, "\n", " ")

// clozeText writes the gaps into the text; ok is false for one that a gap of
// Moodle cannot hold.
func (w *writer) clozeText(q portable.Question) (portable.Text, bool) {
	source := q.Stem.Source
	if q.Stem.Format == portable.Plain {
		source = q.Stem.AsHTML(nil)
	}
	for _, g := range q.Gaps {
		body, ok := w.gapBody(g)
		if !ok {
			return q.Stem, false
		}
		source = strings.Replace(source, portable.GapMark(g.ID), body, 1)
	}
	f := q.Stem.Format
	if f == portable.Plain {
		f = portable.HTML
	}
	return portable.Text{Format: f, Source: source}, true
}

func (w *writer) gapBody(g portable.Gap) (string, bool) {
	var out []string
	kind := "MULTICHOICE"
	add := func(weight portable.Fixed, body string, feedback portable.Text) {
		head := "="
		switch weight {
		case portable.One:
		case 0:
			head = ""
			if strings.HasPrefix(body, "%") {
				head = "%0%"
			}
		default:
			head = "%" + weight.Percent() + "%"
		}
		if !feedback.Empty() {
			body += "#" + clozeEscaper.Replace(feedback.AsHTML(nil))
		}
		out = append(out, head+body)
	}
	for _, o := range g.Options {
		add(o.Weight, clozeEscaper.Replace(o.Text.AsHTML(nil)), o.Feedback)
	}
	for _, a := range g.Accepted {
		kind = "SHORTANSWER"
		if g.MatchCase {
			kind = "SHORTANSWER_C"
		}
		add(a.Weight, clozeEscaper.Replace(html.EscapeString(a.Pattern())), a.Feedback)
	}
	for _, n := range g.Numbers {
		kind = "NUMERICAL"
		value, tolerance, ok := middle(n)
		if !ok {
			return "", false
		}
		if tolerance != "0" {
			value += ":" + tolerance
		}
		add(n.Weight, value, n.Feedback)
	}
	points := g.Points
	if points == 0 {
		points = portable.One
	}
	if points%portable.One != 0 {
		return "", false
	}
	return "{" + points.String() + ":" + kind + ":" + strings.Join(out, "~") + "}", true
}
