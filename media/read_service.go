package media

import (
	"context"
	"io"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// Read gives a whole file, up to most bytes of it. For features above that
// have judged themselves whether the file may be read (an export of questions);
// never straight from a request. Refuses ErrFileNotFound, ErrFileTooLarge and
// ErrStoreAway.
func (s *Service) Read(ctx context.Context, id uuid.UUID, most int64) (File, []byte, error) {
	var f File
	err := s.db.Get(ctx, &f, sqls.FileByID, id)
	switch {
	case db.NoRow(err):
		return File{}, nil, ErrFileNotFound
	case err != nil:
		return File{}, nil, err
	case f.Bytes > most:
		return File{}, nil, ErrFileTooLarge
	}
	body, err := s.Open(ctx, f, 0, -1)
	if err != nil {
		return File{}, nil, err
	}
	defer func() { _ = body.Close() }()
	content, err := io.ReadAll(io.LimitReader(body, f.Bytes))
	return f, content, err
}
