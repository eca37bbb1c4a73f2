package migrations_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	_ "github.com/lib/pq" // the driver of database/sql

	"lentera/internal/db"
	"lentera/internal/testdb"
	"lentera/migrations"
)

// TestRowsSurvive: testdata/NNNN.sql is written into a database at version
// NNNN, which is then brought to the head. NNNN.check.sql gives a line for
// everything that was lost or changed on the way.
func TestRowsSurvive(t *testing.T) {
	files, err := filepath.Glob("testdata/[0-9][0-9][0-9][0-9].sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, file := range files {
		version := strings.TrimSuffix(filepath.Base(file), ".sql")
		t.Run(version, func(t *testing.T) {
			ctx := context.Background()
			dsn := testdb.NewEmptyDSN(t)
			if err := db.Migrate(ctx, dsn, upTo(t, version)); err != nil {
				t.Fatal(err)
			}
			pool, err := sql.Open("postgres", dsn)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = pool.Close() }()
			if _, err := pool.Exec(text(t, file)); err != nil {
				t.Fatal(err)
			}
			if err := db.Migrate(ctx, dsn, migrations.Files); err != nil {
				t.Fatal(err)
			}
			for _, wrong := range lines(t, pool, text(t, "testdata/"+version+".check.sql")) {
				t.Error(wrong)
			}
		})
	}
}

func text(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// upTo gives the migrations up to a version.
func upTo(t *testing.T, version string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if n[:4] <= version {
			body, err := fs.ReadFile(migrations.Files, n)
			if err != nil {
				t.Fatal(err)
			}
			out[n] = &fstest.MapFile{Data: body}
		}
	}
	return out
}

func lines(t *testing.T, pool *sql.DB, query string) (out []string) {
	t.Helper()
	rows, err := pool.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(s.String))
	}
	return out
}
