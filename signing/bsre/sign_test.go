package bsre_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"lentera/signing/bsre"
	"lentera/signing/bsre/standin"
)

func TestSeveralFilesAreSignedInOneCall(t *testing.T) {
	k, sent := newKit(t), sheets(4)
	got, err := k.Sign(t.Context(), official, unlock, bsre.Look{Reason: "Sertifikat", Location: "Lumajang"}, sent)
	if err != nil {
		t.Fatal(err)
	}
	k.wholeAndOurs(t, sent, got)
	byMail, err := k.Sign(t.Context(), bsre.Signer{Email: standin.SampleEmail}, unlock, bsre.Look{}, sent[:1])
	if err != nil {
		t.Fatal(err)
	}
	k.wholeAndOurs(t, sent[:1], byMail)
	if len(k.log) != 2 || k.log[0].Documents != 4 || k.log[0].Reason != "" || k.log[0].Status != 200 {
		t.Errorf("the log says %+v", k.log)
	}
}

func TestATOTPSignsAsManyAsItWasAskedFor(t *testing.T) {
	k, sent := newKit(t), sheets(3)
	if _, err := k.AskTOTP(t.Context(), official, 3); err != nil {
		t.Fatal(err)
	}
	with := bsre.Unlock{TOTP: bsre.Secret(k.server.TOTPOf(standin.SampleNIK))}
	got, err := k.Sign(t.Context(), official, with, bsre.Look{}, sent)
	if err != nil {
		t.Fatal(err)
	}
	k.wholeAndOurs(t, sent, got)
	if _, err := k.Sign(t.Context(), official, with, bsre.Look{}, sent); err == nil {
		t.Error("a spent TOTP signed again")
	}
}

// TestEveryFaultOfSigning is the table: what goes wrong, what the caller
// learns, and how often the document was in truth signed.
func TestEveryFaultOfSigning(t *testing.T) {
	for _, c := range []struct {
		fault  string
		want   bsre.Reason
		stops  bool // the whole batch
		signed int
	}{
		{standin.Passphrase, bsre.ReasonPassphrase, true, 0},
		{standin.Unknown, bsre.ReasonNotRegistered, true, 0},
		{standin.Expired, bsre.ReasonRefused, false, 0}, // the number is not known; Ready tells it
		{standin.Error500, bsre.ReasonLost, false, 0},
		{standin.Error502, bsre.ReasonAway, true, 0},
		{standin.TooMany, bsre.ReasonBusy, true, 0},
		{standin.HangBefore, bsre.ReasonLost, false, 0},
		{standin.HangAfter, bsre.ReasonLost, false, 1},
		{standin.ResetBefore, bsre.ReasonLost, false, 0},
		{standin.ResetAfter, bsre.ReasonLost, false, 1},
		{standin.BreakOff, bsre.ReasonLost, false, 1},
		{standin.Short, bsre.ReasonReply, false, 1},
		{standin.Extra, bsre.ReasonReply, false, 1},
		{standin.NotPDF, bsre.ReasonReply, false, 1},
		{standin.NotBase64, bsre.ReasonReply, false, 1},
		{standin.Refuse, bsre.ReasonRefused, false, 0},
		{standin.ErrorOK, bsre.ReasonRefused, false, 0},
	} {
		t.Run(c.fault, func(t *testing.T) {
			k, sent := newKit(t), sheets(3)
			k.fault(t, standin.Fault{Op: "sign", Kind: c.fault, Next: 1})
			got, err := k.Sign(t.Context(), official, unlock, bsre.Look{}, sent)
			if got != nil {
				t.Error("files came back with an error")
			}
			e := wants(t, err, c.want)
			if e.Reason.StopsBatch() != c.stops {
				t.Errorf("stops the batch: %t", e.Reason.StopsBatch())
			}
			if n := k.server.TimesSigned(sent[2]); n != c.signed {
				t.Errorf("signed %d times", n)
			}
			if last := k.log[len(k.log)-1]; last.Reason != c.want {
				t.Errorf("the log says %+v", last)
			}
			silent(t, fmt.Sprintf("%+v", k.log))
			if c.fault == standin.Expired {
				wants(t, k.Ready(t.Context(), official), bsre.ReasonExpired)
				return
			}
			// The same call again: nothing of the fault stays behind.
			got, err = k.Sign(t.Context(), official, unlock, bsre.Look{}, sent)
			if err != nil {
				t.Fatal(err)
			}
			k.wholeAndOurs(t, sent, got)
		})
	}
}

