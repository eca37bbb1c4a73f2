package quiz

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
)

// fewestResponses is how many people must have answered an anonymous survey
// before anything of it is shown: below that, who said what can be guessed.
const fewestResponses = 5

// SurveyItem is one question of an anonymous survey.
type SurveyItem struct {
	VersionID uuid.UUID      `json:"version_id"`
	Kind      string         `json:"kind"`
	StemHTML  string         `json:"stem_html"`
	Options   []AnswerOption `json:"options" nullable:"false"`
	Content   map[string]any `json:"content,omitempty"`
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
	Key      string          `db:"key"`
}

// surveyFor is a step: an anonymous survey of an enrolled person and its items.
func (s *Service) surveyFor(ctx context.Context, r reading, personID, lessonID uuid.UUID) (l courses.EnrolledLesson, z quizRead, rows []surveyRow, err error) {
	if l, z, err = s.quizFor(ctx, r, personID, lessonID); err != nil {
		return l, z, nil, err
	}
	if !z.Anonymous {
		return l, z, nil, ErrNoSurvey
	}
	pools := []string{}
	for _, p := range z.Draw {
		pools = append(pools, p.Pool)
	}
	err = r.Select(ctx, &rows, sqls.SurveyOf, l.RevisionID, db.Array(pools))
	return l, z, rows, err
}

// Survey shows an anonymous survey to somebody enrolled: a whole operation. It
// shows every question of its pools, in one order for all: a drawn paper would
// tell people apart. Refuses with courses.ErrLessonNotFound, ErrNoQuiz and
// ErrNoSurvey.
func (s *Service) Survey(ctx context.Context, actor access.Actor, lessonID uuid.UUID) ([]SurveyItem, error) {
	_, _, rows, err := s.surveyFor(ctx, s.db, actor.PersonID, lessonID)
	if err != nil {
		return nil, err
	}
	items := make([]SurveyItem, len(rows))
	for i, r := range rows {
		order, err := kinds.Order(kinds.Kind(r.Kind), r.Content, 0)
		if err != nil {
			return nil, err
		}
		var content kinds.ChoiceContent
		if chooses(r.Kind) { // a scale keeps its order
			if err := json.Unmarshal(r.Content, &content); err != nil {
				return nil, err
			}
			order = order[:0]
			for _, o := range content.Options {
				order = append(order, o.ID)
			}
		}
		items[i] = SurveyItem{VersionID: r.ID, Kind: r.Kind, StemHTML: r.StemHTML}
		if items[i].Options, items[i].Content, err = arranged(r.Kind, r.Content, order); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// Respond hands in an anonymous survey in one call and completes the lesson: a
// whole operation. The answers are stored under a random id, without person,
// session or time; that the person has answered is stored without the answers.
// (Whoever reads the database's files between two other answers could still
// tell from their places on disk; docs/quiz.md says so.) Once per person.
// Refuses like Survey, and with ErrSurveyDone, ErrNotOpenYet, ErrWindowClosed,
// ErrForeignOption, ErrTooManyOptions, ErrTooLong.
func (s *Service) Respond(ctx context.Context, actor access.Actor, lessonID uuid.UUID, answers []SurveyAnswer) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		lesson, z, rows, err := s.surveyFor(ctx, tx, actor.PersonID, lessonID)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, _, err := z.Window(now, false); err != nil {
			return err
		}
		body, err := checkedAnswers(rows, answers)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, sqls.InsertSurveyDone, z.ID, lesson.EnrolmentID)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrSurveyDone
		}
		if _, err := tx.Exec(ctx, sqls.InsertResponse, uuid.New(), z.ID, body); err != nil {
			return err
		}
		_, err = s.courses.CompleteLesson(ctx, tx, lesson.EnrolmentID, lessonID)
		return err
	})
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

// Responses gives what was said in an anonymous survey, for trainers, the
// training administration and auditors: a whole operation. While fewer than
// five people have answered it gives nothing. Refuses with ErrNoQuiz,
// ErrNoSurvey.
func (s *Service) Responses(ctx context.Context, lessonID uuid.UUID) ([][]SurveyAnswer, error) {
	z, err := s.quizOf(ctx, s.db, lessonID)
	if err != nil {
		return nil, err
	}
	if !z.Anonymous {
		return nil, ErrNoSurvey
	}
	var rows []json.RawMessage
	if err := s.db.Select(ctx, &rows, sqls.ResponsesOf, z.ID, fewestResponses); err != nil {
		return nil, err
	}
	out := make([][]SurveyAnswer, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal(r, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}
