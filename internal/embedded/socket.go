package embedded

import (
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

const socketPrefix = "lentera-pg-"

// socketDir makes the directory of the unix socket: private, and with a path
// so short that the socket stays below the 107 bytes a socket's name may have.
func socketDir(p place) (string, error) {
	parent := os.TempDir()
	if len(parent) > 60 || (p.drop && !p.user.reachable(filepath.Join(parent, "x"))) {
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, socketPrefix)
	if err != nil {
		return "", err
	}
	if p.drop {
		err = os.Chown(dir, int(p.user.uid), int(p.user.gid))
	}
	return dir, err
}

// removeOldSocket removes the socket directory of a run that was killed, once
// its server is known to be gone.
func removeOldSocket(dataDir string) {
	note, err := os.ReadFile(filepath.Join(dataDir, postgresAddress))
	if err != nil {
		return
	}
	address, err := url.Parse(strings.TrimSpace(string(note)))
	if err != nil {
		return
	}
	dir := address.Query().Get("host")
	if !strings.HasPrefix(filepath.Base(dir), socketPrefix) {
		return
	}
	// Somebody still answers there when this data folder is a copy of one in use.
	if conn, err := net.Dial("unix", filepath.Join(dir, ".s.PGSQL."+socketPort)); err == nil {
		_ = conn.Close()
		return
	}
	_ = os.RemoveAll(dir)
}

// clearSocket removes what a killed server left in the socket directory, which
// is ours alone: no server of ours runs while one is being launched.
func (pg *Postgres) clearSocket() error {
	left, err := filepath.Glob(filepath.Join(pg.socket, ".s.PGSQL.*"))
	for _, file := range left {
		err = errors.Join(err, removeFile(file))
	}
	return err
}

func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
