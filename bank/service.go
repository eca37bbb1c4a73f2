package bank

import (
	"embed"

	"lentera/internal/db"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct {
	ImportQuestions, ImportVersions, ImportKeys db.Query // import.sql
	LockKey, KeepFormerKey, ReplaceKey          db.Query // key.sql
}](files)
