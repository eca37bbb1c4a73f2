// Package testdb gives every test a real Postgres database of its own, cloned
// from a template that was migrated once per state of migrations/.
//
// The server comes from LENTERA_TEST_DATABASE_URL. `make test` sets it; for one
// package use
//
//	go run ./internal/embedded/withservers -- go test ./quiz/...
//
// Without a server the test fails and says so: a database test that skips
// proves nothing.
package testdb

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/lib/pq" // the driver the template is made with

	"lentera/internal/db"
	"lentera/migrations"
)

var (
	once     sync.Once
	template string
	onceErr  error
)

// New gives a migrated, empty database; it is dropped when the test ends.
func New(t testing.TB) *db.DB {
	t.Helper()
	d, err := db.Open(NewDSN(t), db.Options{MaxConns: 8, StatementTimeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// NewDSN is New for tests that open the database themselves.
func NewDSN(t testing.TB) string {
	t.Helper()
	server := serverOf(t)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	once.Do(func() { template, onceErr = makeTemplate(ctx, server) })
	if onceErr != nil {
		t.Fatalf("test database: %v", onceErr)
	}
	return create(t, server, template)
}

// NewEmptyDSN gives a database without any schema, for tests of the migrations
// themselves; it is dropped when the test ends.
func NewEmptyDSN(t testing.TB) string {
	t.Helper()
	return create(t, serverOf(t), "template1")
}

func serverOf(t testing.TB) string {
	t.Helper()
	server := os.Getenv("LENTERA_TEST_DATABASE_URL")
	if server == "" {
		t.Fatal("no test database: run `make test`, or `go run ./internal/embedded/withservers -- go test ./...`")
	}
	return server
}

func create(t testing.TB, server, from string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	name := "t_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := admin(ctx, server, `CREATE DATABASE `+name+` TEMPLATE `+from); err != nil {
		t.Fatalf("test database: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := admin(ctx, server, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`); err != nil {
			t.Logf("test database not dropped: %v", err)
		}
	})
	return named(server, name)
}

func makeTemplate(ctx context.Context, server string) (string, error) {
	sum := sha256.New()
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		return "", err
	}
	for _, n := range names {
		text, err := fs.ReadFile(migrations.Files, n)
		if err != nil {
			return "", err
		}
		sum.Write(text)
	}
	name := "template_" + hex.EncodeToString(sum.Sum(nil))[:20]
	pool, err := sql.Open("postgres", server)
	if err != nil {
		return "", err
	}
	defer func() { _ = pool.Close() }()
	conn, err := pool.Conn(ctx) // one session holds the lock
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(7216)`); err != nil {
		return "", err
	}
	defer func() { _, _ = conn.ExecContext(ctx, `SELECT pg_advisory_unlock(7216)`) }()
	var have bool
	if err := conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&have); err != nil {
		return "", err
	}
	if have {
		return name, nil
	}
	half := name + "_making"
	if _, err := conn.ExecContext(ctx, `DROP DATABASE IF EXISTS `+half+` WITH (FORCE)`); err != nil {
		return "", err
	}
	if _, err := conn.ExecContext(ctx, `CREATE DATABASE `+half); err != nil {
		return "", err
	}
	if err := db.Migrate(ctx, named(server, half), migrations.Files); err != nil {
		return "", err
	}
	_, err = conn.ExecContext(ctx, `ALTER DATABASE `+half+` RENAME TO `+name)
	return name, err
}

func admin(ctx context.Context, server, statement string) error {
	pool, err := sql.Open("postgres", server)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	_, err = pool.ExecContext(ctx, statement)
	return err
}

// named puts another database name into a DSN of either form.
func named(dsn, name string) string {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		u, err := url.Parse(dsn)
		if err != nil {
			return dsn
		}
		u.Path = "/" + name
		return u.String()
	}
	parts := strings.Fields(dsn)
	for i, p := range parts {
		if strings.HasPrefix(p, "dbname=") {
			parts[i] = "dbname=" + name
			return strings.Join(parts, " ")
		}
	}
	return fmt.Sprintf("%s dbname=%s", dsn, name)
}
