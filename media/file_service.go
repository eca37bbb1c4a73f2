package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// Store is a whole operation: it reads r to its end and keeps it as a file.
// The same bytes of the same type give the file that is already there. It is
// called by imports, never straight from a request of a learner.
//
// Object first, row last: a row always has its object. Refuses ErrContentType
// (not in the closed list, or the first bytes say otherwise), ErrFileTooLarge,
// ErrFileName and ErrStoreAway.
func (s *Service) Store(ctx context.Context, name, contentType string, r io.Reader) (File, error) {
	clean := cleanName(name)
	if clean == "" {
		return File{}, ErrFileName
	}
	spool, f, err := spoolFile(contentType, r, s.most)
	if err != nil {
		return File{}, err
	}
	defer func() { _ = spool.Close() }()
	have, err := s.byHash(ctx, f)
	if err == nil || !db.NoRow(err) {
		return have, err
	}
	f.ID, err = uuid.NewV7()
	if err != nil {
		return File{}, err
	}
	f.Name, f.ObjectKey = clean, "files/"+f.ID.String()+"/"+clean
	if err := s.blobs.Put(ctx, f.ObjectKey, spool, f.Bytes, f.ContentType); err != nil {
		return File{}, err
	}
	added, err := s.db.Exec(ctx, sqls.AddFile, f.ID, f.ObjectKey, f.Name, f.ContentType, f.Bytes, f.SHA256)
	if err != nil {
		// The row may or may not be there: keep the object, an orphan harms nobody.
		return File{}, err
	}
	if added == 1 {
		return f, nil
	}
	s.forget(ctx, f.ObjectKey) // somebody stored the same bytes meanwhile
	return s.byHash(ctx, f)
}

func (s *Service) byHash(ctx context.Context, f File) (File, error) {
	var have File
	err := s.db.Get(ctx, &have, sqls.FileByHash, f.SHA256, f.ContentType)
	return have, err
}

func (s *Service) forget(ctx context.Context, key string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = s.blobs.Delete(ctx, key)
}

// spoolFile spools a file of the content type that it claims.
func spoolFile(contentType string, r io.Reader, most int64) (*os.File, File, error) {
	k, ok := kinds[contentType]
	if !ok {
		return nil, File{}, ErrContentType
	}
	spool, f, err := spoolAny(r, most)
	if err != nil {
		return nil, File{}, err
	}
	if !k.begins(part(spool, 0, 16)) {
		_ = spool.Close()
		return nil, File{}, ErrContentType
	}
	f.ContentType = contentType
	return spool, f, nil
}

// spoolAny copies r to a temporary file while hashing and measuring it, so
// that no file is ever held in memory.
func spoolAny(r io.Reader, most int64) (*os.File, File, error) {
	spool, err := openSpool()
	if err != nil {
		return nil, File{}, fmt.Errorf("spool: %w", err)
	}
	var f File
	sum := sha256.New()
	f.Bytes, err = io.Copy(io.MultiWriter(spool, sum), io.LimitReader(r, most+1))
	if err == nil && f.Bytes > most {
		err = ErrFileTooLarge
	}
	if err == nil {
		_, err = spool.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = spool.Close()
		return nil, File{}, err
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return spool, f, nil
}

// openSpool gives a temporary file without a name: it goes when it is closed,
// and also with a process that is killed in the middle of an upload.
func openSpool() (*os.File, error) {
	f, err := os.CreateTemp("", "lentera-media-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// Find is a whole operation: the file for an actor who may see it, otherwise
// ErrFileNotFound, so that nobody learns which files exist.
func (s *Service) Find(ctx context.Context, actor access.Actor, id uuid.UUID) (File, error) {
	may, err := s.maySee(ctx, actor, id)
	if err != nil {
		return File{}, err
	}
	if !may {
		return File{}, ErrFileNotFound
	}
	var f File
	err = s.db.Get(ctx, &f, sqls.FileByID, id)
	if db.NoRow(err) {
		return File{}, ErrFileNotFound
	}
	return f, err
}

func (s *Service) maySee(ctx context.Context, actor access.Actor, id uuid.UUID) (bool, error) {
	for _, ask := range s.MaySee {
		if yes, err := ask(ctx, actor, id); yes || err != nil {
			return yes, err
		}
	}
	return false, nil
}
