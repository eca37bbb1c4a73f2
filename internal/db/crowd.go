package db

import (
	"context"
	"math/rand/v2"
	"time"

	"lentera/internal/fault"
)

// patience is how long a request waits for a connection before it is told to
// come back. It is shorter than a statement may take and than a request lives:
// better to say so early than to time out late and have done the work for
// nobody.
const patience = 2 * time.Second

// crowd stands before a pool. database/sql lets anybody of those who wait go
// next and knows no end of waiting; here the first who came goes next, and
// a quarter of the connections is kept for what comes first (First).
type crowd struct {
	all, ordinary           chan struct{}
	patience                time.Duration // 0: as long as the context lives
	leaveFirst, leaveBehind func()
}

func newCrowd(conns int, patience time.Duration) *crowd {
	c := &crowd{all: make(chan struct{}, conns), ordinary: make(chan struct{}, max(1, conns-conns/4)), patience: patience}
	c.leaveFirst = func() { <-c.all }
	c.leaveBehind = func() { <-c.all; <-c.ordinary }
	return c
}

type firstKey struct{}

// First marks the work of a context as what must not wait behind reading and
// browsing: an answer that is saved, an attempt that is handed in, and looking
// up who asks. It may use every connection.
func First(ctx context.Context) context.Context { return context.WithValue(ctx, firstKey{}, true) }

// enter waits for a connection's worth of room. It refuses with
// fault.ErrCrowded and a time that is not the same for all, or with the
// context's error.
func (c *crowd) enter(ctx context.Context) (leave func(), err error) {
	if ctx.Value(firstKey{}) != nil {
		return c.leaveFirst, c.wait(ctx, c.all)
	}
	if err := c.wait(ctx, c.ordinary); err != nil {
		return nil, err
	}
	if err := c.wait(ctx, c.all); err != nil {
		<-c.ordinary
		return nil, err
	}
	return c.leaveBehind, nil
}

func (c *crowd) wait(ctx context.Context, room chan struct{}) error {
	select {
	case room <- struct{}{}:
		return nil
	default:
	}
	var enough <-chan time.Time
	if c.patience > 0 {
		timer := time.NewTimer(c.patience)
		defer timer.Stop()
		enough = timer.C
	}
	select {
	case room <- struct{}{}:
		return nil
	case <-enough:
		return fault.ErrCrowded.After(time.Second + rand.N(4*time.Second))
	case <-ctx.Done():
		return ctx.Err()
	}
}
