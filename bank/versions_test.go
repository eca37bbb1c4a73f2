package bank

import (
	"context"
	"database/sql"
	"reflect"
	"regexp"
	"testing"

	"github.com/google/uuid"
	_ "github.com/lib/pq" // the driver of database/sql

	"lentera/internal/testdb"
)

func open(t *testing.T) *sql.DB {
	t.Helper()
	pool, err := sql.Open("postgres", testdb.NewDSN(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	return pool
}

func TestAVersionIsNeverChanged(t *testing.T) {
	pool := open(t)
	id := uuid.New()
	for _, q := range []string{
		`INSERT INTO bank.questions (id, key) VALUES ($1, 'a')`,
		`INSERT INTO bank.versions (id, question_id, no, kind, stem_html, content) VALUES ($1, $1, 1, 'single', 'S', '{}')`,
	} {
		if _, err := pool.Exec(q, id); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range []string{
		`UPDATE bank.versions SET stem_html = 'T' WHERE id = $1`,
		`UPDATE bank.versions SET points = 2 WHERE id = $1`,
		`DELETE FROM bank.versions WHERE id = $1`,
	} {
		if _, err := pool.Exec(q, id); err == nil {
			t.Error(q)
		}
	}
}

// The digest sees words, not mark-up, capitals, ids or the order of choices.
func TestDigest(t *testing.T) {
	pool := open(t)
	digest := func(kind, stem, content string) (d string) {
		t.Helper()
		if err := pool.QueryRowContext(context.Background(), `SELECT bank.digest_of($1, $2, $3::jsonb)`, kind, stem, content).Scan(&d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	base := digest("single", "<p>Apa itu <b>surel</b>?</p>", `{"options":[{"id":"a","html":"Surat"},{"id":"b","html":"Kertas"}]}`)
	for name, same := range map[string]string{
		"mark-up":  digest("single", "<p>Apa  itu <em>surel</em>?</p>", `{"options":[{"id":"a","html":"Surat"},{"id":"b","html":"<i>Kertas</i>"}]}`),
		"capitals": digest("single", "<p>APA itu <b>surel</b>?</p>", `{"options":[{"id":"a","html":"surat"},{"id":"b","html":"kertas"}]}`),
		"order":    digest("single", "<p>Apa itu <b>surel</b>?</p>", `{"options":[{"id":"x","html":"Kertas"},{"id":"y","html":"Surat"}]}`),
	} {
		if same != base {
			t.Errorf("%s makes another digest", name)
		}
	}
	for name, other := range map[string]string{
		"kind":   digest("multiple", "<p>Apa itu <b>surel</b>?</p>", `{"options":[{"id":"a","html":"Surat"},{"id":"b","html":"Kertas"}]}`),
		"stem":   digest("single", "<p>Apa itu <b>surat</b>?</p>", `{"options":[{"id":"a","html":"Surat"},{"id":"b","html":"Kertas"}]}`),
		"choice": digest("single", "<p>Apa itu <b>surel</b>?</p>", `{"options":[{"id":"a","html":"Surat"},{"id":"b","html":"Batu"}]}`),
		"deep":   digest("single", "<p>Apa itu <b>surel</b>?</p>", `{"parts":[[{"html":"Surat"}],{"x":{"html":"Batu"}}]}`),
	} {
		if other == base {
			t.Errorf("%s makes the same digest", name)
		}
	}
	if digest("essay", "Tulis.", `{}`) == digest("essay", "Tuliskan.", `{}`) {
		t.Error("without choices the stem does not count")
	}
}

// Of this feature's statements these may name what is right; all of them work
// for authors.
var mayNameKeys = map[string]bool{"ImportKeys": true, "SameQuestions": true, "ExportQuestions": true,
	"VersionOf": true, "AddKey": true, "KeyOf": true, "LockKey": true, "KeepFormerKey": true, "ReplaceKey": true}

func TestOnlyNamedStatementsTouchKeys(t *testing.T) {
	names := regexp.MustCompile(`(?i)\bbank\.keys\b|explanation_html`)
	v := reflect.ValueOf(sqls)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if names.MatchString(v.Field(i).FieldByName("SQL").String()) != mayNameKeys[name] {
			t.Errorf("%s: names keys %t", name, !mayNameKeys[name])
		}
	}
}
