package media

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// BeginUpload is a step for the feature that owns the upload: it announces a
// file of so many bytes under an id of the device's choice. The same again
// gives what is there. Refuses ErrUploadDiffers (the id stands for another
// announcement); that it is the same person's is the caller's to judge.
func (s *Service) BeginUpload(ctx context.Context, tx *db.Tx, id uuid.UUID, name string, size int64) (u Upload, added bool, err error) {
	name = tidyName(name)
	n, err := tx.Exec(ctx, sqls.AddUpload, id, name, size)
	if err != nil {
		return u, false, err
	}
	err = tx.Get(ctx, &u, sqls.UploadByID, id)
	if db.NoRow(err) || (err == nil && (u.Name != name || u.Bytes != size)) {
		return u, false, ErrUploadDiffers
	}
	return u, n == 1, err
}

// AddPiece is a whole operation: it keeps the piece that begins at from. A
// piece that is not the next one changes nothing; the answer says how much is
// here, and the device goes on from there. So any repetition of the same
// pieces ends in the same file. Refuses ErrFileNotFound, ErrFileTooLarge (more
// than was announced, or than MaxPiece) and ErrStoreAway.
func (s *Service) AddPiece(ctx context.Context, id uuid.UUID, from int64, piece []byte) (Upload, error) {
	u, err := s.Upload(ctx, id)
	switch {
	case err != nil:
		return u, err
	case len(piece) > MaxPiece || from+int64(len(piece)) > u.Bytes:
		return u, ErrFileTooLarge
	case u.Complete || from != u.Received || len(piece) == 0:
		return u, nil
	}
	// A key of its own: of two devices with pieces of two lengths, the loser's
	// must not stand in the winner's place.
	key := fmt.Sprintf("uploads/%s/%012d-%s", id, from, uuid.NewString())
	if err := s.blobs.Put(ctx, key, bytes.NewReader(piece), int64(len(piece)), "application/octet-stream"); err != nil {
		return u, err
	}
	taken, err := s.db.Exec(ctx, sqls.AddPiece, id, from, len(piece), key)
	if err != nil {
		return u, err // the row may be there: the object stays
	}
	if taken == 0 {
		s.forget(ctx, key)
	}
	return s.Upload(ctx, id)
}

// CompleteUpload is a whole operation: it puts the pieces together, looks what
// the file is, and keeps it as one object. Repeating gives the same. Refuses
// ErrFileNotFound, ErrUploadUnfinished (with received), ErrContentType (not of
// the allowed types, by its content) and ErrStoreAway; after a refusal nothing
// has changed.
func (s *Service) CompleteUpload(ctx context.Context, id uuid.UUID, allowed []string) (Upload, error) {
	u, err := s.Upload(ctx, id)
	if err != nil || u.Complete {
		return u, err
	}
	if u.Received < u.Bytes {
		return u, ErrUploadUnfinished.Fact("received", u.Received)
	}
	var pieces []pieceRow
	if err := s.db.Select(ctx, &pieces, sqls.PiecesOf, id); err != nil {
		return u, err
	}
	spool, f, err := spoolAny(&joined{ctx: ctx, blobs: s.blobs, pieces: pieces}, u.Bytes)
	if err != nil {
		return u, err
	}
	defer func() { _ = spool.Close() }()
	if f.Bytes != u.Bytes {
		return u, fmt.Errorf("media: upload %s has %d bytes of %d", id, f.Bytes, u.Bytes)
	}
	if f.ContentType = typeOf(spool, f.Bytes); !slices.Contains(allowed, f.ContentType) {
		return u, ErrContentType
	}
	key := fmt.Sprintf("uploads/%s/whole-%s", id, uuid.NewString())
	if err := s.blobs.Put(ctx, key, io.NewSectionReader(spool, 0, f.Bytes), f.Bytes, f.ContentType); err != nil {
		return u, err
	}
	n, err := s.db.Exec(ctx, sqls.CompleteUpload, id, key, f.ContentType, f.SHA256)
	if err != nil {
		return u, err
	}
	if n == 0 {
		s.forget(ctx, key) // somebody was faster, or it was dropped
	}
	return s.Upload(ctx, id)
}

// Upload gives what is known of an upload; the caller has judged who asks.
// Refuses ErrFileNotFound.
func (s *Service) Upload(ctx context.Context, id uuid.UUID) (u Upload, err error) {
	err = s.db.Get(ctx, &u, sqls.UploadByID, id)
	if db.NoRow(err) {
		err = ErrFileNotFound
	}
	return u, err
}

// OpenUpload opens a complete upload; the caller has judged who asks. Refuses
// ErrFileNotFound and ErrStoreAway.
func (s *Service) OpenUpload(ctx context.Context, id uuid.UUID) (Upload, io.ReadCloser, error) {
	u, err := s.Upload(ctx, id)
	if err == nil && !u.Complete {
		err = ErrFileNotFound
	}
	if err != nil {
		return u, nil, err
	}
	body, err := s.Open(ctx, File{ObjectKey: u.ObjectKey}, 0, -1)
	return u, body, err
}

// DropUpload is a step: nobody wants the upload any more. Its objects go with
// the next ClearUploads.
func (s *Service) DropUpload(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	_, err := tx.Exec(ctx, sqls.DropUpload, id)
	return err
}

const clearAtOnce = 500

type pieceRow struct {
	UploadID  uuid.UUID `db:"upload_id"`
	Start     int64     `db:"start"`
	Bytes     int64     `db:"bytes"`
	ObjectKey string    `db:"object_key"`
}

// ClearUploads is a job: it takes the objects of pieces that were put together
// and of dropped uploads out of the store, and then their rows. An object that
// cannot be removed now keeps its row for the next time.
func (s *Service) ClearUploads(ctx context.Context, _ json.RawMessage) error {
	for {
		var pieces []pieceRow
		if err := s.db.Select(ctx, &pieces, sqls.PiecesToClear, clearAtOnce); err != nil {
			return err
		}
		for _, p := range pieces {
			if err := s.blobs.Delete(ctx, p.ObjectKey); err != nil {
				return err
			}
			if _, err := s.db.Exec(ctx, sqls.RemovePiece, p.UploadID, p.Start); err != nil {
				return err
			}
		}
		if len(pieces) < clearAtOnce {
			break
		}
	}
	var dropped []Upload
	if err := s.db.Select(ctx, &dropped, sqls.UploadsToClear, clearAtOnce); err != nil {
		return err
	}
	for _, u := range dropped {
		if u.ObjectKey != "" {
			if err := s.blobs.Delete(ctx, u.ObjectKey); err != nil {
				return err
			}
		}
		if _, err := s.db.Exec(ctx, sqls.RemoveUpload, u.ID); err != nil {
			return err
		}
	}
	return nil
}

// joined reads pieces one after the other, each opened when its turn comes.
type joined struct {
	ctx    context.Context //nolint:containedctx // a reader within one call
	blobs  Blobs
	pieces []pieceRow
	now    io.ReadCloser
}

func (j *joined) Read(p []byte) (int, error) {
	for {
		if j.now == nil {
			if len(j.pieces) == 0 {
				return 0, io.EOF
			}
			body, _, err := j.blobs.Get(j.ctx, j.pieces[0].ObjectKey, 0, -1)
			if err != nil {
				return 0, err
			}
			j.now, j.pieces = body, j.pieces[1:]
		}
		n, err := j.now.Read(p)
		if errors.Is(err, io.EOF) {
			_ = j.now.Close()
			j.now, err = nil, nil
			if n == 0 {
				continue
			}
		}
		return n, err
	}
}
