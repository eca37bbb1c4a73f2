package quiz

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
)

// Quiz is what a learner sees before starting.
type Quiz struct {
	QuizID           uuid.UUID     `json:"quiz_id"`
	LessonID         uuid.UUID     `json:"lesson_id"`
	CourseCode       string        `json:"course_code"`
	Title            string        `json:"title"`
	InstructionsHTML string        `json:"instructions_html"`
	Questions        int           `json:"questions" doc:"items on a paper"`
	DurationSeconds  int           `json:"duration_seconds"`
	PassPercent      int           `json:"pass_percent"`
	AttemptCap       int           `json:"attempt_cap" doc:"0: no limit"`
	AttemptsUsed     int           `json:"attempts_used"`
	AttemptsLeft     *int          `json:"attempts_left" doc:"null: no limit; granted ones are counted"`
	OpenAttemptID    *uuid.UUID    `json:"open_attempt_id"`
	Passed           bool          `json:"passed" doc:"an attempt of this quiz has passed"`
	Attempts         []AttemptLine `json:"attempts" doc:"own attempts, the latest first, at most 100"`
	Regraded         []RegradeNote `json:"regraded" nullable:"false" doc:"own attempts that were graded anew, the latest first"`
}

// AttemptLine is one line of a learner's attempts.
type AttemptLine struct {
	ID        uuid.UUID  `db:"id" json:"id"`
	Number    int        `db:"number" json:"number"`
	State     State      `db:"state" json:"state" enum:"open,submitted,expired"`
	StartedAt time.Time  `db:"started_at" json:"started_at"`
	ClosedAt  *time.Time `db:"closed_at" json:"closed_at"`
	Points    *int       `db:"points" json:"points"`
	MaxPoints int        `db:"max_points" json:"max_points"`
	Percent   *int       `db:"-" json:"percent" doc:"whole per cent, rounded down"`
	Passed    *bool      `db:"passed" json:"passed"`
}

// quizRead is a row of quiz.quizzes.
type quizRead struct {
	ID              uuid.UUID       `db:"id"`
	LessonID        uuid.UUID       `db:"lesson_id"`
	Title           string          `db:"title"`
	Instructions    string          `db:"instructions"`
	DurationSeconds int             `db:"duration_seconds"`
	PassPercent     int             `db:"pass_percent"`
	AttemptCap      int             `db:"attempt_cap"`
	DrawJSON        json.RawMessage `db:"draw"`
	parts           []Part
}

func (q quizRead) questions() (n int) {
	for _, p := range q.parts {
		n += p.Count
	}
	return n
}

// View shows a quiz to a learner who is enrolled: a whole operation. Refuses
// with courses.ErrLessonNotFound and ErrNoQuiz. An own attempt that is overdue
// is closed on the way.
func (s *Service) View(ctx context.Context, actor access.Actor, lessonID uuid.UUID) (Quiz, error) {
	lesson, z, err := s.quizFor(ctx, s.db, actor.PersonID, lessonID)
	if err != nil {
		return Quiz{}, err
	}
	open, err := s.openAttempt(ctx, s.db, z.ID, lesson)
	if err != nil {
		return Quiz{}, err
	}
	if open != nil {
		a, err := s.current(ctx, actor.PersonID, *open)
		if err != nil {
			return Quiz{}, err
		}
		if a.State != Open {
			open = nil
		}
	}
	var allowed Allowance
	if err := s.db.Get(ctx, &allowed, sqls.AllowanceOf, z.ID, lesson.EnrolmentID); err != nil {
		return Quiz{}, err
	}
	list := []AttemptLine{}
	if err := s.db.Select(ctx, &list, sqls.AttemptsOfLearner, z.ID, lesson.EnrolmentID); err != nil {
		return Quiz{}, err
	}
	for i, a := range list {
		if a.Points != nil {
			percent := Percent(*a.Points, a.MaxPoints)
			list[i].Percent = &percent
		}
	}
	regraded, err := s.regradeNotes(ctx, z.ID, lesson.EnrolmentID, nil)
	if err != nil {
		return Quiz{}, err
	}
	return Quiz{QuizID: z.ID, Regraded: regraded, LessonID: z.LessonID, CourseCode: lesson.CourseCode, Title: z.Title,
		InstructionsHTML: z.Instructions, Questions: z.questions(), DurationSeconds: z.DurationSeconds,
		PassPercent: z.PassPercent, AttemptCap: z.AttemptCap, AttemptsUsed: allowed.Used, AttemptsLeft: allowed.Left(),
		OpenAttemptID: open, Passed: allowed.Passed, Attempts: list}, nil
}

// quizFor is a step: the lesson of an enrolled person and its quiz.
func (s *Service) quizFor(ctx context.Context, r courses.Reader, personID, lessonID uuid.UUID) (courses.EnrolledLesson, quizRead, error) {
	lesson, err := s.courses.LessonFor(ctx, r, personID, lessonID)
	if err != nil {
		return lesson, quizRead{}, err
	}
	var z quizRead
	err = r.Get(ctx, &z, sqls.QuizOfLesson, lessonID)
	if db.NoRow(err) {
		return lesson, z, ErrNoQuiz
	}
	if err != nil {
		return lesson, z, err
	}
	return lesson, z, json.Unmarshal(z.DrawJSON, &z.parts)
}

// openAttempt is a step: the id of the learner's open attempt, or nil.
func (s *Service) openAttempt(ctx context.Context, r courses.Reader, quizID uuid.UUID, lesson courses.EnrolledLesson) (*uuid.UUID, error) {
	var id uuid.UUID
	err := r.Get(ctx, &id, sqls.OpenAttemptOf, quizID, lesson.EnrolmentID, lesson.PersonID)
	if db.NoRow(err) {
		return nil, nil
	}
	return &id, err
}
