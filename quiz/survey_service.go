package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
)

// fewestResponses is how many people must have answered an anonymous survey
// before anything of it is shown, and how many answers come to light together
// afterwards: with fewer, who said what can be guessed.
const fewestResponses = 5

// SurveySheet is an anonymous survey as somebody enrolled sees it.
type SurveySheet struct {
	LessonID         uuid.UUID  `json:"lesson_id"`
	CourseCode       string     `json:"course_code"`
	Title            string     `json:"title"`
	InstructionsHTML string     `json:"instructions_html"`
	State            string     `json:"state" enum:"open,not-open-yet,closed,done" doc:"done: this person has answered; only an open one has items"`
	OpensAt          *time.Time `json:"opens_at" doc:"while it is not open yet"`
	ClosesAt         *time.Time `json:"closes_at" doc:"of the window that is open, or is over"`
	Fewest           int        `json:"fewest" doc:"answers are shown in groups of at least so many"`
	SurveyEnd
	Items []SurveyItem `json:"items" nullable:"false"`
}

// SurveyEnd is where a survey leads once it is handed in.
type SurveyEnd struct {
	CourseCompleted bool       `json:"course_completed"`
	NextLessonID    *uuid.UUID `json:"next_lesson_id" doc:"the next lesson not yet done; null while this one is not, or none is left"`
}

// SurveyItem is one question of an anonymous survey.
type SurveyItem struct {
	VersionID uuid.UUID      `json:"version_id"`
	Kind      string         `json:"kind"`
	StemHTML  string         `json:"stem_html"`
	Options   []AnswerOption `json:"options" nullable:"false"`
	Content   map[string]any `json:"content,omitempty"`
	Section   string         `json:"section,omitempty"`
}

// SurveyAnswer is what was said to one question.
type SurveyAnswer struct {
	VersionID uuid.UUID `json:"version_id"`
	Chosen    []string  `json:"chosen" maxItems:"50" nullable:"false"`
}

type surveyRow struct {
	ID       uuid.UUID       `db:"id"`
	Kind     string          `db:"kind"`
	StemHTML string          `db:"stem_html"`
	Content  json.RawMessage `db:"content"`
	place    Item
}

// surveyFor is a step: an anonymous survey of an enrolled person. Refuses with
// ErrNoSurvey.
func (s *Service) surveyFor(ctx context.Context, r reading, personID, lessonID uuid.UUID) (l courses.EnrolledLesson, z quizRead, err error) {
	if l, z, err = s.quizFor(ctx, r, personID, lessonID); err == nil && !z.Anonymous {
		err = ErrNoSurvey
	}
	return l, z, err
}

// surveyRows is a step: the questions of a survey, in the order of its paper.
func (s *Service) surveyRows(ctx context.Context, r reading, revision uuid.UUID, z quizRead) ([]surveyRow, error) {
	bank, err := s.prepared(ctx, r, revision, z)
	if err != nil {
		return nil, err
	}
	places, err := surveyItems(z, bank)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(places))
	for i, p := range places {
		ids[i] = p.QuestionID
	}
	found, err := surveyVersions(ctx, r, ids)
	rows := make([]surveyRow, len(places))
	for i, p := range places {
		rows[i] = found[p.QuestionID]
		rows[i].place = p
	}
	return rows, err
}

func surveyVersions(ctx context.Context, r reading, ids []uuid.UUID) (map[uuid.UUID]surveyRow, error) {
	var rows []surveyRow
	err := r.Select(ctx, &rows, sqls.SurveyVersions, db.Array(ids))
	found := make(map[uuid.UUID]surveyRow, len(rows))
	for _, row := range rows {
		found[row.ID] = row
	}
	return found, err
}

