package outside_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/signing"
	"lentera/signing/bsre/standin"
	"lentera/signing/outside"
)

// TestABatchEndsComplete sends certificates through the stand-in while a fifth
// of the calls go wrong in every way there is, and the official mistypes the
// passphrase once. At the end each has exactly one final file.
func TestABatchEndsComplete(t *testing.T) {
	t.Parallel()
	batchEndsComplete(t, 20)
}

func batchEndsComplete(t *testing.T, size int) {
	t.Helper()
	ctx, party := context.Background(), "nip:"+headNIP
	h := newHouse(t, nil)
	all := h.issue(size, signing.BsreSign)
	if r, err := h.run(signing.BsreSign, party, "salah-ketik"); err != nil || r.State != "stopped" || r.Why != signing.WhyPassphrase {
		t.Fatalf("%+v %v", r, err)
	}
	if o, _ := h.bsre.Official(standin.SampleNIK); o.Wrong != 1 || h.count("waiting") != size {
		t.Fatalf("one mistyped passphrase: %d tries, %d wait", o.Wrong, h.count("waiting"))
	}
	kinds := []string{standin.Error500, standin.Error502, standin.TooMany, standin.ResetBefore, standin.ResetAfter, standin.HangBefore, standin.HangAfter,
		standin.BreakOff, standin.Short, standin.Extra, standin.NotPDF, standin.NotBase64, standin.Tampered, standin.Other, standin.Unsigned, standin.Refuse, standin.ErrorOK}
	faults := make([]standin.Fault, len(kinds))
	for i, kind := range kinds {
		faults[i] = standin.Fault{Op: "sign", Kind: kind, P: 0.2 / float64(len(kinds))}
		if i%4 == 0 {
			faults[i] = standin.Fault{Op: "sign", Kind: kind, Next: 1} // some happen whatever chance says
		}
	}
	good(t, h.bsre.SetFaults(faults...))
	rounds := 0
	for ; h.count("signed") < len(all) && rounds < 40; rounds++ {
		if h.count("waiting") == 0 {
			docs := h.documents()
			if _, err := h.Retry(ctx, docs[0].Lot, nil, false); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.run(signing.BsreSign, party, standin.SamplePassphrase); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range all {
		h.final(c, 1)
	}
	counts, hit := h.bsre.Counts(), 0
	for name, n := range counts {
		if strings.HasPrefix(name, "fault:") {
			hit += n
		}
	}
	o, _ := h.bsre.Official(standin.SampleNIK)
	t.Logf("%d rounds, %d calls, %d of them went wrong: %v", rounds, counts["sign"], hit, counts)
	if hit*10 < counts["sign"] || o.State != "ISSUE" || o.Wrong > 0 {
		t.Errorf("%d faults in %d calls; the official is %s", hit, counts["sign"], o.State)
	}
	if n := h.count("signed"); n != size || len(h.documents()) != size {
		t.Errorf("%d signed", n)
	}
}

// TestAnExpiredOfficialPausesTheBatch: the reason is said in words, nothing is
// lost, and after the renewal the batch ends.
func TestAnExpiredOfficialPausesTheBatch(t *testing.T) {
	t.Parallel()
	ctx, party := context.Background(), "nip:"+headNIP
	h := newHouse(t, nil)
	all := h.issue(5, signing.BsreSign)
	h.bsre.SetState(standin.SampleNIK, "EXPIRED")
	r, err := h.run(signing.BsreSign, party, standin.SamplePassphrase)
	if err != nil || r.State != "stopped" || r.Why != signing.WhyCertificate || !strings.Contains(outside.Explain(r.Detail, "id"), "kedaluwarsa") {
		t.Fatalf("%+v %v", r, err)
	}
	if n := h.bsre.Counts()["sign"]; n != 1 {
		t.Errorf("%d calls: one is enough to know", n)
	}
	h.bsre.SetState(standin.SampleNIK, "ISSUE")
	if docs := h.documents(); docs[0].State == "refused" {
		if _, err := h.Retry(ctx, docs[0].Lot, nil, false); err != nil {
			t.Fatal(err)
		}
	}
	if r, err = h.run(signing.BsreSign, party, standin.SamplePassphrase); err != nil || r.State != "done" {
		t.Fatalf("%+v %v", r, err)
	}
	for _, c := range all {
		h.final(c, 1)
	}
}

// TestOneBadDocumentIsRefusedAndNamed, and can be tried again.
func TestOneBadDocumentIsRefusedAndNamed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	all := h.issue(5, signing.BsreV1)
	good(t, h.bsre.SetFaults(standin.Fault{Op: "sign-v1", Kind: standin.Refuse, Next: 1}))
	r, err := h.run(signing.BsreV1, "nip:"+headNIP, standin.SamplePassphrase)
	if err != nil || r.State != "done" {
		t.Fatalf("%+v %v", r, err)
	}
	if h.count("signed") != 4 || h.count("refused") != 1 {
		t.Fatalf("%+v", h.documents())
	}
	for _, d := range h.documents() {
		if d.State == "refused" && (d.Why != string(signing.WhyRejected) || !strings.Contains(outside.Explain(d.Detail, "id"), "ditolak oleh stand-in")) {
			t.Errorf("the operator reads %q: %q", d.Why, d.Detail)
		}
	}
	if _, err := h.Retry(t.Context(), h.documents()[0].Lot, nil, false); err != nil {
		t.Fatal(err)
	}
	if _, err := h.run(signing.BsreV1, "nip:"+headNIP, standin.SamplePassphrase); err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		h.final(c, 1)
	}
}

