package outside

import (
	"context"
	"errors"

	"lentera/signing"
	"lentera/signing/bsre"
)

// SealCode gives the seal's present activation code, which somebody else keeps;
// "" when the seal was never activated.
type SealCode func(ctx context.Context) (string, error)

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
	code, err := s.Code(ctx)
	if err != nil {
		return nil, err
	}
	if code == "" {
		return nil, our(signing.WhyAway, sealNever)
	}
	out, err := caller{most: s.Client.MaxCall(), sign: func(ctx context.Context, files [][]byte) ([][]byte, error) {
		totp, err := s.Client.SealTOTP(ctx, s.Subscriber, bsre.Secret(code), len(files))
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
		return &signing.Refusal{Why: signing.WhyAway, Detail: detail(ofUs, sealGone, ""), Cause: r.Cause}
	}
	return err
}

// AskCode has BSrE send an activation code to the seal's keeper.
func (s Seal) AskCode(ctx context.Context) error {
	if _, err := s.Client.ActivateSeal(ctx, s.Subscriber, ""); err != nil {
		return refusal(err)
	}
	return nil
}

// Activate exchanges a code, received or kept, for the next one.
func (s Seal) Activate(ctx context.Context, code string) (next string, err error) {
	got, err := s.Client.ActivateSeal(ctx, s.Subscriber, bsre.Secret(code))
	if err != nil {
		return "", sealTrouble(refusal(err))
	}
	return got.Reveal(), nil
}
