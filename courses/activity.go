package courses

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// Activity is a kind of lesson that another feature brings (quiz). It is
// plugged in with Service.Plug from cmd/lentera/wire.go, before the first
// import.
type Activity interface {
	// Kind is the word in course.yaml, for example "quiz".
	Kind() string
	// Read checks the files behind all lessons of its kind in one course and
	// keeps what it understood. folder opens only the regular files of the
	// course folder; names use forward slashes. It is not called for a course
	// without such lessons. With findings the course is not stored, and Parsed
	// may be nil.
	Read(folder fs.FS, lessons []LessonSource) (Parsed, []Finding)
}

// LessonSource is one lesson as course.yaml names it.
type LessonSource struct {
	Key   string // stable across revisions
	Title string
	File  string // path inside the folder; it exists
	Line  int    // of course.yaml
}

// Parsed is what an Activity read and will store.
type Parsed interface {
	// Store is a step: it writes everything for the new revision. lessonIDs
	// maps each lesson's key to its row.
	Store(ctx context.Context, tx *db.Tx, revisionID uuid.UUID, lessonIDs map[string]uuid.UUID) error
}

// Misfit is what a Store finds that only the database can tell: nothing is
// stored, and the import reports it as findings of the folder.
type Misfit []Finding

func (m Misfit) Error() string { return fmt.Sprintf("%d findings beside what is stored", len(m)) }

// WithFiles is a Parsed that refers to files of the course folder (pictures,
// sound, video). The import stores them and lets everybody who is enrolled in
// the revision see them, as the files of the lessons of that kind.
type WithFiles interface {
	Parsed
	// Files names them, each once; they exist and are of a kind media takes.
	Files() []string
	// Placed is the same with the addresses under which they are stored.
	Placed(addresses map[string]string) Parsed
}

// Finding is one thing to put right in a course folder.
type Finding struct {
	File    string `json:"file"`
	Line    int    `json:"line"` // 0: the whole file
	Code    string `json:"code"` // "unknown-field"; stable
	Message string `json:"message"`
}
