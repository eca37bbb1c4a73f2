package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/db"
)

// overdueAtOnce bounds one run of the sweep.
const overdueAtOnce = 200

// closing says whether an open attempt is closed at this moment, or why it must
// not be.
type closing func(a Attempt, now time.Time) (bool, error)

// onlyOverdue leaves one alone that still accepts.
func onlyOverdue(a Attempt, now time.Time) (bool, error) { return a.Overdue(now), nil }

// bySession closes what its learner hands in: submitted, or expired if too late
// for that.
func bySession(session uuid.UUID) closing {
	return func(a Attempt, now time.Time) (bool, error) {
		if !a.Overdue(now) && a.HeldElsewhere(session) {
			return false, ErrOtherDevice
		}
		return true, nil
	}
}

// Submit hands in an own attempt and gives the result: a whole operation. It
// grades the saved answers; nothing is handed in with it. Handing in again
// gives the same result and changes nothing. After deadline and grace the
// attempt is closed as expired and graded just the same. A passing grade
// completes the lesson (and with the last lesson the course, its certificate
// and its JP) in the same transaction. Refuses with ErrNoAttempt, and where one
// session only may save, another of the owner with ErrOtherDevice while the
// attempt accepts: the answers that wait on the device which holds it must not
// be shut out by one that does not.
func (s *Service) Submit(ctx context.Context, actor access.Actor, attemptID uuid.UUID) (AttemptResult, error) {
	ctx = db.First(ctx)
	if err := s.closeOne(ctx, s.db, actor.PersonID, attemptID, bySession(actor.SessionID)); err != nil {
		return AttemptResult{}, err
	}
	return s.Review(ctx, actor, attemptID)
}

// closeOne is a whole operation: it closes and grades one attempt unless that
// was done before. All closing goes this way.
func (s *Service) closeOne(ctx context.Context, d *db.DB, personID, attemptID uuid.UUID, closes closing) error {
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
		if err != nil {
			return err
		}
		if closed, err := closes(a, now); err != nil || !closed {
			return err
		}
		return s.grade(ctx, tx, a, now)
	})
}

type sheetRow struct {
	No      int        `db:"no"`
	Kind    string     `db:"kind"`
	Content []byte     `db:"content"`
	Key     []byte     `db:"key"`
	Voided  bool       `db:"voided"`
	Max     kinds.Mark `db:"max"`
	Section string     `db:"section"`
	Chosen  db.Strings `db:"chosen"`
}

func (r sheetRow) sheet() Sheet {
	return Sheet{No: r.No, Kind: kinds.Kind(r.Kind), Content: r.Content, Key: r.Key, Max: r.Max, Section: r.Section, Chosen: r.Chosen, Voided: r.Voided}
}

// grade is a step: it grades a locked open attempt, closes it, and completes
// the lesson when it passed and no score is withheld.
func (s *Service) grade(ctx context.Context, tx *db.Tx, a Attempt, now time.Time) error {
	var rows []sheetRow
	if err := tx.Select(ctx, &rows, sqls.SheetOf, a.ID); err != nil {
		return err
	}
	sheets := make([]Sheet, len(rows))
	for i, r := range rows {
		sheets[i] = r.sheet()
	}
	g, err := GradeOf(sheets, a.MaxPoints, a.Quiz.Rules)
	if err != nil {
		return err
	}
	if err := writeMarks(ctx, tx, a.ID, sheets, g.Marks); err != nil {
		return err
	}
	a.Pending, a.Passed = g.Pending, g.Passed
	a.Settled = !a.completes() || a.SettlesAtOnce(now)
	if _, err := tx.Exec(ctx, sqls.CloseAttempt, a.ID, string(a.ClosesAs(now)), g.Points.String(), g.Passed, g.Pending,
		g.sectionsJSON(), a.Settled); err != nil {
		return err
	}
	switch {
	case a.Settled && a.completes():
		_, err = s.courses.CompleteLesson(ctx, tx, a.EnrolmentID, a.LessonID)
	case a.Pending > 0 || !a.SettlesAtOnce(now): // passed or not: a day must not tell
		err = s.courses.Studied(ctx, tx, a.EnrolmentID)
	}
	return err
}

// completes reports a graded attempt by which its lesson is done.
func (a Attempt) completes() bool {
	return a.Pending == 0 && a.Passed != nil && (*a.Passed || a.Quiz.CompletesWhenHandedIn())
}

// settle is a step: it completes the lesson of a settled attempt that does, some
// time after its sitting; the day of learning was kept when it closed.
func (s *Service) settle(ctx context.Context, tx *db.Tx, a Attempt) error {
	if !a.Settled || !a.completes() {
		return nil
	}
	_, err := s.courses.CorrectLesson(ctx, tx, a.EnrolmentID, a.LessonID)
	return err
}

// writeMarks is a step: it stores the marks that are known.
func writeMarks(ctx context.Context, tx *db.Tx, attempt uuid.UUID, sheets []Sheet, marks []*kinds.Mark) error {
	nos, known := []int64{}, []string{}
	for i, m := range marks {
		if m != nil {
			nos, known = append(nos, int64(sheets[i].No)), append(known, m.String())
		}
	}
	_, err := tx.Exec(ctx, sqls.MarkItems, attempt, db.Array(nos), db.Array(known))
	return err
}

func (g Grade) sectionsJSON() *string {
	if len(g.Sections) == 0 {
		return nil
	}
	b, _ := json.Marshal(g.Sections) // plain numbers and texts
	text := string(b)
	return &text
}

// CloseOverdue is the job quiz.close-overdue: it closes up to 200 attempts
// whose deadline and grace have passed, each in its own transaction, by the
// same path as Submit. Running it twice, or twice at once, is safe: an attempt
// that is closed stays as it is. One that cannot be closed is logged and does
// not hold up the others; the next run tries it again, so the job itself
// fails only when it could not even look. It then completes the lessons of
// attempts whose score has been released.
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
	return s.settleReleased(ctx)
}
