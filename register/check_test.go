package register

import (
	"context"
	"encoding/hex"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lentera/internal/db"
)

// edits are what a superuser may try, each with what must be said of it.
var edits = map[string]struct {
	do   func(h *house)
	want []string // each in one of the findings
}{
	"record edited": {func(h *house) { h.shelf.rows[3].Record = []byte("other") },
		[]string{"edited: certificate.issued NAME3 (leaf 3)"}},
	"record deleted": {func(h *house) { h.shelf.rows = h.shelf.rows[:11] },
		[]string{"deleted: certificate.issued ID11 (leaf 11)"}},
	"record inserted": {func(h *house) {
		r := h.fact()
		r.Name = "FORGED"
		h.shelf.put(r)
	}, []string{"inserted: certificate.issued FORGED – "}},
	"leaf edited": {func(h *house) {
		h.asSuperuser(`UPDATE register.leaves SET body = replace(body, '"at":"20', '"at":"19') WHERE idx = 4`)
	}, []string{"leaf: certificate.issued NAME4 (leaf 4)", "checkpoint 1 (size 5) does not fit"}},
	"leaf given to another": {func(h *house) {
		h.asSuperuser(`UPDATE register.leaves SET subject = gen_random_uuid() WHERE idx = 4`)
	}, []string{"(leaf 4)", "inserted: certificate.issued NAME4"}},
	"leaf deleted": {func(h *house) {
		h.asSuperuser(`DELETE FROM register.salts WHERE idx = 4`)
		h.asSuperuser(`DELETE FROM register.leaves WHERE idx = 4`)
	}, []string{"(leaf 4) – the leaf is gone", "inserted: certificate.issued NAME4"}},
	"last leaves deleted": {func(h *house) {
		h.asSuperuser(`DELETE FROM register.salts WHERE idx >= 11`)
		h.asSuperuser(`DELETE FROM register.leaves WHERE idx >= 11`)
		h.asSuperuser(`UPDATE register.head SET size = 11`)
		h.asSuperuser(`DELETE FROM register.hashes WHERE idx >= $1`, tlog.StoredHashIndex(0, 11))
	}, []string{"there are only 11", "inserted: certificate.issued NAME11"}},
	"leaf inserted": {func(h *house) {
		h.asSuperuser(`INSERT INTO register.leaves SELECT max(idx) + 1, 'certificate.issued', gen_random_uuid(), '{}' FROM register.leaves`)
	}, []string{"the leaf was changed: its text is not one", "the head says 13 leaves, there are 14"}},
	"salt destroyed": {func(h *house) { h.asSuperuser(`DELETE FROM register.salts WHERE idx = 7`) },
		[]string{"salt: certificate.issued NAME7 (leaf 7)"}},
	"salt edited": {func(h *house) {
		h.asSuperuser(`UPDATE register.salts SET salt = sha256(salt) WHERE idx = 7`)
	},
		[]string{"edited: certificate.issued NAME7 (leaf 7)"}},
	"stored hash of a leaf edited": {func(h *house) {
		h.asSuperuser(`UPDATE register.hashes SET hash = sha256(hash) WHERE idx = $1`, tlog.StoredHashIndex(0, 6))
	}, []string{"leaf: certificate.issued NAME6 (leaf 6)"}},
	"stored hash above edited": {func(h *house) {
		h.asSuperuser(`UPDATE register.hashes SET hash = sha256(hash) WHERE idx = $1`, tlog.StoredHashIndex(2, 1))
	}, []string{"(level 2, number 1, over leaves 4 to 7) is not that"}},
	"stored hash deleted": {func(h *house) {
		h.asSuperuser(`DELETE FROM register.hashes WHERE idx = $1`, tlog.StoredHashIndex(2, 1))
	}, []string{"over leaves 4 to 7) is gone"}},
	"checkpoint edited": {func(h *house) {
		h.asSuperuser(`UPDATE register.checkpoints SET note = replace(note, E'\n5\n', E'\n6\n') WHERE seq = 1`)
	}, []string{"checkpoint 1 (size 5) was changed or signed by another key"}},
	"checkpoint deleted": {func(h *house) { h.asSuperuser(`DELETE FROM register.checkpoints WHERE seq = 2`) },
		[]string{"checkpoints 2 to 2 are gone"}},
	"last checkpoint deleted": {func(h *house) { h.asSuperuser(`DELETE FROM register.checkpoints WHERE seq = 3`) },
		[]string{"checkpoint 3 and those after it are gone"}},
	"checkpoint moved": {func(h *house) { h.asSuperuser(`UPDATE register.checkpoints SET size = 9 WHERE seq = 2`) },
		[]string{"checkpoint 2 was changed: it is signed as number 2 of size 10"}},
	"all rewritten but the checkpoints": {func(h *house) {
		h.shelf.rows[6].Record = []byte("a better mark")
		h.rewrite(6, h.shelf.rows[6])
	}, []string{"checkpoint 2 (size 10) does not fit the leaves: what was sealed was changed among leaves 5 to 9", "certificate.issued NAME6"}},
}

