// Package mishap is the switches by which a stand-in of an outside service goes
// wrong on demand: which call, how, and how often. What each kind of fault does
// is the stand-in's own matter.
package mishap

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Latency is the one kind that all stand-ins know: the call is answered later,
// by MS, and may go wrong besides.
const Latency = "latency"

// Fault is one switch: for the Next calls of Op, or with probability P for all.
type Fault struct {
	Op   string  `json:"op"`
	Kind string  `json:"kind"`
	P    float64 `json:"p,omitempty"`
	Next int     `json:"next,omitempty"`
	MS   int     `json:"ms,omitempty"` // latency only
}

// Parse reads op:kind:0.2 (probability), op:kind:3x (the next three) and
// op:latency:0.5:200 (milliseconds). Check tells whether op and kind exist.
func Parse(text string) (f Fault, err error) {
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
	return f, nil
}

// Check refuses an operation or a kind that the stand-in does not know, and
// numbers that mean nothing.
func (f Fault) Check(ops, kinds []string) error {
	switch {
	case !slices.Contains(ops, f.Op):
		return fmt.Errorf("no operation %q; there are %s", f.Op, strings.Join(ops, ", "))
	case !slices.Contains(kinds, f.Kind):
		return fmt.Errorf("no kind of fault %q; there are %s", f.Kind, strings.Join(kinds, ", "))
	case f.P < 0 || f.P > 1 || f.Next < 0 || f.MS < 0 || f.P == 0 && f.Next == 0:
		return fmt.Errorf("a fault needs p between 0 and 1, or next")
	}
	return nil
}

// Draw decides what befalls a call: a wait, and at most one other fault. hits
// tells which switches are of this call, chance is between 0 and 1, struck hears
// of each that took effect. The caller holds the lock of the switches.
func Draw(faults []Fault, chance func() float64, hits func(Fault) bool, struck func(kind string)) (wait time.Duration, kind string) {
	for i := range faults {
		f := &faults[i]
		if !hits(*f) || kind != "" && f.Kind != Latency {
			continue
		}
		if f.Next > 0 {
			f.Next--
		} else if f.P == 0 || chance() >= f.P {
			continue
		}
		struck(f.Kind)
		if f.Kind == Latency {
			wait += time.Duration(f.MS) * time.Millisecond
		} else {
			kind = f.Kind
		}
	}
	return wait, kind
}

// Reset breaks the connection as a dying balancer does (RST, no answer).
func Reset(w http.ResponseWriter) {
	conn := Hijack(w)
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// Hijack takes the connection of an answer over; it aborts the handler where
// that cannot be done.
func Hijack(w http.ResponseWriter) net.Conn {
	h, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := h.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return conn
}
