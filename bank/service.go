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
	ImportQuestions, ImportVersions, ImportKeys db.Query // import.sql
	// exchange.sql
	FindCategory, HaveCategory, AddCategory, SameQuestions, LockExchange, AddDrafts, AddDraftVersions, AddVersionFiles,
	AddImport, AddKept, GetImport, ListKept, ExportQuestions, AuthorMaySeeFile db.Query
}](files)

// Service is the feature.
type Service struct {
	db    *db.DB
	media *media.Service
}

// New makes the service.
func New(d *db.DB, m *media.Service) *Service { return &Service{db: d, media: m} }

// MaySeeFile answers media's question for the files of questions: authors see
// those of the bank. Attached to media.Service.MaySee in cmd/lentera/wire.go.
func (s *Service) MaySeeFile(ctx context.Context, actor access.Actor, fileID uuid.UUID) (bool, error) {
	if !isAuthor(actor) {
		return false, nil
	}
	var may bool
	err := s.db.Get(ctx, &may, sqls.AuthorMaySeeFile, fileID)
	return may, err
}
