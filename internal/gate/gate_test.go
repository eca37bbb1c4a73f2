package gate

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var background = context.Background()

// clock is a time that a test sets.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(1_800_000_000, c.at.Load()) }
func (c *clock) advance(d time.Duration) { c.at.Add(int64(d)) }

func withClock(o Options) (*Gate, *clock) {
	g, c := New(o), &clock{}
	g.now = c.now
	return g, c
}

func mustEnter(t *testing.T, g *Gate, who string) func() {
	t.Helper()
	leave, err := g.Enter(background, who)
	if err != nil {
		t.Fatalf("%s: %v", who, err)
	}
	return leave
}

func told(t *testing.T, g *Gate, who string) *Wait {
	t.Helper()
	_, err := g.Enter(background, who)
	var w *Wait
	if !errors.As(err, &w) {
		t.Fatalf("%s: %v, want a wait", who, err)
	}
	return w
}

// waiting waits until n stand in the queue.
func (g *Gate) waiting(n int) {
	for {
		g.mu.Lock()
		have := len(g.queue)
		g.mu.Unlock()
		if have >= n {
			return
		}
		runtime.Gosched()
	}
}

func TestLetsInByLanesAndInOrder(t *testing.T) {
	g := New(Options{Lanes: 3, Patience: time.Minute})
	var leave []func()
	for i := range 3 {
		leave = append(leave, mustEnter(t, g, fmt.Sprint("early", i)))
	}
	order := make(chan int, 50)
	for i := range 50 {
		go func() {
			l, err := g.Enter(background, fmt.Sprint(i))
			if err != nil {
				t.Error(err)
			}
			order <- i
			l()
		}()
		g.waiting(i + 1)
	}
	leave[0]()
	for i := range 50 {
		if got := <-order; got != i {
			t.Fatalf("%d came in where it was the turn of %d", got, i)
		}
	}
	leave[1]()
	leave[2]()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.busy != 0 || len(g.queue) != 0 {
		t.Errorf("left behind: %d at work, %d waiting", g.busy, len(g.queue))
	}
}

// Who is told to come back keeps the place, comes in before those who came
// later, and does not hold up others while away.
func TestAPlaceIsKeptAndHoldsUpNobody(t *testing.T) {
	g, c := withClock(Options{Lanes: 1})
	g.gap = time.Minute // so that nobody waits inside
	leave := mustEnter(t, g, "at work")
	a, b := told(t, g, "a"), told(t, g, "b")
	if a.Place != 1 || b.Place != 2 || told(t, g, "a").Place != 1 || told(t, g, "b").Place != 2 {
		t.Error("a place was lost")
	}
	leave()
	mustEnter(t, g, "b")() // a is away
	leave = mustEnter(t, g, "c")
	if w := told(t, g, "d"); w.Place != 2 {
		t.Errorf("d has place %d, a and d wait", w.Place)
	}
	leave()
	leave = mustEnter(t, g, "e")
	defer leave()
	c.advance(latest + grace + time.Second)
	if w := told(t, g, "f"); w.Place != 1 {
		t.Errorf("the place of somebody gone for good is kept: f has %d", w.Place)
	}
}

// The estimate is the measured pace: 50 ms between two departures make two
// seconds of forty places, whatever the lanes and the length of each stay.
func TestTheEstimateIsTheMeasuredPace(t *testing.T) {
	for _, lanes := range []int{1, 4, 8} {
		g, c := withClock(Options{Lanes: lanes})
		var at []func()
		for i := range lanes {
			at = append(at, mustEnter(t, g, fmt.Sprint("first", i)))
		}
		for i := range 200 { // each stays 50 ms times the lanes
			c.advance(50 * time.Millisecond)
			at[0]()
			at = append(at[1:], mustEnter(t, g, fmt.Sprint(i)))
		}
		var w *Wait
		for i := range 40 {
			w = told(t, g, fmt.Sprint("later", i))
		}
		if w.Place != 40 || w.For < 1900*time.Millisecond || w.For > 2100*time.Millisecond {
			t.Errorf("%d lanes: place %d in %v", lanes, w.Place, w.For)
		}
		// An hour in which nobody comes is not part of the pace.
		for _, leave := range at {
			leave()
		}
		c.advance(time.Hour)
		for i := range lanes {
			defer mustEnter(t, g, fmt.Sprint("next", i))()
		}
		if again := told(t, g, "later0"); again.For > 100*time.Millisecond {
			t.Errorf("%d lanes: after an idle hour the first waits %v", lanes, again.For)
		}
	}
}

