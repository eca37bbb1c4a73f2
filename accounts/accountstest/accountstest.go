// Package accountstest puts units, people and accounts into a test database,
// for the tests of features that stand on accounts.
package accountstest

import (
	"database/sql"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	_ "github.com/lib/pq" // the driver

	"lentera/internal/access"
	"lentera/internal/db"
)

var serial atomic.Int64

// Exec runs a statement on the test's database.
func Exec(t testing.TB, d *db.DB, statement string, args ...any) {
	t.Helper()
	pool, err := sql.Open("postgres", d.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if _, err := pool.Exec(statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// Unit makes a unit below parent (uuid.Nil: a root).
func Unit(t testing.TB, d *db.DB, name string, parent uuid.UUID) uuid.UUID {
	t.Helper()
	id := uuid.Must(uuid.NewV7())
	var above any
	if parent != uuid.Nil {
		above = parent
	}
	Exec(t, d, `INSERT INTO accounts.units (id, code, name, parent_id) VALUES ($1, $2, $3, $4)`,
		id, fmt.Sprintf("U%05d", serial.Add(1)), name, above)
	return id
}

// Person makes a PNS with a well-formed NIP and an active account in the unit,
// holding the roles besides learner (unit_admin gets the unit).
func Person(t testing.TB, d *db.DB, name string, unit uuid.UUID, roles ...access.Role) access.Actor {
	t.Helper()
	n := serial.Add(1)
	a := access.Actor{AccountID: uuid.Must(uuid.NewV7()), PersonID: uuid.Must(uuid.NewV7()),
		SessionID: uuid.Must(uuid.NewV7()), Lang: "id", Roles: append([]access.Role{access.Learner}, roles...)}
	Exec(t, d, `INSERT INTO accounts.persons (id, class, full_name, birth_date, sex, rank, position)
		VALUES ($1, 'pns', $2, '1985-03-17', 'F', 'III/c', 'Analis SDM Aparatur')`, a.PersonID, name)
	nip := fmt.Sprintf("1985%02d%02d2010%02d2%03d", 1+n%12, 1+n%28, 1+(n/12)%12, 1+n%999)
	Exec(t, d, `INSERT INTO accounts.nips (nip, person_id, valid_from) VALUES ($1, $2, '2010-01-01')
		ON CONFLICT DO NOTHING`, nip, a.PersonID)
	if unit != uuid.Nil {
		Exec(t, d, `INSERT INTO accounts.memberships (person_id, unit_id, valid_from) VALUES ($1, $2, '2020-01-01')`, a.PersonID, unit)
	}
	Exec(t, d, `INSERT INTO accounts.accounts (id, person_id, state) VALUES ($1, $2, 'active')`, a.AccountID, a.PersonID)
	for _, r := range roles {
		var of any
		if r == access.UnitAdmin {
			of = unit
		}
		Exec(t, d, `INSERT INTO accounts.roles (account_id, role, unit_id) VALUES ($1, $2, $3)`, a.AccountID, string(r), of)
	}
	return a
}
