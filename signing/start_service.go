package signing

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// Ask is a request to sign: a lot, or some documents, or with neither
// everything that waits for the party.
type Ask struct {
	Kind  Kind
	Party string
	Lot   string
	IDs   []uuid.UUID
}

const mostInRun = 1000

// checker is a signer that can tell at once whether a secret opens the key.
type checker interface {
	Check(with *Secret, party string) error
}

// Start is a whole operation for the official who signs, or a training admin:
// it claims what waits and begins to sign it in the background. The secret is
// the service's from here on and wiped in every case. Refused: ErrNotSetUp,
// ErrNotYours, ErrSelection, ErrPassphraseNeeded, ErrIdentityNeeded,
// ErrPassphrase, ErrKey, ErrTooManyGuesses, ErrNothing, ErrBusy.
func (s *Service) Start(ctx context.Context, a access.Actor, ask Ask, with *Secret) (run Run, err error) {
	defer func() {
		if err != nil {
			with.Wipe()
		}
	}()
	if err := s.mayRunFor(ctx, a, ask.Party); err != nil {
		return run, err
	}
	if len(ask.IDs) > mostInRun {
		return run, ErrSelection
	}
	if err := s.opens(ask, with); err != nil {
		return run, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return run, err
	}
	if !s.keeper.put(id, with) {
		return run, ErrBusy.After(time.Minute)
	}
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.claim(ctx, tx, a, id, ask); err != nil {
			return err
		}
		return tx.Get(ctx, &run, sqls.Run, id)
	})
	if err != nil {
		s.keeper.drop(id)
		return run, err
	}
	s.wake(id)
	return run, nil
}

func (s *Service) claim(ctx context.Context, tx *db.Tx, a access.Actor, id uuid.UUID, ask Ask) error {
	if _, err := tx.Exec(ctx, sqls.AddRun, id, string(ask.Kind), ask.Party, a.PersonID, s.process, s.opt.Lease.Seconds()); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, sqls.ClaimDocuments, id, string(ask.Kind), ask.Party, ask.Lot, db.Array(append([]uuid.UUID{}, ask.IDs...)), mostInRun)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNothing
	}
	if _, err := tx.Exec(ctx, sqls.SetRunTotal, id, n); err != nil {
		return err
	}
	return audit.Write(ctx, tx, "signing.started", id.String(), map[string]any{"kind": ask.Kind, "documents": n, "agency": ask.Party == Agency})
}

// opens checks what was given before anything is claimed.
func (s *Service) opens(ask Ask, with *Secret) error {
	if ask.Kind == Portal {
		if s.opt.Hander == nil {
			return ErrNotSetUp
		}
		return nil
	}
	signer := s.signers[ask.Kind]
	if signer == nil {
		return ErrNotSetUp
	}
	traits := signer.Traits()
	switch {
	case traits.AsksPassphrase && len(with.Passphrase()) == 0 && !(traits.TakesCode && len(with.Code()) > 0):
		return ErrPassphraseNeeded
	case traits.AsksIdentity && len(with.Identity()) == 0:
		return ErrIdentityNeeded
	}
	if wait := s.guesses.wait(ask.Party, traits.most(), time.Now()); wait > 0 {
		return ErrTooManyGuesses.After(wait)
	}
	check, can := signer.(checker)
	if !can {
		return nil
	}
	err := check.Check(with, ask.Party)
	var refusal *Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refusal) && refusal.Why == WhyPassphrase:
		s.guesses.add(ask.Party, time.Now())
		return ErrPassphrase
	case errors.As(err, &refusal):
		return ErrKey.Detail(refusal.Detail, refusal.Detail).Because(err)
	}
	return ErrKey.Because(err)
}

// wake tells a worker of this process; a full line is found by the rhythm.
func (s *Service) wake(run uuid.UUID) {
	select {
	case s.runs <- run:
	default:
	}
}
