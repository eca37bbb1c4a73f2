// Package gate is a fair queue before work that many ask for at once: starts of
// a test, sign-ins. It is a leaf and knows neither HTTP nor a feature. A few
// work at a time; who comes later waits a moment inside the request, in the
// order of coming, or is told a place and when to ask again. ADR 0031 says why.
//
// It holds nothing that must survive a restart.
package gate

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

const (
	soonest = time.Second      // Retry-After counts whole seconds
	latest  = 10 * time.Second // so that the place on a screen moves, and a lane never idles long
	grace   = 30 * time.Second // beyond what was told, before a place is given up
)

// Options say how a gate paces.
type Options struct {
	Lanes    int           // at work at once; at least 1
	Patience time.Duration // a wait at most this long happens inside the request
	Most     int           // places; further callers are told one beyond the last and keep none. 0: 10,000
}

// Gate paces in the order in which callers first came. Who comes back keeps the
// place; who waits inside a request is let in before who is away.
type Gate struct {
	opt Options

	mu    sync.Mutex
	busy  int
	queue []*ticket
	// gap is the time between two departures while every lane was taken: what
	// one place costs, measured. It is a running average of about 16.
	gap   time.Duration
	since time.Time // when the present gap began: the last departure, or when the last lane was taken
	now   func() time.Time
}

type ticket struct {
	who   string
	until time.Time     // when a place is given up, of somebody who is away
	ready chan struct{} // closed when let in; nil while nobody waits
	in    bool
}

// New makes a gate that nobody has asked yet.
func New(o Options) *Gate {
	o.Lanes = max(o.Lanes, 1)
	if o.Most == 0 {
		o.Most = 10_000
	}
	return &Gate{opt: o, gap: 10 * time.Millisecond, now: time.Now}
}

// Wait is the answer to who is not let in yet. It is an error.
type Wait struct {
	Place int           // 1 is next
	For   time.Duration // until this place's turn, from the measured pace
	Again time.Duration // when to ask again, at the latest half of For: the pace may grow
}

func (w *Wait) Error() string { return fmt.Sprintf("gate: place %d, about %v", w.Place, w.For) }

// Enter lets in, at once or after a wait inside the request; leave must then be
// called, once. It refuses with a *Wait; asking again as the same who keeps the
// place. A caller whose context ends while it waits keeps the place as well.
func (g *Gate) Enter(ctx context.Context, who string) (leave func(), err error) {
	t, ready, wait := g.ask(who)
	if t == nil {
		return nil, wait
	}
	if ready == nil {
		return g.leave, nil
	}
	if wait.For <= g.opt.Patience {
		timer := time.NewTimer(g.opt.Patience)
		defer timer.Stop()
		select {
		case <-ready:
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if t.in {
		return g.leave, nil
	}
	wait = g.waitAt(slices.Index(g.queue, t))
	t.ready, t.until = nil, g.now().Add(wait.Again+grace)
	return nil, wait
}

// ask lets in when a lane is free and nobody waits before (ready is nil), or
// takes a place. Without a ticket there was none left.
func (g *Gate) ask(who string) (t *ticket, ready <-chan struct{}, wait *Wait) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	g.queue = slices.DeleteFunc(g.queue, func(t *ticket) bool { return t.ready == nil && now.After(t.until) })
	i := slices.IndexFunc(g.queue, func(t *ticket) bool { return t.who == who && t.ready == nil })
	if i < 0 {
		if len(g.queue) >= g.opt.Most {
			return nil, nil, g.waitAt(len(g.queue))
		}
		g.queue = append(g.queue, &ticket{who: who})
		i = len(g.queue) - 1
	}
	t = g.queue[i]
	if g.busy < g.opt.Lanes && !slices.ContainsFunc(g.queue[:i], func(t *ticket) bool { return t.ready != nil }) {
		g.letIn(i)
		return t, nil, nil
	}
	t.ready = make(chan struct{})
	return t, t.ready, g.waitAt(i)
}

func (g *Gate) letIn(i int) {
	t := g.queue[i]
	g.queue = slices.Delete(g.queue, i, i+1)
	t.in = true
	if g.busy++; g.busy == g.opt.Lanes {
		g.since = g.now()
	}
	if t.ready != nil {
		close(t.ready)
	}
}

// leave measures the pace and lets the next in.
func (g *Gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.busy == g.opt.Lanes {
		g.gap += (g.now().Sub(g.since) - g.gap) / 16
	}
	g.busy--
	for g.busy < g.opt.Lanes {
		i := slices.IndexFunc(g.queue, func(t *ticket) bool { return t.ready != nil })
		if i < 0 {
			return
		}
		g.letIn(i)
	}
}

// waitAt is what the i-th of the queue, counted from 0, must be told.
func (g *Gate) waitAt(i int) *Wait {
	wait := time.Duration(i+1) * g.gap
	return &Wait{Place: i + 1, For: wait, Again: min(max(wait/2, soonest), latest)}
}