// Survey shows an anonymous survey to somebody enrolled: a whole operation. All
// see the same questions in the same order. Refuses with
// courses.ErrLessonNotFound, ErrNoQuiz, ErrNoSurvey and, where questions have
// been retired, ErrTooFewQuestions.
func (s *Service) Survey(ctx context.Context, actor access.Actor, lessonID uuid.UUID) (SurveySheet, error) {
	lesson, z, err := s.surveyFor(ctx, s.db, actor.PersonID, lessonID)
	if err != nil {
		return SurveySheet{}, err
	}
	out := SurveySheet{LessonID: lessonID, CourseCode: lesson.CourseCode, Title: z.Title, InstructionsHTML: z.Instructions,
		State: "open", Fewest: fewestResponses, Items: []SurveyItem{}}
	var done bool
	if err := s.db.Get(ctx, &done, sqls.SurveyDone, z.ID, lesson.EnrolmentID); err != nil {
		return out, err
	}
	if done {
		out.State = "done"
		progress, err := s.courses.ProgressOf(ctx, s.db, lesson.EnrolmentID, lessonID)
		out.SurveyEnd = SurveyEnd{progress.CourseCompleted, progress.NextLessonID}
		return out, err
	}
	var now time.Time
	if err := s.db.Get(ctx, &now, sqls.Now); err != nil {
		return out, err
	}
	switch closes, _, err := z.Window(now, false); {
	case errors.Is(err, ErrNotOpenYet):
		out.State, out.OpensAt = "not-open-yet", z.OpensAt
		if z.OpensAt == nil || !now.Before(*z.OpensAt) { // between the two windows
			out.OpensAt = z.RemedialOpensAt
		}
		return out, nil
	case err != nil:
		out.State, out.ClosesAt = "closed", z.ClosesAt
		return out, nil
	default:
		out.ClosesAt = closes
	}
	rows, err := s.surveyRows(ctx, s.db, lesson.RevisionID, z)
	if err != nil {
		return out, err
	}
	for _, r := range rows {
		it := SurveyItem{VersionID: r.ID, Kind: r.Kind, StemHTML: r.StemHTML, Section: r.place.Section}
		if it.Options, it.Content, err = arranged(r.Kind, r.Content, r.place.OptionOrder); err != nil {
			return out, err
		}
		out.Items = append(out.Items, it)
	}
	return out, nil
}

// Respond hands in an anonymous survey in one call and completes the lesson: a
// whole operation. The answers are stored under a random id, without person,
// session or time; that the person has answered is stored without the answers.
// (Whoever reads the database's files between two other answers could still
// tell from their places on disk; docs/quiz.md says so.) Once per person.
// Refuses like Survey, and with ErrSurveyDone, ErrNotOpenYet, ErrWindowClosed,
// ErrForeignOption, ErrTooManyOptions, ErrTooLong.
func (s *Service) Respond(ctx context.Context, actor access.Actor, lessonID uuid.UUID, answers []SurveyAnswer) (end SurveyEnd, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		lesson, z, err := s.surveyFor(ctx, tx, actor.PersonID, lessonID)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		// One who has answered hears that, whatever the window is now.
		n, err := tx.Exec(ctx, sqls.InsertSurveyDone, z.ID, lesson.EnrolmentID)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrSurveyDone
		}
		if _, _, err := z.Window(now, false); err != nil {
			return err
		}
		rows, err := s.surveyRows(ctx, tx, lesson.RevisionID, z)
		if err != nil {
			return err
		}
		body, err := checkedAnswers(rows, answers)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.InsertResponse, uuid.New(), z.ID, body); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.ShowResponses, z.ID, fewestResponses); err != nil {
			return err
		}
		progress, err := s.courses.CompleteLesson(ctx, tx, lesson.EnrolmentID, lessonID)
		end = SurveyEnd{progress.CourseCompleted, progress.NextLessonID}
		return err
	})
	return end, err
}

func checkedAnswers(rows []surveyRow, answers []SurveyAnswer) (string, error) {
	given := map[uuid.UUID][]string{}
	for _, a := range answers {
		given[a.VersionID] = a.Chosen
	}
	kept := []SurveyAnswer{}
	for _, r := range rows {
		chosen, has := given[r.ID]
		if !has || len(chosen) == 0 {
			continue
		}
		limits, err := kinds.LimitsOf(kinds.Kind(r.Kind), r.Content)
		if err != nil {
			return "", fmt.Errorf("version %s: %w", r.ID, err)
		}
		chosen = limits.Normal(chosen)
		switch refusal := limits.Check(chosen); {
		case refusal == kinds.TooMany:
			return "", ErrTooManyOptions
		case refusal == kinds.TooLong:
			return "", ErrTooLong
		case refusal != kinds.Fits || unwritable(chosen):
			return "", ErrForeignOption
		}
		kept = append(kept, SurveyAnswer{r.ID, chosen})
	}
	body, err := json.Marshal(kept)
	return string(body), err
}
