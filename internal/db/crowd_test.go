package db

import (
	"context"
	"errors"
	"testing"
	"time"

	"lentera/internal/fault"
)

func mustEnter(t *testing.T, ctx context.Context, c *crowd) func() {
	t.Helper()
	leave, err := c.enter(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return leave
}

// What comes first finds room when reading has taken all it may, and both find
// it again when the others leave.
func TestTheLastConnectionsAreForWhatComesFirst(t *testing.T) {
	c, ordinary := newCrowd(8, 20*time.Millisecond), context.Background()
	first := First(ordinary)
	var leave []func()
	for range 6 {
		leave = append(leave, mustEnter(t, ordinary, c))
	}
	began := time.Now()
	_, err := c.enter(ordinary)
	if f := fault.Of(err); !errors.Is(err, fault.ErrCrowded) || f.RetryAfter < time.Second || f.RetryAfter > 5*time.Second || time.Since(began) < 20*time.Millisecond {
		t.Fatalf("%v, come back in %v, after %v", err, f.RetryAfter, time.Since(began))
	}
	leave = append(leave, mustEnter(t, first, c), mustEnter(t, first, c))
	if _, err := c.enter(first); !errors.Is(err, fault.ErrCrowded) {
		t.Error(err)
	}
	for _, l := range leave {
		l()
	}
	if len(c.all) != 0 || len(c.ordinary) != 0 {
		t.Errorf("left behind: %d, %d", len(c.all), len(c.ordinary))
	}
	// Saves may fill everything; reading then waits, and leaves nothing behind.
	for range 8 {
		defer mustEnter(t, first, c)()
	}
	if _, err := c.enter(ordinary); !errors.Is(err, fault.ErrCrowded) || len(c.ordinary) != 0 {
		t.Error(err, len(c.ordinary))
	}
}

func TestTheFirstWhoCameGoesNext(t *testing.T) {
	c, ctx := newCrowd(1, time.Minute), context.Background()
	leave := mustEnter(t, ctx, c)
	order := make(chan int, 10)
	for i := range 10 {
		go func() {
			l, err := c.enter(ctx)
			if err != nil {
				t.Error(err)
			}
			order <- i
			l()
		}()
		time.Sleep(5 * time.Millisecond) // until it waits
	}
	leave()
	for i := range 10 {
		if got := <-order; got != i {
			t.Fatalf("%d went where it was the turn of %d", got, i)
		}
	}
}

func TestWaitingForRoomEndsWithTheRequest(t *testing.T) {
	c := newCrowd(1, 0)
	defer mustEnter(t, context.Background(), c)()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := c.enter(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
