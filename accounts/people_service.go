package accounts

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// NewUnit is a unit to have in the tree.
type NewUnit struct {
	Code     string // SIASN unor id, or the agency's own code; the key
	Name     string
	ParentID *uuid.UUID // nil: a root
}

// EnsureUnit makes the unit of a code, or brings its name and place up to date,
// and gives its id. For the demo and the command line; refused: ErrNoSuchUnit
// for an unknown parent.
func (s *Service) EnsureUnit(ctx context.Context, u NewUnit) (uuid.UUID, error) {
	var id uuid.UUID
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.LockPeople); err != nil {
			return err
		}
		var have struct {
			ID       uuid.UUID  `db:"id"`
			Name     string     `db:"name"`
			ParentID *uuid.UUID `db:"parent_id"`
		}
		err := tx.Get(ctx, &have, sqls.UnitByCode, u.Code)
		switch {
		case db.NoRow(err):
			id = uuid.Must(uuid.NewV7())
			_, err = tx.Exec(ctx, sqls.AddUnit, id, u.Code, u.Name, u.ParentID)
		case err == nil:
			id = have.ID
			if have.Name == u.Name && same(have.ParentID, u.ParentID) {
				return nil
			}
			_, err = tx.Exec(ctx, sqls.ChangeUnit, id, u.Name, u.ParentID)
		}
		if db.Violates(err, "units_parent") {
			return ErrNoSuchUnit
		}
		return err
	})
	return id, err
}

func same(a, b *uuid.UUID) bool {
	return (a == nil && b == nil) || (a != nil && b != nil && *a == *b)
}

// NewPerson is a person to have, with an account to activate. NIP or Email
// names them; people without a NIP (citizens, non-ASN) need an e-mail.
type NewPerson struct {
	Class                           Class
	NIP, Email                      string
	FullName, FrontTitle, BackTitle string
	BirthDate                       *time.Time // nil: from the NIP, if there is one
	Sex                             string     // "M", "F"; "": from the NIP
	Rank, Position, PositionKind    string
	Phone                           string
	UnitID                          *uuid.UUID
}

// EnsurePerson makes the person of a NIP (or e-mail), or brings them up to
// date, with an account and a membership in the unit, and gives the person's
// id. Whole operation for the demo and the command line; rosters have their
// own way. Refused: ErrNIPRefused, ErrEmailTaken, ErrNoSuchUnit.
func (s *Service) EnsurePerson(ctx context.Context, p NewPerson) (uuid.UUID, error) {
	p.Email = strings.ToLower(strings.TrimSpace(p.Email))
	if !p.Class.known() || strings.TrimSpace(p.FullName) == "" || (p.NIP == "" && p.Email == "") {
		return uuid.Nil, ErrNoSuchPerson
	}
	var nip NIP
	if p.NIP != "" {
		var problems []NIPProblem
		if nip, problems = CheckNIP(p.NIP, time.Now()); len(problems) > 0 {
			return uuid.Nil, ErrNIPRefused.Because(problems[0])
		}
		p = p.filledFrom(nip)
	}
	var id uuid.UUID
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if _, err := tx.Exec(ctx, sqls.LockPeople); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if id, err = ensurePerson(ctx, tx, p, nip, s.today(now)); err != nil {
			return err
		}
		if p.UnitID == nil {
			return nil
		}
		return move(ctx, tx, id, *p.UnitID, s.today(now))
	})
	return id, err
}

func (p NewPerson) filledFrom(nip NIP) NewPerson {
	if p.BirthDate == nil {
		p.BirthDate = &nip.Birth
	}
	if p.Sex == "" {
		p.Sex = nip.Sex
	}
	return p
}

// ensurePerson is a step.
func ensurePerson(ctx context.Context, tx *db.Tx, p NewPerson, nip NIP, today time.Time) (id uuid.UUID, err error) {
	if p.NIP != "" {
		err = tx.Get(ctx, &id, sqls.PersonOfNIP, p.NIP)
	} else {
		err = tx.Get(ctx, &id, sqls.PersonOfEmail, p.Email)
	}
	values := []any{p.Class, p.FullName, p.FrontTitle, p.BackTitle, p.BirthDate, p.Sex, p.Rank, p.Position, p.PositionKind, p.Phone, p.Email}
	switch {
	case db.NoRow(err):
		id = uuid.Must(uuid.NewV7())
		if _, err = tx.Exec(ctx, sqls.AddPerson, append([]any{id}, values...)...); err == nil && p.NIP != "" {
			from := nip.AppointedFrom()
			if from.After(today) {
				from = today
			}
			_, err = tx.Exec(ctx, sqls.AddNIP, p.NIP, id, from)
		}
	case err == nil:
		_, err = tx.Exec(ctx, sqls.ChangePerson, append([]any{id}, values...)...)
	}
	if err != nil {
		return id, err
	}
	_, err = tx.Exec(ctx, sqls.AddAccount, uuid.Must(uuid.NewV7()), id, p.Email)
	if db.Violates(err, "accounts_email") {
		err = ErrEmailTaken
	}
	return id, err
}

