package main

import (
	"context"
	"strings"

	"lentera/certificates"
	"lentera/internal/db"
	"lentera/merit"
)

// superseded takes back the JP of the old certificate; those of the new one
// were entered when it was issued, in the same transaction.
func (g *program) superseded(ctx context.Context, tx *db.Tx, c certificates.Certificate) error {
	return g.merit.Reverse(ctx, tx, ledgerSource(c), c.SupersedeReason)
}

// knownPath tells certificates which SIASN paths the ledger takes.
func knownPath(path int) bool { _, ok := merit.PathName(path); return ok }

// originOf tells the ledger what was issued by hand.
func originOf(c certificates.Certificate) string {
	if strings.HasPrefix(c.Source, "batch:") {
		return "manual"
	}
	return "course"
}
