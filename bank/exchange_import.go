package bank

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/bank/portable"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// ImportFile is a file with questions and where they are to go. Format "" is
// found out; CategoryID nil is the top of the bank.
type ImportFile struct {
	FileName   string
	Format     string
	CategoryID *uuid.UUID
	Content    []byte
}

// Import is what a file gives: a preview without an id, or what was applied.
type Import struct {
	ID         *uuid.UUID       `json:"id,omitempty" doc:"of an applied import"`
	Digest     string           `json:"digest" doc:"names this file, format and place; apply with it"`
	Format     string           `json:"format"`
	FileName   string           `json:"file_name"`
	CategoryID *uuid.UUID       `json:"category_id,omitempty"`
	AppliedAt  *time.Time       `json:"applied_at,omitempty"`
	Counts     ImportCounts     `json:"counts"`
	Questions  []ImportQuestion `json:"questions" doc:"the first 500, of a preview or a fresh import"`
	Problems   []ImportProblem  `json:"problems"`

	kept []keptRow
}

// ImportCounts say what became of the questions of a file.
type ImportCounts struct {
	Read    int `json:"read" doc:"questions in the file"`
	New     int `json:"new" doc:"become drafts"`
	Same    int `json:"same" doc:"are in their category already"`
	Refused int `json:"refused" doc:"are wrong; their source is kept"`
	Kept    int `json:"kept" doc:"are of a sort we have no kind for; their source is kept"`
	Altered int `json:"altered" doc:"remarks on what changed or was left out"`
}

// ImportQuestion is one question that comes in, or is there already.
type ImportQuestion struct {
	Line     int      `json:"line"`
	Name     string   `json:"name"`
	Kind     string   `json:"kind"`
	Category []string `json:"category"`
	Stem     string   `json:"stem" doc:"plain text, shortened"`
	Verdict  string   `json:"verdict" enum:"new,same"`
}

// ImportProblem is one remark.
type ImportProblem struct {
	Line     int    `json:"line" doc:"of the file or sheet; 0: not known"`
	File     string `json:"file,omitempty" doc:"inside a package"`
	Question string `json:"question,omitempty"`
	Code     string `json:"code"`
	Severity string `json:"severity" enum:"file,refused,kept,altered"`
	ID       string `json:"id" doc:"the sentence in Indonesian"`
	EN       string `json:"en" doc:"the sentence in English"`
}

type keptRow struct {
	No     int    `json:"no" db:"no"`
	Line   int    `json:"line" db:"line"`
	File   string `json:"file" db:"file"`
	Name   string `json:"name" db:"name"`
	Code   string `json:"code" db:"code"`
	Source string `json:"source" db:"source"`
}

const mostShown = 500

func (f ImportFile) digest() string {
	place := ""
	if f.CategoryID != nil {
		place = f.CategoryID.String()
	}
	sum := sha256.New()
	sum.Write([]byte(f.Format + "\n" + place + "\n"))
	sum.Write(f.Content)
	return hex.EncodeToString(sum.Sum(nil))
}

// PreviewImport reads a file and tells what would become of it; nothing is
// written, no file is stored. For trainers and training admins. Refused:
// ErrUnknownFormat, ErrUnreadableFile, ErrNoSuchCategory.
func (s *Service) PreviewImport(ctx context.Context, file ImportFile) (out Import, err error) {
	out, f, err := s.readImport(ctx, &file, false)
	if err != nil {
		return out, err
	}
	err = s.db.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := s.place(ctx, tx, file, f, nil, false)
		if err != nil {
			return err
		}
		out.fill(f, rows)
		return nil
	})
	return out, err
}

// ApplyImport makes drafts of the questions a preview showed; digest is the
// preview's. Questions that are there already stay as they are, so that
// applying again adds nothing. Refused: as a preview, and ErrImportChanged.
func (s *Service) ApplyImport(ctx context.Context, file ImportFile, digest string) (out Import, err error) {
	if file.Format == "" {
		file.Format = formatOf(file.FileName, file.Content)
	}
	if file.digest() != digest {
		return out, ErrImportChanged
	}
	out, f, err := s.readImport(ctx, &file, true)
	if err != nil {
		return out, err
	}
	var by *uuid.UUID
	if actor, ok := access.ActorFrom(ctx); ok {
		by = &actor.AccountID
	}
	err = s.db.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.LockExchange); err != nil {
			return err
		}
		rows, err := s.place(ctx, tx, file, f, by, true)
		if err != nil {
			return err
		}
		out.fill(f, rows)
		if err := addDrafts(ctx, tx, rows, by, out.FileName); err != nil {
			return err
		}
		return out.record(ctx, tx, by)
	})
	return out, err
}

