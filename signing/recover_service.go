package signing

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// recoverJob finds runs whose process died. Without the secret nobody can go
// on: their documents wait again, and the screen says that the passphrase must
// be given again. A run that needs no secret is taken over.
//
// Running twice is safe: each run is locked, and is running only once.
func (s *Service) recoverJob(ctx context.Context, _ json.RawMessage) error {
	var adopted []uuid.UUID
	err := s.opt.DB.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		adopted = nil
		var dead []struct {
			ID   uuid.UUID `db:"id"`
			Kind Kind      `db:"kind"`
		}
		if err := tx.Select(ctx, &dead, sqls.DeadRuns); err != nil {
			return err
		}
		for _, r := range dead {
			if !s.needsSecret(r.Kind) {
				if _, err := tx.Exec(ctx, sqls.AdoptRun, r.ID, s.process, s.opt.Lease.Seconds()); err != nil {
					return err
				}
				adopted = append(adopted, r.ID)
				continue
			}
			if _, err := tx.Exec(ctx, sqls.PutAllBack, r.ID, string(Waiting), string(WhyPassphraseGone), ""); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, sqls.EndRun, r.ID, "stopped", string(WhyPassphraseGone), ""); err != nil {
				return err
			}
		}
		return nil
	})
	for _, id := range adopted {
		s.wake(id)
	}
	return err
}

func (s *Service) needsSecret(k Kind) bool {
	if k == Portal {
		return false
	}
	signer := s.signers[k]
	return signer == nil || signer.Traits().AsksPassphrase
}
