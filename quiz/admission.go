package quiz

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
)

// How starts are paced. Half of the request pool's connections at most work on
// starts, so that saves always find one; a start waits a moment inside its
// request and is then told its place and when to come back.
const (
	startLanes    = 8
	startPatience = 1500 * time.Millisecond
	ticketLife    = 45 * time.Second // of somebody who does not come back
	longestWait   = 30 * time.Second // told at most; the place is kept longer
)

// gate paces starts in the order in which learners first came. Who comes back
// keeps the place; who waits inside a request is let in before who is away.
// It holds nothing that must survive a restart.
type gate struct {
	mu    sync.Mutex
	busy  int
	queue []*ticket
	took  time.Duration // of a start, a running average
	now   func() time.Time
}

type ticket struct {
	person uuid.UUID
	seen   time.Time
	ready  chan struct{} // closed when let in; nil while nobody waits
	in     bool
}

func newGate() *gate { return &gate{took: 10 * time.Millisecond, now: time.Now} }

// enter lets a start in, at once or after a moment; leave must then be called.
// It refuses with ErrStartQueue, with the place and when to come back.
func (g *gate) enter(ctx context.Context, person uuid.UUID) (leave func(), err error) {
	t, in, wait := g.ask(person)
	if in {
		return g.leaver(), nil
	}
	if ready := g.readyOf(t); wait <= startPatience {
		timer := time.NewTimer(startPatience)
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
		return g.leaver(), nil
	}
	t.ready, t.seen = nil, g.now()
	place := slices.Index(g.queue, t) + 1
	wait = g.estimate(place)
	return nil, ErrStartQueue.After(wait).Fact("place", place).Fact("seconds", int(math.Ceil(wait.Seconds())))
}

func (g *gate) readyOf(t *ticket) <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return t.ready
}

// ask takes a place, or lets in when a lane is free and nobody waits before.
// The ticket's members are read under the lock alone from then on.
func (g *gate) ask(person uuid.UUID) (t *ticket, in bool, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	g.queue = slices.DeleteFunc(g.queue, func(t *ticket) bool { return t.ready == nil && now.Sub(t.seen) > ticketLife })
	i := slices.IndexFunc(g.queue, func(t *ticket) bool { return t.person == person && t.ready == nil })
	if i < 0 {
		g.queue = append(g.queue, &ticket{person: person})
		i = len(g.queue) - 1
	}
	t = g.queue[i]
	t.seen = now
	before := slices.ContainsFunc(g.queue[:i], func(t *ticket) bool { return t.ready != nil })
	if g.busy < startLanes && !before {
		g.letIn(i)
		return t, true, 0
	}
	t.ready = make(chan struct{})
	return t, false, g.estimate(i + 1)
}

func (g *gate) letIn(i int) {
	t := g.queue[i]
	g.queue = slices.Delete(g.queue, i, i+1)
	g.busy++
	t.in = true
	if t.ready != nil {
		close(t.ready)
	}
}

// leaver measures the start and lets the next ones in.
func (g *gate) leaver() func() {
	began := g.now()
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.took += (g.now().Sub(began) - g.took) / 16
		g.busy--
		for g.busy < startLanes {
			i := slices.IndexFunc(g.queue, func(t *ticket) bool { return t.ready != nil })
			if i < 0 {
				return
			}
			g.letIn(i)
		}
	}
}

func (g *gate) estimate(place int) time.Duration {
	return min(max(time.Duration(place)*g.took/startLanes, 100*time.Millisecond), longestWait)
}
