package embedded

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// child is one running server process. It is waited for from the moment it
// starts, so it never stays behind as a zombie that looks alive to others.
type child struct {
	pid    int
	exited chan struct{} // closed after Wait returned
	err    error         // how it ended; read only after exited is closed
}

// spawn starts cmd in a process group of its own, so that a Ctrl-C in the
// terminal reaches only the parent, which stops its servers in order.
//
// The kernel sends deathSignal to the child when the *thread* that started it
// ends. The thread is therefore held by this goroutine until the child is
// gone; without that the Go runtime could retire it and kill a healthy server.
func spawn(cmd *exec.Cmd, deathSignal syscall.Signal) (*child, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	dieWithParent(cmd.SysProcAttr, deathSignal)
	started := make(chan error, 1)
	c := &child{exited: make(chan struct{})}
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		if err == nil {
			c.pid = cmd.Process.Pid
		}
		started <- err
		if err != nil {
			return
		}
		c.err = cmd.Wait()
		close(c.exited)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return c, nil
}

// alive reports whether the process has not ended yet.
func (c *child) alive() bool {
	select {
	case <-c.exited:
		return false
	default:
		return true
	}
}

// shortestGrace is given to the first, polite signal even when the caller's
// context has already ended: cutting a database short costs a recovery.
const shortestGrace = 3 * time.Second

// stop sends the signals one after the other, politest first, until the child
// is gone. The first has until ctx ends, each later one five seconds; the last
// of them should be SIGKILL.
func (c *child) stop(ctx context.Context, signals ...syscall.Signal) error {
	for i, signal := range signals {
		if !c.alive() {
			break
		}
		if err := syscall.Kill(c.pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("signal process %d: %w", c.pid, err)
		}
		if i == 0 {
			c.waitAtLeast(ctx, shortestGrace)
			continue
		}
		c.waitAtMost(5 * time.Second)
	}
	if c.alive() {
		return fmt.Errorf("process %d did not stop", c.pid)
	}
	return nil
}

// waitAtLeast waits for the child until ctx ends, but never less than grace.
func (c *child) waitAtLeast(ctx context.Context, grace time.Duration) {
	c.waitAtMost(grace)
	select {
	case <-c.exited:
	case <-ctx.Done():
	}
}

func (c *child) waitAtMost(limit time.Duration) {
	select {
	case <-c.exited:
	case <-time.After(limit):
	}
}
