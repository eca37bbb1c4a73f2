// Package limit counts visits per network address, for public doors.
package limit

import (
	"net/netip"
	"sync"
	"time"
)

// Limiter is a sliding window per network address, in memory: enough against
// scraping by one process's visitors. It is bounded: when too many addresses
// are known, stale ones are dropped, and if all are fresh the map starts anew.
type Limiter struct {
	mu     sync.Mutex
	max    int
	window time.Duration
	known  map[string]visits
}

// visits counts this window and the one before, which fades out of the count
// in proportion to the time gone by.
type visits struct {
	began        time.Time
	now, earlier int
}

const knownAddresses = 50_000

// New admits most visits within the window.
func New(most int, window time.Duration) *Limiter {
	return &Limiter{max: most, window: window, known: map[string]visits{}}
}

// Take counts one visit; wait is how long to stay away when it is one too
// many, and 0 when it is admitted. Refused visits are not counted.
func (l *Limiter) Take(address string, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := network(address)
	v := l.known[key].at(now, l.window)
	gone := now.Sub(v.began)
	weight := float64(v.earlier) * (1 - float64(gone)/float64(l.window))
	if weight+float64(v.now) >= float64(l.max) {
		return l.window - gone
	}
	v.now++
	if len(l.known) >= knownAddresses {
		l.forget(now)
	}
	l.known[key] = v
	return 0
}

// at moves the windows on to the present.
func (v visits) at(now time.Time, window time.Duration) visits {
	gone := now.Sub(v.began)
	switch {
	case v.began.IsZero(), gone >= 2*window, gone < 0:
		return visits{began: now}
	case gone >= window:
		return visits{began: v.began.Add(window), earlier: v.now}
	}
	return v
}

func (l *Limiter) forget(now time.Time) {
	for key, v := range l.known {
		if now.Sub(v.began) >= 2*l.window {
			delete(l.known, key)
		}
	}
	if len(l.known) >= knownAddresses {
		clear(l.known)
	}
}

// network is what is counted as one visitor: an IPv4 address, or the /64 that
// an IPv6 subscriber holds as a whole.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap(); a.Is4() {
		return a.String()
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}
