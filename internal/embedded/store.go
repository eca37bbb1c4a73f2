package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

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
	if err := writeFile(s.addressFile(), []byte(s.Endpoint()+"\n"), 0o600); err != nil {
		return nil, errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
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

func freePort() (int, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	return port, listener.Close()
}

func (s *Store) root() string { return filepath.Join(s.opts.DataDir, "store") }

func (s *Store) addressFile() string { return filepath.Join(s.opts.DataDir, storeAddress) }

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

// Restarts counts how often the server died and was started again, for metrics.
func (s *Store) Restarts() int { return s.keeper.restarted() }

// Done is closed when the store has ended for good: after Stop, or when it
// could not be started again (then Err says why and the caller should exit).
func (s *Store) Done() <-chan struct{} { return s.keeper.done }

// Err says why the store ended for good; nil after a clean Stop. Meaningful
// only once Done is closed.
func (s *Store) Err() error { return s.keeper.reason() }

// Stop lets running requests finish until ctx ends, at least three seconds,
// and returns when the process is gone. Later calls only wait.
func (s *Store) Stop(ctx context.Context) error {
	return errors.Join(s.keeper.stop(ctx), removeFile(s.addressFile()))
}
