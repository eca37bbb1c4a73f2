package quiz

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// AttemptResult is a closed attempt with its grade, what was right, and why.
type AttemptResult struct {
	AttemptID       uuid.UUID      `json:"attempt_id"`
	LessonID        uuid.UUID      `json:"lesson_id"`
	CourseCode      string         `json:"course_code"`
	Title           string         `json:"title"`
	Number          int            `json:"number"`
	State           State          `json:"state" enum:"submitted,expired"`
	StartedAt       time.Time      `json:"started_at"`
	ClosedAt        time.Time      `json:"closed_at"`
	Points          int            `json:"points"`
	MaxPoints       int            `json:"max_points"`
	Percent         int            `json:"percent" doc:"whole per cent, rounded down"`
	PassPercent     int            `json:"pass_percent"`
	Passed          bool           `json:"passed"`
	AttemptsLeft    *int           `json:"attempts_left" doc:"null: no limit"`
	CourseCompleted bool           `json:"course_completed"`
	NextLessonID    *uuid.UUID     `json:"next_lesson_id" doc:"the next lesson not yet done; null when not passed or none is left"`
	Items           []ReviewedItem `json:"items"`
	Regraded        []RegradeNote  `json:"regraded" nullable:"false" doc:"what was graded anew afterwards, the latest first"`
}

// ReviewedItem is one place of a closed paper.
type ReviewedItem struct {
	No              int              `json:"no"`
	Kind            string           `json:"kind" enum:"single,multiple,truefalse"`
	StemHTML        string           `json:"stem_html"`
	Options         []ReviewedOption `json:"options"`
	Correct         bool             `json:"correct"`
	Answered        bool             `json:"answered"`
	Voided          bool             `json:"voided" doc:"the question was faulty: everybody has its marks"`
	ExplanationHTML string           `json:"explanation_html"`
}

// ReviewedOption is an option with what is right and what was chosen.
type ReviewedOption struct {
	ID      string `json:"id"`
	HTML    string `json:"html"`
	Correct bool   `json:"correct"`
	Chosen  bool   `json:"chosen"`
}

type reviewRow struct {
	No              int             `db:"no"`
	Kind            string          `db:"kind"`
	StemHTML        string          `db:"stem_html"`
	OptionsJSON     json.RawMessage `db:"options"`
	OptionOrder     db.Strings      `db:"option_order"`
	Correct         bool            `db:"correct"`
	Right           db.Strings      `db:"right_options"`
	Voided          bool            `db:"voided"`
	ExplanationHTML string          `db:"explanation_html"`
	Chosen          db.Strings      `db:"chosen"`
}

// Review shows an own closed attempt with what was right and why: a whole
// operation. Refuses with ErrNoAttempt and, while it is open, ErrNotClosed.
func (s *Service) Review(ctx context.Context, actor access.Actor, attemptID uuid.UUID) (AttemptResult, error) {
	a, err := s.current(ctx, actor.PersonID, attemptID)
	if err != nil {
		return AttemptResult{}, err
	}
	if a.State == Open {
		return AttemptResult{}, ErrNotClosed.Fact("seconds_left", a.SecondsLeft(a.ServerNow))
	}
	res, err := s.summary(ctx, a.Attempt)
	if err != nil {
		return AttemptResult{}, err
	}
	var rows []reviewRow
	if err := s.db.Select(ctx, &rows, sqls.ReviewOf, attemptID, actor.PersonID); err != nil {
		return AttemptResult{}, err
	}
	if res.Regraded, err = s.regradeNotes(ctx, a.QuizID, a.EnrolmentID, &attemptID); err != nil {
		return AttemptResult{}, err
	}
	res.Items = make([]ReviewedItem, len(rows))
	for i, r := range rows {
		if res.Items[i], err = r.item(); err != nil {
			return AttemptResult{}, err
		}
	}
	return res, nil
}

// summary is everything of a result but its items.
func (s *Service) summary(ctx context.Context, a Attempt) (AttemptResult, error) {
	lesson, err := s.courses.LessonFor(ctx, s.db, a.PersonID, a.LessonID)
	if err != nil {
		return AttemptResult{}, err
	}
	var allowed Allowance
	if err := s.db.Get(ctx, &allowed, sqls.AllowanceOf, a.QuizID, a.EnrolmentID); err != nil {
		return AttemptResult{}, err
	}
	progress, err := s.courses.ProgressOf(ctx, s.db, a.EnrolmentID, a.LessonID)
	if err != nil {
		return AttemptResult{}, err
	}
	if !*a.Passed {
		progress.NextLessonID = nil
	}
	return AttemptResult{AttemptID: a.ID, LessonID: a.LessonID, CourseCode: lesson.CourseCode, Title: a.Title, Number: a.Number,
		State: a.State, StartedAt: a.StartedAt.UTC(), ClosedAt: a.ClosedAt.UTC(), Points: *a.Points, MaxPoints: a.MaxPoints,
		Percent: Percent(*a.Points, a.MaxPoints), PassPercent: a.PassPercent, Passed: *a.Passed, AttemptsLeft: allowed.Left(),
		CourseCompleted: progress.CourseCompleted, NextLessonID: progress.NextLessonID}, nil
}

func (r reviewRow) item() (ReviewedItem, error) {
	options, err := inOrder(r.OptionsJSON, r.OptionOrder)
	if err != nil {
		return ReviewedItem{}, err
	}
	it := ReviewedItem{No: r.No, Kind: r.Kind, StemHTML: r.StemHTML, Correct: r.Correct, Answered: len(r.Chosen) > 0, Voided: r.Voided,
		ExplanationHTML: r.ExplanationHTML, Options: make([]ReviewedOption, len(options))}
	for i, o := range options {
		it.Options[i] = ReviewedOption{ID: o.ID, HTML: o.HTML, Correct: slices.Contains(r.Right, o.ID), Chosen: slices.Contains(r.Chosen, o.ID)}
	}
	return it, nil
}
