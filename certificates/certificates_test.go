package certificates

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/jobs"
	"lentera/internal/page"
	"lentera/internal/testdb"
	"lentera/internal/testweb"
)

// shelf is a store in memory that can be away.
type shelf struct {
	mu   sync.Mutex
	kept map[string][]byte
	away bool
}

func (s *shelf) Put(_ context.Context, key string, body []byte, _ string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return errors.New("store away")
	}
	s.kept[key] = append([]byte(nil), body...)
	return nil
}

func (s *shelf) Get(_ context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, errors.New("store away")
	}
	body, ok := s.kept[key]
	if !ok {
		return nil, ErrNoObject
	}
	return append([]byte(nil), body...), nil
}

func (s *shelf) setAway(away bool) { s.mu.Lock(); s.away = away; s.mu.Unlock() }

// damage flips one bit of the only object.
func (s *shelf) damage() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, body := range s.kept {
		body[len(body)/2] ^= 1
	}
}

func (s *shelf) lose() { s.mu.Lock(); clear(s.kept); s.mu.Unlock() }

// house is the feature on a real database with people in it.
type house struct {
	*Service
	t     testing.TB
	db    *db.DB
	store *shelf
	queue *jobs.Queue
	unit  uuid.UUID
	web   *testweb.Server
}

var personRow = db.Query{Name: "TestPerson", SQL: `
	SELECT p.class, btrim(p.front_title || ' ' || p.full_name) || CASE WHEN p.back_title = '' THEN '' ELSE ', ' || p.back_title END AS name,
	       COALESCE(n.nip, '') AS nip, p.rank, p.position, COALESCE(u.name, '') AS unit, p.email
	FROM accounts.persons p
	LEFT JOIN accounts.current_nips n ON n.person_id = p.id
	LEFT JOIN accounts.current_members m ON m.person_id = p.id
	LEFT JOIN accounts.units u ON u.id = m.unit_id
	WHERE p.id = $1`}

// person reads the holder from the accounts tables, as wire.go does by
// accounts' own step.
func person(ctx context.Context, tx *db.Tx, id uuid.UUID) (Holder, error) {
	var row struct{ Class, Name, NIP, Rank, Position, Unit, Email string }
	if err := tx.Get(ctx, &row, personRow, id); err != nil {
		return Holder{}, err
	}
	return Holder(row), nil
}

func newHouse(t testing.TB, change func(*Options)) *house {
	t.Helper()
	d := testdb.New(t)
	if err := d.Warm(context.Background()); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, db: d, store: &shelf{kept: map[string][]byte{}}}
	opt := Options{DB: d, Blobs: h.store, Person: person, Site: page.Site{Agency: "Pemerintah Kabupaten Lumajang"},
		PublicURL: "https://lentera.example.go.id/", Zone: zone, NumberPattern: "800.2/{seq}/LENTERA/{year}",
		Log: slog.New(slog.DiscardHandler), ChecksPerMinute: 1_000_000,
		IssuerKey: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))}
	if change != nil {
		change(&opt)
	}
	h.Service, err = New(opt)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.OpenIssuer(context.Background()); err != nil {
		t.Fatal(err)
	}
	h.queue = jobs.New(d, slog.New(slog.DiscardHandler), 1)
	h.Jobs(h.queue)
	h.unit = accountstest.Unit(t, d, "Dinas Komunikasi dan Informatika", uuid.Nil)
	h.web = testweb.New(t, h.Routes()...)
	return h
}

func (h *house) person(name string, roles ...access.Role) access.Actor {
	return accountstest.Person(h.t, h.db, name, h.unit, roles...)
}

func (h *house) citizen(name string) access.Actor {
	a := h.person(name)
	accountstest.Exec(h.t, h.db, `UPDATE accounts.persons SET class = 'citizen' WHERE id = $1`, a.PersonID)
	return a
}

func achievement(person uuid.UUID) Achievement {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	return Achievement{Source: "enrolment:" + uuid.NewString(), PersonID: person, Title: "Keamanan Informasi dan Phishing di Kantor",
		Organiser: "BKPSDM Kabupaten Lumajang", JP: 4, SiasnPath: 16, StartedOn: day.AddDate(0, 0, -10), CompletedOn: day,
		Curriculum: []Subject{{"Mengapa kantor kita menjadi sasaran", 2}, {"Melapor dan memulihkan", 2}},
		Evidence:   map[string]any{"learning_days": 3}}
}

func (h *house) issue(a Achievement) (c Certificate, err error) {
	err = h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = h.Issue(ctx, tx, a)
		return err
	})
	return c, err
}

func (h *house) mustIssue(person uuid.UUID) Certificate {
	h.t.Helper()
	c, err := h.issue(achievement(person))
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func (h *house) drain() {
	h.t.Helper()
	if err := h.queue.Drain(context.Background()); err != nil {
		h.t.Fatal(err)
	}
}

// due makes waiting jobs due now, instead of after their back-off.
func (h *house) due() {
	accountstest.Exec(h.t, h.db, `UPDATE jobs.jobs SET run_at = now() WHERE state = 'waiting'`)
}

func (h *house) count(what string, args ...any) (n int) {
	h.t.Helper()
	if err := h.db.Get(context.Background(), &n, db.Query{Name: "Count", SQL: "SELECT count(*) FROM " + what}, args...); err != nil {
		h.t.Fatal(err)
	}
	return n
}

func (h *house) exec(statement string, args ...any) error {
	_, err := h.db.Exec(context.Background(), db.Query{Name: "Test", SQL: statement}, args...)
	return err
}

func codeFor(c Certificate) string { return fmt.Sprintf("/s/%s", c.PublicID) }
