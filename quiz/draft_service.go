package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// Plan is a quiz that a trainer builds from the bank: what it is called, its
// blueprint (the parts of Rules.Draw, each a number of questions of a category
// with an objective and a difficulty) and its rules.
type Plan struct {
	Title            string `json:"title" minLength:"1" maxLength:"200" pattern:"\\S"`
	InstructionsHTML string `json:"instructions_html" maxLength:"20000"`
	Organiser        string `json:"organiser" maxLength:"200"`
	JP               int    `json:"jp" minimum:"0" maximum:"20" doc:"of the quiz as a course of its own; more than 0 is for the training administration to publish"`
	SiasnPath        int    `json:"siasn_path" minimum:"1" maximum:"25"`
	Rules            Rules  `json:"rules"`
}

// DraftQuiz is a quiz being built, with what is still in the way of its
// publication.
type DraftQuiz struct {
	ID        uuid.UUID  `json:"id"`
	No        int        `json:"no" doc:"a change names the state it saw"`
	LessonID  *uuid.UUID `json:"lesson_id" doc:"once published; its rules are then those of the lesson"`
	ChangedAt time.Time  `json:"changed_at"`
	Plan      Plan       `json:"plan"`
	Available []int      `json:"available" nullable:"false" doc:"questions each part can choose from"`
	Problems  []Trouble  `json:"problems" nullable:"false" doc:"what must be put right before it is published"`
}

// Trouble is one thing to put right, at its field.
type Trouble struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	ID      string `json:"id" doc:"the sentence in Indonesian"`
	EN      string `json:"en" doc:"the sentence in English"`
}

type draftRow struct {
	ID           uuid.UUID       `db:"id"`
	Title        string          `db:"title"`
	Instructions string          `db:"instructions"`
	Organiser    string          `db:"organiser"`
	JP           int             `db:"jp"`
	SiasnPath    int             `db:"siasn_path"`
	Rules        json.RawMessage `db:"rules"`
	No           int             `db:"no"`
	LessonID     *uuid.UUID      `db:"lesson_id"`
	CreatedAt    time.Time       `db:"created_at"`
	ChangedAt    time.Time       `db:"changed_at"`
}

func (r draftRow) plan() (Plan, error) {
	p := Plan{Title: r.Title, InstructionsHTML: r.Instructions, Organiser: r.Organiser, JP: r.JP, SiasnPath: r.SiasnPath}
	err := json.Unmarshal(r.Rules, &p.Rules)
	return p, err
}

func (p Plan) clean() Plan {
	p.Title, p.Organiser = strings.Join(strings.Fields(p.Title), " "), strings.TrimSpace(p.Organiser)
	p.InstructionsHTML = courses.CleanHTML(p.InstructionsHTML)
	return p
}

// Built is one line of the quizzes a trainer sees: being built, or open to
// learners.
type Built struct {
	DraftID    *uuid.UUID `json:"draft_id" doc:"being built"`
	LessonID   *uuid.UUID `json:"lesson_id" doc:"learners can take it"`
	Title      string     `json:"title"`
	CourseCode string     `json:"course_code"`
	Course     string     `json:"course"`
	Kind       Purpose    `json:"kind" enum:"practice,test,pre,post,survey"`
	Questions  int        `json:"questions"`
	OpensAt    *time.Time `json:"opens_at"`
	ClosesAt   *time.Time `json:"closes_at"`
	ChangedAt  time.Time  `json:"changed_at"`
	Writer     string     `json:"writer"`
}

// ListBuilt is a whole operation for trainers, training admins and auditors:
// the latest changed first, at most 300.
func (s *Service) ListBuilt(ctx context.Context, words string) ([]Built, error) {
	var rows []struct {
		DraftID    *uuid.UUID      `db:"draft_id"`
		LessonID   *uuid.UUID      `db:"lesson_id"`
		Title      string          `db:"title"`
		CourseCode string          `db:"course_code"`
		Course     string          `db:"course"`
		Rules      json.RawMessage `db:"rules"`
		ChangedAt  time.Time       `db:"changed_at"`
		Writer     string          `db:"writer"`
	}
	words = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.TrimSpace(words))
	if err := s.db.Select(ctx, &rows, sqls.ListBuilt, words); err != nil {
		return nil, err
	}
	list := make([]Built, len(rows))
	for i, r := range rows {
		var rules Rules
		if err := json.Unmarshal(r.Rules, &rules); err != nil {
			return nil, err
		}
		list[i] = Built{r.DraftID, r.LessonID, r.Title, r.CourseCode, r.Course, rules.Kind, rules.questions(), rules.OpensAt, rules.ClosesAt, r.ChangedAt.UTC(), r.Writer}
	}
	return list, nil
}

// NewDraft is a whole operation for trainers and training admins. A draft may
// be unfinished: Problems says what is missing.
func (s *Service) NewDraft(ctx context.Context, actor access.Actor, p Plan) (DraftQuiz, error) {
	p = p.clean()
	rules, err := json.Marshal(p.Rules)
	if err != nil {
		return DraftQuiz{}, err
	}
	id := uuid.Must(uuid.NewV7())
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.AddDraft, id, p.Title, p.InstructionsHTML, p.Organiser, p.JP, p.SiasnPath, string(rules), actor.AccountID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.draft-created", id.String(), map[string]any{"title": p.Title})
	})
	if err != nil {
		return DraftQuiz{}, err
	}
	return s.Draft(ctx, id)
}

// ReadDraft is a whole operation for trainers, training admins and auditors;
// these read everything but the access code. Refuses with ErrNoDraft.
func (s *Service) ReadDraft(ctx context.Context, actor access.Actor, id uuid.UUID) (DraftQuiz, error) {
	d, err := s.Draft(ctx, id)
	d.Plan.Rules = d.Plan.Rules.shownTo(actor)
	return d, err
}

