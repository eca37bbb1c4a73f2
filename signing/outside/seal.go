package outside

import (
	"context"
	"errors"

	"lentera/signing"
	"lentera/signing/bsre"
)

// SealCode keeps the seal's activation code, encrypted. It changes at each
// renewal, and the one before then opens nothing.
type SealCode interface {
	// Read gives the present code; "" when the seal was never activated.
	Read(ctx context.Context) (bsre.Secret, error)
	// Change replaces the code with what renew makes of the present one. Nobody
	// else reads or changes it meanwhile.
	Change(ctx context.Context, renew func(present bsre.Secret) (bsre.Secret, error)) error
}

// Seal puts the agency's electronic seal on papers: no official is present.
type Seal struct {
	Client     *bsre.Client
	Subscriber string
	Agency     string // name of the agency
	Code       SealCode
	Rewrites   bool
}

// Traits of the seal: nobody is asked for anything.
func (s Seal) Traits() signing.Traits {
	return signing.Traits{Kind: signing.BsreSeal, AtOnce: s.Client.PerCall(), Rewrites: s.Rewrites}
}

// Parties is the agency alone, whoever is printed on the sheet.
func (s Seal) Parties([]signing.Official) ([]signing.Party, error) {
	return []signing.Party{{Key: signing.Agency, Name: s.Agency}}, nil
}

// Sign seals papers. Each call of BSrE gets a TOTP of its own: what a lost
// answer left of the one before is not known.
func (s Seal) Sign(ctx context.Context, _ *signing.Secret, papers []signing.Paper) ([]signing.Signed, error) {
	code, err := s.Code.Read(ctx)
	if err != nil {
		return nil, err
	}
	if code == "" {
		return nil, &signing.Refusal{Why: signing.WhyAway, Detail: sealNever}
	}
	out, err := caller{most: s.Client.MaxCall(), sign: func(ctx context.Context, files [][]byte) ([][]byte, error) {
		totp, err := s.Client.SealTOTP(ctx, s.Subscriber, code, len(files))
		if err != nil {
			return nil, err
		}
		return s.Client.Seal(ctx, s.Subscriber, totp, lookOf(papers), files)
	}}.batch(ctx, papers)
	return out, sealTrouble(err)
}

// sealTrouble leaves documents waiting when the activation code is no longer
// good: nobody here can enter a passphrase, but a keeper can activate anew.
func sealTrouble(err error) error {
	var r *signing.Refusal
	if errors.As(err, &r) && r.Why == signing.WhyPassphrase {
		return &signing.Refusal{Why: signing.WhyAway, Detail: sealGone, Cause: r.Cause}
	}
	return err
}

const (
	sealGone  = "Kode aktivasi segel elektronik tidak berlaku lagi. Aktifkan segel sekali lagi dengan kode baru dari BSrE."
	sealNever = "Segel elektronik belum diaktifkan. Minta kode aktivasi dari BSrE, lalu masukkan kodenya."
)

// AskCode has BSrE send an activation code to the seal's keeper.
func (s Seal) AskCode(ctx context.Context) error {
	if _, err := s.Client.ActivateSeal(ctx, s.Subscriber, ""); err != nil {
		return refusal(err)
	}
	return nil
}

// Activate takes the code the keeper received. It is exchanged at once for the
// next one, which proves that it is good.
func (s Seal) Activate(ctx context.Context, received bsre.Secret) error {
	return s.Code.Change(ctx, func(bsre.Secret) (bsre.Secret, error) {
		next, err := s.Client.ActivateSeal(ctx, s.Subscriber, received)
		if err != nil {
			return "", refusal(err)
		}
		return next, nil
	})
}

// Renew exchanges the present code for the next one; a job calls it. Without a
// code there is nothing to do.
func (s Seal) Renew(ctx context.Context) error {
	return s.Code.Change(ctx, func(present bsre.Secret) (bsre.Secret, error) {
		if present == "" {
			return "", nil
		}
		next, err := s.Client.ActivateSeal(ctx, s.Subscriber, present)
		if err != nil {
			return "", refusal(err)
		}
		return next, nil
	})
}
