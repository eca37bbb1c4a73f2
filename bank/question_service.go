package bank

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// Filter narrows the list of questions; empty members narrow nothing.
type Filter struct {
	Query, State, Kind, Objective, Difficulty, Pillar, Competence, Level, Origin, Cursor string
	CategoryID                                                                           *uuid.UUID
	Mine, Twins                                                                          bool
	Limit                                                                                int
}

// QuestionLine is one question in the list.
type QuestionLine struct {
	ID         uuid.UUID       `db:"id" json:"id"`
	Name       string          `db:"name" json:"name"`
	CategoryID *uuid.UUID      `db:"category_id" json:"category_id"`
	Category   string          `db:"category" json:"category"`
	State      State           `db:"state" json:"state" enum:"draft,reviewed,retired"`
	Shared     bool            `db:"shared" json:"shared"`
	Mine       bool            `db:"mine" json:"mine"`
	ChangedAt  time.Time       `db:"changed_at" json:"changed_at"`
	Kind       string          `db:"kind" json:"kind"`
	No         int             `db:"no" json:"no"`
	ReviewedNo int             `db:"reviewed_no" json:"reviewed_no"`
	Words      string          `db:"words" json:"words" doc:"the beginning of what it says"`
	Tags       json.RawMessage `db:"tags" json:"tags"`
	Points     kinds.Mark      `db:"points" json:"-"`
	Writer     string          `db:"writer" json:"writer"`
	Course     string          `db:"course" json:"course" doc:"title of the course it belongs to; empty: the bank's own"`
	Twin       bool            `db:"twin" json:"twin" doc:"another question says the same"`
}

// textQuery makes a query of the words of a search: all of them, each as the
// beginning of a word.
func textQuery(text, join string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var parts []string
	for _, w := range words[:min(len(words), 60)] {
		if join == " | " {
			parts = append(parts, w)
		} else {
			parts = append(parts, w+":*")
		}
	}
	return strings.Join(parts, join)
}

// List is a whole operation for trainers (own and shared questions), training
// admins and auditors (all): the latest changed first, a page at a time; next
// is "" on the last page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) (rows []QuestionLine, next string, err error) {
	at, id := readCursor(f.Cursor)
	limit := f.Limit
	if limit < 1 || limit > 200 {
		limit = 50
	}
	var mine *uuid.UUID
	if f.Mine {
		mine = &actor.AccountID
	}
	rows = []QuestionLine{}
	err = s.db.Select(ctx, &rows, sqls.ListQuestions, textQuery(f.Query, " & "), f.State, f.Kind, f.CategoryID, f.Objective, f.Difficulty,
		f.Pillar, f.Competence, f.Level, mine, viewer(actor), f.Origin, f.Twins, at, id, limit+1)
	if err != nil {
		return nil, "", err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = base64.RawURLEncoding.EncodeToString([]byte(last.ID.String() + last.ChangedAt.UTC().Format(time.RFC3339Nano)))
	}
	return rows, next, nil
}

// readCursor reads where a page ended; anything else is the start.
func readCursor(text string) (*time.Time, uuid.UUID) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < 37 {
		return nil, uuid.Nil
	}
	id, err := uuid.Parse(string(raw[:36]))
	at, bad := time.Parse(time.RFC3339Nano, string(raw[36:]))
	if err != nil || bad != nil {
		return nil, uuid.Nil
	}
	return &at, id
}

type questionRow struct {
	ID         uuid.UUID  `db:"id"`
	Name       string     `db:"name"`
	CategoryID *uuid.UUID `db:"category_id"`
	State      State      `db:"state"`
	Shared     bool       `db:"shared"`
	ChangedAt  time.Time  `db:"changed_at"`
	CreatedBy  *uuid.UUID `db:"created_by"`
	ReviewedNo int        `db:"reviewed_no"`
	OfCourse   bool       `db:"of_course"`
	Course     string     `db:"course"`
	Mine       bool       `db:"mine"`
	No         int        `db:"no"`
}

