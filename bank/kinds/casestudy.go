package kinds

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// caseStudy: a stimulus (the stem of the question) shared by several items.
type caseStudy struct {
	content CaseContent
	key     CaseKey
}

// CaseContent is the content of case.
type CaseContent struct {
	Items []CaseItem `json:"items"`
}

// CaseItem is one question of a case; of any kind but case, essay and file. Its
// share of the points is Weight, 0 meaning 1.
type CaseItem struct {
	ID       string          `json:"id"`
	Kind     Kind            `json:"kind"`
	StemHTML string          `json:"stem_html"`
	Content  json.RawMessage `json:"content"`
	Weight   int             `json:"weight,omitempty"`
	loaded   rules
}

// CaseKey maps item ids to their keys.
type CaseKey struct {
	Items  map[string]json.RawMessage `json:"items"`
	Policy Policy                     `json:"policy,omitempty"`
}

const mostCaseItems = 10

func (q *caseStudy) into() (any, any)     { return &q.content, &q.key }
func (q *caseStudy) policies() []Policy   { return []Policy{PerPart, AllOrNothing} }
func (q *caseStudy) chosenPolicy() Policy { return q.key.Policy }

// simple reports a kind that may stand in a case.
func simple(k Kind) bool { return Known(k) && k != Case && !IsManual(k) }

func (q *caseStudy) validate(c, w report) {
	items := c.at("items")
	items.count(len(q.content.Items), 1, mostCaseItems, "soal", "items")
	ids := make([]string, len(q.content.Items))
	for i, it := range q.content.Items {
		at := items.at(i)
		ids[i] = it.ID
		at.at("stem_html").html(it.StemHTML)
		if it.Weight != 0 {
			at.at("weight").between(it.Weight, 1, mostWeight)
		}
		if !simple(it.Kind) {
			at.at("kind").issue("bad-kind", "Jenis soal ini tidak dapat menjadi bagian studi kasus.", "A question of this kind cannot be part of a case.")
			continue
		}
		key, has := q.key.Items[it.ID]
		if !has {
			w.at("items", it.ID).missing("Kunci soal "+it.ID, "The key of the item "+it.ID)
			continue
		}
		if IsOpinion(it.Content) {
			at.at("content").opinion()
			continue
		}
		validate(it.Kind, it.Content, key, at.at("content"), w.at("items", it.ID))
	}
	items.ids(ids)
	for _, id := range slices.Sorted(maps.Keys(q.key.Items)) {
		if !slices.Contains(ids, id) {
			w.at("items", id).unknown(id)
		}
	}
}

func (it CaseItem) weight() int { return max(1, it.Weight) }

// inner is an item as a question; nil when it cannot be read, which validation
// rules out: such an item earns nothing and stops nothing.
func (q *caseStudy) inner(i int) rules {
	it := &q.content.Items[i]
	if it.loaded == nil && simple(it.Kind) {
		if r, err := load(it.Kind, it.Content, q.key.Items[it.ID]); err == nil {
			it.loaded = r
		}
	}
	return it.loaded
}

// lists: the items keep their order, which often is that of the story; what is
// inside them is mixed.
func (q *caseStudy) lists() (all []list) {
	for i, it := range q.content.Items {
		if r := q.inner(i); r != nil {
			for _, l := range r.lists() {
				all = append(all, list{prefix: it.ID + "=" + l.prefix, options: l.options})
			}
		}
	}
	return all
}

// flush writes rearranged items back into the content.
func (q *caseStudy) flush() error {
	for i := range q.content.Items {
		r := q.inner(i)
		if r == nil {
			continue
		}
		body, err := written(r)
		if err != nil {
			return err
		}
		q.content.Items[i].Content = body
	}
	return nil
}

// of gives the tokens of one item: what stands behind "id=".
func of(id string, response []string) (tokens []string) {
	for _, token := range response {
		if rest, ok := strings.CutPrefix(token, id+"="); ok {
			tokens = append(tokens, rest)
		}
	}
	return tokens
}

func (q *caseStudy) grade(p Policy, response []string) score {
	total := 0
	for _, it := range q.content.Items {
		total += it.weight()
	}
	s := score{fraction: new(big.Rat)}
	whole := true
	for i, it := range q.content.Items {
		part := share{id: it.ID, verdict: Missing, got: new(big.Rat), of: ratio(it.weight(), total)}
		if r := q.inner(i); r != nil {
			got := r.grade(policyOf(r, ""), of(it.ID, response))
			part.got.Mul(got.bounded(), part.of)
			part.verdict = verdictOf(got)
			s.answered = s.answered || got.answered
		}
		whole = whole && part.verdict == Right
		s.fraction.Add(s.fraction, part.got)
		s.parts = append(s.parts, part)
	}
	if p == AllOrNothing && !whole {
		s.fraction = new(big.Rat)
	}
	return s
}

// right keeps the order inside an item: for one of the kind ordering it is the
// answer.
func (q *caseStudy) right() (out []string) {
	for i, it := range q.content.Items {
		if r := q.inner(i); r != nil {
			for _, token := range r.right() {
				out = append(out, pair(it.ID, token))
			}
		}
	}
	return out
}

func (q *caseStudy) describe(response []string) string {
	var words []string
	for i, it := range q.content.Items {
		if r := q.inner(i); r != nil {
			if d := r.describe(of(it.ID, response)); d != "" {
				words = append(words, Plain(it.StemHTML)+" "+d)
			}
		}
	}
	return strings.Join(words, " | ")
}

// limits: Members only when every item has them. The order of tokens matters
// inside an ordering item, so a case is no set.
func (q *caseStudy) limits() Limits {
	l := Limits{Members: []string{}}
	open := false
	for i, it := range q.content.Items {
		r := q.inner(i)
		if r == nil {
			continue
		}
		in := r.limits()
		l.Tokens += in.Tokens
		l.Bytes = max(l.Bytes, len(it.ID)+1+in.Bytes)
		open = open || in.Members == nil
		for _, m := range in.Members {
			l.Members = append(l.Members, pair(it.ID, m))
		}
	}
	if open {
		l.Members = nil
	}
	return l
}
