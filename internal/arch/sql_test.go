package arch

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lentera/internal/db"
	"lentera/internal/testdb"

	// Every package with statements, so that db.Loaded lists them all.
	_ "lentera/accounts"
	_ "lentera/bank"
	_ "lentera/certificates"
	_ "lentera/courses"
	_ "lentera/marking"
	_ "lentera/media"
	_ "lentera/merit"
	_ "lentera/quiz"
	_ "lentera/register"
	_ "lentera/signing"

	_ "lentera/internal/audit"
	_ "lentera/internal/jobs"
)

var (
	schemaUse = regexp.MustCompile(`\b([a-z_]+)\.[a-z_]+\b`)
	writeUse  = regexp.MustCompile(`(?i)\b(?:insert\s+into|update|delete\s+from|truncate)\s+([a-z_]+)\.`)
	comment   = regexp.MustCompile(`--[^\n]*`)
)

// TestSQLStaysInItsSchema: a feature's statements write only their own schema
// and read only schemas the feature may know.
func TestSQLStaysInItsSchema(t *testing.T) {
	seen := 0
	for _, feature := range features {
		files, err := filepath.Glob(filepath.Join(root, feature, "*.sql"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			seen++
			body := comment.ReplaceAllString(string(text), "")
			for _, m := range writeUse.FindAllStringSubmatch(body, -1) {
				if m[1] != feature {
					t.Errorf("%s writes schema %s", file, m[1])
				}
			}
			for _, m := range schemaUse.FindAllStringSubmatch(body, -1) {
				to := m[1]
				if slices.Contains(features, to) && to != feature && !slices.Contains(mayKnow[feature], to) {
					t.Errorf("%s reads %s; %s may know only %v", file, m[0], feature, mayKnow[feature])
				}
			}
		}
	}
	if seen < 6 {
		t.Fatalf("only %d .sql files seen: the walk is wrong", seen)
	}
}

// TestEveryStatementPrepares proves each named statement on the migrated
// schema: a mistyped column is found here, not by a learner.
func TestEveryStatementPrepares(t *testing.T) {
	pool, err := sql.Open("postgres", testdb.NewDSN(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	all := db.Loaded()
	if len(all) < 40 {
		t.Fatalf("only %d statements loaded", len(all))
	}
	for _, q := range all {
		s, err := pool.PrepareContext(context.Background(), q.SQL)
		if err != nil {
			t.Errorf("%s: %v", q.Name, err)
			continue
		}
		_ = s.Close()
	}
}

// TestForeignKeysFollowTheTable: rows refer only where imports may go.
func TestForeignKeysFollowTheTable(t *testing.T) {
	pool, err := sql.Open("postgres", testdb.NewDSN(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	rows, err := pool.Query(`SELECT c.conname, n1.nspname, n2.nspname
		FROM pg_constraint c
		JOIN pg_class a ON a.oid = c.conrelid JOIN pg_namespace n1 ON n1.oid = a.relnamespace
		JOIN pg_class b ON b.oid = c.confrelid JOIN pg_namespace n2 ON n2.oid = b.relnamespace
		WHERE c.contype = 'f'`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	n := 0
	for rows.Next() {
		var name, from, to string
		if err := rows.Scan(&name, &from, &to); err != nil {
			t.Fatal(err)
		}
		n++
		if from != to && !slices.Contains(mayKnow[from], to) {
			t.Errorf("foreign key %s goes from %s to %s", name, from, to)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if n < 15 {
		t.Fatalf("only %d foreign keys found", n)
	}
}

// TestEverySchemaHasAnOwner: no table outside the features and the plumbing.
func TestEverySchemaHasAnOwner(t *testing.T) {
	pool, err := sql.Open("postgres", testdb.NewDSN(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	rows, err := pool.Query(`SELECT DISTINCT table_schema FROM information_schema.tables
		WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'public')`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var schema string
		if err := rows.Scan(&schema); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(features, schema) && !slices.Contains(sharedSchemas, schema) {
			t.Errorf("schema %s belongs to nobody", schema)
		}
	}
	if strings.Contains(strings.Join(features, " "), "public") {
		t.Error("public is nobody's home")
	}
}
