package standin

import (
	"io"
	"net/http"
	"slices"
	"time"

	"lentera/internal/mishap"
)

// The kinds of faults. "before" and "after" is whether the call was processed.
const (
	Latency      = mishap.Latency   // answers later, by MS
	ResetBefore  = "reset_before"   // connection reset, not processed
	ResetAfter   = "reset_after"    // connection reset, processed
	HangAfter    = "hang_after"     // processed, then no answer: the caller's time-out
	HTML502      = "html_502"       // the balancer's page, not processed
	HTML502After = "html_502_after" // the balancer's page, processed
	RuntimeError = "runtime_error"  // gateway: Runtime Error, not processed
	Suspended    = "suspended"      // gateway: Runtime Error, SUSPENDED
	Refuse       = "refused"        // success:false
	MapString    = "map_string"     // success:false, the reason in mapData
	Unauthorized = "unauthorized"   // 401 900901 Invalid Credentials
	JWTExpired   = "jwt_expired"    // 401 invalid or expired jwt, all SSO tokens dropped
	Mismatch     = "mismatch"       // Token SSO mismatch
	IPDenied     = "ip_denied"      // 403
	TooMany      = "too_many"       // 429
	ErrorTrue    = "error_true"     // {"Error":"true"}
)

// Kinds are the kinds of faults.
var Kinds = []string{Latency, ResetBefore, ResetAfter, HangAfter, HTML502, HTML502After, RuntimeError, Suspended, Refuse, MapString, Unauthorized, JWTExpired, Mismatch, IPDenied, TooMany, ErrorTrue}

// Fault is one switch: for the Next calls of Op, or with probability P for all.
// Op is an operation, "*" (all but tokens), "read" or "write".
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

func check(f Fault) error { return f.Check(append([]string{"*", "read", "write"}, Ops()...), Kinds) }

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

// draw decides what befalls a call: a wait, and at most one other fault.
func (s *Server) draw(rt *route) (wait time.Duration, kind string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return mishap.Draw(s.faults, s.chance.Float64, func(f Fault) bool { return hits(f, rt) }, func(kind string) { s.counts["fault:"+kind]++ })
}

func hits(f Fault, rt *route) bool {
	if !rt.write && (f.Kind == Refuse || f.Kind == MapString) {
		return false // a read has no success to deny
	}
	switch f.Op {
	case "*":
		return rt.zone != zoneToken
	case "read":
		return rt.zone != zoneToken && !rt.write
	case "write":
		return rt.write
	}
	return f.Op == rt.op
}

// serve processes a call with what befalls it.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, rt *route, arg string) {
	wait, kind := s.draw(rt)
	if wait > 0 {
		select {
		case <-time.After(wait):
		case <-r.Context().Done():
		}
	}
	if kind == ResetBefore {
		mishap.Reset(w)
		return
	}
	if a, hit := s.faultBefore(kind); hit {
		a.write(w)
		return
	}
	if rt.zone != zoneToken {
		if a := s.checkTokens(r, rt.zone); a != nil {
			a.write(w)
			return
		}
	}
	if kind == Refuse {
		answer{status: 200, body: map[string]any{"success": false, "message": "Data ditolak oleh stand-in"}}.write(w)
		return
	}
	if kind == MapString {
		answer{status: 200, body: map[string]any{"success": false, "message": "failed", "mapData": "Data ditolak oleh stand-in (mapData)"}}.write(w)
		return
	}
	a := rt.handle(s, r, arg)
	s.count("done:" + rt.op)
	if rt.write {
		if err := s.keepAll(); err != nil {
			a = answer{status: 500, body: map[string]any{"success": false, "message": err.Error()}}
		}
	}
	switch kind {
	case ResetAfter:
		mishap.Reset(w)
	case HangAfter:
		_, _ = io.Copy(io.Discard, r.Body) // the server notices a caller who leaves only then
		select {
		case <-time.After(s.opt.Hold):
		case <-r.Context().Done():
		}
		mishap.Reset(w)
	case HTML502After:
		page502().write(w)
	default:
		a.write(w)
	}
}

func page502() answer {
	return answer{status: 502, bytes: []byte("<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"), mime: "text/html"}
}

func (s *Server) faultBefore(kind string) (answer, bool) {
	switch kind {
	case HTML502:
		return page502(), true
	case RuntimeError:
		return answer{status: 500, body: gateway(101503, "Runtime Error", "Error connecting to the back end")}, true
	case Suspended:
		return answer{status: 503, body: gateway(303001, "Runtime Error", "Currently, Address endpoint : [ Name : siasn ] [ State : SUSPENDED ]")}, true
	case Unauthorized:
		return answer{status: 401, body: gateway(900901, "Invalid Credentials", "Access failure for API.")}, true
	case JWTExpired:
		s.Expire(false, true)
		return answer{status: 401, body: map[string]any{"message": "invalid or expired jwt"}}, true
	case Mismatch:
		return answer{status: 400, body: map[string]any{"data": "Token SSO mismatch"}}, true
	case IPDenied:
		return answerDenied(), true
	case TooMany:
		return answer{status: 429, body: gateway(900802, "Message throttled out", "You have exceeded your quota")}, true
	case ErrorTrue:
		return answer{status: 200, body: map[string]any{"Error": "true", "Message": "Terjadi kesalahan pada stand-in"}}, true
	}
	return answer{}, false
}
