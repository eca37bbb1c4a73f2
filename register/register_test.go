package register

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/jobs"
	"lentera/internal/testdb"
	"lentera/internal/testweb"
)

// shelf stands for the features whose facts are sealed.
type shelf struct {
	mu   sync.Mutex
	rows []Row
}

func (s *shelf) put(r Row) { s.mu.Lock(); s.rows = append(s.rows, r); s.mu.Unlock() }

// source gives the rows in the order of id, as a table would.
func (s *shelf) source(_ context.Context, _ *db.Tx, after uuid.UUID, limit int) (out []Row, last uuid.UUID, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rows {
		if r.Subject.String() > after.String() && len(out) < limit {
			out, last = append(out, r), r.Subject
		}
	}
	return out, last, nil
}

// house is the feature on a real database.
type house struct {
	*Service
	t     testing.TB
	db    *db.DB
	shelf *shelf
	web   *testweb.Server
	owner access.Actor
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, db: testdb.New(t), shelf: &shelf{}}
	h.owner = access.Actor{AccountID: uuid.New(), PersonID: uuid.New(), Roles: []access.Role{access.Learner}, Lang: "id"}
	find := func(match func(Row) bool) (Certificate, bool, error) {
		h.shelf.mu.Lock()
		defer h.shelf.mu.Unlock()
		for _, r := range h.shelf.rows {
			if match(r) {
				return Certificate{ID: r.Subject, Holder: h.owner.PersonID, Number: r.Name}, true, nil
			}
		}
		return Certificate{}, false, nil
	}
	var err error
	h.Service, err = New(Options{
		DB: h.db, Key: ed25519.NewKeyFromSeed(make([]byte, 32)), Sources: []Source{h.shelf.source}, Log: slog.New(slog.DiscardHandler),
		ByID: func(_ context.Context, id uuid.UUID) (Certificate, bool, error) {
			return find(func(r Row) bool { return r.Subject == id })
		},
		ByPublicID: func(_ context.Context, code string) (Certificate, bool, error) {
			return find(func(r Row) bool { return "code-"+r.Name == code })
		},
		ByNumber: func(_ context.Context, number string) (Certificate, bool, error) {
			return find(func(r Row) bool { return r.Name == number })
		},
		RecordsOf: func(_ context.Context, id uuid.UUID) (out []Row, _ error) {
			for _, r := range h.shelf.rows {
				if r.Subject == id {
					out = append(out, r)
				}
			}
			return out, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.web = testweb.New(t, h.Routes()...)
	return h
}

var serial struct {
	sync.Mutex
	n int
}

// fact makes a row that is not sealed yet.
func (h *house) fact() Row {
	serial.Lock()
	defer serial.Unlock()
	serial.n++
	return Row{Kind: "certificate.issued", Subject: uuid.Must(uuid.NewV7()), At: time.Now(),
		Name: fmt.Sprintf("No-%05d", serial.n), Record: []byte(fmt.Sprintf(`{"n":%d,"name":"Siti Aminah"}`, serial.n))}
}

func (h *house) seal(r Row) error {
	err := h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return h.Append(ctx, tx, Leaf{Kind: r.Kind, Subject: r.Subject, Record: r.Record})
	})
	if err == nil {
		h.shelf.put(r)
	}
	return err
}

func (h *house) sealed(n int) (rows []Row) {
	h.t.Helper()
	for range n {
		r := h.fact()
		h.must(h.seal(r))
		rows = append(rows, r)
	}
	return rows
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) sign() {
	h.t.Helper()
	if signed, err := h.Sign(context.Background()); err != nil || !signed {
		h.t.Fatalf("signed %v: %v", signed, err)
	}
}

func (h *house) check(kept ...string) Report {
	h.t.Helper()
	r, err := Check(context.Background(), h.db, CheckOptions{Keys: []string{h.key}, Kept: kept, Sources: h.opt.Sources})
	h.must(err)
	return r
}

// clean wants a report without findings.
func (h *house) clean() Report {
	h.t.Helper()
	r := h.check()
	for _, f := range r.Findings {
		h.t.Error(f)
	}
	return r
}

// exec runs a statement on the test's database.
func (h *house) exec(statement string, args ...any) {
	h.t.Helper()
	pool, err := sql.Open("postgres", h.db.DSN())
	h.must(err)
	defer func() { _ = pool.Close() }()
	_, err = pool.Exec(statement, args...)
	h.must(err)
}

// asSuperuser changes what triggers guard.
func (h *house) asSuperuser(statement string, args ...any) {
	h.t.Helper()
	h.exec(`ALTER TABLE register.leaves DISABLE TRIGGER ALL; ALTER TABLE register.salts DISABLE TRIGGER ALL;
		ALTER TABLE register.hashes DISABLE TRIGGER ALL; ALTER TABLE register.checkpoints DISABLE TRIGGER ALL;
		ALTER TABLE register.head DISABLE TRIGGER ALL`)
	h.exec(statement, args...)
}

