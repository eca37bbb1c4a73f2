package certificates

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/db"
)

// TestRecordIsTheSameAtAnyTime: what later writes (drawing, mail, revocation)
// leave the issued record as it is, and a second reading gives the same bytes.
func TestRecordIsTheSameAtAnyTime(t *testing.T) {
	h := newHouse(t, nil)
	var sealedThen []byte
	h.OnIssued = append(h.OnIssued, func(_ context.Context, _ *db.Tx, c Certificate) error {
		sealedThen = c.Record(RecordIssued)
		return nil
	})
	c := h.mustIssue(h.person("Siti <Aminah> & \"rekan\"").PersonID)
	h.drain()
	read := func() Certificate {
		t.Helper()
		again, ok, err := h.ByPublicID(context.Background(), c.PublicID)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		return again
	}
	if c = read(); c.PDFKey == "" || !bytes.Equal(sealedThen, c.Record(RecordIssued)) {
		t.Fatalf("%s\n%s", sealedThen, c.Record(RecordIssued))
	}
	if c.Record(RecordRevoked) != nil || c.Record(RecordSuperseded) != nil || c.Record("other") != nil || len(c.Facts()) != 1 {
		t.Error("a record of what is not so")
	}
	if _, err := h.Revoke(context.Background(), c.ID, "diterbitkan untuk orang yang salah"); err != nil {
		t.Fatal(err)
	}
	revoked := read()
	if !bytes.Equal(sealedThen, revoked.Record(RecordIssued)) || !strings.Contains(string(revoked.Record(RecordRevoked)), "orang yang salah") || len(revoked.Facts()) != 2 {
		t.Errorf("%s", revoked.Record(RecordRevoked))
	}
	if strings.Contains(string(sealedThen), "pdf") || strings.Contains(string(sealedThen), "mailed") {
		t.Errorf("%s", sealedThen)
	}
	byNumber, ok, err := h.ByNumber(context.Background(), c.Number)
	if err != nil || !ok || byNumber.ID != c.ID {
		t.Error(ok, err)
	}
	if _, ok, err := h.ByID(context.Background(), uuid.New()); ok || err != nil {
		t.Error(ok, err)
	}
}

// TestEveryColumnIsSealed: a change of any column that is fixed at issue
// changes the record, so that none can be edited unseen.
func TestEveryColumnIsSealed(t *testing.T) {
	h := newHouse(t, nil)
	c := h.mustIssue(h.person("Siti Aminah").PersonID)
	later := map[string]bool{"pdf_key": true, "pdf_sha256": true, "mailed_at": true, "signed_key": true, "signed_sha256": true, "signed_at": true,
		"revoked_at": true, "revoke_reason": true, "superseded_at": true, "superseded_by": true, "supersede_reason": true}
	var columns []struct {
		Name string `db:"column_name"`
		Type string `db:"data_type"`
	}
	q := db.Query{Name: "Columns", SQL: `SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'certificates' AND table_name = 'certificates'`}
	if err := h.db.Select(context.Background(), &columns, q); err != nil || len(columns) < 40 {
		t.Fatal(err, len(columns))
	}
	accountstest.Exec(t, h.db, `ALTER TABLE certificates.certificates DISABLE TRIGGER ALL`)
	change := map[string]string{"text": `%s || 'x'`, "integer": `%s + 1`, "uuid": `gen_random_uuid()`, "date": `%s - 1`, "boolean": `NOT %s`,
		"timestamp with time zone": `%s - interval '1 microsecond'`, "jsonb": `'[{"title": "x", "jp": 1, "name": "y"}]'`}
	for _, col := range columns {
		if later[col.Name] || col.Name == "id" || strings.HasPrefix(col.Name, "person_id") {
			continue // the id finds the leaf; a person must exist
		}
		how := change[col.Type]
		switch col.Name {
		case "public_id":
			how = `reverse(%s)`
		case "evidence", "design":
			how = `'{"learning_days": 4}'`
		case "signing":
			how = `'local'`
		case "supersedes":
			how = `id`
		case "completed_on":
			how = `%s + 1`
		}
		var changed Certificate
		err := h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, db.Query{Name: "Edit", SQL: `UPDATE certificates.certificates SET ` + col.Name + ` = ` + strings.ReplaceAll(how, "%s", col.Name)}); err != nil {
				return err
			}
			if err := tx.Get(ctx, &changed, sqls.Certificate, c.ID); err != nil {
				return err
			}
			return context.Canceled // back to what was
		})
		if err != context.Canceled { //nolint:errorlint // our own
			t.Errorf("%s: %v", col.Name, err)
			continue
		}
		if bytes.Equal(c.Record(RecordIssued), changed.Record(RecordIssued)) {
			t.Errorf("%s (%s) can be edited unseen", col.Name, col.Type)
		}
	}
}
