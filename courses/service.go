package courses

import (
	"context"
	"embed"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/media"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct {
	LockEnrolment, MarkLesson, CountLessons, CloseEnrolment, MarkLearningDay, UnmarkLesson, ReopenEnrolment,
	ReadCompletion, ReadCurriculum, LessonFor,
	NewestRevision, LockCourse, AddRevision, AddModule, AddLesson, AddLessonFiles, MaySeeFile,
	ListCards, ReadRevision, ListLessons, Enrol, EnrolMandated, ViewLesson, SignPresence,
	CheckMandate, AddMandate, SameMandate, ListMandates, PreviewMandate, CancelMandate, HaveMandate,
	ReadStudyDays, ReadCourseRef, ReadUnitRef, CompletionTotals, CompletionRows, AgencyToday db.Query
}](files)

// Options say how courses behave.
type Options struct {
	// Location is the agency's time zone: due dates and learning days are
	// counted in it. nil means Asia/Jakarta.
	Location *time.Location
	// MinStudyPercent is the share of a lesson's stated minutes the server must
	// have seen the learner present before the lesson can be finished; 0
	// switches the rule off.
	MinStudyPercent int
	// Scope tells which unit subtrees an actor may look into: all of them, or
	// those below the roots. nil lets nobody look.
	Scope func(ctx context.Context, actor access.Actor) (all bool, roots []uuid.UUID, err error)
}

// Service is the feature.
type Service struct {
	db         *db.DB
	media      *media.Service
	opt        Options
	zone       string
	activities map[string]Activity

	// OnCompleted are called, in order and inside the completing transaction,
	// when the last lesson of an enrolment is done: once for each completion.
	// An error undoes the completion. Attached in cmd/lentera/wire.go.
	OnCompleted []func(ctx context.Context, tx *db.Tx, c Completed) error

	// OnReopened are called inside the transaction in which a completion turns
	// out to be wrong, with what was completed and the reason.
	OnReopened []func(ctx context.Context, tx *db.Tx, c Completed, reason string) error
}

// New makes the service.
func New(d *db.DB, m *media.Service, opt Options) *Service {
	s := &Service{db: d, media: m, opt: opt, zone: "Asia/Jakarta", activities: map[string]Activity{}}
	if opt.Location != nil {
		s.zone = opt.Location.String()
	}
	return s
}

// Plug adds a kind of lesson; a second activity of one kind, or of a kind we
// have ourselves, panics.
func (s *Service) Plug(a Activity) {
	if _, twice := s.activities[a.Kind()]; twice || a.Kind() == kindText || a.Kind() == kindVideo {
		panic("courses: lesson kind plugged in twice: " + a.Kind())
	}
	s.activities[a.Kind()] = a
}

// The kinds of lesson this feature has by itself; others are plugged in.
const (
	kindText  = "text"
	kindVideo = "video"
)

// Reader reads one row, inside a transaction (*db.Tx) or not (*db.DB).
type Reader interface {
	Get(ctx context.Context, dest any, q db.Query, args ...any) error
}