// TestLeavesAreDense: twenty transactions at once, some rolled back; leaf
// numbers have no gap, and the tree is the one that the leaves make.
func TestLeavesAreDense(t *testing.T) {
	h := newHouse(t)
	stop := errors.New("rolled back on purpose")
	var all sync.WaitGroup
	for side := range 20 {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := range 5 {
				r := h.fact()
				err := h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
					if err := h.Append(ctx, tx, Leaf{Kind: r.Kind, Subject: r.Subject, Record: r.Record}); err != nil {
						return err
					}
					if (side+i)%4 == 0 {
						return stop
					}
					return nil
				})
				switch {
				case err == nil:
					h.shelf.put(r)
				case !errors.Is(err, stop):
					t.Error(err)
				}
			}
		}()
	}
	all.Wait()
	h.shelf.mu.Lock()
	sortRows(h.shelf.rows)
	h.shelf.mu.Unlock()
	h.must(h.Backfill(context.Background()))
	h.sign()
	if r := h.clean(); r.Leaves != 76 || r.Covered != 76 || r.Records["certificate.issued"] != 75 {
		t.Errorf("%+v", r)
	}
}

func sortRows(rows []Row) {
	for i := range rows {
		for j := i; j > 0 && rows[j].Subject.String() < rows[j-1].Subject.String(); j-- {
			rows[j], rows[j-1] = rows[j-1], rows[j]
		}
	}
}

func TestOneLeafPerSubjectAndKind(t *testing.T) {
	h := newHouse(t)
	r := h.sealed(1)[0]
	again := r
	again.Record = []byte("other")
	h.must(h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return h.Append(ctx, tx, Leaf{Kind: again.Kind, Subject: again.Subject, Record: again.Record})
	}))
	h.must(h.Backfill(context.Background()))
	if r := h.clean(); r.Leaves != 2 {
		t.Errorf("%d leaves", r.Leaves)
	}
	for _, bad := range []Leaf{{}, {Kind: "x", Subject: uuid.New()}, {Kind: "x", Record: []byte("r")}, {Subject: uuid.New(), Record: []byte("r")}} {
		if err := h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return h.Append(ctx, tx, bad) }); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

// TestEarlierRecordsGetLeavesOnce: in the order of their making, marked late,
// and never again after the register was opened.
func TestEarlierRecordsGetLeavesOnce(t *testing.T) {
	h := newHouse(t)
	old := make([]Row, 450)
	for i := range old {
		old[i] = h.fact()
		old[i].At = time.Unix(int64(1_000_000-i), 0) // the last made first
		h.shelf.put(old[i])
	}
	if r := h.check(); len(r.Findings) != len(old) || r.Opened {
		t.Fatalf("%d findings before", len(r.Findings))
	}
	h.sealed(2) // facts of now come between
	h.must(h.Backfill(context.Background()))
	h.must(h.Backfill(context.Background()))
	h.sign()
	if r := h.clean(); r.Leaves != 453 || r.Late != 450 || !r.Opened {
		t.Fatalf("%+v", r)
	}
	var first leafRow
	h.must(h.db.Get(context.Background(), &first, db.Query{Name: "T", SQL: `SELECT idx, kind, subject, body FROM register.leaves WHERE idx = 2`}))
	if first.Subject != old[len(old)-1].Subject {
		t.Error("not in the order of their making")
	}
	forged := h.fact()
	h.shelf.put(forged)
	h.must(h.Backfill(context.Background()))
	if r := h.check(); len(r.Findings) != 1 || r.Findings[0].Name != forged.Name || r.Findings[0].What != "inserted" {
		t.Fatalf("a forged row was adopted: %+v", r.Findings)
	}
	h.must(h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return addLate(ctx, tx, []Row{forged}) }))
	if r := h.check(); len(r.Findings) != 1 || r.Findings[0].Name != forged.Name || r.Findings[0].What != "late" {
		t.Fatalf("a forged row with a late leaf: %+v", r.Findings)
	}
}

// TestCheckpointsAreSignedOnlyOverGrowth: none without growth, none over a
// tree that is not the old one with leaves added.
func TestCheckpointsAreSignedOnlyOverGrowth(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	if signed, err := h.Sign(ctx); signed || err != nil {
		t.Fatal("an empty register was signed", err)
	}
	h.sealed(5)
	h.sign()
	if signed, err := h.Sign(ctx); signed || err != nil {
		t.Fatal("signed without growth", err)
	}
	h.sealed(1)
	h.sign()
	h.sealed(1)
	h.asSuperuser(`UPDATE register.hashes SET hash = sha256(hash) WHERE idx = $1`, tlog.StoredHashIndex(2, 0))
	if signed, err := h.Sign(ctx); signed || !errors.Is(err, ErrTampered) {
		t.Errorf("a rewritten tree was signed: %v %v", signed, err)
	}
	if st, err := h.StatusNow(ctx); err != nil || st.Sound {
		t.Errorf("sound: %+v %v", st, err)
	}
}

