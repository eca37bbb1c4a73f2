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

// Paper is an attempt as its learner sees it while it is open. It has no
// member for what is right.
type Paper struct {
	ID          uuid.UUID   `json:"id"`
	QuizID      uuid.UUID   `json:"quiz_id"`
	LessonID    uuid.UUID   `json:"lesson_id"`
	CourseCode  string      `json:"course_code"`
	Title       string      `json:"title"`
	Number      int         `json:"number"`
	Kind        Purpose     `json:"kind" enum:"practice,test,pre,post,survey"`
	State       State       `json:"state" enum:"open,submitted,expired"`
	StartedAt   time.Time   `json:"started_at"`
	DeadlineAt  time.Time   `json:"deadline_at"`
	ServerNow   time.Time   `json:"server_now"`
	SecondsLeft int         `json:"seconds_left"`
	LateSeconds int         `json:"late_seconds" doc:"so long after the deadline answers given before it may still arrive"`
	FocusLog    bool        `json:"focus_log" doc:"leaving the page is noted"`
	Held        bool        `json:"held" doc:"another device holds this attempt; this one cannot save until it takes over"`
	Sections    []string    `json:"sections" nullable:"false"`
	Items       []PaperItem `json:"items"`
}

// PaperItem is one place on the paper, with what is saved for it.
type PaperItem struct {
	No       int            `json:"no"`
	Kind     string         `json:"kind" doc:"of bank/kinds"`
	StemHTML string         `json:"stem_html"`
	Options  []AnswerOption `json:"options" doc:"of single, multiple and truefalse, in the order of this paper; empty otherwise"`
	Content  map[string]any `json:"content,omitempty" doc:"of all other kinds, in the order of this paper"`
	Points   float64        `json:"points" doc:"the most this item gives"`
	Section  string         `json:"section,omitempty"`
	Checked  bool           `json:"checked,omitempty" doc:"practice: checked, its answer is fixed"`
	Chosen   []string       `json:"chosen"`
	Seq      int64          `json:"seq" doc:"of the stored answer; 0: none yet"`
	SavedAt  *time.Time     `json:"saved_at"`
}

type attemptRead struct {
	Attempt
	ServerNow time.Time `db:"server_now"`
	HeardAt   time.Time `db:"heard_at"` // last save or sign of the screen
	HasLate   bool      `db:"has_late"`
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
	Content     json.RawMessage `db:"content"`
	OptionOrder db.Strings      `db:"option_order"`
	Max         kinds.Mark      `db:"max"`
	Section     string          `db:"section"`
	Checked     bool            `db:"checked"`
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
	p := Paper{ID: a.ID, QuizID: a.QuizID, LessonID: a.LessonID, CourseCode: lesson.CourseCode, Title: a.Title, Kind: a.Quiz.Kind,
		Number: a.Number, State: a.State, StartedAt: a.StartedAt.UTC(), DeadlineAt: a.DeadlineAt.UTC(),
		ServerNow: a.ServerNow.UTC(), SecondsLeft: a.SecondsLeft(a.ServerNow), LateSeconds: a.Quiz.LateSeconds, FocusLog: a.Quiz.FocusLog,
		Held: a.Holder != nil && *a.Holder != actor.SessionID, Sections: []string{}, Items: make([]PaperItem, len(rows))}
	for _, section := range a.Quiz.Sections {
		p.Sections = append(p.Sections, section.Name)
	}
	for i, r := range rows {
		if p.Items[i], err = r.item(a.State); err != nil {
			return Paper{}, err
		}
	}
	return p, s.addFiles(ctx, attemptID, p.Items, rows)
}

// addFiles is a step: names and limits for items whose answers are files.
func (s *Service) addFiles(ctx context.Context, attemptID uuid.UUID, items []PaperItem, rows []paperRow) error {
	isFile := func(it PaperItem) bool { return it.Kind == string(kinds.File) }
	if !slices.ContainsFunc(items, isFile) {
		return nil
	}
	all := []AnswerFile{}
	if err := s.db.Select(ctx, &all, sqls.FilesOf, attemptID); err != nil {
		return err
	}
	for i, it := range items {
		if !isFile(it) {
			continue
		}
		if err := s.tellFiles(attemptID, all, it.No, it.Content, rows[i].Content, nil); err != nil {
			return err
		}
	}
	return nil
}

func (r paperRow) item(state State) (it PaperItem, err error) {
	it = PaperItem{No: r.No, Kind: r.Kind, StemHTML: r.StemHTML, Points: r.Max.Float(), Section: r.Section, Checked: r.Checked && state == Open,
		Chosen: r.Chosen, Seq: r.Seq, SavedAt: r.SavedAt}
	it.Options, it.Content, err = arranged(r.Kind, r.Content, r.OptionOrder)
	return it, err
}

// arranged puts what a kind mixes into the order of a paper: as options for the
// choosing kinds, as content for the others.
func arranged(kind string, content json.RawMessage, order []string) ([]AnswerOption, map[string]any, error) {
	options := []AnswerOption{}
	if !chooses(kind) {
		mixed, err := kinds.Arrange(kinds.Kind(kind), content, order)
		if err != nil {
			return nil, nil, err
		}
		var out map[string]any
		return options, out, json.Unmarshal(mixed, &out)
	}
	var bank kinds.ChoiceContent
	if err := json.Unmarshal(content, &bank); err != nil {
		return nil, nil, err
	}
	for _, id := range order {
		for _, o := range bank.Options {
			if o.ID == id {
				options = append(options, AnswerOption{o.ID, o.HTML})
			}
		}
	}
	return options, nil, nil
}
