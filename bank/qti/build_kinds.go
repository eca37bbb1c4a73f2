package qti

import (
	"bytes"
	"image"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"lentera/bank/portable"
)

func letterID(prefix string, i int) string { return prefix + strconv.Itoa(i+1) }

func truth(v bool) string { return strconv.FormatBool(v) }

func (it *item) choice(body *portable.Node, q portable.Question, id string, points portable.Fixed) {
	options, most, cardinality := q.Options, "0", "multiple"
	ids := make([]string, len(options))
	for i := range options {
		ids[i] = letterID("C", i)
	}
	if q.Kind == portable.TrueFalse {
		right := map[bool]portable.Fixed{q.Truth: portable.One}
		options = []portable.Option{{Text: portable.Text{Source: "Benar"}, Weight: right[true], Feedback: q.WhenTrue}, {Text: portable.Text{Source: "Salah"}, Weight: right[false], Feedback: q.WhenFalse}}
		ids = []string{"true", "false"}
	}
	if q.Kind != portable.Multiple {
		most, cardinality = "1", "single"
	}
	n := el("choiceInteraction", a("responseIdentifier", id, "shuffle", truth(!q.KeepOrder && q.Kind != portable.TrueFalse), "maxChoices", most, "class", class(q.Policy, points)))
	it.options(n, "simpleChoice", id, cardinality, options, ids, points, q.Policy == "all-or-nothing")
	body.Kids = append(body.Kids, n)
}

func (it *item) options(n *portable.Node, name, id, cardinality string, options []portable.Option, ids []string, points portable.Fixed, whole bool) {
	var correct []string
	mapping := el("mapping", a("defaultValue", "0"))
	plain := cardinality == "single"
	for i, o := range options {
		c := el(name, a("identifier", ids[i]), it.nodes(o.Text)...)
		if !o.Feedback.Empty() && name == "simpleChoice" {
			it.chosen = true
			c.Kids = append(c.Kids, el("feedbackInline", a("outcomeIdentifier", "CHOSEN", "identifier", ids[i], "showHide", "show"), it.nodes(o.Feedback)...))
		} else if !o.Feedback.Empty() {
			it.lose(portable.FeedbackLost, name)
		}
		n.Kids = append(n.Kids, c)
		if o.Weight == portable.One || cardinality == "multiple" && o.Weight > 0 {
			correct = append(correct, ids[i])
		}
		if o.Weight != 0 {
			mapping.Kids = append(mapping.Kids, el("mapEntry", a("mapKey", ids[i], "mappedValue", earned(o.Weight, points))))
			plain = plain && o.Weight == portable.One
		}
	}
	if plain || whole {
		it.declare(id, cardinality, "identifier", correct)
		it.byCorrect(id, points)
	} else {
		it.declare(id, cardinality, "identifier", correct, mapping)
		it.byMapping(id, "mapResponse")
	}
	if it.chosen {
		it.rules = append(it.rules, el("setOutcomeValue", a("identifier", "CHOSEN"), el("multiple", nil, variable(id))))
	}
}

func (it *item) match(body *portable.Node, q portable.Question, id string, points portable.Fixed) {
	lefts, rights := el("simpleMatchSet", nil), el("simpleMatchSet", nil)
	idOf := map[portable.Text]string{}
	many := "1"
	if q.Kind == portable.Categorise {
		many = "0"
	}
	side := func(t portable.Text) string {
		if have := idOf[t]; have != "" {
			return have
		}
		idOf[t] = letterID("T", len(idOf))
		rights.Kids = append(rights.Kids, el("simpleAssociableChoice", a("identifier", idOf[t], "matchMax", many), it.nodes(t)...))
		return idOf[t]
	}
	var correct []string
	mapping := el("mapping", a("defaultValue", "0"))
	for i, p := range q.Pairs {
		left := letterID("S", i)
		lefts.Kids = append(lefts.Kids, el("simpleAssociableChoice", a("identifier", left, "matchMax", "1"), it.nodes(p.Left)...))
		pair := left + " " + side(p.Right)
		correct = append(correct, pair)
		mapping.Kids = append(mapping.Kids, el("mapEntry", a("mapKey", pair, "mappedValue", (points/portable.Fixed(len(q.Pairs))).String())))
	}
	for _, s := range q.Spare {
		side(s)
	}
	if q.Policy == "all-or-nothing" {
		it.declare(id, "multiple", "directedPair", correct)
		it.byCorrect(id, points)
	} else {
		it.declare(id, "multiple", "directedPair", correct, mapping)
		it.byMapping(id, "mapResponse")
	}
	body.Kids = append(body.Kids, el("matchInteraction", a("responseIdentifier", id, "shuffle", truth(!q.KeepOrder), "maxAssociations", "0", "class", class(q.Policy, points)), lefts, rights))
}

func (it *item) order(body *portable.Node, q portable.Question, id string, points portable.Fixed) {
	n := el("orderInteraction", a("responseIdentifier", id, "shuffle", "true", "class", class(q.Policy, points)))
	var correct []string
	for i, t := range q.Items {
		correct = append(correct, letterID("O", i))
		n.Kids = append(n.Kids, el("simpleChoice", a("identifier", letterID("O", i)), it.nodes(t)...))
	}
	it.declare(id, "ordered", "identifier", correct)
	it.byCorrect(id, points)
	body.Kids = append(body.Kids, n)
}

