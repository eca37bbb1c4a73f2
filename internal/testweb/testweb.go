// Package testweb drives routes over HTTP in tests, with scenarios as data:
// who asks what, which status comes back, what the body must and must not say.
package testweb

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/fault"
	"lentera/internal/web"
)

// Origin is the public origin of servers made here.
const Origin = "http://lentera.test"

// Server is the real edge with the given routes; only "who is it" is decided
// by tokens the test hands out itself.
type Server struct {
	*web.Server
	t      testing.TB
	mu     sync.Mutex
	tokens map[string]access.Actor
}

// New mounts the routes.
func New(t testing.TB, routes ...web.Route) *Server {
	s := &Server{t: t, tokens: map[string]access.Actor{}}
	s.Server = web.New(web.Options{Auth: s, PublicOrigin: Origin, Deadline: 20 * time.Second, Version: "test", Quiet: true})
	s.Mount(routes...)
	return s
}

// Token makes a bearer token for an actor.
func (s *Server) Token(a access.Actor) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := uuid.NewString()
	s.tokens[token] = a
	return token
}

// Authenticate accepts the tokens made by Token, as bearer or media cookie.
func (s *Server) Authenticate(_ context.Context, authorization, media string) (access.Actor, bool, error) {
	token, _ := strings.CutPrefix(authorization, "Bearer ")
	if token == "" {
		token = media
	}
	if token == "" {
		return access.Actor{}, false, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.tokens[token]
	if !ok {
		return access.Actor{}, false, fault.ErrUnauthenticated
	}
	return a, true, nil
}

// Scenario is one request and what must come back.
type Scenario struct {
	Name    string
	Method  string // default GET
	Path    string
	As      string // bearer token; empty: nobody
	Body    any    // string or []byte as it is, anything else as JSON
	Headers map[string]string
	Status  int
	Has     []string // each must be in the body
	HasNot  []string
	Header  map[string]string // response headers that must be exactly so
}

// Run plays the scenarios in order as sub-tests.
func (s *Server) Run(t *testing.T, list []Scenario) {
	t.Helper()
	for _, sc := range list {
		t.Run(sc.Name, func(t *testing.T) {
			res, body := s.Do(t, sc)
			if res.StatusCode != sc.Status {
				t.Fatalf("status %d, want %d: %s", res.StatusCode, sc.Status, body)
			}
			for _, want := range sc.Has {
				if !strings.Contains(body, want) {
					t.Errorf("body lacks %q: %s", want, body)
				}
			}
			for _, not := range sc.HasNot {
				if strings.Contains(body, not) {
					t.Errorf("body has %q: %s", not, body)
				}
			}
			for name, want := range sc.Header {
				if got := res.Header.Get(name); got != want {
					t.Errorf("header %s: %q, want %q", name, got, want)
				}
			}
		})
	}
}

// Do sends one request and returns the response with its body read.
func (s *Server) Do(t testing.TB, sc Scenario) (*http.Response, string) {
	t.Helper()
	var body io.Reader
	kind := ""
	switch b := sc.Body.(type) {
	case nil:
	case string:
		body = strings.NewReader(b)
	case []byte:
		body = bytes.NewReader(b)
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		body, kind = bytes.NewReader(encoded), "application/json"
	}
	method := sc.Method
	if method == "" {
		method = http.MethodGet
	}
	req := httptest.NewRequest(method, Origin+sc.Path, body)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if sc.As != "" {
		req.Header.Set("Authorization", "Bearer "+sc.As)
	}
	for k, v := range sc.Headers {
		req.Header.Set(k, v)
	}
	res, err := s.App.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

// JSON sends one request, wants the status, and decodes the body into out.
func (s *Server) JSON(t testing.TB, sc Scenario, out any) {
	t.Helper()
	res, body := s.Do(t, sc)
	if res.StatusCode != sc.Status {
		t.Fatalf("%s %s: status %d, want %d: %s", sc.Method, sc.Path, res.StatusCode, sc.Status, body)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal([]byte(body), out); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
}
