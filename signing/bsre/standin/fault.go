package standin

import (
	"io"
	"net/http"
	"slices"
	"time"

	"lentera/internal/mishap"
)

// The kinds of faults. "before" and "after" is whether it was signed.
const (
	Passphrase  = "passphrase"   // 2031, whatever was given; counts as a wrong try
	Unknown     = "unknown"      // 2011
	Expired     = "expired"      // the certificate's state becomes EXPIRED
	Error500    = "error_500"    // timestamp, status, error, path; not signed
	Error502    = "error_502"    // a balancer's page; not signed
	TooMany     = "too_many"     // 429
	HangBefore  = "hang_before"  // no answer, not signed
	HangAfter   = "hang_after"   // signed, no answer
	ResetBefore = "reset_before" // connection reset, not signed
	ResetAfter  = "reset_after"  // signed, connection reset
	BreakOff    = "break_off"    // signed, half of the answer, then a reset
	Short       = "short"        // one file fewer than sent
	Extra       = "extra"        // one file more
	NotPDF      = "not_pdf"      // one file is no PDF
	NotBase64   = "not_base64"   // one file is no base64
	Tampered    = "tampered"     // one byte of one file changed after signing
	Other       = "other"        // a file of another document, validly signed
	Unsigned    = "unsigned"     // the file as it came
	Refuse      = "refused"      // 400 with a number nobody knows
	ErrorOK     = "error_ok"     // HTTP 200 with an error member
	Latency     = mishap.Latency // answers later, by MS
)

// Kinds are the kinds of faults.
var Kinds = []string{Passphrase, Unknown, Expired, Error500, Error502, TooMany, HangBefore, HangAfter, ResetBefore, ResetAfter, BreakOff,
	Short, Extra, NotPDF, NotBase64, Tampered, Other, Unsigned, Refuse, ErrorOK, Latency}

// Fault is one switch: for the Next calls of Op, or with probability P for
// all. Op is an operation, or "*" for those that sign.
type Fault = mishap.Fault

// ParseFault reads op:kind:0.2 (probability), op:kind:3x (the next three) and
// op:latency:0.5:200 (milliseconds).
func ParseFault(text string) (Fault, error) {
	f, err := mishap.Parse(text)
	if err != nil {
		return f, err
	}
	return f, check(f)
}

func check(f Fault) error { return f.Check(append([]string{"*"}, Ops()...), Kinds) }

// SetFaults replaces the switches.
func (s *Server) SetFaults(faults ...Fault) error {
	for _, f := range faults {
		if err := check(f); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = slices.Clone(faults)
	return nil
}

// Faults are the switches as they stand; Next counts down.
func (s *Server) Faults() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.faults)
}

func (s *Server) draw(rt *route) (wait time.Duration, kind string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return mishap.Draw(s.faults, s.chance.Float64, func(f Fault) bool { return f.Op == rt.op || f.Op == "*" && rt.signs }, func(kind string) { s.counts["fault:"+kind]++ })
}

// serve answers a call with what befalls it.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, rt *route, arg string) {
	wait, kind := s.draw(rt)
	if wait > 0 {
		s.hold(r, wait)
	}
	switch kind {
	case ResetBefore:
		mishap.Reset(w)
		return
	case HangBefore:
		_, _ = io.Copy(io.Discard, r.Body) // the server notices a caller who leaves only then
		s.hold(r, s.opt.Hold)
		mishap.Reset(w)
		return
	case Error500, Error502, TooMany, ErrorOK, Refuse:
		before(kind, r).write(w)
		return
	}
	a := rt.handle(s, r, arg, kind)
	s.count("done:" + rt.op)
	switch kind {
	case ResetAfter:
		mishap.Reset(w)
	case HangAfter:
		s.hold(r, s.opt.Hold)
		mishap.Reset(w)
	case BreakOff:
		a.breakOff(w)
	default:
		a.write(w)
	}
}

func before(kind string, r *http.Request) answer {
	switch kind {
	case Error500:
		return answer{status: 500, body: map[string]any{"timestamp": "2026-07-01T02:00:00.000+00:00", "status": 500, "error": "Internal Server Error", "path": r.URL.Path}}
	case Error502:
		return answer{status: 502, bytes: []byte("<html><body><h1>502 Bad Gateway</h1></body></html>"), mime: "text/html"}
	case TooMany:
		return refusal(429, "Terlalu banyak permintaan", 0)
	case ErrorOK:
		return refusal(200, "Dokumen tidak dapat diproses", 1999)
	}
	return refusal(400, "Dokumen ditolak oleh stand-in", 1999)
}

func (s *Server) hold(r *http.Request, d time.Duration) {
	select {
	case <-time.After(d):
	case <-r.Context().Done():
	case <-s.closed:
	}
}
