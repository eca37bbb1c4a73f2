package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
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
	OldPoints   kinds.Mark `json:"old_points"`
	NewPoints   kinds.Mark `json:"new_points"`
	OldPassed   *bool      `json:"old_passed"`
	NewPassed   *bool      `json:"new_passed"`
	OldMarks    []itemMark `json:"old_marks"`
}

type itemMark struct {
	No   int         `json:"no"`
	Mark *kinds.Mark `json:"mark"` // nil: waited for a marker
}

func linesToDo(all []remarked) []regradeLineRow {
	out := []regradeLineRow{}
	for _, r := range all {
		if r.changes() {
			out = append(out, regradeLineRow{r.AttemptID, r.EnrolmentID, r.Points, r.New.Points, r.Passed, r.New.Passed,
				[]itemMark{{r.No, r.Mark}}})
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
		turned := effects(all, policy)
		todo := map[uuid.UUID]bool{}
		for _, a := range waiting {
			todo[a] = true
		}
		completes := map[sitter]bool{}
		for _, r := range all {
			if !todo[r.AttemptID] {
				continue
			}
			delete(todo, r.AttemptID)
			now, err := s.applyLine(ctx, tx, list, policy, r, turned[r.sitter()])
			if err != nil {
				return err
			}
			completes[r.sitter()] = completes[r.sitter()] || now
		}
		for attempt := range todo {
			if _, err := tx.Exec(ctx, sqls.LeaveLine, id, attempt); err != nil {
				return err
			}
		}
		return s.turn(ctx, tx, turned, completes, all, list.Reason)
	})
}

func regradeInTx(ctx context.Context, tx *db.Tx, id uuid.UUID) (g Regrade, err error) {
	err = tx.Get(ctx, &g, sqls.Regrades, id)
	return g, err
}

// applyLine is a step: one attempt gets its new marks, or keeps its own where
// they may only rise. It tells whether the attempt now completes its lesson.
func (s *Service) applyLine(ctx context.Context, tx *db.Tx, g Regrade, policy Policy, r remarked, turned Effect) (completes bool, err error) {
	state, to, passed := "kept", r.Points, r.Passed
	if !r.keeps(policy) {
		state, to, passed = "applied", r.New.Points, r.New.Passed
		if completes, err = s.rewrite(ctx, tx, r); err != nil {
			return false, err
		}
	}
	before, err := json.Marshal([]itemMark{{r.No, r.Mark}})
	if err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, sqls.FinishLine, g.ID, r.AttemptID, state, r.Points.String(), to.String(), r.Passed, passed,
		string(before), string(turned)); err != nil {
		return false, err
	}
	return completes, audit.Write(ctx, tx, "quiz.attempt-regraded", r.AttemptID.String(), map[string]any{"regrade_id": g.ID, "state": state,
		"old_points": r.Points, "new_points": to, "old_passed": r.Passed, "new_passed": passed, "outcome": turned})
}

