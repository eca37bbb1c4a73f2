package signing

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"lentera/signing/pades"
)

// LocalKeys signs with key files of this server: one of the agency, and any
// number of officials', by NIP. The files stay closed; each call opens one
// with the passphrase it is given.
type LocalKeys struct {
	agency string
	of     map[string]string // NIP → path
	tsa    *pades.TSA
}

// NewLocalKeys reads settings of the form "path" (the agency's key) or
// "NIP=path" (an official's). tsa nil signs without time-stamps (B-B).
func NewLocalKeys(settings []string, tsa *pades.TSA) (*LocalKeys, error) {
	k := &LocalKeys{of: map[string]string{}, tsa: tsa}
	for _, setting := range settings {
		nip, path, official := strings.Cut(strings.TrimSpace(setting), "=")
		if !official {
			nip, path = "", nip
		}
		if official && (len(nip) != 18 || strings.Trim(nip, "0123456789") != "") {
			return nil, errors.New("signing keys: write NIP=path with a NIP of 18 digits, or a path alone for the agency's key")
		}
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("signing keys: %w", err)
		}
		switch {
		case !official && k.agency != "":
			return nil, errors.New("signing keys: the agency has one key")
		case !official:
			k.agency = path
		default:
			k.of[nip] = path
		}
	}
	return k, nil
}

// Traits: a passphrase each time; the file keeps its bytes.
func (k *LocalKeys) Traits() Traits { return Traits{Kind: Local, AtOnce: 20, AsksPassphrase: true} }

// Parties: each official with a key of their own; the agency, once, in the
// place of those without, or when nobody is printed.
func (k *LocalKeys) Parties(officials []Official) (out []Party, err error) {
	agency := false
	for _, o := range officials {
		if _, own := k.of[o.NIP]; own && o.NIP != "" {
			out = append(out, Party{Key: "nip:" + o.NIP, Name: o.Name, Title: o.Title})
			continue
		}
		if k.agency == "" {
			return nil, &Refusal{Why: WhyNoKey, Detail: "no key file for " + o.Name}
		}
		if !agency {
			out, agency = append(out, Party{Key: Agency}), true
		}
	}
	if len(out) == 0 && k.agency == "" {
		return nil, &Refusal{Why: WhyNoKey, Detail: "nobody is printed who could sign, and the agency has no key file"}
	}
	if len(out) == 0 {
		out = []Party{{Key: Agency}}
	}
	return out, nil
}

// Check opens the key and closes it again.
func (k *LocalKeys) Check(with *Secret, party string) error {
	key, err := k.open(with, party)
	if err != nil {
		return err
	}
	leaf := key.Chain[0]
	if now := time.Now(); now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		return &Refusal{Why: WhyCertificate, Detail: "the certificate of the key holds from " + leaf.NotBefore.Format(time.DateOnly) + " to " + leaf.NotAfter.Format(time.DateOnly)}
	}
	return nil
}

func (k *LocalKeys) open(with *Secret, party string) (*pades.Key, error) {
	path := k.agency
	if nip, official := strings.CutPrefix(party, "nip:"); official {
		path = k.of[nip]
	}
	if path == "" {
		return nil, &Refusal{Why: WhyNoKey, Detail: "no key file for this signer"}
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, &Refusal{Why: WhyNoKey, Detail: "the key file cannot be read", Cause: err}
	}
	key, err := pades.OpenKey(file, with.Passphrase())
	switch {
	case errors.Is(err, pades.ErrPassphrase):
		return nil, &Refusal{Why: WhyPassphrase}
	case err != nil:
		return nil, &Refusal{Why: WhyNoKey, Detail: "the key file is not usable", Cause: err}
	}
	return key, nil
}

// Sign signs one after the other with the key of the papers' party.
func (k *LocalKeys) Sign(ctx context.Context, with *Secret, papers []Paper) ([]Signed, error) {
	key, err := k.open(with, papers[0].Party.Key)
	if err != nil {
		return nil, err
	}
	out := make([]Signed, len(papers))
	for i, p := range papers {
		out[i].ID = p.ID
		out[i].PDF, err = pades.Sign(ctx, p.PDF, pades.Request{Key: key, TSA: k.tsa, At: time.Now(), Name: p.Party.Name, Reason: p.Reason, Location: p.Place})
		switch {
		case errors.Is(err, pades.ErrTSA):
			if i == 0 {
				return nil, &Refusal{Why: WhyTimestamp, Detail: err.Error()}
			}
			for ; i < len(papers); i++ { // the next would wait as long for nothing
				out[i] = Signed{ID: papers[i].ID, Err: &Refusal{Why: WhyTimestamp, Detail: err.Error()}}
			}
			return out, nil
		case errors.Is(err, pades.ErrKeyExpired):
			return nil, &Refusal{Why: WhyCertificate, Detail: err.Error()}
		case err != nil:
			out[i].Err = &Refusal{Why: WhyRejected, Detail: "this file cannot be signed", Cause: err}
		}
	}
	return out, nil
}
