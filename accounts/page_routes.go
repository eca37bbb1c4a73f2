package accounts

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"lentera/internal/fault"
	"lentera/internal/page"
	"lentera/internal/web"
)

func (s *Service) showSignIn(c *fiber.Ctx) error {
	return s.showForm(c, s.signInPage, http.StatusOK, formView{Next: nextOrNone(c.Query("lanjut")), SignedOut: c.Query("keluar") == "1"})
}

func (s *Service) showActivation(c *fiber.Ctx) error {
	return s.showForm(c, s.activationPage, http.StatusOK, formView{Next: nextOrNone(c.Query("lanjut"))})
}

func (s *Service) showScript(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "text/javascript; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	return c.SendString(queueScript)
}

// nextOrNone keeps the hidden field empty when there is nowhere special to go.
func nextOrNone(asked string) string {
	if next := safeNext(asked); next != "/" {
		return next
	}
	return ""
}

func (s *Service) submitSignIn(c *fiber.Ctx) error {
	ctx := c.UserContext()
	v := formView{Name: posted(c, "name"), Next: nextOrNone(posted(c, "lanjut"))}
	password := posted(c, "password")
	v.require("name", v.Name, "Isi NIP atau e-mail Anda.", "Enter your NIP or e-mail.")
	v.require("password", password, "Isi kata sandi Anda.", "Enter your password.")
	if len(v.Problems) > 0 || len(v.Name) > 320 || len(password) > 512 {
		return s.refuseForm(c, s.signInPage, v, "password", ErrSignInFailed)
	}
	in, err := s.SignIn(ctx, v.Name, password, doorOf(ctx, c.Cookies(deviceCookie)))
	if err != nil {
		return s.refuseForm(c, s.signInPage, v, "name", err)
	}
	s.setCookies(ctx, in)
	return c.Redirect(safeNext(v.Next), http.StatusSeeOther)
}

func (s *Service) submitActivation(c *fiber.Ctx) error {
	ctx := c.UserContext()
	v := formView{Name: posted(c, "name"), Code: posted(c, "code"), Next: nextOrNone(posted(c, "lanjut"))}
	password := posted(c, "password")
	v.require("name", v.Name, "Isi NIP atau e-mail Anda.", "Enter your NIP or e-mail.")
	v.require("code", v.Code, "Isi kode aktivasi Anda.", "Enter your activation code.")
	v.require("password", password, "Isi kata sandi baru.", "Enter a new password.")
	if password != "" && password != posted(c, "again") {
		v.Problems = append(v.Problems, fieldProblem{"again", "Kedua kata sandi tidak sama.", "The two passwords differ."})
	}
	if len(v.Problems) > 0 || len(v.Name) > 320 || len(v.Code) > 64 || len(password) > 512 {
		return s.refuseForm(c, s.activationPage, v, "code", ErrCodeRefused)
	}
	in, err := s.Activate(ctx, v.Name, v.Code, password, doorOf(ctx, c.Cookies(deviceCookie)))
	if err != nil {
		return s.refuseForm(c, s.activationPage, v, "code", err)
	}
	s.setCookies(ctx, in)
	return c.Redirect(safeNext(v.Next), http.StatusSeeOther)
}

func (s *Service) submitSignOut(c *fiber.Ctx) error {
	ctx := c.UserContext()
	if token := c.Cookies(s.refreshName()); token != "" {
		if err := s.SignOutCookie(ctx, token); err != nil {
			return err
		}
	}
	s.clearCookies(ctx)
	return c.Redirect("/masuk?keluar=1", http.StatusSeeOther)
}

// posted reads a form field from the body only: a secret in an address would
// end up in somebody's log.
func posted(c *fiber.Ctx, field string) string { return string(c.Request().PostArgs().Peek(field)) }

func asked(c *fiber.Ctx, field string) string {
	if v := posted(c, field); v != "" {
		return v
	}
	return c.Query(field)
}

func (v *formView) require(field, value, id, en string) {
	if value == "" {
		v.Problems = append(v.Problems, fieldProblem{field, id, en})
	}
}

// refuseForm shows the form again with what was typed, the password left out.
func (s *Service) refuseForm(c *fiber.Ctx, p *page.Page, v formView, field string, err error) error {
	f := web.RefusalOf(err)
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		s.log.ErrorContext(c.UserContext(), "form not answered", "request", web.RequestID(c.UserContext()), "cause", err)
	}
	if len(v.Problems) == 0 {
		v.Problems = problemsOf(f, field)
	}
	if len(v.Name) > 320 {
		v.Name = ""
	}
	if len(v.Code) > 64 {
		v.Code = ""
	}
	status := web.StatusOf(f)
	if status == http.StatusUnauthorized {
		status = http.StatusUnprocessableEntity // 401 would need a challenge that no browser can answer here
	}
	return s.showForm(c, p, status, v)
}

func (s *Service) showForm(c *fiber.Ctx, p *page.Page, status int, v formView) error {
	lang := web.Lang(c.UserContext())
	if chosen := asked(c, "bahasa"); chosen == "id" || chosen == "en" {
		lang = chosen
	}
	if s.opt.Site.Demo {
		v.Demo = s.opt.DemoSignIns
	}
	v.MinLength = s.opt.PasswordMinLength
	body, err := p.HTML(lang, v)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentLanguage, lang)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptLanguage)
	return c.Status(status).Send(body)
}
