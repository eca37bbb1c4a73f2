package register

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"lentera/internal/db"
)

// Append is a step: it adds the leaf of a fact in the fact's transaction. A
// subject that has a leaf of the kind keeps it, and nothing is added.
//
// It holds the lock of the register's head until the transaction ends, so it
// comes after every other lock (doc.go), and nothing slow may follow it.
func (s *Service) Append(ctx context.Context, tx *db.Tx, l Leaf) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = add(ctx, tx, l, now, false)
	return err
}

// add writes the leaf, its salt and the hashes it completes; added is false
// when the subject had one.
func add(ctx context.Context, tx *db.Tx, l Leaf, at time.Time, late bool) (added bool, err error) {
	if l.Kind == "" || l.Subject == uuid.Nil || len(l.Record) == 0 {
		return false, fmt.Errorf("register: a leaf needs kind, subject and record")
	}
	var size int64
	if err := tx.Get(ctx, &size, sqls.LockHead); err != nil {
		return false, err
	}
	text, salt := newLeaf(l, at, late)
	hashes, err := tlog.StoredHashes(size, []byte(text), stored(ctx, tx))
	if err != nil {
		return false, fmt.Errorf("register: leaf %d: %w", size, err)
	}
	first := tlog.StoredHashIndex(0, size)
	idx, sums := make([]int64, len(hashes)), make([][]byte, len(hashes))
	for i := range hashes {
		idx[i], sums[i] = first+int64(i), hashes[i][:]
	}
	n, err := tx.Exec(ctx, sqls.AddLeaf, size, l.Kind, l.Subject, text, salt, db.Array(idx), db.Array(sums))
	return n == 1, err
}

// batch bounds a transaction that adds late leaves: others wait for it.
const batch = 200

// page bounds one read of a source or of the register.
const page = 2000

// Backfill is a whole operation, the job register.backfill: records older than
// the register get their leaves, once, in the order of their making; then the
// register is opened. Afterwards it does nothing, for ever.
func (s *Service) Backfill(ctx context.Context) error {
	var opened bool
	d := s.opt.DB.Slow()
	if err := d.Get(ctx, &opened, sqls.HasLeaf, openedSubject, kindOpened); err != nil || opened {
		return err
	}
	missing, err := s.withoutLeaf(ctx, d)
	if err != nil {
		return err
	}
	for len(missing) > 0 {
		part := missing[:min(batch, len(missing))]
		missing = missing[len(part):]
		if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return addLate(ctx, tx, part) }); err != nil {
			return err
		}
	}
	return s.open(ctx, d)
}

func addLate(ctx context.Context, tx *db.Tx, rows []Row) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := add(ctx, tx, Leaf{Kind: r.Kind, Subject: r.Subject, Record: r.Record}, now, true); err != nil {
			return err
		}
	}
	return nil
}

// open writes the leaf that ends the late ones, with their number in it.
func (s *Service) open(ctx context.Context, d *db.DB) error {
	return d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var size, late int64
		if err := tx.Get(ctx, &size, sqls.LockHead); err != nil {
			return err
		}
		err := eachLeaf(ctx, tx, func(l leafRow) error {
			if b, ok := parseBody(l.Body); ok && b.Late {
				late++
			}
			return nil
		})
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		_, err = add(ctx, tx, Leaf{Kind: kindOpened, Subject: openedSubject, Record: openedRecord(late)}, now, false)
		return err
	})
}