// move is a step: it closes the person's present membership on the day and
// opens one in the unit. A second move on one day corrects the first.
func move(ctx context.Context, tx *db.Tx, person, unit uuid.UUID, day time.Time) error {
	var have struct {
		UnitID    uuid.UUID `db:"unit_id"`
		ValidFrom time.Time `db:"valid_from"`
	}
	err := tx.Get(ctx, &have, sqls.MembershipOf, person)
	switch {
	case err == nil && have.UnitID == unit:
		return nil
	case err == nil && !have.ValidFrom.Before(day):
		_, err = tx.Exec(ctx, sqls.MoveSameDay, person, unit, day)
	case err == nil:
		if _, err = tx.Exec(ctx, sqls.CloseMembership, person, day); err == nil {
			_, err = tx.Exec(ctx, sqls.OpenMembership, person, unit, day)
		}
	case db.NoRow(err):
		_, err = tx.Exec(ctx, sqls.OpenMembership, person, unit, day)
	}
	if db.Violates(err, "memberships_unit") {
		return ErrNoSuchUnit
	}
	return err
}

// SetPassword gives a person's account a password and activates it. For the
// demo and the command line only: whoever holds a shell there. The rules for
// passwords hold here too. Refused: ErrNoSuchPerson, ErrPasswordRefused.
func (s *Service) SetPassword(ctx context.Context, personID uuid.UUID, password string) error {
	hash, err := s.newHash(ctx, personID, password, "/password")
	if err != nil {
		return err
	}
	var a account
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Get(ctx, &a, sqls.AccountOfPerson, personID); err != nil {
			return err
		}
		if n, err := tx.Exec(ctx, sqls.SetPasswordHash, a.ID, hash); err != nil || n == 0 {
			return orRefused(err, ErrDisabled)
		}
		if err := endAll(ctx, tx, a.ID, endedNewPassword); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "accounts.password-set", a.ID.String(), nil)
	})
	if db.NoRow(err) {
		return ErrNoSuchPerson
	}
	if err == nil {
		s.forget(a.ID.String())
	}
	return err
}

// GrantRole gives a person's account a role besides learner; unit_admin needs
// the root of its subtree, the others must have none. Granting twice changes
// nothing. For the demo and the command line. Refused: ErrNoSuchPerson,
// ErrRoleRefused.
func (s *Service) GrantRole(ctx context.Context, personID uuid.UUID, role access.Role, unitID *uuid.UUID) error {
	return s.changeRole(ctx, sqls.AddRole, "accounts.role-granted", personID, role, unitID)
}

// RevokeRole takes a role back; with effect on the account's next request.
func (s *Service) RevokeRole(ctx context.Context, personID uuid.UUID, role access.Role, unitID *uuid.UUID) error {
	return s.changeRole(ctx, sqls.RemoveRole, "accounts.role-revoked", personID, role, unitID)
}

func (s *Service) changeRole(ctx context.Context, how db.Query, action string, personID uuid.UUID, role access.Role, unitID *uuid.UUID) error {
	var a account
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Get(ctx, &a, sqls.AccountOfPerson, personID); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, how, a.ID, string(role), unitID)
		if err != nil || n == 0 {
			return err
		}
		if err := tell(ctx, tx, a.ID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, action, a.ID.String(), map[string]any{"role": string(role), "unit_id": unitID})
	})
	switch {
	case db.NoRow(err):
		return ErrNoSuchPerson
	case db.Violates(err, "roles_role"), db.Violates(err, "roles_unit_only_for_unit_admin"), db.Violates(err, "roles_unit"):
		return ErrRoleRefused
	case err == nil:
		s.forget(a.ID.String())
	}
	return err
}

// Disable shuts an account: its sessions end at once and no door opens any
// more. Refused: ErrNoSuchPerson.
func (s *Service) Disable(ctx context.Context, personID uuid.UUID) error {
	var a account
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Get(ctx, &a, sqls.AccountOfPerson, personID); err != nil {
			return err
		}
		if n, err := tx.Exec(ctx, sqls.DisableAccount, a.ID); err != nil || n == 0 {
			return err
		}
		if err := endAll(ctx, tx, a.ID, endedDisabled); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "accounts.disabled", a.ID.String(), nil)
	})
	if db.NoRow(err) {
		return ErrNoSuchPerson
	}
	if err == nil {
		s.forget(a.ID.String())
	}
	return err
}