// entry writes a text entry and what it accepts.
func (it *item) entry(g portable.Gap, id string, points portable.Fixed) (*portable.Node, bool) {
	n := el("textEntryInteraction", a("responseIdentifier", id, "class", class("", points)))
	if g.Kind == portable.Numeric {
		return n, it.numbers(g, id, points)
	}
	var correct []string
	mapping := el("mapping", a("defaultValue", "0"))
	for _, acc := range g.Accepted {
		if acc.Wildcard {
			it.lose(portable.DetailLost, acc.Text)
			continue
		}
		if acc.Weight == portable.One && len(correct) == 0 {
			correct = []string{acc.Text}
		}
		if !acc.Feedback.Empty() {
			it.lose(portable.FeedbackLost, "textEntryInteraction")
		}
		mapping.Kids = append(mapping.Kids, el("mapEntry", a("mapKey", acc.Text, "mappedValue", earned(acc.Weight, points), "caseSensitive", truth(g.MatchCase))))
	}
	it.declare(id, "single", "string", correct, mapping)
	it.byMapping(id, "mapResponse")
	return n, len(mapping.Kids) > 0
}

func (it *item) numbers(g portable.Gap, id string, points portable.Fixed) bool {
	var correct []string
	condition := el("responseCondition", nil)
	for _, num := range g.Numbers {
		if !num.Feedback.Empty() {
			it.lose(portable.FeedbackLost, "textEntryInteraction")
		}
		if num.Any || num.Weight <= 0 {
			it.lose(portable.DetailLost, "*")
			continue
		}
		test := comparison(num, id)
		if test == nil {
			return false
		}
		if num.Value != "" && num.Weight == portable.One && len(correct) == 0 {
			correct = []string{num.Value}
		}
		branch := "responseElseIf"
		if len(condition.Kids) == 0 {
			branch = "responseIf"
		}
		condition.Kids = append(condition.Kids, el(branch, nil, test, gain(value("float", earned(num.Weight, points)))))
	}
	it.declare(id, "single", "float", correct)
	it.rules = append(it.rules, condition)
	return len(condition.Kids) > 0
}

func comparison(n portable.Number, id string) *portable.Node {
	switch {
	case n.Value != "" && n.Tolerance == "":
		return el("equal", a("toleranceMode", "exact"), variable(id), value("float", n.Value))
	case n.Value != "":
		return el("equal", a("toleranceMode", "absolute", "tolerance", n.Tolerance+" "+n.Tolerance), variable(id), value("float", n.Value))
	case n.Low != "" && n.High != "":
		return el("and", nil, el("gte", nil, variable(id), value("float", n.Low)), el("lte", nil, variable(id), value("float", n.High)))
	}
	return nil
}

func (it *item) cloze(body *portable.Node, q portable.Question, id string) bool {
	block := div("lentera-text", it.nodes(q.Stem)...)
	for i, g := range q.Gaps {
		gid := id + "_" + strconv.Itoa(i+1)
		gp := g.Points
		if gp == 0 {
			gp = portable.One
		}
		var n *portable.Node
		ok := true
		if g.Kind == portable.Single {
			ids := make([]string, len(g.Options))
			for j := range ids {
				ids[j] = letterID("C", j)
			}
			n = el("inlineChoiceInteraction", a("responseIdentifier", gid, "shuffle", "true", "class", class("", gp)))
			it.options(n, "inlineChoice", gid, "single", g.Options, ids, gp, false)
		} else {
			n, ok = it.entry(g, gid, gp)
			n.Attrs["class"] = strings.TrimSpace(n.Attrs["class"] + " " + gapClass)
		}
		if !ok || !place(block, portable.GapMark(g.ID), n) {
			return false
		}
	}
	body.Kids = append(body.Kids, block)
	return len(q.Gaps) > 0
}

// place puts an interaction where its mark stands.
func place(parent *portable.Node, mark string, n *portable.Node) bool {
	for i, k := range parent.Kids {
		if k.Name == "" {
			if before, after, found := strings.Cut(k.Text, mark); found {
				parent.Kids = slices.Concat(parent.Kids[:i], []*portable.Node{str(before), n, str(after)}, parent.Kids[i+1:])
				return true
			}
			continue
		}
		if place(k, mark, n) {
			return true
		}
	}
	return false
}

func (it *item) hotspot(body *portable.Node, q portable.Question, id string, points portable.Fixed) bool {
	if q.Picture < 1 || q.Picture > len(it.q.Files) {
		return false
	}
	f := it.q.Files[q.Picture-1]
	c, kind, err := image.DecodeConfig(bytes.NewReader(f.Data))
	if err != nil || c.Width == 0 || c.Height == 0 {
		return false
	}
	areas := el("areaMapping", a("defaultValue", "0"))
	for _, ar := range q.Areas {
		px := make([]string, len(ar.Coords))
		for i, v := range ar.Coords {
			size := c.Width
			if i%2 == 1 {
				size = c.Height
			}
			px[i] = strconv.FormatFloat(math.Round(v*float64(size)*1e6)/1e6, 'f', -1, 64)
		}
		areas.Kids = append(areas.Kids, el("areaMapEntry", a("shape", ar.Shape, "coords", strings.Join(px, ","), "mappedValue", earned(ar.Weight, points))))
	}
	it.declare(id, "single", "point", nil, areas)
	it.byMapping(id, "mapResponsePoint")
	src, w, h := it.folder+it.fileName(q.Picture-1), strconv.Itoa(c.Width), strconv.Itoa(c.Height)
	picture := el("object", a("type", "image/"+kind, "data", src, "width", w, "height", h, markup, "1"), str(path.Base(f.Name)))
	if it.version == V30 {
		picture = el("img", a("src", src, "alt", path.Base(f.Name), "width", w, "height", h, markup, "1"))
	}
	body.Kids = append(body.Kids, el("selectPointInteraction", a("responseIdentifier", id, "maxChoices", "1", "class", class(q.Policy, points)), picture))
	return len(q.Areas) > 0
}
