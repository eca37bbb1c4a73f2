package signing_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/certificates"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/jobs"
	"lentera/internal/page"
	"lentera/internal/testdb"
	"lentera/internal/testweb"
	"lentera/signing"
	"lentera/signing/pades"
	"lentera/signing/pades/madeup"
)

const (
	passphrase = "kopi pahit di pagi hari"
	chiefNIP   = "197106121998031005"
	headNIP    = "196805051990031002"
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
	s.kept[key] = bytes.Clone(body)
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
		return nil, certificates.ErrNoObject
	}
	return bytes.Clone(body), nil
}

func (s *shelf) set(away bool) { s.mu.Lock(); s.away = away; s.mu.Unlock() }

// house is both features on a real database, with key files, an authority of
// time, and people.
type house struct {
	t     testing.TB
	db    *db.DB
	store *shelf
	certs *certificates.Service
	*signing.Service
	queue       *jobs.Queue
	ca          *madeup.Authority
	tsa         *madeup.TSA
	web         *testweb.Server
	log         *bytes.Buffer
	unit        uuid.UUID
	admin, head access.Actor // a training admin, and an official who is nothing else
	options     signing.Options
	keys        []string
}

// ok gives the value of a call that must not fail: ok(call())(t).
func ok[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T { t.Helper(); good(t, err); return v }
}

func good(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newHouse(t testing.TB, change func(*signing.Options)) *house {
	t.Helper()
	d := testdb.New(t)
	good(t, d.Warm(context.Background()))
	zone := ok(time.LoadLocation("Asia/Jakarta"))(t)
	h := &house{t: t, db: d, store: &shelf{kept: map[string][]byte{}}, log: &bytes.Buffer{}}
	log := slog.New(slog.NewJSONHandler(&locked{w: h.log}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	h.certs, err = certificates.New(certificates.Options{DB: d, Blobs: h.store, Person: person, Site: page.Site{Agency: "Pemerintah Kabupaten Lumajang"},
		PublicURL: "https://lentera.example.go.id/", Zone: zone, NumberPattern: "800.2/{seq}/LENTERA/{year}", Log: log, ChecksPerMinute: 1_000_000,
		IssuerKey: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))})
	good(t, err)
	good(t, h.certs.OpenIssuer(context.Background()))
	h.ca = ok(madeup.NewAuthority("CA uji"))(t)
	h.keys = h.keyFiles()
	far := &madeup.TSA{Key: ok(h.ca.Stamper("TSA uji"))(t)}
	server := httptest.NewServer(far)
	t.Cleanup(server.Close)
	h.tsa = far
	client := server.Client()
	client.Timeout = 500 * time.Millisecond
	local := ok(signing.NewLocalKeys(h.keys, &pades.TSA{URL: server.URL, Roots: h.ca.Pool(), Client: client}))(t)
	h.options = signing.Options{DB: d, Blobs: h.store, Certificates: h.certs, Agency: "Pemerintah Kabupaten Lumajang", Signers: []signing.Signer{local},
		Roots: h.ca.Pool(), TSARoots: h.ca.Pool(), Log: log, ChecksPerMinute: 1000}
	if change != nil {
		change(&h.options)
	}
	h.Service = ok(signing.New(h.options))(t)
	h.certs.OnDrawn = append(h.certs.OnDrawn, func(ctx context.Context, tx *db.Tx, c certificates.Certificate) error { return h.Add(ctx, tx, c) })
	h.certs.OnRevoked = append(h.certs.OnRevoked, func(ctx context.Context, tx *db.Tx, c certificates.Certificate) error { return h.Withdraw(ctx, tx, c) })
	h.certs.OnSuperseded = append(h.certs.OnSuperseded, func(ctx context.Context, tx *db.Tx, c certificates.Certificate) error {
		return h.Withdraw(ctx, tx, c)
	})
	h.queue = jobs.New(d, log, 1)
	h.certs.Jobs(h.queue)
	h.Jobs(h.queue)
	h.unit = accountstest.Unit(t, d, "Badan Kepegawaian", uuid.Nil)
	h.admin = accountstest.Person(t, d, "Siti Rahmawati", h.unit, access.TrainingAdmin)
	h.head = accountstest.Person(t, d, "Kepala Badan", h.unit)
	h.web = testweb.New(t, append(h.Routes(), h.certs.Routes()...)...)
	return h
}

// locked lets the log be read while others write.
type locked struct {
	mu sync.Mutex
	w  *bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.w.Write(p) }

// keyFiles are one of the agency and one of each official.
func (h *house) keyFiles() (out []string) {
	dir := h.t.TempDir()
	for name, nip := range map[string]string{"Pemerintah Kabupaten Lumajang": "", "Kepala BKPSDM": headNIP, "Sekretaris Daerah": chiefNIP} {
		key := ok(h.ca.Signer(name, time.Now().Add(-time.Hour), time.Now().AddDate(2, 0, 0)))(h.t)
		path := filepath.Join(dir, "k"+nip+".p12")
		good(h.t, os.WriteFile(path, ok(madeup.PKCS12(key, passphrase))(h.t), 0o600))
		if nip != "" {
			path = nip + "=" + path
		}
		out = append(out, path)
	}
	return out
}

var personRow = db.Query{Name: "TestPerson", SQL: `
	SELECT p.class, p.full_name AS name, COALESCE(n.nip, '') AS nip, p.rank, p.position, '' AS unit, p.email
	FROM accounts.persons p LEFT JOIN accounts.current_nips n ON n.person_id = p.id WHERE p.id = $1`}

func person(ctx context.Context, tx *db.Tx, id uuid.UUID) (certificates.Holder, error) {
	var row struct{ Class, Name, NIP, Rank, Position, Unit, Email string }
	if err := tx.Get(ctx, &row, personRow, id); err != nil {
		return certificates.Holder{}, err
	}
	return certificates.Holder(row), nil
}

// officials makes a template with both officials, to be signed by local keys.
func (h *house) officials() uuid.UUID {
	ctx := context.Background()
	title := func(s string) certificates.OfficialTitle {
		return certificates.OfficialTitle{Title: s, ValidFrom: "2020-01-01"}
	}
	head := ok(h.certs.AddOfficial(ctx, "Kepala BKPSDM", headNIP, title("Kepala BKPSDM")))(h.t)
	chief := ok(h.certs.AddOfficial(ctx, "Sekretaris Daerah", chiefNIP, title("Sekretaris Daerah")))(h.t)
	t := ok(h.certs.SaveTemplate(ctx, nil, 0, certificates.TemplateContent{Name: "Dua pejabat", Audience: "any", Officials: []uuid.UUID{head, chief}, Signing: "local"}))(h.t)
	return t.ID
}

// issue issues n certificates of one batch and draws them.
func (h *house) issue(n int, template *uuid.UUID) []certificates.Certificate {
	return h.issueAs(n, template, signing.Local)
}

func (h *house) issueBy(n int, kind signing.Kind) []certificates.Certificate {
	return h.issueAs(n, nil, kind)
}

func (h *house) issueAs(n int, template *uuid.UUID, kind signing.Kind) (out []certificates.Certificate) {
	h.t.Helper()
	batch := uuid.NewString()
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for i := range n {
		who := accountstest.Person(h.t, h.db, fmt.Sprintf("Peserta %d", i), h.unit)
		good(h.t, h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			c, err := h.certs.Issue(ctx, tx, certificates.Achievement{Source: "batch:" + batch + ":" + who.PersonID.String(), PersonID: who.PersonID, Title: "Literasi AI",
				Organiser: "BKPSDM", JP: 4, SiasnPath: 16, StartedOn: day, CompletedOn: day, Curriculum: []certificates.Subject{{Title: "Dasar", JP: 4}},
				TemplateID: template, Signing: string(kind)})
			out = append(out, c)
			return err
		}))
	}
	good(h.t, h.queue.Drain(context.Background()))
	return out
}

