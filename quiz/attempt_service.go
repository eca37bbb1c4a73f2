package quiz

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// starts bounds how often Start looks again after another start of the same
// learner came first.
const starts = 3

// Entry is what a learner brings to the door of an attempt.
type Entry struct {
	Code    string // the access code, where one is asked
	Address string // network address of the caller, as the edge knows it
}

// Start is Enter for a quiz that asks nothing at the door.
func (s *Service) Start(ctx context.Context, actor access.Actor, lessonID uuid.UUID) (p Paper, isNew bool, err error) {
	return s.Enter(ctx, actor, lessonID, Entry{})
}

// Enter starts an attempt of an enrolled learner, or gives the one that is
// open (isNew false): a whole operation. However many starts arrive at once,
// one attempt comes of them. The deadline is written here, by the database's
// clock, and starting is the only way to see questions. Refuses with
// courses.ErrLessonNotFound, ErrNoQuiz, ErrNotOpenYet, ErrWindowClosed,
// ErrWrongPlace, ErrWrongCode, ErrAlreadyPassed, ErrAttemptsUsedUp,
// ErrTooSoonAgain, ErrMarkingFirst, ErrSurveyDone, and ErrStartQueue while many start at once.
func (s *Service) Enter(ctx context.Context, actor access.Actor, lessonID uuid.UUID, entry Entry) (p Paper, isNew bool, err error) {
	leave, err := s.admit(ctx, actor.PersonID)
	if err != nil {
		return Paper{}, false, err
	}
	defer leave()
	for range starts {
		var id *uuid.UUID
		err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			id, isNew, err = s.start(ctx, tx, actor, lessonID, entry)
			return err
		})
		if err != nil {
			return Paper{}, false, err
		}
		if id == nil {
			continue // another start came first: its attempt is there to be found
		}
		p, err := s.Paper(ctx, actor, *id)
		if err != nil || p.State == Open {
			return p, isNew, err
		}
		// What was open was overdue and is closed now: start a new one.
	}
	return Paper{}, false, fault.ErrUnavailable.Because(fmt.Errorf("quiz: %d starts met others", starts)).After(time.Second)
}

// start is a step: the id of the open attempt, or of a new one; nil when a
// parallel start won.
func (s *Service) start(ctx context.Context, tx *db.Tx, actor access.Actor, lessonID uuid.UUID, entry Entry) (*uuid.UUID, bool, error) {
	lesson, z, err := s.quizFor(ctx, tx, actor.PersonID, lessonID)
	if err != nil {
		return nil, false, err
	}
	open, err := s.openAttempt(ctx, tx, z.ID, lesson)
	if open != nil || err != nil {
		return open, false, err
	}
	if z.Anonymous {
		return nil, false, ErrAnonymousSurvey
	}
	var may mayStart
	if err := tx.Get(ctx, &may, sqls.StartFacts, z.ID, lesson.EnrolmentID, actor.PersonID); err != nil {
		return nil, false, err
	}
	if z.Kind == Survey && may.Used > 0 {
		return nil, false, ErrSurveyDone
	}
	closes, remedial, err := z.Window(may.Now, may.Passed)
	if err != nil {
		return nil, false, err
	}
	if err := z.Admits(entry); err != nil {
		return nil, false, err
	}
	if err := may.MayStart(may.Now, time.Duration(z.DelaySeconds)*time.Second); err != nil {
		return nil, false, err
	}
	seed, form := newSeed(), FormOf(z.Kind, z.Pair, lesson.EnrolmentID, z.Draw)
	items, err := s.drawPaper(ctx, tx, lesson, z, form, seed, may.Used > 0)
	if err != nil {
		return nil, false, err
	}
	id := uuid.Must(uuid.NewV7())
	deadline := z.Deadline(may.Now, closes, time.Duration(may.Extra)*time.Second)
	// The number is 1 + the attempts counted above and unique: the cap holds
	// even when another attempt began and ended in between.
	n, err := tx.Exec(ctx, sqls.InsertAttempt, id, z.ID, lesson.EnrolmentID, actor.PersonID, may.Used+1, seed, may.Now, deadline,
		maxOf(items).String(), form, remedial, z.holder(actor))
	if err != nil || n == 0 {
		return nil, false, err
	}
	return &id, true, insertJSON(ctx, tx, sqls.InsertItems, items, id)
}

// mayStart is what the database knows of a learner at the door.
type mayStart struct {
	Allowance
	Extra int       `db:"extra_seconds"`
	Now   time.Time `db:"now"`
}

// holder is the session that holds a new attempt, where only one may save.
func (q quizRead) holder(actor access.Actor) *uuid.UUID {
	if !q.OneSession {
		return nil
	}
	return &actor.SessionID
}

// Admits checks place and code at the door: at a start, and when another
// device takes over. Refuses with ErrWrongPlace and ErrWrongCode. The code is
// compared without regard to capitals and spaces around it.
func (r Rules) Admits(e Entry) error {
	if len(r.Networks) > 0 && !within(e.Address, r.Networks) {
		return ErrWrongPlace
	}
	given, code := strings.ToLower(strings.TrimSpace(e.Code)), strings.ToLower(strings.TrimSpace(r.AccessCode))
	if code != "" && subtle.ConstantTimeCompare([]byte(given), []byte(code)) != 1 {
		return ErrWrongCode
	}
	return nil
}

func within(address string, networks []string) bool {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	for _, n := range networks {
		if p, err := netip.ParsePrefix(n); err == nil && p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

func maxOf(items []Item) (sum kinds.Mark) {
	for _, it := range items {
		sum += it.Max
	}
	return sum
}

// HasOpenAttempt tells whether a person sits in an attempt whose time has not
// run out. accounts asks it before an idle session ends: nobody is signed out
// in the middle of a quiz.
func (s *Service) HasOpenAttempt(ctx context.Context, personID uuid.UUID) (bool, error) {
	var open bool
	err := s.db.Get(ctx, &open, sqls.HasOpenAttempt, personID)
	return open, err
}
