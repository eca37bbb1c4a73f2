package courses

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"regexp"
	"strings"

	"github.com/google/uuid"

	"lentera/internal/audit"
	"lentera/internal/db"
)

// Standalone is an activity that is published by itself, as a course of one
// lesson.
type Standalone struct {
	Title, Summary, Organiser string
	Kind                      string // of the activity
	Minutes                   int    // at least 1
	JP, SiasnPath             int    // 0 JP issues no certificate
}

// Published says where an activity went.
type Published struct {
	Code     string
	LessonID uuid.UUID
}

// PublishActivity is a step: it makes a course of one lesson of a plugged-in
// kind, so that catalogue, enrolment, mandates and completion work for it as
// for every course. Who may publish is the caller's matter; the activity then
// writes its own rows for the lesson.
func (s *Service) PublishActivity(ctx context.Context, tx *db.Tx, a Standalone) (Published, error) {
	if s.activities[a.Kind] == nil {
		panic("courses: no activity plugged in of kind " + a.Kind)
	}
	id, name := uuid.Must(uuid.NewV7()), newCode(a.Kind, a.Title)
	out := Published{Code: name}
	var courseID uuid.UUID
	if err := tx.Get(ctx, &courseID, sqls.LockCourse, uuid.Must(uuid.NewV7()), name); err != nil {
		return out, err
	}
	lesson := &lessonSource{LessonSource: LessonSource{Key: a.Kind, Title: a.Title}, Kind: a.Kind, Minutes: max(1, a.Minutes)}
	in := revisionInput{checksum: "standalone:" + id.String(), source: source{Code: name, Title: a.Title, Summary: a.Summary, Language: "id",
		Organiser: a.Organiser, JP: a.JP, Minutes: lesson.Minutes, SiasnPath: a.SiasnPath, Outcomes: []string{}, References: []Reference{},
		Tags: map[string]any{}, Modules: []moduleSource{{Key: a.Kind, Title: a.Title, JP: a.JP, Lessons: []*lessonSource{lesson}}}}}
	if err := addRevision(ctx, tx, id, courseID, 1, in); err != nil {
		return out, err
	}
	lessons, err := addModules(ctx, tx, id, in)
	if err != nil {
		return out, err
	}
	out.LessonID = lessons[a.Kind]
	return out, audit.Write(ctx, tx, "courses.activity-published", id.String(), map[string]any{"course": name, "title": a.Title, "kind": a.Kind, "jp": a.JP})
}

var notCode = regexp.MustCompile(`[^a-z0-9]+`)

// newCode makes a code that says what it is and that nobody has: 30 random bits
// beside the title.
func newCode(kind, title string) string {
	var b [5]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	words := strings.Trim(notCode.ReplaceAllString(strings.ToLower(title), "-"), "-")
	words = strings.Trim(words[:min(len(words), 40)], "-")
	parts := []string{kind, words, strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))[:6]}
	if words == "" {
		parts = []string{kind, parts[2]}
	}
	return strings.Join(parts, "-")
}
