package quiz

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/internal/fault"
)

func TestGateLetsInByLanesAndInOrder(t *testing.T) {
	g := newGate()
	var leave []func()
	for range startLanes {
		l, err := g.enter(background, uuid.New())
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, l)
	}
	first, second := uuid.New(), uuid.New()
	order := make(chan uuid.UUID, 2)
	var all sync.WaitGroup
	for _, who := range []uuid.UUID{first, second} {
		all.Go(func() {
			l, err := g.enter(background, who)
			if err != nil {
				t.Error(err)
				return
			}
			order <- who
			l()
		})
		for { // until this one stands in the queue
			g.mu.Lock()
			n := len(g.queue)
			g.mu.Unlock()
			if n > 0 && (who == first || n > 1) {
				break
			}
			time.Sleep(time.Millisecond)
		}
	}
	leave[0]()
	all.Wait()
	if got := <-order; got != first {
		t.Error("the second came in first")
	}
	for _, l := range leave[1:] {
		l()
	}
	if g.busy != 0 || len(g.queue) != 0 {
		t.Errorf("%d busy, %d waiting", g.busy, len(g.queue))
	}
}

// Who is told to come back hears a place and a time, keeps the place, and does
// not hold up others while away.
func TestGateTellsPlaceAndKeepsIt(t *testing.T) {
	g := newGate()
	g.took = time.Minute // so that nobody waits inside
	var leave []func()
	for range startLanes {
		l, _ := g.enter(background, uuid.New())
		leave = append(leave, l)
	}
	place := func(who uuid.UUID) int {
		_, err := g.enter(background, who)
		f := fault.Of(err)
		if !errors.Is(err, ErrStartQueue) || f.RetryAfter <= 0 || f.Extra["seconds"].(int) < 1 {
			t.Fatalf("%v %+v", err, f)
		}
		return f.Extra["place"].(int)
	}
	a, b := uuid.New(), uuid.New()
	if place(a) != 1 || place(b) != 2 || place(a) != 1 {
		t.Error("a place was lost")
	}
	leave[0]()
	if l, err := g.enter(background, b); err != nil {
		t.Error("held up by somebody who is away:", err)
	} else {
		l()
	}
	g.now = func() time.Time { return time.Now().Add(2 * ticketLife) }
	if c := uuid.New(); true {
		l, err := g.enter(background, c)
		if err != nil || len(g.queue) != 0 {
			t.Error("a place is kept for ever", err, len(g.queue))
		}
		l()
	}
}

func TestGateUnderLoad(t *testing.T) {
	g := newGate()
	var mu sync.Mutex
	in, most, done := 0, 0, 0
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			who := uuid.New()
			for {
				leave, err := g.enter(context.Background(), who)
				if err != nil {
					time.Sleep(10 * time.Millisecond)
					continue
				}
				mu.Lock()
				in++
				most = max(most, in)
				mu.Unlock()
				time.Sleep(time.Millisecond)
				mu.Lock()
				in--
				done++
				mu.Unlock()
				leave()
				return
			}
		})
	}
	all.Wait()
	if most > startLanes || done != 200 || g.busy != 0 {
		t.Errorf("%d at once, %d done, %d busy", most, done, g.busy)
	}
}
