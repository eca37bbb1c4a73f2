package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"lentera/internal/embedded"
	"lentera/internal/embedded/storebinary"
)

const folderPrefix = "lentera-test-"

// servers are the two throw-away servers and the folder that holds them.
type servers struct {
	dir      string
	lock     *embedded.DirLock
	postgres *embedded.Postgres
	store    *embedded.Store
}

func startServers(ctx context.Context) (*servers, error) {
	binary, err := storebinary.Ensure(ctx)
	if err != nil {
		return nil, err
	}
	sweep()
	dir, err := os.MkdirTemp("", folderPrefix)
	if err != nil {
		return nil, err
	}
	s := &servers{dir: dir}
	if err := s.start(ctx, binary); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

func (s *servers) start(ctx context.Context, binary string) error {
	// The database may run as another user, who has to pass through.
	if err := os.Chmod(s.dir, 0o711); err != nil {
		return err
	}
	var err error
	if s.lock, err = embedded.Lock(s.dir); err != nil {
		return err
	}
	if s.postgres, err = embedded.StartPostgres(ctx, embedded.PostgresOptions{
		DataDir: s.dir, Fsync: false, MaxConnections: 300, Parent: filepath.Join(s.dir, "parent"),
	}); err != nil {
		return err
	}
	secrets, err := embedded.Secrets(s.dir)
	if err != nil {
		return err
	}
	s.store, err = embedded.StartStore(ctx, embedded.StoreOptions{
		DataDir: s.dir, AccessKey: secrets.S3AccessKey, SecretKey: secrets.S3SecretKey, Binary: binary,
	})
	return err
}

func (s *servers) environment() []string {
	return []string{
		"LENTERA_TEST_DATABASE_URL=" + s.postgres.DSN(),
		"LENTERA_TEST_S3_ENDPOINT=" + s.store.Endpoint(),
		"LENTERA_TEST_S3_ACCESS_KEY=" + s.store.AccessKey(),
		"LENTERA_TEST_S3_SECRET_KEY=" + s.store.SecretKey(),
	}
}

// lost is closed when a server has ended for good.
func (s *servers) lost() <-chan struct{} {
	lost := make(chan struct{})
	go func() {
		select {
		case <-s.postgres.Done():
		case <-s.store.Done():
		}
		close(lost)
	}()
	return lost
}

// stop ends what was started and removes the folder.
func (s *servers) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	var errs []error
	if s.store != nil {
		errs = append(errs, s.store.Stop(ctx))
	}
	if s.postgres != nil {
		errs = append(errs, s.postgres.Stop(ctx))
	}
	errs = append(errs, os.RemoveAll(s.dir))
	if s.lock != nil {
		errs = append(errs, s.lock.Unlock())
	}
	return errors.Join(errs...)
}

// sweep removes folders that a killed run left behind: those nobody has locked.
func sweep() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPrefix+"*"))
	for _, dir := range left {
		info, err := os.Stat(dir)
		if err != nil || time.Since(info.ModTime()) < time.Minute {
			continue // perhaps being made right now
		}
		lock, err := embedded.Lock(dir)
		if err != nil {
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(os.Stderr, "withservers:", err)
		}
		_ = lock.Unlock()
	}
}
