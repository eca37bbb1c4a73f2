package pades

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// trusted checks the chain at a moment. A certificate beside the signature
// that is in no chain must at least be sound in itself: otherwise its bytes
// could be changed unseen.
func (m *message) trusted(roots *x509.CertPool, at time.Time, usage x509.ExtKeyUsage) error {
	between := x509.NewCertPool()
	for _, c := range m.certificates {
		if c != m.signer {
			between.AddCert(c)
		}
	}
	chains, err := m.signer.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{usage}})
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		return fmt.Errorf("%w: %w", errTime, err)
	}
	if err != nil {
		return err
	}
	for _, c := range m.certificates {
		if !inChains(chains, c) && !m.sound(c) {
			return fmt.Errorf("%w: a certificate beside the signature is not sound", errCMS)
		}
	}
	return nil
}

func inChains(chains [][]*x509.Certificate, c *x509.Certificate) bool {
	for _, chain := range chains {
		for _, x := range chain {
			if bytes.Equal(x.Raw, c.Raw) {
				return true
			}
		}
	}
	return false
}

// sound reports that somebody at hand vouches for the certificate.
func (m *message) sound(c *x509.Certificate) bool {
	for _, by := range m.certificates {
		if bytes.Equal(by.RawSubject, c.RawIssuer) && c.CheckSignatureFrom(by) == nil {
			return true
		}
	}
	return false
}
