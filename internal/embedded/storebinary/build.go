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

	"lentera/internal/embedded"
)

// Ensure returns the path of lentera-store, building bin/lentera-store of this
// checkout when it is nowhere. Processes that ask at the same time wait for one
// build.
func Ensure(ctx context.Context) (string, error) {
	if path, err := embedded.FindStore(""); err == nil {
		return path, nil
	}
	root, err := checkout()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Join(root, "bin"), 0o755); err != nil {
		return "", err
	}
	lock, err := os.OpenFile(filepath.Join(root, "bin", ".lentera-store.lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	if path, err := embedded.FindStore(""); err == nil {
		return path, nil
	}
	target := filepath.Join(root, "bin", "lentera-store")
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
