package quiz

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// Answer is the whole state of one item as the learner left it.
type Answer struct {
	No     int
	Seq    int64    // see "How an answer is saved" in the package comment; above 0
	Chosen []string // as the kind of the question writes it (bank/kinds): option ids in any order, …; empty clears the item
}

// SavedAnswer is the acknowledgement of an answer. It exists only after the commit.
type SavedAnswer struct {
	SavedAt     time.Time `json:"saved_at" doc:"when the stored answer was saved"`
	SecondsLeft int       `json:"seconds_left"`
	Seq         int64     `json:"seq" doc:"of the answer that is stored now"`
	Stale       bool      `json:"stale" doc:"true: a newer answer is stored, this one is not"`
	Chosen      []string  `json:"chosen,omitempty" doc:"with stale: the answer that is stored"`
}

// savedRow is what the statement says.
type savedRow struct {
	Refusal     string     `db:"refusal"`
	Seq         int64      `db:"seq"`
	SavedAt     time.Time  `db:"saved_at"`
	SecondsLeft int        `db:"seconds_left"`
	Stale       bool       `db:"stale"`
	Chosen      db.Strings `db:"chosen"`
}

// SaveAnswer saves the answer of one item of an own open attempt: a whole
// operation of one statement. What it acknowledges will be graded (unless a
// newer act replaces it). Refuses with ErrNoAttempt, ErrAttemptClosed,
// ErrAttemptExpired, ErrOtherDevice, ErrNoItem, ErrItemGraded,
// ErrForeignOption, ErrTooManyOptions, ErrTooLong, ErrForeignFile (not a
// complete upload of this item); after a refusal the stored answer is what it was. An older act is no refusal: see
// SavedAnswer.Stale.
func (s *Service) SaveAnswer(ctx context.Context, actor access.Actor, attemptID uuid.UUID, answer Answer) (SavedAnswer, error) {
	if unwritable(answer.Chosen) {
		return SavedAnswer{}, ErrForeignOption.At(fault.Field{Pointer: "/chosen", Code: "unknown", ID: "Jawaban memuat huruf yang tidak dapat disimpan.",
			EN: "The answer has a character that cannot be stored."}).Fact("retry", false)
	}
	row, err := s.commitAnswer(db.First(ctx), actor, attemptID, answer.No, answer.Seq, once(answer.Chosen))
	if db.NoRow(err) {
		return SavedAnswer{}, ErrNoAttempt
	}
	if err != nil {
		return SavedAnswer{}, err
	}
	if row.Refusal != "" {
		return SavedAnswer{}, refusalOf(row)
	}
	return SavedAnswer{SavedAt: row.SavedAt.UTC(), SecondsLeft: row.SecondsLeft, Seq: row.Seq, Stale: row.Stale, Chosen: row.Chosen}, nil
}

// once drops repeats and keeps the order: whether an order means something is
// known to the item, which the statement reads; it sorts sets.
func once(chosen []string) db.Strings {
	out := make(db.Strings, 0, len(chosen))
	for _, c := range chosen {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// unwritable reports text that Postgres cannot hold.
func unwritable(chosen []string) bool {
	return slices.ContainsFunc(chosen, func(c string) bool { return strings.ContainsRune(c, 0) })
}

// refusalOf translates the statement's verdict. None of these gets better by
// sending the same again.
func refusalOf(row savedRow) error {
	var f *fault.Fault
	switch row.Refusal {
	case string(Submitted):
		f = ErrAttemptClosed
	case string(Expired), "overdue":
		f = ErrAttemptExpired
	case "no-item":
		f = ErrNoItem
	case "other-device":
		f = ErrOtherDevice
	case "late-unproven":
		f = ErrLateUnproven
	case "item-graded":
		f = ErrItemGraded
	case "too-long":
		f = ErrTooLong.At(fault.Field{Pointer: "/chosen", Code: "too-long", ID: "Persingkat jawabannya.", EN: "Make the answer shorter."})
	case "too-many":
		f = ErrTooManyOptions.At(fault.Field{Pointer: "/chosen", Code: "too-many", ID: "Kurangi pilihannya.", EN: "Choose fewer."})
	case "foreign-file":
		f = ErrForeignFile
	default: // foreign-option
		f = ErrForeignOption.At(fault.Field{Pointer: "/chosen", Code: "unknown", ID: "Pilihan tidak dikenal.", EN: "Unknown option."})
	}
	return f.Fact("retry", false).Fact("seconds_left", row.SecondsLeft)
}
