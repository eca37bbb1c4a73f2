package certificates

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/jobs"
)

// series is the name the agency's own numbers run under; a pattern changed
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
	t, err := s.templateFor(ctx, tx, a, h)
	if err != nil {
		return Certificate{}, fmt.Errorf("template of %s: %w", a.Source, err)
	}
	of, err := s.seriesOf(ctx, tx, t)
	if err != nil {
		return Certificate{}, err
	}
	last, err := lockSeries(ctx, tx, of.counter(), issued.Year())
	if err != nil {
		return Certificate{}, err
	}
	draft, err := s.draft(ctx, tx, a, h.printed(), issued, t, of.number(last+1, issued), of.UnitID)
	if err != nil {
		return Certificate{}, err
	}
	n, err := add(ctx, tx, draft)
	if err != nil {
		return Certificate{}, err
	}
	if n == 0 { // another transaction was first; the number stays free
		c, _, err := s.ofSource(ctx, tx, a.Source)
		return c, err
	}
	if _, err := tx.Exec(ctx, sqls.AdvanceSeries, of.counter(), issued.Year(), last+1); err != nil {
		return Certificate{}, err
	}
	return s.announce(ctx, tx, draft.ID)
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
func lockSeries(ctx context.Context, tx *db.Tx, name string, year int) (last int, err error) {
	if err = tx.Get(ctx, &last, sqls.LockSeries, name, year); !db.NoRow(err) {
		return last, err
	}
	if _, err = tx.Exec(ctx, sqls.OpenSeries, name, year); err != nil {
		return 0, err
	}
	err = tx.Get(ctx, &last, sqls.LockSeries, name, year)
	return last, err
}

// draft is the row of a new certificate: everything that is printed, as it is
// on this day.
func (s *Service) draft(ctx context.Context, tx *db.Tx, a Achievement, h Holder, issued time.Time, t Template, number string, unit *uuid.UUID) (Certificate, error) {
	signatories, err := s.signatoriesOn(ctx, tx, t, issued, h.Class == "citizen")
	if err != nil {
		return Certificate{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Certificate{}, err
	}
	public := newPublicID()
	statement, err := s.claimOf(public, a, h)
	if err != nil {
		return Certificate{}, err
	}
	design, template, place := json.RawMessage("{}"), (*uuid.UUID)(nil), s.opt.Place
	if t.ID != uuid.Nil {
		template = &t.ID
	}
	if len(t.Raw) > 0 {
		design = t.Raw
	}
	if a.Place != "" {
		place = a.Place
	}
	return Certificate{ID: id, PublicID: public, Number: number, Source: a.Source, PersonID: a.PersonID,
		HolderName: h.Name, HolderNIP: h.NIP, HolderRank: h.Rank, HolderPosition: h.Position, HolderUnit: h.Unit,
		Title: a.Title, Organiser: a.Organiser, Agency: s.opt.Site.Agency, Place: place, VerifyURL: s.verifyURL(public) + "#" + statement,
		JP: a.JP, SiasnPath: a.SiasnPath, StartedOn: a.StartedOn, CompletedOn: a.CompletedOn, IssuedOn: issued, IssuedAt: issued.UTC(),
		Curriculum: append(Curriculum{}, a.Curriculum...), Evidence: a.Evidence, Demo: s.opt.Site.Demo,
		TemplateID: template, Design: design, Predicate: a.Predicate, Signatories: signatories, Signing: cmp.Or(a.Signing, t.Signing, "none"), UnitID: unit, Supersedes: a.supersedes,
		CourseCode: a.CourseCode, CourseRevision: a.CourseRevision, Claim: statement}, nil
}

// add writes the row; 0 means that the source had one already.
func add(ctx context.Context, tx *db.Tx, c Certificate) (int64, error) {
	if c.Evidence == nil {
		c.Evidence = Evidence{}
	}
	subjects, err := json.Marshal(c.Curriculum)
	if err != nil {
		return 0, err
	}
	evidence, err := json.Marshal(c.Evidence)
	if err != nil {
		return 0, fmt.Errorf("evidence of %s: %w", c.Source, err)
	}
	signatories, err := json.Marshal(c.Signatories)
	if err != nil {
		return 0, err
	}
	return tx.Exec(ctx, sqls.AddCertificate, c.ID, c.PublicID, c.Number, c.Source, c.PersonID,
		c.HolderName, c.HolderNIP, c.HolderRank, c.HolderPosition, c.HolderUnit,
		c.Title, c.Organiser, c.Agency, c.Place, c.VerifyURL, c.JP, c.SiasnPath,
		c.StartedOn.Format(dateForm), c.CompletedOn.Format(dateForm), c.IssuedOn.Format(dateForm),
		string(subjects), string(evidence), c.IssuedAt, c.Demo,
		c.TemplateID, string(c.Design), c.Predicate, string(signatories), c.Signing, c.UnitID,
		c.CourseCode, c.CourseRevision, c.Claim, c.Supersedes)
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
		c, err = s.revokeOne(ctx, tx, id, reason)
		return err
	})
	return c, err
}

// Annul is a step: it revokes the certificate of an achievement that turns out
// not to have been reached, or the one that stands in its place by now, with
// the OnRevoked hooks. A source without a certificate, and one whose
// certificate is revoked already, change nothing.
func (s *Service) Annul(ctx context.Context, tx *db.Tx, source, reason string) error {
	c, found, err := s.ofSource(ctx, tx, source)
	for err == nil && found && c.SupersededBy != nil {
		err = tx.Get(ctx, &c, sqls.Certificate, *c.SupersededBy)
	}
	if err != nil || !found {
		return err
	}
	if _, err = s.revokeOne(ctx, tx, c.ID, reason); errors.Is(err, ErrAlreadyRevoked) {
		return nil
	}
	return err
}

// revokeOne is a step: the certificate is locked, marked, and the hooks run.
func (s *Service) revokeOne(ctx context.Context, tx *db.Tx, id uuid.UUID, reason string) (c Certificate, err error) {
	var already bool
	if err := tx.Get(ctx, &already, sqls.LockCertificate, id); db.NoRow(err) {
		return c, ErrNotFound
	} else if err != nil {
		return c, err
	}
	if already {
		return c, ErrAlreadyRevoked
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return c, err
	}
	if _, err := tx.Exec(ctx, sqls.RevokeCertificate, id, now, reason); err != nil {
		return c, err
	}
	if err := tx.Get(ctx, &c, sqls.Certificate, id); err != nil {
		return c, err
	}
	if err := audit.Write(ctx, tx, "certificates.revoked", id.String(), map[string]any{"number": c.Number}); err != nil {
		return c, err
	}
	return c, run(ctx, tx, s.OnRevoked, c)
}

func run(ctx context.Context, tx *db.Tx, hooks []Hook, c Certificate) error {
	for _, hook := range hooks {
		if err := hook(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}
