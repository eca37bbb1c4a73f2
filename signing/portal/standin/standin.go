package standin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"time"

	"lentera/signing/testca"
)

// The kinds of faults of one hand-off.
const (
	Away     = "away"      // 503, not taken
	Refuse   = "refused"   // success:false, not taken
	Denied   = "denied"    // 401
	LostTake = "lost_take" // taken and posted back, but the answer to the hand-off never comes
	Never    = "never"     // taken, never posted back
	Twice    = "twice"     // posted back twice
	WrongKey = "wrong_key" // posted back with another key
	OtherKey = "other_key" // … with the key of another document
	OtherPDF = "other_pdf" // … with the signed file of another document
	Unsigned = "unsigned"  // … with the file as it came
	Tampered = "tampered"  // … with one byte changed after signing
	NotPDF   = "not_pdf"   // … with a page of text
)

// Kinds are the kinds of faults.
var Kinds = []string{Away, Refuse, Denied, LostTake, Never, Twice, WrongKey, OtherKey, OtherPDF, Unsigned, Tampered, NotPDF}

// Handed is one document the portal took.
type Handed struct {
	ID                 string
	File               []byte
	Signers            []Signer
	Title, Description string
	CallbackURL, Key   string
	Fault              string
	Answers            []int // HTTP status of each callback
}

// Signer is one who shall sign.
type Signer struct{ NIK, Action string }

// Options of a stand-in; the zero value is usable.
type Options struct {
	Credential string // expected Authorization; "" expects none
	Form       bool   // posts back a form with the file instead of the file itself
	Wait       bool   // nobody signs until Post is called
	CA         *testca.CA
	// ThisMachine posts back to addresses of this machine only.
	ThisMachine bool
}

// SampleCredential is what the command expects; everybody may know it.
const SampleCredential = "Bearer standin-portal"

// Server is the stand-in; it is an http.Handler.
type Server struct {
	opt    Options
	ca     *testca.CA
	work   sync.WaitGroup
	mu     sync.Mutex
	faults []string
	handed []*Handed
	counts map[string]int
}

// New makes a stand-in; without a CA it makes one.
func New(opt Options) (*Server, error) {
	s := &Server{opt: opt, ca: opt.CA, counts: map[string]int{}}
	if s.ca == nil {
		var err error
		if s.ca, err = testca.New(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// CA is what the officials sign under.
func (s *Server) CA() *testca.CA { return s.ca }

// Next sets the faults of the hand-offs to come, one each; "" is none.
func (s *Server) Next(faults ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = slices.Clone(faults)
}

// Handed are copies of what was taken, in order.
func (s *Server) Handed() []Handed {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Handed, len(s.handed))
	for i, h := range s.handed {
		out[i] = *h
	}
	return out
}

// Counts tells how often what happened.
func (s *Server) Counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.counts)
}

// Settle waits for the callbacks under way.
func (s *Server) Settle() { s.work.Wait() }

func (s *Server) fault() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) == 0 {
		return ""
	}
	f := s.faults[0]
	s.faults = s.faults[1:]
	s.counts["fault:"+f]++
	return f
}

// ServeHTTP takes a hand-off at any path. A fault may also stand in the
// address, as ?fault=.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault := s.fault()
	if asked := r.URL.Query().Get("fault"); fault == "" && slices.Contains(Kinds, asked) {
		fault = asked
	}
	if s.opt.Credential != "" && r.Header.Get("Authorization") != s.opt.Credential {
		fault = Denied
	}
	switch fault {
	case Away:
		say(w, 503, map[string]any{"message": "Service Unavailable"})
		return
	case Denied:
		say(w, 401, map[string]any{"message": "Unauthorized"})
		return
	case Refuse:
		say(w, 200, map[string]any{"success": false, "message": "Penandatangan tidak terdaftar pada portal"})
		return
	}
	h, err := s.take(r, fault)
	if err != nil {
		say(w, 422, map[string]any{"success": false, "message": err.Error()})
		return
	}
	if !s.opt.Wait && fault != Never {
		s.work.Go(func() { _ = s.Post(context.Background(), h.ID) })
	}
	if fault == LostTake {
		s.work.Wait()
		panic(http.ErrAbortHandler)
	}
	say(w, 200, map[string]any{"success": true, "data": map[string]any{"id": h.ID}})
}

