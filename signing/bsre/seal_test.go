package bsre_test

import (
	"bytes"
	"testing"

	"lentera/signing/bsre"
	"lentera/signing/bsre/standin"
)

func TestTheSealsWay(t *testing.T) {
	k, sent := newKit(t), sheets(3)
	if code, err := k.ActivateSeal(t.Context(), standin.SampleSubscriber, ""); err != nil || code != "" {
		t.Fatalf("asking for a code by mail gave %v", err)
	}
	next, err := k.ActivateSeal(t.Context(), standin.SampleSubscriber, standin.SampleActivation)
	if err != nil || next == "" || next.Reveal() == standin.SampleActivation {
		t.Fatalf("renewal: %v", err)
	}
	totp, err := k.SealTOTP(t.Context(), standin.SampleSubscriber, next, len(sent))
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.Seal(t.Context(), standin.SampleSubscriber, totp, bsre.Look{}, sent)
	if err != nil {
		t.Fatal(err)
	}
	k.wholeAndOurs(t, sent, got)
	_, err = k.SealTOTP(t.Context(), standin.SampleSubscriber, standin.SampleActivation, 1)
	if err == nil {
		t.Error("the code before the renewal still opens the seal")
	}
	if e := wants(t, err, bsre.ReasonOf(err)); e.Message == "" {
		t.Error("an operator learns nothing")
	}
}

func TestCountsMayBeText(t *testing.T) {
	k := newKit(t, func(c *bsre.Config) { c.CountAsText = true })
	if _, err := k.SealTOTP(t.Context(), standin.SampleSubscriber, standin.SampleActivation, 12); err != nil {
		t.Fatal(err)
	}
}

func TestStatesOfAnOfficial(t *testing.T) {
	k := newKit(t)
	for state, want := range map[string]bsre.Reason{"EXPIRED": bsre.ReasonExpired, "RENEW": bsre.ReasonRenew, "WAITING_FOR_VERIFICATION": bsre.ReasonWaiting,
		"NEW": bsre.ReasonNew, "NO_CERTIFICATE": bsre.ReasonNoCertificate, "NOT_REGISTERED": bsre.ReasonNotRegistered, "SUSPEND": bsre.ReasonSuspended,
		"REVOKE": bsre.ReasonRevoked, "SOMETHING_NEW": bsre.ReasonState, "": bsre.ReasonState} {
		k.server.SetState(standin.SampleNIK, state)
		wants(t, k.Ready(t.Context(), official), want)
		wants(t, k.ReadyV1(t.Context(), standin.SampleNIK), want)
		if !want.StopsBatch() {
			t.Errorf("%s does not stop a batch", state)
		}
	}
	k.server.SetState(standin.SampleNIK, "ISSUE")
	if err := k.Ready(t.Context(), bsre.Signer{Email: standin.SampleEmail}); err != nil {
		t.Error(err)
	}
	if err := k.ReadyV1(t.Context(), standin.SampleNIK); err != nil {
		t.Error(err)
	}
	wants(t, k.Ready(t.Context(), bsre.Signer{NIK: "3508999999999999"}), bsre.ReasonNotRegistered)
	wants(t, k.ReadyV1(t.Context(), "../../../etc/passwd"), bsre.ReasonInput)
}

func TestTheServiceJudgesAPDF(t *testing.T) {
	k, sent := newKit(t), sheets(1)
	signed, err := k.Sign(t.Context(), official, unlock, bsre.Look{}, sent)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := bytes.Clone(signed[0])
	spoilt[len(sent[0])/2] ^= 1
	for name, c := range map[string]struct {
		file       []byte
		valid      bool
		signatures int
		word       string
	}{"signed": {signed[0], true, 1, "VALID"}, "never signed": {sent[0], false, 0, "NO_SIGNATURE"}, "tampered": {spoilt, false, 1, "INVALID"}} {
		t.Run(name, func(t *testing.T) {
			for _, ask := range []func() (bsre.Verification, error){
				func() (bsre.Verification, error) { return k.Verify(t.Context(), c.file) },
				func() (bsre.Verification, error) { return k.VerifyV1(t.Context(), c.file) },
			} {
				v, err := ask()
				if err != nil {
					t.Fatal(err)
				}
				if v.Valid() != c.valid || len(v.Signatures) != c.signatures || v.Conclusion != c.word {
					t.Errorf("%+v", v)
				}
				if c.valid && v.Signatures[0].Signer != "Pejabat Contoh" {
					t.Errorf("signer %q", v.Signatures[0].Signer)
				}
			}
		})
	}
	k.fault(t, standin.Fault{Op: "verify", Kind: standin.Error502, Next: 1})
	_, err = k.Verify(t.Context(), signed[0])
	wants(t, err, bsre.ReasonAway)
}
