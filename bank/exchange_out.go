package bank

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"lentera/bank/kinds"
	"lentera/bank/portable"
)

// stored is a question's newest version with its key, as an export reads it.
type stored struct {
	Name            string          `db:"name"`
	Path            json.RawMessage `db:"path"` // names of its category and those above, from the top
	Kind            kinds.Kind      `db:"kind"`
	StemHTML        string          `db:"stem_html"`
	Content         json.RawMessage `db:"content"`
	Key             json.RawMessage `db:"key"`
	ExplanationHTML string          `db:"explanation_html"`
	Tags            json.RawMessage `db:"tags"`
	Points          kinds.Mark      `db:"points"`
}

// outgoing turns a stored question into the words in which it travels. file
// gives the file behind one of our own addresses; false leaves the address.
type outgoing struct {
	q        portable.Question
	file     func(url string) (portable.File, bool)
	problems []portable.Problem
}

func (out *outgoing) say(code string, args ...any) {
	out.problems = append(out.problems, portable.Say(0, code, args...).About(out.q.Name))
}

var ownFile = regexp.MustCompile(`/api/media/files/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/content`)

// text is stored HTML with its files taken along.
func (out *outgoing) text(html string) portable.Text {
	if strings.TrimSpace(html) == "" {
		return portable.Text{}
	}
	return portable.Text{Format: portable.HTML, Source: ownFile.ReplaceAllStringFunc(html, func(url string) string {
		f, ok := out.file(url)
		if !ok {
			return url
		}
		return portable.MediaRef(out.q.AddFile(f))
	})}
}

func fixedOf(m kinds.Mark) portable.Fixed { return portable.Fixed(m) * 100 }

// write fills out.q.
func (out *outgoing) write(s stored) error {
	var path []string
	tags := map[string]string{}
	if err := json.Unmarshal(s.Path, &path); err != nil {
		return err
	}
	if err := json.Unmarshal(s.Tags, &tags); err != nil {
		return err
	}
	out.q = portable.Question{Name: s.Name, Category: portable.JoinCategory(path), Ident: tags["code"], Tags: tagsOut(tags), Points: fixedOf(s.Points)}
	out.q.Stem = out.text(s.StemHTML)
	if err := out.body(s.Kind, s.Content, s.Key); err != nil {
		return err
	}
	out.q.Feedback = out.text(s.ExplanationHTML)
	return nil
}

func tagsOut(tags map[string]string) (all []string) {
	for _, name := range tagNames {
		if tags[name] != "" {
			all = append(all, name+":"+tags[name])
		}
	}
	for name, value := range tags {
		if name != "code" && name != "labels" && !slices.Contains(tagNames, name) && value != "" {
			all = append(all, name+":"+value)
		}
	}
	slices.Sort(all)
	for _, label := range strings.Split(tags["labels"], ";") {
		if label = strings.TrimSpace(label); label != "" {
			all = append(all, label)
		}
	}
	return all
}

// into reads content and key of a kind.
func into[C, K any](content, key json.RawMessage) (c C, k K, err error) {
	if err = json.Unmarshal(content, &c); err == nil {
		err = json.Unmarshal(key, &k)
	}
	return c, k, err
}

