package bank

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/bank/portable"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/media"
)

// mostExported bounds the files that go with one export, in bytes.
const mostExported = 64 << 20

// Exported is a file with questions, and what it could not hold.
type Exported struct {
	ContentType, FileName string
	Content               []byte
	Written               int
	Problems              []ImportProblem
}

// Export writes the questions of a category with those below it, or of the
// whole bank, in a format; keys included, which is why only trainers and
// training admins may; private ones of others are left out. It is written into the trail. Refused:
// ErrUnknownFormat, ErrNoSuchCategory, ErrExportTooLarge, media.ErrStoreAway.
func (s *Service) Export(ctx context.Context, format string, categoryID *uuid.UUID) (out Exported, err error) {
	f, known := exportFormats[format]
	if !known {
		return out, ErrUnknownFormat
	}
	var all []stored
	err = s.db.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if categoryID != nil {
			var have bool
			if err := tx.Get(ctx, &have, sqls.HaveCategory, categoryID); err != nil {
				return err
			}
			if !have {
				return ErrNoSuchCategory
			}
		}
		if err := tx.Select(ctx, &all, sqls.ExportQuestions, categoryID, whose(ctx)); err != nil {
			return err
		}
		subject := "bank"
		if categoryID != nil {
			subject = categoryID.String()
		}
		return audit.Write(ctx, tx, "bank.exported", subject, map[string]any{"format": format, "questions": len(all)})
	})
	if err != nil {
		return out, err
	}
	out.ContentType, out.FileName, out.Problems = f.contentType, f.fileName, []ImportProblem{}
	var file bytes.Buffer
	if err := s.writeAll(ctx, format, f.writer(&file), all, &out); err != nil {
		return out, err
	}
	out.Content = file.Bytes()
	return out, nil
}

// whose is the account whose private questions the actor sees; nil sees all,
// as does the command line.
func whose(ctx context.Context) *uuid.UUID {
	if actor, ok := access.ActorFrom(ctx); ok {
		return viewer(actor)
	}
	return nil
}

func (s *Service) writeAll(ctx context.Context, format string, w portable.Writer, all []stored, out *Exported) error {
	left := int64(mostExported)
	for i, q := range all {
		if kinds.IsOpinion(q.Content) { // none of the formats can say that nothing is right
			p := portable.Say(i+1, portable.CannotHold, format, "survei")
			out.Problems = append(out.Problems, ImportProblem{i + 1, "", q.Name, p.Code, string(p.Severity), p.ID, p.EN})
			continue
		}
		var failed error
		o := &outgoing{file: func(url string) (portable.File, bool) {
			f, err := s.fileAt(ctx, url, left)
			if err != nil {
				failed = errors.Join(failed, err)
				return f, false
			}
			return f, true
		}}
		if err := o.write(q); err != nil {
			return err
		}
		if failed != nil && !errors.Is(failed, media.ErrFileNotFound) {
			if errors.Is(failed, media.ErrFileTooLarge) {
				return ErrExportTooLarge
			}
			return failed
		}
		for _, f := range o.q.Files {
			if left -= int64(len(f.Data)); left < 0 {
				return ErrExportTooLarge
			}
		}
		o.q.Line = i + 1
		lost, err := w.Write(o.q)
		if err != nil {
			return err
		}
		refused := false
		for _, p := range append(o.problems, lost...) {
			refused = refused || p.Severity == portable.Refused
			out.Problems = append(out.Problems, ImportProblem{i + 1, "", q.Name, p.Code, string(p.Severity), p.ID, p.EN})
		}
		if !refused {
			out.Written++
		}
	}
	return w.Close()
}

// fileAt reads the file behind one of our own addresses.
func (s *Service) fileAt(ctx context.Context, url string, most int64) (portable.File, error) {
	id, err := uuid.Parse(strings.TrimSuffix(strings.TrimPrefix(url, "/api/media/files/"), "/content"))
	if err != nil {
		return portable.File{}, media.ErrFileNotFound
	}
	f, data, err := s.media.Read(ctx, id, most)
	return portable.File{Name: f.Name, Data: data}, err
}

// GetImport gives an applied import. Refused: ErrNoSuchImport.
func (s *Service) GetImport(ctx context.Context, id uuid.UUID) (out Import, err error) {
	var rec struct {
		ID         uuid.UUID       `db:"id"`
		Digest     string          `db:"digest"`
		Format     string          `db:"format"`
		FileName   string          `db:"file_name"`
		CategoryID *uuid.UUID      `db:"category_id"`
		CreatedAt  time.Time       `db:"created_at"`
		Counts     json.RawMessage `db:"counts"`
		Problems   json.RawMessage `db:"problems"`
	}
	if err := s.db.Get(ctx, &rec, sqls.GetImport, id); err != nil {
		if db.NoRow(err) {
			return out, ErrNoSuchImport
		}
		return out, err
	}
	at := rec.CreatedAt.UTC()
	out = Import{ID: &rec.ID, Digest: rec.Digest, Format: rec.Format, FileName: rec.FileName, CategoryID: rec.CategoryID, AppliedAt: &at, Questions: []ImportQuestion{}}
	return out, errors.Join(json.Unmarshal(rec.Counts, &out.Counts), json.Unmarshal(rec.Problems, &out.Problems))
}

// KeptSources writes what an import could not take, as it stood in the file.
// Refused: ErrNoSuchImport.
func (s *Service) KeptSources(ctx context.Context, id uuid.UUID) ([]byte, error) {
	if _, err := s.GetImport(ctx, id); err != nil {
		return nil, err
	}
	var rows []keptRow
	if err := s.db.Slow().Select(ctx, &rows, sqls.ListKept, id); err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(rows, "", " ")
	return text, err
}
