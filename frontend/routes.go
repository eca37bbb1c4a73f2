package frontend

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"lentera/internal/access"
	"lentera/internal/fault"
	"lentera/internal/web"
)

// The names of the refresh cookie, with and without TLS; accounts sets them.
const (
	secureRefreshCookie = "__Host-lentera_refresh"
	plainRefreshCookie  = "lentera_refresh"
)

// Routes are the app's addresses, its files, and last of all the page for
// addresses that do not exist: mount this feature after every other.
func (s *Service) Routes() []web.Route {
	routes := []web.Route{
		web.Raw(http.MethodGet, "/assets/{name}", access.Everyone, "frontend.asset", "A file of the web app, kept by browsers for a year.", s.serveFile),
		web.Raw(http.MethodGet, "/icon.svg", access.Everyone, "frontend.icon", "The sign of Lentera.", s.serveFile),
		web.Raw(http.MethodGet, "/manifest.webmanifest", access.Everyone, "frontend.manifest", "What a phone needs to keep the app on its home screen.", s.serveFile),
		web.Raw(http.MethodGet, "/sw.js", access.Everyone, "frontend.worker", "The service worker, which opens the app without a signal.", s.serveFile),
		web.Raw(http.MethodGet, "/luring", access.Everyone, "frontend.offline", "The page around the app without anybody's data, for starts without a signal.", s.serveOffline),
	}
	for _, r := range s.routes {
		routes = append(routes, web.Raw(http.MethodGet, r.Path, access.Everyone, "frontend."+pageID(r), "Page of the web app: "+r.EN+".", s.servePage(r)))
	}
	return append(routes, web.Raw(http.MethodGet, "/*", access.Everyone, "frontend.missing", "The page for addresses that do not exist.", s.serveMissing))
}

// pageID names a page: "quiz/pages/learner-attempt" is "quiz-learner-attempt".
func pageID(r appRoute) string { return strings.Replace(r.Page, "/pages/", "-", 1) }

func (s *Service) serveFile(c *fiber.Ctx) error {
	a, ok := s.assets[c.Path()]
	if !ok {
		return s.serveMissing(c)
	}
	encoding, content := a.choose(c.Get(fiber.HeaderAcceptEncoding))
	etag := `"` + strings.TrimSuffix(a.etag+"-"+encoding, "-") + `"`
	c.Set(fiber.HeaderETag, etag)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderCacheControl, a.cacheControl())
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), etag) {
		return c.SendStatus(http.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, a.contentType)
	if encoding != "" {
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	return c.Send(content)
}

// servePage sends somebody without any session to the sign-in page straight
// away, which needs no script; everybody else gets the app.
func (s *Service) servePage(r appRoute) fiber.Handler {
	return func(c *fiber.Ctx) error {
		refresh := c.Cookies(secureRefreshCookie, c.Cookies(plainRefreshCookie))
		if refresh == "" {
			return c.Redirect(signInAddress(c.OriginalURL()), http.StatusSeeOther)
		}
		b, err := s.bootFor(c.UserContext(), r, func(name string) string { return c.Params(name) }, web.Lang(c.UserContext()), refresh, askSelf(c))
		if err != nil {
			return err
		}
		return s.sendShell(c, r, b)
	}
}

func signInAddress(wanted string) string {
	if wanted == "/" {
		return "/masuk"
	}
	return "/masuk?lanjut=" + url.QueryEscape(wanted)
}

func (s *Service) serveOffline(c *fiber.Ctx) error {
	return s.sendShell(c, appRoute{Path: "/luring", ID: "Lentera", EN: "Lentera"}, boot{Lang: web.Lang(c.UserContext())})
}

func (s *Service) sendShell(c *fiber.Ctx, r appRoute, b boot) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding+", "+fiber.HeaderCookie)
	ctx := c.UserContext()
	if s.manifest == nil {
		body, err := s.unbuilt.HTML(web.Lang(ctx), nil)
		if err != nil {
			return err
		}
		return c.Status(http.StatusServiceUnavailable).Send(body)
	}
	body, err := s.shell(r, b)
	if err != nil {
		return err
	}
	if accepts(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		body = gzipped(body)
	}
	return c.Send(body)
}

// serveMissing answers pages with a page and the API with a problem.
func (s *Service) serveMissing(c *fiber.Ctx) error {
	if strings.HasPrefix(c.Path(), "/api/") {
		return fault.ErrMethod
	}
	body, err := s.missing.HTML(web.Lang(c.UserContext()), nil)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Status(http.StatusNotFound).Send(body)
}

// askSelf asks our own API inside the process, through every middleware, with
// the caller's network address and the session's token in place of cookies.
func askSelf(c *fiber.Ctx) ask {
	return func(path, accessToken, lang string) (json.RawMessage, bool) {
		var request fasthttp.Request
		c.Request().Header.CopyTo(&request.Header)
		for _, name := range []string{fiber.HeaderCookie, fiber.HeaderAcceptEncoding, fiber.HeaderIfNoneMatch, fiber.HeaderContentLength} {
			request.Header.Del(name)
		}
		request.Header.SetMethod(http.MethodGet)
		request.Header.Set(fiber.HeaderAuthorization, "Bearer "+accessToken)
		request.Header.Set(fiber.HeaderAcceptLanguage, lang)
		request.SetRequestURI(path)
		var inner fasthttp.RequestCtx
		inner.Init(&request, c.Context().RemoteAddr(), nil)
		c.App().Handler()(&inner)
		if inner.Response.StatusCode() != http.StatusOK {
			return nil, false
		}
		return append(json.RawMessage(nil), inner.Response.Body()...), true
	}
}
