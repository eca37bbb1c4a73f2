package certificates

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/google/uuid"

	"lentera/internal/audit"
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
		if pdf, err = s.signedPDF(ctx, c); errors.Is(err, ErrAwaitingSignature) {
			return nil, false, nil
		}
		return pdf, err == nil, err
	}
	return s.readyPDF(ctx, c)
}

// UnsignedPDF gives the file as it was drawn, for whoever has it signed. ready
// is as in FinalPDF.
func (s *Service) UnsignedPDF(ctx context.Context, id uuid.UUID) (pdf []byte, ready bool, err error) {
	var c Certificate
	if err := s.opt.DB.Get(ctx, &c, sqls.Certificate, id); db.NoRow(err) {
		return nil, false, ErrNotFound
	} else if err != nil {
		return nil, false, err
	}
	return s.readyPDF(ctx, c)
}

func (s *Service) readyPDF(ctx context.Context, c Certificate) (pdf []byte, ready bool, err error) {
	if c.PDFKey == "" {
		return nil, false, nil
	}
	pdf, err = s.stored(ctx, c)
	if errors.Is(err, ErrDamaged) {
		return nil, false, s.askRestore(ctx, c.ID)
	}
	return pdf, err == nil, err
}

// signedPDF reads the signed file: ErrAwaitingSignature before there is one,
// ErrSignedLost when it is not what was signed, since nobody can make it again.
func (s *Service) signedPDF(ctx context.Context, c Certificate) (pdf []byte, err error) {
	if c.SignedKey == "" {
		return nil, ErrAwaitingSignature
	}
	pdf, err = s.opt.Blobs.Get(ctx, c.SignedKey)
	switch {
	case errors.Is(err, ErrNoObject):
		return nil, s.signedLost(ctx, c)
	case err != nil:
		return nil, ErrStoreAway.Because(err).After(retrySoon)
	}
	if sum := sha256.Sum256(pdf); hex.EncodeToString(sum[:]) != c.SignedSHA256 {
		return nil, s.signedLost(ctx, c)
	}
	return pdf, nil
}

func (s *Service) signedLost(ctx context.Context, c Certificate) error {
	s.opt.Log.ErrorContext(ctx, "signed file not intact: restore it from a backup", "certificate", c.ID, "object", c.SignedKey)
	return ErrSignedLost
}

// RecordSigned is a step: it writes, once and for ever, which file is the
// signed one, and has the holder told. Whoever calls it has verified the file
// and stored it under the key. It refuses a certificate that was revoked
// (ErrAlreadyRevoked), superseded (ErrAlreadySuperseded), or has a signed file
// (ErrSignedBefore). It locks the certificate.
func (s *Service) RecordSigned(ctx context.Context, tx *db.Tx, id uuid.UUID, key, sha256 string) error {
	var state struct{ Revoked, Superseded bool }
	if err := tx.Get(ctx, &state, sqls.LockForSupersede, id); db.NoRow(err) {
		return ErrNotFound
	} else if err != nil {
		return err
	}
	if err := replaceable(state.Revoked, state.Superseded); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, sqls.RecordSigned, id, key, sha256)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrSignedBefore
	}
	if err := audit.Write(ctx, tx, "certificates.signed", id.String(), map[string]any{"sha256": sha256}); err != nil {
		return err
	}
	return s.announceFile(ctx, tx, id)
}

// BySum finds the certificate whose file, drawn or signed, has this SHA-256 in
// hexadecimal digits. Whether the caller may know of it is for the caller to
// decide.
func (s *Service) BySum(ctx context.Context, sha256 string) (Certificate, bool, error) {
	return s.found(ctx, sqls.SignedBySum, sha256)
}

// BySumIn is BySum as a step, for a command that has a database alone.
func BySumIn(ctx context.Context, tx *db.Tx, sha256 string) (c Certificate, ok bool, err error) {
	if err = tx.Get(ctx, &c, sqls.SignedBySum, sha256); db.NoRow(err) {
		return c, false, nil
	}
	return c, err == nil, err
}

// signs reports that a way of signing is set up.
func (s *Service) signs(kind string) bool {
	return kind == "none" || s.opt.Signs == nil || s.opt.Signs(kind)
}
