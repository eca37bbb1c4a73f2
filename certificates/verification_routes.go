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
	if wait := s.limit.Take(web.ClientAddress(c.UserContext()), time.Now()); wait > 0 {
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
	return send(c, s.pages.answer, status, answer{Known: ok, Of: v, Other: otherLang(c)})
}

// verifyForm answers /verifikasi: a form, or with ?kode= the way to the page.
func (s *Service) verifyForm(c *fiber.Ctx) error {
	typed := c.Query("kode")
	if typed == "" {
		return send(c, s.pages.form, fiber.StatusOK, answer{Other: otherLang(c)})
	}
	code, ok := codeOf(typed)
	if !ok {
		code = "tidak-dikenal" // the page says what may be mistyped
	}
	if l := c.Query("lang"); l == "en" || l == "id" {
		code += "?lang=" + l
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

// otherLang is the address of the same page in the other language.
func otherLang(c *fiber.Ctx) string {
	if pageLang(c) == "en" {
		return "?lang=id"
	}
	return "?lang=en"
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
