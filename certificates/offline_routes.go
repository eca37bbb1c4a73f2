package certificates

import (
	"github.com/gofiber/fiber/v2"

	"lentera/certificates/offline"
)

// offlinePage answers /verifikasi-luring, to look at or, with ?unduh=1, to
// save: the same bytes, with all that is needed to check without a server.
func (s *Service) offlinePage(c *fiber.Ctx) error {
	ctx := c.UserContext()
	keys, err := s.IssuerKeys(ctx)
	if err != nil {
		return err
	}
	supplies := offline.Supplies{Agency: s.opt.Site.Agency, Origin: s.opt.PublicURL, Lang: pageLang(c), Demo: s.opt.Site.Demo}
	for _, k := range keys {
		supplies.Keys = append(supplies.Keys, k.Public)
	}
	if supplies.List, _, err = s.Revocations(ctx); err != nil {
		return err
	}
	body, err := offline.Page(supplies)
	if err != nil {
		return err
	}
	if c.Query("unduh") == "1" {
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="verifikasi-luring.html"`)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set("Content-Security-Policy", offline.Policy())
	c.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=()")
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Set("X-Robots-Tag", "noindex")
	return c.Send(body)
}
