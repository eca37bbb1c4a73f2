package accounts

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// PersonOf is a step: it reads the person as of now. Refused: ErrNoSuchPerson.
func (s *Service) PersonOf(ctx context.Context, tx *db.Tx, personID uuid.UUID) (Person, error) {
	return personOf(ctx, tx, personID)
}

type reader interface {
	Get(ctx context.Context, dest any, q db.Query, args ...any) error
}

func personOf(ctx context.Context, r reader, id uuid.UUID) (Person, error) {
	var p Person
	err := r.Get(ctx, &p, sqls.PersonByID, id)
	if db.NoRow(err) {
		return p, ErrNoSuchPerson
	}
	p.DisplayName = displayName(p.FrontTitle, p.FullName, p.BackTitle)
	return p, err
}

// PersonLine is one person of a list.
type PersonLine struct {
	PersonID     uuid.UUID `json:"person_id"`
	FullName     string    `json:"full_name"`
	Class        Class     `json:"class"`
	Position     string    `json:"position"`
	Unit         *UnitRef  `json:"unit"`
	AccountState string    `json:"account_state" enum:"invited,active,disabled"`
}

// PeopleFilter narrows ListPeople. Query looks in names only: a NIP must not
// stand in an address.
type PeopleFilter struct {
	UnitID *uuid.UUID
	Query  string
	Cursor string
	Limit  int
}

// ListPeople lists active people within the actor's scope, by name. For unit
// admins, training admins and auditors; others see nobody.
func (s *Service) ListPeople(ctx context.Context, actor access.Actor, f PeopleFilter) ([]PersonLine, string, error) {
	sc, err := s.ScopeOf(ctx, actor)
	if err != nil {
		return nil, "", err
	}
	afterName, afterID, err := readCursor(f.Cursor)
	if err != nil {
		return nil, "", err
	}
	var rows []struct {
		PersonID     uuid.UUID  `db:"person_id"`
		FullName     string     `db:"full_name"`
		FrontTitle   string     `db:"front_title"`
		BackTitle    string     `db:"back_title"`
		Class        Class      `db:"class"`
		Position     string     `db:"position"`
		UnitID       *uuid.UUID `db:"unit_id"`
		UnitName     string     `db:"unit_name"`
		AccountState string     `db:"account_state"`
	}
	all, roots := sc.Args()
	limit := pageSize(f.Limit)
	if err := s.db.Select(ctx, &rows, sqls.ListPeople, all, roots, f.UnitID, strings.TrimSpace(f.Query), afterID, afterName, limit+1); err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = writeCursor(rows[limit-1].FullName, rows[limit-1].PersonID)
	}
	out := make([]PersonLine, 0, len(rows))
	for _, r := range rows {
		out = append(out, PersonLine{PersonID: r.PersonID, FullName: displayName(r.FrontTitle, r.FullName, r.BackTitle), Class: r.Class,
			Position: r.Position, Unit: unitRef(r.UnitID, r.UnitName), AccountState: r.AccountState})
	}
	return out, next, nil
}

func unitRef(id *uuid.UUID, name string) *UnitRef {
	if id == nil {
		return nil
	}
	return &UnitRef{ID: *id, Name: name}
}

func pageSize(asked int) int {
	if asked < 1 {
		return 50
	}
	return min(asked, 200)
}

func writeCursor(name string, id uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString([]byte(id.String() + name))
}

func readCursor(c string) (name string, id *uuid.UUID, err error) {
	if c == "" {
		return "", nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil || len(raw) < 36 {
		return "", nil, ErrBadCursor
	}
	parsed, err := uuid.Parse(string(raw[:36]))
	if err != nil {
		return "", nil, ErrBadCursor
	}
	return string(raw[36:]), &parsed, nil
}
