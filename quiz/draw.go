package quiz

import (
	"cmp"
	"crypto/sha256"
	"math/rand/v2"
	"slices"

	"github.com/google/uuid"

	"lentera/bank/kinds"
)

// Kinds whose options a learner chooses; the paper shows them as options.
const (
	Single    = string(kinds.Single)
	Multiple  = string(kinds.Multiple)
	TrueFalse = string(kinds.TrueFalse)
)

func chooses(kind string) bool { return kind == Single || kind == Multiple || kind == TrueFalse }

// The parallel forms of a paper.
const (
	FormA = "A"
	FormB = "B"
)

// Part of a paper: so many questions that match everything it names.
type Part struct {
	Pool       string     `json:"pool,omitempty" maxLength:"60" doc:"of the course's own questions"`
	CategoryID *uuid.UUID `json:"category_id,omitempty" doc:"of the bank, with everything below it"`
	Objective  string     `json:"objective,omitempty" maxLength:"60"`
	Difficulty string     `json:"difficulty,omitempty" enum:"mudah,sedang,sulit,"`
	Count      int        `json:"count" minimum:"1" maximum:"200"`
	Section    string     `json:"section,omitempty" maxLength:"60"`
	Form       string     `json:"form,omitempty" enum:"A,B," doc:"only on papers of this form; empty: on all"`
	Points     float64    `json:"points,omitempty" minimum:"0" maximum:"1000" doc:"of each item; 0: what the question says"`
}

// Candidate is a question that may be drawn.
type Candidate struct {
	ID         uuid.UUID // of the version
	QuestionID uuid.UUID
	Key        string
	Pool       string
	Own        bool        // of the course revision itself
	Categories []uuid.UUID // its own and all above
	Objective  string
	Difficulty string
	Kind       string
	Points     kinds.Mark
	Opinion    bool                                // nothing is right: for surveys alone
	Options    []string                            // ids in the order of the bank
	Mix        func(seed uint64) ([]string, error) // where the kind mixes otherwise than by its options
	Limits     kinds.Limits
	Voided     bool // retired because a correction voided it: never drawn
	Seen       int  // times the learner had it in earlier attempts of this quiz
}

// Item is a place on the paper.
type Item struct {
	No          int        `json:"no"`
	QuestionID  uuid.UUID  `json:"question_id"`
	OptionOrder []string   `json:"option_order"`
	Most        int        `json:"most"`    // strings of an answer
	Shape       string     `json:"shape"`   // set, list or text
	Closed      bool       `json:"closed"`  // every string is one of OptionOrder
	Longest     int        `json:"longest"` // bytes of one string
	Files       bool       `json:"files"`   // every string is an upload of this item
	Max         kinds.Mark `json:"max"`
	Section     string     `json:"section"`
}

// FormOf gives the form of a learner's paper: half the learners meet A before
// and B after, the other half B before and A after. It depends on pair and
// enrolment alone, so it is the same whenever it is asked.
func FormOf(kind Purpose, pair string, enrolment uuid.UUID, parts []Part) string {
	if !slices.ContainsFunc(parts, func(p Part) bool { return p.Form != "" }) {
		return ""
	}
	sum := sha256.Sum256(append([]byte(pair+"\x00"), enrolment[:]...))
	if (sum[0]&1 == 0) == (kind != PostTest) {
		return FormA
	}
	return FormB
}

// Draw makes the paper of an attempt: for each part of the form the wanted
// number, those the learner has met least often first, all of them in one
// mixed order (section by section, where there are any), the options of each
// mixed too. Benar/Salah keep their order:
// changing it tests attention to layout and nothing else.
//
// The same seed and candidates give the same paper for ever, whatever order
// the database returned the candidates in; a golden test pins this. ok is
// false when a part has too few questions, unless only those are missing that a
// correction voided: then the paper is that much shorter, because a faulty
// question must neither be asked again nor keep everybody from starting.
func Draw(seed int64, parts []Part, form string, bank []Candidate) (paper []Item, ok bool, err error) {
	r := rand.New(rand.NewPCG(uint64(seed), 0x4c656e74657261)) // "Lentera"; not a secret, only a fixed second half
	type pick struct {
		Candidate
		part Part
	}
	var drawn []pick
	taken := map[uuid.UUID]bool{}
	for _, part := range parts {
		if part.Form != "" && part.Form != form {
			continue
		}
		pool, voided := poolOf(bank, part, taken)
		if len(pool)+voided < part.Count {
			return nil, false, nil
		}
		r.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
		slices.SortStableFunc(pool, func(a, b Candidate) int { return cmp.Compare(a.Seen, b.Seen) })
		for _, q := range pool[:min(len(pool), part.Count)] {
			taken[q.ID] = true
			drawn = append(drawn, pick{q, part})
		}
	}
	r.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	section := func(p pick) int {
		return slices.IndexFunc(parts, func(of Part) bool { return of.Section == p.part.Section })
	}
	slices.SortStableFunc(drawn, func(a, b pick) int { return cmp.Compare(section(a), section(b)) })
	for i, q := range drawn {
		order, err := q.order(r)
		if err != nil {
			return nil, false, err
		}
		paper = append(paper, q.place(i+1, q.part, order))
	}
	return paper, len(paper) > 0, nil
}

