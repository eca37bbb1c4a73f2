package register

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"lentera/internal/db"
)

// hashes compares the stored hashes with the recomputed ones. What differs at
// a leaf is put down to the leaf, and the stored hash is believed from there
// on, so that one change is one finding; what differs above is the stored
// hash's own fault.
func (c *check) hashes(ctx context.Context, tx *db.Tx) error {
	have := make(kept, 0, len(c.tree))
	there := make([]bool, len(c.tree))
	extra := int64(0)
	for after := int64(-1); ; {
		var rows []hashRow
		if err := tx.Select(ctx, &rows, sqls.HashesAfter, after, page); err != nil {
			return err
		}
		for _, r := range rows {
			after = r.Idx
			if r.Idx >= int64(len(there)) {
				extra++
				continue
			}
			for int64(len(have)) < r.Idx {
				have = append(have, tlog.Hash{})
			}
			have, there[r.Idx] = append(have, tlog.Hash(r.Hash)), true
			c.report.Hashes++
		}
		if len(rows) < page {
			break
		}
	}
	for len(have) < len(c.tree) {
		have = append(have, tlog.Hash{})
	}
	if extra > 0 {
		c.later = append(c.later, late{"leaf", -1, fmt.Sprintf("%d stored hashes are beyond the last leaf: leaves at the end are gone", extra)})
	}
	return c.fit(have, there)
}

// fit walks the tree in stored order, leaf by leaf.
func (c *check) fit(have kept, there []bool) error {
	believed := make(kept, 0, len(have))
	for n := range int64(len(c.known.keys)) {
		first := tlog.StoredHashIndex(0, n)
		leaf := c.tree[first]
		gap := c.known.of[c.known.keys[n]] == nil || c.known.of[c.known.keys[n]].idx != n
		switch {
		case gap:
			c.later = append(c.later, late{"leaf", n, "the leaf is gone"})
			leaf = have[first]
		case !there[first]:
			c.later = append(c.later, late{"tree", n, "the stored hash of the leaf is gone"})
		case have[first] != leaf:
			c.later = append(c.later, late{"leaf", n, "the leaf and its stored hash do not agree: one of them was changed"})
			leaf = have[first]
		}
		hashes, err := tlog.StoredHashesForRecordHash(n, leaf, believed)
		if err != nil {
			return err
		}
		for i, h := range hashes {
			at := first + int64(i)
			if i > 0 && (!there[at] || have[at] != h) {
				level, no := tlog.SplitStoredHashIndex(at)
				c.later = append(c.later, late{"tree", -1, fmt.Sprintf("stored hash %d (level %d, number %d, over leaves %d to %d) is %s",
					at, level, no, no<<level, (no+1)<<level-1, map[bool]string{true: "not that of the hashes below it", false: "gone"}[there[at]])})
			}
		}
		believed = append(believed, hashes...)
	}
	return nil
}

// late is a finding that waits for the name of its leaf.
type late struct {
	what   string
	leaf   int64
	detail string
}

// named says the findings that waited.
func (c *check) named(context.Context, *db.Tx) error {
	for _, l := range c.later {
		c.find(l.what, l.leaf, "%s", l.detail)
	}
	return nil
}

// checkpoints checks signature, number and root of every checkpoint. When one
// does not fit, the change lies between the last one that did and this one;
// the records there are named.
func (c *check) checkpoints(ctx context.Context, tx *db.Tx) error {
	want := int64(1)
	for after := int64(0); ; {
		var rows []checkpointRow
		if err := tx.Select(ctx, &rows, sqls.CheckpointsAfter, after, page); err != nil {
			return err
		}
		for _, r := range rows {
			after = r.Seq
			c.report.Checkpoints++
			if r.Seq > want {
				c.find("checkpoint", -1, "checkpoints %d to %d are gone", want, r.Seq-1)
			}
			want = r.Seq + 1
			c.one(r)
		}
		if len(rows) < page {
			return nil
		}
	}
}

func (c *check) one(r checkpointRow) {
	p, err := openNote(r.Note, c.keys)
	switch {
	case err != nil:
		c.find("checkpoint", -1, "checkpoint %d (size %d) was changed or signed by another key: %v", r.Seq, r.Size, err)
	case p.Seq != r.Seq || p.Size != r.Size:
		c.find("checkpoint", -1, "checkpoint %d was changed: it is signed as number %d of size %d", r.Seq, p.Seq, p.Size)
	default:
		c.against(p, fmt.Sprintf("checkpoint %d", r.Seq))
	}
}

// against compares one verified checkpoint with the recomputed tree.
func (c *check) against(p Checkpoint, name string) {
	switch {
	case p.Size > c.report.Leaves:
		c.find("checkpoint", -1, "%s covers %d leaves, there are only %d: leaves at the end are gone", name, p.Size, c.report.Leaves)
	case p.Size > 0 && c.root(p.Size) != p.Root:
		if c.broken { // the first one that does not fit says where
			return
		}
		c.broken = true
		c.find("checkpoint", -1, "%s (size %d) does not fit the leaves: what was sealed was changed among %s", name, p.Size, c.between(c.report.Covered, p.Size))
	default:
		c.report.Covered = max(c.report.Covered, p.Size)
	}
}

func (c *check) root(size int64) tlog.Hash {
	h, err := tlog.TreeHash(size, c.tree)
	if err != nil { // the tree in memory is whole
		panic(err)
	}
	return h
}

// between names leaves from..to-1.
func (c *check) between(from, to int64) string {
	text := fmt.Sprintf("leaves %d to %d", from, to-1)
	if to-from > maxNamed {
		return text
	}
	var names []string
	for i := from; i < to; i++ {
		names = append(names, fmt.Sprintf("%s %s", c.known.keys[i].kind, c.known.name(i)))
	}
	return text + " (" + strings.Join(names, ", ") + ")"
}

// elsewhere compares with checkpoints an auditor kept: the strongest check,
// because nobody on this server could have changed those.
func (c *check) elsewhere(context.Context, *db.Tx) error {
	for i, text := range c.opt.Kept {
		p, err := openNote(text, c.keys)
		if err != nil {
			c.find("checkpoint", -1, "kept checkpoint %d cannot be used: %v", i+1, err)
			continue
		}
		c.broken = false
		c.against(p, fmt.Sprintf("the kept checkpoint %d", i+1))
	}
	c.report.sortFindings()
	return nil
}
