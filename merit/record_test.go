package merit

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/db"
)

// TestEveryEntryIsSealedWhole: the record of the hook is that of the row, and
// no column can be changed without changing it.
func TestEveryEntryIsSealedWhole(t *testing.T) {
	h := newHouse(t)
	var hooked []Entry
	h.OnEntered = append(h.OnEntered, func(_ context.Context, _ *db.Tx, e Entry) error { hooked = append(hooked, e); return nil })
	a := h.of("pns")
	c := credit(a.PersonID, 4, "2026-11-23")
	must(t, h.credit(c))
	must(t, h.reverse(c.Source, "diterbitkan keliru"))
	read := func(ctx context.Context, tx *db.Tx) []Entry {
		list, err := After(ctx, tx, uuid.Nil, 10)
		must(t, err)
		return list
	}
	must(t, h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		list := read(ctx, tx)
		if len(list) != 2 || len(hooked) != 2 || list[0].RecordKind() != "merit.credit" || list[1].RecordKind() != "merit.reversal" {
			t.Fatalf("%+v", list)
		}
		for i := range list {
			if !bytes.Equal(list[i].Record(), hooked[i].Record()) {
				t.Errorf("%s\n%s", list[i].Record(), hooked[i].Record())
			}
		}
		return nil
	}))
	accountstest.Exec(t, h.db, `ALTER TABLE merit.entries DISABLE TRIGGER ALL`)
	for column, value := range map[string]string{"year": "2025, completed_on = '2025-11-23'", "jp_claimed": "40", "siasn_path": "3", "rule_version": "'other'",
		"title": "title || ' '", "certificate_number": "'800.2/0002/LENTERA/2026'", "completed_on": "completed_on - 1", "source": "source || 'x'",
		"evidence": "evidence || '{\"learning_days\": 3}'", "role": "'trainer'", "international": "true", "origin": "'manual'", "organiser": "'x'",
		"started_on": "'2026-11-01'", "created_at": "created_at - interval '1 microsecond'"} {
		err := h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, db.Query{Name: "Edit", SQL: "UPDATE merit.entries SET " + column + " = " + value + " WHERE kind = 'credit'"})
			must(t, err)
			if bytes.Equal(read(ctx, tx)[0].Record(), hooked[0].Record()) {
				t.Errorf("%s can be edited unseen", column)
			}
			return context.Canceled
		})
		if err != context.Canceled { //nolint:errorlint // our own
			t.Error(column, err)
		}
	}
	if !strings.Contains(hooked[0].Called(), c.CertificateNumber) || !strings.Contains(hooked[0].Called(), "2026") {
		t.Error(hooked[0].Called())
	}
}
