// Package lab drives a real, separate Lentera server over HTTP, for the fault
// test and the benchmark: it starts, kills and restarts bin/lentera on a data
// folder of its own, loads units, people and a course the way an operator
// would, and plays learners. It knows HTTP only, no feature's code.
package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"lentera/internal/embedded"
)

// Server is one bin/lentera on one data folder.
type Server struct {
	Binary  string
	DataDir string
	URL     string
	Env     []string
	addr    string
	log     *os.File
	mu      sync.Mutex
	cmd     *exec.Cmd
	gone    chan struct{}
}

// NewServer prepares a server; Start runs it. The port is free at this moment.
func NewServer(binary, dataDir string, env ...string) (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	if binary, err = filepath.Abs(binary); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dataDir, 0o755); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(dataDir, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	s := &Server{Binary: binary, DataDir: dataDir, URL: "http://" + addr, addr: addr, log: log}
	s.Env = append(os.Environ(), "LENTERA_ADDR="+addr, "LENTERA_PUBLIC_URL="+s.URL, "LENTERA_DATA_DIR="+dataDir,
		"LENTERA_LOG_LEVEL=warn", "LENTERA_MIN_STUDY_PERCENT=0", "LENTERA_DATABASE_URL=", "LENTERA_S3_ENDPOINT=")
	s.Env = append(s.Env, env...)
	return s, nil
}

// Start runs the server and waits until it is ready.
func (s *Server) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	cmd := exec.Command(s.Binary, "serve") //nolint:gosec // our own program
	cmd.Env, cmd.Stdout, cmd.Stderr = s.Env, s.log, s.log
	if err := cmd.Start(); err != nil {
		return err
	}
	s.cmd, s.gone = cmd, make(chan struct{})
	gone := s.gone
	go func() { _ = cmd.Wait(); close(gone) }()
	for {
		if s.ready() {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("server not ready: %w; its log: %s", ctx.Err(), s.Log())
		case <-gone:
			return fmt.Errorf("server ended at its start: %s", s.Log())
		case <-time.After(25 * time.Millisecond):
		}
	}
}

func (s *Server) ready() bool {
	c := http.Client{Timeout: time.Second}
	res, err := c.Get(s.URL + "/readyz")
	if err != nil {
		return false
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode == http.StatusOK
}

// Kill is SIGKILL: no farewell. It returns when the process is gone.
func (s *Server) Kill() error { return s.signal(syscall.SIGKILL) }

// Stop is SIGTERM, waited for.
func (s *Server) Stop() error { return s.signal(syscall.SIGTERM) }

func (s *Server) signal(sig syscall.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil || s.cmd.Process == nil {
		return nil
	}
	if err := s.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.gone:
	case <-time.After(30 * time.Second):
		return errors.New("the server does not end")
	}
	return nil
}

// PID is the process of the server as it runs now.
func (s *Server) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil || s.cmd.Process == nil {
		return 0
	}
	return s.cmd.Process.Pid
}

// DatabaseURL is the address of the private Postgres of the running server.
func (s *Server) DatabaseURL() (string, error) {
	r, err := embedded.FindRunning(s.DataDir)
	return r.DatabaseURL, err
}

// Log gives the end of what the server wrote.
func (s *Server) Log() string {
	text, err := os.ReadFile(filepath.Join(s.DataDir, "server.log"))
	if err != nil {
		return err.Error()
	}
	if len(text) > 4000 {
		text = text[len(text)-4000:]
	}
	return string(text)
}

// Command runs a short command of the same program on the same data folder.
func (s *Server) Command(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, s.Binary, args...) //nolint:gosec // our own program
	cmd.Env = s.Env
	out, err := cmd.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("lentera %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

var codeForm = regexp.MustCompile(`[A-Z0-9]{4}(-[A-Z0-9]{4})+`)

// CreateAdmin makes an account with the role and returns its activation code.
func (s *Server) CreateAdmin(ctx context.Context, name, email, role string) (string, error) {
	out, err := s.Command(ctx, "admin", "create", "--name", name, "--email", email, "--role", role)
	if err != nil {
		return "", err
	}
	code := codeForm.FindString(out)
	if code == "" {
		return "", fmt.Errorf("no activation code in: %s", out)
	}
	return code, nil
}
