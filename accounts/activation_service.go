package accounts

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// CodeRequest says for whom codes are wanted: everybody below a unit, or named
// people.
type CodeRequest struct {
	UnitID    *uuid.UUID
	PersonIDs []uuid.UUID
	// Reissue replaces codes not used yet, and for named people also gives one
	// to an active account that lost its password.
	Reissue bool
}

// IssueActivationCodes makes one-time codes and gives them back, this once.
// Training admins may ask for anybody, unit admins for the people of their
// subtree who hold no special role; without an actor (demo, command line) the
// caller answers for it. Without Reissue, people who are active or hold an
// unused code are passed over. Refused: ErrNobodyChosen, access refusals,
// ErrNoSuchPerson for named people outside the scope, ErrPrivileged.
func (s *Service) IssueActivationCodes(ctx context.Context, req CodeRequest) ([]ActivationCode, error) {
	if req.UnitID == nil && len(req.PersonIDs) == 0 {
		return nil, ErrNobodyChosen
	}
	actor, signedIn := access.ActorFrom(ctx)
	sc, full := Scope{All: true}, true
	if signedIn {
		var err error
		if sc, err = s.ScopeOf(ctx, actor); err != nil {
			return nil, err
		}
		full = actor.Has(access.TrainingAdmin)
	}
	out := []ActivationCode{}
	err := s.db.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		chosen, err := choose(ctx, tx, req, sc, full)
		if err != nil {
			return err
		}
		out, err = s.issue(ctx, tx, chosen)
		return err
	})
	return out, err
}

type candidate struct {
	AccountID  uuid.UUID `db:"account_id"`
	PersonID   uuid.UUID `db:"person_id"`
	FullName   string    `db:"full_name"`
	FrontTitle string    `db:"front_title"`
	BackTitle  string    `db:"back_title"`
	State      string    `db:"state"`
	NIP        string    `db:"nip"`
	UnitName   string    `db:"unit_name"`
	HasCode    bool      `db:"has_code"`
	Privileged bool      `db:"privileged"`
}

func choose(ctx context.Context, tx *db.Tx, req CodeRequest, sc Scope, full bool) ([]candidate, error) {
	named := map[uuid.UUID]bool{}
	ids := make([]string, 0, len(req.PersonIDs))
	for _, id := range req.PersonIDs {
		named[id] = true
		ids = append(ids, id.String())
	}
	all, roots := sc.Args()
	var found, chosen []candidate
	if err := tx.Select(ctx, &found, sqls.Activatable, all, roots, req.UnitID, db.Array(ids)); err != nil {
		return nil, err
	}
	for _, c := range found {
		byName := named[c.PersonID]
		delete(named, c.PersonID)
		switch {
		case c.Privileged && !full && byName:
			return nil, ErrPrivileged
		case c.Privileged && !full:
			continue
		case c.State == "active" && !(req.Reissue && byName):
			continue
		case c.HasCode && !req.Reissue:
			continue
		}
		chosen = append(chosen, c)
	}
	if len(named) > 0 {
		return nil, ErrNoSuchPerson
	}
	return chosen, nil
}

// issue is a step: codes set by set, one line of the trail per person.
func (s *Service) issue(ctx context.Context, tx *db.Tx, chosen []candidate) ([]ActivationCode, error) {
	type row struct {
		AccountID uuid.UUID `json:"account_id"`
		CodeHash  string    `json:"code_hash"`
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	out, rows := make([]ActivationCode, 0, len(chosen)), make([]row, 0, len(chosen))
	for _, c := range chosen {
		code := newCode()
		out = append(out, ActivationCode{PersonID: c.PersonID, FullName: displayName(c.FrontTitle, c.FullName, c.BackTitle), NIP: c.NIP,
			UnitName: c.UnitName, Code: code, ExpiresAt: now.Add(codeLife).Truncate(time.Second)})
		rows = append(rows, row{c.AccountID, hex.EncodeToString(s.codeHash(c.AccountID, code))})
	}
	if err := inChunks(rows, func(text string) error {
		if _, err := tx.Exec(ctx, sqls.WithdrawCodes, text); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, sqls.AddCodes, text, codeLife.Seconds())
		return err
	}); err != nil {
		return nil, err
	}
	for _, c := range chosen {
		if err := audit.Write(ctx, tx, "accounts.code-issued", c.AccountID.String(), map[string]any{"for_active_account": c.State == "active"}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) codeHash(account uuid.UUID, code string) []byte {
	return s.keyed("activation", account.String(), readCode(code))
}

// Activate sets a password by a one-time code, ends whatever was signed in,
// and opens a session. Anybody may call it. Refused: ErrCodeRefused in the
// same words for unknown names, wrong, used and expired codes;
// ErrPasswordRefused (the code stays good); ErrTooManyTries; ErrBusy. Of
// several calls with one code exactly one wins.
func (s *Service) Activate(ctx context.Context, name, code, password string, door Door) (SignedIn, error) {
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
	pass, err := s.enter(ctx, doorActivation, typed, a, known, door)
	if err != nil {
		return SignedIn{}, err
	}
	good := false
	if err := s.db.Get(ctx, &good, sqls.CodeGood, s.codeHash(a.ID, code), a.ID); err != nil {
		return SignedIn{}, err
	}
	if !good || a.State == "disabled" {
		return SignedIn{}, ErrCodeRefused
	}
	if err := pass.proved(ctx); err != nil {
		return SignedIn{}, err
	}
	hash, err := s.newHash(ctx, a.PersonID, password, "/password")
	if err != nil {
		return SignedIn{}, err
	}
	var o opened
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if n, err := tx.Exec(ctx, sqls.UseCode, s.codeHash(a.ID, code), a.ID); err != nil || n == 0 {
			return orRefused(err, ErrCodeRefused)
		}
		if n, err := tx.Exec(ctx, sqls.SetPasswordHash, a.ID, hash); err != nil || n == 0 {
			return orRefused(err, ErrCodeRefused)
		}
		o, err = s.replaceSessions(ctx, tx, a.ID, door, "accounts.activated")
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	s.forget(a.ID.String())
	return s.signedIn(ctx, o)
}

// orRefused gives the error of a statement, or the refusal when it changed
// nothing.
func orRefused(err, refusal error) error {
	if err != nil {
		return err
	}
	return refusal
}
