package signing_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/certificates"
	"lentera/signing"
	"lentera/signing/pades"
	"lentera/signing/pades/madeup"
)

func TestTwoOfficialsSignInOrder(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, nil)
	template := h.officials()
	all := h.issue(3, &template)
	if _, _, err := h.certs.PDF(ctx, h.admin, all[0].ID); !errors.Is(err, certificates.ErrAwaitingSignature) {
		t.Errorf("before: %v", err)
	}
	if _, ready, err := h.certs.FinalPDF(ctx, all[0].ID); ready || err != nil {
		t.Errorf("final before: %v %v", ready, err)
	}
	if _, err := h.start(h.admin, signing.Ask{Party: "nip:" + chiefNIP}, passphrase); !errors.Is(err, signing.ErrNothing) {
		t.Errorf("the second may not sign first: %v", err)
	}
	run, err := h.start(h.admin, signing.Ask{Party: "nip:" + headNIP}, passphrase)
	good(t, err)
	if run.Total != 3 || run.State != "running" {
		t.Errorf("%+v", run)
	}
	h.Settle(ctx)
	if got := h.states(); got["waiting"] != 3 {
		t.Fatalf("after the first: %v", got)
	}
	if _, ready, _ := h.certs.FinalPDF(ctx, all[0].ID); ready {
		t.Error("final after one of two")
	}
	run, err = h.start(h.admin, signing.Ask{Party: "nip:" + chiefNIP}, passphrase)
	good(t, err)
	h.Settle(ctx)
	if got := h.states(); got["signed"] != 3 {
		t.Fatalf("after both: %v\n%s", got, h.log)
	}
	if run, err = h.Run(ctx, h.admin, run.ID); err != nil || run.State != "done" || run.LeftOver != 0 {
		t.Errorf("%+v %v", run, err)
	}
	for _, c := range all {
		body := h.final(c)
		drawn, _, err := h.certs.UnsignedPDF(ctx, c.ID)
		good(t, err)
		r := pades.Verify(body, h.trust())
		if r.Reason != pades.Valid || len(r.Signatures) != 2 || r.Signatures[0].Signer != "Kepala BKPSDM" || r.Signatures[1].Signer != "Sekretaris Daerah" || !r.Signatures[1].Stamped {
			t.Errorf("%+v", r)
		}
		if !bytes.HasPrefix(body, drawn) || !strings.Contains(r.Signatures[0].Why, c.Number) {
			t.Error("not the file that was drawn")
		}
	}
}

func TestWhoMaySign(t *testing.T) {
	h := newHouse(t, nil)
	template := h.officials()
	h.issue(2, &template)
	stranger := accountstest.Person(t, h.db, "Orang lain", h.unit)
	for name, err := range map[string]error{
		"a learner":        second(h.start(stranger, signing.Ask{Party: "nip:" + headNIP}, passphrase)),
		"for the agency":   second(h.start(stranger, signing.Ask{Party: signing.Agency}, passphrase)),
		"an empty party":   second(h.start(stranger, signing.Ask{Party: ""}, passphrase)),
		"a made-up party":  second(h.start(stranger, signing.Ask{Party: "nip:"}, passphrase)),
		"not yet official": second(h.start(h.head, signing.Ask{Party: "nip:" + headNIP}, passphrase)),
	} {
		if !errors.Is(err, signing.ErrNotYours) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if lots, _, err := h.Desk(context.Background(), stranger); err != nil || len(lots) != 0 {
		t.Errorf("a stranger's desk: %v %v", lots, err)
	}
	good(t, h.exec("UPDATE accounts.nips SET nip = $1 WHERE person_id = $2", headNIP, h.head.PersonID))
	lots, _, err := h.Desk(context.Background(), h.head)
	if err != nil || len(lots) != 1 || lots[0].Waiting != 2 {
		t.Errorf("the official's desk: %+v %v", lots, err)
	}
	if _, err := h.start(h.head, signing.Ask{Party: "nip:" + chiefNIP}, passphrase); !errors.Is(err, signing.ErrNotYours) {
		t.Errorf("another official: %v", err)
	}
	_, err = h.start(h.head, signing.Ask{Party: "nip:" + headNIP}, passphrase)
	good(t, err)
}

func second[T any](_ T, err error) error { return err }

func TestWrongPassphrase(t *testing.T) {
	h := newHouse(t, nil)
	h.issue(1, nil)
	for range 5 {
		if _, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, "salah"); !errors.Is(err, signing.ErrPassphrase) {
			t.Fatal(err)
		}
	}
	if _, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase); !errors.Is(err, signing.ErrTooManyGuesses) {
		t.Errorf("after five: %v", err)
	}
	if _, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, ""); !errors.Is(err, signing.ErrPassphraseNeeded) {
		t.Errorf("none: %v", err)
	}
	if got := h.states(); got["waiting"] != 1 {
		t.Errorf("%v", got)
	}
	if _, err := h.start(h.admin, signing.Ask{Kind: signing.BsreSign, Party: signing.Agency}, passphrase); !errors.Is(err, signing.ErrNotSetUp) {
		t.Errorf("not set up: %v", err)
	}
}

