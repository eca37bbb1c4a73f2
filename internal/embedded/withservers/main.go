// Command withservers runs another command beside a throw-away PostgreSQL and
// object store, which is how `make test` runs the tests:
//
//	go run ./internal/embedded/withservers -- go test ./...
//
// The command finds them in LENTERA_TEST_DATABASE_URL, LENTERA_TEST_S3_ENDPOINT,
// LENTERA_TEST_S3_ACCESS_KEY and LENTERA_TEST_S3_SECRET_KEY. Both servers and
// their folder are gone afterwards, however the command ended. Signals are
// passed on, and the exit code is the command's (`go run` itself turns every
// failure into 1).
//
// The database runs without fsync and takes 300 connections: never use it for
// anything but tests.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: withservers -- command [arguments]")
		os.Exit(2)
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	code, err := run(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "withservers:", err)
	}
	os.Exit(code)
}

// run starts both servers, then the command, and takes everything down again.
func run(args []string) (code int, err error) {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	go watchParent(os.Getppid(), signals)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	started := make(chan struct{})
	go func() { // a signal during the start ends the start
		select {
		case sig := <-signals:
			cancel()
			signals <- sig
		case <-started:
		}
	}()
	servers, err := startServers(ctx)
	close(started)
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, servers.stop()) }()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), servers.environment()...)
	return runCommand(cmd, signals, servers)
}

// runCommand waits for the command, passing signals on. When a server is lost
// for good the command is ended: its results would mean nothing.
func runCommand(cmd *exec.Cmd, signals <-chan os.Signal, servers *servers) (int, error) {
	if err := cmd.Start(); err != nil {
		return 127, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	lost := servers.lost()
	for {
		select {
		case sig := <-signals:
			_ = cmd.Process.Signal(sig)
		case <-lost:
			lost = nil
			fmt.Fprintln(os.Stderr, "withservers: a server ended and could not be started again")
			_ = cmd.Process.Signal(syscall.SIGTERM)
		case err := <-ended:
			return exitCode(cmd, err)
		}
	}
}

// exitCode is what a shell would report: 128 + the signal for a killed command.
func exitCode(cmd *exec.Cmd, err error) (int, error) {
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 1, err
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return cmd.ProcessState.ExitCode(), nil
}

// watchParent acts as if terminated when our parent is gone: `go run` does not
// pass SIGTERM on, and would leave us and the servers behind.
func watchParent(parent int, signals chan<- os.Signal) {
	for os.Getppid() == parent {
		time.Sleep(500 * time.Millisecond)
	}
	signals <- syscall.SIGTERM
}
