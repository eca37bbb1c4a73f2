package register

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lentera/internal/db"
)

// CheckOptions say what to check against.
type CheckOptions struct {
	Keys    []string // verifier keys, at least one
	Kept    []string // checkpoints kept elsewhere, as signed notes
	Sources []Source
	// Lost names a record whose row is gone, from what else there is; "" where
	// nothing tells. A step.
	Lost func(ctx context.Context, tx *db.Tx, subject uuid.UUID) (string, error)
}

// ErrNoRegister is what Check answers for a database without one.
var ErrNoRegister = fmt.Errorf("this database has no register: it is of an earlier version, or not Lentera's")

// maxGap bounds how many missing leaves in a row are told one by one.
const maxGap = 100_000

// check is one run.
type check struct {
	opt    CheckOptions
	keys   note.Verifiers
	report Report
	tree   kept // recomputed from the leaves
	known  known
	later  []late // findings that wait for the name of their leaf
	broken bool   // a checkpoint was found not to fit
}

// Check is a whole operation of `lentera verify`: it reads one snapshot of a
// database, writes nothing, and compares everything with everything: leaf
// bytes with the tree, the tree with every checkpoint and with those kept
// elsewhere, and every row with its leaf, both ways. It refuses a database
// without a register and keys that are none; all else is in the report.
func Check(ctx context.Context, d *db.DB, opt CheckOptions) (Report, error) {
	c := &check{opt: opt, known: known{of: map[subjectKind]*sealed{}, names: map[int64]string{}}}
	c.report.Records = map[string]int64{}
	var err error
	if c.keys, err = verifiers(opt.Keys); err != nil {
		return c.report, err
	}
	err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.Snapshot); err != nil {
			return err
		}
		var there bool
		if err := tx.Get(ctx, &there, sqls.HasSchema); err != nil {
			return err
		} else if !there {
			return ErrNoRegister
		}
		if err := tx.Get(ctx, &c.report.Version, sqls.SchemaVersion); err != nil {
			return err
		}
		for _, step := range []func(context.Context, *db.Tx) error{c.leaves, c.hashes, c.rows, c.lost, c.named, c.head, c.checkpoints, c.elsewhere} {
			if err := step(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	return c.report, err
}

func (c *check) find(what string, leaf int64, format string, args ...any) {
	f := Finding{What: what, Leaf: leaf, Detail: fmt.Sprintf(format, args...)}
	if leaf >= 0 {
		if leaf < int64(len(c.known.keys)) {
			f.Kind = c.known.keys[leaf].kind
		}
		f.Name = c.known.name(leaf)
	}
	c.report.Findings = append(c.report.Findings, f)
}

// leaves reads every leaf, recomputes the tree, and remembers what each leaf
// says. Findings about single leaves wait for their names: see named.
func (c *check) leaves(ctx context.Context, tx *db.Tx) error {
	err := eachLeaf(ctx, tx, func(l leafRow) error {
		if l.Idx-int64(len(c.known.keys)) > maxGap {
			c.later = append(c.later, late{"leaf", -1, fmt.Sprintf("leaf %d is far beyond the others: it was inserted", l.Idx)})
			return nil
		}
		for int64(len(c.known.keys)) < l.Idx { // a gap: its hash is filled in by hashes
			if err := c.grow(subjectKind{}, tlog.Hash{}); err != nil {
				return err
			}
		}
		b, ok := parseBody(l.Body)
		s := &sealed{idx: l.Idx, whole: ok && b.Kind == l.Kind && b.Subject == l.Subject, salted: len(l.Salt) == saltSize}
		if ok {
			s.commitment = [32]byte(b.Commitment)
		}
		if s.salted {
			s.salt = [32]byte(l.Salt)
		}
		key := subjectKind{l.Subject, l.Kind}
		c.known.of[key] = s
		c.late(l.Idx, b)
		return c.grow(key, tlog.RecordHash([]byte(l.Body)))
	})
	c.report.Leaves = int64(len(c.known.keys))
	return err
}

// late counts the leaves made for earlier records, and refuses those that came
// after the register was opened.
func (c *check) late(idx int64, b body) {
	switch {
	case b.Kind == kindOpened:
		c.report.Opened = true
	case b.Late && c.report.Opened:
		c.later = append(c.later, late{"late", idx, "this leaf was made for an earlier record after the register had been opened"})
	case b.Late:
		c.report.Late++
	}
}

func (c *check) grow(key subjectKind, h tlog.Hash) error {
	hashes, err := tlog.StoredHashesForRecordHash(int64(len(c.known.keys)), h, c.tree)
	c.tree = append(c.tree, hashes...)
	c.known.keys = append(c.known.keys, key)
	return err
}

// rows compares every fact with its leaf.
func (c *check) rows(ctx context.Context, tx *db.Tx) error {
	opened := openedRecord(c.report.Late)
	if s := c.known.of[subjectKind{openedSubject, kindOpened}]; s != nil {
		c.compare(s, Row{Kind: kindOpened, Name: "the opening of the register", Record: opened})
	}
	return eachRow(ctx, tx, c.opt.Sources, func(r Row) {
		c.report.Records[r.Kind]++
		s := c.known.of[subjectKind{r.Subject, r.Kind}]
		if s == nil {
			detail := "there is a row, but no leaf: it was inserted past the program"
			if !c.report.Opened {
				detail = "there is a row, but no leaf: the register was not opened yet, so earlier records may still wait for theirs"
			}
			c.report.Findings = append(c.report.Findings, Finding{What: "inserted", Kind: r.Kind, Name: r.Name, Leaf: -1, Detail: detail})
			return
		}
		c.compare(s, r)
	})
}

func (c *check) compare(s *sealed, r Row) {
	s.seen = true
	c.known.names[s.idx] = r.Name
	switch {
	case !s.whole:
		return // found as a leaf
	case !s.salted:
		c.find("salt", s.idx, "the salt is gone, so the row can no longer be compared with its leaf")
	case commit(s.salt[:], r.Record) != s.commitment:
		c.find("edited", s.idx, "the row is not what was sealed: it (or its salt) was changed afterwards")
	}
}

// lost finds leaves whose row is gone, and leaves that are damaged themselves.
func (c *check) lost(ctx context.Context, tx *db.Tx) error {
	for i, key := range c.known.keys {
		s := c.known.of[key]
		if s == nil {
			continue // a gap: found by hashes
		}
		if !s.seen && c.opt.Lost != nil && key.kind != kindOpened {
			name, err := c.opt.Lost(ctx, tx, key.subject)
			if err != nil {
				return err
			}
			c.known.names[int64(i)] = name
		}
		if !s.whole {
			c.find("leaf", int64(i), "the leaf was changed: its text is not one the program writes, or names another record")
		}
		if !s.seen && s.whole {
			c.find("deleted", int64(i), "there is a leaf, but the row is gone or no longer says this")
		}
	}
	return nil
}

// head compares the counters of the head row.
func (c *check) head(ctx context.Context, tx *db.Tx) error {
	var h struct {
		Size        int64 `db:"size"`
		Checkpoints int64 `db:"checkpoints"`
	}
	if err := tx.Get(ctx, &h, sqls.Head); err != nil && !db.NoRow(err) {
		return err
	}
	if h.Size != c.report.Leaves {
		c.find("tree", -1, "the head says %d leaves, there are %d", h.Size, c.report.Leaves)
	}
	var last checkpointRow
	if err := tx.Get(ctx, &last, sqls.LastCheckpoint); err != nil && !db.NoRow(err) {
		return err
	}
	if h.Checkpoints > last.Seq {
		c.find("checkpoint", -1, "checkpoint %d and those after it are gone: the head counts %d", last.Seq+1, h.Checkpoints)
	}
	if c.report.Leaves > 0 {
		root, err := tlog.TreeHash(c.report.Leaves, c.tree)
		c.report.Root = base64.StdEncoding.EncodeToString(root[:])
		return err
	}
	return nil
}

// sortFindings puts them in the order of leaves; those about no leaf first.
func (r *Report) sortFindings() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return int(a.Leaf - b.Leaf) })
}
