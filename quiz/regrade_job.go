package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"lentera/internal/audit"
	"lentera/internal/db"
)

const regradeJob = "quiz.regrade"

type regradeArgs struct {
	ID uuid.UUID `json:"id"`
}

// regradeLineRow is a line to be done, and the history once it is.
type regradeLineRow struct {
	AttemptID   uuid.UUID  `json:"attempt_id"`
	EnrolmentID uuid.UUID  `json:"enrolment_id"`
	OldPoints   float64    `json:"old_points"`
	NewPoints   float64    `json:"new_points"`
	OldPassed   bool       `json:"old_passed"`
	NewPassed   bool       `json:"new_passed"`
	OldMarks    []itemMark `json:"old_marks"`
}

type itemMark struct {
	No   int     `json:"no"`
	Mark float64 `json:"mark"`
}

func linesToDo(all []remarked) []regradeLineRow {
	out := []regradeLineRow{}
	for _, r := range all {
		if r.changes() {
			out = append(out, regradeLineRow{r.AttemptID, r.EnrolmentID, points(r.Points), points(r.NewPoints), r.Passed, r.NewPassed,
				[]itemMark{{r.No, points(r.Mark)}}})
		}
	}
	return out
}

// workRegrade is the job quiz.regrade: it grades anew every attempt on the list
// of an approved correction, the attempts of one learner in one transaction,
// and marks the correction as done after the last. A line that is done is not
// done again, so the job may be killed and run again at any moment. A learner
// whose attempts cannot be graded does not hold up the others; the job then
// fails and is tried again.
func (s *Service) workRegrade(ctx context.Context, args json.RawMessage) error {
	var of regradeArgs
	if err := json.Unmarshal(args, &of); err != nil {
		return err
	}
	d := s.db.Slow()
	for {
		var waiting []uuid.UUID
		if err := d.Select(ctx, &waiting, sqls.WaitingEnrolments, of.ID); err != nil {
			return err
		}
		if len(waiting) == 0 {
			return s.finishRegrade(ctx, d, of.ID)
		}
		var failed error
		for _, enrolment := range waiting {
			if err := s.regradeOne(ctx, d, of.ID, enrolment); err != nil {
				s.log.ErrorContext(ctx, "attempts not graded anew", "regrade", of.ID, "enrolment", enrolment, "cause", err)
				failed = errors.Join(failed, err)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		if failed != nil {
			return fmt.Errorf("regrade %s: %w", of.ID, failed)
		}
	}
}

// regradeOne is a whole operation: the attempts of one enrolment that are on
// the list are graded anew, what they had before stays on the line, and the
// lesson follows: done for who newly passes, open again for who no longer
// does, with certificate and ledger entry in the same transaction.
func (s *Service) regradeOne(ctx context.Context, d *db.DB, id, enrolment uuid.UUID) error {
	return d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var locked []uuid.UUID // attempt → enrolment → certificate → entry
		if err := tx.Select(ctx, &locked, sqls.LockAttemptsOf, enrolment); err != nil {
			return err
		}
		var waiting []uuid.UUID
		if err := tx.Select(ctx, &waiting, sqls.WaitingLines, id, enrolment); err != nil || len(waiting) == 0 {
			return err
		}
		// Not locked: approved and running, it changes only when no line waits.
		list, err := regradeInTx(ctx, tx, id)
		if err != nil {
			return err
		}
		policy := Policy(list.Policy)
		all, err := s.remarks(ctx, tx, list.correction(), &enrolment)
		if err != nil {
			return err
		}
		turned := outcomes(all, policy)
		todo := map[uuid.UUID]bool{}
		for _, a := range waiting {
			todo[a] = true
		}
		for _, r := range all {
			if todo[r.AttemptID] {
				if err := s.applyLine(ctx, tx, list, policy, r, turned[r.sitter()]); err != nil {
					return err
				}
			}
		}
		return s.turn(ctx, tx, all, turned, list.Reason)
	})
}

func regradeInTx(ctx context.Context, tx *db.Tx, id uuid.UUID) (g Regrade, err error) {
	err = tx.Get(ctx, &g, sqls.Regrades, id)
	return g, err
}

// applyLine is a step: one attempt gets its new marks, or keeps its own where
// they may only rise.
func (s *Service) applyLine(ctx context.Context, tx *db.Tx, g Regrade, policy Policy, r remarked, turned Outcome) error {
	state, to, passed := "applied", r.NewPoints, r.NewPassed
	if kept, was := r.under(policy); kept != r.NewPoints {
		state, to, passed = "kept", kept, was
	}
	if state == "applied" {
		if _, err := tx.Exec(ctx, sqls.Remark, r.AttemptID, r.No, r.NewMark == r.Most); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.Repoint, r.AttemptID, decimal(to), passed); err != nil {
			return err
		}
	}
	before, err := json.Marshal([]itemMark{{r.No, points(r.Mark)}})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.FinishLine, g.ID, r.AttemptID, state, decimal(r.Points), decimal(to), r.Passed, passed,
		string(before), string(turned)); err != nil {
		return err
	}
	return audit.Write(ctx, tx, "quiz.attempt-regraded", r.AttemptID.String(), map[string]any{"regrade_id": g.ID, "state": state,
		"old_points": points(r.Points), "new_points": points(to), "old_passed": r.Passed, "new_passed": passed, "outcome": turned})
}