// TestProofsHold: whatever the sizes, every inclusion and consistency proof
// checks, and any one bit changed fails.
func TestProofsHold(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	var seen []Checkpoint
	rapid.Check(t, func(r *rapid.T) {
		h.sealed(rapid.IntRange(1, 3).Draw(r, "more"))
		h.sign()
		signed, size, _, err := h.Latest(ctx)
		if err != nil {
			r.Fatal(err)
		}
		c, err := openNote(signed, h.known)
		if err != nil || c.Size != size {
			r.Fatal(err, c)
		}
		bent := []byte(signed)
		bit := rapid.IntRange(0, len(bent)*8-1).Draw(r, "bit")
		bent[bit/8] ^= 1 << (bit % 8)
		if other, err := openNote(string(bent), h.known); err == nil && other == c && string(bent) != signed {
			// a bit of the base64 padding or of an unknown signature may stay without
			// meaning, but then the note says the same
			r.Logf("bit %d has no meaning", bit)
		} else if err == nil {
			r.Fatalf("a note with bit %d changed says %+v", bit, other)
		}
		_, p, err := h.Include(ctx, rapid.Int64Range(0, size-1).Draw(r, "leaf"))
		if err != nil {
			r.Fatal(err)
		}
		proof := hashesOf(p.Hashes)
		if err := tlog.CheckRecord(proof, size, c.Root, p.Index, tlog.Hash(p.LeafHash)); err != nil {
			r.Fatal(err)
		}
		h.bend(r, proof, func(bad []tlog.Hash) error {
			return tlog.CheckRecord(bad, size, c.Root, p.Index, tlog.Hash(p.LeafHash))
		})
		if len(seen) > 0 {
			from := seen[rapid.IntRange(0, len(seen)-1).Draw(r, "from")]
			raw, err := h.Consistent(ctx, from.Size, size)
			if err != nil {
				r.Fatal(err)
			}
			proof := hashesOf(raw)
			if err := tlog.CheckTree(proof, size, c.Root, from.Size, from.Root); err != nil {
				r.Fatal(err)
			}
			h.bend(r, proof, func(bad []tlog.Hash) error { return tlog.CheckTree(bad, size, c.Root, from.Size, from.Root) })
		}
		seen = append(seen, c)
	})
	h.must(h.Backfill(ctx))
	h.clean()
}

// bend changes one bit of a proof, which must then fail.
func (h *house) bend(r *rapid.T, proof []tlog.Hash, check func([]tlog.Hash) error) {
	if len(proof) == 0 {
		return
	}
	bad := append([]tlog.Hash(nil), proof...)
	bit := rapid.IntRange(0, len(bad)*256-1).Draw(r, "bent")
	bad[bit/256][bit%256/8] ^= 1 << (bit % 8)
	if check(bad) == nil {
		r.Fatalf("a proof with bit %d changed was believed", bit)
	}
}

func hashesOf(raw [][]byte) []tlog.Hash {
	out := make([]tlog.Hash, len(raw))
	for i := range raw {
		out[i] = tlog.Hash(raw[i])
	}
	return out
}

func TestJobsOpenAndSign(t *testing.T) {
	h := newHouse(t)
	h.shelf.put(h.fact())
	q := jobs.New(h.db, slog.New(slog.DiscardHandler), 1)
	h.Jobs(q)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { q.Run(ctx); close(done) }()
	defer func() { stop(); <-done }()
	for range 200 {
		if st, err := h.StatusNow(context.Background()); err == nil && st.Opened && st.Checkpoints > 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the jobs did not open the register and sign")
}

func BenchmarkAppend(b *testing.B) {
	h := newHouse(b)
	facts := make([]Row, b.N)
	for i := range facts {
		facts[i] = h.fact()
	}
	h.must(h.db.Warm(context.Background()))
	b.ResetTimer()
	for _, r := range facts {
		h.must(h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			return h.Append(ctx, tx, Leaf{Kind: r.Kind, Subject: r.Subject, Record: r.Record})
		}))
	}
}

// BenchmarkAppendInOneTransaction leaves out begin and commit, which the fact
// pays for anyway.
func BenchmarkAppendInOneTransaction(b *testing.B) {
	h := newHouse(b)
	facts := make([]Row, b.N)
	for i := range facts {
		facts[i] = h.fact()
	}
	h.must(h.db.Warm(context.Background()))
	b.ResetTimer()
	h.must(h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		for _, r := range facts {
			if err := h.Append(ctx, tx, Leaf{Kind: r.Kind, Subject: r.Subject, Record: r.Record}); err != nil {
				return err
			}
		}
		return nil
	}))
}
