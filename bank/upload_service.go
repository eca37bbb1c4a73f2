package bank

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // pictures are JPEG
	_ "image/png"  // or PNG
	"strings"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/media"
)

// mostUpload bounds a file for a question, in bytes: a learner on a slow line
// has to load it.
const mostUpload = 8 << 20

// Upload is a stored file. Width and Height are those of a picture, in pixels.
type Upload struct {
	FileID uuid.UUID `json:"file_id"`
	URL    string    `json:"url"`
	Type   string    `json:"type"`
	Width  int       `json:"width"`
	Height int       `json:"height"`
}

// Upload is a whole operation for trainers and training admins: it stores a
// file for a question; the same bytes are the same file. Until a version shows
// it, authors alone see it. Refuses media.ErrContentType, ErrFileName,
// ErrFileTooLarge, ErrStoreAway.
func (s *Service) Upload(ctx context.Context, actor access.Actor, name string, content []byte) (Upload, error) {
	contentType, known := media.ContentTypeOf(name)
	if !known || contentType == "text/vtt" {
		return Upload{}, media.ErrContentType
	}
	if strings.HasPrefix(contentType, "image/") {
		if err := media.CheckPicture(contentType, bytes.NewReader(content)); err != nil {
			return Upload{}, err
		}
	}
	f, err := s.media.Store(ctx, name, contentType, bytes.NewReader(content))
	if err != nil {
		return Upload{}, err
	}
	out := Upload{FileID: f.ID, URL: f.URL(), Type: f.ContentType}
	if size, _, err := image.DecodeConfig(bytes.NewReader(content)); err == nil {
		out.Width, out.Height = size.Width, size.Height
	}
	return out, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.AddUpload, f.ID, actor.AccountID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "bank.file-stored", f.ID.String(), map[string]any{"bytes": f.Bytes, "type": f.ContentType})
	})
}
