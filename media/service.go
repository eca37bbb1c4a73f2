package media

import (
	"context"
	"embed"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct {
	FileByHash, FileByID, AddFile                          db.Query // file.sql
	AddUpload, UploadByID, AddPiece, PiecesOf              db.Query // upload.sql
	CompleteUpload, DropUpload, PiecesToClear, RemovePiece db.Query // upload.sql
	UploadsToClear, RemoveUpload                           db.Query // upload.sql
}](files)

// Service is the feature.
type Service struct {
	db    *db.DB
	blobs Blobs
	most  int64 // bytes of one file

	// MaySee are asked, in order, whether an actor may read a file; the first
	// yes admits. Attached in cmd/lentera/wire.go, before the server starts.
	MaySee []func(ctx context.Context, actor access.Actor, fileID uuid.UUID) (bool, error)
}

// New makes the service on a database and an object store.
func New(d *db.DB, blobs Blobs) *Service { return &Service{db: d, blobs: blobs, most: MaxBytes} }