// Draft is ReadDraft for those who build it.
func (s *Service) Draft(ctx context.Context, id uuid.UUID) (DraftQuiz, error) {
	var r draftRow
	if err := s.db.Get(ctx, &r, sqls.DraftOf, id); db.NoRow(err) {
		return DraftQuiz{}, ErrNoDraft
	} else if err != nil {
		return DraftQuiz{}, err
	}
	p, err := r.plan()
	if err != nil {
		return DraftQuiz{}, err
	}
	counts, wrong, err := s.troubles(ctx, s.db, p.Rules)
	d := DraftQuiz{ID: r.ID, No: r.No, LessonID: r.LessonID, ChangedAt: r.ChangedAt.UTC(), Plan: p, Available: counts, Problems: []Trouble{}}
	for _, w := range wrong {
		d.Problems = append(d.Problems, Trouble(w))
	}
	return d, err
}

// troubles is a step: how many questions each part can choose from, and
// everything in the way of a publication.
func (s *Service) troubles(ctx context.Context, r reading, rules Rules) ([]int, []fault.Field, error) {
	found, err := supply(ctx, r, uuid.Nil, rules)
	if err != nil {
		return nil, nil, err
	}
	return found.counts, append(rules.wrong(), found.tooSmall(rules.Draw)...), nil
}

// SetDraft is a whole operation for trainers and training admins. Refuses with
// ErrNoDraft, ErrRulesChanged (somebody else changed it), ErrPublished.
func (s *Service) SetDraft(ctx context.Context, id uuid.UUID, no int, p Plan) (DraftQuiz, error) {
	p = p.clean()
	rules, err := json.Marshal(p.Rules)
	if err != nil {
		return DraftQuiz{}, err
	}
	err = s.withDraft(ctx, id, no, func(ctx context.Context, tx *db.Tx, _ draftRow) error {
		if _, err := tx.Exec(ctx, sqls.SetDraft, id, p.Title, p.InstructionsHTML, p.Organiser, p.JP, p.SiasnPath, string(rules)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.draft-changed", id.String(), map[string]any{"title": p.Title, "rules": p.Rules.forAudit()})
	})
	if err != nil {
		return DraftQuiz{}, err
	}
	return s.Draft(ctx, id)
}

func (s *Service) withDraft(ctx context.Context, id uuid.UUID, no int, do func(context.Context, *db.Tx, draftRow) error) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var r draftRow
		err := tx.Get(ctx, &r, sqls.LockDraft, id)
		switch {
		case db.NoRow(err):
			return ErrNoDraft
		case err != nil:
			return err
		case r.LessonID != nil:
			return ErrPublished.Fact("lesson_id", *r.LessonID)
		case no != 0 && r.No != no:
			return ErrRulesChanged
		}
		return do(ctx, tx, r)
	})
}

// RemoveDraft is a whole operation for trainers and training admins. Refuses
// with ErrNoDraft, ErrPublished.
func (s *Service) RemoveDraft(ctx context.Context, id uuid.UUID) error {
	return s.withDraft(ctx, id, 0, func(ctx context.Context, tx *db.Tx, r draftRow) error {
		if _, err := tx.Exec(ctx, sqls.RemoveDraft, id); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.draft-removed", id.String(), map[string]any{"title": r.Title})
	})
}

// Publish makes the quiz available: a course of one lesson, which learners find
// in the catalogue and which a mandate can ask of a unit. A whole operation for
// trainers and training admins; one that gives JP, and so a certificate, is for
// training admins alone. Refuses with ErrNoDraft, ErrRulesChanged, ErrPublished,
// ErrJPNotYours, and ErrInvalid with everything that is in the way.
func (s *Service) Publish(ctx context.Context, actor access.Actor, id uuid.UUID, no int) (where courses.Published, err error) {
	err = s.withDraft(ctx, id, no, func(ctx context.Context, tx *db.Tx, r draftRow) error {
		p, err := r.plan()
		if err != nil {
			return err
		}
		if p.JP > 0 && !actor.Has(access.TrainingAdmin) {
			return ErrJPNotYours
		}
		_, wrong, err := s.troubles(ctx, tx, p.Rules)
		if err != nil {
			return err
		}
		if len(wrong) > 0 {
			return invalid(wrong)
		}
		where, err = s.courses.PublishActivity(ctx, tx, courses.Standalone{Title: p.Title, Organiser: p.Organiser, Kind: "quiz",
			Minutes: (p.Rules.DurationSeconds + 59) / 60, JP: p.JP, SiasnPath: p.SiasnPath})
		if err != nil {
			return err
		}
		row := quizRow{ID: uuid.Must(uuid.NewV7()), LessonID: where.LessonID, Title: p.Title, Instructions: p.InstructionsHTML, folderRules: p.Rules.ofFolder()}
		if err := insertJSON(ctx, tx, sqls.InsertQuizzes, []quizRow{row}); err != nil {
			return err
		}
		if n, err := tx.Exec(ctx, sqls.SetRules, where.LessonID, string(r.Rules), 0); err != nil || n != 1 {
			return errors.Join(err, errNotSet(n))
		}
		if _, err := tx.Exec(ctx, sqls.DraftPublished, id, where.LessonID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.published", row.ID.String(), map[string]any{"draft_id": id, "lesson_id": where.LessonID, "rules": p.Rules.forAudit()})
	})
	return where, err
}

func errNotSet(n int64) error {
	if n == 1 {
		return nil
	}
	return errors.New("quiz: the rules of a fresh quiz were not set")
}
