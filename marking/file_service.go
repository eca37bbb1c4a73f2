package marking

import (
	"context"
	"io"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/media"
)

// SheetFile is a file of an answer as a marker sees it: without its name, which
// may be the learner's, and without an id that stands beside a name elsewhere.
type SheetFile struct {
	Place       int    `json:"place" db:"place" doc:"counts from 1"`
	ContentType string `json:"content_type" db:"content_type" doc:"by its content"`
	Bytes       int64  `json:"bytes" db:"bytes"`
}

type sheetFileRow struct {
	No       int       `db:"no"`
	UploadID uuid.UUID `db:"upload_id"`
	SheetFile
}

// filesOf is a step: the files of a sheet, by item.
func (s *Service) filesOf(ctx context.Context, r reading, sheetID uuid.UUID) (map[int][]sheetFileRow, error) {
	var rows []sheetFileRow
	if err := r.Select(ctx, &rows, sqls.FilesOf, sheetID); err != nil {
		return nil, err
	}
	out := map[int][]sheetFileRow{}
	for _, f := range rows {
		out[f.No] = append(out[f.No], f)
	}
	return out, nil
}

// ReadFile opens a file of a sheet in the marker's hands, one of what is there
// to mark, and renews the lease: a whole operation. Refuses with ErrNoSheet,
// ErrSheetGone, media.ErrFileNotFound and media.ErrStoreAway.
func (s *Service) ReadFile(ctx context.Context, actor access.Actor, sheetID uuid.UUID, no, place int) (u media.Upload, body io.ReadCloser, err error) {
	var id uuid.UUID
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		turn, _, err := s.hold(ctx, tx, actor.PersonID, sheetID)
		if err != nil {
			return err
		}
		items, err := s.itemsFor(ctx, tx, sheetID, turn.Place)
		if err != nil {
			return err
		}
		files, err := s.filesOf(ctx, tx, sheetID)
		if err != nil {
			return err
		}
		for _, it := range items {
			if it.No == no && place >= 1 && place <= len(files[no]) {
				id = files[no][place-1].UploadID
				return nil
			}
		}
		return media.ErrFileNotFound
	})
	if err != nil {
		return u, nil, err
	}
	return s.quiz.Uploads.Media.OpenUpload(ctx, id)
}
