package embedded

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test program is also started as another process: as a `lentera serve`
// that is going to be killed, and as an ordinary user. roleVar says as what.
const (
	roleVar = "LENTERA_EMBEDDED_TEST_ROLE"
	dirVar  = "LENTERA_EMBEDDED_TEST_DIR"
)

func TestMain(m *testing.M) {
	switch role := os.Getenv(roleVar); role {
	case "":
		os.Exit(m.Run())
	case "serve":
		exitWith(playServe(os.Getenv(dirVar)))
	case "restart":
		exitWith(playRestart(os.Getenv(dirVar)))
	case "lock":
		_, err := Lock(os.Getenv(dirVar))
		exitWith(err)
	default:
		exitWith(fmt.Errorf("unknown role %q", role))
	}
}

func exitWith(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// announced is what a serving process prints for the test that started it.
type announced struct {
	DSN, Endpoint, AccessKey, SecretKey, Cluster string
	PostgresPID, StorePID                        int
	Socket                                       string
}

// playServe does what `lentera serve` does with the servers, announces them
// and waits to be killed (or, so that no bug can leave it, a minute).
func playServe(dir string) error {
	ctx := context.Background()
	if _, err := Lock(dir); err != nil {
		return err
	}
	pg, err := StartPostgres(ctx, PostgresOptions{DataDir: dir, Fsync: true, Log: quiet()})
	if err != nil {
		return err
	}
	secrets, err := Secrets(dir)
	if err != nil {
		return err
	}
	store, err := StartStore(ctx, StoreOptions{DataDir: dir, AccessKey: secrets.S3AccessKey, SecretKey: secrets.S3SecretKey, Log: quiet()})
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(announced{
		DSN: pg.DSN(), Endpoint: store.Endpoint(), AccessKey: store.AccessKey(), SecretKey: store.SecretKey(),
		Cluster: pg.Cluster(), PostgresPID: pg.PID(), StorePID: store.PID(), Socket: pg.socket,
	}); err != nil {
		return err
	}
	time.Sleep(time.Minute)
	return nil
}

// playRestart starts, writes, stops, starts again and reads back.
func playRestart(dir string) error {
	ctx := context.Background()
	for round := range 2 {
		pg, err := StartPostgres(ctx, PostgresOptions{DataDir: dir, Fsync: true, Log: quiet()})
		if err != nil {
			return err
		}
		if round == 0 {
			err = execute(pg.DSN(), "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (1), (2)")
		} else {
			err = expectRows(pg.DSN(), 2)
		}
		if stopErr := pg.Stop(ctx); err == nil {
			err = stopErr
		}
		if err != nil {
			return err
		}
	}
	_, err := fmt.Println(os.Geteuid())
	return err
}

// self prepares this test program to be started in a role. A copy is used, in
// a directory that every user may enter.
func self(t *testing.T, role, dir string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(exe)
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(openDir(t), "embedded.test")
	if err := os.WriteFile(program, content, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), roleVar+"="+role, dirVar+"="+dir, "LENTERA_STORE_BIN="+storeProgram(t))
	return cmd
}

// serveInOtherProcess starts playServe and returns it with what it announced.
func serveInOtherProcess(t *testing.T, dir string) (*exec.Cmd, announced) {
	t.Helper()
	cmd := self(t, "serve", dir)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait()
		t.Fatalf("the other process announced nothing: %v: %s", err, complaints.String())
	}
	var said announced
	if err := json.Unmarshal(line, &said); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // only after a failure is there anything to end
		for _, pid := range []int{said.PostgresPID, said.StorePID} {
			if t.Failed() && !gone(pid) {
				_ = syscall.Kill(pid, syscall.SIGQUIT)
			}
		}
	})
	return cmd, said
}

// openDir is a fresh directory that every user may enter, unlike t.TempDir.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "lentera-embedded-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// gone reports whether a process has ended. A zombie whose new parent has not
// fetched it yet counts as ended.
func gone(pid int) bool {
	if err := syscall.Kill(pid, 0); err != nil {
		return true
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	return err != nil || strings.Contains(string(status), "State:\tZ")
}

// eventually fails the test when what does not become true within limit.
func eventually(t *testing.T, limit time.Duration, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", limit, what)
		}
	}
}