func (h *house) start(a access.Actor, ask signing.Ask, pass string) (signing.Run, error) {
	if ask.Kind == "" {
		ask.Kind = signing.Local
	}
	return h.Start(context.Background(), a, ask, signing.NewSecret([]byte(pass), nil, nil))
}

// states counts the documents in each state.
func (h *house) states() map[string]int {
	h.t.Helper()
	var rows []struct {
		State string `db:"state"`
		N     int    `db:"n"`
	}
	good(h.t, h.db.Select(context.Background(), &rows, db.Query{Name: "States", SQL: "SELECT state, count(*) AS n FROM signing.documents GROUP BY state"}))
	out := map[string]int{}
	for _, r := range rows {
		out[r.State] = r.N
	}
	return out
}

func (h *house) exec(statement string, args ...any) error {
	_, err := h.db.Exec(context.Background(), db.Query{Name: "Test", SQL: statement}, args...)
	return err
}

func (h *house) final(c certificates.Certificate) []byte {
	h.t.Helper()
	body, ready, err := h.certs.FinalPDF(context.Background(), c.ID)
	if err != nil || !ready {
		h.t.Fatalf("final file of %s: %v %v", c.Number, ready, err)
	}
	return body
}

func (h *house) trust() pades.Trust { return pades.Trust{Roots: h.ca.Pool(), TSARoots: h.ca.Pool()} }

func (h *house) newQueue(s *signing.Service) *jobs.Queue {
	q := jobs.New(h.db, slog.New(slog.DiscardHandler), 1)
	s.Jobs(q)
	return q
}

func (h *house) documentsOf(c certificates.Certificate) (out []uuid.UUID) {
	h.t.Helper()
	good(h.t, h.db.Select(context.Background(), &out, db.Query{Name: "Of", SQL: "SELECT id FROM signing.documents WHERE certificate_id = $1"}, c.ID))
	return out
}

func (h *house) why(c certificates.Certificate) (why signing.Why, state string) {
	h.t.Helper()
	var row struct {
		Why   signing.Why `db:"why"`
		State string      `db:"state"`
	}
	good(h.t, h.db.Get(context.Background(), &row, db.Query{Name: "Why", SQL: "SELECT why, state FROM signing.documents WHERE certificate_id = $1"}, c.ID))
	return row.Why, row.State
}

// ok3 is ok for a file that may not be ready.
func ok3(body []byte, ready bool, err error) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		t.Helper()
		good(t, err)
		if !ready {
			t.Fatal("not ready")
		}
		return body
	}
}
