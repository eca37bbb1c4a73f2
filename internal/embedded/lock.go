package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const lockFile = "lock"

// ErrDataDirBusy is returned by Lock while another process uses the data folder.
var ErrDataDirBusy = errors.New("another Lentera process is using this data folder")

// DirLock is the right to use a data folder, held until Unlock or the end of
// the process, however it ends.
type DirLock struct{ file *os.File }

// Lock claims dataDir, which is created if needed. Refused with ErrDataDirBusy
// while another process, or another DirLock of this one, holds it.
func Lock(dataDir string) (*DirLock, error) {
	if err := os.MkdirAll(dataDir, 0o711); err != nil {
		return nil, err
	}
	path := filepath.Join(dataDir, lockFile)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := claim(file); err != nil {
		defer func() { _ = file.Close() }()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		return nil, fmt.Errorf("%w: %s%s; stop it first or choose another folder", ErrDataDirBusy, dataDir, holder(path))
	}
	if err := noteHolder(file); err != nil {
		_ = file.Close()
		return nil, err
	}
	return &DirLock{file: file}, nil
}

// claim takes the lock. A command that only asks whether the folder is in use
// (FindRunning) holds it for an instant, so a refusal is tried again shortly.
func claim(file *os.File) error {
	var err error
	for range 6 {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

// noteHolder writes our process id into the lock, only for the sentence a
// refused process prints.
func noteHolder(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

func holder(path string) string {
	text, err := os.ReadFile(path)
	if err != nil || len(text) == 0 {
		return ""
	}
	return " (process " + strings.TrimSpace(string(text)) + ")"
}

// Unlock gives the data folder back. The file stays: removing it would let two
// processes lock two different files of the same name.
func (l *DirLock) Unlock() error { return l.file.Close() }
