package merit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
)

// remoteBook is SIASN at its barest: it takes every save as a new row, as the
// real one does, so that doubles show.
type remoteBook struct {
	mu       sync.Mutex
	rows     map[string][]SiasnRow // by NIP
	calls    []string
	nips     map[string]string // remote person → nip
	fail     map[string][]error
	lost     map[string]int // op → this many answers are lost after the act
	agencyOf map[string]string
}

func newBook() *remoteBook {
	return &remoteBook{rows: map[string][]SiasnRow{}, nips: map[string]string{}, fail: map[string][]error{}, lost: map[string]int{}, agencyOf: map[string]string{}}
}

func (b *remoteBook) enter(op string) error {
	b.calls = append(b.calls, op)
	if f := b.fail[op]; len(f) > 0 {
		b.fail[op] = f[1:]
		return f[0]
	}
	return nil
}

func (b *remoteBook) leave(op string) error {
	if b.lost[op] > 0 {
		b.lost[op]--
		return &RemoteFault{Code: troubleLost}
	}
	return nil
}

func (b *remoteBook) Person(_ context.Context, nip string) (SiasnPerson, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.enter("person"); err != nil {
		return SiasnPerson{}, false, err
	}
	b.nips["pns-"+nip] = nip
	agency := b.agencyOf[nip]
	if agency == "" {
		agency = "ours"
	}
	return SiasnPerson{ID: "pns-" + nip, AgencyID: agency}, agency != "none", nil
}

func (b *remoteBook) Rows(_ context.Context, nip, kind string) ([]SiasnRow, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.enter("rows"); err != nil {
		return nil, err
	}
	var out []SiasnRow
	for _, r := range b.rows[nip] {
		if r.Kind == kind {
			out = append(out, r)
		}
	}
	return out, nil
}

func (b *remoteBook) Save(_ context.Context, w SiasnWrite) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.enter("save"); err != nil {
		return "", err
	}
	nip, no := b.nips[w.PersonID], false
	row := w.SiasnRow
	row.HasDocument = &no
	if w.RemoteID != "" {
		for i := range b.rows[nip] {
			if b.rows[nip][i].RemoteID == w.RemoteID {
				row.HasDocument = b.rows[nip][i].HasDocument
				b.rows[nip][i] = row
			}
		}
		return w.RemoteID, b.leave("save")
	}
	row.RemoteID = uuid.NewString()
	b.rows[nip] = append(b.rows[nip], row)
	return row.RemoteID, b.leave("save")
}

func (b *remoteBook) Delete(_ context.Context, _, id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.enter("delete"); err != nil {
		return err
	}
	for nip := range b.rows {
		for i, r := range b.rows[nip] {
			if r.RemoteID == id {
				b.rows[nip] = append(b.rows[nip][:i:i], b.rows[nip][i+1:]...)
				return b.leave("delete")
			}
		}
	}
	return &RemoteFault{Code: troubleSaid, Said: "tidak ditemukan"}
}

func (b *remoteBook) Upload(_ context.Context, _, id, _ string, _ []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.enter("upload"); err != nil {
		return err
	}
	for nip := range b.rows {
		for i := range b.rows[nip] {
			if b.rows[nip][i].RemoteID == id {
				yes := true
				b.rows[nip][i].HasDocument = &yes
				return b.leave("upload")
			}
		}
	}
	return &RemoteFault{Code: troubleSaid, Said: "id_riwayat tidak ditemukan"}
}

func (b *remoteBook) Ipasn(context.Context, string) (Official, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return Official{}, false, b.enter("ipasn")
}

func (b *remoteBook) Fields(w SiasnWrite) []SiasnField {
	return []SiasnField{{"namaKursus", w.Title}, {"nomorSertipikat", w.Number}}
}

// post is the feature with a way into a remote book.
type post struct {
	*house
	book     *remoteBook
	operator access.Actor
	serial   int
	noPDF    bool
}

func newPost(t testing.TB) *post {
	p := &post{house: newHouse(t), book: newBook()}
	p.opt.Siasn = &SiasnOptions{Remote: p.book, AgencyID: "ours", Organiser: "BKPSDM", StructuralID: "8", SsoMode: "gateway", Workers: 2,
		Backoff: time.Millisecond, MaxBackoff: 5 * time.Millisecond}
	p.opt.TokenKey = bytes.Repeat([]byte{7}, 32)
	p.opt.Document = func(context.Context, string) ([]byte, bool, error) { return []byte("%PDF-1.7 x"), !p.noPDF, nil }
	p.operator = accountstest.Person(t, p.db, "Operator", p.unit, access.TrainingAdmin)
	return p
}

// asn makes a person with an NIP.
func (p *post) asn() (access.Actor, string) {
	p.serial++
	a, nip := p.of("pns"), fmt.Sprintf("19900101202001%04d", p.serial)
	accountstest.Exec(p.t, p.db, `DELETE FROM accounts.nips WHERE person_id = $1`, a.PersonID)
	accountstest.Exec(p.t, p.db, `INSERT INTO accounts.nips (nip, person_id, valid_from) VALUES ($1, $2, '2020-01-01')`, nip, a.PersonID)
	return a, nip
}

func (p *post) earn(a access.Actor, number string, path int) Credit {
	c := credit(a.PersonID, 4, "2026-11-23")
	c.CertificateNumber, c.SiasnPath, c.Title = number, path, "Kursus "+number
	must(p.t, p.credit(c))
	return c
}

func (p *post) list() []Delivery {
	p.t.Helper()
	rows, _, err := p.DeliveriesOf(context.Background(), DeliveryFilter{Limit: 200}, "id")
	must(p.t, err)
	return rows
}

func (p *post) only() Delivery {
	p.t.Helper()
	rows := p.list()
	if len(rows) != 1 {
		p.t.Fatalf("%d deliveries", len(rows))
	}
	return rows[0]
}

func (p *post) run() {
	p.t.Helper()
	for range 60 { // waits are milliseconds here
		n, err := p.Deliver(context.Background())
		must(p.t, err)
		if n == 0 {
			l, err := p.line(context.Background())
			must(p.t, err)
			if l.Paused != "" || !l.NextTryAt.After(l.Now) {
				return
			}
		}
		time.Sleep(6 * time.Millisecond)
	}
}

func (p *post) approveAll() {
	p.t.Helper()
	var ids []uuid.UUID
	for _, d := range p.list() {
		ids = append(ids, d.ID)
	}
	accountstest.Exec(p.t, p.db, `UPDATE merit.deliveries SET dry_run_at = now()`)
	if _, err := p.Approve(context.Background(), p.operator, ids); err != nil && !errors.Is(err, ErrNotSeen) { // those that are on their way are passed over
		p.t.Fatal(err)
	}
}

func (p *post) want(state DeliveryState, code string) {
	p.t.Helper()
	if d := p.only(); d.State != state || d.ErrorCode != code {
		p.t.Fatalf("state %s (%s: %s), want %s (%s)", d.State, d.ErrorCode, d.ErrorSaid, state, code)
	}
}

func (p *post) remote(nip string, n int, document bool) {
	p.t.Helper()
	rows := p.book.rows[nip]
	if len(rows) != n {
		p.t.Fatalf("%d rows in SIASN, want %d: %+v", len(rows), n, rows)
	}
	for _, r := range rows {
		if *r.HasDocument != document {
			p.t.Errorf("document %v, want %v", *r.HasDocument, document)
		}
	}
}
