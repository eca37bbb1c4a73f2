package signing_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"lentera/signing"
)

// TestASignerPanics: the run stops, the documents wait, the program lives.
func TestASignerPanics(t *testing.T) {
	ctx := context.Background()
	bad := &lyingSigner{with: func(signing.Paper, []byte) []byte { panic("nil somewhere") }}
	h := newHouse(t, func(o *signing.Options) { bad.Signer = o.Signers[0]; o.Signers = []signing.Signer{bad} })
	h.issue(3, nil)
	run, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	h.Settle(ctx)
	if run, err = h.Run(ctx, h.admin, run.ID); err != nil || run.State != "stopped" || h.states()["waiting"] != 3 {
		t.Errorf("%+v %v %v", run, err, h.states())
	}
	bad.with = nil
	_, err = h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	h.Settle(ctx)
	if h.states()["signed"] != 3 {
		t.Errorf("%v", h.states())
	}
}

// TestTheServerStops: an orderly end puts back at once what is not signed.
func TestTheServerStops(t *testing.T) {
	slow := &slowSigner{after: 1, begun: make(chan struct{}, 8), go_: make(chan struct{})}
	h := newHouse(t, func(o *signing.Options) { slow.Signer = o.Signers[0]; o.Signers = []signing.Signer{slow} })
	h.issue(4, nil)
	run, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	ctx, stop := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Add(1)
	go func() { defer done.Done(); h.Work(ctx) }()
	<-slow.begun
	<-slow.begun
	stop()
	close(slow.go_)
	done.Wait()
	if run, err = h.Run(context.Background(), h.admin, run.ID); err != nil || run.State != "stopped" || run.Why != signing.WhyPassphraseGone {
		t.Errorf("%+v %v", run, err)
	}
	if got := h.states(); got["signing"] != 0 || got["signed"] < 1 || got["signed"]+got["waiting"] != 4 {
		t.Errorf("%v", got)
	}
}

// TestRunsThatWaitTheirTurn keep their lease: a living process is not taken
// for dead because it is busy.
func TestRunsThatWaitTheirTurn(t *testing.T) {
	slow := &slowSigner{begun: make(chan struct{}, 8), go_: make(chan struct{})}
	h := newHouse(t, func(o *signing.Options) {
		slow.Signer = o.Signers[0]
		o.Signers, o.Lease = []signing.Signer{slow}, 900*time.Millisecond
	})
	all := h.issue(3, nil)
	for _, c := range all {
		_, err := h.start(h.admin, signing.Ask{Party: signing.Agency, IDs: h.documentsOf(c)}, passphrase)
		good(t, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Add(1)
	go func() { defer done.Done(); h.Work(ctx) }()
	<-slow.begun
	<-slow.begun // two are at work, the third waits
	time.Sleep(1500 * time.Millisecond)
	good(t, h.exec("INSERT INTO jobs.jobs (kind, args) VALUES ('signing.recover', '{}')"))
	good(t, h.queue.Drain(ctx))
	if got := h.states(); got["signing"] != 3 {
		t.Errorf("%v", got)
	}
	close(slow.go_)
	for end := time.Now().Add(10 * time.Second); h.states()["signed"] < 3 && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
	}
	if got := h.states(); got["signed"] != 3 {
		t.Errorf("%v", got)
	}
	stop()
	done.Wait()
}
