package quiz

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"
)

// Policy says which marks a regrade may change.
type Policy string

// The policies; the first is the default. The person who approves chooses.
const (
	RaiseOnly Policy = "raise_only" // an attempt that would lose marks keeps what it has
	BothWays  Policy = "both_ways"
)

// Outcome of a regrade for a learner, over all their attempts at the quiz.
type Outcome string

// The outcomes.
const (
	Unmoved   Outcome = ""
	NowPasses Outcome = "passes" // had not passed, now has
	NowFails  Outcome = "fails"  // had passed, no longer has
)

// markedItem is one closed attempt with its mark for the version that is
// graded anew; marks in 1/100000 points.
type markedItem struct {
	AttemptID       uuid.UUID `db:"attempt_id"`
	EnrolmentID     uuid.UUID `db:"enrolment_id"`
	QuizID          uuid.UUID `db:"quiz_id"`
	LessonID        uuid.UUID `db:"lesson_id"`
	Title           string    `db:"title"`
	FullName        string    `db:"full_name"`
	Number          int       `db:"number"`
	No              int       `db:"no"`
	Chosen          choices   `db:"chosen"`
	Mark            int64     `db:"mark"`
	Most            int64     `db:"most"`
	Points          int64     `db:"points"`
	MaxPoints       int64     `db:"max_points"`
	Passed          bool      `db:"passed"`
	PassPercent     int       `db:"pass_percent"`
	PassedElsewhere bool      `db:"passed_elsewhere"` // by an attempt of this quiz without the version
}

// remarked is that attempt with what the new key gives.
type remarked struct {
	markedItem
	NewMark   int64
	NewPoints int64
	NewPassed bool
}

func (r remarked) changes() bool { return r.NewMark != r.Mark }

// under is the attempt as it ends under a policy.
func (r remarked) under(p Policy) (points int64, passed bool) {
	if p == RaiseOnly && r.NewPoints < r.Points {
		return r.Points, r.Passed
	}
	return r.NewPoints, r.NewPassed
}

// remark grades the version anew in each attempt; mark gives the mark of a
// response. The other items keep their marks.
func remark(items []markedItem, mark func(chosen []string, most int64) int64) []remarked {
	out := make([]remarked, len(items))
	for i, it := range items {
		r := remarked{markedItem: it, NewMark: mark(it.Chosen, it.Most)}
		r.NewPoints = it.Points - it.Mark + r.NewMark
		r.NewPassed = it.Passed
		if r.changes() {
			r.NewPassed = it.MaxPoints > 0 && r.NewPoints*100 >= int64(it.PassPercent)*it.MaxPoints
		}
		out[i] = r
	}
	return out
}

// sitter is one learner at one quiz.
type sitter struct{ enrolment, quiz uuid.UUID }

func (r remarked) sitter() sitter { return sitter{r.EnrolmentID, r.QuizID} }

// outcomes says for whom something turns under the policy: a learner has passed
// a quiz when any of their attempts has.
func outcomes(all []remarked, p Policy) map[sitter]Outcome {
	before, after := map[sitter]bool{}, map[sitter]bool{}
	for _, r := range all {
		_, passed := r.under(p)
		before[r.sitter()] = before[r.sitter()] || r.Passed || r.PassedElsewhere
		after[r.sitter()] = after[r.sitter()] || passed || r.PassedElsewhere
	}
	out := map[sitter]Outcome{}
	for who := range before {
		switch {
		case !before[who] && after[who]:
			out[who] = NowPasses
		case before[who] && !after[who]:
			out[who] = NowFails
		}
	}
	return out
}

// digest names a preview: an approval says which one its author has seen.
func digest(all []remarked) string {
	var lines []string
	for _, r := range all {
		if r.changes() {
			lines = append(lines, fmt.Sprintln(r.AttemptID, r.Points, r.NewPoints, r.Passed, r.NewPassed, r.PassedElsewhere))
		}
	}
	slices.Sort(lines)
	h := sha256.New()
	for _, l := range lines {
		_, _ = h.Write([]byte(l))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// choiceKey is the key of the choosing kinds.
type choiceKey struct {
	Correct []string `json:"correct"`
}

// keyOf reads and checks a key for a kind and its content: ErrBadKey for one
// that does not fit. (Here are the choosing kinds; others can be voided.)
func keyOf(kind string, content, key json.RawMessage) (choiceKey, error) {
	var k choiceKey
	var c struct {
		Options []AnswerOption `json:"options"`
	}
	if json.Unmarshal(key, &k) != nil || json.Unmarshal(content, &c) != nil {
		return k, ErrBadKey
	}
	switch kind {
	case Single, TrueFalse:
		if len(k.Correct) != 1 {
			return k, ErrBadKey
		}
	case Multiple:
		if len(k.Correct) == 0 {
			return k, ErrBadKey
		}
	default:
		return k, ErrBadKey
	}
	for i, id := range k.Correct {
		known := slices.ContainsFunc(c.Options, func(o AnswerOption) bool { return o.ID == id })
		if !known || slices.Contains(k.Correct[:i], id) {
			return k, ErrBadKey
		}
	}
	slices.Sort(k.Correct)
	return k, nil
}

// marker gives the mark of a response under a change.
func marker(change string, key json.RawMessage) (func(chosen []string, most int64) int64, error) {
	if change == changeVoid {
		return func(_ []string, most int64) int64 { return most }, nil
	}
	var k choiceKey
	if err := json.Unmarshal(key, &k); err != nil {
		return nil, err
	}
	return func(chosen []string, most int64) int64 {
		if sameOptions(k.Correct, chosen) {
			return most
		}
		return 0
	}, nil
}

// What a correction changes.
const (
	changeKey  = "key"
	changeVoid = "void"
)
