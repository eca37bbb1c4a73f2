package bank

import (
	"bytes"
	"encoding/json"
	"image"
	_ "image/jpeg" // the pictures of a hotspot
	_ "image/png"

	"lentera/bank/kinds"
	"lentera/bank/portable"
)

// body gives content and key of the question's kind.
func (in *incoming) body(d *draft) (content, key any) {
	q := in.q
	switch q.Kind {
	case portable.Single, portable.Multiple:
		return in.choice(q.Options, kinds.Kind(q.Kind), in.policy(kinds.Kind(q.Kind)), q.KeepOrder)
	case portable.TrueFalse:
		return in.truth()
	case portable.Matching, portable.Categorise:
		return in.pairs()
	case portable.Ordering:
		var items []kinds.Option
		for _, t := range q.Items {
			items = append(items, kinds.Option{ID: kinds.NewID(), HTML: in.inline(t)})
		}
		order := make([]string, len(items))
		for i, o := range items {
			order[i] = o.ID
		}
		return kinds.OrderingContent{Items: items}, kinds.OrderingKey{Order: order, Policy: in.policy(kinds.Ordering)}
	case portable.ShortText:
		return kinds.TextContent{}, in.words(q.Accepted, q.MatchCase)
	case portable.Numeric:
		return kinds.NumericContent{Units: unitNames(q.Units)}, in.numbers(q.Numbers, q.Units)
	case portable.Cloze:
		return in.cloze(d)
	case portable.Hotspot:
		return in.hotspot()
	case portable.Case:
		return in.caseOf()
	case portable.Essay, portable.Upload:
		if !q.Template.Empty() {
			in.say(portable.DetailLost, "template")
		}
		guide := kinds.MarkingKey{Rubric: simpleRubric(), GuideHTML: in.html(q.Grader)}
		in.say(portable.RubricMade)
		if q.Kind == portable.Essay {
			return kinds.EssayContent{}, guide
		}
		return kinds.FileContent{}, guide
	}
	return struct{}{}, struct{}{}
}

// simpleRubric is what a marker gets when a file has none: no format of
// exchange carries one.
func simpleRubric() []kinds.Criterion {
	return []kinds.Criterion{{ID: "jawaban", Title: "Jawaban", Levels: []kinds.Level{
		{ID: "tidak", Title: "Tidak memenuhi", Points: 0}, {ID: "sebagian", Title: "Memenuhi sebagian", Points: kinds.Point}, {ID: "memenuhi", Title: "Memenuhi", Points: 2 * kinds.Point}}}}
}

// choice: weights become the policy "weighted" unless they say no more than
// right and wrong, or the file names another policy.
func (in *incoming) choice(options []portable.Option, k kinds.Kind, policy kinds.Policy, keepOrder bool) (kinds.ChoiceContent, kinds.ChoiceKey) {
	c, key := kinds.ChoiceContent{}, kinds.ChoiceKey{Correct: []string{}, Policy: policy}
	credit, plain := map[string]kinds.Mark{}, true
	for _, o := range options {
		id := kinds.NewID()
		html := in.inline(o.Text)
		c.Options = append(c.Options, kinds.Option{ID: id, HTML: html, Fixed: keepOrder})
		in.feedback(html, o.Feedback)
		if o.Weight == portable.One || k == kinds.Multiple && o.Weight > 0 {
			key.Correct = append(key.Correct, id)
		}
		if o.Weight != 0 {
			credit[id] = kinds.Mark(o.Weight) // 10⁻⁷ of the whole is 10⁻⁵ of a per cent
			plain = plain && o.Weight == portable.One && k == kinds.Single
		}
	}
	if !plain && (policy == "" || policy == kinds.Weighted) {
		key.Policy, key.Credit = kinds.Weighted, credit
	}
	return c, key
}

func (in *incoming) truth() (kinds.ChoiceContent, kinds.ChoiceKey) {
	yes, no := kinds.Option{ID: kinds.NewID(), HTML: "Benar"}, kinds.Option{ID: kinds.NewID(), HTML: "Salah"}
	in.feedback(yes.HTML, in.q.WhenTrue)
	in.feedback(no.HTML, in.q.WhenFalse)
	right := no.ID
	if in.q.Truth {
		right = yes.ID
	}
	return kinds.ChoiceContent{Options: []kinds.Option{yes, no}}, kinds.ChoiceKey{Correct: []string{right}}
}

func (in *incoming) pairs() (content, key any) {
	var lefts, rights []kinds.Option
	of, idOf := map[string]string{}, map[string]string{}
	side := func(t portable.Text) string {
		html := in.inline(t)
		if idOf[html] == "" {
			idOf[html] = kinds.NewID()
			rights = append(rights, kinds.Option{ID: idOf[html], HTML: html})
		}
		return idOf[html]
	}
	for _, p := range in.q.Pairs {
		left := kinds.Option{ID: kinds.NewID(), HTML: in.inline(p.Left)}
		lefts = append(lefts, left)
		of[left.ID] = side(p.Right)
	}
	for _, s := range in.q.Spare {
		side(s)
	}
	policy := in.policy(kinds.Kind(in.q.Kind))
	if in.q.Kind == portable.Matching {
		return kinds.MatchingContent{Left: lefts, Right: rights}, kinds.MatchingKey{Pairs: of, Policy: policy}
	}
	return kinds.CategoriseContent{Categories: rights, Items: lefts}, kinds.CategoriseKey{Of: of, Policy: policy}
}

func creditOf(w portable.Fixed) kinds.Mark {
	if w == portable.One {
		return 0 // left out means the whole
	}
	return kinds.Mark(w)
}