// rewrite is a step: the item's mark and the grade of the attempt. It tells
// whether the attempt completes its lesson now; where the score is withheld for
// a time, the completion waits for the release like any other's.
func (s *Service) rewrite(ctx context.Context, tx *db.Tx, r remarked) (bool, error) {
	if err := writeMarks(ctx, tx, r.AttemptID, []Sheet{{No: r.No}}, []*kinds.Mark{&r.NewMark}); err != nil {
		return false, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	a := Attempt{Pending: r.New.Pending, Passed: r.New.Passed, Remedial: r.Remedial, Quiz: r.Quiz}
	a.Settled = !a.completes() || a.SettlesAtOnce(now)
	_, err = tx.Exec(ctx, sqls.GradeAttempt, r.AttemptID, r.New.Points.String(), r.New.Passed, r.New.Pending, r.New.sectionsJSON(), a.Settled)
	return a.Settled && a.completes(), err
}

// turn is a step: the lessons follow. Those that open again come first, so that
// a course is never finished and reopened in one transaction.
func (s *Service) turn(ctx context.Context, tx *db.Tx, turned map[sitter]Effect, completes map[sitter]bool, all []remarked, reason string) error {
	for _, now := range []Effect{NowFails, NowPasses} {
		done := map[sitter]bool{}
		for _, r := range all {
			who := r.sitter()
			if turned[who] != now || done[who] {
				continue
			}
			done[who] = true
			var err error
			switch {
			case now == NowFails:
				err = s.courses.ReopenLesson(ctx, tx, r.EnrolmentID, r.Quiz.LessonID, reason)
			case completes[who]:
				_, err = s.courses.CorrectLesson(ctx, tx, r.EnrolmentID, r.Quiz.LessonID)
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

// RegradeNote tells a learner that an own attempt was graded anew, and why.
type RegradeNote struct {
	RegradeID uuid.UUID `json:"regrade_id"`
	Number    int       `json:"number" doc:"of the attempt"`
	At        time.Time `json:"at"`
	Reason    string    `json:"reason"`
	Change    string    `json:"change" enum:"key,void"`
	Outcome   Effect    `json:"outcome" enum:",passes,fails"`
	OldPoints float64   `json:"old_points"`
	NewPoints float64   `json:"new_points"`
	MaxPoints float64   `json:"max_points"`
}

// regradeNotes is a step: the notices of one enrolment at one quiz, or of one
// attempt.
func (s *Service) regradeNotes(ctx context.Context, quizID, enrolment uuid.UUID, attempt *uuid.UUID) ([]RegradeNote, error) {
	var rows []struct {
		RegradeID uuid.UUID  `db:"regrade_id"`
		Number    int        `db:"number"`
		At        time.Time  `db:"at"`
		Reason    string     `db:"reason"`
		Change    string     `db:"change"`
		Outcome   Effect     `db:"outcome"`
		OldPoints kinds.Mark `db:"old_points"`
		NewPoints kinds.Mark `db:"new_points"`
		MaxPoints kinds.Mark `db:"max_points"`
	}
	if err := s.db.Select(ctx, &rows, sqls.RegradeNotes, quizID, enrolment, attempt); err != nil {
		return nil, err
	}
	out := make([]RegradeNote, len(rows))
	for i, r := range rows {
		out[i] = RegradeNote{r.RegradeID, r.Number, r.At.UTC(), r.Reason, r.Change, r.Outcome, r.OldPoints.Float(), r.NewPoints.Float(), r.MaxPoints.Float()}
	}
	return out, nil
}

// shownNotes is a step: the notices of attempts whose score the learner may see.
func (s *Service) shownNotes(ctx context.Context, quizID, enrolment uuid.UUID, lines []AttemptLine) ([]RegradeNote, error) {
	notes, err := s.regradeNotes(ctx, quizID, enrolment, nil)
	return slices.DeleteFunc(notes, func(n RegradeNote) bool {
		return !slices.ContainsFunc(lines, func(l AttemptLine) bool { return l.Number == n.Number && l.Points != nil })
	}), err
}

// linesOf is a step: what a regrade has done and has yet to do.
func (s *Service) linesOf(ctx context.Context, id uuid.UUID) ([]RegradeLine, error) {
	var rows []struct {
		AttemptID uuid.UUID  `db:"attempt_id"`
		Title     string     `db:"title"`
		FullName  string     `db:"full_name"`
		Number    int        `db:"number"`
		State     string     `db:"state"`
		Outcome   Effect     `db:"outcome"`
		OldPassed *bool      `db:"old_passed"`
		NewPassed *bool      `db:"new_passed"`
		Points    kinds.Mark `db:"points"`
		NewPoints kinds.Mark `db:"new_points"`
		MaxPoints kinds.Mark `db:"max_points"`
	}
	if err := s.db.Select(ctx, &rows, sqls.RegradeLines, id); err != nil {
		return nil, err
	}
	out := make([]RegradeLine, len(rows))
	for i, r := range rows {
		out[i] = RegradeLine{AttemptID: r.AttemptID, Learner: r.FullName, Quiz: r.Title, Number: r.Number, OldPoints: r.Points.Float(),
			NewPoints: r.NewPoints.Float(), MaxPoints: r.MaxPoints.Float(), OldPassed: r.OldPassed, NewPassed: r.NewPassed,
			State: r.State, Outcome: r.Outcome}
	}
	return out, nil
}
