package marking

import (
	"context"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// Waiting is one quiz in the queue, in numbers alone.
type Waiting struct {
	LessonID         uuid.UUID  `db:"lesson_id" json:"lesson_id"`
	Title            string     `db:"title" json:"title"`
	CourseTitle      string     `db:"course_title" json:"course_title"`
	Markers          int        `db:"markers" json:"markers" doc:"1 or 2"`
	Tolerance        kinds.Mark `db:"tolerance_percent" json:"-"`
	TolerancePercent float64    `db:"-" json:"tolerance_percent"`
	Waiting          int        `db:"waiting" json:"waiting" doc:"sheets that are not done"`
	Disputed         int        `db:"disputed" json:"disputed" doc:"of them, those that wait for a moderator"`
	InHand           int        `db:"in_hand" json:"in_hand" doc:"turns somebody holds now"`
	Done             int        `db:"done" json:"done" doc:"within 30 days"`
	Held             int        `db:"held" json:"held" doc:"sheets the reader has begun"`
	CanMark          int        `db:"can_mark" json:"can_mark" doc:"sheets the reader could take now"`
	CanModerate      int        `db:"can_moderate" json:"can_moderate"`
	DaysWaiting      int        `db:"days_waiting" json:"days_waiting" doc:"of the oldest, in whole days"`
}

// Queue tells what waits, by quiz, at most 500: a whole operation of one
// statement, for markers and auditors. No names, no moments.
func (s *Service) Queue(ctx context.Context, actor access.Actor) ([]Waiting, error) {
	list := []Waiting{}
	if err := s.db.Select(ctx, &list, sqls.Queue, actor.PersonID, DefaultTolerance); err != nil {
		return nil, err
	}
	mayMark := actor.HasAny(access.Trainer, access.TrainingAdmin)
	for i := range list {
		list[i].TolerancePercent = list[i].Tolerance.Float()
		if !mayMark {
			list[i].CanMark, list[i].CanModerate = 0, 0
		}
	}
	return list, nil
}

// Plan is how a quiz is marked.
type Plan struct {
	Markers          int     `json:"markers" minimum:"1" maximum:"2"`
	TolerancePercent float64 `json:"tolerance_percent" minimum:"0" maximum:"100" doc:"of an item's points: how far two marks may be apart"`
}

// SetPlan decides how a quiz is marked and writes the audit row: a whole
// operation, for trainers and the training administration. Sheets that nobody
// has begun follow it, the others keep what they began with. Refuses with
// ErrNoQuiz.
func (s *Service) SetPlan(ctx context.Context, actor access.Actor, lessonID uuid.UUID, p Plan) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		quizID, err := s.quizOf(ctx, tx, lessonID)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.SetPlan, quizID, p.Markers, p.TolerancePercent, actor.AccountID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.ReplanSheets, quizID, p.Markers, p.TolerancePercent); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "marking.set-plan", quizID.String(), map[string]any{"markers": p.Markers, "tolerance_percent": p.TolerancePercent})
	})
}

func (s *Service) quizOf(ctx context.Context, r reading, lessonID uuid.UUID) (id uuid.UUID, err error) {
	err = r.Get(ctx, &id, sqls.QuizOfLesson, lessonID)
	if db.NoRow(err) {
		err = ErrNoQuiz
	}
	return id, err
}
