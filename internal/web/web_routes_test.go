package web_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/fault"
	"lentera/internal/testweb"
	"lentera/internal/web"
)

var errFull = fault.Declare(fault.Conflict, "webtest.full", "Sudah penuh.", "It is full.")

type echoIn struct {
	Lang string `query:"lang" enum:"id,en" default:"id"`
	Body struct {
		Name string `json:"name" minLength:"2" maxLength:"10"`
		Ages []int  `json:"ages" maxItems:"3"`
	}
}

type echoOut struct {
	Body struct {
		Name string `json:"name"`
	}
}

func testRoutes() []web.Route {
	trainer := access.Only(access.Trainer)
	return []web.Route{
		web.Op("POST", "/api/webtest/echo", access.Everyone, "webtest.echo", "Echo.", func(_ context.Context, in *echoIn) (*echoOut, error) {
			if in.Body.Name == "full" {
				return nil, errFull.Detail("Coba lain kali.", "Another time.").Because(errors.New("canary-cause")).After(1500 * time.Millisecond)
			}
			out := &echoOut{}
			out.Body.Name = in.Body.Name
			return out, nil
		}),
		web.Op("GET", "/api/webtest/broken", access.Everyone, "webtest.broken", "Break.", func(context.Context, *struct{}) (*echoOut, error) {
			return nil, errors.New("canary-cause")
		}),
		web.Op("GET", "/api/webtest/panic", access.Everyone, "webtest.panic", "Panic.", func(context.Context, *struct{}) (*echoOut, error) {
			panic("canary-panic")
		}),
		web.Op("GET", "/api/webtest/mine", access.SignedIn, "webtest.mine", "Mine.", func(ctx context.Context, _ *struct{}) (*echoOut, error) {
			out := &echoOut{}
			out.Body.Name = access.Must(ctx).AccountID.String()
			return out, nil
		}),
		web.Op("GET", "/api/webtest/trainer", trainer, "webtest.trainer", "Trainers.", func(context.Context, *struct{}) (*echoOut, error) {
			return &echoOut{}, nil
		}),
		web.Raw("POST", "/api/webtest/upload", access.Everyone, "webtest.upload", "Upload.", func(c *fiber.Ctx) error {
			return c.SendString(strconv.Itoa(len(c.Body())))
		}).Limit(1 << 20),
		web.Raw("POST", "/api/webtest/{id}/upload", access.Everyone, "webtest.upload-to", "Upload to one.", func(c *fiber.Ctx) error {
			return c.SendString(strconv.Itoa(len(c.Body())))
		}).Limit(1 << 20),
		web.Raw("GET", "/raw/{id}", trainer, "webtest.raw", "Raw.", func(c *fiber.Ctx) error { return c.SendString("raw " + c.Params("id")) }),
	}
}

func TestEdge(t *testing.T) {
	s := testweb.New(t, testRoutes()...)
	learner := s.Token(access.Actor{AccountID: uuid.New(), Roles: []access.Role{access.Learner}})
	trainer := s.Token(access.Actor{AccountID: uuid.New(), Roles: []access.Role{access.Learner, access.Trainer}})
	good := map[string]any{"name": "budi", "ages": []int{1}}
	s.Run(t, []testweb.Scenario{
		{Name: "answers", Method: "POST", Path: "/api/webtest/echo", Body: good, Status: 200, Has: []string{`"name":"budi"`}, HasNot: []string{"$schema"}},
		{Name: "unknown member", Method: "POST", Path: "/api/webtest/echo", Body: map[string]any{"name": "budi", "ages": []int{}, "role": "admin"},
			Status: 422, Has: []string{"web.invalid-input", `"/role"`}},
		{Name: "several wrong fields", Method: "POST", Path: "/api/webtest/echo", Body: map[string]any{"name": "b", "ages": []int{1, 2, 3, 4}},
			Status: 422, Has: []string{`"/name"`, `"/ages"`, "Ada isian"}},
		{Name: "broken JSON", Method: "POST", Path: "/api/webtest/echo", Body: "{", Headers: map[string]string{"Content-Type": "application/json"}, Status: 422},
		{Name: "refusal in Indonesian", Method: "POST", Path: "/api/webtest/echo", Body: map[string]any{"name": "full", "ages": []int{}}, Status: 409,
			Has: []string{"webtest.full", "Sudah penuh.", "Coba lain kali."}, HasNot: []string{"canary"}, Header: map[string]string{"Retry-After": "2", "Content-Type": "application/problem+json"}},
		{Name: "refusal in English", Method: "POST", Path: "/api/webtest/echo", Body: map[string]any{"name": "full", "ages": []int{}},
			Headers: map[string]string{"Accept-Language": "en-GB,en;q=0.9"}, Status: 409, Has: []string{"It is full."}},
		{Name: "hidden cause", Path: "/api/webtest/broken", Status: 500, Has: []string{"web.internal"}, HasNot: []string{"canary"}},
		{Name: "panic is one 500", Path: "/api/webtest/panic", Status: 500, Has: []string{"web.internal"}, HasNot: []string{"canary"}},
		{Name: "alive after a panic", Method: "POST", Path: "/api/webtest/echo", Body: good, Status: 200},
		{Name: "nobody", Path: "/api/webtest/mine", Status: 401, Has: []string{"web.sign-in-needed"}},
		{Name: "wrong token", Path: "/api/webtest/mine", As: "nonsense", Status: 401},
		{Name: "signed in", Path: "/api/webtest/mine", As: learner, Status: 200, Header: map[string]string{"Cache-Control": "no-store"}},
		{Name: "role lacks", Path: "/api/webtest/trainer", As: learner, Status: 403, Has: []string{"web.not-allowed"}},
		{Name: "role holds", Path: "/api/webtest/trainer", As: trainer, Status: 200},
		{Name: "raw lacks", Path: "/raw/7", As: learner, Status: 403},
		{Name: "raw holds", Path: "/raw/7", As: trainer, Status: 200, Has: []string{"raw 7"}},
		{Name: "no such route", Path: "/api/nothing", Status: 404, Has: []string{"web.no-such-route"}},
		{Name: "foreign page", Method: "POST", Path: "/api/webtest/echo", Body: good, Headers: map[string]string{"Origin": "https://evil.example"}, Status: 403, Has: []string{"web.foreign-origin"}},
		{Name: "foreign site", Method: "POST", Path: "/api/webtest/echo", Body: good, Headers: map[string]string{"Sec-Fetch-Site": "cross-site"}, Status: 403},
		{Name: "own page", Method: "POST", Path: "/api/webtest/echo", Body: good, Headers: map[string]string{"Origin": testweb.Origin}, Status: 200},
		{Name: "too large", Method: "POST", Path: "/api/webtest/echo", Body: `{"name":"` + strings.Repeat("x", 70<<10) + `"}`, Headers: map[string]string{"Content-Type": "application/json"}, Status: 413},
		{Name: "large where it may be", Method: "POST", Path: "/api/webtest/upload?x=1", Body: []byte(strings.Repeat("x", 900<<10)), Status: 200, Has: []string{"921600"}},
		{Name: "openapi", Path: "/api/openapi.json", Status: 200, Has: []string{"webtest.raw", `"x-who":"trainer"`}},
	})
}

