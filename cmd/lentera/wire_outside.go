package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"lentera/internal/config"
	"lentera/merit"
	"lentera/signing"
	"lentera/signing/bsre"
	"lentera/signing/bsre/standin"
	"lentera/signing/outside"
	"lentera/signing/portal"
)

// bsreClient is the way to the agency's Esign Client Service; nil without an
// address. Demo mode goes to a stand-in on this machine only: made-up
// certificates are never signed for real.
func bsreClient(c config.Config, log *slog.Logger) (*bsre.Client, error) {
	if c.BsreURL == "" {
		return nil, nil
	}
	if c.Demo && !onThisMachine(c.BsreURL) {
		return nil, errors.New("settings: in demo mode LENTERA_BSRE_URL must be of a stand-in on this machine (lentera bsre-standin)")
	}
	codes, err := bsreCodes(c.BsreCodes)
	if err != nil {
		return nil, err
	}
	client, err := bsre.New(bsre.Config{
		BaseURL: c.BsreURL, Username: c.BsreUsername, Password: bsre.Secret(c.BsrePassword), PlainHTTP: c.BsrePlainHTTP,
		SignTimeout: c.BsreTimeout, PerCall: c.BsrePerCall, StatusPath: c.BsreStatusPath, CountAsText: c.BsreCountAsText, Codes: codes,
		Log: func(ctx context.Context, e bsre.Exchange) {
			log.InfoContext(ctx, "bsre call", "op", e.Op, "status", e.Status, "code", e.Code, "reason", string(e.Reason), "ms", e.Millis, "documents", e.Documents, "bytes", e.Bytes)
		},
	})
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	return client, nil
}

func bsreCodes(pairs []string) (map[int]bsre.Reason, error) {
	out := map[int]bsre.Reason{}
	for _, pair := range pairs {
		number, reason, ok := strings.Cut(pair, "=")
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if !ok || err != nil {
			return nil, errors.New("settings: LENTERA_BSRE_CODES is number=reason, with commas between")
		}
		out[n] = bsre.Reason(strings.TrimSpace(reason))
	}
	return out, nil
}

// outsiders are the ways of signing outside this server that are set up.
type outsiders struct {
	signers []signing.Signer
	hander  signing.Hander
	seal    signing.SealDesk
}

func (o outsiders) any() bool { return len(o.signers) > 0 || o.hander != nil }

// signOutside says BSrE and the portal in the words of signing.
func (g *program) signOutside(c config.Config, client *bsre.Client) (out outsiders, err error) {
	if err := g.signByBsre(c, client, &out); err != nil || c.PortalURL == "" {
		return out, err
	}
	if c.Demo && !onThisMachine(c.PortalURL) {
		return out, errors.New("settings: in demo mode LENTERA_PORTAL_URL must be of a stand-in on this machine (lentera bsre-standin)")
	}
	known, err := portalSigners(c.PortalSigners)
	if err != nil {
		return out, err
	}
	desk, err := portal.New(portal.Config{URL: c.PortalURL, Header: c.PortalHeader, Credential: portal.Secret(c.PortalCredential), PlainHTTP: c.PortalPlainHTTP, Timeout: c.PortalTimeout})
	if err != nil {
		return out, fmt.Errorf("settings: %w", err)
	}
	out.hander = outside.Portal{Client: desk, NIK: nikOf(c, known), CallbackURL: func(document string) string { return c.PublicURL + "/api/signing/callbacks/" + document }}
	return out, nil
}

// signByBsre adds what the service signs with. Without trusted roots nothing
// that comes back could be verified; the service then only judges certificates
// of others.
func (g *program) signByBsre(c config.Config, client *bsre.Client, out *outsiders) error {
	for _, api := range c.BsreSign {
		switch api = strings.TrimSpace(api); {
		case api != "v2" && api != "v1":
			return errors.New("settings: LENTERA_BSRE_SIGN is v2, v1 or v2,v1")
		case client == nil || c.SigningRoots == "":
		case api == "v2":
			out.signers = append(out.signers, outside.Official{Client: client, Rewrites: c.BsreRewrites})
		default:
			out.signers = append(out.signers, outside.OfficialV1{Client: client, Rewrites: c.BsreRewrites})
		}
	}
	if client == nil || c.SigningRoots == "" || c.BsreSubscriber == "" {
		return nil
	}
	seal := outside.Seal{Client: client, Subscriber: c.BsreSubscriber, Agency: c.AgencyName, Rewrites: c.BsreRewrites,
		Code: func(ctx context.Context) (string, error) { return g.signing.SealCode(ctx) }}
	out.signers, out.seal = append(out.signers, seal), seal
	return nil
}

// nikOf looks an official up in the setting. A demo's made-up portal knows
// everybody by the sample's NIK.
func nikOf(c config.Config, known map[string]string) func(nip string) string {
	return func(nip string) string {
		if c.Demo && known[nip] == "" {
			return standin.SampleNIK
		}
		return known[nip]
	}
}

func portalSigners(pairs []string) (map[string]string, error) {
	out := map[string]string{}
	for _, pair := range pairs {
		nip, nik, ok := strings.Cut(strings.ReplaceAll(pair, " ", ""), "=")
		if !ok || len(nip) != 18 || len(nik) != 16 || strings.Trim(nip+nik, "0123456789") != "" {
			return nil, errors.New("settings: LENTERA_PORTAL_SIGNERS is NIP=NIK (18 and 16 digits), with commas between")
		}
		out[nip] = nik
	}
	return out, nil
}

// claimSignature asks BSrE what signature a handed-in certificate carries; nil
// where that is not set up. The answer is shown to the checker, who decides.
func claimSignature(c config.Config, client *bsre.Client) (merit.SignatureCheck, error) {
	var ask func(context.Context, []byte) (bsre.Verification, error)
	switch {
	case c.BsreVerify != "v1" && c.BsreVerify != "v2" && c.BsreVerify != "off":
		return nil, errors.New("settings: LENTERA_BSRE_VERIFY is v2, v1 or off")
	case client == nil || c.BsreVerify == "off":
		return nil, nil
	case c.BsreVerify == "v1":
		ask = client.VerifyV1
	default:
		ask = client.Verify
	}
	return func(ctx context.Context, pdf []byte) (merit.SignatureReport, error) {
		v, err := ask(ctx, pdf)
		if err != nil {
			return merit.SignatureReport{}, err
		}
		return reportOf(v), nil
	}, nil
}

// reportOf says the service's judgement in the words of a claim. Several
// signers are all named; valid and trusted only where all of them are.
func reportOf(v bsre.Verification) merit.SignatureReport {
	out := merit.SignatureReport{Signed: len(v.Signatures) > 0, Notes: strings.TrimSpace(v.Conclusion + " " + v.Description)}
	out.Valid, out.Trusted = out.Signed, out.Signed
	var signers, issuers []string
	for _, s := range v.Signatures {
		out.Valid, out.Trusted = out.Valid && s.Intact, out.Trusted && s.Trusted
		signers = append(signers, s.Signer)
		if s.Issuer != "" {
			issuers = append(issuers, s.Issuer)
		}
	}
	out.Signer, out.Issuer = strings.Join(signers, "; "), strings.Join(issuers, "; ")
	return out
}
