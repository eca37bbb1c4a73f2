package quiz

import (
	"encoding/json"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"lentera/bank/kinds"
)

// membersOf are the members of a question in questions/*.yaml beside those that
// all have. Docs: docs/quiz-folder.md.
var membersOf = map[kinds.Kind][]string{
	kinds.Matching:   {"pairs", "distractors", "policy"},
	kinds.Ordering:   {"items", "policy"},
	kinds.Categorise: {"categories", "policy"},
	kinds.ShortText:  {"accepted", "max_chars", "typos", "case_sensitive", "accent_sensitive", "wildcards"},
	kinds.Numeric:    {"accepted", "units", "unit_credit"},
	kinds.Cloze:      {"text", "gaps", "policy"},
	kinds.Hotspot:    {"image", "alt", "marks", "need", "regions", "policy"},
	kinds.Case:       {"items", "policy"},
	kinds.Essay:      {"min_words", "max_words", "criteria", "rubric", "guide"},
	kinds.File:       {"max_files", "max_mb", "types", "criteria", "rubric", "guide"},
}

// kindOf looks at the kind of an entry before its members are checked.
func kindOf(n *yaml.Node) kinds.Kind {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "kind" {
			return kinds.Kind(n.Content[i+1].Value)
		}
	}
	return ""
}

// others reads content and key of a kind that is no choice, and lets the kind
// itself say what is wrong with them.
func (c record) others(kind kinds.Kind) (content, key json.RawMessage) {
	before := len(c.findings)
	body, secret := c.contentAndKey(kind)
	if len(c.findings) > before {
		return nil, nil
	}
	content, key = asJSON(body), asJSON(secret)
	for _, issue := range kinds.Validate(kind, content, key) {
		c.find(c.file, c.line, issue.Code, "%s (%s)", issue.ID, issue.Pointer)
	}
	return content, key
}

func asJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil { // the reader has let no number through that is none
		panic("quiz: " + err.Error())
	}
	return b
}

func (c record) contentAndKey(kind kinds.Kind) (content, key any) {
	policy := kinds.Policy(c.text("policy"))
	switch kind {
	case kinds.Matching:
		return c.matching(policy)
	case kinds.Ordering:
		items := c.options("items")
		return kinds.OrderingContent{Items: sortedByID(items)}, kinds.OrderingKey{Order: idsOf(items), Policy: policy}
	case kinds.Categorise:
		return c.categorise(policy)
	case kinds.ShortText:
		return kinds.TextContent{MaxChars: c.whole("max_chars")}, c.textKey()
	case kinds.Numeric:
		k := c.numericKey()
		names := []string{}
		for _, u := range k.Units {
			names = append(names, u.Name)
		}
		return kinds.NumericContent{Units: names}, k
	case kinds.Cloze:
		return c.cloze(policy)
	case kinds.Hotspot:
		return c.hotspot(policy)
	case kinds.Case:
		return c.caseStudy(policy)
	case kinds.File:
		return c.upload()
	}
	return c.essay()
}

