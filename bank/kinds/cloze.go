package kinds

import (
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// cloze: a text with gaps. "[[id]]" in the HTML is the place of the gap id.
type cloze struct {
	content ClozeContent
	key     ClozeKey
}

// ClozeContent is the content of cloze.
type ClozeContent struct {
	HTML string `json:"html"`
	Gaps []Gap  `json:"gaps"`
}

// Gap is one place to fill in: Kind is single (chosen from Options), shorttext
// or numeric. Label names it for a screen reader; without one the screen says
// "Isian 1". A gap's share of the points is Weight, 0 meaning 1.
type Gap struct {
	ID       string   `json:"id"`
	Kind     Kind     `json:"kind"`
	Label    string   `json:"label,omitempty"`
	Options  []Option `json:"options,omitempty"`
	MaxChars int      `json:"max_chars,omitempty"`
	Units    []string `json:"units,omitempty"`
	Weight   int      `json:"weight,omitempty"`
}

// ClozeKey maps gap ids to their keys.
type ClozeKey struct {
	Gaps   map[string]GapKey `json:"gaps"`
	Policy Policy            `json:"policy,omitempty"`
}

// GapKey is the key of one gap: the one that belongs to its kind is set.
type GapKey struct {
	Choice *ChoiceKey  `json:"choice,omitempty"`
	Text   *TextKey    `json:"text,omitempty"`
	Number *NumericKey `json:"number,omitempty"`
}

const (
	mostGaps   = 20
	mostWeight = 100
	mostLabel  = 200
)

var gapMark = regexp.MustCompile(`\[\[([a-z0-9-]+)\]\]`)

func (q *cloze) into() (any, any)     { return &q.content, &q.key }
func (q *cloze) policies() []Policy   { return []Policy{PerPart, AllOrNothing, Penalty} }
func (q *cloze) chosenPolicy() Policy { return q.key.Policy }

func (q *cloze) validate(c, w report) {
	c.at("html").html(q.content.HTML)
	gaps := c.at("gaps")
	gaps.count(len(q.content.Gaps), 1, mostGaps, "isian", "gaps")
	ids, places := make([]string, len(q.content.Gaps)), map[string]int{}
	for _, m := range gapMark.FindAllStringSubmatch(q.content.HTML, -1) {
		places[m[1]]++
	}
	for i, g := range q.content.Gaps {
		ids[i] = g.ID
		if places[g.ID] != 1 {
			c.at("html").issue("gap-places", fmt.Sprintf("Tanda [[%s]] harus ada tepat satu kali; di sini ada %d.", g.ID, places[g.ID]),
				fmt.Sprintf("The mark [[%s]] must stand exactly once; it stands %d times.", g.ID, places[g.ID]))
		}
		delete(places, g.ID)
		key, has := q.key.Gaps[g.ID]
		if !has {
			w.at("gaps", g.ID).missing("Jawaban untuk isian "+g.ID, "The answer of the gap "+g.ID)
			continue
		}
		g.validate(gaps.at(i), w.at("gaps", g.ID), key)
	}
	gaps.ids(ids)
	for _, id := range slices.Sorted(maps.Keys(places)) {
		c.at("html").unknown(id)
	}
	for _, id := range slices.Sorted(maps.Keys(q.key.Gaps)) {
		if !slices.Contains(ids, id) {
			w.at("gaps", id).unknown(id)
		}
	}
}

func (g Gap) validate(c, w report, key GapKey) {
	if g.Weight != 0 {
		c.at("weight").between(g.Weight, 1, mostWeight)
	}
	if len(g.Label) > mostLabel {
		c.at("label").issue("too-long", "Nama isian terlalu panjang.", "The label is too long.")
	}
	q, under := g.question(key)
	if q == nil {
		c.at("kind").issue("bad-kind", "Isian harus berjenis single, shorttext, atau numeric, dengan kunci jenis itu.", "A gap must be single, shorttext or numeric, with a key of that kind.")
		return
	}
	if (g.Kind != Single && g.Options != nil) || (g.Kind != ShortText && g.MaxChars != 0) || (g.Kind != Numeric && g.Units != nil) {
		c.issue("unknown-field", "Isian ini memuat hal yang bukan milik jenisnya.", "This gap holds what does not belong to its kind.")
	}
	if q.chosenPolicy() != "" {
		w.at(under, "policy").policy(q.chosenPolicy(), q.policies())
	}
	q.validate(c, w.at(under))
}

// question is the gap as a question of its kind; nil when its key is missing or
// of another kind. The word is the key's member.
func (g Gap) question(k GapKey) (rules, string) {
	set := 0
	for _, has := range []bool{k.Choice != nil, k.Text != nil, k.Number != nil} {
		if has {
			set++
		}
	}
	if set > 1 {
		return nil, ""
	}
	switch {
	case g.Kind == Single && (k.Choice != nil || set == 0):
		return &choice{Single, ChoiceContent{Options: g.Options}, deref(k.Choice)}, "choice"
	case g.Kind == ShortText && (k.Text != nil || set == 0):
		return &shortText{TextContent{g.MaxChars}, deref(k.Text)}, "text"
	case g.Kind == Numeric && (k.Number != nil || set == 0):
		return &numeric{NumericContent{g.Units}, deref(k.Number)}, "number"
	}
	return nil, ""
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func (g Gap) weight() int { return max(1, g.Weight) }

func (q *cloze) lists() (all []list) {
	for _, g := range q.content.Gaps {
		if g.Kind == Single {
			all = append(all, list{prefix: g.ID + "=", options: g.Options})
		}
	}
	return all
}

// grade by weight of the gaps. Penalty: a gap that was filled in and earns
// nothing takes away its share; the others give what they earn.
func (q *cloze) grade(p Policy, response []string) score {
	given := pairs(response)
	total := 0
	for _, g := range q.content.Gaps {
		total += g.weight()
	}
	s := score{fraction: new(big.Rat)}
	whole := true
	for _, g := range q.content.Gaps {
		of := ratio(g.weight(), total)
		part := share{id: g.ID, verdict: Missing, got: new(big.Rat), of: of}
		inner, _ := g.question(q.key.Gaps[g.ID])
		if inner != nil && given[g.ID] != "" {
			r := inner.grade(policyOf(inner, ""), []string{given[g.ID]})
			part.got.Mul(r.bounded(), of)
			part.verdict = verdictOf(r)
			s.answered = s.answered || r.answered
		}
		whole = whole && part.verdict == Right
		s.fraction.Add(s.fraction, part.got)
		if p == Penalty && part.verdict == Wrong {
			s.fraction.Sub(s.fraction, of)
		}
		s.parts = append(s.parts, part)
	}
	if p == AllOrNothing && !whole {
		s.fraction = new(big.Rat)
	}
	return s
}

func verdictOf(s score) Verdict {
	switch f := s.bounded(); {
	case s.manual:
		return Pending
	case f.Cmp(one()) == 0:
		return Right
	case f.Sign() > 0:
		return Partly
	case s.answered:
		return Wrong
	}
	return Missing
}

func (q *cloze) right() (out []string) {
	for _, g := range q.content.Gaps {
		if inner, _ := g.question(q.key.Gaps[g.ID]); inner != nil {
			out = append(out, pair(g.ID, inner.right()[0]))
		}
	}
	slices.Sort(out)
	return out
}

// describe is the text with what was filled in.
func (q *cloze) describe(response []string) string {
	given := pairs(response)
	any := false
	text := gapMark.ReplaceAllStringFunc(Plain(q.content.HTML), func(mark string) string {
		id := strings.Trim(mark, "[]")
		i := slices.IndexFunc(q.content.Gaps, func(g Gap) bool { return g.ID == id })
		if i < 0 || given[id] == "" {
			return "[…]"
		}
		any = true
		if q.content.Gaps[i].Kind == Single {
			return "[" + label(q.content.Gaps[i].Options, given[id]) + "]"
		}
		return "[" + strings.TrimSpace(given[id]) + "]"
	})
	if !any {
		return ""
	}
	return text
}

func (q *cloze) limits() Limits {
	l := Limits{Tokens: len(q.content.Gaps), Set: true}
	for _, g := range q.content.Gaps {
		if inner, _ := g.question(GapKey{}); inner != nil {
			l.Bytes = max(l.Bytes, len(g.ID)+1+inner.limits().Bytes)
		}
	}
	return l
}
