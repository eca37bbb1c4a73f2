package quiz

import (
	"context"
	"embed"
	"log/slog"
	"sync"

	"lentera/courses"
	"lentera/internal/db"
	"lentera/internal/gate"
	"lentera/internal/gather"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct {
	InsertQuizzes, QuizzesBefore, CarryExtraTime                db.Query // folder.sql
	QuizOfLesson, AllowanceOf, AttemptsOfLearner                db.Query // quiz.sql
	StartFacts, Now                                             db.Query // quiz.sql
	AttemptOf, OpenAttemptOf, InsertAttempt, InsertItems        db.Query // attempt.sql
	HasOpenAttempt                                              db.Query // attempt.sql
	CandidatesOf, SeenBy, PaperOf                               db.Query // attempt.sql
	SaveAnswer                                                  db.Query // answer.sql
	SaveAnswers                                                 db.Query // queue.sql
	SaveGathered                                                db.Query // gather.sql
	LockAttempt, SheetOf, MarkItems, CloseAttempt               db.Query // grading.sql
	OverdueAttempts, ReviewOf                                   db.Query // grading.sql
	LockAttemptByID, MarksOf, GradeAttempt                      db.Query // grading.sql
	ReleasedAttempts, SettleAttempt                             db.Query // grading.sql
	InsertGrant                                                 db.Query // grant.sql
	SetRules, ReleaseResults, RevisionOfLesson                  db.Query // rules.sql
	InsertExtraTime, MoveDeadlines, AddEvent, EventsOf          db.Query // rules.sql
	NoteMoved, PreviewTime, ReopenAttempt, ClearMarks, TakeOver db.Query // rules.sql
	SignPresence                                                db.Query // rules.sql
	MonitorOf, TestsToWatch                                     db.Query // monitor.sql
	SurveyVersions, SurveyDone, InsertSurveyDone                db.Query // survey.sql
	InsertResponse, ShowResponses, ResponsesOf                  db.Query // survey.sql
	CountWaiting, SurveyAttempts, ListSurveys                   db.Query // survey.sql
	CheckOf                                                     db.Query // check.sql
	AttemptsOfEnrolment                                         db.Query // record.sql
	ListBuilt, DraftOf, LockDraft, AddDraft, SetDraft           db.Query // draft.sql
	DraftPublished, RemoveDraft                                 db.Query // draft.sql
	LearnerMaySeeFile                                           db.Query // file.sql
	LockUploads, UploadPlace, LinkUpload, UploadLink            db.Query // upload.sql
	FilesOf, FileToRead, HandedInFiles, OrphanUploads           db.Query // upload.sql
	LockUpload, UnlinkOrphan                                    db.Query // upload.sql

	QuizzesToAnalyse, HoldTestStats, CountClosed, SittingsOf, AnalysedVersions db.Query // stats.sql
	ForgetItemStats, AddItemStats, SaveTestStats, AnalyseAgain                 db.Query // stats.sql
	AnalysedQuizzes, AnalysedItems, FlaggedItems                               db.Query // stats.sql

	HoldKeys, AddRegrade, LockRegrade, Regrades, RegradeMarks, DecideRegrade db.Query // regrade.sql
	AddRegradeLines, WaitingEnrolments, WaitingLines, LockAttemptsOf         db.Query // regrade.sql
	QuizzesOfVersion, FinishLine, LeaveLine, FinishRegrade, RegradeLines     db.Query // regrade.sql
	RegradeNotes, RegradePrint                                               db.Query // regrade.sql
}](files)

// reading is what a step needs that only reads: the pool or a transaction.
type reading interface {
	Get(ctx context.Context, dest any, q db.Query, args ...any) error
	Select(ctx context.Context, dest any, q db.Query, args ...any) error
}

// Service is the quiz feature. It is safe for concurrent use. What it holds is
// for speed alone: the queue of starts, saves that go together, and the
// questions of quizzes that many are starting.
type Service struct {
	db      *db.DB
	courses *courses.Service
	log     *slog.Logger
	starts  *gate.Gate
	saves   *gather.Gatherer[sentAnswer, savedRow, itemOfAttempt]
	mu      sync.Mutex
	pools   map[preparedKey]preparedPool

	// Uploads are set in cmd/lentera/wire.go, before the server starts.
	Uploads Uploads

	forgotten int // counts forgetPrepared
}

// New joins the feature to the database and to courses, whose lessons it
// completes.
func New(d *db.DB, c *courses.Service, log *slog.Logger) *Service {
	return &Service{db: d, courses: c, log: log, saves: gather.New(gathering, sentAnswer.item, withCompany(gathered(d))),
		starts: gate.New(gate.Options{Lanes: startLanes, Patience: startPatience}), pools: map[preparedKey]preparedPool{}}
}
