package embedded

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func execute(dsn string, statements ...string) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

func expectRows(dsn string, want int) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var have int
	if err := db.QueryRow("SELECT count(*) FROM kept").Scan(&have); err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("%d rows are there, %d were committed", have, want)
	}
	return nil
}

// startPostgres starts a database for one test and stops it at its end.
func startPostgres(t *testing.T, opts PostgresOptions) *Postgres {
	t.Helper()
	opts.Log = quiet()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	pg, err := StartPostgres(ctx, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stopPostgres(t, pg) })
	return pg
}

func stopPostgres(t *testing.T, pg *Postgres) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := pg.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func TestRowsOutliveARestart(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	first := startPostgres(t, PostgresOptions{DataDir: dir, Fsync: true})
	if err := execute(first.DSN(), "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (1), (2), (3)"); err != nil {
		t.Fatal(err)
	}
	stopPostgres(t, first)
	if !gone(first.PID()) {
		t.Error("the server is still there after Stop")
	}
	if _, err := os.Stat(first.socket); !os.IsNotExist(err) {
		t.Errorf("the socket directory stayed behind: %v", err)
	}
	if err := first.Err(); err != nil {
		t.Errorf("a clean stop reports %v", err)
	}
	second := startPostgres(t, PostgresOptions{DataDir: dir, Fsync: true})
	if err := expectRows(second.DSN(), 3); err != nil {
		t.Error(err)
	}
}

func TestServerKeepsItsPromises(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	pg := startPostgres(t, PostgresOptions{DataDir: dir, Fsync: true})
	db, err := sql.Open("postgres", pg.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for setting, want := range map[string]string{
		"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on",
		"listen_addresses": "", "max_connections": "100", "shared_buffers": "128MB", "TimeZone": "UTC",
		"server_encoding": "UTF8", "log_min_error_statement": "panic", "log_error_verbosity": "terse",
	} {
		var have string
		if err := db.QueryRow("SELECT current_setting($1)", setting).Scan(&have); err != nil || have != want {
			t.Errorf("%s = %q, want %q (%v)", setting, have, want, err)
		}
	}
	expectMode(t, pg.socket, 0o700)
	expectMode(t, pg.Cluster(), 0o700)
	expectMode(t, filepath.Join(dir, "postgres.log"), 0o600)
	expectMode(t, filepath.Join(dir, postgresAddress), 0o600)
	address, err := url.Parse(pg.DSN())
	if err != nil || address.Query().Get("sslmode") != "disable" {
		t.Errorf("the address must name sslmode: %s (%v)", pg.DSN(), err)
	}
}

func expectMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Error(err)
	} else if info.Mode().Perm() != want {
		t.Errorf("%s has mode %#o, want %#o", path, info.Mode().Perm(), want)
	}
}

// A refused statement may carry a person's number; the log must not.
func TestLogHoldsNoPersonalData(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	pg := startPostgres(t, PostgresOptions{DataDir: dir})
	const nip = "198501012010011001"
	if err := execute(pg.DSN(), "CREATE TABLE people (nip text PRIMARY KEY)", "INSERT INTO people VALUES ('"+nip+"')"); err != nil {
		t.Fatal(err)
	}
	if err := execute(pg.DSN(), "INSERT INTO people VALUES ('"+nip+"')"); err == nil {
		t.Fatal("the second insert had to be refused")
	}
	if err := execute(pg.DSN(), "SELECT '"+nip+"x'::bigint"); err == nil {
		t.Fatal("the cast had to be refused")
	}
	stopPostgres(t, pg)
	log, err := os.ReadFile(filepath.Join(dir, "postgres.log"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(log), nip) {
		t.Errorf("the log holds the number:\n%s", log)
	}
	if !strings.Contains(string(log), "ready to accept connections") {
		t.Errorf("the log does not tell that the server started:\n%s", log)
	}
}

func TestKilledPostgresComesBack(t *testing.T) {
	t.Parallel()
	pg := startPostgres(t, PostgresOptions{DataDir: openDir(t), Fsync: true})
	if err := execute(pg.DSN(), "CREATE TABLE kept (id int)"); err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		if err := execute(pg.DSN(), "INSERT INTO kept VALUES (1)"); err != nil {
			t.Fatal(err)
		}
		killed := pg.PID()
		if err := syscall.Kill(killed, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		eventually(t, 30*time.Second, "the committed rows are served again at the same address", func() bool {
			return pg.PID() != killed && expectRows(pg.DSN(), round+1) == nil
		})
	}
	if pg.Restarts() != 3 {
		t.Errorf("%d restarts were counted, 3 happened", pg.Restarts())
	}
	select {
	case <-pg.Done():
		t.Error("Done is closed although the server runs")
	default:
	}
}
