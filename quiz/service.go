package quiz

import (
	"embed"
	"log/slog"

	"lentera/courses"
	"lentera/internal/db"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct {
	InsertQuizzes                                        db.Query // folder.sql
	QuizOfLesson, AllowanceOf, AttemptsOfLearner         db.Query // quiz.sql
	StartFacts, Now                                      db.Query // quiz.sql
	AttemptOf, OpenAttemptOf, InsertAttempt, InsertItems db.Query // attempt.sql
	HasOpenAttempt                                       db.Query // attempt.sql
	CandidatesOf, PaperOf                                db.Query // attempt.sql
	SaveAnswer                                           db.Query // answer.sql
	LockAttempt, SheetOf, MarkItems, CloseAttempt        db.Query // grading.sql
	OverdueAttempts, ReviewOf                            db.Query // grading.sql
	LockAttemptByID, MarksOf, GradeAttempt               db.Query // grading.sql
	ReleasedAttempts, SettleAttempt                      db.Query // grading.sql
	InsertGrant                                          db.Query // grant.sql
	AttemptsOfEnrolment                                  db.Query // record.sql

	QuizzesToAnalyse, HoldTestStats, CountClosed, SittingsOf, AnalysedVersions db.Query // stats.sql
	ForgetItemStats, AddItemStats, SaveTestStats, AnalyseAgain                 db.Query // stats.sql
	AnalysedQuizzes, AnalysedItems                                             db.Query // stats.sql

	HoldKeys, AddRegrade, LockRegrade, Regrades, RegradeMarks, DecideRegrade db.Query // regrade.sql
	AddRegradeLines, WaitingEnrolments, WaitingLines, LockAttemptsOf         db.Query // regrade.sql
	QuizzesOfVersion, FinishLine, FinishRegrade, RegradeLines, RegradeNotes  db.Query // regrade.sql
}](files)

// Service is the quiz feature. It is safe for concurrent use and holds no
// state of its own.
type Service struct {
	db      *db.DB
	courses *courses.Service
	log     *slog.Logger
}

// New joins the feature to the database and to courses, whose lessons it
// completes.
func New(d *db.DB, c *courses.Service, log *slog.Logger) *Service {
	return &Service{db: d, courses: c, log: log}
}
