package accounts

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/credential"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

type account struct {
	ID           uuid.UUID `db:"id"`
	PersonID     uuid.UUID `db:"person_id"`
	PasswordHash string    `db:"password_hash"`
	State        string    `db:"state"`
}

// findAccount gives the account of a typed name; known is false when it is
// nobody's.
func (s *Service) findAccount(ctx context.Context, name loginName) (a account, known bool, err error) {
	err = s.db.Get(ctx, &a, sqls.FindAccount, name.nip, name.email)
	if db.NoRow(err) {
		return account{}, false, nil
	}
	return a, err == nil, err
}

// MeOf gives the actor's own account. Any signed-in actor may call it.
func (s *Service) MeOf(ctx context.Context, actor access.Actor) (Me, error) {
	return s.meOf(ctx, actor.AccountID)
}

func (s *Service) meOf(ctx context.Context, accountID uuid.UUID) (Me, error) {
	var row struct {
		AccountID  uuid.UUID  `db:"account_id"`
		PersonID   uuid.UUID  `db:"person_id"`
		Lang       string     `db:"lang"`
		FullName   string     `db:"full_name"`
		FrontTitle string     `db:"front_title"`
		BackTitle  string     `db:"back_title"`
		Class      Class      `db:"class"`
		Rank       string     `db:"rank"`
		Position   string     `db:"position"`
		NIP        string     `db:"nip"`
		UnitID     *uuid.UUID `db:"unit_id"`
		UnitName   string     `db:"unit_name"`
		Active     bool       `db:"active"`
	}
	err := s.db.Get(ctx, &row, sqls.MeOfAccount, accountID)
	if db.NoRow(err) {
		return Me{}, ErrNoSuchPerson
	}
	if err != nil {
		return Me{}, err
	}
	me := Me{AccountID: row.AccountID, PersonID: row.PersonID, FullName: row.FullName,
		DisplayName: displayName(row.FrontTitle, row.FullName, row.BackTitle), Class: row.Class, NIP: row.NIP, Rank: row.Rank,
		Position: row.Position, Unit: unitRef(row.UnitID, row.UnitName), Roles: []RoleGrant{{Role: access.Learner}}, Lang: row.Lang}
	if !row.Active {
		return me, nil // whoever has left the agency keeps their own records and nothing else
	}
	var granted []RoleGrant
	if err := s.db.Select(ctx, &granted, sqls.RolesOfAccount, accountID); err != nil {
		return Me{}, err
	}
	me.Roles = append(me.Roles, granted...)
	return me, nil
}

// SetLang sets the language the actor reads in: "id" or "en".
func (s *Service) SetLang(ctx context.Context, actor access.Actor, lang string) (Me, error) {
	if _, err := s.db.Exec(ctx, sqls.SetLang, actor.AccountID, lang); err != nil {
		return Me{}, err
	}
	s.forget(actor.AccountID.String())
	return s.MeOf(ctx, actor)
}

// SignIn checks a name and a password and opens a session. Anybody may call
// it. Refused: ErrSignInFailed, in the same words and time for unknown names,
// invited accounts and wrong passwords; ErrTooManyTries; ErrBusy; ErrDisabled,
// told only to who knows the password.
func (s *Service) SignIn(ctx context.Context, name, password string, door Door) (SignedIn, error) {
	typed := readLoginName(name)
	leave, err := s.queue(ctx, typed.canonical(), door)
	if err != nil {
		return SignedIn{}, err
	}
	defer leave()
	a, known, err := s.findAccount(ctx, typed)
	if err != nil {
		return SignedIn{}, err
	}
	pass, err := s.enter(ctx, doorSignIn, typed, a, known, door)
	if err != nil {
		return SignedIn{}, err
	}
	right, outdated, err := s.hasher.Verify(ctx, a.PasswordHash, password)
	if err != nil {
		return SignedIn{}, pass.unused(ctx, busy(err))
	}
	if !right || !known {
		return SignedIn{}, ErrSignInFailed
	}
	if err := pass.proved(ctx); err != nil {
		return SignedIn{}, err
	}
	if a.State != "active" {
		return SignedIn{}, ErrDisabled
	}
	if outdated {
		s.rehash(ctx, a, password)
	}
	var o opened
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if o, err = s.openSession(ctx, tx, a.ID, door); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "accounts.signed-in", a.ID.String(), map[string]any{"session_id": o.session, "known_device": pass.knownDevice})
	})
	if err != nil {
		return SignedIn{}, err
	}
	return s.signedIn(ctx, o)
}

