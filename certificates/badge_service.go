package certificates

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"lentera/certificates/badge"
	"lentera/internal/access"
	"lentera/internal/db"
)

// badgeSpace makes a badge's id from a certificate's public id, one way: the
// list of revoked badges leads to nobody's page.
var badgeSpace = uuid.MustParse("5b0d6d52-63c2-5a5e-8b63-6c3a1f6f9b1d")

// badgeID is the name a badge goes by. The issuer's key id is not in it: a
// badge made again after a change of keys is the same badge.
func badgeID(publicID string) string {
	return "urn:uuid:" + uuid.NewHash(sha256.New(), badgeSpace, []byte(publicID), 8).String()
}

// Badge is a whole operation: the caller's own certificate as an Open Badge
// 3.0, in the form png, svg, json or jwt. It names the holder by salted hashes
// only, unless named is set. It refuses another's certificate (ErrNotFound),
// one that no longer holds (ErrNotBadged), and another form (ErrBadgeForm).
func (s *Service) Badge(ctx context.Context, actor access.Actor, id uuid.UUID, form string, named bool) (c Certificate, body []byte, err error) {
	var h Holder
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err = tx.Get(ctx, &c, sqls.Certificate, id); db.NoRow(err) || (err == nil && c.PersonID != actor.PersonID) {
			return ErrNotFound
		} else if err != nil {
			return err
		}
		h, err = s.opt.Person(ctx, tx, c.PersonID)
		return err
	})
	switch {
	case err != nil:
		return c, nil, err
	case c.RevokedAt != nil || c.SupersededAt != nil:
		return c, nil, ErrNotBadged
	}
	body, err = s.drawBadge(c, h.Email, form, named)
	return c, body, err
}

func (s *Service) drawBadge(c Certificate, email, form string, named bool) ([]byte, error) {
	a := s.achieved(c, email, named)
	if form == "jwt" {
		token, err := badge.SignJWT(a.Credential(), s.opt.IssuerKey)
		return []byte(token), err
	}
	whole, err := badge.Sign(a.Credential(), s.opt.IssuerKey, c.IssuedAt)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(whole)
	if err != nil {
		return nil, err
	}
	switch form {
	case "json":
		return raw, nil
	case "svg":
		svg, err := badge.BakeSVG(badge.SVG(c.Title, c.JP), raw)
		return []byte(svg), err
	case "png":
		picture, err := badge.PNG()
		if err != nil {
			return nil, err
		}
		return badge.BakePNG(picture, raw)
	}
	return nil, ErrBadgeForm
}

// achieved is the row in the words of a badge. The origin is the one of the
// day of issue, as printed.
func (s *Service) achieved(c Certificate, email string, named bool) badge.Achieved {
	page, _, _ := strings.Cut(c.VerifyURL, "#")
	origin, _, _ := strings.Cut(page, "/s/")
	salt := hmac.New(sha256.New, s.opt.IssuerKey.Seed())
	salt.Write([]byte("badge salt " + c.PublicID))
	return badge.Achieved{ID: badgeID(c.PublicID), Title: c.Title, Code: c.CourseCode, Revision: c.CourseRevision, JP: c.JP,
		Number: c.Number, Agency: c.Agency, Organiser: c.Organiser, Origin: origin, StatusPage: page,
		StatusList: origin + "/api/certificates/badges/revocations", StartedOn: c.StartedOn, CompletedOn: c.CompletedOn,
		IssuedAt: c.IssuedAt, HolderName: c.HolderName, HolderEmail: email, Salt: hex.EncodeToString(salt.Sum(nil)[:16]),
		ShowName: named, IssuerDID: badge.DID(s.issuerPublic())}
}
