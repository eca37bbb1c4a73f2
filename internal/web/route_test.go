package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"lentera/internal/access"
	"lentera/internal/testweb"
	"lentera/internal/web"
)

type empty struct{}

func remaining(ctx context.Context) time.Duration {
	end, ok := ctx.Deadline()
	if !ok {
		return -1
	}
	return time.Until(end)
}

// TestRoutesCarryTheirOwnDeadline: typed and raw ones; the others keep the
// server's.
func TestRoutesCarryTheirOwnDeadline(t *testing.T) {
	got := map[string]time.Duration{}
	typed := func(name string) func(context.Context, *empty) (*empty, error) {
		return func(ctx context.Context, _ *empty) (*empty, error) { got[name] = remaining(ctx); return &empty{}, nil }
	}
	raw := func(name string) fiber.Handler {
		return func(c *fiber.Ctx) error { got[name] = remaining(c.UserContext()); return nil }
	}
	s := testweb.New(t, // its deadline is 20 s
		web.Op(http.MethodGet, "/a", access.Everyone, "t.a", "A.", typed("a")),
		web.Op(http.MethodGet, "/b", access.Everyone, "t.b", "B.", typed("b")).Within(time.Hour),
		web.Raw(http.MethodGet, "/c", access.Everyone, "t.c", "C.", raw("c")),
		web.Raw(http.MethodGet, "/d", access.Everyone, "t.d", "D.", raw("d")).Within(time.Hour))
	for _, path := range []string{"/a", "/b", "/c", "/d"} {
		s.Do(t, testweb.Scenario{Path: path})
	}
	for name, want := range map[string]time.Duration{"a": 20 * time.Second, "b": time.Hour, "c": 20 * time.Second, "d": time.Hour} {
		if got[name] > want || got[name] < want-5*time.Second {
			t.Errorf("%s has %v left, want about %v", name, got[name], want)
		}
	}
}

// TestSeveralCookiesFromATypedRoute: each in a header of its own.
func TestSeveralCookiesFromATypedRoute(t *testing.T) {
	s := testweb.New(t, web.Op(http.MethodGet, "/", access.Everyone, "t.cookies", "Cookies.", func(ctx context.Context, _ *empty) (*empty, error) {
		web.SetCookie(ctx, &http.Cookie{Name: "one", Value: "1", Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
		web.SetCookie(ctx, &http.Cookie{Name: "two", Value: "2", Path: "/x"})
		return &empty{}, nil
	}))
	res, _ := s.Do(t, testweb.Scenario{Path: "/"})
	list := res.Cookies()
	if len(list) != 2 || list[0].Name != "one" || !list[0].HttpOnly || list[1].Path != "/x" {
		t.Errorf("%v", res.Header.Values("Set-Cookie"))
	}
}

// awayAuth cannot look up who asks: the database is away.
type awayAuth struct{}

func (awayAuth) Authenticate(context.Context, string, string) (access.Actor, bool, error) {
	return access.Actor{}, false, context.DeadlineExceeded
}

// TestNobodyKnowsWhoAsks: then the request may be sent again, and nothing was
// wrong with it.
func TestNobodyKnowsWhoAsks(t *testing.T) {
	s := web.New(web.Options{Auth: awayAuth{}, PublicOrigin: testweb.Origin, Quiet: true})
	s.Mount(web.Op(http.MethodGet, "/a", access.SignedIn, "t.a", "A.", func(context.Context, *empty) (*empty, error) { return &empty{}, nil }),
		web.Raw(http.MethodGet, "/b", access.SignedIn, "t.b", "B.", func(*fiber.Ctx) error { return nil }))
	for _, path := range []string{"/a", "/b"} {
		res, err := s.App.Test(httptest.NewRequest(http.MethodGet, path, nil))
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d, Retry-After %q", path, res.StatusCode, res.Header.Get("Retry-After"))
		}
		_ = res.Body.Close()
	}
}