// Who is told to come back is told so early enough to be there when it is
// their turn, often enough to see the place move, and never at once.
func TestComingBack(t *testing.T) {
	g, _ := withClock(Options{Lanes: 1})
	defer mustEnter(t, g, "at work")()
	for _, at := range []struct{ gap, wait, again time.Duration }{
		{time.Millisecond, time.Millisecond, soonest}, {3 * time.Second, 3 * time.Second, 1500 * time.Millisecond},
		{time.Minute, time.Minute, latest},
	} {
		g.gap = at.gap
		if w := told(t, g, "a"); w.For != at.wait || w.Again != at.again {
			t.Errorf("%+v: %+v", at, w)
		}
	}
}

func TestPatienceEndsInsideTheRequest(t *testing.T) {
	g := New(Options{Lanes: 1, Patience: 50 * time.Millisecond})
	leave := mustEnter(t, g, "at work")
	began := time.Now()
	if w := told(t, g, "a"); w.Place != 1 || time.Since(began) < 50*time.Millisecond {
		t.Errorf("place %d after %v", w.Place, time.Since(began))
	}
	ctx, cancel := context.WithCancel(background)
	cancel()
	if _, err := g.Enter(ctx, "b"); err == nil {
		t.Error("a request that ended came in")
	}
	leave()
	mustEnter(t, g, "b")() // nobody waits inside: nothing was left behind
	mustEnter(t, g, "a")()
}

func TestAFullQueueTakesNoMore(t *testing.T) {
	g, _ := withClock(Options{Lanes: 1, Most: 2})
	g.gap = time.Minute
	defer mustEnter(t, g, "at work")()
	told(t, g, "a")
	told(t, g, "b")
	if w := told(t, g, "c"); w.Place != 3 || len(g.queue) != 2 {
		t.Errorf("place %d, %d in the queue", w.Place, len(g.queue))
	}
}

// The same person twice, in two tabs, is two callers: neither takes the other's
// turn away, and nothing hangs.
func TestTheSameTwice(t *testing.T) {
	g := New(Options{Lanes: 1, Patience: time.Minute})
	leave := mustEnter(t, g, "at work")
	var all sync.WaitGroup
	for i := range 2 {
		all.Go(func() { mustEnter(t, g, "a")() })
		g.waiting(i + 1)
	}
	leave()
	all.Wait()
}

// Everybody who obeys gets in, about in the order of coming; never more at once
// than there are lanes; and nobody asks in a busy loop, because nobody is told
// to come back sooner than in a second.
func TestUnderLoadNobodyStarves(t *testing.T) {
	const people, lanes = 300, 4
	g := New(Options{Lanes: lanes, Patience: 20 * time.Millisecond})
	var in, most, done, asked atomic.Int64
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			for {
				asked.Add(1)
				leave, err := g.Enter(background, fmt.Sprint(i))
				var w *Wait
				if errors.As(err, &w) {
					if w.Again < soonest || w.Place < 1 || w.Place > people {
						t.Errorf("%+v", w)
					}
					time.Sleep(w.Again / 20) // a second of this test is 50 ms
					continue
				}
				now := in.Add(1)
				for was := most.Load(); now > was && !most.CompareAndSwap(was, now); was = most.Load() {
				}
				time.Sleep(2 * time.Millisecond)
				in.Add(-1)
				done.Add(1)
				leave()
				return
			}
		})
	}
	all.Wait()
	if most.Load() > lanes || done.Load() != people || asked.Load() > 20*people {
		t.Errorf("%d at once, %d done, asked %d times", most.Load(), done.Load(), asked.Load())
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.busy != 0 || len(g.queue) != 0 {
		t.Errorf("left behind: %d at work, %d waiting", g.busy, len(g.queue))
	}
}
