package bank

import (
	"context"
	"embed"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/media"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct {
	ImportQuestions, ImportVersions, ImportKeys                 db.Query // import.sql
	ListQuestions, QuestionOf, VersionsOf, EventsOf, VersionOf  db.Query // question.sql
	AddQuestion, LockQuestion, SetPlace, Touch, AddVersion      db.Query // question.sql
	AddKey, AddEvent, SetState, WritersSince, AlikeOf, Supplies db.Query // question.sql
	ListCategories, AddOneCategory, RenameCategory, OwnCategory db.Query // category.sql
	RemoveCategory                                              db.Query // category.sql
	FindCategory, HaveCategory, AddCategory, SameQuestions      db.Query // exchange.sql
	LockExchange, AddDrafts, AddDraftVersions, AddDraftEvents   db.Query // exchange.sql
	AddImport, AddKept, GetImport, ListKept, ExportQuestions    db.Query // exchange.sql
	AuthorMaySeeFile                                            db.Query // exchange.sql
	AddUpload                                                   db.Query // upload.sql
	KeyOf, LockKey, KeepFormerKey, ReplaceKey                   db.Query // key.sql
	LockQuestionOfVersion, RetireVoided                         db.Query // key.sql
}](files)

// Service is the feature.
type Service struct {
	db    *db.DB
	media *media.Service
}

// New makes the service.
func New(d *db.DB, m *media.Service) *Service { return &Service{db: d, media: m} }

// MaySeeFile answers media's question for the files of questions: authors
// and auditors see those of the bank. Attached to media.Service.MaySee in cmd/lentera/wire.go.
func (s *Service) MaySeeFile(ctx context.Context, actor access.Actor, fileID uuid.UUID) (bool, error) {
	if !isAuthor(actor) && !actor.Has(access.Auditor) {
		return false, nil
	}
	var may bool
	err := s.db.Get(ctx, &may, sqls.AuthorMaySeeFile, fileID)
	return may, err
}
