package signing

import (
	"context"
	"time"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// coder is a signer that can have a one-time code sent to an official.
type coder interface {
	AskCode(ctx context.Context, with *Secret, documents int) error
}

// AskCode is a whole operation for the official who signs, or a training
// admin: the other side sends the official a one-time code for so many
// documents. The identity is used for this one call and wiped. Refused:
// ErrNotSetUp, ErrNotYours, ErrIdentityNeeded, ErrSelection, ErrCode.
func (s *Service) AskCode(ctx context.Context, a access.Actor, kind Kind, party string, documents int, with *Secret) error {
	defer with.Wipe()
	if err := s.mayRunFor(ctx, a, party); err != nil {
		return err
	}
	signer, can := s.signers[kind].(coder)
	switch {
	case !can:
		return ErrNotSetUp
	case len(with.Identity()) == 0:
		return ErrIdentityNeeded
	case documents < 1 || documents > mostInRun:
		return ErrSelection
	}
	call, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := signer.AskCode(call, with, documents); err != nil {
		return s.refusedAs(ErrCode, err)
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Write(ctx, tx, "signing.code-asked", string(kind), map[string]any{"documents": documents})
	})
}
