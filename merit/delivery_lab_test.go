package merit

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// roughBook is a remoteBook on a bad day: a fifth of the calls fail in every
// way SIASN is known to fail.
type roughBook struct {
	*remoteBook
	rnd *rand.Rand
}

// dice says how this call fails: before the act, after it, or not.
func (b *roughBook) dice() (before, after error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rnd.IntN(5) > 0 {
		return nil, nil
	}
	switch b.rnd.IntN(6) {
	case 0:
		return &RemoteFault{Code: troubleAway}, nil // SUSPENDED, 500, 502
	case 1:
		return &RemoteFault{Code: troubleToken}, nil // 401
	case 2:
		return &RemoteFault{Code: troubleReply}, nil
	case 3:
		return &RemoteFault{Code: troubleSaid, Said: "success:false"}, nil
	}
	return nil, &RemoteFault{Code: troubleLost} // reset or time-out after acceptance
}

func (b *roughBook) Person(ctx context.Context, nip string) (p SiasnPerson, found bool, err error) {
	before, after := b.dice()
	if before != nil {
		return p, false, before
	}
	if p, found, err = b.remoteBook.Person(ctx, nip); err == nil {
		err = after
	}
	return p, found, err
}

func (b *roughBook) Rows(ctx context.Context, nip, kind string) ([]SiasnRow, error) {
	before, after := b.dice()
	if before != nil {
		return nil, before
	}
	rows, err := b.remoteBook.Rows(ctx, nip, kind)
	if err == nil {
		err = after
	}
	return rows, err
}

func (b *roughBook) Save(ctx context.Context, w SiasnWrite) (string, error) {
	before, after := b.dice()
	if before != nil {
		return "", before
	}
	id, err := b.remoteBook.Save(ctx, w)
	if err == nil && after != nil {
		return "", after
	}
	return id, err
}

func (b *roughBook) Delete(ctx context.Context, kind, id string) error {
	before, after := b.dice()
	if before != nil {
		return before
	}
	if err := b.remoteBook.Delete(ctx, kind, id); err != nil {
		return err
	}
	return after
}

func (b *roughBook) Upload(ctx context.Context, kind, id, name string, pdf []byte) error {
	before, after := b.dice()
	if before != nil {
		return before
	}
	if err := b.remoteBook.Upload(ctx, kind, id, name, pdf); err != nil {
		return err
	}
	return after
}

var (
	labUnsettled = db.Query{Name: "LabUnsettled", SQL: `SELECT count(*) FROM merit.deliveries WHERE state NOT IN ('confirmed', 'removed')`}
	labRefused   = db.Query{Name: "LabRefused", SQL: `SELECT id FROM merit.deliveries WHERE state = 'refused'`}
	labExpire    = db.Query{Name: "LabExpire", SQL: `UPDATE merit.deliveries SET lease = gen_random_uuid(), lease_until = now() - interval '1 second' WHERE lease IS NOT NULL`}
	labHurry     = db.Query{Name: "LabHurry", SQL: `UPDATE merit.deliveries SET next_try_at = now() WHERE next_try_at > now() AND state NOT IN ('confirmed', 'removed')`}
	labApprove   = db.Query{Name: "LabApprove", SQL: `UPDATE merit.siasn_settings SET approved_at = now(), push_mode = 'auto'`}
	labTrace     = db.Query{Name: "LabTrace", SQL: `SELECT count(*) FROM merit.deliveries d WHERE d.state = 'removed' AND NOT EXISTS
		(SELECT FROM merit.delivery_events v WHERE v.delivery_id = d.id AND v.detail->>'how' = 'reversed')`}
)

