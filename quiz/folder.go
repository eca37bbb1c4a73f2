package quiz

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"io/fs"
	"strings"

	"github.com/google/uuid"

	"lentera/bank"
	"lentera/courses"
	"lentera/internal/db"
)

// AnswerOption is one choice as a learner sees it: inline HTML, and an id that says
// nothing of its place or rightness.
type AnswerOption struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

// question is one entry of questions/*.yaml, read and rendered.
type question struct {
	Key, Pool, Kind string
	StemHTML        string
	Options         []AnswerOption
	Right           []string        // option ids
	Content, Secret json.RawMessage // of the kinds that are no choice: content and key
	ExplanationHTML string
	Tags            map[string]string // objective, difficulty
}

// sitting is one quiz/*.yaml for one lesson.
type sitting struct {
	LessonKey        string
	File             string
	Title            string
	InstructionsHTML string
	Minutes          int
	PassPercent      int
	AttemptCap       int
	Draw             []Part
}

// folder is what Activity.Read hands back to the import of a course.
type folder struct {
	questions []question
	sittings  []sitting
	files     []string
}

// activity is the lesson kind "quiz" for courses; it has no state.
type activity struct{}

// Activity plugs quizzes into the import of courses (wire.go does it).
func (s *Service) Activity() courses.Activity { return activity{} }

// Kind is the word in course.yaml.
func (activity) Kind() string { return "quiz" }

// Read reads quiz/*.yaml of the given lessons and all questions/*.yaml of the
// folder. It writes nothing. Everything wrong is a finding with file and line;
// with findings, the parsed part must not be stored.
func (activity) Read(files fs.FS, lessons []courses.LessonSource) (courses.Parsed, []courses.Finding) {
	if len(lessons) == 0 {
		return folder{}, nil
	}
	r := &reader{folder: files}
	b := folder{questions: r.questions()}
	for _, lesson := range lessons {
		if s, ok := r.sitting(lesson, b.questions); ok {
			b.sittings = append(b.sittings, s)
		}
	}
	b.files = r.files
	return b, r.findings
}

// Store is a step of the import: it hands the questions and their keys to the
// bank and writes the quizzes of a new revision. lessonIDs maps the keys of the
// lessons given to Read to their rows.
func (f folder) Store(ctx context.Context, tx *db.Tx, revisionID uuid.UUID, lessonIDs map[string]uuid.UUID) error {
	if len(f.sittings) == 0 {
		return nil
	}
	if err := bank.ImportFolder(ctx, tx, revisionID, f.forBank()); err != nil {
		return err
	}
	if err := insertJSON(ctx, tx, sqls.InsertQuizzes, f.rows(lessonIDs)); err != nil {
		return err
	}
	return f.carry(ctx, tx, revisionID, lessonIDs)
}

// forBank writes content and key as bank/kinds has them.
func (f folder) forBank() []bank.FolderQuestion {
	out := make([]bank.FolderQuestion, len(f.questions))
	for i, q := range f.questions {
		out[i] = bank.FolderQuestion{Name: q.Key, Pool: q.Pool, Kind: q.Kind, StemHTML: q.StemHTML,
			Content: map[string]any{"options": q.Options}, Key: map[string]any{"correct": q.Right},
			ExplanationHTML: q.ExplanationHTML, Tags: q.Tags}
		if q.Content != nil {
			out[i].Content, out[i].Key = q.Content, q.Secret
		}
	}
	return out
}

type quizRow struct {
	ID           uuid.UUID `json:"id"`
	LessonID     uuid.UUID `json:"lesson_id"`
	Title        string    `json:"title"`
	Instructions string    `json:"instructions"`
	folderRules
	FromFolder *folderRules `json:"from_folder"` // of a course folder: what it says
}

func (f folder) rows(lessonIDs map[string]uuid.UUID) (quizzes []quizRow) {
	for _, s := range f.sittings {
		says := folderRules{s.Minutes * 60, s.PassPercent, s.AttemptCap, s.Draw}
		quizzes = append(quizzes, quizRow{uuid.Must(uuid.NewV7()), lessonIDs[s.LessonKey], s.Title, s.InstructionsHTML, says, &says})
	}
	return quizzes
}

// insertJSON hands all rows to one statement as one JSON array.
func insertJSON(ctx context.Context, tx *db.Tx, q db.Query, rows any, more ...any) error {
	body, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, q, append([]any{string(body)}, more...)...)
	return err
}

// newOptionID makes 10 characters at random (50 bits): unguessable from other
// imports, and free of any order.
func newOptionID() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))[:10]
}
