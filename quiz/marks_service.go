package quiz

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/db"
)

// ItemMark is what a marker gives for one item of a closed attempt.
type ItemMark struct {
	No   int
	Mark kinds.Mark // 0 … the item's points
}

// SetMarks is a step, for the marking of essays and files: it writes the marks
// of items that wait for a marker. With the last of them the attempt is graded
// for good: it passes or fails, and a pass completes the lesson in this same
// transaction (unless the score is withheld; see Attempt.SettlesAtOnce). It
// tells how many items still wait. Who may mark is the caller's rule. Refuses
// with ErrNoAttempt, ErrNotClosed, ErrNotWaiting (an item that waits for
// nobody: a mark that stands is changed by a regrade alone) and ErrMarkRange.
func (s *Service) SetMarks(ctx context.Context, tx *db.Tx, attemptID uuid.UUID, given []ItemMark) (waiting int, err error) {
	var a Attempt
	err = tx.Get(ctx, &a, sqls.LockAttemptByID, attemptID)
	switch {
	case db.NoRow(err):
		return 0, ErrNoAttempt
	case err != nil:
		return 0, err
	case a.State == Open:
		return 0, ErrNotClosed
	}
	var rows []markedRow
	if err := tx.Select(ctx, &rows, sqls.MarksOf, attemptID); err != nil {
		return 0, err
	}
	sheets, marks := make([]Sheet, len(rows)), make([]*kinds.Mark, len(rows))
	for i, r := range rows {
		sheets[i], marks[i] = Sheet{No: r.No, Max: r.Max, Section: r.Section}, r.Mark
	}
	for _, m := range given {
		i := m.No - 1
		switch {
		case i < 0 || i >= len(rows) || marks[i] != nil:
			return 0, ErrNotWaiting.Fact("no", m.No)
		case m.Mark < 0 || m.Mark > rows[i].Max:
			return 0, ErrMarkRange.Fact("no", m.No).Fact("max_points", rows[i].Max.Float())
		}
		marks[i] = &m.Mark
	}
	if err := writeMarks(ctx, tx, a.ID, sheets, marks); err != nil {
		return 0, err
	}
	return s.regrade(ctx, tx, a, Summed(sheets, marks, a.MaxPoints, a.Quiz.Rules))
}

type markedRow struct {
	No      int         `db:"no"`
	Max     kinds.Mark  `db:"max"`
	Section string      `db:"section"`
	Mark    *kinds.Mark `db:"mark"`
}

// regrade is a step: it writes the grade of a closed attempt that waited.
func (s *Service) regrade(ctx context.Context, tx *db.Tx, a Attempt, g Grade) (int, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return 0, err
	}
	a.Pending, a.Passed = g.Pending, g.Passed
	a.Settled = !a.completes() || a.SettlesAtOnce(now)
	if _, err := tx.Exec(ctx, sqls.GradeAttempt, a.ID, g.Points.String(), g.Passed, g.Pending, g.sectionsJSON(), a.Settled); err != nil {
		return 0, err
	}
	return g.Pending, s.settle(ctx, tx, a)
}

// settleReleased completes the lessons of passed attempts whose score has been
// released since they closed, each in its own transaction; part of the job
// quiz.close-overdue. Running it twice, or twice at once, is safe.
func (s *Service) settleReleased(ctx context.Context) error {
	d := s.db.Slow()
	var due []struct {
		ID uuid.UUID `db:"id"`
	}
	if err := d.Select(ctx, &due, sqls.ReleasedAttempts, overdueAtOnce); err != nil {
		return err
	}
	for _, row := range due {
		err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.settleOne(ctx, tx, row.ID) })
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			s.log.ErrorContext(ctx, "released attempt not settled", "attempt", row.ID, "cause", err)
		}
	}
	return nil
}

func (s *Service) settleOne(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	var a Attempt
	var now time.Time
	err := tx.Get(ctx, &a, sqls.LockAttemptByID, id)
	if err == nil {
		now, err = tx.Now(ctx)
	}
	if err != nil || a.Settled || !a.SettlesAtOnce(now) {
		return err
	}
	a.Settled = true
	if _, err := tx.Exec(ctx, sqls.SettleAttempt, id); err != nil {
		return err
	}
	return s.settle(ctx, tx, a)
}
