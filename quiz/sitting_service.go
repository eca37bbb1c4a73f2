package quiz

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// Sign is what the screen of an attempt hears when it says that it is there.
type Sign struct {
	State       State     `db:"state" json:"state" enum:"open,submitted,expired"`
	DeadlineAt  time.Time `db:"deadline_at" json:"deadline_at"`
	ServerNow   time.Time `db:"server_now" json:"server_now"`
	SecondsLeft int       `db:"seconds_left" json:"seconds_left"`
	Held        bool      `db:"held" json:"held" doc:"another device holds this attempt"`
	Elsewhere   bool      `db:"elsewhere" json:"elsewhere" doc:"another device of the learner has this attempt open too"`
	FocusLog    bool      `db:"focus_log" json:"focus_log"`
}

// SignPresence says that the screen of an own attempt is there, and how long
// the learner had left the page since the last sign, where the quiz notes that
// (Rules.FocusLog): a whole operation. A screen does it every half minute.
// Absences of under a second and over a day are nonsense and dropped. Refuses
// with ErrNoAttempt.
func (s *Service) SignPresence(ctx context.Context, actor access.Actor, attemptID uuid.UUID, away []int) (Sign, error) {
	var sign Sign
	err := s.db.Get(ctx, &sign, sqls.SignPresence, attemptID, actor.PersonID, actor.SessionID)
	if db.NoRow(err) {
		return sign, ErrNoAttempt
	}
	if err != nil {
		return sign, err
	}
	sign.DeadlineAt, sign.ServerNow = sign.DeadlineAt.UTC(), sign.ServerNow.UTC()
	if sign.State != Open {
		sign.SecondsLeft = 0
	}
	if !sign.FocusLog || sign.State != Open || len(away) == 0 {
		return sign, nil
	}
	return sign, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var a Attempt
		if err := tx.Get(ctx, &a, sqls.LockAttempt, attemptID, actor.PersonID); err != nil || a.State != Open {
			return err
		}
		for _, seconds := range away {
			if seconds < 1 || seconds > 86400 {
				continue
			}
			if _, err := tx.Exec(ctx, sqls.AddEvent, attemptID, "focus-lost", seconds, "{}"); err != nil {
				return err
			}
		}
		return nil
	})
}

// TakeOver moves an own open attempt to this device, where only one may save:
// a whole operation. Saves of the other are refused from then on with
// ErrOtherDevice; what it saved before stays. Refuses with ErrNoAttempt,
// ErrAttemptClosed, and at the door like a start (Rules.Admits).
func (s *Service) TakeOver(ctx context.Context, actor access.Actor, attemptID uuid.UUID, entry Entry) (Paper, error) {
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var a Attempt
		err := tx.Get(ctx, &a, sqls.LockAttempt, attemptID, actor.PersonID)
		switch {
		case db.NoRow(err):
			return ErrNoAttempt
		case err != nil:
			return err
		case a.State != Open:
			return ErrAttemptClosed
		case a.Holder == nil || *a.Holder == actor.SessionID:
			return nil
		}
		if err := a.Quiz.Admits(entry); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.TakeOver, attemptID, actor.PersonID, actor.SessionID); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, sqls.AddEvent, attemptID, "taken-over", 0, "{}")
		return err
	})
	if err != nil {
		return Paper{}, err
	}
	return s.Paper(ctx, actor, attemptID)
}
