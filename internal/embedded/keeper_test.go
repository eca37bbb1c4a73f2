package embedded

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestKeeperGivesUpAndSaysWhy(t *testing.T) {
	t.Parallel()
	first := true
	k := keeper{name: "test", log: quiet(), limit: 3, signals: []syscall.Signal{syscall.SIGKILL}}
	k.launch = func(context.Context) (*child, error) {
		if !first {
			return nil, errors.New("disk full")
		}
		first = false
		return spawn(exec.Command("true"), syscall.SIGKILL)
	}
	if err := k.start(context.Background()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-k.done:
	case <-time.After(10 * time.Second):
		t.Fatal("the keeper goes on for ever")
	}
	if err := k.reason(); err == nil || !strings.Contains(err.Error(), "disk full") || !strings.Contains(err.Error(), "3 attempts") {
		t.Errorf("reason: %v", err)
	}
	if err := k.stop(context.Background()); err == nil {
		t.Error("stopping afterwards still has to report what happened")
	}
}

func TestKeeperStopsWhileRestarting(t *testing.T) {
	t.Parallel()
	launches := make(chan struct{}, 10)
	k := keeper{name: "test", log: quiet(), signals: []syscall.Signal{syscall.SIGKILL}}
	k.launch = func(ctx context.Context) (*child, error) {
		launches <- struct{}{}
		if len(launches) == 1 {
			return spawn(exec.Command("true"), syscall.SIGKILL)
		}
		<-ctx.Done() // a start that hangs
		return nil, ctx.Err()
	}
	if err := k.start(context.Background()); err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*time.Second, "the second launch has begun", func() bool { return len(launches) == 2 })
	if err := k.stop(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestStopGetsHarder(t *testing.T) {
	t.Parallel()
	deaf := exec.Command("sh", "-c", "trap '' TERM; while :; do sleep 0.05; done")
	c, err := spawn(deaf, syscall.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // for the trap
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := c.stop(ctx, syscall.SIGTERM, syscall.SIGKILL); err != nil || c.alive() {
		t.Errorf("still there: %v", err)
	}
}

func TestBackoffGrowsToALimit(t *testing.T) {
	t.Parallel()
	for failures, want := range map[int]time.Duration{0: 0, 1: firstBackoff, 2: 2 * firstBackoff, 5: 16 * firstBackoff, 9: longestWait, 1000: longestWait} {
		if have := backoff(failures); have != want {
			t.Errorf("after %d failures %s, want %s", failures, have, want)
		}
	}
}
