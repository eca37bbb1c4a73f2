package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// ensureCluster makes the cluster if there is none. It is made in a directory
// of its own and renamed when complete, so <cluster> is always either absent
// or whole; what an interrupted attempt left behind is removed first. A
// directory that is neither empty nor a whole cluster is refused and never
// touched: it may be somebody's data.
func ensureCluster(ctx context.Context, bin binaries, p place, sync bool) error {
	parent := filepath.Dir(p.cluster)
	if err := os.MkdirAll(parent, 0o711); err != nil {
		return err
	}
	if err := removeUnfinished(parent); err != nil {
		return err
	}
	if isCluster(p.cluster) {
		return nil
	}
	if left, err := os.ReadDir(p.cluster); err == nil && len(left) > 0 {
		return fmt.Errorf("%s is not empty and not a database: move it away first", p.cluster)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	temp, err := os.MkdirTemp(parent, initPrefix)
	if err != nil {
		return err
	}
	if err := runInitdb(ctx, bin, p, temp, sync); err != nil {
		_ = os.RemoveAll(temp)
		return err
	}
	if err := os.Rename(temp, p.cluster); err != nil {
		return err
	}
	return syncDir(parent)
}

func removeUnfinished(parent string) error {
	left, err := filepath.Glob(filepath.Join(parent, initPrefix+"*"))
	if err != nil {
		return err
	}
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return nil
}

// runInitdb fills dir. Nobody but the owner may enter the socket directory
// later, therefore the cluster trusts whoever connects and has no password.
func runInitdb(ctx context.Context, bin binaries, p place, dir string, sync bool) error {
	if p.drop {
		if err := os.Chown(dir, int(p.user.uid), int(p.user.gid)); err != nil {
			return err
		}
	}
	args := []string{"-D", dir, "-U", databaseUser, "-A", "trust", "-E", "UTF8", "--locale=C", "--data-checksums"}
	if !sync {
		args = append(args, "--no-sync")
	}
	cmd := exec.Command(filepath.Join(bin.dir, "initdb"), args...)
	p.prepare(cmd)
	var out tailBuffer
	cmd.Stdout, cmd.Stderr = &out, &out
	c, err := spawn(cmd, syscall.SIGKILL)
	if err != nil {
		return fmt.Errorf("start initdb: %w", err)
	}
	select {
	case <-c.exited:
	case <-ctx.Done():
		_ = c.stop(ctx, syscall.SIGTERM, syscall.SIGKILL)
		return fmt.Errorf("initdb: %w", ctx.Err())
	}
	if strings.Contains(string(out.bytes()), "could not look up effective user ID") {
		return fmt.Errorf("PostgreSQL only runs as a user this machine knows, and %d has no entry in /etc/passwd: "+
			"run Lentera as a user that has one", os.Geteuid())
	}
	if c.err != nil {
		return fmt.Errorf("initdb: %w: %s", c.err, lastLines(out.bytes(), 4))
	}
	return nil
}

// prepare sets environment, directory and user of a PostgreSQL program.
func (p place) prepare(cmd *exec.Cmd) {
	cmd.Env, cmd.Dir = serverEnv(), "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	if p.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: p.user.uid, Gid: p.user.gid}
	}
}

// tailBuffer keeps what a program wrote, at most the last 64 KiB.
type tailBuffer struct{ kept []byte }

func (b *tailBuffer) Write(text []byte) (int, error) {
	const limit = 64 << 10
	b.kept = append(b.kept, text...)
	if len(b.kept) > limit {
		b.kept = append([]byte(nil), b.kept[len(b.kept)-limit:]...)
	}
	return len(text), nil
}

func (b *tailBuffer) bytes() []byte { return b.kept }

// syncDir makes a rename or a new file in dir survive a power cut.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return f.Sync()
}
