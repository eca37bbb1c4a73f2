package register

import (
	"context"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"lentera/internal/db"
)

// Inclusion proves that a leaf is in the tree of a checkpoint.
type Inclusion struct {
	Index    int64    `json:"index" doc:"number of the leaf, from 0"`
	LeafHash []byte   `json:"leaf_hash" doc:"SHA-256 of a zero byte and the leaf, base64"`
	Hashes   [][]byte `json:"hashes" nullable:"false" doc:"RFC 6962 audit path, leaf to root, base64"`
}

// Proven is a leaf in full, with its proof; pending leaves are not yet under a
// checkpoint and have none.
type Proven struct {
	Index   int64      `json:"index" doc:"number of the leaf, from 0"`
	Kind    string     `json:"kind" doc:"certificate.issued, certificate.revoked or certificate.superseded"`
	Leaf    string     `json:"leaf" doc:"the leaf's exact text, as hashed"`
	Pending bool       `json:"pending" doc:"the leaf waits for the next checkpoint, within about a minute"`
	Proof   *Inclusion `json:"proof" doc:"null while pending"`
}

// Opening is what opens a leaf's commitment: SHA-256(salt ‖ record).
type Opening struct {
	Proven
	Salt   []byte `json:"salt" doc:"32 bytes, base64; null when it was destroyed"`
	Record string `json:"record" doc:"the record's exact text as it is now; empty when the row no longer says it"`
}

// Latest is the newest checkpoint as the database has it, ErrNoCheckpoint
// before the first.
func (s *Service) Latest(ctx context.Context) (signed string, size int64, at time.Time, err error) {
	var row checkpointRow
	if err = s.opt.DB.Get(ctx, &row, sqls.LastCheckpoint); db.NoRow(err) {
		return "", 0, at, ErrNoCheckpoint
	}
	return row.Note, row.Size, row.SignedAt, err
}

// Include proves leaf idx to the newest checkpoint. It refuses a leaf that is
// not under one (ErrRange).
func (s *Service) Include(ctx context.Context, idx int64) (signed string, p Inclusion, err error) {
	signed, size, _, err := s.Latest(ctx)
	if err != nil {
		return "", p, err
	}
	if idx < 0 || idx >= size {
		return "", p, ErrRange
	}
	p, err = s.include(ctx, idx, size)
	return signed, p, err
}

func (s *Service) include(ctx context.Context, idx, size int64) (p Inclusion, err error) {
	tree := stored(ctx, s.opt.DB)
	proof, err := tlog.ProveRecord(size, idx, tree)
	if err != nil {
		return p, err
	}
	own, err := tree.ReadHashes([]int64{tlog.StoredHashIndex(0, idx)})
	if err != nil {
		return p, err
	}
	return Inclusion{Index: idx, LeafHash: own[0][:], Hashes: plain(proof)}, nil
}

// IncludeSubject gives the leaves of one subject with their proofs.
func (s *Service) IncludeSubject(ctx context.Context, subject uuid.UUID) (signed string, list []Proven, err error) {
	signed, openings, err := s.openings(ctx, subject, nil)
	for _, o := range openings {
		list = append(list, o.Proven)
	}
	return signed, list, err
}

// Open gives the leaves of a certificate with all that opens them. Whether the
// caller may see them was decided before.
func (s *Service) Open(ctx context.Context, c Certificate) (signed string, list []Opening, err error) {
	rows, err := s.opt.RecordsOf(ctx, c.ID)
	if err != nil {
		return "", nil, err
	}
	return s.openings(ctx, c.ID, rows)
}

func (s *Service) openings(ctx context.Context, subject uuid.UUID, rows []Row) (signed string, list []Opening, err error) {
	signed, size, _, err := s.Latest(ctx)
	if err != nil {
		return "", nil, err
	}
	var leaves []leafRow
	if err := s.opt.DB.Select(ctx, &leaves, sqls.LeavesOf, subject); err != nil {
		return "", nil, err
	}
	for _, l := range leaves {
		o := Opening{Proven: Proven{Index: l.Idx, Kind: l.Kind, Leaf: l.Body, Pending: l.Idx >= size}, Salt: l.Salt}
		for _, r := range rows {
			if r.Kind == l.Kind {
				o.Record = string(r.Record)
			}
		}
		if !o.Pending {
			p, err := s.include(ctx, l.Idx, size)
			if err != nil {
				return "", nil, err
			}
			o.Proof = &p
		}
		list = append(list, o)
	}
	if len(list) == 0 {
		return "", nil, ErrNotFound
	}
	return signed, list, nil
}

// Consistent proves that the tree of size to is that of size from with leaves
// added. It refuses sizes that are none (ErrRange); to may be at most that of
// the newest checkpoint.
func (s *Service) Consistent(ctx context.Context, from, to int64) ([][]byte, error) {
	_, size, _, err := s.Latest(ctx)
	if err != nil {
		return nil, err
	}
	if from < 1 || from > to || to > size {
		return nil, ErrRange
	}
	proof, err := tlog.ProveTree(to, from, stored(ctx, s.opt.DB))
	return plain(proof), err
}

func plain(hashes []tlog.Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i := range hashes {
		out[i] = hashes[i][:]
	}
	return out
}

// Status is how the register stands.
type Status struct {
	Size        int64      `json:"size" doc:"leaves there are"`
	Covered     int64      `json:"covered" doc:"leaves under the newest checkpoint"`
	Checkpoints int64      `json:"checkpoints"`
	SignedAt    *time.Time `json:"signed_at" doc:"moment of the newest checkpoint; null before the first"`
	Checkpoint  string     `json:"checkpoint" doc:"the newest checkpoint, a signed note; empty before the first"`
	Key         string     `json:"key" doc:"public key of the register, in the form of sumdb/note"`
	Opened      bool       `json:"opened" doc:"earlier records have their leaves"`
	Sound       bool       `json:"sound" doc:"the newest checkpoint verifies and the tree has grown from it"`
}

// StatusNow reads how the register stands and checks the tree of now against
// the newest checkpoint.
func (s *Service) StatusNow(ctx context.Context) (st Status, err error) {
	st.Key = s.key
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.Snapshot); err != nil {
			return err
		}
		var h struct {
			Size        int64 `db:"size"`
			Checkpoints int64 `db:"checkpoints"`
		}
		if err := tx.Get(ctx, &h, sqls.Head); err != nil {
			return err
		}
		st.Size, st.Checkpoints = h.Size, h.Checkpoints
		if err := tx.Get(ctx, &st.Opened, sqls.HasLeaf, openedSubject, kindOpened); err != nil {
			return err
		}
		var row checkpointRow
		if err := tx.Get(ctx, &row, sqls.LastCheckpoint); db.NoRow(err) {
			st.Sound = h.Checkpoints == 0
			return nil
		} else if err != nil {
			return err
		}
		st.SignedAt, st.Covered, st.Checkpoint = &row.SignedAt, row.Size, row.Note
		st.Sound = s.sound(ctx, tx, h.Size, h.Checkpoints)
		return nil
	})
	return st, err
}

func (s *Service) sound(ctx context.Context, tx *db.Tx, size, checkpoints int64) bool {
	last, seq, err := s.lastSigned(ctx, tx)
	if err != nil || seq != checkpoints {
		return false
	}
	root, err := tlog.TreeHash(size, stored(ctx, tx))
	return err == nil && grew(ctx, tx, last, Checkpoint{Size: size, Root: root}) == nil
}
