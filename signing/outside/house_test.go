package outside_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
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
	"lentera/signing/bsre"
	"lentera/signing/bsre/standin"
	"lentera/signing/outside"
	"lentera/signing/pades"
	"lentera/signing/portal"
	desk "lentera/signing/portal/standin"
)

const headNIP = "196805051990031002"

// shelf is a store in memory.
type shelf struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (s *shelf) Put(_ context.Context, key string, body []byte, _ string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[key] = bytes.Clone(body)
	return nil
}

func (s *shelf) Get(_ context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if body, ok := s.kept[key]; ok {
		return bytes.Clone(body), nil
	}
	return nil, certificates.ErrNoObject
}

// lines is a log that is read while others write.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.b.Write(p) }

func (l *lines) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

// house is certificates and signing on a real database, with the stand-ins of
// BSrE and of a portal on real ports, and a real port for the callback.
type house struct {
	t     testing.TB
	db    *db.DB
	store *shelf
	certs *certificates.Service
	*signing.Service
	queue *jobs.Queue
	bsre  *standin.Server
	desk  *desk.Server
	web   *testweb.Server
	base  string
	log   *lines
	unit  uuid.UUID
	admin access.Actor
}

func good(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newHouse(t testing.TB, change func(*bsre.Config, *desk.Options)) *house {
	t.Helper()
	h := &house{t: t, db: testdb.New(t), store: &shelf{kept: map[string][]byte{}}, log: &lines{}}
	good(t, h.db.Warm(context.Background()))
	log := slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	zone, err := time.LoadLocation("Asia/Jakarta")
	good(t, err)
	h.certs, err = certificates.New(certificates.Options{DB: h.db, Blobs: h.store, Person: person, Site: page.Site{Agency: "Pemerintah Kabupaten Contoh"},
		PublicURL: "https://lentera.example.go.id/", Zone: zone, NumberPattern: "800.2/{seq}/LENTERA/{year}", Log: log,
		IssuerKey: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)), Signs: func(string) bool { return true }})
	good(t, err)
	good(t, h.certs.OpenIssuer(context.Background()))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	good(t, err)
	h.base = "http://" + l.Addr().String()
	h.signing(log, change)
	h.certs.OnDrawn = append(h.certs.OnDrawn, h.Add)
	h.certs.OnRevoked = append(h.certs.OnRevoked, h.Withdraw)
	h.queue = jobs.New(h.db, log, 1)
	h.certs.Jobs(h.queue)
	h.Jobs(h.queue)
	h.unit = accountstest.Unit(t, h.db, "Badan Kepegawaian", uuid.Nil)
	h.admin = accountstest.Person(t, h.db, "Siti Rahmawati", h.unit, access.TrainingAdmin)
	h.web = testweb.New(t, h.Routes()...)
	go func() { _ = h.web.App.Listener(l) }()
	t.Cleanup(func() { _ = h.web.App.ShutdownWithTimeout(time.Second) })
	return h
}

// signing joins the feature to both stand-ins.
func (h *house) signing(log *slog.Logger, change func(*bsre.Config, *desk.Options)) {
	h.t.Helper()
	var err error
	h.bsre, err = standin.New(standin.Options{Seed: 11, Hold: 30 * time.Second})
	good(h.t, err)
	far := httptest.NewServer(h.bsre)
	h.t.Cleanup(func() { h.bsre.Close(); far.CloseClientConnections(); far.Close() })
	cfg := h.bsre.Config(far.URL)
	cfg.SignTimeout, cfg.ReadTimeout, cfg.PerCall = 400*time.Millisecond, 2*time.Second, 3
	cfg.Log = func(_ context.Context, e bsre.Exchange) { log.Info("bsre call", "exchange", e) }
	opt := desk.Options{CA: h.bsre.CA(), Credential: "Bearer portal-credential"}
	if change != nil {
		change(&cfg, &opt)
	}
	client, err := bsre.New(cfg)
	good(h.t, err)
	h.desk, err = desk.New(opt)
	good(h.t, err)
	near := httptest.NewServer(h.desk)
	h.t.Cleanup(func() { h.desk.Settle(); near.Close() })
	door, err := portal.New(portal.Config{URL: near.URL, Credential: portal.Secret(opt.Credential), Timeout: 5 * time.Second})
	good(h.t, err)
	seal := outside.Seal{Client: client, Subscriber: standin.SampleSubscriber, Agency: "Pemerintah Kabupaten Contoh",
		Code: func(ctx context.Context) (string, error) { return h.SealCode(ctx) }}
	h.Service, err = signing.New(signing.Options{DB: h.db, Blobs: h.store, Certificates: h.certs, Agency: "Pemerintah Kabupaten Contoh",
		Signers: []signing.Signer{outside.Official{Client: client}, outside.OfficialV1{Client: client}, seal},
		Hander: outside.Portal{Client: door, NIK: func(nip string) string { return map[string]string{headNIP: standin.SampleNIK}[nip] },
			CallbackURL: func(document string) string { return h.base + "/api/signing/callbacks/" + document }},
		Explain: outside.Explain, Seal: seal, CodeKey: bytes.Repeat([]byte{3}, 32), SealRenew: time.Hour, Roots: h.bsre.CA().Trust().Roots, Log: log})
	good(h.t, err)
}