// words: answers that earn nothing carry only feedback.
func (in *incoming) words(all []portable.Accepted, matchCase bool) kinds.TextKey {
	key := kinds.TextKey{Accepted: []kinds.Variant{}, TextMinds: kinds.TextMinds{Case: matchCase}}
	for _, a := range all {
		key.Wildcards = key.Wildcards || a.Wildcard && a.Weight > 0
	}
	for _, a := range all {
		in.feedback(portable.Escaped(a.Text), a.Feedback)
		if a.Weight <= 0 {
			continue
		}
		if key.Wildcards && a.Pattern() != a.Text {
			in.say(portable.DetailLost, a.Pattern())
		}
		key.Accepted = append(key.Accepted, kinds.Variant{Text: a.Text, Credit: creditOf(a.Weight)})
	}
	return key
}

func (in *incoming) numbers(all []portable.Number, units []portable.Unit) kinds.NumericKey {
	key := kinds.NumericKey{Accepted: []kinds.NumberRange{}}
	for _, n := range all {
		in.feedback(n.Value+n.Low, n.Feedback)
		if n.Any && n.Weight > 0 {
			in.say(portable.DetailLost, "*")
		}
		if n.Any || n.Weight <= 0 {
			continue
		}
		key.Accepted = append(key.Accepted, kinds.NumberRange{Value: numberOf(n.Value), Tolerance: numberOf(n.Tolerance),
			Min: numberOf(n.Low), Max: numberOf(n.High), Credit: creditOf(n.Weight)})
	}
	for _, u := range units {
		key.Units = append(key.Units, kinds.Unit{Name: u.Name, Factor: json.Number(u.Factor)})
	}
	return key
}

func numberOf(s string) *json.Number {
	if s == "" {
		return nil
	}
	n := json.Number(s)
	return &n
}

func unitNames(units []portable.Unit) (names []string) {
	for _, u := range units {
		names = append(names, u.Name)
	}
	return names
}

// cloze: the text with its gaps is the content; there is no stem beside it.
func (in *incoming) cloze(d *draft) (kinds.ClozeContent, kinds.ClozeKey) {
	c := kinds.ClozeContent{HTML: d.StemHTML}
	d.StemHTML = ""
	key := kinds.ClozeKey{Gaps: map[string]kinds.GapKey{}, Policy: in.policy(kinds.Cloze)}
	for _, g := range in.q.Gaps {
		gap := kinds.Gap{ID: g.ID, Kind: kinds.Kind(g.Kind), Weight: in.weight(g.Points)}
		var k kinds.GapKey
		switch g.Kind {
		case portable.Single:
			content, choice := in.choice(g.Options, kinds.Single, "", false)
			gap.Options, k.Choice = content.Options, &choice
		case portable.ShortText:
			text := in.words(g.Accepted, g.MatchCase)
			k.Text = &text
		default:
			number := in.numbers(g.Numbers, nil)
			k.Number = &number
		}
		c.Gaps = append(c.Gaps, gap)
		key.Gaps[g.ID] = k
	}
	return c, key
}

// weight is a whole weight of a part; 0 means one.
func (in *incoming) weight(points portable.Fixed) int {
	if points == 0 || points == portable.One {
		return 0
	}
	if points%portable.One != 0 || points < 0 {
		in.say(portable.WeightsLost)
		return 0
	}
	return int(points / portable.One)
}

func (in *incoming) hotspot() (kinds.HotspotContent, kinds.HotspotKey) {
	c, key := kinds.HotspotContent{}, kinds.HotspotKey{Policy: in.policy(kinds.Hotspot)}
	if i := in.q.Picture - 1; i >= 0 && i < len(in.q.Files) {
		c.Image = kinds.Image{Src: in.url(i), Alt: in.q.Files[i].Name}
		if size, _, err := image.DecodeConfig(bytes.NewReader(in.q.Files[i].Data)); err == nil {
			c.Image.Width, c.Image.Height = size.Width, size.Height
		}
	}
	weights := false
	for _, a := range in.q.Areas {
		weights = weights || a.Weight != in.q.Areas[0].Weight
		r := kinds.Region{ID: kinds.NewID()}
		switch {
		case a.Shape == "circle" && len(a.Coords) == 3:
			r.Shape, r.X, r.Y, r.R = kinds.Circle, a.Coords[0], a.Coords[1], a.Coords[2]
		case a.Shape == "rect" && len(a.Coords) == 4:
			r.Shape, r.X, r.Y, r.W, r.H = kinds.Rectangle, a.Coords[0], a.Coords[1], a.Coords[2]-a.Coords[0], a.Coords[3]-a.Coords[1]
		default:
			r.Shape = kinds.Polygon
			for j := 0; j+1 < len(a.Coords); j += 2 {
				r.Points = append(r.Points, kinds.Spot{X: a.Coords[j], Y: a.Coords[j+1]})
			}
		}
		key.Regions = append(key.Regions, r)
	}
	if weights {
		in.say(portable.WeightsLost)
	}
	return c, key
}

func (in *incoming) caseOf() (kinds.CaseContent, kinds.CaseKey) {
	c, key := kinds.CaseContent{}, kinds.CaseKey{Items: map[string]json.RawMessage{}, Policy: in.policy(kinds.Case)}
	for _, part := range in.q.Parts {
		part.Files, part.Line = in.q.Files, in.q.Line
		inner := &incoming{q: part, url: in.url}
		d, ok := inner.read()
		in.problems = append(in.problems, inner.problems...)
		if !ok {
			continue
		}
		if d.ExplanationHTML != "" {
			in.moved = append(in.moved, d.ExplanationHTML)
		}
		id := kinds.NewID()
		c.Items = append(c.Items, kinds.CaseItem{ID: id, Kind: d.Kind, StemHTML: d.StemHTML, Content: d.Content, Weight: in.weight(part.Points)})
		key.Items[id] = d.Key
	}
	return c, key
}
