package standin

import (
	"encoding/json"
	"fmt"
	"maps"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"lentera/internal/mishap"
	"lentera/signing/bsre"
	"lentera/signing/testca"
)

const adminPath = "/_standin/"

// Options of a stand-in; the zero value is usable.
type Options struct {
	Username, Password string        // "" are the sample's
	Seed               uint64        // of chance; the same seed and order give the same faults
	Hold               time.Duration // how long a hang holds the line; 0 is 5 min
	// RefuseContaining refuses every call with a document that has these bytes,
	// as the service does with an encrypted one; "" refuses none but those.
	RefuseContaining string
}

// Server is the stand-in; it is an http.Handler and safe for many requests.
type Server struct {
	opt    Options
	ca     *testca.CA
	closed chan struct{}
	once   sync.Once

	mu         sync.Mutex
	chance     *mathrand.Rand
	faults     []Fault
	people     map[string]*Official
	codes      map[string]code
	serial     int
	activation string
	refuse     string
	earlier    []byte            // a document of an earlier call, for the fault other
	stored     map[string][]byte // v1: signed, not yet fetched
	counts     map[string]int
	signed     map[string]int // by the hash of what came: how often it was signed
}

// New makes a stand-in with the sample officials and a certification
// authority of its own.
func New(opt Options) (*Server, error) {
	if opt.Username == "" {
		opt.Username = SampleUser
	}
	if opt.Password == "" {
		opt.Password = SamplePassword
	}
	if opt.Hold <= 0 {
		opt.Hold = 5 * time.Minute
	}
	ca, err := testca.New()
	if err != nil {
		return nil, err
	}
	s := &Server{opt: opt, ca: ca, closed: make(chan struct{}), chance: mathrand.New(mathrand.NewPCG(opt.Seed, 1)), //nolint:gosec // repeatable chance
		people: map[string]*Official{}, codes: map[string]code{}, stored: map[string][]byte{}, counts: map[string]int{}, signed: map[string]int{},
		activation: SampleActivation, refuse: opt.RefuseContaining}
	s.sample()
	return s, nil
}

// Close ends what hangs.
func (s *Server) Close() { s.once.Do(func() { close(s.closed) }) }

// CA is what the stand-in signs under; its Root is for tests to trust.
func (s *Server) CA() *testca.CA { return s.ca }

// Config is a client's Config for a stand-in that answers at base.
func (s *Server) Config(base string) bsre.Config {
	return bsre.Config{BaseURL: base, Username: s.opt.Username, Password: bsre.Secret(s.opt.Password)}
}

// Counts tells how often each operation was called, done ("done:<op>") and hit
// by a fault ("fault:<kind>").
func (s *Server) Counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.counts)
}

func (s *Server) count(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[name]++
}

// RefuseContaining changes the switch of that name.
func (s *Server) RefuseContaining(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = text
}

// answer is what a handler gives: a body to be written as JSON, or bytes.
type answer struct {
	status int
	body   any
	bytes  []byte
	mime   string
	header map[string]string
}

func (a answer) encoded() ([]byte, string) {
	if a.bytes != nil {
		return a.bytes, a.mime
	}
	b, _ := json.Marshal(a.body) // maps of texts and numbers
	return b, "application/json"
}

func (a answer) write(w http.ResponseWriter) {
	b, mime := a.encoded()
	w.Header().Set("Content-Type", mime)
	for k, v := range a.header {
		w.Header().Set(k, v)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(b)
}

// breakOff sends the head and half of the body, and closes.
func (a answer) breakOff(w http.ResponseWriter) {
	b, mime := a.encoded()
	conn := mishap.Hijack(w)
	_, _ = fmt.Fprintf(conn, "HTTP/1.1 %d OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n", a.status, mime, len(b))
	for k, v := range a.header {
		_, _ = fmt.Fprintf(conn, "%s: %s\r\n", k, v)
	}
	_, _ = fmt.Fprintf(conn, "\r\n%s", b[:len(b)/2])
	_ = conn.Close()
}

func refusal(status int, words string, code int) answer {
	return answer{status: status, body: map[string]any{"error": words, "status_code": code}}
}

func denied(status int, words string, code int) *answer {
	a := refusal(status, words, code)
	return &a
}

type route struct {
	op     string
	method string
	path   string // a last {} is one segment
	signs  bool
	handle func(s *Server, r *http.Request, arg, kind string) answer
}

var routes = []route{
	{"sign", "POST", "/api/v2/sign/pdf", true, (*Server).sign},
	{"ask-totp", "POST", "/api/v2/sign/get/totp", false, (*Server).askTOTP},
	{"status", "POST", "/api/v2/user/check/status", false, (*Server).state},
	{"verify", "POST", "/api/v2/verify/pdf", false, (*Server).verify},
	{"seal-activation", "POST", "/api/v2/seal/get/activation", false, (*Server).activate},
	{"seal-totp", "POST", "/api/v2/seal/get/totp", false, (*Server).sealTOTP},
	{"seal", "POST", "/api/v2/seal/pdf", true, (*Server).seal},
	{"sign-v1", "POST", "/api/sign/pdf", true, (*Server).signV1},
	{"download-v1", "GET", "/api/sign/download/{}", false, (*Server).downloadV1},
	{"status-v1", "GET", "/api/user/status/{}", false, (*Server).stateV1},
	{"verify-v1", "POST", "/api/sign/verify", false, (*Server).verifyV1},
}

// Ops are the names of the operations, for Fault.Op.
func Ops() []string {
	out := make([]string, len(routes))
	for i, r := range routes {
		out[i] = r.op
	}
	return out
}

// ServeHTTP answers; see the package comment for the paths.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 128<<20)
	if strings.HasPrefix(r.URL.Path, adminPath) {
		s.admin(w, r)
		return
	}
	for i := range routes {
		rt := &routes[i]
		head, takes := strings.CutSuffix(rt.path, "{}")
		arg, under := strings.CutPrefix(r.URL.Path, head)
		if rt.method != r.Method || !under || !takes && arg != "" || takes && (arg == "" || strings.Contains(arg, "/")) {
			continue
		}
		s.count(rt.op)
		if user, password, ok := r.BasicAuth(); !ok || user != s.opt.Username || password != s.opt.Password {
			refusal(401, "Unauthorized", 0).write(w)
			return
		}
		s.serve(w, r, rt, arg)
		return
	}
	answer{status: 404, body: map[string]any{"timestamp": "2026-07-01T02:00:00.000+00:00", "status": 404, "error": "Not Found", "path": r.URL.Path}}.write(w)
}
