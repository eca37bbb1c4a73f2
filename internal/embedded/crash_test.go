package embedded

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The heart of the promise: the process is killed without any chance to tidy
// up, both servers go with it, and the next start has everything committed.
func TestKillNineOfTheParent(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	for round := range 2 {
		parent, said := serveInOtherProcess(t, dir)
		statements := []string{"INSERT INTO kept VALUES (1)"}
		if round == 0 {
			statements = append([]string{"CREATE TABLE kept (id int)"}, statements...)
		}
		if err := execute(said.DSN, statements...); err != nil {
			t.Fatal(err)
		}
		putObject(t, said.Endpoint, said.AccessKey, said.SecretKey, "kept", "text/1/file.txt", []byte("saved"))
		if running, err := FindRunning(dir); err != nil || running.DatabaseURL != said.DSN || running.S3Endpoint != said.Endpoint {
			t.Errorf("FindRunning gave %+v, %v", running, err)
		}
		if err := parent.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = parent.Wait()
		eventually(t, 20*time.Second, "both servers are gone", func() bool {
			return gone(said.PostgresPID) && gone(said.StorePID)
		})
		if round == 1 {
			expectAllThere(t, dir, said)
		}
	}
}

// expectAllThere starts again in this process, right after the killed one.
func expectAllThere(t *testing.T, dir string, said announced) {
	t.Helper()
	lock, err := Lock(dir)
	if err != nil {
		t.Fatalf("the lock of a killed process stayed: %v", err)
	}
	defer func() { _ = lock.Unlock() }()
	pg := startPostgres(t, PostgresOptions{DataDir: dir, Fsync: true})
	if err := expectRows(pg.DSN(), 2); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(said.Socket); !os.IsNotExist(err) {
		t.Errorf("the killed run's socket directory is still there: %v", err)
	}
	store := startStore(t, dir)
	if got := getObject(t, store, "kept", "text/1/file.txt"); string(got) != "saved" {
		t.Errorf("the object holds %q", got)
	}
}

// The next start may come while the old server is still closing.
func TestStartWhileTheOldServerStillCloses(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	parent, said := serveInOtherProcess(t, dir)
	if err := execute(said.DSN, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	pg := startPostgres(t, PostgresOptions{DataDir: dir, Fsync: true}) // at once
	if err := expectRows(pg.DSN(), 1); err != nil {
		t.Error(err)
	}
}

// In a container process ids begin again at 1, so the id in postmaster.pid may
// belong to somebody else by the next start.
func TestStaleProcessIDIsRecognised(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	pg := startPostgres(t, PostgresOptions{DataDir: dir})
	stopPostgres(t, pg)
	stranger := exec.Command("sleep", "60")
	pg.place.prepare(stranger)
	other, err := spawn(stranger, syscall.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.stop(context.Background(), syscall.SIGKILL) }()
	writeStaleLock(t, pg, other.pid)
	again := startPostgres(t, PostgresOptions{DataDir: dir})
	if err := execute(again.DSN(), "SELECT 1"); err != nil {
		t.Error(err)
	}
}

// writeStaleLock leaves the lock a killed server would have left, with the
// process id of other in it.
func writeStaleLock(t *testing.T, pg *Postgres, other int) {
	t.Helper()
	path := filepath.Join(pg.Cluster(), "postmaster.pid")
	lines := fmt.Sprintf("%d\n%s\n1700000000\n5432\n/tmp\n\n  0  0\nready\n", other, pg.Cluster())
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	if pg.place.drop {
		if err := os.Chown(path, int(pg.place.user.uid), int(pg.place.user.gid)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLockOfALivingServerIsKept(t *testing.T) {
	t.Parallel()
	pg := startPostgres(t, PostgresOptions{DataDir: openDir(t)})
	if err := clearStaleLock(pg.Cluster()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(pg.Cluster() + "/postmaster.pid"); err != nil {
		t.Errorf("the lock of a running server was removed: %v", err)
	}
	if log := []byte(`FATAL:  could not create lock file "postmaster.pid": Permission denied`); isStillClosing(log) {
		t.Error("a permission error is not a server that is still closing")
	}
}

func TestLockIsForOneProcess(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	lock, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	out, err := self(t, "lock", dir).CombinedOutput()
	if err == nil {
		t.Fatal("a second process took the lock too")
	}
	if said := string(out); !strings.Contains(said, ErrDataDirBusy.Error()) || !strings.Contains(said, dir) || strings.Count(strings.TrimSpace(said), "\n") > 0 {
		t.Errorf("not one clear sentence: %q", said)
	}
	if _, err := FindRunning(dir); err == nil {
		t.Error("FindRunning found servers that were never started")
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if out, err := self(t, "lock", dir).CombinedOutput(); err != nil {
		t.Errorf("the lock was not given back: %s", out)
	}
	if _, err := FindRunning(dir); err == nil {
		t.Error("FindRunning found servers in a folder nobody uses")
	}
}

func TestCancelledStartLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(150*time.Millisecond, cancel)
	pg, err := StartPostgres(ctx, PostgresOptions{DataDir: dir, Log: quiet()})
	if err == nil {
		stopPostgres(t, pg)
		t.Fatal("the start should have been cancelled")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, initPrefix+"*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	startPostgres(t, PostgresOptions{DataDir: dir})
}
