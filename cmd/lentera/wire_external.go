package main

import (
	"context"
	"strings"

	"lentera/merit"
)

// claims is what claims of JP need from the other features: the object store,
// and whether a QR code leads to a certificate of this server.
// signature, where it is set up, asks BSrE about a handed-in PDF.
func (g *program) claims(p *platform, signature merit.SignatureCheck) merit.ClaimOptions {
	return merit.ClaimOptions{
		Files: pdfs{p.blobs}, Signature: signature,
		Own: func(ctx context.Context, qr string) (merit.OwnCertificate, error) {
			// The claim behind "#" and a query are not needed to know which it is.
			code, ours := strings.CutPrefix(strings.ToLower(qr), strings.ToLower(p.cfg.PublicURL)+"/s/")
			if !ours {
				return merit.OwnCertificate{}, nil
			}
			if end := strings.IndexAny(code, "/?#"); end >= 0 {
				code = code[:end]
			}
			person, valid, err := g.certificates.HolderOf(ctx, code)
			return merit.OwnCertificate{Ours: true, Valid: valid, PersonID: person}, err
		},
	}
}
