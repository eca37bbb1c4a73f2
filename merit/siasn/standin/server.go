package standin

import (
	"crypto/rand"
	"encoding/json"
	"maps"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"lentera/merit/siasn"
)

// The paths under which the services stand.
const (
	APIMTokenPath = "/oauth2/token"
	SSOTokenPath  = "/auth/realms/public-siasn/protocol/openid-connect/token"
	BasePath      = "/apisiasn/1.0"
	ReferencePath = "/referensi_siasn/1"
	SPLPPath      = "/api/siasn"
	adminPath     = "/_standin/"
)

// Options of a stand-in; the zero value is usable.
type Options struct {
	AgencyID     string // the agency whose keys these are; "" is Lumajang's id
	Key, Secret  string // consumer key and secret; "" are the sample's
	ClientID     string // of the SSO
	Operator     string // NIP of the operator; "" is the sample's
	Password     string
	CodeStyle    string        // "alternate" (default), "int", "string"
	MFA          bool          // the password grant is refused
	APIMLife     time.Duration // 0 is an hour
	SSOLife      time.Duration // 0 is twelve hours
	Hold         time.Duration // how long hang_after holds the line; 0 is 90 s
	Seed         uint64        // of chance; the same seed and order give the same faults
	Now          func() time.Time
	SPLP         siasn.SPLPConfig // client id and secret of the gateway; "" closes it
	WithoutNames bool             // no sample people and units
	Anybody      bool             // whoever is asked for is a PNS of ours: for demo people
}

// The sample credentials; everybody may know them.
const (
	SampleKey      = "standin-key"
	SampleSecret   = "standin-secret"
	SampleClient   = "lentera-standin"
	SampleOperator = "198007072005011007"
	SamplePassword = "standin-password"
	OtherAgency    = "A5EB03E23C36F6A0E040640A040252AD"
	sampleAgency   = "A5EB03E23CD7F6A0E040640A040252AD"
)

// Server is the stand-in; it is an http.Handler and safe for many requests.
type Server struct {
	opt     Options
	signKey []byte
	file    string // where rows and documents are kept; "" is nowhere

	mu      sync.Mutex
	chance  *mathrand.Rand
	faults  []Fault
	apim    map[string]time.Time
	sso     map[string]ssoToken
	allowed []netip.Prefix
	people  map[string]*Person // by NIP
	ids     map[string]*Person // by pnsOrangId
	rows    map[string]*Row
	order   []*Row
	docs    map[string]Doc // by dok_uri
	units   []Unit
	serial  int
	codes   int
	counts  map[string]int
}

// New makes a stand-in with the sample people and units.
func New(opt Options) *Server {
	def := func(p *string, v string) {
		if *p == "" {
			*p = v
		}
	}
	def(&opt.AgencyID, sampleAgency)
	def(&opt.Key, SampleKey)
	def(&opt.Secret, SampleSecret)
	def(&opt.ClientID, SampleClient)
	def(&opt.Operator, SampleOperator)
	def(&opt.Password, SamplePassword)
	def(&opt.CodeStyle, "alternate")
	life := func(p *time.Duration, v time.Duration) {
		if *p <= 0 {
			*p = v
		}
	}
	life(&opt.APIMLife, time.Hour)
	life(&opt.SSOLife, 12*time.Hour)
	life(&opt.Hold, 90*time.Second)
	if opt.Now == nil {
		opt.Now = time.Now
	}
	s := &Server{opt: opt, signKey: make([]byte, 32), chance: mathrand.New(mathrand.NewPCG(opt.Seed, 1)), //nolint:gosec // repeatable chance
		apim: map[string]time.Time{}, sso: map[string]ssoToken{}, people: map[string]*Person{}, ids: map[string]*Person{},
		rows: map[string]*Row{}, docs: map[string]Doc{}, counts: map[string]int{}}
	_, _ = rand.Read(s.signKey) // never fails: the program ends instead
	if !opt.WithoutNames {
		s.sample()
	}
	return s
}

// Config is a client's Config for a stand-in that answers at base, in the mode
// password; change the mode as wanted.
func (s *Server) Config(base string) siasn.Config {
	return siasn.Config{APIMTokenURL: base + APIMTokenPath, SSOTokenURL: base + SSOTokenPath, BaseURL: base + BasePath, ReferenceURL: base + ReferencePath,
		ConsumerKey: siasn.Secret(s.opt.Key), ConsumerSecret: siasn.Secret(s.opt.Secret), SSOMode: siasn.SSOPassword,
		SSOClientID: s.opt.ClientID, SSOUsername: s.opt.Operator, SSOPassword: siasn.Secret(s.opt.Password)}
}

// Allow sets the addresses that may call; none allows all.
func (s *Server) Allow(prefixes ...netip.Prefix) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.allowed = prefixes
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

// answer is what a handler gives: a body to be written as JSON, or bytes.
type answer struct {
	status int
	body   any
	bytes  []byte
	mime   string
}

func (a answer) write(w http.ResponseWriter) {
	if a.bytes != nil {
		w.Header().Set("Content-Type", a.mime)
		w.WriteHeader(a.status)
		_, _ = w.Write(a.bytes)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(a.body)
}

// ServeHTTP answers; see the package comment for the paths.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 32<<20)
	if strings.HasPrefix(r.URL.Path, adminPath) {
		s.admin(w, r)
		return
	}
	if !s.allows(r.RemoteAddr) {
		answerDenied().write(w)
		return
	}
	rt, args := s.route(r)
	if rt == nil {
		answer{status: 404, body: gateway(404, "Not Found", "The requested resource is not available.")}.write(w)
		return
	}
	s.count(rt.op)
	s.serve(w, r, rt, args)
}

func (s *Server) allows(remote string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.allowed) == 0 {
		return true
	}
	host, _, _ := net.SplitHostPort(remote)
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range s.allowed {
		if p.Contains(ip.Unmap()) {
			return true
		}
	}
	return false
}

func answerDenied() answer {
	return answer{status: 403, body: gateway(403, "Forbidden", "IP address is not allowed.")}
}

// gateway is the body of a WSO2 fault.
func gateway(code int, message, description string) map[string]any {
	return map[string]any{"code": code, "type": "Status report", "message": message, "description": description}
}
