package marking

import (
	"context"
	"embed"
	"time"

	"lentera/internal/db"
	"lentera/quiz"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct {
	EnlistSheets, HeldSheet, NextSheet, OnlyOwnWaits              db.Query // sheet.sql
	LockSheet, TurnsOf, TakePlace, HoldTurn, GiveBack, NoteReturn db.Query // sheet.sql
	HeadOf, ItemsOf, DraftOf, SaveDraft                           db.Query // sheet.sql
	GiveMark, FinishTurn, MarksGiven, Decide                      db.Query // finish.sql
	DecisionsOf, SetState, StillHandedIn, AwayOf                  db.Query // finish.sql
	Queue, QuizOfLesson, SetPlan, ReplanSheets                    db.Query // queue.sql
	SheetsOfLesson                                                db.Query // history.sql
	FilesOf                                                       db.Query // file.sql
}](files)

const (
	// Lease is how long a sheet stays with a marker who is not heard of.
	Lease = 30 * time.Minute
	// DefaultTolerance is the percentage of an item's points that two marks may
	// be apart where no plan says otherwise; with one marker it has no meaning.
	DefaultTolerance = 10
	enlistAtOnce     = 500
	takeTries        = 5
)

// reading is what a step needs that only reads: the pool or a transaction.
type reading interface {
	Get(ctx context.Context, dest any, q db.Query, args ...any) error
	Select(ctx context.Context, dest any, q db.Query, args ...any) error
}

// Service is the marking feature. It is safe for concurrent use and holds no
// state of its own.
type Service struct {
	db   *db.DB
	quiz *quiz.Service
}

// New joins the feature to the database and to quiz, whose attempts it marks.
func New(d *db.DB, q *quiz.Service) *Service { return &Service{db: d, quiz: q} }