type versionRow struct {
	ID              uuid.UUID       `db:"id"`
	No              int             `db:"no"`
	Kind            kinds.Kind      `db:"kind"`
	StemHTML        string          `db:"stem_html"`
	Content         json.RawMessage `db:"content"`
	Tags            json.RawMessage `db:"tags"`
	Points          kinds.Mark      `db:"points"`
	Note            string          `db:"note"`
	CreatedAt       time.Time       `db:"created_at"`
	Writer          string          `db:"writer"`
	Key             json.RawMessage `db:"key"`
	ExplanationHTML string          `db:"explanation_html"`
	Voided          bool            `db:"voided"`
}

func (r versionRow) version() (QuestionVersion, error) {
	v := QuestionVersion{ID: r.ID, No: r.No, Kind: r.Kind, StemHTML: r.StemHTML, Content: r.Content, Key: r.Key, ExplanationHTML: r.ExplanationHTML,
		Tags: map[string]string{}, Points: r.Points.Float(), Note: r.Note, Writer: r.Writer, CreatedAt: r.CreatedAt.UTC(), Voided: r.Voided}
	return v, json.Unmarshal(r.Tags, &v.Tags)
}

// Get is a whole operation for trainers (own and shared), training admins and
// auditors: a question with one version (0: the newest), its key and history.
// Refuses with ErrNoQuestion.
func (s *Service) Get(ctx context.Context, actor access.Actor, id uuid.UUID, no int) (Question, error) {
	var r questionRow
	if err := s.db.Get(ctx, &r, sqls.QuestionOf, id, viewer(actor)); db.NoRow(err) {
		return Question{}, ErrNoQuestion
	} else if err != nil {
		return Question{}, err
	}
	var v versionRow
	if err := s.db.Get(ctx, &v, sqls.VersionOf, id, no); db.NoRow(err) {
		return Question{}, ErrNoQuestion
	} else if err != nil {
		return Question{}, err
	}
	q := Question{ID: r.ID, Name: r.Name, CategoryID: r.CategoryID, State: r.State, Shared: r.Shared, Mine: r.CreatedBy != nil && *r.CreatedBy == actor.AccountID,
		OfCourse: r.OfCourse, Course: r.Course, No: r.No, ReviewedNo: r.ReviewedNo, Versions: []QuestionVersionLine{}, Events: []QuestionEvent{},
		MayWrite: isAuthor(actor) && !r.OfCourse && r.State != Retired}
	var err error
	if q.Version, err = v.version(); err != nil {
		return q, err
	}
	if q.MayWrite && r.No > r.ReviewedNo {
		own, err := s.wrote(ctx, s.db, r, actor)
		if err != nil {
			return q, err
		}
		q.MayReview = !own && !(q.Version.Voided && q.Version.No == q.No)
	}
	if err := s.db.Select(ctx, &q.Versions, sqls.VersionsOf, id); err != nil {
		return q, err
	}
	return q, s.db.Select(ctx, &q.Events, sqls.EventsOf, id)
}

type getter interface {
	Get(ctx context.Context, dest any, q db.Query, args ...any) error
}

// wrote tells whether an actor wrote anything of a question that waits for
// review.
func (s *Service) wrote(ctx context.Context, r getter, q questionRow, actor access.Actor) (own bool, err error) {
	err = r.Get(ctx, &own, sqls.WritersSince, q.ID, q.ReviewedNo, actor.AccountID)
	return own, err
}

// Create is a whole operation for trainers and training admins: a draft with
// its first version, and the audit row. Refuses with ErrInvalid, a field for
// everything to be put right, and ErrNoSuchCategory.
func (s *Service) Create(ctx context.Context, actor access.Actor, w Writing) (uuid.UUID, error) {
	w, err := w.clean()
	if err != nil {
		return uuid.Nil, err
	}
	if err := refuse(w.wrong()); err != nil {
		return uuid.Nil, err
	}
	id := uuid.Must(uuid.NewV7())
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sqls.AddQuestion, id, w.CategoryID, w.Name, w.Shared, actor.AccountID)
		if db.Violates(err, "questions_category") {
			return ErrNoSuchCategory
		}
		if err != nil {
			return err
		}
		return s.addVersion(ctx, tx, actor, id, 1, w, "created")
	})
	return id, err
}