// TestSuperuserIsFound: whatever a superuser changes in the register's own
// tables, with triggers off, is found and named. The tables of certificates
// and ledger have their turn in cmd/lentera.
func TestSuperuserIsFound(t *testing.T) {
	for name, c := range edits {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			rows := h.sealed(5)
			h.sign()
			rows = append(rows, h.sealed(5)...)
			h.sign()
			rows = append(rows, h.sealed(2)...)
			h.must(h.Backfill(context.Background()))
			h.sign()
			h.clean()
			c.do(h)
			r := h.check()
			var said []string
			for _, f := range r.Findings {
				said = append(said, f.String())
			}
			all := strings.Join(said, "\n")
			for _, want := range c.want {
				for i := len(rows) - 1; i >= 0; i-- {
					want = strings.ReplaceAll(want, "NAME"+strconv.Itoa(i), rows[i].Name)
					want = strings.ReplaceAll(want, "ID"+strconv.Itoa(i), rows[i].Subject.String())
				}
				if !strings.Contains(all, want) {
					t.Errorf("lacks %q:\n%s", want, all)
				}
			}
			if len(said) > 4 {
				t.Errorf("one change gave %d findings:\n%s", len(said), all)
			}
		})
	}
}

// rewrite makes the leaf of a record anew and every hash above it, as somebody
// would who knows the program and owns the database, but not the key.
func (h *house) rewrite(idx int64, r Row) {
	h.t.Helper()
	ctx := context.Background()
	text, salt := newLeaf(Leaf{Kind: r.Kind, Subject: r.Subject, Record: r.Record}, time.Now(), false)
	h.asSuperuser(`UPDATE register.leaves SET body = $2 WHERE idx = $1`, idx, text)
	h.asSuperuser(`UPDATE register.salts SET salt = decode($2, 'hex') WHERE idx = $1`, idx, hex.EncodeToString(salt))
	var tree kept
	h.must(eachLeaf(ctx, h.db, func(l leafRow) error {
		hashes, err := tlog.StoredHashes(l.Idx, []byte(l.Body), tree)
		tree = append(tree, hashes...)
		return err
	}))
	for i, sum := range tree {
		h.asSuperuser(`UPDATE register.hashes SET hash = decode($2, 'hex') WHERE idx = $1 AND hash <> decode($2, 'hex')`, i, hex.EncodeToString(sum[:]))
	}
}

// TestKeptCheckpointTellsOnTheServer: even with the signing key, a rewritten
// register does not contain the checkpoint that an auditor kept.
func TestKeptCheckpointTellsOnTheServer(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	rows := h.sealed(4)
	h.sign()
	keptNote, _, _, err := h.Latest(ctx)
	h.must(err)
	h.must(h.Backfill(ctx))
	h.sign()
	if r := h.check(keptNote); len(r.Findings) != 0 {
		t.Fatal(r.Findings)
	}
	h.shelf.rows[2].Record = []byte("a better mark")
	h.rewrite(2, h.shelf.rows[2])
	h.asSuperuser(`DELETE FROM register.checkpoints`)
	h.asSuperuser(`UPDATE register.head SET checkpoints = 0`)
	h.sign() // with the true key
	h.clean()
	r := h.check(keptNote)
	if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Detail, "the kept checkpoint 1 (size 4) does not fit") {
		t.Fatalf("%+v", r.Findings)
	}
	_ = rows
	other, otherKey, err := note.GenerateKey(nil, "elsewhere")
	h.must(err)
	_ = other
	if r, err := Check(ctx, h.db, CheckOptions{Keys: []string{otherKey}, Sources: h.opt.Sources}); err != nil || len(r.Findings) != 1 {
		t.Errorf("another key: %+v %v", r.Findings, err)
	}
	if _, err := Check(ctx, h.db, CheckOptions{Keys: []string{"nonsense"}, Sources: h.opt.Sources}); err == nil {
		t.Error("nonsense was taken for a key")
	}
}

func TestCheckWritesNothingAndWantsARegister(t *testing.T) {
	h := newHouse(t)
	h.sealed(1)
	err := h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.Snapshot); err != nil {
			return err
		}
		return h.Append(ctx, tx, Leaf{Kind: "x", Subject: uuid.New(), Record: []byte("r")})
	})
	if err == nil {
		t.Error("the snapshot may be written in")
	}
	h.asSuperuser(`DROP SCHEMA register CASCADE`)
	if _, err := Check(context.Background(), h.db, CheckOptions{Keys: []string{h.key}}); err != ErrNoRegister { //nolint:errorlint // the sentinel itself
		t.Error(err)
	}
}

// TestManyLeaves checks a large register; LENTERA_REGISTER_LEAVES gives the
// size, 3,000 without it.
func TestManyLeaves(t *testing.T) {
	n := 3000
	if v, err := strconv.Atoi(os.Getenv("LENTERA_REGISTER_LEAVES")); err == nil {
		n = v
	}
	h := newHouse(t)
	ctx := context.Background()
	began := time.Now()
	for done := 0; done < n; done += 1000 {
		h.must(h.db.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			for range min(1000, n-done) {
				r := h.fact()
				h.shelf.put(r)
				if err := h.Append(ctx, tx, Leaf{Kind: r.Kind, Subject: r.Subject, Record: r.Record}); err != nil {
					return err
				}
			}
			return nil
		}))
		h.sign()
	}
	h.must(h.Backfill(ctx))
	made := time.Since(began)
	began = time.Now()
	rows := h.shelf.rows
	h.opt.Sources = []Source{pagesOf(rows)}
	if r := h.clean(); r.Leaves != int64(n)+1 || r.Covered != int64(n) {
		t.Errorf("%+v", r)
	}
	t.Logf("%d leaves: made in %s (%.0f µs each), checked in %s", n, made, float64(made.Microseconds())/float64(n), time.Since(began))
}

// pagesOf is a source over rows in order that does not search.
func pagesOf(rows []Row) Source {
	at := 0
	return func(_ context.Context, _ *db.Tx, _ uuid.UUID, limit int) (out []Row, last uuid.UUID, err error) {
		out = rows[at:min(at+limit, len(rows))]
		at += len(out)
		if len(out) > 0 {
			last = out[len(out)-1].Subject
		}
		return out, last, nil
	}
}