// surveyPaper is the paper of a survey: the first questions of each part by
// name, the parts in their order, the options as the author wrote them. It is
// the same for everybody: answers are compared, a scale keeps its order, and a
// drawn paper would tell people apart. ok is as in Draw.
func surveyPaper(parts []Part, bank []Candidate) (paper []Item, ok bool, err error) {
	taken := map[uuid.UUID]bool{}
	for _, part := range parts {
		if part.Form == FormB {
			continue
		}
		pool, voided := poolOf(bank, part, taken)
		if len(pool)+voided < part.Count {
			return nil, false, nil
		}
		for _, q := range pool[:min(len(pool), part.Count)] {
			taken[q.ID] = true
			order := q.Options
			if !chooses(q.Kind) {
				if order, err = q.Mix(0); err != nil {
					return nil, false, err
				}
			}
			paper = append(paper, q.place(len(paper)+1, part, order))
		}
	}
	return paper, len(paper) > 0, nil
}

// fit leaves out what a quiz of this purpose cannot ask: a question in which
// nothing is right where answers are graded, and a file, which names who sent
// it, where nobody may be named.
func (r Rules) fit(bank []Candidate) []Candidate {
	return slices.DeleteFunc(bank, func(q Candidate) bool {
		return (q.Opinion && r.Kind != Survey) || (r.Anonymous && q.Kind == string(kinds.File))
	})
}

func (q Candidate) order(r *rand.Rand) ([]string, error) {
	if q.Mix != nil {
		return q.Mix(r.Uint64())
	}
	order := slices.Clone(q.Options)
	if q.Kind != TrueFalse {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	return order, nil
}

// place fixes what may be written there, from the limits of the kind.
func (q Candidate) place(no int, part Part, order []string) Item {
	it := Item{No: no, QuestionID: q.ID, OptionOrder: order, Most: max(1, q.Limits.Tokens), Longest: max(1, q.Limits.Bytes),
		Shape: "list", Files: q.Kind == string(kinds.File), Max: q.Points, Section: part.Section}
	if part.Points > 0 {
		it.Max = kinds.Mark(part.Points * float64(kinds.Point))
	}
	if it.OptionOrder == nil {
		it.OptionOrder = []string{}
	}
	switch {
	case q.Limits.Set:
		it.Shape = "set"
	case q.Limits.Tokens == 1 && q.Limits.Members == nil:
		it.Shape = "text"
	}
	it.Closed = q.Limits.Members != nil && sameMembers(q.Limits.Members, order)
	return it
}

func sameMembers(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// matches reports whether a question belongs to a part.
func (p Part) matches(q Candidate) bool {
	return (p.Pool == "" || p.Pool == q.Pool) && (p.Objective == "" || p.Objective == q.Objective) &&
		(p.Difficulty == "" || p.Difficulty == q.Difficulty) &&
		((p.CategoryID == nil && q.Own) || (p.CategoryID != nil && slices.Contains(q.Categories, *p.CategoryID)))
}

// poolOf is what a part may choose from, and how many more there would be had
// they not been voided.
func poolOf(bank []Candidate, part Part, taken map[uuid.UUID]bool) (pool []Candidate, voided int) {
	for _, q := range bank {
		switch {
		case taken[q.ID] || !part.matches(q):
		case q.Voided:
			voided++
		default:
			pool = append(pool, q)
		}
	}
	slices.SortFunc(pool, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), slices.Compare(a.ID[:], b.ID[:]))
	})
	return pool, voided
}
