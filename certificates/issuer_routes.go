package certificates

import (
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/certificates/badge"
	"lentera/certificates/claim"
	"lentera/internal/access"
)

type issuerOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Agency string    `json:"agency"`
		DID    string    `json:"did" doc:"did:key of the key in use"`
		Keys   []keyBody `json:"keys" nullable:"false" doc:"newest first; retired ones still verify what they signed"`
	}
}

type keyBody struct {
	KID       string     `json:"kid" doc:"first 8 bytes of the key's SHA-256, in hex"`
	Public    string     `json:"public_key" doc:"Ed25519, 32 bytes in base64url"`
	Since     time.Time  `json:"since"`
	RetiredAt *time.Time `json:"retired_at,omitempty"`
}

const publicForMinutes = "public, max-age=300"

func (s *Service) issuer(ctx context.Context, _ *struct{}) (*issuerOut, error) {
	keys, err := s.IssuerKeys(ctx)
	if err != nil {
		return nil, err
	}
	out := &issuerOut{CacheControl: publicForMinutes}
	out.Body.Agency, out.Body.DID, out.Body.Keys = s.opt.Site.Agency, badge.DID(s.issuerPublic()), []keyBody{}
	for _, k := range keys {
		out.Body.Keys = append(out.Body.Keys, keyBody{k.KID, base64.RawURLEncoding.EncodeToString(k.Public), k.Since.UTC(), k.RetiredAt})
	}
	return out, nil
}

// revocations answers with the bytes of the signed list.
func (s *Service) revocations(c *fiber.Ctx) error {
	list, etag, err := s.Revocations(c.UserContext())
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, publicForMinutes)
	c.Set(fiber.HeaderETag, etag)
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), etag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEOctetStream)
	return c.Send(list)
}

type badgeListOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		ID      string       `json:"id"`
		Issuer  string       `json:"issuer"`
		Revoked []badgeEntry `json:"revokedCredential" nullable:"false"`
	}
}

type badgeEntry struct {
	ID      string `json:"id" doc:"id of the badge; it leads to no page"`
	Revoked bool   `json:"revoked"`
	Reason  string `json:"revocationReason" enum:"revoked,superseded"`
}

func (s *Service) badgeRevocations(ctx context.Context, _ *struct{}) (*badgeListOut, error) {
	entries, err := s.withdrawn(ctx)
	if err != nil {
		return nil, err
	}
	out := &badgeListOut{CacheControl: publicForMinutes}
	out.Body.ID, out.Body.Issuer = s.opt.PublicURL+"/api/certificates/badges/revocations", badge.DID(s.issuerPublic())
	out.Body.Revoked = []badgeEntry{}
	for _, e := range entries {
		reason := "revoked"
		if e.Status == claim.Superseded {
			reason = "superseded"
		}
		out.Body.Revoked = append(out.Body.Revoked, badgeEntry{badgeID(e.PublicID), true, reason})
	}
	slices.SortFunc(out.Body.Revoked, func(a, b badgeEntry) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

var badgeTypes = map[string]string{"png": "image/png", "svg": "image/svg+xml", "json": "application/vc+ld+json", "jwt": "application/vc+jwt"}

func (s *Service) badge(c *fiber.Ctx) error {
	id, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return ErrNotFound
	}
	form := c.Params("form")
	if badgeTypes[form] == "" {
		return ErrBadgeForm
	}
	ctx := c.UserContext()
	of, body, err := s.Badge(ctx, access.Must(ctx), id, form, c.Query("nama") == "1")
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(strings.Replace(fileName(of.Number), "sertifikat-", "lencana-", 1), "pdf") + form
	c.Set(fiber.HeaderContentType, badgeTypes[form])
	c.Set(fiber.HeaderContentDisposition, "attachment; filename="+strconv.Quote(name))
	return c.Send(body)
}
