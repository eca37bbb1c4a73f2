package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lentera/internal/embedded/storebinary"
)

// build makes the program and says where the throw-away folders of the test go.
func build(t *testing.T) (program, temp string) {
	t.Helper()
	temp, err := os.MkdirTemp("", "lentera-withservers-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(temp) })
	if err := os.Chmod(temp, 0o755); err != nil {
		t.Fatal(err)
	}
	store, err := storebinary.Ensure(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("LENTERA_STORE_BIN", store)
	t.Setenv("TMPDIR", temp)
	program = filepath.Join(t.TempDir(), "withservers")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program, temp
}

func expectNothingLeft(t *testing.T, temp string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(temp, "lentera-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestCommandGetsServersAndItsExitCodeIsKept(t *testing.T) {
	program, temp := build(t)
	script := `echo "$LENTERA_TEST_DATABASE_URL" | grep -q sslmode=disable || exit 1
		for v in "$LENTERA_TEST_S3_ENDPOINT" "$LENTERA_TEST_S3_ACCESS_KEY" "$LENTERA_TEST_S3_SECRET_KEY"; do
			test -n "$v" || exit 2
		done
		test -S "$(ls -d "$TMPDIR"/lentera-pg-*)/.s.PGSQL.5432" || exit 3
		exit 7`
	out, err := exec.Command(program, "--", "sh", "-c", script).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Errorf("exit %v, want 7: %s", err, out)
	}
	expectNothingLeft(t, temp)
	if out, err := exec.Command(program, "--", "true").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	expectNothingLeft(t, temp)
}

// start runs a command that says it is ready and then waits.
func start(t *testing.T, program, script string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	cmd := exec.Command(program, "--", "sh", "-c", script)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines := bufio.NewReader(out)
	if line, err := lines.ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("got %q, %v", line, err)
	}
	return cmd, lines
}

func TestSignalReachesTheCommand(t *testing.T) {
	program, temp := build(t)
	cmd, lines := start(t, program, `trap 'echo told; exit 9' TERM; echo ready; while :; do sleep 0.05; done`)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	said, _ := io.ReadAll(lines)
	err := cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 9 || strings.TrimSpace(string(said)) != "told" {
		t.Errorf("exit %v, said %q", err, said)
	}
	expectNothingLeft(t, temp)
}

// A killed run leaves its folder; the next one removes it, once it is old
// enough not to be one that is just being made.
func TestKilledRunIsSweptByTheNext(t *testing.T) {
	program, temp := build(t)
	cmd, _ := start(t, program, `echo ready; sleep 3`)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	left, err := filepath.Glob(filepath.Join(temp, folderPrefix+"*"))
	if err != nil || len(left) != 1 {
		t.Fatalf("%v, %v", left, err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(left[0], old, old); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second) // for the old server to close
	if out, err := exec.Command(program, "--", "true").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if _, err := os.Stat(left[0]); !os.IsNotExist(err) {
		t.Errorf("the killed run's folder stayed: %v", err)
	}
}
