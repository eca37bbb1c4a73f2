package quiz

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"lentera/bank/kinds"
)

// Policy says which marks a regrade may change.
type Policy string

// The policies; the first is the default. The person who approves chooses.
const (
	RaiseOnly Policy = "raise_only" // an attempt that would lose marks keeps what it has
	BothWays  Policy = "both_ways"
)

// Effect of a regrade on a learner, over all their attempts at the quiz.
type Effect string

// The effects.
const (
	NoEffect  Effect = ""
	NowPasses Effect = "passes" // had not passed, now has
	NowFails  Effect = "fails"  // had passed, no longer has
)

// markedItem is one closed attempt that had the version that is graded anew.
type markedItem struct {
	AttemptID       uuid.UUID   `db:"attempt_id"`
	EnrolmentID     uuid.UUID   `db:"enrolment_id"`
	QuizID          uuid.UUID   `db:"quiz_id"`
	FullName        string      `db:"full_name"`
	Number          int         `db:"number"`
	No              int         `db:"no"`
	Chosen          choices     `db:"chosen"`
	Points          kinds.Mark  `db:"points"`
	MaxPoints       kinds.Mark  `db:"max_points"`
	Passed          *bool       `db:"passed"` // nil: an item waits for a marker
	Remedial        bool        `db:"remedial"`
	Paper           markedPaper `db:"paper"`
	PassedElsewhere bool        `db:"passed_elsewhere"` // by an attempt of this quiz without the version
}

// markedPaper is every item of an attempt with its mark, as one JSON column.
type markedPaper []struct {
	No      int         `json:"no"`
	Max     kinds.Mark  `json:"max"`
	Section string      `json:"section"`
	Mark    *kinds.Mark `json:"mark"`
}

// Scan reads the column.
func (p *markedPaper) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok {
		return fmt.Errorf("quiz: %T is not a paper", src)
	}
	return json.Unmarshal(b, p)
}

// remarked is that attempt with what the new key gives.
type remarked struct {
	markedItem
	Quiz    quizRead
	Max     kinds.Mark  // of the item
	Mark    *kinds.Mark // of the item, so far; nil: waits for a marker
	NewMark kinds.Mark
	New     Grade // of the whole attempt
}

func (r remarked) changes() bool { return r.Mark == nil || *r.Mark != r.NewMark }

// loses reports an attempt that has less by the new key.
func (r remarked) loses() bool {
	return r.New.Points < r.Points || r.Mark != nil && r.NewMark < *r.Mark
}

// keeps reports an attempt that a policy leaves as it is.
func (r remarked) keeps(p Policy) bool { return !r.changes() || p == RaiseOnly && r.loses() }

func holds(passed *bool) bool { return passed != nil && *passed }

// passes tells whether the attempt has passed once the policy has been applied.
func (r remarked) passes(p Policy) bool {
	if r.keeps(p) {
		return holds(r.Passed)
	}
	return holds(r.New.Passed)
}

// remark grades the version anew in each attempt. The other items keep their
// marks, whatever an earlier policy or a marker gave.
func remark(items []markedItem, quizzes map[uuid.UUID]quizRead, c correction) ([]remarked, error) {
	out := make([]remarked, len(items))
	for i, it := range items {
		r := remarked{markedItem: it, Quiz: quizzes[it.QuizID]}
		sheets, marks := make([]Sheet, len(it.Paper)), make([]*kinds.Mark, len(it.Paper))
		for j, p := range it.Paper {
			sheets[j], marks[j] = Sheet{No: p.No, Max: p.Max, Section: p.Section}, p.Mark
			if p.No != it.No {
				continue
			}
			m, err := MarkOf(Sheet{Kind: kinds.Kind(c.Kind), Content: c.Content, Key: c.NewKey, Max: p.Max, Chosen: it.Chosen,
				Voided: c.Change == changeVoid}, r.Quiz.Rules)
			if err != nil || m == nil {
				return nil, fmt.Errorf("quiz: attempt %s, item %d: no mark: %w", it.AttemptID, it.No, err)
			}
			r.Max, r.Mark, r.NewMark, marks[j] = p.Max, p.Mark, *m, m
		}
		r.New = Summed(sheets, marks, it.MaxPoints, r.Quiz.Rules)
		out[i] = r
	}
	return out, nil
}

// sitter is one learner at one quiz.
type sitter struct{ enrolment, quiz uuid.UUID }

func (r remarked) sitter() sitter { return sitter{r.EnrolmentID, r.QuizID} }

// effects says for whom something turns under the policy: a learner has passed
// a quiz when any of their attempts has. A pre-test is done when it is handed
// in, whatever its score.
func effects(all []remarked, p Policy) map[sitter]Effect {
	before, after := map[sitter]bool{}, map[sitter]bool{}
	for _, r := range all {
		if r.Quiz.CompletesWhenHandedIn() {
			continue
		}
		before[r.sitter()] = before[r.sitter()] || holds(r.Passed) || r.PassedElsewhere
		after[r.sitter()] = after[r.sitter()] || r.passes(p) || r.PassedElsewhere
	}
	out := map[sitter]Effect{}
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
			lines = append(lines, fmt.Sprintln(r.AttemptID, r.Points, r.New.Points, r.NewMark, holds(r.Passed), holds(r.New.Passed), r.PassedElsewhere))
		}
	}
	slices.Sort(lines)
	h := sha256.New()
	for _, l := range lines {
		_, _ = h.Write([]byte(l))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
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
