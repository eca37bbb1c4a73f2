package outside_test

import (
	"context"
	"testing"

	"lentera/signing"
	"lentera/signing/bsre"
	"lentera/signing/bsre/standin"
	"lentera/signing/outside"
)

func TestOneRefusedDocumentDoesNotHoldUpTheOthers(t *testing.T) {
	k, sent := newKit(t), papers(6)
	k.server.RefuseContaining(sent[2].Number)
	got, err := outside.Official{Client: k.client}.Sign(t.Context(), secret(standin.SamplePassphrase), sent)
	if err != nil {
		t.Fatal(err)
	}
	good, why := k.signedOnes(t, sent, got)
	if len(good) != 5 || why[sent[2].ID] != signing.WhyRejected {
		t.Errorf("%d signed, refused: %v", len(good), why)
	}
}

func TestTheFirstTwoRefusedAloneStillLeaveTheOthersToSign(t *testing.T) {
	k, sent := newKit(t), papers(4)
	k.server.RefuseContaining(sent[1].Number) // the second: the first signs, so the reason is the document's
	got, err := outside.Official{Client: k.client}.Sign(t.Context(), secret(standin.SamplePassphrase), sent)
	if err != nil {
		t.Fatal(err)
	}
	if good, _ := k.signedOnes(t, sent, got); len(good) != 3 {
		t.Errorf("%d signed", len(good))
	}
}

func TestWhereAllAreRefusedTheRestIsLeftAlone(t *testing.T) {
	k, sent := newKit(t), papers(8)
	k.server.RefuseContaining("Sertifikat")
	got, err := outside.Official{Client: k.client}.Sign(t.Context(), secret(standin.SamplePassphrase), sent)
	if err != nil {
		t.Fatal(err)
	}
	if good, why := k.signedOnes(t, sent, got); len(good) != 0 || len(why) != 8 {
		t.Errorf("%d signed, %d refused", len(good), len(why))
	}
	if n := k.server.Counts()["sign"]; n != 3 { // all, the first, the second
		t.Errorf("%d calls", n)
	}
}

func TestAWrongPassphraseIsTriedOnce(t *testing.T) {
	for name, s := range map[string]func(kit) signing.Signer{
		"v2": func(k kit) signing.Signer { return outside.Official{Client: k.client} },
		"v1": func(k kit) signing.Signer { return outside.OfficialV1{Client: k.client} },
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t)
			got, err := s(k).Sign(t.Context(), secret("wrong-passphrase-canary"), papers(5))
			if why := reasonOf(t, err); why != signing.WhyPassphrase || got != nil {
				t.Errorf("%s, %d answers", why, len(got))
			}
			o, _ := k.server.Official(standin.SampleNIK)
			if o.Wrong != 1 || o.State != "ISSUE" {
				t.Errorf("%d wrong tries, state %s", o.Wrong, o.State)
			}
		})
	}
}

