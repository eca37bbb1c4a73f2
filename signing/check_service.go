package signing

import (
	"context"
	"time"

	"lentera/signing/pades"
)

// Finding is what a check of somebody's file found.
type Finding struct {
	Result     pades.Reason // of the signatures
	Signatures Marks
	// Ours: byte for byte a file of a certificate of this server, with its
	// number, title and present status ("valid", "revoked" or "superseded").
	Ours      bool
	Number    string
	Title     string
	Status    string
	VerifyURL string
}

// Check is a whole operation for anybody. It keeps nothing of the file. A file
// that is ours is known by its hash, so a changed one never passes for ours;
// the moment it was recorded then proves when it was signed.
func (s *Service) Check(ctx context.Context, pdf []byte) (f Finding, err error) {
	c, ours, err := s.opt.Certificates.BySum(ctx, sumOf(pdf))
	if err != nil {
		return f, err
	}
	trust := pades.Trust{Roots: s.opt.Roots, TSARoots: s.opt.TSARoots}
	if ours && c.SignedAt != nil {
		trust.Known = c.SignedAt.Add(-time.Second)
	}
	report := pades.Verify(pdf, trust)
	f.Result, f.Signatures = report.Reason, marksOf(report)
	if ours {
		f.Ours, f.Number, f.Title, f.Status, f.VerifyURL = true, c.Number, c.Title, c.Status(), c.VerifyURL
	}
	return f, nil
}
