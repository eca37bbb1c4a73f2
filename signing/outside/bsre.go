package outside

import (
	"context"

	"lentera/signing"
	"lentera/signing/bsre"
)

// Official signs as a person, by BSrE's API v2.
type Official struct {
	Client *bsre.Client
	// Rewrites says that the service does not keep the file's own bytes at its
	// beginning (signing.Traits).
	Rewrites bool
}

// Traits of v2: several papers a call; the passphrase, or a one-time code, and
// the NIK or mail address come with each run and are kept nowhere.
func (o Official) Traits() signing.Traits {
	return signing.Traits{Kind: signing.BsreSign, AtOnce: o.Client.PerCall(), AsksPassphrase: true, AsksIdentity: true, TakesCode: true, Rewrites: o.Rewrites}
}

// Parties are the officials on the sheet, in order.
func (o Official) Parties(officials []signing.Official) ([]signing.Party, error) {
	return persons(officials)
}

// Sign signs papers of one official.
func (o Official) Sign(ctx context.Context, with *signing.Secret, papers []signing.Paper) ([]signing.Signed, error) {
	unlock := bsre.Unlock{Passphrase: bsre.Secret(with.Passphrase())}
	if len(with.Code()) > 0 {
		unlock = bsre.Unlock{TOTP: bsre.Secret(with.Code())}
	}
	who := signerOf(with)
	return caller{most: o.Client.MaxCall(), code: unlock.TOTP != "",
		sign: func(ctx context.Context, files [][]byte) ([][]byte, error) {
			return o.Client.Sign(ctx, who, unlock, lookOf(papers), files)
		},
		ready: func(ctx context.Context) error { return o.Client.Ready(ctx, who) },
	}.batch(ctx, papers)
}

// AskCode has BSrE send the official a TOTP. Should the service give it to us
// in its answer, it is dropped: it is the official's to enter.
func (o Official) AskCode(ctx context.Context, with *signing.Secret, documents int) error {
	if _, err := o.Client.AskTOTP(ctx, signerOf(with), documents); err != nil {
		return refusal(err)
	}
	return nil
}

// OfficialV1 signs as a person, by BSrE's API v1: one paper a call.
type OfficialV1 struct {
	Client   *bsre.Client
	Rewrites bool
}

// Traits of v1.
func (o OfficialV1) Traits() signing.Traits {
	return signing.Traits{Kind: signing.BsreV1, AtOnce: 1, AsksPassphrase: true, AsksIdentity: true, Rewrites: o.Rewrites}
}

// Parties are the officials on the sheet, in order.
func (o OfficialV1) Parties(officials []signing.Official) ([]signing.Party, error) {
	return persons(officials)
}

// Sign signs papers of one official, one after the other.
func (o OfficialV1) Sign(ctx context.Context, with *signing.Secret, papers []signing.Paper) ([]signing.Signed, error) {
	nik := string(with.Identity())
	return caller{
		sign: func(ctx context.Context, files [][]byte) ([][]byte, error) {
			b, err := o.Client.SignV1(ctx, nik, bsre.Secret(with.Passphrase()), lookOf(papers), files[0])
			return [][]byte{b}, err
		},
		ready: func(ctx context.Context) error { return o.Client.ReadyV1(ctx, nik) },
	}.oneByOne(ctx, papers, "")
}

// signerOf tells an NIK from a mail address.
func signerOf(with *signing.Secret) bsre.Signer {
	for _, b := range with.Identity() {
		if b == '@' {
			return bsre.Signer{Email: string(with.Identity())}
		}
	}
	return bsre.Signer{NIK: string(with.Identity())}
}

func lookOf(papers []signing.Paper) bsre.Look {
	return bsre.Look{Reason: papers[0].Reason, Location: papers[0].Place}
}

// persons are the officials as parties; without an NIP nobody could tell later
// whose turn it is.
func persons(officials []signing.Official) ([]signing.Party, error) {
	if len(officials) == 0 {
		return nil, our(signing.WhyNoKey, noOfficial)
	}
	out := make([]signing.Party, len(officials))
	for i, o := range officials {
		if len(o.NIP) != 18 {
			return nil, our(signing.WhyNoKey, noNIP)
		}
		out[i] = signing.Party{Key: "nip:" + o.NIP, Name: o.Name, Title: o.Title}
	}
	return out, nil
}