// TestLab pushes many certificates through a bad day, the worker dying ten
// times at steps of chance; LENTERA_SIASN_LAB is the number of certificates.
// Built with the tag nosearch it must fail: that is its control.
func TestLab(t *testing.T) {
	size, _ := strconv.Atoi(os.Getenv("LENTERA_SIASN_LAB"))
	if size == 0 {
		size = 120
	}
	p, ctx, began := newPost(t), context.Background(), time.Now()
	book := &roughBook{p.book, rand.New(rand.NewPCG(7, 7))} //nolint:gosec // repeatable chance
	p.opt.Siasn.Remote, p.opt.Siasn.Workers = book, 4
	p.opt.Siasn.Backoff, p.opt.Siasn.MaxBackoff = 0, 0
	_, err := p.db.Exec(ctx, labApprove)
	must(t, err)
	reversed, nips := map[string]bool{}, map[string]string{}
	var people []access.Actor
	var numbers []string
	for range max(4, size/20) {
		a, nip := p.asn()
		people, numbers = append(people, a), append(numbers, nip)
	}
	var later []Credit
	for i := range size {
		c := p.earn(people[i%len(people)], fmt.Sprintf("LAB-%05d", i), 16)
		nips[c.CertificateNumber] = numbers[i%len(people)]
		if i%10 == 3 {
			later = append(later, c)
		}
	}
	type dead struct{}
	var steps, kills atomic.Int64
	p.crash = func(string) {
		if n := steps.Add(1); kills.Load() < 10 && n%int64(max(7, size/6)) == 0 {
			kills.Add(1)
			panic(dead{})
		}
	}
	left := size
	for round := 0; left > 0 && round < 200*size; round++ {
		p.labRound(ctx, func(e any) bool { _, ours := e.(dead); return ours })
		if len(later) > 0 && round%3 == 0 {
			must(t, p.reverse(later[0].Source, "salah orang"))
			reversed[later[0].CertificateNumber], later = true, later[1:]
		}
		if err := p.db.Get(ctx, &left, labUnsettled); err != nil {
			t.Fatal(err)
		}
		left += len(later)
	}
	lost, double, bare, kept := 0, 0, 0, 0
	for number, nip := range nips {
		n := 0
		for _, r := range p.book.rows[nip] {
			if r.Number == number {
				n++
				if !*r.HasDocument {
					bare++
				}
			}
		}
		switch {
		case n > 1:
			double++
		case reversed[number] && n == 1:
			kept++
		case !reversed[number] && n == 0:
			lost++
		}
	}
	var untraced int
	must(t, p.db.Get(ctx, &untraced, labTrace))
	t.Logf("siasn lab: %d certificates, %d reversed, %d calls, %d kills, %v: %d unsettled, %d lost, %d double, %d without document, %d reversed but there, %d untraced",
		size, len(reversed), len(p.book.calls), kills.Load(), time.Since(began).Round(time.Millisecond), left, lost, double, bare, kept, untraced)
	if left+lost+double+bare+kept+untraced > 0 || kills.Load() < 10 {
		t.Fail()
	}
}

// labRound works until nothing is due or the worker dies; then it is what an
// operator and the clock do: leases run out, refusals are tried again, a queue
// that stands still goes on.
func (p *post) labRound(ctx context.Context, ours func(any) bool) {
	done := make(chan struct{})
	for range p.opt.Siasn.Workers {
		go func() {
			defer func() {
				if e := recover(); e != nil && !ours(e) {
					panic(e)
				}
				done <- struct{}{}
			}()
			for {
				if did, err := p.deliverOne(ctx); !did || err != nil {
					return
				}
			}
		}()
	}
	for range p.opt.Siasn.Workers {
		<-done
	}
	for _, q := range []db.Query{labExpire, labHurry} {
		_, err := p.db.Exec(ctx, q)
		must(p.t, err)
	}
	var refused []uuid.UUID
	must(p.t, p.db.Select(ctx, &refused, labRefused))
	for _, id := range refused {
		must(p.t, p.RetryDelivery(ctx, id, false))
	}
	off := false
	must(p.t, p.SetLine(ctx, &off, ""))
}