// readImport reads the file into drafts, files stored or not.
func (s *Service) readImport(ctx context.Context, file *ImportFile, store bool) (out Import, f *found, err error) {
	if file.Format == "" {
		file.Format = formatOf(file.FileName, file.Content)
	}
	f = &found{ctx: ctx, media: s.media, store: store}
	err = readQuestions(file.Format, file.Content, f)
	var refused portable.Problem
	if errors.As(err, &refused) {
		return out, f, ErrUnreadableFile.Detail(refused.ID, refused.EN).Fact("code", refused.Code).Fact("line", refused.Line)
	}
	return Import{Digest: file.digest(), Format: file.Format, FileName: clip(strings.Join(strings.Fields(file.FileName), " "), 200), CategoryID: file.CategoryID}, f, err
}

// draftRow is a draft with its place and whether it is there already.
type draftRow struct {
	draft
	no         int
	categoryID *uuid.UUID
	same       bool
}

// place is a step: it finds, or makes, the category of each draft and marks
// what is there already.
func (s *Service) place(ctx context.Context, tx *db.Tx, file ImportFile, f *found, by *uuid.UUID, make bool) ([]draftRow, error) {
	if file.CategoryID != nil {
		var have bool
		if err := tx.Get(ctx, &have, sqls.HaveCategory, file.CategoryID); err != nil {
			return nil, err
		}
		if !have {
			return nil, ErrNoSuchCategory
		}
	}
	type at struct {
		id    *uuid.UUID
		known bool
	}
	places := map[string]at{}
	rows := []draftRow{}
	for i, d := range f.drafts {
		key := portable.JoinCategory(d.Category)
		p, seen := places[key]
		if !seen {
			var err error
			if p.id, p.known, err = categoryOf(ctx, tx, file.CategoryID, d.Category, by, make); err != nil {
				return nil, err
			}
			places[key] = p
		}
		row := draftRow{draft: d, no: i, categoryID: p.id}
		if !p.known { // a category to be: nothing can be there
			row.categoryID = &uuid.Nil
		}
		rows = append(rows, row)
	}
	return rows, f.markSame(ctx, tx, rows)
}

// fill counts, and lists what a person wants to see first.
func (out *Import) fill(f *found, rows []draftRow) {
	out.Counts = ImportCounts{}
	out.Questions, out.Problems, out.kept = []ImportQuestion{}, []ImportProblem{}, nil
	for _, r := range rows {
		q := ImportQuestion{Line: r.Line, Name: r.Name, Kind: string(r.Kind), Category: append([]string{}, r.Category...), Stem: clip(kinds.Plain(stemOf(r.draft)), 200), Verdict: "new"}
		if r.same {
			q.Verdict = "same"
			out.Counts.Same++
		} else {
			out.Counts.New++
		}
		if len(out.Questions) < mostShown {
			out.Questions = append(out.Questions, q)
		}
	}
	last := ""
	for _, p := range f.problems {
		out.Problems = append(out.Problems, ImportProblem{p.Line, p.File, p.Question, p.Code, string(p.Severity), p.ID, p.EN})
		if p.Severity == portable.Altered {
			out.Counts.Altered++
			continue
		}
		if p.Source != "" && p.Source == last { // a second reason for the same question
			continue
		}
		last = p.Source
		if p.Severity == portable.Kept {
			out.Counts.Kept++
		} else {
			out.Counts.Refused++
		}
		out.kept = append(out.kept, keptRow{len(out.kept) + 1, p.Line, p.File, p.Question, p.Code, strings.ReplaceAll(strings.ToValidUTF8(p.Source, "\ufffd"), "\x00", "")})
	}
	out.Counts.Read = len(rows) + out.Counts.Refused + out.Counts.Kept
	slices.SortStableFunc(out.Problems, func(a, b ImportProblem) int { return a.Line - b.Line })
}

// stemOf is what a person would call the question's text.
func stemOf(d draft) string {
	if d.StemHTML != "" {
		return d.StemHTML
	}
	var c kinds.ClozeContent
	_ = json.Unmarshal(d.Content, &c)
	return c.HTML
}

// record is a step: it writes the import, what is kept, and the trail.
func (out *Import) record(ctx context.Context, tx *db.Tx, by *uuid.UUID) error {
	id := uuid.Must(uuid.NewV7())
	counts, err := json.Marshal(out.Counts)
	if err != nil {
		return err
	}
	problems, err := json.Marshal(out.Problems)
	if err != nil {
		return err
	}
	var at time.Time
	if err := tx.Get(ctx, &at, sqls.AddImport, id, out.Digest, out.Format, out.FileName, out.CategoryID, by, string(counts), string(problems)); err != nil {
		return err
	}
	at = at.UTC()
	out.ID, out.AppliedAt = &id, &at
	for kept := range slices.Chunk(out.kept, 100) {
		if err := insertJSON(ctx, tx, sqls.AddKept, kept, id); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, "bank.imported", id.String(), map[string]any{"format": out.Format, "counts": out.Counts, "category_id": out.CategoryID})
}
