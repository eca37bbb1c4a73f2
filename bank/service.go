package bank

import (
	"embed"

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
}](files)

// Service is the feature.
type Service struct {
	db    *db.DB
	media *media.Service
}

// New makes the service.
func New(d *db.DB, m *media.Service) *Service { return &Service{db: d, media: m} }
