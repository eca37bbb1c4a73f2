package certificates

import (
	"context"
	"crypto/ed25519"
	"time"

	"lentera/certificates/claim"
	"lentera/internal/db"
)

// IssuerKey is a public key that certificates were or are signed with.
type IssuerKey struct {
	KID       string     `db:"kid"`
	Public    []byte     `db:"public_key"`
	Since     time.Time  `db:"since"`
	RetiredAt *time.Time `db:"retired_at"` // nil: the key in use
}

func (s *Service) issuerPublic() ed25519.PublicKey {
	return s.opt.IssuerKey.Public().(ed25519.PublicKey)
}

// OpenIssuer is a whole operation for the start of the program: it records the
// public half of the issuer's key, and marks every other one as retired. What
// those have signed stays verifiable.
func (s *Service) OpenIssuer(ctx context.Context) error {
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		public := s.issuerPublic()
		if _, err := tx.Exec(ctx, sqls.AddIssuerKey, claim.KeyID(public), []byte(public)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, sqls.RetireIssuerKeys, claim.KeyID(public))
		return err
	})
}

// IssuerKeys are all keys, the newest first, for anybody.
func (s *Service) IssuerKeys(ctx context.Context) (keys []IssuerKey, err error) {
	err = s.opt.DB.Select(ctx, &keys, sqls.IssuerKeys)
	return keys, err
}

// claimOf signs what the QR code of a new certificate says.
func (s *Service) claimOf(publicID string, a Achievement, h Holder) (string, error) {
	masked, _ := maskName(h.Name)
	return claim.Sign(claim.Claim{PublicID: publicID, CompletedOn: a.CompletedOn, JP: a.JP, CourseCode: a.CourseCode,
		Revision: a.CourseRevision, Title: a.Title, MaskedName: masked, Agency: s.opt.Site.Agency}, s.opt.IssuerKey)
}
