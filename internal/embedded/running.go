package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const (
	postgresAddress = "postgres.address"
	storeAddress    = "store.address"
)

// ErrNotRunning is returned by FindRunning when nobody serves the data folder.
var ErrNotRunning = errors.New("no Lentera process is serving this data folder")

// Running are the servers another process keeps for a data folder.
type Running struct {
	DatabaseURL string // as Postgres.DSN
	S3Endpoint  string // as Store.Endpoint; the keys are in Secrets
}

// FindRunning is for the short commands (import, admin) that an operator runs
// beside a running `lentera serve`: it gives the servers that process keeps,
// without starting or locking anything. Refused with ErrNotRunning when the
// folder is not in use; then the command starts its own under Lock. Only the
// user who runs the servers, and root, can connect to them.
func FindRunning(dataDir string) (Running, error) {
	inUse, err := isLocked(filepath.Join(dataDir, lockFile))
	if err != nil {
		return Running{}, err
	}
	if !inUse {
		return Running{}, fmt.Errorf("%w: %s", ErrNotRunning, dataDir)
	}
	database, err := os.ReadFile(filepath.Join(dataDir, postgresAddress))
	if err != nil {
		return Running{}, fmt.Errorf("the database of %s is not ready: %w", dataDir, err)
	}
	store, err := os.ReadFile(filepath.Join(dataDir, storeAddress))
	if err != nil {
		return Running{}, fmt.Errorf("the object store of %s is not ready: %w", dataDir, err)
	}
	return Running{
		DatabaseURL: strings.TrimSpace(string(database)),
		S3Endpoint:  strings.TrimSpace(string(store)),
	}, nil
}

// isLocked tells whether somebody holds the lock. It asks for a shared lock, so
// that two askers do not mistake each other for a holder, and keeps it only for
// an instant.
func isLocked(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}