// TestBodyIsRefusedBeforeItIsRead: over a real connection, as the limit stands
// before any handler.
func TestBodyIsRefusedBeforeItIsRead(t *testing.T) {
	s := testweb.New(t, testRoutes()...)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.App.Listener(l) }()
	defer func() { _ = s.App.Shutdown() }()
	for path, sizes := range map[string][2]int{"/api/webtest/echo": {1 << 10, 300 << 10}, "/api/webtest/upload": {900 << 10, 1100 << 10},
		"/api/webtest/7/upload": {900 << 10, 1100 << 10}, "/api/webtest/7/8/upload": {-1, 300 << 10}} {
		for i, size := range sizes {
			if size < 0 {
				continue
			}
			res, err := http.Post("http://"+l.Addr().String()+path, "application/json", strings.NewReader(strings.Repeat("x", size)))
			// The server stops reading: the sender sees the refusal, or only that
			// the line was closed on it.
			refused := err != nil
			if err == nil {
				_ = res.Body.Close()
				refused = res.StatusCode == http.StatusRequestEntityTooLarge
			}
			if refused != (i == 1) {
				t.Errorf("%s with %d bytes: refused %v, %v", path, size, refused, err)
			}
		}
	}
}

func TestHeadersOnEveryAnswer(t *testing.T) {
	s := testweb.New(t, testRoutes()...)
	for _, path := range []string{"/api/webtest/mine", "/api/nothing", "/api/webtest/broken", "/raw/1"} {
		res, _ := s.Do(t, testweb.Scenario{Path: path})
		csp := res.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy lacks %s", path, want)
			}
		}
		if strings.Contains(csp, "unsafe-inline") || strings.Contains(csp, "unsafe-eval") {
			t.Errorf("%s: policy is unsafe: %s", path, csp)
		}
		if res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: headers missing: %v", path, res.Header)
		}
	}
}

// TestLogHoldsNoPersonalData: paths hold ids and queries hold names; neither
// reaches a log line, only the route's pattern.
func TestLogHoldsNoPersonalData(t *testing.T) {
	var log bytes.Buffer
	s := web.New(web.Options{Log: slog.New(slog.NewJSONHandler(&log, nil)), PublicOrigin: testweb.Origin, Version: "test"})
	s.Mount(testRoutes()...)
	req, _ := http.NewRequest("GET", testweb.Origin+"/raw/198503172010012007?nip=198503172010012007", nil)
	req.Header.Set("Authorization", "Bearer canary-token")
	res, err := s.App.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if log.Len() == 0 {
		t.Fatal("nothing logged")
	}
	for _, canary := range []string{"198503172010012007", "canary-token"} {
		if strings.Contains(log.String(), canary) {
			t.Errorf("the log holds %s: %s", canary, log.String())
		}
	}
}

func TestRouteWithoutRuleDoesNotStart(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a route without a rule was mounted")
		}
	}()
	testweb.New(t, web.Raw("GET", "/open", access.Who{}, "webtest.open", "Open.", func(c *fiber.Ctx) error { return nil }))
}