func (out *outgoing) body(kind kinds.Kind, content, key json.RawMessage) error {
	out.q.Kind = portable.Kind(kind)
	switch kind {
	case kinds.Single, kinds.Multiple, kinds.TrueFalse:
		c, k, err := into[kinds.ChoiceContent, kinds.ChoiceKey](content, key)
		out.choice(kind, c, k)
		return err
	case kinds.Matching:
		c, k, err := into[kinds.MatchingContent, kinds.MatchingKey](content, key)
		out.pairs(c.Left, c.Right, k.Pairs, k.Policy)
		return err
	case kinds.Categorise:
		c, k, err := into[kinds.CategoriseContent, kinds.CategoriseKey](content, key)
		out.pairs(c.Items, c.Categories, k.Of, k.Policy)
		return err
	case kinds.Ordering:
		c, k, err := into[kinds.OrderingContent, kinds.OrderingKey](content, key)
		for _, id := range k.Order {
			out.q.Items = append(out.q.Items, out.text(htmlOf(c.Items, id)))
		}
		out.policy(kind, k.Policy)
		return err
	case kinds.ShortText:
		_, k, err := into[kinds.TextContent, kinds.TextKey](content, key)
		out.q.Accepted, out.q.MatchCase = out.words(k), k.Case
		return err
	case kinds.Numeric:
		_, k, err := into[kinds.NumericContent, kinds.NumericKey](content, key)
		out.q.Numbers, out.q.Units = out.numbers(k)
		return err
	case kinds.Cloze:
		c, k, err := into[kinds.ClozeContent, kinds.ClozeKey](content, key)
		out.cloze(c, k)
		return err
	case kinds.Hotspot:
		c, k, err := into[kinds.HotspotContent, kinds.HotspotKey](content, key)
		out.hotspot(c, k)
		return err
	case kinds.Case:
		c, k, err := into[kinds.CaseContent, kinds.CaseKey](content, key)
		if err != nil {
			return err
		}
		return out.caseOf(c, k)
	}
	_, k, err := into[json.RawMessage, kinds.MarkingKey](content, key)
	out.q.Grader = out.text(k.GuideHTML)
	if !reflect.DeepEqual(k.Rubric, simpleRubric()) {
		out.say(portable.DetailLost, "rubric")
	}
	return err
}

func htmlOf(all []kinds.Option, id string) string {
	for _, o := range all {
		if o.ID == id {
			return o.HTML
		}
	}
	return ""
}

// policy names a grading other than the kind's own.
func (out *outgoing) policy(kind kinds.Kind, p kinds.Policy) {
	if p != "" && p != kinds.Policies(kind)[0] {
		out.q.Policy = string(p)
	}
}

func (out *outgoing) choice(kind kinds.Kind, c kinds.ChoiceContent, k kinds.ChoiceKey) {
	if kind == kinds.TrueFalse && len(c.Options) == 2 {
		out.q.Truth = slices.Contains(k.Correct, c.Options[0].ID)
		return
	}
	out.q.Options = out.options(kind, c, k)
	fixed := len(c.Options) > 0
	for _, o := range c.Options {
		fixed = fixed && o.Fixed
	}
	out.q.KeepOrder = fixed
	if kind == kinds.Multiple && k.Policy != kinds.Weighted { // "" would mean: by the weights
		out.q.Policy = string(k.Policy)
		if k.Policy == "" {
			out.q.Policy = string(kinds.AllOrNothing)
		}
	}
}

// options with the weights that say the policy best: of right ones the same
// share, and with a penalty of wrong ones, too.
func (out *outgoing) options(kind kinds.Kind, c kinds.ChoiceContent, k kinds.ChoiceKey) (all []portable.Option) {
	right, wrong := len(k.Correct), len(c.Options)-len(k.Correct)
	for _, o := range c.Options {
		po := portable.Option{Text: out.text(o.HTML)}
		isRight := slices.Contains(k.Correct, o.ID)
		switch {
		case k.Policy == kinds.Weighted:
			po.Weight = portable.Fixed(k.Credit[o.ID])
		case isRight && kind == kinds.Multiple:
			po.Weight = portable.One / portable.Fixed(right)
		case isRight:
			po.Weight = portable.One
		case k.Policy == kinds.Penalty && wrong > 0:
			po.Weight = -portable.One / portable.Fixed(wrong)
		}
		all = append(all, po)
	}
	return all
}

func (out *outgoing) pairs(left, right []kinds.Option, of map[string]string, p kinds.Policy) {
	used := map[string]bool{}
	for _, l := range left {
		used[of[l.ID]] = true
		out.q.Pairs = append(out.q.Pairs, portable.Pair{Left: out.text(l.HTML), Right: out.text(htmlOf(right, of[l.ID]))})
	}
	for _, r := range right {
		if !used[r.ID] {
			out.q.Spare = append(out.q.Spare, out.text(r.HTML))
		}
	}
	out.policy(kinds.Kind(out.q.Kind), p)
}