func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

func say(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (s *Server) take(r *http.Request, fault string) (*Handed, error) {
	if err := r.ParseMultipartForm(64 << 20); err != nil {
		return nil, errors.New("not a form")
	}
	f, _, err := r.FormFile("file")
	if err != nil {
		return nil, errors.New("file is missing")
	}
	defer func() { _ = f.Close() }()
	h := &Handed{Title: r.FormValue("title"), Description: r.FormValue("description"), CallbackURL: r.FormValue("callback_url"),
		Key: r.FormValue("callback_key"), Fault: fault}
	if h.File, err = io.ReadAll(f); err != nil {
		return nil, err
	}
	if json.Unmarshal([]byte(r.FormValue("signers")), &h.Signers) != nil || len(h.Signers) == 0 {
		return nil, errors.New("signers is no list")
	}
	for _, one := range h.Signers {
		if one.Action != "SIGN" || len(one.NIK) != 16 {
			return nil, errors.New("a signer has no NIK or another action")
		}
	}
	if h.CallbackURL == "" || h.Key == "" || h.Title == "" {
		return nil, errors.New("title, callback_url or callback_key is missing")
	}
	if s.opt.ThisMachine && !loopback(h.CallbackURL) {
		return nil, errors.New("callback_url leads off this machine")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h.ID = fmt.Sprintf("portal-%d", len(s.handed)+1)
	s.handed = append(s.handed, h)
	s.counts["taken"]++
	return h, nil
}

// Post has the officials sign a document and posts it back, with its fault.
func (s *Server) Post(ctx context.Context, id string) error {
	s.mu.Lock()
	var h *Handed
	var other *Handed
	for _, one := range s.handed {
		if one.ID == id {
			h = one
		} else {
			other = one
		}
	}
	s.mu.Unlock()
	if h == nil {
		return fmt.Errorf("no document %q", id)
	}
	file, key, err := s.spoil(h, other)
	if err != nil {
		return err
	}
	times := 1
	if h.Fault == Twice {
		times = 2
	}
	for range times {
		if err := s.Callback(ctx, h, key, file); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) spoil(h, other *Handed) (file []byte, key string, err error) {
	key, source := h.Key, h.File
	if other != nil && h.Fault == OtherPDF {
		source = other.File
	}
	if other != nil && h.Fault == OtherKey {
		key = other.Key
	}
	file = source
	for i := range h.Signers {
		if file, err = s.ca.Sign(file, fmt.Sprintf("Pejabat Portal %d", i+1), h.Title, ""); err != nil {
			return nil, "", err
		}
	}
	switch h.Fault {
	case WrongKey:
		key = "not-the-key-that-was-given-0123456789"
	case Unsigned:
		file = h.File
	case NotPDF:
		file = []byte("<html>signed</html>")
	case Tampered:
		file = bytes.Clone(file)
		file[len(h.File)/2] ^= 1
	}
	return file, key, nil
}

// Callback posts a file back with a key, and notes the answer's status.
func (s *Server) Callback(ctx context.Context, h *Handed, key string, file []byte) error {
	body, kind := io.Reader(bytes.NewReader(file)), "application/pdf"
	if s.opt.Form {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		p, err := w.CreateFormFile("file", "signed.pdf")
		if err != nil {
			return err
		}
		_, _ = p.Write(file)
		_ = w.Close()
		body, kind = &b, w.FormDataContentType()
	}
	timed, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(timed, http.MethodPost, h.CallbackURL, body)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	_ = res.Body.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	h.Answers = append(h.Answers, res.StatusCode)
	s.counts["callback"]++
	return nil
}
