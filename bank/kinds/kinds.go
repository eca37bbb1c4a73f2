package kinds

import (
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
)

// Kind names a kind of question.
type Kind string

// The kinds.
const (
	Single     Kind = "single"
	Multiple   Kind = "multiple"
	TrueFalse  Kind = "truefalse"
	Matching   Kind = "matching"
	Ordering   Kind = "ordering"
	Categorise Kind = "categorise"
	ShortText  Kind = "shorttext"
	Numeric    Kind = "numeric"
	Cloze      Kind = "cloze"
	Hotspot    Kind = "hotspot"
	Case       Kind = "case"
	Essay      Kind = "essay"
	File       Kind = "file"
)

// Policy says how a response that is partly right is marked. A key names one in
// "policy"; without it the kind's first applies.
type Policy string

// The policies; doc.go defines each per kind.
const (
	AllOrNothing Policy = "all-or-nothing"
	PerOption    Policy = "per-option"
	PerPart      Policy = "per-part"
	Penalty      Policy = "penalty"
	Weighted     Policy = "weighted"
	Exact        Policy = "exact"
	Adjacent     Policy = "adjacent"
	Positions    Policy = "positions"
)

// rules is one question of one kind, read from its content and key.
type rules interface {
	into() (content, key any) // where the two JSON documents go
	policies() []Policy       // the first is the default; none: there is one way only
	chosenPolicy() Policy     // of the key
	validate(content, key report)
	lists() []list // what may be mixed
	grade(p Policy, response []string) score
	right() []string // a full right response; nil when people mark it
	describe(response []string) string
	limits() Limits
}

var registry = map[Kind]func() rules{
	Single:     func() rules { return &choice{kind: Single} },
	Multiple:   func() rules { return &choice{kind: Multiple} },
	TrueFalse:  func() rules { return &choice{kind: TrueFalse} },
	Matching:   func() rules { return &matching{} },
	Ordering:   func() rules { return &ordering{} },
	Categorise: func() rules { return &categorise{} },
	ShortText:  func() rules { return &shortText{} },
	Numeric:    func() rules { return &numeric{} },
	Cloze:      func() rules { return &cloze{} },
	Hotspot:    func() rules { return &hotspot{} },
	Case:       nil, // set in init: a case holds questions of the other kinds
	Essay:      func() rules { return &essay{} },
	File:       func() rules { return &file{} },
}

func init() { registry[Case] = func() rules { return &caseStudy{} } }

// All lists the kinds in the order in which a menu shows them.
func All() []Kind {
	return []Kind{Single, Multiple, TrueFalse, Matching, Ordering, Categorise, ShortText, Numeric, Cloze, Hotspot, Case, Essay, File}
}

// Known reports whether this is a kind.
func Known(k Kind) bool { _, ok := registry[k]; return ok }

// Policies lists the grading policies of a kind, its default first; none when
// there is only one way.
func Policies(k Kind) []Policy {
	if !Known(k) {
		return nil
	}
	return registry[k]().policies()
}

// IsManual reports a kind that people mark.
func IsManual(k Kind) bool { return k == Essay || k == File }

// IsOpinion reports a question of a survey: a choice or an essay whose content
// says that nothing is right or wrong. It has no key, earns nothing, and is
// drawn for surveys alone (quiz.supply).
func IsOpinion(content json.RawMessage) bool {
	var c struct {
		Opinion bool `json:"opinion"`
	}
	return json.Unmarshal(content, &c) == nil && c.Opinion
}

// load reads leniently: what was stored was validated, and a member that a
// later version added must not stop the grading of an attempt. A key of nil
// loads a question without its key.
func load(k Kind, content, key json.RawMessage) (rules, error) {
	if !Known(k) {
		return nil, fmt.Errorf("kinds: unknown kind %q", k)
	}
	r := registry[k]()
	c, w := r.into()
	if err := json.Unmarshal(content, c); err != nil {
		return nil, fmt.Errorf("kinds: content of %s: %w", k, err)
	}
	if key == nil {
		return r, nil
	}
	if err := json.Unmarshal(key, w); err != nil {
		return nil, fmt.Errorf("kinds: key of %s: %w", k, err)
	}
	return r, nil
}

// Validate tells an author everything that is wrong; nothing wrong gives none.
func Validate(k Kind, content, key json.RawMessage) []Issue {
	r := newReport()
	validate(k, content, key, r.at("content"), r.at("key"))
	return *r.all
}

func validate(k Kind, content, key json.RawMessage, c, w report) {
	if !Known(k) {
		c.issue("bad-kind", fmt.Sprintf("Jenis soal %q tidak dikenal.", k), fmt.Sprintf("There is no kind of question %q.", k))
		return
	}
	q := registry[k]()
	intoContent, intoKey := q.into()
	readContent, readKey := c.decode(content, intoContent), w.decode(key, intoKey)
	if !readContent || !readKey {
		return
	}
	if q.policies() != nil || q.chosenPolicy() != "" {
		w.at("policy").policy(q.chosenPolicy(), q.policies())
	}
	q.validate(c, w)
}

