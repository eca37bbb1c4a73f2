package web

import (
	"context"
	"fmt"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/fault"
)

// MediaCookie carries the short token that lets <video> and <track> elements,
// which cannot send an Authorization header, read media files. It is valid for
// nothing but GET under /api/media/.
const MediaCookie = "lentera_media"

type refusedKey struct{}

func (s *Server) middlewares() {
	s.App.Use(s.observe, s.headers, s.identify)
}

// observe gives every request an id, a deadline and one log line, and turns a
// panic into one 500 instead of the end of the process.
func (s *Server) observe(c *fiber.Ctx) (err error) {
	began := time.Now()
	id := uuid.NewString()
	c.Set("X-Request-Id", id)
	ctx, cancel := context.WithTimeout(context.Background(), s.opt.Deadline)
	defer cancel()
	var cookies []string
	ctx = withRequest(ctx, request{id: id, lang: langOf(c.Get(fiber.HeaderAcceptLanguage)),
		address: c.IP(), userAgent: cut(c.Get(fiber.HeaderUserAgent), 200), cookies: &cookies})
	c.SetUserContext(ctx)
	defer func() {
		if p := recover(); p != nil {
			s.opt.Log.ErrorContext(ctx, "panic", "request", id, "route", c.Route().Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = writeProblem(c, fault.ErrInternal.Because(fmt.Errorf("panic: %v", p)))
		}
		if err != nil {
			err = writeProblem(c, fromFiber(err))
		}
		for _, cookie := range cookies {
			c.Response().Header.Add(fiber.HeaderSetCookie, cookie)
		}
		took := time.Since(began)
		observeRequest(c.Method(), c.Route().Path, c.Response().StatusCode(), took)
		if !s.opt.Quiet {
			s.opt.Log.InfoContext(ctx, "request", "request", id, "method", c.Method(), "route", c.Route().Path,
				"status", c.Response().StatusCode(), "ms", float64(took.Microseconds())/1000)
		}
	}()
	return c.Next()
}

// headers are the browser rules of safety.md §4.3.
func (s *Server) headers(c *fiber.Ctx) error {
	c.Set("Content-Security-Policy", s.csp)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	if strings.HasPrefix(s.opt.PublicOrigin, "https://") {
		c.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	if personalPath(c.Path()) {
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
	return c.Next()
}

func policy(opt Options) string {
	script := "'self'"
	for _, h := range opt.ScriptHashes {
		script += " '" + h + "'"
	}
	style := "'self'"
	for _, h := range opt.StyleHashes {
		style += " '" + h + "'"
	}
	return "default-src 'none'; script-src " + script + "; style-src " + style + "; img-src 'self' data: blob:; media-src 'self'; " +
		"connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; " +
		"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html lentera"
}

// identify puts the actor into the context. A write must also come from our
// own pages: with the access token in memory a foreign page has none, and this
// is the second lock.
func (s *Server) identify(c *fiber.Ctx) error {
	if isWrite(c.Method()) && !s.sameOrigin(c) {
		return fault.ErrForeignOrigin
	}
	media := ""
	if (c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead) && strings.HasPrefix(c.Path(), "/api/media/") {
		media = c.Cookies(MediaCookie)
	}
	if s.opt.Auth == nil {
		return c.Next()
	}
	ctx := c.UserContext()
	actor, ok, err := s.opt.Auth.Authenticate(ctx, c.Get(fiber.HeaderAuthorization), media)
	switch {
	case err != nil:
		ctx = context.WithValue(ctx, refusedKey{}, err)
	case ok:
		ctx = access.WithActor(ctx, actor)
	}
	c.SetUserContext(ctx)
	return c.Next()
}

func isWrite(method string) bool {
	return method != fiber.MethodGet && method != fiber.MethodHead && method != fiber.MethodOptions
}

// sameOrigin accepts requests without Origin and Sec-Fetch-Site (not a
// browser), and browser requests from our own origin only.
func (s *Server) sameOrigin(c *fiber.Ctx) bool {
	if site := c.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || origin == s.opt.PublicOrigin {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && u.Host == c.Hostname()
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
