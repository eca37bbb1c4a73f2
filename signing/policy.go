package signing

import (
	"context"

	"lentera/internal/access"
	"lentera/internal/db"
)

// Who may do what. The desk and a run look closer behind the gate: an official
// without a role sees and signs what waits for them, and nothing else
// (ADR 0017).
var (
	mayDesk  = access.SignedIn
	mayRun   = access.SignedIn
	mayRead  = access.Only(access.TrainingAdmin, access.Auditor)
	mayRetry = access.Only(access.TrainingAdmin)
	mayCheck = access.Everyone

	mayBringBack = access.Everyone // the key in the header decides
	mayReadSeal  = access.Only(access.TrainingAdmin, access.Auditor)
	mayKeepSeal  = access.Only(access.TrainingAdmin)
)

func seesAll(a access.Actor) bool { return a.HasAny(access.TrainingAdmin, access.Auditor) }

// partyOf is the party key of a person who is an official, "" for one without
// a NIP.
func (s *Service) partyOf(ctx context.Context, a access.Actor) (string, error) {
	var nip string
	if err := s.opt.DB.Get(ctx, &nip, sqls.NIPOfPerson, a.PersonID); db.NoRow(err) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	return "nip:" + nip, nil
}

// mayRunFor decides who may have a party's signature made: the official, or a
// training admin. Either has to give the passphrase, which is what shows the
// official's will; the audit trail keeps who asked.
func (s *Service) mayRunFor(ctx context.Context, a access.Actor, party string) error {
	if a.Has(access.TrainingAdmin) {
		return nil
	}
	own, err := s.partyOf(ctx, a)
	if err != nil {
		return err
	}
	if own == "" || own != party {
		return ErrNotYours
	}
	return nil
}