// Grade marks a response. An empty policy means the key's, and without one the
// kind's default; so does a policy the kind does not know. What the kind does
// not know in the response counts as not given. It fails only on a kind,
// content or key it cannot read, never on a response. The mark is 0…points.
func Grade(k Kind, content, key json.RawMessage, policy Policy, response []string, points Mark) (Result, error) {
	q, err := load(k, content, key)
	if err != nil {
		return Result{}, err
	}
	return q.grade(policyOf(q, policy), response).result(points), nil
}

func policyOf(q rules, wanted Policy) Policy {
	allowed := q.policies()
	for _, p := range []Policy{wanted, q.chosenPolicy()} {
		if slices.Contains(allowed, p) {
			return p
		}
	}
	if len(allowed) == 0 {
		return ""
	}
	return allowed[0]
}

// Correct gives a response that earns full marks, in the form a learner would
// have given it; nil for kinds that people mark.
func Correct(k Kind, content, key json.RawMessage) ([]string, error) {
	q, err := load(k, content, key)
	if err != nil {
		return nil, err
	}
	return q.right(), nil
}

// Describe tells a response in plain text, for a review, a marker or a
// spreadsheet; "" when nothing was answered. It needs no key.
func Describe(k Kind, content json.RawMessage, response []string) (string, error) {
	q, err := load(k, content, nil)
	if err != nil {
		return "", err
	}
	return q.describe(response), nil
}

// mix is the fixed second half of the generator's seed; not a secret.
const mix = 0x4c656e74657261 // "Lentera"

// Order gives the ids of everything that may be mixed, in the mixed order of
// this seed: what a paper stores to show itself again exactly. The ids of a
// case carry their item: "item=id".
func Order(k Kind, content json.RawMessage, seed uint64) ([]string, error) {
	q, err := load(k, content, nil)
	if err != nil {
		return nil, err
	}
	r := mathrand.New(mathrand.NewPCG(seed, mix))
	order := []string{}
	for _, l := range q.lists() {
		order = append(order, l.mixed(r)...)
	}
	return order, nil
}

// Arrange gives the content with its lists in the order of an earlier Order.
// Ids that the order does not name come last, in the author's order.
func Arrange(k Kind, content json.RawMessage, order []string) (json.RawMessage, error) {
	q, err := load(k, content, nil)
	if err != nil {
		return nil, err
	}
	places := make(map[string]int, len(order))
	for i, id := range order {
		places[id] = i
	}
	for _, l := range q.lists() {
		l.arrange(places)
	}
	return written(q)
}

// Shuffle mixes what may be mixed: Arrange by the Order of this seed. The same
// seed gives the same content for ever.
func Shuffle(k Kind, content json.RawMessage, seed uint64) (json.RawMessage, error) {
	order, err := Order(k, content, seed)
	if err != nil {
		return nil, err
	}
	return Arrange(k, content, order)
}

// writer is a question whose content is put together only when written.
type writer interface{ flush() error }

func written(q rules) (json.RawMessage, error) {
	if w, ok := q.(writer); ok {
		if err := w.flush(); err != nil {
			return nil, err
		}
	}
	c, _ := q.into()
	return json.Marshal(c)
}

// Limits bounds a response, for whoever stores one.
type Limits struct {
	Tokens  int      // strings in the list
	Bytes   int      // of the longest string
	Members []string // every string must be one of these; nil: any string
	Set     bool     // the order of the strings means nothing: sort them, each once
}

// LimitsOf gives the bounds of a response to this question.
func LimitsOf(k Kind, content json.RawMessage) (Limits, error) {
	q, err := load(k, content, nil)
	if err != nil {
		return Limits{}, err
	}
	return q.limits(), nil
}

// Normal is the one form of a response: sets sorted and each string once, lists
// as they are. It never changes what a response earns.
func (l Limits) Normal(response []string) []string {
	out := append([]string{}, response...)
	if l.Set {
		slices.Sort(out)
		out = slices.Compact(out)
	}
	return out
}

// Refusal of a response that cannot have come from the screen of this question.
type Refusal string

// The refusals.
const (
	Fits    Refusal = ""
	TooMany Refusal = "too-many"
	TooLong Refusal = "too-long"
	Foreign Refusal = "foreign-option"
)

// Check says whether a normal response is within the limits.
func (l Limits) Check(response []string) Refusal {
	if len(response) > l.Tokens {
		return TooMany
	}
	for _, s := range response {
		if len(s) > l.Bytes {
			return TooLong
		}
		if l.Members != nil && !slices.Contains(l.Members, s) {
			return Foreign
		}
	}
	return Fits
}