func TestWhatMustNotLeaveDoesNot(t *testing.T) {
	k := newKit(t, func(c *bsre.Config) { c.PerCall, c.MaxFile, c.MaxCall = 2, 4000, 5000 })
	big := append(sheets(1)[0], make([]byte, 5000)...)
	for name, c := range map[string]struct {
		who   bsre.Signer
		with  bsre.Unlock
		files [][]byte
		want  bsre.Reason
	}{
		"nobody":                {bsre.Signer{}, unlock, sheets(1), bsre.ReasonInput},
		"nothing to sign with":  {official, bsre.Unlock{}, sheets(1), bsre.ReasonInput},
		"passphrase and TOTP":   {official, bsre.Unlock{Passphrase: "a", TOTP: "b"}, sheets(1), bsre.ReasonInput},
		"no file":               {official, unlock, nil, bsre.ReasonInput},
		"more than one call":    {official, unlock, sheets(3), bsre.ReasonInput},
		"not a PDF":             {official, unlock, [][]byte{[]byte("hello")}, bsre.ReasonInput},
		"larger than a file is": {official, unlock, [][]byte{big}, bsre.ReasonLarge},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := k.Sign(t.Context(), c.who, c.with, bsre.Look{}, c.files)
			wants(t, err, c.want)
		})
	}
	if n := k.server.Counts()["sign"]; n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

func TestACallThatIsGivenUpEndsAtOnce(t *testing.T) {
	k := newKit(t, func(c *bsre.Config) { c.SignTimeout = time.Minute })
	k.fault(t, standin.Fault{Op: "sign", Kind: standin.HangBefore, Next: 1})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := k.Sign(ctx, official, unlock, bsre.Look{}, sheets(1))
	wants(t, err, bsre.ReasonLost)
	if time.Since(began) > 5*time.Second {
		t.Error("it went on")
	}
}

func TestV1SignsOneAndFetchesWhatBrokeOff(t *testing.T) {
	k, sent := newKit(t), sheets(1)
	for _, fault := range []string{"", standin.BreakOff} {
		if fault != "" {
			k.fault(t, standin.Fault{Op: "sign-v1", Kind: fault, Next: 1})
		}
		got, err := k.SignV1(t.Context(), standin.SampleNIK, standin.SamplePassphrase, bsre.Look{Reason: "Sertifikat"}, sent[0])
		if err != nil {
			t.Fatalf("%q: %v", fault, err)
		}
		k.wholeAndOurs(t, sent, [][]byte{got})
	}
	if n := k.server.TimesSigned(sent[0]); n != 2 {
		t.Errorf("signed %d times: what broke off must be fetched, not asked again", n)
	}
}

func TestEveryFaultOfV1(t *testing.T) {
	for fault, want := range map[string]bsre.Reason{
		standin.Passphrase: bsre.ReasonPassphrase, standin.Unknown: bsre.ReasonNotRegistered, standin.Error500: bsre.ReasonLost,
		standin.HangAfter: bsre.ReasonLost, standin.ResetAfter: bsre.ReasonLost, standin.NotPDF: bsre.ReasonReply, standin.Short: bsre.ReasonReply,
		standin.Refuse: bsre.ReasonRefused, standin.ErrorOK: bsre.ReasonRefused, standin.Error502: bsre.ReasonAway,
	} {
		t.Run(fault, func(t *testing.T) {
			k := newKit(t)
			k.fault(t, standin.Fault{Op: "sign-v1", Kind: fault, Next: 1})
			_, err := k.SignV1(t.Context(), standin.SampleNIK, standin.SamplePassphrase, bsre.Look{}, sheets(1)[0])
			wants(t, err, want)
			silent(t, fmt.Sprintf("%+v", k.log))
		})
	}
}
