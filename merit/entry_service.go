package merit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// Credit is a step: it enters the JP of a certificate into its holder's
// ledger, in the year of completion, under the rule set of the options.
//
// It declines without an error, and enters nothing, for a person who is not an
// ASN and for a course of 0 JP. A source that was credited before stays as it
// is. It refuses a path SIASN does not know (ErrPath): what goes into the
// ledger must be possible to hand over.
func (s *Service) Credit(ctx context.Context, tx *db.Tx, c Credit) error {
	if c.JP == 0 {
		return nil
	}
	if _, known := PathName(c.SiasnPath); !known || c.JP < 0 {
		return ErrPath.Because(fmt.Errorf("source %s: path %d, %d JP", c.Source, c.SiasnPath, c.JP))
	}
	body, err := json.Marshal(c.evidence())
	if err != nil {
		return fmt.Errorf("evidence of %s: %w", c.Source, err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, sqls.AddCredit, id, c.PersonID, c.CompletedOn.Format(dateForm), c.JP, c.SiasnPath,
		s.opt.RuleVersion, c.Title, c.CertificateNumber, c.Source, string(body),
		c.role(), c.International, c.origin(), c.Organiser, c.startedOn())
	if err != nil || n == 0 {
		return err
	}
	return s.entered(ctx, tx, id)
}

// entered does what a new entry causes, in its transaction.
func (s *Service) entered(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	var e Entry
	if err := tx.Get(ctx, &e, sqls.Entry, id); err != nil {
		return err
	}
	if err := s.queueDelivery(ctx, tx, e); err != nil {
		return err
	}
	for _, hook := range s.OnEntered {
		if err := hook(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// Reverse is a step: it takes back, whole, what was credited for the source,
// in the year of the credit. A source without a credit (a citizen's) and one
// that was reversed before change nothing. It refuses an empty reason
// (ErrReason).
func (s *Service) Reverse(ctx context.Context, tx *db.Tx, source, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return ErrReason
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, sqls.AddReversal, id, source, reason)
	if err != nil || n == 0 {
		return err
	}
	return s.entered(ctx, tx, id)
}