// TestTheSealIsActivatedRenewedAndSeals, from the two calls of its keeper.
func TestTheSealIsActivatedRenewedAndSeals(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := newHouse(t, nil)
	all := h.issue(4, signing.BsreSeal)
	if r, err := h.run(signing.BsreSeal, signing.Agency, ""); err != nil || r.Why != signing.WhyAway || !strings.Contains(outside.Explain(r.Detail, "en"), "never activated") {
		t.Fatalf("%+v %v", r, err)
	}
	good(t, h.AskSealCode(ctx))
	if err := h.ActivateSeal(ctx, "bukan-kode"); err == nil {
		t.Error("a wrong code is taken")
	}
	good(t, h.ActivateSeal(ctx, standin.SampleActivation))
	before := h.bsre.Activation()
	_, err := h.db.Exec(ctx, testQuery("INSERT INTO jobs.jobs (kind, args) VALUES ('signing.renew-seal', '{}')"))
	good(t, err)
	good(t, h.queue.Drain(ctx))
	code, err := h.SealCode(ctx)
	good(t, err)
	if code == before || code != h.bsre.Activation() {
		t.Error("the code was not renewed and kept")
	}
	if state, err := h.Seal(ctx); err != nil || !state.Active || state.Trouble != "" {
		t.Errorf("%+v %v", state, err)
	}
	if r, err := h.run(signing.BsreSeal, signing.Agency, ""); err != nil || r.State != "done" {
		t.Fatalf("%+v %v", r, err)
	}
	for _, c := range all {
		h.final(c, 1)
	}
}

// TestManyRunsWithAWrongPassphraseLockNobodyOut: five runs are begun at once
// with the same mistyped passphrase; BSrE sees two tries, and a third one is
// refused here.
func TestManyRunsWithAWrongPassphraseLockNobodyOut(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := newHouse(t, nil)
	h.issue(5, signing.BsreSign)
	for _, d := range h.documents() {
		_, err := h.Start(ctx, h.admin, signing.Ask{Kind: signing.BsreSign, Party: "nip:" + headNIP, IDs: []uuid.UUID{d.ID}},
			signing.NewSecret([]byte("salah-ketik"), nil, []byte(standin.SampleNIK)))
		good(t, err)
	}
	h.Settle(ctx)
	o, _ := h.bsre.Official(standin.SampleNIK)
	if o.Wrong != 2 || o.State != "ISSUE" || h.count("waiting") != 5 {
		t.Errorf("%d tries, %s, %d wait", o.Wrong, o.State, h.count("waiting"))
	}
	if _, err := h.run(signing.BsreSign, "nip:"+headNIP, standin.SamplePassphrase); !errors.Is(err, signing.ErrTooManyGuesses) {
		t.Errorf("a third try: %v", err)
	}
}
