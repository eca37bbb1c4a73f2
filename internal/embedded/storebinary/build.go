// Package storebinary builds the lentera-store program for tests, from the
// checkout they run in. The first build takes about two minutes of processor
// time, later ones a second.
package storebinary

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Ensure returns the path of an up-to-date lentera-store: LENTERA_STORE_BIN if
// set, otherwise bin/lentera-store of this checkout, built from its sources.
// Processes that ask at the same time wait for one build.
func Ensure(ctx context.Context) (string, error) {
	if set := os.Getenv("LENTERA_STORE_BIN"); set != "" {
		return set, nil
	}
	root, err := checkout()
	if err != nil {
		return "", err
	}
	bin := filepath.Join(root, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return "", err
	}
	lock, err := os.OpenFile(filepath.Join(bin, ".lentera-store.lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	target := filepath.Join(bin, "lentera-store")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", target, ".")
	cmd.Dir = filepath.Join(root, "cmd", "lentera-store")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build lentera-store: %w\n%s", err, out)
	}
	return target, nil
}

// checkout is the directory above the working directory that holds cmd/lentera-store.
func checkout() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "cmd", "lentera-store", "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("not inside a checkout of Lentera")
		}
	}
}