// sortedByID takes the order away from items that the author wrote in the right
// one: ids are random.
func sortedByID(options []kinds.Option) []kinds.Option {
	out := slices.Clone(options)
	slices.SortFunc(out, func(a, b kinds.Option) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return out
}

func idsOf(options []kinds.Option) []string {
	ids := make([]string, len(options))
	for i, o := range options {
		ids[i] = o.ID
	}
	return ids
}

// options reads a list of texts.
func (c record) options(name string) (out []kinds.Option) {
	n, ok := c.must(name)
	if !ok {
		return nil
	}
	for _, text := range c.list(c.file, n, name) {
		out = append(out, kinds.Option{ID: kinds.NewID(), HTML: c.inline(name, text.Value)})
	}
	return out
}

func (c record) matching(policy kinds.Policy) (kinds.MatchingContent, kinds.MatchingKey) {
	content, key := kinds.MatchingContent{}, kinds.MatchingKey{Pairs: map[string]string{}, Policy: policy}
	right := map[string]string{} // text → id: several left parts may share one
	put := func(html string) string {
		if right[html] == "" {
			right[html] = kinds.NewID()
			content.Right = append(content.Right, kinds.Option{ID: right[html], HTML: html})
		}
		return right[html]
	}
	n, ok := c.must("pairs")
	if !ok {
		return content, key
	}
	for _, entry := range c.list(c.file, n, "pasangan") {
		p, ok := c.record(c.file, entry, "left", "right")
		if !ok {
			continue
		}
		left := kinds.Option{ID: kinds.NewID(), HTML: p.inline("left", p.words("left"))}
		content.Left = append(content.Left, left)
		key.Pairs[left.ID] = put(p.inline("right", p.words("right")))
	}
	if c.has["distractors"] != nil {
		for _, o := range c.options("distractors") {
			put(o.HTML)
		}
	}
	content.Right = sortedByID(content.Right)
	return content, key
}

func (c record) categorise(policy kinds.Policy) (kinds.CategoriseContent, kinds.CategoriseKey) {
	content, key := kinds.CategoriseContent{}, kinds.CategoriseKey{Of: map[string]string{}, Policy: policy}
	n, ok := c.must("categories")
	if !ok {
		return content, key
	}
	for _, entry := range c.list(c.file, n, "kelompok") {
		g, ok := c.record(c.file, entry, "name", "items")
		if !ok {
			continue
		}
		category := kinds.Option{ID: kinds.NewID(), HTML: g.inline("name", g.words("name"))}
		content.Categories = append(content.Categories, category)
		for _, item := range g.options("items") {
			content.Items = append(content.Items, item)
			key.Of[item.ID] = category.ID
		}
	}
	content.Items = sortedByID(content.Items)
	return content, key
}

// cloze: a gap with options is a choice whose first correct one is marked, one
// with "numeric: true" a number, and any other a short text.
func (c record) cloze(policy kinds.Policy) (kinds.ClozeContent, kinds.ClozeKey) {
	content, key := kinds.ClozeContent{HTML: c.block("text")}, kinds.ClozeKey{Gaps: map[string]kinds.GapKey{}, Policy: policy}
	n, ok := c.must("gaps")
	if !ok {
		return content, key
	}
	for _, entry := range c.list(c.file, n, "isian") {
		g, ok := c.record(c.file, entry, "id", "label", "weight", "options", "numeric", "accepted", "units", "unit_credit", "max_chars", "typos", "case_sensitive", "accent_sensitive", "wildcards")
		if !ok {
			continue
		}
		gap := kinds.Gap{ID: g.words("id"), Label: g.text("label"), Weight: g.whole("weight")}
		isNumber, _ := g.yes("numeric")
		switch {
		case g.has["options"] != nil:
			q := question{Kind: Single}
			g.choices(&q)
			gap.Kind, gap.Options = kinds.Single, forKinds(q.Options)
			key.Gaps[gap.ID] = kinds.GapKey{Choice: &kinds.ChoiceKey{Correct: q.Right}}
		case isNumber:
			k := g.numericKey()
			for _, u := range k.Units {
				gap.Units = append(gap.Units, u.Name)
			}
			gap.Kind, key.Gaps[gap.ID] = kinds.Numeric, kinds.GapKey{Number: &k}
		default:
			k := g.textKey()
			gap.Kind, gap.MaxChars, key.Gaps[gap.ID] = kinds.ShortText, g.whole("max_chars"), kinds.GapKey{Text: &k}
		}
		content.Gaps = append(content.Gaps, gap)
	}
	return content, key
}

func forKinds(options []AnswerOption) (out []kinds.Option) {
	for _, o := range options {
		out = append(out, kinds.Option{ID: o.ID, HTML: o.HTML})
	}
	return out
}

func (c record) hotspot(policy kinds.Policy) (kinds.HotspotContent, kinds.HotspotKey) {
	content, key := kinds.HotspotContent{Marks: c.whole("marks")}, kinds.HotspotKey{Need: c.whole("need"), Policy: policy}
	if file := c.reader.file(c.file, c.at("image"), c.words("image")); file != "" {
		width, height, _ := c.pixels("image", file)
		content.Image = kinds.Image{Src: standIn(file), Alt: c.words("alt"), Width: width, Height: height}
	}
	n, ok := c.must("regions")
	if !ok {
		return content, key
	}
	for i, entry := range c.list(c.file, n, "daerah") {
		var g kinds.Region
		if !c.strict(entry, &g) {
			continue
		}
		if g.ID == "" {
			g.ID = fmt.Sprintf("r%d", i+1)
		}
		key.Regions = append(key.Regions, g)
	}
	return content, key
}

func (c record) caseStudy(policy kinds.Policy) (kinds.CaseContent, kinds.CaseKey) {
	content, key := kinds.CaseContent{}, kinds.CaseKey{Items: map[string]json.RawMessage{}, Policy: policy}
	n, ok := c.must("items")
	if !ok {
		return content, key
	}
	for _, entry := range c.list(c.file, n, "soal") {
		kind := kindOf(entry)
		known := append([]string{"kind", "stem", "weight"}, membersOf[kind]...)
		if chooses(string(kind)) {
			known = append(known, "options", "answer")
		}
		i, ok := c.record(c.file, entry, known...)
		if !ok {
			continue
		}
		item := kinds.CaseItem{ID: kinds.NewID(), Kind: kind, StemHTML: i.block("stem"), Weight: i.whole("weight")}
		switch {
		case chooses(string(kind)):
			q := question{Kind: string(kind)}
			if kind == kinds.TrueFalse {
				i.truth(&q)
			} else {
				i.choices(&q)
			}
			item.Content = asJSON(kinds.ChoiceContent{Options: forKinds(q.Options)})
			key.Items[item.ID] = asJSON(kinds.ChoiceKey{Correct: q.Right})
		case membersOf[kind] == nil:
			i.find(i.file, i.at("kind"), "bad-kind", "Jenis soal %q tidak dikenal.", kind)
		default:
			item.Content, key.Items[item.ID] = i.others(kind)
		}
		content.Items = append(content.Items, item)
	}
	return content, key
}
