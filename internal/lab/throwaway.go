package lab

import (
	"context"
	"os"
	"path/filepath"
)

// InThrowaway opens a school of n learners on a data folder of its own, lets
// do work with it, and takes server and folder down again, however do ended.
func InThrowaway(ctx context.Context, binary string, n, questions int, do func(*School) error) error {
	return Throwaway(binary, nil, func(server *Server) error {
		school, err := Open(ctx, server, n, questions)
		if err != nil {
			return err
		}
		return do(school)
	})
}

// Throwaway prepares a server on a data folder of its own, not yet started, and
// takes both down again, however do ended.
func Throwaway(binary string, env []string, do func(*Server) error) error {
	dir, err := os.MkdirTemp("", "lentera-lab-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // the database's own user must pass through
		return err
	}
	server, err := NewServer(binary, filepath.Join(dir, "data"), env...)
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	return do(server)
}
