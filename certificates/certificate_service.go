package certificates

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/jobs"
)

// series is the name of the one running number there is; a pattern changed
// within a year goes on counting.
const series = "certificates"

// Issue is a step: it issues the certificate for an achievement, with the
// holder as they are now and the next number of this year, queues the drawing,
// and runs the OnIssued hooks. For a source that has a certificate it gives
// that one, revoked or not, and does nothing else.
//
// It holds the lock of the year's numbers until the transaction ends.
func (s *Service) Issue(ctx context.Context, tx *db.Tx, a Achievement) (Certificate, error) {
	if c, found, err := s.ofSource(ctx, tx, a.Source); found || err != nil {
		return c, err
	}
	h, err := s.opt.Person(ctx, tx, a.PersonID)
	if err != nil {
		return Certificate{}, fmt.Errorf("holder of %s: %w", a.Source, err)
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return Certificate{}, err
	}
	issued := now.In(s.opt.Zone)
	last, err := lockSeries(ctx, tx, issued.Year())
	if err != nil {
		return Certificate{}, err
	}
	id, err := s.add(ctx, tx, a, h.printed(), issued, last+1)
	if err != nil {
		return Certificate{}, err
	}
	if id == uuid.Nil { // another transaction was first; the number stays free
		c, _, err := s.ofSource(ctx, tx, a.Source)
		return c, err
	}
	if _, err := tx.Exec(ctx, sqls.AdvanceSeries, series, issued.Year(), last+1); err != nil {
		return Certificate{}, err
	}
	return s.announce(ctx, tx, id)
}

func (s *Service) ofSource(ctx context.Context, tx *db.Tx, source string) (c Certificate, found bool, err error) {
	var id uuid.UUID
	if err = tx.Get(ctx, &id, sqls.CertificateOfSource, source); db.NoRow(err) {
		return c, false, nil
	} else if err != nil {
		return c, false, err
	}
	err = tx.Get(ctx, &c, sqls.Certificate, id)
	return c, err == nil, err
}

// lockSeries gives the last number of the year and keeps others waiting.
func lockSeries(ctx context.Context, tx *db.Tx, year int) (last int, err error) {
	if err = tx.Get(ctx, &last, sqls.LockSeries, series, year); !db.NoRow(err) {
		return last, err
	}
	if _, err = tx.Exec(ctx, sqls.OpenSeries, series, year); err != nil {
		return 0, err
	}
	err = tx.Get(ctx, &last, sqls.LockSeries, series, year)
	return last, err
}

// add writes the row; a nil id means that the source had one already.
func (s *Service) add(ctx context.Context, tx *db.Tx, a Achievement, h Holder, issued time.Time, seq int) (uuid.UUID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil, err
	}
	subjects, err := json.Marshal(append([]Subject{}, a.Curriculum...))
	if err != nil {
		return uuid.Nil, err
	}
	if a.Evidence == nil {
		a.Evidence = map[string]any{}
	}
	evidence, err := json.Marshal(a.Evidence)
	if err != nil {
		return uuid.Nil, fmt.Errorf("evidence of %s: %w", a.Source, err)
	}
	public := newPublicID()
	n, err := tx.Exec(ctx, sqls.AddCertificate, id, public, s.pattern.number(seq, issued.Year()), a.Source, a.PersonID,
		h.Name, h.NIP, h.Rank, h.Position, h.Unit,
		a.Title, a.Organiser, s.opt.Site.Agency, s.opt.Place, s.verifyURL(public), a.JP, a.SiasnPath,
		a.StartedOn.Format(dateForm), a.CompletedOn.Format(dateForm), issued.Format(dateForm),
		string(subjects), string(evidence), issued.UTC(), s.opt.Site.Demo)
	if err != nil || n == 0 {
		return uuid.Nil, err
	}
	return id, nil
}

// announce does what a new certificate causes, in its transaction.
func (s *Service) announce(ctx context.Context, tx *db.Tx, id uuid.UUID) (c Certificate, err error) {
	if err = tx.Get(ctx, &c, sqls.Certificate, id); err != nil {
		return c, err
	}
	if err = audit.Write(ctx, tx, "certificates.issued", id.String(), map[string]any{"number": c.Number, "source": c.Source}); err != nil {
		return c, err
	}
	if err = jobs.Enqueue(ctx, tx, renderJob, certificateArgs{ID: id}); err != nil {
		return c, err
	}
	return c, run(ctx, tx, s.OnIssued, c)
}

// Revoke is a whole operation: it marks a certificate as no longer valid, for
// ever, and runs the OnRevoked hooks. A training admin calls it (policy.go). It
// refuses an unknown id (ErrNotFound), a second time (ErrAlreadyRevoked) and a
// reason shorter than 10 or longer than 500 characters (ErrReason).
func (s *Service) Revoke(ctx context.Context, id uuid.UUID, reason string) (c Certificate, err error) {
	reason = strings.TrimSpace(reason)
	if n := len([]rune(reason)); n < 10 || n > 500 {
		return c, reasonNeeded
	}
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var already bool
		if err := tx.Get(ctx, &already, sqls.LockCertificate, id); db.NoRow(err) {
			return ErrNotFound
		} else if err != nil {
			return err
		}
		if already {
			return ErrAlreadyRevoked
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.RevokeCertificate, id, now, reason); err != nil {
			return err
		}
		if err := tx.Get(ctx, &c, sqls.Certificate, id); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, "certificates.revoked", id.String(), map[string]any{"number": c.Number}); err != nil {
			return err
		}
		return run(ctx, tx, s.OnRevoked, c)
	})
	return c, err
}

func run(ctx context.Context, tx *db.Tx, hooks []Hook, c Certificate) error {
	for _, hook := range hooks {
		if err := hook(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}
