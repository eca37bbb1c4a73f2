package bank

import (
	"encoding/json"

	"lentera/bank/kinds"
	"lentera/bank/portable"
)

func weightOf(credit kinds.Mark) portable.Fixed {
	if credit == 0 {
		return portable.One
	}
	return portable.Fixed(credit)
}

func (out *outgoing) words(k kinds.TextKey) (all []portable.Accepted) {
	for _, v := range k.Accepted {
		text, wild := v.Text, false
		if k.Wildcards {
			text, wild = portable.ReadPattern(v.Text)
		}
		all = append(all, portable.Accepted{Text: text, Wildcard: wild, Weight: weightOf(v.Credit)})
	}
	if k.Typos > 0 || k.Accents {
		out.say(portable.DetailLost, "typos, accent_sensitive")
	}
	return all
}

func text(n *json.Number) string {
	if n == nil {
		return ""
	}
	if d, ok := portable.Decimal(string(*n)); ok {
		return d
	}
	return string(*n)
}

func (out *outgoing) numbers(k kinds.NumericKey) (all []portable.Number, units []portable.Unit) {
	for _, a := range k.Accepted {
		if a.TolerancePercent != nil {
			out.say(portable.DetailLost, "tolerance_percent")
		}
		all = append(all, portable.Number{Value: text(a.Value), Tolerance: text(a.Tolerance), Low: text(a.Min), High: text(a.Max), Weight: weightOf(a.Credit)})
	}
	for _, u := range k.Units {
		units = append(units, portable.Unit{Name: u.Name, Factor: string(u.Factor)})
	}
	if k.UnitCredit != 0 {
		out.say(portable.DetailLost, "unit_credit")
	}
	return all, units
}

func (out *outgoing) cloze(c kinds.ClozeContent, k kinds.ClozeKey) {
	stem := out.q.Stem
	out.q.Stem = out.text(c.HTML)
	if !stem.Empty() { // an author's own text above the gaps
		out.q.Stem.Source = stem.Source + "\n" + out.q.Stem.Source
	}
	for _, g := range c.Gaps {
		gap := portable.Gap{ID: g.ID, Kind: portable.Kind(g.Kind), Points: portable.One * portable.Fixed(max(1, g.Weight))}
		switch key := k.Gaps[g.ID]; {
		case key.Choice != nil:
			gap.Options = out.options(kinds.Single, kinds.ChoiceContent{Options: g.Options}, *key.Choice)
		case key.Text != nil:
			gap.Accepted, gap.MatchCase = out.words(*key.Text), key.Text.Case
		case key.Number != nil:
			gap.Numbers, _ = out.numbers(*key.Number)
			if len(key.Number.Units) > 0 {
				out.say(portable.UnitsLost)
			}
		}
		out.q.Gaps = append(out.q.Gaps, gap)
	}
	out.policy(kinds.Cloze, k.Policy)
}

func (out *outgoing) hotspot(c kinds.HotspotContent, k kinds.HotspotKey) {
	if f, ok := out.file(c.Image.Src); ok {
		out.q.Picture = 1 + out.q.AddFile(f)
	}
	for _, r := range k.Regions {
		a := portable.Area{Weight: portable.One}
		switch r.Shape {
		case kinds.Circle:
			a.Shape, a.Coords = "circle", []float64{r.X, r.Y, r.R}
		case kinds.Rectangle:
			a.Shape, a.Coords = "rect", []float64{r.X, r.Y, r.X + r.W, r.Y + r.H}
		default:
			a.Shape = "poly"
			for _, p := range r.Points {
				a.Coords = append(a.Coords, p.X, p.Y)
			}
		}
		out.q.Areas = append(out.q.Areas, a)
	}
	if c.Marks > 1 || k.Need > 1 {
		out.say(portable.DetailLost, "marks, need")
	}
	out.policy(kinds.Hotspot, k.Policy)
}

func (out *outgoing) caseOf(c kinds.CaseContent, k kinds.CaseKey) error {
	for _, it := range c.Items {
		inner := &outgoing{file: out.file}
		inner.q.Name, inner.q.Files = out.q.Name, out.q.Files
		inner.q.Stem = inner.text(it.StemHTML)
		if err := inner.body(it.Kind, it.Content, k.Items[it.ID]); err != nil {
			return err
		}
		out.problems = append(out.problems, inner.problems...)
		out.q.Files = inner.q.Files
		part := inner.q
		part.Name, part.Files, part.Ident = "", nil, it.ID
		part.Points = portable.One * portable.Fixed(max(1, it.Weight))
		out.q.Parts = append(out.q.Parts, part)
	}
	out.policy(kinds.Case, k.Policy)
	return nil
}
