package lab

import (
	"context"
	"os"
	"path/filepath"
)

// InThrowaway opens a school of n learners on a data folder of its own, lets
// do work with it, and takes server and folder down again, however do ended.
func InThrowaway(ctx context.Context, binary string, n, questions int, do func(*School) error) error {
	dir, err := os.MkdirTemp("", "lentera-lab-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // the database's own user must pass through
		return err
	}
	server, err := NewServer(binary, filepath.Join(dir, "data"))
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	school, err := Open(ctx, server, n, questions)
	if err != nil {
		return err
	}
	return do(school)
}
