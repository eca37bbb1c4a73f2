package accounts

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// The operations below serve the command line and demo mode: whoever calls
// them holds a shell on the server. No route leads here.

// PersonByName finds a person by NIP or e-mail address. Refused:
// ErrNoSuchPerson.
func (s *Service) PersonByName(ctx context.Context, name string) (uuid.UUID, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	q := sqls.PersonOfEmail
	if !strings.Contains(name, "@") {
		q = sqls.PersonOfNIP
	}
	var id uuid.UUID
	err := s.db.Get(ctx, &id, q, name)
	if db.NoRow(err) {
		return uuid.Nil, ErrNoSuchPerson
	}
	return id, err
}

// UnitByCode finds a unit by its code. Refused: ErrNoSuchUnit.
func (s *Service) UnitByCode(ctx context.Context, code string) (uuid.UUID, error) {
	var u struct {
		ID       uuid.UUID  `db:"id"`
		Name     string     `db:"name"`
		ParentID *uuid.UUID `db:"parent_id"`
	}
	err := s.db.Get(ctx, &u, sqls.UnitByCode, strings.TrimSpace(code))
	if db.NoRow(err) {
		return uuid.Nil, ErrNoSuchUnit
	}
	return u.ID, err
}

// ActorOf gives a person as the actor they would be when signed in, without a
// session. Refused: ErrNoSuchPerson.
func (s *Service) ActorOf(ctx context.Context, personID uuid.UUID) (access.Actor, error) {
	var a account
	err := s.db.Get(ctx, &a, sqls.AccountOfPerson, personID)
	if db.NoRow(err) {
		return access.Actor{}, ErrNoSuchPerson
	}
	if err != nil {
		return access.Actor{}, err
	}
	actor := access.Actor{AccountID: a.ID, PersonID: a.PersonID, Roles: []access.Role{access.Learner}, Lang: "id"}
	var granted []RoleGrant
	if err := s.db.Select(ctx, &granted, sqls.RolesOfAccount, a.ID); err != nil {
		return access.Actor{}, err
	}
	for _, g := range granted {
		actor.Roles = append(actor.Roles, access.Role(g.Role))
	}
	return actor, nil
}

// ClassOfNIP is PNS or PPPK by the number's own form (positions 13–14); an
// unreadable number gives NonASN, which EnsurePerson then refuses.
func ClassOfNIP(text string) Class {
	n, problems := CheckNIP(text, time.Now())
	switch {
	case len(problems) > 0:
		return NonASN
	case n.Month == 0:
		return PPPK
	}
	return PNS
}

// IsActive tells whether a person's account has been activated. Refused:
// ErrNoSuchPerson.
func (s *Service) IsActive(ctx context.Context, personID uuid.UUID) (bool, error) {
	var a account
	err := s.db.Get(ctx, &a, sqls.AccountOfPerson, personID)
	if db.NoRow(err) {
		return false, ErrNoSuchPerson
	}
	return a.State == "active", err
}
