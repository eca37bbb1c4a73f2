package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// overdueAtOnce bounds one run of the sweep.
const overdueAtOnce = 200

// closing says which attempts a closing may close.
type closing bool

const (
	byLearner   closing = false // handed in, or expired if too late for that
	onlyOverdue closing = true  // leave one alone that still accepts
)

// Submit hands in an own attempt and gives the result: a whole operation. It
// grades the saved answers; nothing is handed in with it. Handing in again
// gives the same result and changes nothing. After deadline and grace the
// attempt is closed as expired and graded just the same. A passing grade
// completes the lesson (and with the last lesson the course, its certificate
// and its JP) in the same transaction. Refuses with ErrNoAttempt.
func (s *Service) Submit(ctx context.Context, actor access.Actor, attemptID uuid.UUID) (AttemptResult, error) {
	if err := s.closeOne(ctx, s.db, actor.PersonID, attemptID, byLearner); err != nil {
		return AttemptResult{}, err
	}
	return s.Review(ctx, actor, attemptID)
}

// closeOne is a whole operation: it closes and grades one attempt unless that
// was done before. All closing goes this way.
func (s *Service) closeOne(ctx context.Context, d *db.DB, personID, attemptID uuid.UUID, which closing) error {
	return d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var a Attempt
		err := tx.Get(ctx, &a, sqls.LockAttempt, attemptID, personID)
		if db.NoRow(err) {
			return ErrNoAttempt
		}
		if err != nil || a.State != Open {
			return err
		}
		// The moment the request began its transaction: waiting for the lock
		// must not turn a timely hand-in into a late one.
		now, err := tx.Now(ctx)
		if err != nil || (which == onlyOverdue && !a.Overdue(now)) {
			return err
		}
		return s.grade(ctx, tx, a, now)
	})
}

type sheetRow struct {
	No     int        `db:"no"`
	Right  db.Strings `db:"right_options"`
	Voided bool       `db:"voided"`
	Chosen db.Strings `db:"chosen"`
}

// grade is a step: it grades a locked open attempt, closes it, and completes
// the lesson when it passed.
func (s *Service) grade(ctx context.Context, tx *db.Tx, a Attempt, now time.Time) error {
	var rows []sheetRow
	if err := tx.Select(ctx, &rows, sqls.SheetOf, a.ID); err != nil {
		return err
	}
	sheets, nos := make([]Sheet, len(rows)), make([]int64, len(rows))
	for i, r := range rows {
		sheets[i], nos[i] = Sheet{No: r.No, Right: r.Right, Chosen: r.Chosen, Voided: r.Voided}, int64(r.No)
	}
	g := GradeOf(sheets, a.MaxPoints, a.PassPercent)
	if _, err := tx.Exec(ctx, sqls.MarkItems, a.ID, db.Array(nos), db.Array(g.Correct)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.CloseAttempt, a.ID, string(a.ClosesAs(now)), g.Points, g.Passed); err != nil {
		return err
	}
	if !g.Passed {
		return nil
	}
	_, err := s.courses.CompleteLesson(ctx, tx, a.EnrolmentID, a.LessonID)
	return err
}

// CloseOverdue is the job quiz.close-overdue: it closes up to 200 attempts
// whose deadline and grace have passed, each in its own transaction, by the
// same path as Submit. Running it twice, or twice at once, is safe: an attempt
// that is closed stays as it is. One that cannot be closed is logged and does
// not hold up the others; the next run tries it again, so the job itself
// fails only when it could not even look.
func (s *Service) CloseOverdue(ctx context.Context, _ json.RawMessage) error {
	d := s.db.Slow()
	var due []struct {
		ID       uuid.UUID `db:"id"`
		PersonID uuid.UUID `db:"person_id"`
	}
	if err := d.Select(ctx, &due, sqls.OverdueAttempts, Grace.Seconds(), overdueAtOnce); err != nil {
		return err
	}
	for _, a := range due {
		err := s.closeOne(ctx, d, a.PersonID, a.ID, onlyOverdue)
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			s.log.ErrorContext(ctx, "overdue attempt not closed", "attempt", a.ID, "cause", err)
		}
	}
	return nil
}