// rehash brings a stored hash to today's parameters; when it fails the old one
// still works.
func (s *Service) rehash(ctx context.Context, a account, password string) {
	if fresh, err := s.hasher.Hash(ctx, password); err == nil {
		_, _ = s.db.Exec(ctx, sqls.ReplaceOwnHash, a.ID, a.PasswordHash, fresh)
	}
}

// ChangePassword replaces the actor's password, ends all their sessions and
// opens a new one here. Refused: ErrWrongPassword, ErrPasswordRefused,
// ErrTooManyTries, ErrBusy.
func (s *Service) ChangePassword(ctx context.Context, actor access.Actor, current, next string, door Door) (SignedIn, error) {
	leave, err := s.queue(ctx, actor.AccountID.String(), door)
	if err != nil {
		return SignedIn{}, err
	}
	defer leave()
	var a account
	if err := s.db.Get(ctx, &a, sqls.AccountByID, actor.AccountID); err != nil {
		return SignedIn{}, endedIfNone(err)
	}
	pass, err := s.enter(ctx, doorPassword, loginName{}, a, true, door)
	if err != nil {
		return SignedIn{}, err
	}
	right, _, err := s.hasher.Verify(ctx, a.PasswordHash, current)
	if err != nil {
		return SignedIn{}, pass.unused(ctx, busy(err))
	}
	if !right {
		return SignedIn{}, ErrWrongPassword
	}
	if err := pass.proved(ctx); err != nil {
		return SignedIn{}, err
	}
	hash, err := s.newHash(ctx, a.PersonID, next, "/new")
	if err != nil {
		return SignedIn{}, err
	}
	var o opened
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, sqls.ChangePasswordHash, a.ID, a.PasswordHash, hash)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrWrongPassword // changed elsewhere meanwhile
		}
		o, err = s.replaceSessions(ctx, tx, a.ID, door, "accounts.password-changed")
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	s.forget(a.ID.String())
	return s.signedIn(ctx, o)
}

// replaceSessions is a step: a new password means that whoever was signed in
// with the old one is not any more.
func (s *Service) replaceSessions(ctx context.Context, tx *db.Tx, accountID uuid.UUID, door Door, action string) (opened, error) {
	if err := endAll(ctx, tx, accountID, endedNewPassword); err != nil {
		return opened{}, err
	}
	o, err := s.openSession(ctx, tx, accountID, door)
	if err != nil {
		return opened{}, err
	}
	return o, audit.Write(ctx, tx, action, accountID.String(), map[string]any{"session_id": o.session})
}

// newHash judges a new password against what is known of the person and hashes
// it. Refused: ErrPasswordRefused with one field error per reason; ErrBusy.
func (s *Service) newHash(ctx context.Context, personID uuid.UUID, password, pointer string) (string, error) {
	owner, err := s.guessable(ctx, personID)
	if err != nil {
		return "", err
	}
	if err := refusal(s.rules.Judge(password, owner), pointer); err != nil {
		return "", err
	}
	hash, err := s.hasher.Hash(ctx, password)
	return hash, busy(err)
}

// guessable collects what strangers can find out about a person.
func (s *Service) guessable(ctx context.Context, personID uuid.UUID) (credential.Owner, error) {
	var row struct {
		FullName     string     `db:"full_name"`
		FrontTitle   string     `db:"front_title"`
		BackTitle    string     `db:"back_title"`
		BirthDate    *time.Time `db:"birth_date"`
		Phone        string     `db:"phone"`
		Email        string     `db:"email"`
		AccountEmail string     `db:"account_email"`
		NIPs         db.Strings `db:"nips"`
		Units        db.Strings `db:"units"`
	}
	if err := s.db.Get(ctx, &row, sqls.GuessableOf, personID); err != nil {
		if db.NoRow(err) {
			return credential.Owner{}, ErrNoSuchPerson
		}
		return credential.Owner{}, err
	}
	o := credential.Owner{Numbers: append([]string{row.Phone}, row.NIPs...)}
	o.Words = append(append(o.Words, row.FullName, row.FrontTitle, row.BackTitle, row.Email, row.AccountEmail, s.opt.Site.Agency), row.Units...)
	if row.BirthDate != nil {
		o.Days = append(o.Days, *row.BirthDate)
	}
	for _, text := range row.NIPs {
		if nip, err := ParseNIP(text); err == nil {
			o.Days = append(o.Days, nip.Birth)
			o.Months = append(o.Months, nip.AppointedFrom())
		}
	}
	return o, nil
}
