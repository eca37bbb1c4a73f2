package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/config"
	"lentera/internal/embedded"
	"lentera/internal/fault"
	"lentera/internal/testdb"
	"lentera/internal/testweb"
	"lentera/internal/web"
	"lentera/media"
)

// newProgram joins every feature on a database of its own and a store in
// memory.
func newProgram(t testing.TB) (*platform, *program) {
	t.Helper()
	cfg, err := config.Read()
	if err != nil {
		t.Fatal(err)
	}
	cfg.PublicURL, cfg.MinStudyPercent = testweb.Origin, 0
	secrets, err := embedded.Secrets(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(cfg.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	p := &platform{cfg: cfg, log: slog.New(slog.DiscardHandler), secrets: secrets, db: testdb.New(t), blobs: media.NewMemory(), zone: zone}
	g, err := wire(p)
	if err != nil {
		t.Fatal(err)
	}
	return p, g
}

// golden compares with a committed file; LENTERA_UPDATE_GOLDEN=1 writes it.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("LENTERA_UPDATE_GOLDEN") == "1" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil { //nolint:gosec // a document
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is not what the program does; look at the difference, then LENTERA_UPDATE_GOLDEN=1 go test ./cmd/lentera\n%s", path, firstDifference(string(want), got))
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range max(len(x), len(y)) {
		var l, r string
		if i < len(x) {
			l = x[i]
		}
		if i < len(y) {
			r = y[i]
		}
		if l != r {
			return fmt.Sprintf("line %d\n committed: %.300s\n program:   %.300s", i+1, l, r)
		}
	}
	return ""
}

var parameter = regexp.MustCompile(`\{[a-z_]+\}`)

// TestRoleMatrix pins who may call what, and asks the running edge whether it
// is so: every route as nobody and as every role.
func TestRoleMatrix(t *testing.T) {
	p, g := newProgram(t)
	s := testweb.New(t, g.routes(p)...)
	columns := append([]access.Role{""}, access.Roles...)
	var b strings.Builder
	b.WriteString("# Who may call what\n\nGenerated from the route tables and checked against the running edge. \"yes\" is the first gate only: " +
		"own attempt, own unit and the like are looked at behind it.\n\n| Route | Rule | nobody |")
	for _, r := range access.Roles {
		fmt.Fprintf(&b, " %s |", r)
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(columns)) + "\n")
	for _, r := range s.Routes() {
		fmt.Fprintf(&b, "| `%s %s` | %s |", r.Method, r.Path, strings.ReplaceAll(r.Who.String(), "|", ", "))
		for _, role := range columns {
			actor := access.Actor{AccountID: uuid.Must(uuid.NewV7()), PersonID: uuid.Must(uuid.NewV7()), SessionID: uuid.Must(uuid.NewV7()), Lang: "id"}
			if role != "" {
				actor.Roles = []access.Role{access.Learner}
				if role != access.Learner {
					actor.Roles = append(actor.Roles, role)
				}
			}
			may := r.Who.Admits(actor, role != "")
			b.WriteString(map[bool]string{true: " yes |", false: " – |"}[may])
			probe(t, s, r, actor, role, may)
		}
		b.WriteString("\n")
	}
	golden(t, "../../docs/api/access.md", b.String())
}

func probe(t *testing.T, s *testweb.Server, r web.Route, actor access.Actor, role access.Role, may bool) {
	t.Helper()
	sc := testweb.Scenario{Method: r.Method, Path: parameter.ReplaceAllString(r.Path, uuid.NewString())}
	if role != "" {
		sc.As = s.Token(actor)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodDelete {
		sc.Body = map[string]any{}
	}
	res, body := s.Do(t, sc)
	var problem struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal([]byte(body), &problem)
	gate := problem.Code == fault.ErrForbidden.Code || problem.Code == fault.ErrUnauthenticated.Code
	switch {
	case !may && !gate:
		t.Errorf("%s %s as %q: let through with %d %s", r.Method, r.Path, role, res.StatusCode, body)
	case may && gate && r.Path != "/api/accounts/refresh":
		t.Errorf("%s %s as %q: stopped at the gate: %s", r.Method, r.Path, role, body)
	case res.StatusCode >= http.StatusInternalServerError:
		t.Errorf("%s %s as %q: %d %s", r.Method, r.Path, role, res.StatusCode, body)
	}
}

// TestOpenAPI holds the document to the code: it is what the app's types are
// made from, and every mounted URL is in it.
func TestOpenAPI(t *testing.T) {
	p, g := newProgram(t)
	s := testweb.New(t, g.routes(p)...)
	golden(t, "../../frontend/openapi.json", openapi(s.Server))
	doc := s.API.OpenAPI()
	var missing []string
	for _, stack := range s.App.Stack() {
		for _, r := range stack {
			if r.Method == http.MethodHead || r.Path == "/" && r.Method != http.MethodGet || strings.HasPrefix(r.Path, "/api/openapi") {
				continue
			}
			path := regexp.MustCompile(`:([a-z_]+)`).ReplaceAllString(r.Path, "{$1}")
			if doc.Paths[path] == nil {
				missing = append(missing, r.Method+" "+r.Path)
			}
		}
	}
	sort.Strings(missing)
	if len(missing) > 0 {
		t.Errorf("routes without a line in the OpenAPI document: %v", missing)
	}
}

func TestProblemsAreDocumented(t *testing.T) {
	_, _ = newProgram(t)
	golden(t, "../../docs/api/problems.md", fault.Markdown())
}

// TestStatementsWarm: what serve does before it listens.
func TestStatementsWarm(t *testing.T) {
	p, _ := newProgram(t)
	if err := p.db.Warm(context.Background()); err != nil {
		t.Fatal(err)
	}
}
