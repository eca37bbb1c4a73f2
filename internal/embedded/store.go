package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// ErrNoStore is returned by StartStore when the lentera-store program is not
// built. Its text names the one command that builds it.
var ErrNoStore = errors.New("the program lentera-store is missing; build it with " +
	"`cd cmd/lentera-store && go build -trimpath -ldflags \"-s -w\" -o ../../bin/lentera-store .`, " +
	"or set LENTERA_STORE_BIN to where it is")

// StoreOptions say where and how the private object store runs. DataDir and
// the two keys are required.
type StoreOptions struct {
	DataDir   string       // the data folder; the caller holds its Lock
	AccessKey string       // the only account of the store
	SecretKey string       // its secret; handed over by environment, never as an argument
	Log       *slog.Logger // nil means slog.Default()
	Binary    string       // the lentera-store program; "" means LENTERA_STORE_BIN, then a search
	Port      int          // 0 means any free port
}

// Store is the running private object store. Safe for concurrent use.
type Store struct {
	opts   StoreOptions
	binary string
	port   int
	keeper keeper
}

// StartStore starts the object store on 127.0.0.1, waits until it is healthy
// and from then on restarts it, on the same port, whenever it dies, until
// Stop. The caller must hold the Lock of opts.DataDir. ctx bounds the start
// only. Refused: program not found (ErrNoStore), keys missing.
func StartStore(ctx context.Context, opts StoreOptions) (*Store, error) {
	if opts.DataDir == "" || opts.AccessKey == "" || opts.SecretKey == "" {
		return nil, errors.New("embedded store: data folder, access key and secret key are required")
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	s := &Store{opts: opts, port: opts.Port}
	var err error
	if s.opts.DataDir, err = filepath.Abs(opts.DataDir); err != nil {
		return nil, err
	}
	if s.binary, err = FindStore(opts.Binary); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.root(), 0o700); err != nil {
		return nil, err
	}
	s.keeper = keeper{
		name: "store", log: opts.Log, launch: s.launch,
		signals: []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL},
	}
	if err := s.startSomewhere(ctx); err != nil {
		return nil, fmt.Errorf("embedded store: %w", err)
	}
	return s, nil
}

// startSomewhere takes a free port. Another process may take it first, so a
// few are tried unless the caller named one.
func (s *Store) startSomewhere(ctx context.Context) error {
	var err error
	for range 5 {
		if s.opts.Port == 0 {
			if s.port, err = freePort(); err != nil {
				return err
			}
		}
		if err = s.keeper.start(ctx); err == nil || s.opts.Port != 0 || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// FindStore returns the path of the lentera-store program: set, or
// LENTERA_STORE_BIN, or beside this program, or bin/ of the working directory
// or of a directory above it. Refused with ErrNoStore when it is nowhere.
func FindStore(set string) (string, error) {
	if set == "" {
		set = os.Getenv("LENTERA_STORE_BIN")
	}
	if set != "" {
		if path, err := exec.LookPath(set); err == nil {
			return filepath.Abs(path)
		}
		return "", fmt.Errorf("%s cannot be run: %w", set, ErrNoStore)
	}
	var places []string
	if exe, err := os.Executable(); err == nil {
		places = append(places, filepath.Join(filepath.Dir(exe), "lentera-store"))
	}
	if wd, err := os.Getwd(); err == nil {
		for dir := wd; ; dir = filepath.Dir(dir) {
			places = append(places, filepath.Join(dir, "bin", "lentera-store"))
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	for _, place := range places {
		if path, err := exec.LookPath(place); err == nil {
			return path, nil
		}
	}
	return "", ErrNoStore
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	return port, listener.Close()
}

func (s *Store) root() string { return filepath.Join(s.opts.DataDir, "store") }

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

// Endpoint is host:port of the store, plain HTTP; it stays the same over restarts.
func (s *Store) Endpoint() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// Region is the region to sign requests for.
func (s *Store) Region() string { return "us-east-1" }

// AccessKey is the account to sign requests with.
func (s *Store) AccessKey() string { return s.opts.AccessKey }

// SecretKey is the secret to sign requests with. Never log it.
func (s *Store) SecretKey() string { return s.opts.SecretKey }

// PID is the process id of the store; it changes with every restart.
func (s *Store) PID() int { return s.keeper.pid() }

// Done is closed when the store has ended for good: after Stop, or when it
// could not be started again (then Err says why and the caller should exit).
func (s *Store) Done() <-chan struct{} { return s.keeper.done }

// Err says why the store ended for good; nil after a clean Stop. Meaningful
// only once Done is closed.
func (s *Store) Err() error { return s.keeper.reason() }

// Stop lets running requests finish until ctx ends, at least three seconds,
// and returns when the process is gone. Later calls only wait.
func (s *Store) Stop(ctx context.Context) error { return s.keeper.stop(ctx) }
