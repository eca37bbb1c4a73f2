package quiz

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// AttemptGrant is further attempts for one person at one quiz.
type AttemptGrant struct {
	ID           uuid.UUID `json:"id"`
	LessonID     uuid.UUID `json:"lesson_id"`
	PersonID     uuid.UUID `json:"person_id"`
	Extra        int       `json:"extra"`
	Reason       string    `json:"reason"`
	GrantedAt    time.Time `json:"granted_at"`
	AttemptsLeft int       `json:"attempts_left" doc:"of the person, with this grant"`
}

// GrantAttempts gives a person 1 to 5 further attempts at a capped quiz, with
// a reason that stays on record, and writes the audit row: a whole operation,
// for the training administration (the route's rule). Each call grants anew.
// Refuses with ErrNotEnrolled, ErrNoQuiz, ErrNothingToGrant, and
// fault.ErrInvalid for a blank reason.
func (s *Service) GrantAttempts(ctx context.Context, actor access.Actor, g AttemptGrant) (AttemptGrant, error) {
	g.Reason = strings.TrimSpace(g.Reason)
	if g.Reason == "" {
		return AttemptGrant{}, fault.ErrInvalid.At(fault.Field{Pointer: "/reason", Code: "required",
			ID: "Tulis alasannya.", EN: "Write the reason."})
	}
	g.ID = uuid.Must(uuid.NewV7())
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		lesson, z, err := s.quizFor(ctx, tx, g.PersonID, g.LessonID)
		switch {
		case errors.Is(err, courses.ErrLessonNotFound):
			return ErrNotEnrolled
		case err != nil:
			return err
		case z.AttemptCap == 0:
			return ErrNothingToGrant
		}
		if err := tx.Get(ctx, &g.GrantedAt, sqls.InsertGrant, g.ID, z.ID, lesson.EnrolmentID, g.Extra, g.Reason, actor.AccountID); err != nil {
			return err
		}
		g.GrantedAt = g.GrantedAt.UTC()
		var allowed Allowance
		if err := tx.Get(ctx, &allowed, sqls.AllowanceOf, z.ID, lesson.EnrolmentID); err != nil {
			return err
		}
		g.AttemptsLeft = *allowed.Left()
		return audit.Write(ctx, tx, "quiz.grant-attempts", g.ID.String(), map[string]any{"quiz_id": z.ID,
			"enrolment_id": lesson.EnrolmentID, "person_id": g.PersonID, "extra": g.Extra, "reason": g.Reason})
	})
	return g, err
}
