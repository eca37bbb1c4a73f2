package quiz

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// Paper is an attempt as its learner sees it while it is open. It has no
// member for what is right.
type Paper struct {
	ID          uuid.UUID   `json:"id"`
	QuizID      uuid.UUID   `json:"quiz_id"`
	LessonID    uuid.UUID   `json:"lesson_id"`
	CourseCode  string      `json:"course_code"`
	Title       string      `json:"title"`
	Number      int         `json:"number"`
	State       State       `json:"state" enum:"open,submitted,expired"`
	StartedAt   time.Time   `json:"started_at"`
	DeadlineAt  time.Time   `json:"deadline_at"`
	ServerNow   time.Time   `json:"server_now"`
	SecondsLeft int         `json:"seconds_left"`
	Items       []PaperItem `json:"items"`
}

// PaperItem is one place on the paper, with what is saved for it.
type PaperItem struct {
	No       int            `json:"no"`
	Kind     string         `json:"kind" enum:"single,multiple,truefalse"`
	StemHTML string         `json:"stem_html"`
	Options  []AnswerOption `json:"options"`
	Chosen   []string       `json:"chosen"`
	Seq      int64          `json:"seq" doc:"of the stored answer; 0: none yet"`
	SavedAt  *time.Time     `json:"saved_at"`
}

type attemptRead struct {
	Attempt
	ServerNow time.Time `db:"server_now"`
}

// current is a whole operation: an own attempt as it is now. One that is
// overdue is closed first, so nobody ever sees an open attempt that no longer
// accepts. Refuses with ErrNoAttempt.
func (s *Service) current(ctx context.Context, personID, attemptID uuid.UUID) (attemptRead, error) {
	a, err := s.read(ctx, personID, attemptID)
	if err != nil || !a.Overdue(a.ServerNow) {
		return a, err
	}
	if err := s.closeOne(ctx, s.db, personID, attemptID, onlyOverdue); err != nil {
		return a, err
	}
	return s.read(ctx, personID, attemptID)
}

func (s *Service) read(ctx context.Context, personID, attemptID uuid.UUID) (attemptRead, error) {
	var a attemptRead
	err := s.db.Get(ctx, &a, sqls.AttemptOf, attemptID, personID)
	if db.NoRow(err) {
		return a, ErrNoAttempt
	}
	return a, err
}

type paperRow struct {
	No          int             `db:"no"`
	Kind        string          `db:"kind"`
	StemHTML    string          `db:"stem_html"`
	OptionsJSON json.RawMessage `db:"options"`
	OptionOrder db.Strings      `db:"option_order"`
	Chosen      db.Strings      `db:"chosen"`
	Seq         int64           `db:"seq"`
	SavedAt     *time.Time      `db:"saved_at"`
}

// Paper shows an own attempt with what is saved: a whole operation. A closed
// one shows its state and answers, never what was right. Refuses with
// ErrNoAttempt.
func (s *Service) Paper(ctx context.Context, actor access.Actor, attemptID uuid.UUID) (Paper, error) {
	a, err := s.current(ctx, actor.PersonID, attemptID)
	if err != nil {
		return Paper{}, err
	}
	lesson, err := s.courses.LessonFor(ctx, s.db, actor.PersonID, a.LessonID)
	if err != nil {
		return Paper{}, err
	}
	var rows []paperRow
	if err := s.db.Select(ctx, &rows, sqls.PaperOf, attemptID); err != nil {
		return Paper{}, err
	}
	p := Paper{ID: a.ID, QuizID: a.QuizID, LessonID: a.LessonID, CourseCode: lesson.CourseCode, Title: a.Title,
		Number: a.Number, State: a.State, StartedAt: a.StartedAt.UTC(), DeadlineAt: a.DeadlineAt.UTC(),
		ServerNow: a.ServerNow.UTC(), SecondsLeft: a.SecondsLeft(a.ServerNow), Items: make([]PaperItem, len(rows))}
	for i, r := range rows {
		options, err := inOrder(r.OptionsJSON, r.OptionOrder)
		if err != nil {
			return Paper{}, err
		}
		p.Items[i] = PaperItem{No: r.No, Kind: r.Kind, StemHTML: r.StemHTML, Options: options, Chosen: r.Chosen, Seq: r.Seq, SavedAt: r.SavedAt}
	}
	return p, nil
}

// inOrder puts the options of a question into the order of a paper.
func inOrder(raw json.RawMessage, order []string) ([]AnswerOption, error) {
	var bank []AnswerOption
	if err := json.Unmarshal(raw, &bank); err != nil {
		return nil, err
	}
	options := make([]AnswerOption, 0, len(order))
	for _, id := range order {
		for _, o := range bank {
			if o.ID == id {
				options = append(options, o)
			}
		}
	}
	return options, nil
}