// turn is a step: the lessons follow. Those that open again come first, so that
// a course is never finished and reopened in one transaction.
func (s *Service) turn(ctx context.Context, tx *db.Tx, all []remarked, turned map[sitter]Outcome, reason string) error {
	for _, now := range []Outcome{NowFails, NowPasses} {
		done := map[sitter]bool{}
		for _, r := range all {
			who := r.sitter()
			if turned[who] != now || done[who] {
				continue
			}
			done[who] = true
			err := error(nil)
			if now == NowFails {
				err = s.courses.ReopenLesson(ctx, tx, r.EnrolmentID, r.LessonID, reason)
			} else {
				_, err = s.courses.CorrectLesson(ctx, tx, r.EnrolmentID, r.LessonID)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// finishRegrade is a whole operation; the second time it changes nothing.
func (s *Service) finishRegrade(ctx context.Context, d *db.DB, id uuid.UUID) error {
	return d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, sqls.FinishRegrade, id)
		if err != nil || n == 0 {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.AnalyseAgain, id); err != nil {
			return err
		}
		g, err := regradeInTx(ctx, tx, id)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.regrade-done", id.String(), map[string]any{"attempts": g.Lines, "kept": g.LinesKept,
			"passes": g.Passes, "fails": g.Fails})
	})
}

// decimal writes units of 1/100000 as Postgres takes a numeric.
func decimal(units int64) string { return strconv.FormatFloat(points(units), 'f', 5, 64) }

// RegradeNote tells a learner that an own attempt was graded anew, and why.
type RegradeNote struct {
	RegradeID uuid.UUID `json:"regrade_id"`
	Number    int       `json:"number" doc:"of the attempt"`
	At        time.Time `json:"at"`
	Reason    string    `json:"reason"`
	Change    string    `json:"change" enum:"key,void"`
	Outcome   Outcome   `json:"outcome" enum:",passes,fails"`
	OldPoints float64   `json:"old_points"`
	NewPoints float64   `json:"new_points"`
	MaxPoints float64   `json:"max_points"`
}

// regradeNotes is a step: the notices of one enrolment at one quiz, or of one
// attempt.
func (s *Service) regradeNotes(ctx context.Context, quizID, enrolment uuid.UUID, attempt *uuid.UUID) ([]RegradeNote, error) {
	var rows []struct {
		RegradeID uuid.UUID `db:"regrade_id"`
		Number    int       `db:"number"`
		At        time.Time `db:"at"`
		Reason    string    `db:"reason"`
		Change    string    `db:"change"`
		Outcome   Outcome   `db:"outcome"`
		OldPoints int64     `db:"old_points"`
		NewPoints int64     `db:"new_points"`
		MaxPoints int64     `db:"max_points"`
	}
	if err := s.db.Select(ctx, &rows, sqls.RegradeNotes, quizID, enrolment, attempt); err != nil {
		return nil, err
	}
	out := make([]RegradeNote, len(rows))
	for i, r := range rows {
		out[i] = RegradeNote{r.RegradeID, r.Number, r.At.UTC(), r.Reason, r.Change, r.Outcome, points(r.OldPoints), points(r.NewPoints), points(r.MaxPoints)}
	}
	return out, nil
}

// linesOf is a step: what a regrade has done and has yet to do.
func (s *Service) linesOf(ctx context.Context, id uuid.UUID) ([]RegradeLine, error) {
	var rows []struct {
		AttemptID uuid.UUID `db:"attempt_id"`
		Title     string    `db:"title"`
		FullName  string    `db:"full_name"`
		Number    int       `db:"number"`
		State     string    `db:"state"`
		Outcome   Outcome   `db:"outcome"`
		OldPassed bool      `db:"old_passed"`
		NewPassed bool      `db:"new_passed"`
		Points    int64     `db:"points"`
		NewPoints int64     `db:"new_points"`
		MaxPoints int64     `db:"max_points"`
	}
	if err := s.db.Select(ctx, &rows, sqls.RegradeLines, id); err != nil {
		return nil, err
	}
	out := make([]RegradeLine, len(rows))
	for i, r := range rows {
		out[i] = RegradeLine{AttemptID: r.AttemptID, Learner: r.FullName, Quiz: r.Title, Number: r.Number, OldPoints: points(r.Points),
			NewPoints: points(r.NewPoints), MaxPoints: points(r.MaxPoints), OldPassed: r.OldPassed, NewPassed: r.NewPassed,
			State: r.State, Outcome: r.Outcome}
	}
	return out, nil
}
