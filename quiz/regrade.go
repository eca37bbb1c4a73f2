package quiz

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"lentera/bank"
	"lentera/bank/kinds"
	"lentera/internal/fault"
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
func remark(items []markedItem, mark func(chosen []string, most int64) (int64, error)) ([]remarked, error) {
	out := make([]remarked, len(items))
	for i, it := range items {
		now, err := mark(it.Chosen, it.Most)
		if err != nil {
			return nil, err
		}
		r := remarked{markedItem: it, NewMark: now}
		r.NewPoints = it.Points - it.Mark + r.NewMark
		r.NewPassed = it.Passed
		if r.changes() {
			r.NewPassed = it.MaxPoints > 0 && r.NewPoints*100 >= int64(it.PassPercent)*it.MaxPoints
		}
		out[i] = r
	}
	return out, nil
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

// anotherKey lays new members over the key in force (a policy or credits that
// are not named stay) and refuses, with ErrBadKey, one that does not fit the
// question or that people mark, and with ErrSameKey the one in force.
func anotherKey(now bank.KeyNow, members map[string]any) (json.RawMessage, error) {
	kind := kinds.Kind(now.Kind)
	if kinds.IsManual(kind) {
		return nil, ErrBadKey
	}
	var old, key map[string]any
	if err := errors.Join(json.Unmarshal(now.Key, &old), json.Unmarshal(now.Key, &key)); err != nil {
		return nil, err
	}
	maps.Copy(key, members)
	text, err := json.Marshal(key)
	if err != nil {
		return nil, err
	}
	if issues := kinds.Validate(kind, now.Content, text); len(issues) > 0 {
		bad := ErrBadKey
		for _, is := range issues {
			bad = bad.At(fault.Field{Pointer: "/key", Code: is.Code, ID: is.ID, EN: is.EN})
		}
		return nil, bad
	}
	if !now.Voided && same(old, key) {
		return nil, ErrSameKey
	}
	return text, nil
}

// same compares keys; right options are a set.
func same(a, b map[string]any) bool {
	for _, m := range []map[string]any{a, b} {
		if ids, ok := m["correct"].([]any); ok {
			slices.SortFunc(ids, func(x, y any) int { return cmp.Compare(fmt.Sprint(x), fmt.Sprint(y)) })
		}
	}
	one, _ := json.Marshal(a)
	two, _ := json.Marshal(b)
	return bytes.Equal(one, two)
}

// marker gives the mark of a response under a change.
func marker(c correction) func(chosen []string, most int64) (int64, error) {
	if c.Change == changeVoid {
		return func(_ []string, most int64) (int64, error) { return most, nil }
	}
	return func(chosen []string, most int64) (int64, error) {
		r, err := kinds.Grade(kinds.Kind(c.Kind), c.Content, c.NewKey, "", chosen, kinds.Mark(most))
		return int64(r.Mark), err
	}
}

// correction is what a regrade works with.
type correction struct {
	VersionID uuid.UUID       `db:"version_id"`
	Kind      string          `db:"kind"`
	Content   json.RawMessage `db:"content"`
	Change    string          `db:"change"`
	NewKey    json.RawMessage `db:"new_key"`
}

// What a correction changes.
const (
	changeKey  = "key"
	changeVoid = "void"
)