var personRow = db.Query{Name: "TestPerson", SQL: `
	SELECT p.class, p.full_name AS name, COALESCE(n.nip, '') AS nip, p.rank, p.position, '' AS unit, p.email
	FROM accounts.persons p LEFT JOIN accounts.current_nips n ON n.person_id = p.id WHERE p.id = $1`}

func person(ctx context.Context, tx *db.Tx, id uuid.UUID) (certificates.Holder, error) {
	var row struct{ Class, Name, NIP, Rank, Position, Unit, Email string }
	err := tx.Get(ctx, &row, personRow, id)
	return certificates.Holder(row), err
}

// issue issues n certificates with one official on them, and draws them.
func (h *house) issue(n int, kind signing.Kind) (out []certificates.Certificate) {
	h.t.Helper()
	ctx, day := context.Background(), time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	head, err := h.certs.AddOfficial(ctx, "Kepala BKPSDM", headNIP, certificates.OfficialTitle{Title: "Kepala BKPSDM", ValidFrom: "2020-01-01"})
	good(h.t, err)
	t, err := h.certs.SaveTemplate(ctx, nil, 0, certificates.TemplateContent{Name: "Satu pejabat " + uuid.NewString()[:6], Audience: "any", Officials: []uuid.UUID{head}, Signing: string(kind)})
	good(h.t, err)
	batch := uuid.NewString()
	for i := range n {
		who := accountstest.Person(h.t, h.db, fmt.Sprintf("Peserta %d", i), h.unit)
		good(h.t, h.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			c, err := h.certs.Issue(ctx, tx, certificates.Achievement{Source: "batch:" + batch + ":" + who.PersonID.String(), PersonID: who.PersonID, Title: "Literasi AI",
				Organiser: "BKPSDM", JP: 4, SiasnPath: 16, StartedOn: day, CompletedOn: day, Curriculum: []certificates.Subject{{Title: "Dasar", JP: 4}},
				TemplateID: &t.ID, Signing: string(kind)})
			out = append(out, c)
			return err
		}))
	}
	good(h.t, h.queue.Drain(ctx))
	return out
}

// run signs what waits, to the end of that run.
func (h *house) run(kind signing.Kind, party, pass string) (signing.Run, error) {
	h.t.Helper()
	ctx := context.Background()
	r, err := h.Start(ctx, h.admin, signing.Ask{Kind: kind, Party: party}, signing.NewSecret([]byte(pass), nil, []byte(standin.SampleNIK)))
	if err != nil {
		return r, err
	}
	h.Settle(ctx)
	return h.Run(ctx, h.admin, r.ID)
}

type documentRow struct {
	ID            uuid.UUID `db:"id"`
	CertificateID uuid.UUID `db:"certificate_id"`
	State         string    `db:"state"`
	Why           string    `db:"why"`
	Detail        string    `db:"detail"`
	Lot           string    `db:"lot"`
}

func (h *house) documents() (out []documentRow) {
	h.t.Helper()
	good(h.t, h.db.Select(context.Background(), &out, db.Query{Name: "Docs", SQL: "SELECT id, certificate_id, state, why, detail, lot FROM signing.documents ORDER BY created_at, id"}))
	return out
}

func (h *house) count(state string) (n int) {
	for _, d := range h.documents() {
		if d.State == state {
			n++
		}
	}
	return n
}

// final checks that a certificate has one final file: ours, validly signed by
// the number of signatures said.
func (h *house) final(c certificates.Certificate, signatures int) {
	h.t.Helper()
	ctx := context.Background()
	file, ready, err := h.certs.FinalPDF(ctx, c.ID)
	if err != nil || !ready {
		h.t.Errorf("%s has no final file: %v", c.Number, err)
		return
	}
	drawn, _, err := h.certs.UnsignedPDF(ctx, c.ID)
	good(h.t, err)
	report := pades.Verify(file, h.bsre.CA().Trust())
	if report.Reason != pades.Valid || len(report.Signatures) != signatures || !bytes.HasPrefix(file, drawn) {
		h.t.Errorf("%s: %s, %d signatures, ours: %t", c.Number, report.Reason, len(report.Signatures), bytes.HasPrefix(file, drawn))
	}
}

func testQuery(sql string) db.Query { return db.Query{Name: "Test", SQL: sql} }