// TestTwoAtOnce: many ask for the same documents at the same moment; each
// document is signed once, and nobody gets what another has.
func TestTwoAtOnce(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, nil)
	all := h.issue(12, nil)
	var wait sync.WaitGroup
	var mu sync.Mutex
	claimed, none := 0, 0
	for range 8 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			run, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				claimed += run.Total
			case errors.Is(err, signing.ErrNothing):
				none++
			default:
				t.Error(err)
			}
		}()
	}
	wait.Wait()
	for range 3 {
		wait.Add(1)
		go func() { defer wait.Done(); h.Settle(ctx) }()
	}
	wait.Wait()
	if claimed != 12 || none < 1 || h.states()["signed"] != 12 {
		t.Errorf("%d claimed, %d got nothing, %v", claimed, none, h.states())
	}
	for _, c := range all {
		if r := pades.Verify(h.final(c), h.trust()); r.Reason != pades.Valid || len(r.Signatures) != 1 {
			t.Errorf("%+v", r)
		}
	}
}

// TestAProcessDies: what it claimed waits again and says why; nothing is lost
// and nothing is signed twice. The dead process coming back late changes
// nothing.
func TestAProcessDies(t *testing.T) {
	ctx := context.Background()
	slow := &slowSigner{after: 2, begun: make(chan struct{}, 64), go_: make(chan struct{})}
	h := newHouse(t, func(o *signing.Options) {
		slow.Signer = o.Signers[0]
		o.Signers = []signing.Signer{slow}
		o.Lease = 600 * time.Millisecond
	})
	all := h.issue(6, nil)
	run, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	dead, kill := context.WithCancel(ctx)
	var gone sync.WaitGroup
	gone.Add(1)
	go func() { defer gone.Done(); h.Settle(dead) }()
	for range 3 {
		<-slow.begun // two are signed, the third hangs inside the signer
	}
	// kill -9: nothing more is written by that process. Its lease is made to
	// end; the lost process itself is still inside the signer.
	good(t, h.exec("UPDATE signing.runs SET process = $1, lease_until = now() - interval '1 second' WHERE id = $2", uuid.New(), run.ID))
	good(t, h.queue.Drain(ctx))
	other := signing.Options{DB: h.options.DB, Blobs: h.options.Blobs, Certificates: h.certs, Agency: h.options.Agency, Signers: []signing.Signer{slow.Signer},
		Roots: h.options.Roots, TSARoots: h.options.TSARoots, Log: h.options.Log}
	next := ok(signing.New(other))(t)
	queue := h.newQueue(next)
	good(t, h.exec("DELETE FROM jobs.jobs"))
	good(t, h.exec("INSERT INTO jobs.jobs (kind, args) VALUES ('signing.recover', '{}')"))
	good(t, queue.Drain(ctx))
	if run, err = next.Run(ctx, h.admin, run.ID); err != nil || run.State != "stopped" || run.Why != signing.WhyPassphraseGone {
		t.Fatalf("%+v %v", run, err)
	}
	if got := h.states(); got["signed"] != 2 || got["waiting"] != 4 {
		t.Fatalf("%v", got)
	}
	lots, _, err := next.Desk(ctx, h.admin)
	if err != nil || len(lots) != 2 || lots[0].Why != signing.WhyPassphraseGone {
		t.Errorf("%+v %v", lots, err)
	}
	_, err = next.Start(ctx, h.admin, signing.Ask{Kind: signing.Local, Party: signing.Agency}, signing.NewSecret([]byte(passphrase), nil, nil))
	good(t, err)
	next.Settle(ctx)
	if got := h.states(); got["signed"] != 6 {
		t.Fatalf("%v\n%s", got, h.log)
	}
	files := map[uuid.UUID][]byte{}
	for _, c := range all {
		files[c.ID] = h.final(c)
	}
	close(slow.go_) // the dead one wakes up and brings its file
	kill()
	gone.Wait()
	for _, c := range all {
		if body := h.final(c); !bytes.Equal(body, files[c.ID]) {
			t.Error("the final file changed")
		}
	}
	if got := h.states(); got["signed"] != 6 {
		t.Errorf("%v", got)
	}
}

