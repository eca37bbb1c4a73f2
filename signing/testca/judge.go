package testca

import (
	"time"

	"lentera/signing/pades"
)

// Mark is one signature as a verifying service would tell it.
type Mark struct {
	Name, Issuer, At string
	Intact, Trusted  bool
}

// Trust believes this authority and nobody else.
func (c *CA) Trust() pades.Trust {
	return pades.Trust{Roots: c.authority.Pool()}
}

// Judge checks every signature of a PDF.
func (c *CA) Judge(pdf []byte) []Mark {
	report := pades.Verify(pdf, c.Trust())
	var out []Mark
	for _, s := range report.Signatures {
		intact := s.Reason != pades.Tampered && s.Reason != pades.Truncated && report.Reason != pades.Changed
		out = append(out, Mark{Name: s.Signer, Issuer: s.Issuer, At: s.At.Format(time.RFC3339), Intact: intact, Trusted: s.Reason == pades.Valid})
	}
	return out
}
