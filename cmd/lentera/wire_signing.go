package main

import (
	"crypto/x509"
	"fmt"
	"os"

	"lentera/signing"
	"lentera/signing/outside"
	"lentera/signing/pades"
)

// newSigning says the settings in the words of signing. Without any setting
// nothing is signed and no template can ask for it.
func (g *program) newSigning(p *platform) (*signing.Service, error) {
	keys, made, demo := p.cfg.SigningKeys, "", false
	if p.cfg.Demo && len(keys) == 0 {
		var err error
		if keys, made, err = demoKeys(p.cfg.DataDir); err != nil {
			return nil, fmt.Errorf("demo signing key: %w", err)
		}
		demo = true
	}
	away, err := g.signOutside(p.cfg, g.esign)
	if err != nil {
		return nil, err
	}
	if (len(keys) > 0 && made == "" || away.any()) && p.cfg.SigningRoots == "" {
		return nil, fmt.Errorf("settings: LENTERA_SIGNING_ROOTS is needed: a signed file counts only when it can be verified")
	}
	roots, err := rootsOf(p.cfg.SigningRoots, made)
	if err != nil {
		return nil, err
	}
	stampRoots := roots
	if p.cfg.SigningTSARoots != "" {
		if stampRoots, err = rootsOf(p.cfg.SigningTSARoots); err != nil {
			return nil, err
		}
	}
	var tsa *pades.TSA
	if p.cfg.SigningTSAURL != "" {
		tsa = &pades.TSA{URL: p.cfg.SigningTSAURL, Roots: stampRoots}
	}
	var signers []signing.Signer
	if len(keys) > 0 {
		local, err := signing.NewLocalKeys(keys, tsa)
		if err != nil {
			return nil, fmt.Errorf("settings: %w", err)
		}
		signers = append(signers, local)
	}
	return signing.New(signing.Options{DB: p.db, Blobs: pdfs{p.blobs}, Certificates: g.certificates, Agency: p.cfg.AgencyName,
		Hander: away.hander, Explain: outside.Explain, Seal: away.seal, CodeKey: p.secrets.TokenKey(), SealRenew: p.cfg.BsreSealRenew,
		Signers: append(signers, away.signers...), Roots: roots, TSARoots: stampRoots, Site: g.site, Log: p.log, DemoKeys: demo})
}

// rootsOf reads PEM files; no name is no pool.
func rootsOf(paths ...string) (pool *x509.CertPool, err error) {
	for _, path := range paths {
		if path == "" {
			continue
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("settings: trusted roots: %w", err)
		}
		if pool == nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(body) {
			return nil, fmt.Errorf("settings: %s holds no certificate in PEM form", path)
		}
	}
	return pool, nil // nil: nobody is trusted
}