// addVersion is a step: version, key, history and audit row.
func (s *Service) addVersion(ctx context.Context, tx *db.Tx, actor access.Actor, id uuid.UUID, no int, w Writing, act string) error {
	tags, err := json.Marshal(w.Tags)
	if err != nil {
		return err
	}
	version := uuid.Must(uuid.NewV7())
	if _, err := tx.Exec(ctx, sqls.AddVersion, version, id, no, w.Kind, w.StemHTML, string(w.Content), string(tags), w.mark().String(), actor.AccountID, w.Note); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.AddKey, version, string(w.Key), w.ExplanationHTML); err != nil {
		return err
	}
	return record(ctx, tx, actor, id, act, no, w.Note)
}

func refuse(wrong []fault.Field) error {
	if len(wrong) == 0 {
		return nil
	}
	f := fault.ErrInvalid
	for _, w := range wrong {
		f = f.At(w)
	}
	return f
}

// Save is a whole operation for trainers and training admins: what an author
// has written becomes the newest version; the reviewed one stays in use until
// the new one is reviewed. Where only name, category or sharing differ there
// is no new version. no is the newest version the author saw. Refuses with
// ErrNoQuestion, ErrOfCourse, ErrRetired, ErrChanged, ErrInvalid,
// ErrNoSuchCategory.
func (s *Service) Save(ctx context.Context, actor access.Actor, id uuid.UUID, no int, w Writing) error {
	w, err := w.clean()
	if err != nil {
		return err
	}
	return s.act(ctx, actor, id, no, func(ctx context.Context, tx *db.Tx, q questionRow) error {
		var had versionRow
		if err := tx.Get(ctx, &had, sqls.VersionOf, id, 0); err != nil {
			return err
		}
		wrong := w.wrong()
		if had.Kind != w.Kind {
			wrong = append(wrong, field("/kind", "fixed", "Jenis soal tidak dapat diubah. Buat soal baru.", "The kind cannot be changed. Write a new question."))
		}
		if err := refuse(wrong); err != nil {
			return err
		}
		w.Shared = w.Shared || q.State != Draft
		moved := q.Name != w.Name || q.Shared != w.Shared || !samePlace(q.CategoryID, w.CategoryID)
		if moved {
			_, err := tx.Exec(ctx, sqls.SetPlace, id, w.CategoryID, w.Name, w.Shared)
			if db.Violates(err, "questions_category") {
				return ErrNoSuchCategory
			}
			if err != nil {
				return err
			}
		}
		if !had.says(w) {
			if _, err := tx.Exec(ctx, sqls.Touch, id); err != nil {
				return err
			}
			return s.addVersion(ctx, tx, actor, id, q.No+1, w, "changed")
		}
		if moved {
			return record(ctx, tx, actor, id, "moved", 0, w.Note)
		}
		return nil
	})
}

func samePlace(a, b *uuid.UUID) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// says tells whether a version already is what was written.
func (r versionRow) says(w Writing) bool {
	tags, err := json.Marshal(w.Tags)
	return err == nil && r.StemHTML == w.StemHTML && r.ExplanationHTML == w.ExplanationHTML && r.Points == w.mark() &&
		sameJSON(r.Content, w.Content) && sameJSON(r.Key, w.Key) && sameJSON(r.Tags, tags)
}

// act is the way of every change of a question: its row is locked, the actor
// must see it, it must be the bank's own and as the actor saw it. no 0 does
// not look at the version.
func (s *Service) act(ctx context.Context, actor access.Actor, id uuid.UUID, no int, do func(context.Context, *db.Tx, questionRow) error) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var q questionRow
		err := tx.Get(ctx, &q, sqls.LockQuestion, id, viewer(actor))
		switch {
		case db.NoRow(err):
			return ErrNoQuestion
		case err != nil:
			return err
		case q.OfCourse:
			return ErrOfCourse
		case no != 0 && q.State == Retired:
			return ErrRetired
		case no != 0 && q.No != no:
			return ErrChanged.Fact("no", q.No)
		}
		return do(ctx, tx, q)
	})
}
