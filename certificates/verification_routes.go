package certificates

import (
	"math"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lentera/internal/page"
	"lentera/internal/web"
)

// verifyPage answers /s/{public_id}. Whatever leads nowhere gets one and the
// same page, so that a guess learns nothing.
func (s *Service) verifyPage(c *fiber.Ctx) error {
	if wait := s.limit.take(web.ClientAddress(c.UserContext()), time.Now()); wait > 0 {
		return s.tooMany(c, wait)
	}
	v, ok, err := s.Verify(c.UserContext(), c.Params("public_id"))
	if err != nil {
		return err
	}
	status := fiber.StatusOK
	if !ok {
		status = fiber.StatusNotFound
	}
	other := "?lang=en"
	if pageLang(c) == "en" {
		other = "?lang=id"
	}
	return send(c, s.pages.answer, status, answer{Known: ok, Of: v, Other: other})
}

// verifyForm answers /verifikasi: a form, or with ?kode= the way to the page.
func (s *Service) verifyForm(c *fiber.Ctx) error {
	typed := c.Query("kode")
	if typed == "" {
		return send(c, s.pages.form, fiber.StatusOK, nil)
	}
	code, ok := codeOf(typed)
	if !ok {
		code = "tidak-dikenal" // the page says what may be mistyped
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect("/s/"+code, fiber.StatusSeeOther)
}

func (s *Service) tooMany(c *fiber.Ctx, wait time.Duration) error {
	seconds := int(math.Ceil(wait.Seconds()))
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds))
	return send(c, s.pages.busy, fiber.StatusTooManyRequests, map[string]any{"Refusal": ErrTooManyChecks, "Seconds": seconds})
}

// pageLang is the language asked for in the address, else the browser's.
func pageLang(c *fiber.Ctx) string {
	if l := c.Query("lang"); l == "id" || l == "en" {
		return l
	}
	return web.Lang(c.UserContext())
}

func send(c *fiber.Ctx, p *page.Page, status int, data any) error {
	body, err := p.HTML(pageLang(c), data)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Robots-Tag", "noindex")
	return c.Status(status).Send(body)
}