// slowSigner signs one at a time and hangs from the one after the first few.
type slowSigner struct {
	signing.Signer
	mu    sync.Mutex
	count int
	after int
	begun chan struct{}
	go_   chan struct{}
}

func (s *slowSigner) Traits() signing.Traits { t := s.Signer.Traits(); t.AtOnce = 1; return t }

func (s *slowSigner) Sign(ctx context.Context, with *signing.Secret, papers []signing.Paper) ([]signing.Signed, error) {
	s.mu.Lock()
	s.count++
	hang := s.count > s.after
	s.mu.Unlock()
	s.begun <- struct{}{}
	out, err := s.Signer.Sign(ctx, with, papers)
	if hang {
		<-s.go_
	}
	return out, err
}

// TestWhatComesBackIsChecked: a signer that gives back anything but the
// document, validly signed, is refused, whatever it says.
func TestWhatComesBackIsChecked(t *testing.T) {
	ctx := context.Background()
	bad := &lyingSigner{}
	h := newHouse(t, func(o *signing.Options) { bad.Signer = o.Signers[0]; o.Signers = []signing.Signer{bad} })
	stranger := ok(ok(madeup.NewAuthority("CA lain"))(t).Signer("Orang lain", time.Now().Add(-time.Hour), time.Now().Add(time.Hour)))(t)
	var first signing.Paper
	lies := []struct {
		name string
		why  signing.Why
		with func(p signing.Paper, signed []byte) []byte
	}{
		{"unsigned", signing.WhyUnsound, func(p signing.Paper, _ []byte) []byte { return p.PDF }},
		{"nothing", signing.WhyUnsound, func(signing.Paper, []byte) []byte { return nil }},
		{"one byte changed", signing.WhyUnsound, func(_ signing.Paper, s []byte) []byte { s = bytes.Clone(s); s[5000] ^= 1; return s }},
		{"cut", signing.WhyUnsound, func(_ signing.Paper, s []byte) []byte { return s[:len(s)-300] }},
		{"appended to", signing.WhyUnsound, func(_ signing.Paper, s []byte) []byte { return append(bytes.Clone(s), "% x\n"...) }},
		{"signed by a stranger", signing.WhyUnsound, func(p signing.Paper, _ []byte) []byte {
			return ok(pades.Sign(ctx, p.PDF, pades.Request{Key: stranger, At: time.Now()}))(t)
		}},
		{"another document", signing.WhyForeign, func(signing.Paper, []byte) []byte {
			return ok(bad.Signer.Sign(ctx, signing.NewSecret([]byte(passphrase), nil, nil), []signing.Paper{first}))(t)[0].PDF
		}},
		{"signed twice", signing.WhyUnsound, func(p signing.Paper, s []byte) []byte {
			p.PDF = s
			return ok(bad.Signer.Sign(ctx, signing.NewSecret([]byte(passphrase), nil, nil), []signing.Paper{p}))(t)[0].PDF
		}},
	}
	c := h.issue(2, nil)
	first = signing.Paper{PDF: ok3(h.certs.UnsignedPDF(ctx, c[0].ID))(t), Party: signing.Party{Key: signing.Agency}}
	for _, lie := range lies {
		bad.with = lie.with
		_, err := h.start(h.admin, signing.Ask{Party: signing.Agency, IDs: h.documentsOf(c[1])}, passphrase)
		good(t, err)
		h.Settle(ctx)
		if why, state := h.why(c[1]); why != lie.why || state != "refused" {
			t.Errorf("%s: %s %s", lie.name, state, why)
		}
		if _, ready, err := h.certs.FinalPDF(ctx, c[1].ID); ready || err != nil {
			t.Errorf("%s: counts", lie.name)
		}
		n, err := h.Retry(ctx, "", h.documentsOf(c[1]), false)
		if err != nil || n != 1 {
			t.Errorf("%s: retry %d %v", lie.name, n, err)
		}
	}
	bad.with = nil
	_, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	h.Settle(ctx)
	if got := h.states(); got["signed"] != 2 {
		t.Errorf("%v", got)
	}
}

type lyingSigner struct {
	signing.Signer
	with func(p signing.Paper, signed []byte) []byte
}

func (l *lyingSigner) Sign(ctx context.Context, with *signing.Secret, papers []signing.Paper) ([]signing.Signed, error) {
	out, err := l.Signer.Sign(ctx, with, papers)
	if l.with != nil && err == nil {
		for i := range out {
			out[i].PDF = l.with(papers[i], out[i].PDF)
		}
	}
	return out, err
}