// TestFaultsOfACall: what comes of one call of four papers when each thing
// goes wrong once, and how many are signed at the end of that call.
func TestFaultsOfACall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault string
		why   signing.Why // of the call; "" when the call itself is good
		good  int
	}{
		{standin.Short, "", 4}, {standin.Extra, "", 4}, {standin.NotPDF, "", 4}, {standin.NotBase64, "", 4}, // asked one by one
		{standin.Refuse, "", 4}, {standin.ErrorOK, "", 4},
		{standin.Unknown, signing.WhyNotEnrolled, 0}, {standin.Expired, signing.WhyCertificate, 0},
		{standin.Error500, signing.WhyAway, 0}, {standin.Error502, signing.WhyAway, 0}, {standin.TooMany, signing.WhyAway, 0},
		{standin.HangBefore, signing.WhyAway, 0}, {standin.HangAfter, signing.WhyAway, 0},
		{standin.ResetBefore, signing.WhyAway, 0}, {standin.ResetAfter, signing.WhyAway, 0}, {standin.BreakOff, signing.WhyAway, 0},
	} {
		t.Run(c.fault, func(t *testing.T) {
			k, sent := newKit(t), papers(4)
			k.fault(t, standin.Fault{Op: "sign", Kind: c.fault, Next: 1})
			got, err := outside.Official{Client: k.client}.Sign(t.Context(), secret(standin.SamplePassphrase), sent)
			if c.why != "" {
				if why := reasonOf(t, err); why != c.why {
					t.Errorf("got %s, want %s", why, c.why)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if good, _ := k.signedOnes(t, sent, got); len(good) != c.good {
				t.Errorf("%d signed", len(good))
			}
		})
	}
}

func TestAStopInTheMiddleKeepsWhatIsSigned(t *testing.T) {
	var k kit
	calls := 0
	k = newKit(t, func(c *bsre.Config) {
		c.Log = func(_ context.Context, e bsre.Exchange) {
			if e.Op == "sign-v1" {
				if calls++; calls == 2 {
					k.server.SetState(standin.SampleNIK, "SUSPEND")
				}
			}
		}
	})
	sent := papers(4)
	got, err := outside.OfficialV1{Client: k.client}.Sign(t.Context(), secret(standin.SamplePassphrase), sent)
	if err != nil {
		t.Fatal(err)
	}
	good, why := k.signedOnes(t, sent, got)
	if len(good) != 2 || why[sent[2].ID] != signing.WhyCertificate || why[sent[3].ID] != signing.WhyCertificate {
		t.Errorf("%d signed, %v", len(good), why)
	}
	if calls != 3 {
		t.Errorf("%d calls: the last paper need not be tried", calls)
	}
}

func TestPapersLargerThanACallGoOneByOne(t *testing.T) {
	sent := papers(3)
	k := newKit(t, func(c *bsre.Config) { c.MaxCall = len(sent[0].PDF) + 10 })
	got, err := outside.Official{Client: k.client}.Sign(t.Context(), secret(standin.SamplePassphrase), sent)
	if err != nil {
		t.Fatal(err)
	}
	if good, _ := k.signedOnes(t, sent, got); len(good) != 3 || k.server.Counts()["sign"] != 3 {
		t.Errorf("%d signed in %d calls", len(good), k.server.Counts()["sign"])
	}
}

func TestPartiesAreTheOfficialsOnTheSheet(t *testing.T) {
	s := outside.Official{}
	got, err := s.Parties([]signing.Official{{Name: "A", NIP: "197001011990011001", Title: "Kepala"}, {Name: "B", NIP: "198001012005011002"}})
	if err != nil || len(got) != 2 || got[0].NIP() != "197001011990011001" || got[0].Title != "Kepala" {
		t.Errorf("%+v %v", got, err)
	}
	for _, bad := range [][]signing.Official{nil, {{Name: "Tanpa NIP"}}} {
		if _, err := s.Parties(bad); reasonOf(t, err) != signing.WhyNoKey {
			t.Errorf("%v", err)
		}
	}
}

func TestTheSealNeedsNobodyAndSaysWhenItIsDone(t *testing.T) {
	k, sent, keep := newKit(t), papers(5), &codes{}
	seal := outside.Seal{Client: k.client, Subscriber: standin.SampleSubscriber, Agency: "Pemerintah Kabupaten Contoh", Code: keep.read}
	if _, err := seal.Sign(t.Context(), nil, sent); reasonOf(t, err) != signing.WhyAway {
		t.Error("a seal that was never activated")
	}
	if err := seal.AskCode(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Activate(t.Context(), "MISTYPED"); err == nil {
		t.Error("a mistyped code is taken")
	}
	var err error
	if keep.code, err = seal.Activate(t.Context(), standin.SampleActivation); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a renewal between two batches
		got, err := seal.Sign(t.Context(), nil, sent)
		if err != nil {
			t.Fatal(err)
		}
		if good, _ := k.signedOnes(t, sent, got); len(good) != 5 {
			t.Errorf("%d sealed", len(good))
		}
		if keep.code, err = seal.Activate(t.Context(), keep.code); err != nil {
			t.Fatal(err)
		}
	}
	if keep.code != k.server.Activation() {
		t.Error("the code kept is not the present one")
	}
	keep.code = "WAS-LOST"
	if _, err := seal.Sign(t.Context(), nil, sent); reasonOf(t, err) != signing.WhyAway {
		t.Error("a lost code must leave the documents waiting")
	}
}

// TestAOneTimeCode signs as many as it was asked for; when it is spent, the
// documents wait and the reason is the code's, not theirs.
func TestAOneTimeCode(t *testing.T) {
	k, sent := newKit(t), papers(6)
	s := outside.Official{Client: k.client}
	asked := signing.NewSecret(nil, nil, []byte(standin.SampleEmail))
	if err := s.AskCode(t.Context(), asked, 4); err != nil {
		t.Fatal(err)
	}
	with := signing.NewSecret(nil, []byte(k.server.TOTPOf(standin.SampleNIK)), []byte(standin.SampleEmail))
	got, err := s.Sign(t.Context(), with, sent[:3])
	if err != nil {
		t.Fatal(err)
	}
	if good, _ := k.signedOnes(t, sent[:3], got); len(good) != 3 {
		t.Errorf("%d signed", len(good))
	}
	if got, err = s.Sign(t.Context(), with, sent[3:4]); err != nil {
		t.Fatal(err)
	}
	if _, err = s.Sign(t.Context(), with, sent[3:]); reasonOf(t, err) != signing.WhyPassphrase {
		t.Errorf("%+v %v", got, err)
	}
	if err := s.AskCode(t.Context(), signing.NewSecret(nil, nil, []byte("3508999999999999")), 1); reasonOf(t, err) != signing.WhyNotEnrolled {
		t.Errorf("%v", err)
	}
}
