package quiz

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/google/uuid"
)

// Kinds of questions.
const (
	Single    = "single"    // exactly one option is right, at most one may be chosen
	Multiple  = "multiple"  // one or more are right, any number may be chosen
	TrueFalse = "truefalse" // Benar or Salah
)

// Part of a quiz: so many questions from this pool.
type Part struct {
	Pool  string `json:"pool"`
	Count int    `json:"count"`
}

// Candidate is a question that may be drawn.
type Candidate struct {
	ID      uuid.UUID
	Key     string
	Pool    string
	Kind    string
	Options []string // ids in the order of the bank
	Seen    int      // times the learner had it in earlier attempts of this quiz
}

// Item is a place on the paper.
type Item struct {
	No          int       `json:"no"`
	QuestionID  uuid.UUID `json:"question_id"`
	OptionOrder []string  `json:"option_order"`
	Most        int       `json:"most"` // options that may be chosen
}

// Draw makes the paper of an attempt: from each pool the wanted number, those
// the learner has met least often first, all of them in one mixed order, the
// options of each mixed too. Benar/Salah keep their order: changing it tests
// attention to layout and nothing else.
//
// The same seed and candidates give the same paper for ever, whatever order
// the database returned the candidates in; a golden test pins this. ok is
// false when a pool has too few questions.
func Draw(seed int64, parts []Part, bank []Candidate) (paper []Item, ok bool) {
	r := rand.New(rand.NewPCG(uint64(seed), 0x4c656e74657261)) // "Lentera"; not a secret, only a fixed second half
	var drawn []Candidate
	for _, part := range parts {
		pool := poolOf(bank, part.Pool)
		if len(pool) < part.Count {
			return nil, false
		}
		r.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
		slices.SortStableFunc(pool, func(a, b Candidate) int { return cmp.Compare(a.Seen, b.Seen) })
		drawn = append(drawn, pool[:part.Count]...)
	}
	r.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	for i, q := range drawn {
		order := slices.Clone(q.Options)
		if q.Kind != TrueFalse {
			r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		}
		paper = append(paper, Item{No: i + 1, QuestionID: q.ID, OptionOrder: order, Most: mostOf(q)})
	}
	return paper, true
}

func poolOf(bank []Candidate, name string) (pool []Candidate) {
	for _, q := range bank {
		if q.Pool == name {
			pool = append(pool, q)
		}
	}
	slices.SortFunc(pool, func(a, b Candidate) int { return cmp.Compare(a.Key, b.Key) })
	return pool
}

func mostOf(q Candidate) int {
	if q.Kind == Multiple {
		return len(q.Options)
	}
	return 1
}
