package register

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lentera/internal/db"
)

// Sign is a whole operation, the job register.checkpoint: it signs a
// checkpoint when the tree has grown since the last one, and tells whether it
// did. It refuses (ErrTampered) when the last checkpoint does not verify or
// the tree did not grow from it.
func (s *Service) Sign(ctx context.Context) (signed bool, err error) {
	err = s.opt.DB.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var size int64
		if err := tx.Get(ctx, &size, sqls.LockHead); err != nil {
			return err
		}
		last, seq, err := s.lastSigned(ctx, tx)
		if err != nil || (last.Size == size && seq > 0) || size == 0 {
			return err
		}
		c := Checkpoint{Origin: s.signer.Name(), Size: size, Seq: seq + 1}
		if c.Root, err = tlog.TreeHash(size, stored(ctx, tx)); err != nil {
			return err
		}
		if err := grew(ctx, tx, last, c); err != nil {
			return ErrTampered.Because(err)
		}
		text, err := note.Sign(&note.Note{Text: c.text()}, s.signer)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, sqls.AddCheckpoint, c.Seq, size, string(text))
		signed = err == nil
		return err
	})
	return signed, err
}

// lastSigned reads the newest checkpoint; seq is 0 when there is none.
func (s *Service) lastSigned(ctx context.Context, tx *db.Tx) (c Checkpoint, seq int64, err error) {
	var row checkpointRow
	if err = tx.Get(ctx, &row, sqls.LastCheckpoint); db.NoRow(err) {
		return c, 0, nil
	} else if err != nil {
		return c, 0, err
	}
	if c, err = openNote(row.Note, s.known); err != nil {
		return c, 0, ErrTampered.Because(fmt.Errorf("checkpoint %d: %w", row.Seq, err))
	}
	if c.Seq != row.Seq || c.Size != row.Size {
		return c, 0, ErrTampered.Because(fmt.Errorf("checkpoint %d says seq %d and size %d", row.Seq, c.Seq, c.Size))
	}
	return c, c.Seq, nil
}

// grew refuses a tree that is not the old one with leaves added.
func grew(ctx context.Context, x getter, from, to Checkpoint) error {
	if from.Size == 0 {
		return nil
	}
	if from.Size > to.Size {
		return fmt.Errorf("the tree shrank from %d to %d", from.Size, to.Size)
	}
	proof, err := tlog.ProveTree(to.Size, from.Size, stored(ctx, x))
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, to.Size, to.Root, from.Size, from.Root)
}
