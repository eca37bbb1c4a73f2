package certificates

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// FinalPDF gives the file of a certificate as it is handed to other systems:
// the signed one where it is to be signed. ready is false while it is not drawn
// or signed yet, or had to be restored. For jobs and training admins; whether
// the caller may see it was decided before.
func (s *Service) FinalPDF(ctx context.Context, id uuid.UUID) (pdf []byte, ready bool, err error) {
	var c Certificate
	if err := s.opt.DB.Get(ctx, &c, sqls.Certificate, id); db.NoRow(err) {
		return nil, false, ErrNotFound
	} else if err != nil {
		return nil, false, err
	}
	if c.Signing != "none" {
		return s.signedPDF(ctx, c)
	}
	if c.PDFKey == "" {
		return nil, false, nil
	}
	pdf, err = s.stored(ctx, c)
	if errors.Is(err, ErrDamaged) {
		return nil, false, s.askRestore(ctx, c.ID)
	}
	return pdf, err == nil, err
}

func (s *Service) signedPDF(ctx context.Context, c Certificate) (pdf []byte, ready bool, err error) {
	if c.SignedKey == "" {
		return nil, false, nil
	}
	pdf, err = s.opt.Blobs.Get(ctx, c.SignedKey)
	if err != nil {
		return nil, false, ErrStoreAway.Because(err)
	}
	if sum := sha256.Sum256(pdf); hex.EncodeToString(sum[:]) != c.SignedSHA256 {
		return nil, false, ErrDamaged
	}
	return pdf, true, nil
}
