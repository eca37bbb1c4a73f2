package quiz

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
	"lentera/internal/gather"
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

// gathering: when a hall answers together, saves that come close together share
// one statement and one commit; each is still told "saved" after that commit.
// From 200 saves a second the first waits for others, far below what a phone's
// network takes.
var gathering = gather.Options{Brisk: 5 * time.Millisecond, Company: 16 * time.Millisecond, Most: 16}

// sentAnswer is an answer on its way to the database.
type sentAnswer struct {
	Place   int       `json:"place"`
	Attempt uuid.UUID `json:"attempt"`
	Person  uuid.UUID `json:"person"`
	No      int       `json:"no"`
	Seq     int64     `json:"seq"`
	Chosen  []string  `json:"chosen"`
	Session uuid.UUID `json:"session"`
}

// gatheredRow is the verdict on one of them.
type gatheredRow struct {
	Place int `db:"place"`
	savedRow
}

type itemOfAttempt struct {
	attempt uuid.UUID
	no      int
}

func (a sentAnswer) item() itemOfAttempt { return itemOfAttempt{a.Attempt, a.No} }

// withCompany is for who came first and stayed alone: the statement for one is
// cheaper.
func withCompany(work gather.Work[sentAnswer, savedRow]) gather.Work[sentAnswer, savedRow] {
	return func(ctx context.Context, acts []sentAnswer) (map[int]savedRow, error) {
		if len(acts) == 1 {
			return nil, nil
		}
		return work(ctx, acts)
	}
}

// gathered saves acts of different items by the rules of SaveAnswer. An attempt
// that is locked, or not theirs, gives no row.
func gathered(d *db.DB) gather.Work[sentAnswer, savedRow] {
	return func(ctx context.Context, acts []sentAnswer) (map[int]savedRow, error) {
		for i := range acts {
			acts[i].Place = i
		}
		body, err := json.Marshal(acts)
		if err != nil {
			return nil, err
		}
		var rows []gatheredRow
		if err := d.Select(db.First(ctx), &rows, sqls.SaveGathered, string(body), Grace.Seconds()); err != nil {
			return nil, err
		}
		verdicts := make(map[int]savedRow, len(rows))
		for _, row := range rows {
			verdicts[row.Place] = row.savedRow
		}
		return verdicts, nil
	}
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
