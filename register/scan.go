package register

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/internal/db"
)

type leafRow struct {
	Idx     int64     `db:"idx"`
	Kind    string    `db:"kind"`
	Subject uuid.UUID `db:"subject"`
	Body    string    `db:"body"`
	Salt    []byte    `db:"salt"` // nil: destroyed
}

type checkpointRow struct {
	Seq      int64     `db:"seq"`
	Size     int64     `db:"size"`
	Note     string    `db:"note"`
	SignedAt time.Time `db:"signed_at"`
}

// eachLeaf reads all leaves in order, page by page.
func eachLeaf(ctx context.Context, x getter, do func(leafRow) error) error {
	for after := int64(-1); ; {
		var rows []leafRow
		if err := x.Select(ctx, &rows, sqls.LeavesAfter, after, page); err != nil {
			return err
		}
		for _, r := range rows {
			if err := do(r); err != nil {
				return err
			}
			after = r.Idx
		}
		if len(rows) < page {
			return nil
		}
	}
}

// eachRow reads all facts of all sources, page by page.
func eachRow(ctx context.Context, tx *db.Tx, sources []Source, do func(Row)) error {
	for _, source := range sources {
		for after := uuid.Nil; ; {
			rows, last, err := source(ctx, tx, after, page)
			if err != nil {
				return err
			}
			for _, r := range rows {
				do(r)
			}
			if last == uuid.Nil {
				break
			}
			after = last
		}
	}
	return nil
}

// subjectKind is what a leaf is unique by.
type subjectKind struct {
	subject uuid.UUID
	kind    string
}

// withoutLeaf lists the facts that have none, oldest first.
func (s *Service) withoutLeaf(ctx context.Context, d *db.DB) (missing []Row, err error) {
	err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.Snapshot); err != nil {
			return err
		}
		have := map[subjectKind]bool{}
		if err := eachLeaf(ctx, tx, func(l leafRow) error { have[subjectKind{l.Subject, l.Kind}] = true; return nil }); err != nil {
			return err
		}
		return eachRow(ctx, tx, s.opt.Sources, func(r Row) {
			if !have[subjectKind{r.Subject, r.Kind}] {
				missing = append(missing, r)
			}
		})
	})
	slices.SortStableFunc(missing, func(a, b Row) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return bytes.Compare(a.Subject[:], b.Subject[:])
	})
	return missing, err
}

// backfill also signs: which of the two jobs comes first at a start is chance,
// and an opened register should not wait a minute for its first checkpoint.
func (s *Service) backfill(ctx context.Context, raw json.RawMessage) error {
	if err := s.Backfill(ctx); err != nil {
		return err
	}
	return s.checkpoint(ctx, raw)
}

func (s *Service) checkpoint(ctx context.Context, _ json.RawMessage) error {
	_, err := s.Sign(ctx)
	return err
}
