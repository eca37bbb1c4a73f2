package quiz

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// Time is extra time for one person, or for everybody of a unit and below.
type Time struct {
	ID        uuid.UUID  `json:"id"`
	LessonID  uuid.UUID  `json:"lesson_id"`
	PersonID  *uuid.UUID `json:"person_id"`
	UnitID    *uuid.UUID `json:"unit_id"`
	Seconds   int        `json:"seconds"`
	Reason    string     `json:"reason"`
	GrantedAt time.Time  `json:"granted_at"`
	Moved     int        `json:"moved" doc:"open attempts whose deadline moved at once"`
}

// TimeFor is whom extra time for a unit would reach at this moment.
type TimeFor struct {
	UnitID  uuid.UUID `db:"unit_id" json:"unit_id"`
	Unit    string    `db:"unit" json:"unit"`
	People  int       `db:"people" json:"people" doc:"of the unit and below, enrolled in the revision of this quiz"`
	Running int       `db:"running" json:"running" doc:"of them, whose open attempt still accepts: its deadline moves at once"`
	Names   []string  `db:"-" json:"names" nullable:"false" doc:"the first ten of those who are running"`
	Given   int       `db:"given" json:"given" doc:"seconds given to exactly this unit before"`
}

// PreviewTime says whom GrantTime would reach, before anything is given: a
// whole operation, for trainers and the training administration. Refuses with
// ErrNoQuiz, ErrNotEnrolled for a unit there is not.
func (s *Service) PreviewTime(ctx context.Context, lessonID, unitID uuid.UUID) (TimeFor, error) {
	z, err := s.quizOf(ctx, s.db, lessonID)
	if err != nil {
		return TimeFor{}, err
	}
	who := struct {
		TimeFor
		Names json.RawMessage `db:"names"`
	}{}
	err = s.db.Get(ctx, &who, sqls.PreviewTime, z.ID, unitID, Grace.Seconds())
	if db.NoRow(err) {
		return TimeFor{}, ErrNotEnrolled
	}
	if err == nil {
		err = json.Unmarshal(who.Names, &who.TimeFor.Names)
	}
	return who.TimeFor, err
}

// GrantTime gives extra time, before or during an attempt, and writes the
// audit row: a whole operation, for trainers and the training administration.
// Deadlines of open attempts move at once, the learner's clock hears of it
// with the next save or sign of its screen. Each call gives anew. Refuses with
// ErrNoQuiz and ErrInvalid.
func (s *Service) GrantTime(ctx context.Context, actor access.Actor, g Time) (Time, error) {
	if (g.PersonID == nil) == (g.UnitID == nil) {
		return Time{}, fault.ErrInvalid.At(field("/person_id", "one-of", "Pilih satu orang atau satu unit.", "Choose one person or one unit."))
	}
	g.ID = uuid.Must(uuid.NewV7())
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		z, err := s.quizOf(ctx, tx, g.LessonID)
		if err != nil {
			return err
		}
		err = tx.Get(ctx, &g.GrantedAt, sqls.InsertExtraTime, g.ID, z.ID, g.PersonID, g.UnitID, g.Seconds, g.Reason, actor.AccountID)
		if db.Violates(err, "extra_times_person") || db.Violates(err, "extra_times_unit") {
			return ErrNotEnrolled
		}
		if err != nil {
			return err
		}
		g.GrantedAt = g.GrantedAt.UTC()
		var moved []uuid.UUID
		if err := tx.Select(ctx, &moved, sqls.MoveDeadlines, z.ID, g.PersonID, g.UnitID, g.Seconds, Grace.Seconds()); err != nil {
			return err
		}
		for _, id := range moved {
			if _, err := tx.Exec(ctx, sqls.AddEvent, id, "extra-time", g.Seconds, "{}"); err != nil {
				return err
			}
		}
		g.Moved = len(moved)
		if _, err := tx.Exec(ctx, sqls.NoteMoved, g.ID, g.Moved); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.grant-time", g.ID.String(), map[string]any{"quiz_id": z.ID, "person_id": g.PersonID,
			"unit_id": g.UnitID, "seconds": g.Seconds, "reason": g.Reason, "moved": len(moved)})
	})
	return g, err
}

// Reopen opens a closed attempt again for so many seconds, with its paper and
// answers, and writes the audit row: a whole operation, for trainers and the
// training administration, when power or network ended a sitting. Not one that
// has passed: its lesson, certificate and entry stand. Refuses with
// ErrNoAttempt, ErrNotReopened.
func (s *Service) Reopen(ctx context.Context, attemptID uuid.UUID, seconds int, reason string) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var a Attempt
		err := tx.Get(ctx, &a, sqls.LockAttemptByID, attemptID)
		switch {
		case db.NoRow(err):
			return ErrNoAttempt
		case err != nil:
			return err
		case a.State == Open || a.completes():
			return ErrNotReopened
		}
		if _, err := tx.Exec(ctx, sqls.ClearMarks, a.ID); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, sqls.ReopenAttempt, a.ID, seconds)
		if db.Violates(err, "attempts_one_open") {
			return ErrNotReopened
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.AddEvent, a.ID, "reopened", seconds, "{}"); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.reopen", a.ID.String(), map[string]any{"quiz_id": a.QuizID, "person_id": a.PersonID,
			"seconds": seconds, "reason": reason, "state": a.State, "points": a.Points, "closed_at": a.ClosedAt})
	})
}
