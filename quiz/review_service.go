package quiz

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/db"
)

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
	shown := a.Shown(a.ServerNow)
	res, err := s.summary(ctx, a, shown)
	if err != nil {
		return AttemptResult{}, err
	}
	var rows []reviewRow
	if err := s.db.Select(ctx, &rows, sqls.ReviewOf, attemptID, actor.PersonID); err != nil {
		return AttemptResult{}, err
	}
	res.Regraded = []RegradeNote{}
	if shown.Score {
		if res.Regraded, err = s.regradeNotes(ctx, a.QuizID, a.EnrolmentID, &attemptID); err != nil {
			return AttemptResult{}, err
		}
	}
	res.Items = make([]ReviewedItem, len(rows))
	var files []AnswerFile
	for i, r := range rows {
		if res.Items[i], err = r.item(shown); err != nil {
			return AttemptResult{}, err
		}
		if r.Kind != string(kinds.File) {
			continue
		}
		if files == nil {
			files = []AnswerFile{}
			if err := s.db.Select(ctx, &files, sqls.FilesOf, attemptID); err != nil {
				return AttemptResult{}, err
			}
		}
		if err := s.tellFiles(attemptID, files, r.No, res.Items[i].Content, r.Content, append([]string{}, r.Chosen...)); err != nil {
			return AttemptResult{}, err
		}
	}
	return res, nil
}

// summary is everything of a result but its items.
func (s *Service) summary(ctx context.Context, a attemptRead, shown Shown) (AttemptResult, error) {
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
	if !a.Settled || !a.completes() {
		progress.NextLessonID = nil
	}
	res := AttemptResult{AttemptID: a.ID, LessonID: a.LessonID, CourseCode: lesson.CourseCode, Title: a.Title, Kind: a.Quiz.Kind, Number: a.Number,
		State: a.State, Outcome: OutcomeOf(a.State, a.HasLate, a.HeardAt, a.DeadlineAt), StartedAt: a.StartedAt.UTC(), ClosedAt: a.ClosedAt.UTC(),
		Shown: shown, Pending: a.Pending, Release: a.Quiz.ReleaseScore, ReleasesAt: a.releasesAt(), MaxPoints: a.MaxPoints.Float(),
		PassPercent: a.Quiz.PassPercent, AttemptsLeft: allowed.Left(), Sections: []SectionResult{},
		CourseCompleted: progress.CourseCompleted, NextLessonID: progress.NextLessonID}
	if !shown.Score {
		return res, nil
	}
	points, percent := a.Points.Float(), Percent(*a.Points, a.MaxPoints)
	res.Points, res.Percent, res.Passed = &points, &percent, a.Passed
	res.Sections, err = a.sectionResults()
	return res, err
}

func (a Attempt) sectionResults() ([]SectionResult, error) {
	out := []SectionResult{}
	if a.Sections == nil {
		return out, nil
	}
	var graded []SectionGrade
	err := json.Unmarshal(*a.Sections, &graded)
	for _, g := range graded {
		mark := 0
		for _, s := range a.Quiz.Sections {
			if s.Name == g.Name {
				mark = s.PassPercent
			}
		}
		out = append(out, SectionResult{g.Name, g.Points.Float(), g.MaxPoints.Float(), mark, g.Passed})
	}
	return out, err
}

// releasesAt is when a withheld score will be shown, where that is known.
func (a Attempt) releasesAt() *time.Time {
	if a.Quiz.ReleaseScore != AfterClose {
		return nil
	}
	if a.Remedial {
		return a.Quiz.RemedialClosesAt
	}
	return a.Quiz.ClosesAt
}

func (r reviewRow) item(shown Shown) (ReviewedItem, error) {
	it := ReviewedItem{No: r.No, Kind: r.Kind, StemHTML: r.StemHTML, Answered: len(r.Chosen) > 0, Chosen: r.Chosen, Section: r.Section,
		MaxPoints: r.Max.Float(), Pending: r.Mark == nil, Options: []ReviewedOption{}}
	options, content, err := arranged(r.Kind, r.Content, r.OptionOrder)
	if err != nil {
		return it, err
	}
	it.Content = content
	if shown.Score && r.Mark != nil {
		points, correct := r.Mark.Float(), *r.Mark == r.Max
		it.Points, it.Correct, it.Voided = &points, &correct, r.Voided
	}
	if shown.Explanations {
		it.ExplanationHTML = r.ExplanationHTML
	}
	for _, o := range options {
		it.Options = append(it.Options, ReviewedOption{ID: o.ID, HTML: o.HTML, Chosen: slices.Contains(r.Chosen, o.ID)})
	}
	if !shown.Answers || r.Key == nil {
		return it, nil
	}
	return it, it.reveal(r)
}

// reveal adds what is right.
func (it *ReviewedItem) reveal(r reviewRow) (err error) {
	if it.Right, err = kinds.Correct(kinds.Kind(r.Kind), r.Content, r.Key); err != nil {
		return err
	}
	for i, o := range it.Options {
		right := slices.Contains(it.Right, o.ID)
		it.Options[i].Correct = &right
	}
	if chooses(r.Kind) {
		it.Right = nil
		return nil
	}
	if err := json.Unmarshal(r.Key, &it.Key); err != nil {
		return err
	}
	delete(it.Key, "guide_html") // is for markers
	return it.judge(r)
}

// judge adds how the parts of an answer were judged by the key as it is now.
func (it *ReviewedItem) judge(r reviewRow) error {
	if kinds.IsManual(kinds.Kind(r.Kind)) {
		return nil
	}
	got, err := kinds.Grade(kinds.Kind(r.Kind), r.Content, r.Key, "", r.Chosen, r.Max)
	if err != nil {
		return err
	}
	for _, p := range got.Parts {
		it.Parts = append(it.Parts, ReviewedPart{p.ID, string(p.Verdict)})
	}
	return nil
}

// HasPassed reports a pass that may be told.
func (r AttemptResult) HasPassed() bool { return r.Passed != nil && *r.Passed }

// Score is the points that may be told, and -1 while they may not.
func (r AttemptResult) Score() float64 {
	if r.Points == nil {
		return -1
	}
	return *r.Points
}

// Record is how many attempts of an enrolment are closed, and how many of them
// were passed.
type Record struct {
	Taken  int `db:"taken" json:"taken"`
	Passed int `db:"passed" json:"passed"`
}

// RecordOf is a step: the attempts of an enrolment as evidence of a finished
// course.
func (s *Service) RecordOf(ctx context.Context, tx *db.Tx, enrolmentID uuid.UUID) (Record, error) {
	var r Record
	err := tx.Get(ctx, &r, sqls.AttemptsOfEnrolment, enrolmentID)
	return r, err
}
