package merit

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/db"
)

func testCount(sql string) db.Query { return db.Query{Name: "Test" + sql, SQL: sql} }

// try runs a statement and tells whether the database refused it.
func (h *house) try(sql string, args ...any) error {
	_, err := h.db.Exec(context.Background(), db.Query{Name: sql, SQL: sql}, args...)
	return err
}

func (h *house) nip(person uuid.UUID) (nip string) {
	h.t.Helper()
	must(h.t, h.db.Get(context.Background(), &nip, db.Query{Name: "TestNIP", SQL: `SELECT nip FROM accounts.nips WHERE person_id = $1`}, person))
	return nip
}
