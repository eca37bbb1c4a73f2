package standin

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The kinds of faults. "before" and "after" is whether the call was processed.
const (
	Latency      = "latency"        // answers later, by MS
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
type Fault struct {
	Op   string  `json:"op"`
	Kind string  `json:"kind"`
	P    float64 `json:"p,omitempty"`
	Next int     `json:"next,omitempty"`
	MS   int     `json:"ms,omitempty"` // latency only
}

// ParseFault reads op:kind:0.2 (probability), op:kind:3x (the next three) and
// op:latency:0.5:200 (milliseconds).
func ParseFault(text string) (f Fault, err error) {
	p := strings.Split(text, ":")
	bad := fmt.Errorf("a fault is op:kind:0.2 or op:kind:3x, not %q", text)
	if len(p) < 3 || len(p) > 4 {
		return f, bad
	}
	f.Op, f.Kind = p[0], p[1]
	if n, ok := strings.CutSuffix(p[2], "x"); ok {
		f.Next, err = strconv.Atoi(n)
	} else {
		f.P, err = strconv.ParseFloat(p[2], 64)
	}
	if err == nil && len(p) == 4 {
		f.MS, err = strconv.Atoi(p[3])
	}
	if err != nil {
		return f, bad
	}
	return f, f.check()
}

func (f Fault) check() error {
	switch {
	case f.Op != "*" && f.Op != "read" && f.Op != "write" && !slices.Contains(Ops(), f.Op):
		return fmt.Errorf("no operation %q; there are *, read, write, %s", f.Op, strings.Join(Ops(), ", "))
	case !slices.Contains(Kinds, f.Kind):
		return fmt.Errorf("no kind of fault %q; there are %s", f.Kind, strings.Join(Kinds, ", "))
	case f.P < 0 || f.P > 1 || f.Next < 0 || f.MS < 0 || f.P == 0 && f.Next == 0:
		return fmt.Errorf("a fault needs p between 0 and 1, or next")
	}
	return nil
}

// SetFaults replaces the switches.
func (s *Server) SetFaults(faults ...Fault) error {
	for _, f := range faults {
		if err := f.check(); err != nil {
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
	for i := range s.faults {
		f := &s.faults[i]
		if !f.hits(rt) || kind != "" && f.Kind != Latency {
			continue
		}
		if f.Next > 0 {
			f.Next--
		} else if f.P == 0 || s.chance.Float64() >= f.P {
			continue
		}
		s.counts["fault:"+f.Kind]++
		if f.Kind == Latency {
			wait += time.Duration(f.MS) * time.Millisecond
		} else {
			kind = f.Kind
		}
	}
	return wait, kind
}

func (f *Fault) hits(rt *route) bool {
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
		reset(w)
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
		reset(w)
	case HangAfter:
		_, _ = io.Copy(io.Discard, r.Body) // the server notices a caller who leaves only then
		select {
		case <-time.After(s.opt.Hold):
		case <-r.Context().Done():
		}
		reset(w)
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

// reset breaks the connection as a dying balancer does (RST, no answer).
func reset(w http.ResponseWriter) {
	h, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := h.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
