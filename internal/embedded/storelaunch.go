package embedded

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// launch starts the process and waits until it is healthy.
func (s *Store) launch(ctx context.Context) (*child, error) {
	logPath := filepath.Join(s.opts.DataDir, "store.log")
	log, start, err := openLog(logPath)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	cmd := exec.Command(s.binary)
	cmd.Dir, cmd.Stdout, cmd.Stderr = "/", log, log
	cmd.Env = []string{
		"PATH=/usr/bin:/bin", "TZ=UTC", "HOME=/",
		"LENTERA_STORE_ROOT=" + s.root(),
		"LENTERA_STORE_LISTEN=" + s.Endpoint(),
		"LENTERA_STORE_ACCESS_KEY=" + s.opts.AccessKey,
		"LENTERA_STORE_SECRET_KEY=" + s.opts.SecretKey,
		"LENTERA_STORE_REGION=" + s.Region(),
		"LENTERA_STORE_PARENT_PID=" + strconv.Itoa(os.Getpid()),
	}
	c, err := spawn(cmd, syscall.SIGTERM)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", s.binary, err)
	}
	if err := s.awaitHealth(ctx, c); err != nil {
		_ = c.stop(ctx, s.keeper.signals...)
		return nil, fmt.Errorf("%w: %s", err, lastLines(logSince(logPath, start), 4))
	}
	return c, nil
}

// awaitHealth polls until the store answers. The answer counts only while our
// own process lives: another program may sit on the port.
func (s *Store) awaitHealth(ctx context.Context, c *child) error {
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	deadline := time.Now().Add(silentLimit)
	for {
		response, err := client.Get("http://" + s.Endpoint() + "/healthz")
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK && c.alive() {
				return nil
			}
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("lentera-store gave no answer within %s", silentLimit)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.exited:
			return fmt.Errorf("lentera-store ended (%v)", c.err)
		case <-time.After(pollEvery):
		}
	}
}
