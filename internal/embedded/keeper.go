package embedded

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"syscall"
	"time"
)

// Limits of the supervision. A server that stayed up for settledAfter is
// counted as healthy again; after giveUpAfter failed starts in a row (about
// four minutes with the back-off below) the keeper ends and reports why.
const (
	firstBackoff = 100 * time.Millisecond
	longestWait  = 15 * time.Second
	settledAfter = time.Minute
	giveUpAfter  = 24
)

// keeper keeps one server process running until it is stopped: whenever the
// process ends by itself, it is launched again.
type keeper struct {
	name    string
	log     *slog.Logger
	signals []syscall.Signal // to stop the process, politest first
	limit   int              // failed starts in a row before the keeper ends; 0 means giveUpAfter

	// launch starts the process and returns once it is ready for work.
	launch func(ctx context.Context) (*child, error)

	mu       sync.Mutex
	current  *child
	restarts int

	stopping chan struct{}
	stopOnce sync.Once
	stopCtx  context.Context
	done     chan struct{}
	err      error // why the keeper ended; read only after done is closed
}

// start launches the server for the first time and, when that worked, keeps
// it from then on. An error of the first launch is the caller's: it is not
// retried here.
func (k *keeper) start(ctx context.Context) error {
	k.stopping = make(chan struct{})
	k.done = make(chan struct{})
	if k.limit == 0 {
		k.limit = giveUpAfter
	}
	c, err := k.launch(ctx)
	if err != nil {
		return err
	}
	k.adopt(c)
	go k.keep(c)
	return nil
}

func (k *keeper) keep(c *child) {
	defer close(k.done)
	upSince, failures := time.Now(), 0
	for {
		select {
		case <-k.stopping:
			k.err = c.stop(k.stopCtx, k.signals...)
			return
		case <-c.exited:
		}
		if time.Since(upSince) > settledAfter {
			failures = 0
		}
		k.log.Error("server ended unexpectedly and is started again",
			"server", k.name, "pid", c.pid, "ended", fmt.Sprint(c.err))
		next, err := k.relaunch(&failures)
		if err != nil || next == nil {
			k.err = err
			return
		}
		c, upSince = next, time.Now()
		k.log.Info("server runs again", "server", k.name, "pid", c.pid)
	}
}

// relaunch tries until the server runs, the keeper is stopped (nil, nil) or
// giveUpAfter attempts failed.
func (k *keeper) relaunch(failures *int) (*child, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-k.stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	for {
		if !k.pause(backoff(*failures)) {
			return nil, nil
		}
		*failures++
		c, err := k.launch(ctx)
		if err == nil {
			k.adopt(c)
			return c, nil
		}
		if ctx.Err() != nil {
			return nil, nil
		}
		k.log.Error("server could not be started again", "server", k.name, "attempt", *failures, "err", err)
		if *failures >= k.limit {
			return nil, fmt.Errorf("%s could not be started again after %d attempts: %w", k.name, *failures, err)
		}
	}
}

// adopt makes c the current process. The first one is not a restart.
func (k *keeper) adopt(c *child) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.current != nil {
		k.restarts++
	}
	k.current = c
}

// pause waits; false means the keeper was stopped meanwhile.
func (k *keeper) pause(d time.Duration) bool {
	select {
	case <-k.stopping:
		return false
	case <-time.After(d):
		return true
	}
}

// backoff is nothing for the first restart, because people wait, then doubles.
func backoff(failures int) time.Duration {
	if failures == 0 {
		return 0
	}
	wait := firstBackoff << min(failures-1, 10)
	return min(wait, longestWait)
}

func (k *keeper) pid() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.current.pid
}

// restarted counts how often the server had to be started again.
func (k *keeper) restarted() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.restarts
}

// reason is the error the keeper ended with, nil while it runs.
func (k *keeper) reason() error {
	select {
	case <-k.done:
		return k.err
	default:
		return nil
	}
}

// stop ends the server and waits for it. Later calls only wait.
func (k *keeper) stop(ctx context.Context) error {
	k.stopOnce.Do(func() {
		k.stopCtx = ctx
		close(k.stopping)
	})
	<-k.done
	return k.err
}
