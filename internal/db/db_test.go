package db_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lentera/internal/db"
	"lentera/internal/testdb"
	"lentera/migrations"
)

func TestLoadMatchesNamesBothWays(t *testing.T) {
	files := fstest.MapFS{"a.sql": {Data: []byte("-- name: One\nSELECT 1;\n\n-- name: Two\nSELECT 2;\n")}}
	got := db.Load[struct{ One, Two db.Query }](files)
	if got.One.SQL != "SELECT 1" || got.Two.Name != "Two" {
		t.Fatalf("%+v", got)
	}
	mustPanic(t, "a field without a statement", func() { db.Load[struct{ One, Two, Three db.Query }](files) })
	mustPanic(t, "a statement without a field", func() { db.Load[struct{ One db.Query }](files) })
}

func mustPanic(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s was accepted", what)
		}
	}()
	f()
}

var (
	one   = db.Query{Name: "One", SQL: "SELECT 1"}
	sleep = db.Query{Name: "Sleep", SQL: "SELECT 1 FROM pg_sleep(10)"}
	add   = db.Query{Name: "Add", SQL: "INSERT INTO audit.events (action, subject) VALUES ($1, 'x')"}
	count = db.Query{Name: "Count", SQL: "SELECT count(*) FROM audit.events"}
)

func TestTransactionIsAllOrNothing(t *testing.T) {
	d, ctx := testdb.New(t), context.Background()
	broken := errors.New("broken")
	err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, add, "a"); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		time.Sleep(5 * time.Millisecond)
		if b, err := tx.Now(ctx); err != nil || !a.Equal(b) {
			t.Errorf("the moment of a transaction moved: %v %v %v", a, b, err)
		}
		_, err = tx.Exec(ctx, add, "b")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := d.Get(ctx, &n, count); err != nil || n != 1 {
		t.Fatalf("%d rows, %v", n, err)
	}
	mustPanic(t, "a transaction inside a transaction", func() {
		_ = d.InTx(ctx, func(ctx context.Context, _ *db.Tx) error {
			return d.InTx(ctx, func(context.Context, *db.Tx) error { return nil })
		})
	})
}

// TestSilentServerDoesNotHoldARequest is fault F3: a server that accepts and
// then says nothing, which lib/pq alone would wait for without end.
func TestSilentServerDoesNotHoldARequest(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer func() { _ = c.Close() }()
		}
	}()
	host, port, _ := net.SplitHostPort(l.Addr().String())
	d, err := db.Open("host="+host+" port="+port+" user=x dbname=x sslmode=disable", db.Options{StatementTimeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	began := time.Now()
	var n int
	if err := d.Get(ctx, &n, one); err == nil {
		t.Fatal("a silent server answered")
	}
	if took := time.Since(began); took > 8*time.Second {
		t.Fatalf("held for %v", took)
	}
}

func TestStatementTimeoutIsAway(t *testing.T) {
	d, err := db.Open(testdb.NewDSN(t), db.Options{StatementTimeout: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	var n int
	if err := d.Get(context.Background(), &n, sleep); !db.Away(err) {
		t.Fatalf("want a failure after which one may try again, got %v", err)
	}
}

func TestAddressMustSaySSLMode(t *testing.T) {
	for _, dsn := range []string{"host=x dbname=y", "postgres://x/y"} {
		if _, err := db.Open(dsn, db.Options{}); err == nil || !strings.Contains(err.Error(), "sslmode") {
			t.Errorf("%s: %v", dsn, err)
		}
	}
}

func TestPoolerModeWorksWithoutKeptStatements(t *testing.T) {
	d, err := db.Open(testdb.NewDSN(t), db.Options{Pooler: "transaction"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if _, err := d.Exec(context.Background(), add, "pooled"); err != nil {
		t.Fatal(err)
	}
}

func TestMigrateRefusesDrift(t *testing.T) {
	dsn, ctx := testdb.NewDSN(t), context.Background()
	if err := db.Migrate(ctx, dsn, migrations.Files); err != nil {
		t.Fatalf("a second run: %v", err)
	}
	older := fstest.MapFS{"0001_plumbing.sql": {Data: mustRead(t, "0001_plumbing.sql")}}
	if err := db.Migrate(ctx, dsn, older); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("a newer database: %v", err)
	}
	changed := fstest.MapFS{}
	for _, n := range []string{"0001_plumbing.sql", "0002_accounts.sql", "0003_media.sql", "0004_courses.sql", "0005_quiz.sql", "0006_certificates.sql", "0007_merit.sql"} {
		changed[n] = &fstest.MapFile{Data: mustRead(t, n)}
	}
	changed["0003_media.sql"].Data = append(changed["0003_media.sql"].Data, []byte("-- edited\n")...)
	if err := db.Migrate(ctx, dsn, changed); err == nil || !strings.Contains(err.Error(), "changed after") {
		t.Errorf("a changed file: %v", err)
	}
}

func mustRead(t *testing.T, name string) []byte {
	t.Helper()
	text, err := migrations.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
