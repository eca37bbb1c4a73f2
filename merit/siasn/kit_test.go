package siasn_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"lentera/merit/siasn"
	"lentera/merit/siasn/standin"
)

// pair is a client and the stand-in it speaks to.
type pair struct {
	*siasn.Client
	server *standin.Server
	base   string
	log    *logbook
}

type logbook struct {
	mu   sync.Mutex
	rows []siasn.Exchange
}

func (l *logbook) add(_ context.Context, e siasn.Exchange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rows = append(l.rows, e)
}

func (l *logbook) of(op string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.rows {
		if e.Op == op {
			n++
		}
	}
	return n
}

func newPair(t testing.TB, opt standin.Options, change ...func(*siasn.Config)) pair {
	t.Helper()
	if opt.Hold == 0 {
		opt.Hold = 3 * time.Second
	}
	s := standin.New(opt)
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	cfg, l := s.Config(web.URL), &logbook{}
	cfg.Log, cfg.Timeout = l.add, 5*time.Second
	for _, f := range change {
		f(&cfg)
	}
	c, err := siasn.New(cfg)
	must(t, err)
	return pair{c, s, web.URL, l}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (p pair) faults(t testing.TB, faults ...string) {
	t.Helper()
	var all []standin.Fault
	for _, text := range faults {
		f, err := standin.ParseFault(text)
		must(t, err)
		all = append(all, f)
	}
	must(t, p.server.SetFaults(all...))
}

var (
	ctx   = context.Background()
	nip   = standin.Samples[0].NIP
	start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	pdf   = []byte("%PDF-1.7\nstand-in test\n%%EOF\n")
)

func (p pair) course(t testing.TB, number string) siasn.CourseWrite {
	t.Helper()
	who, err := p.Person(ctx, nip)
	must(t, err)
	return siasn.CourseWrite{PersonID: who.ID, AgencyID: who.AgencyID, PathID: 16, Flag: "T", Title: "Literasi Digital", Organiser: "BKPSDM", Number: number, JP: 4,
		StartedOn: start, CompletedOn: start.AddDate(0, 0, 1)}
}

// scripted answers each request by the next of its replies; tokens are given.
type scripted struct {
	mu    sync.Mutex
	left  []string // "status|body", or "reset"
	seen  []string
	bodys []string
	head  []http.Header
}

func (s *scripted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/token" {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"t","expires_in":"3600"}`)
		return
	}
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.seen, s.bodys, s.head = append(s.seen, r.Method+" "+r.RequestURI), append(s.bodys, string(body)), append(s.head, r.Header.Clone())
	reply := `500|no more replies`
	if len(s.left) > 0 {
		reply, s.left = s.left[0], s.left[1:]
	}
	s.mu.Unlock()
	if reply == "reset" {
		panic(http.ErrAbortHandler)
	}
	status := int(reply[0]-'0')*100 + int(reply[1]-'0')*10 + int(reply[2]-'0')
	w.WriteHeader(status)
	_, _ = io.WriteString(w, reply[4:])
}

func (s *scripted) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.seen)
}

func newScript(t testing.TB, replies ...string) (*siasn.Client, *scripted) {
	t.Helper()
	s := &scripted{left: replies}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	c, err := siasn.New(siasn.Config{APIMTokenURL: web.URL + "/token", SSOTokenURL: web.URL + "/token", BaseURL: web.URL + "/b", ReferenceURL: web.URL + "/ref",
		ConsumerKey: "k", ConsumerSecret: "s", SSOMode: siasn.SSOPassword, SSOClientID: "c", SSOUsername: "u", SSOPassword: "p", Timeout: 3 * time.Second})
	must(t, err)
	return c, s
}
