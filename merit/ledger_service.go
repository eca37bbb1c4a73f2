package merit

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// LedgerOf reads a person's ledger of a year (0: this year in the agency's
// time zone). lang picks the sentence that stands in for a missing target. A
// whole operation; whether the caller may see the person was decided before.
// It refuses a person who does not exist (ErrPerson).
func (s *Service) LedgerOf(ctx context.Context, personID uuid.UUID, year int, lang string) (Ledger, error) {
	this := time.Now().In(s.opt.Zone).Year()
	if year == 0 {
		year = this
	}
	out := Ledger{Year: year, Entries: []LedgerEntry{}, Years: []int{}}
	f, err := s.factsOf(ctx, s.opt.DB, personID)
	if err != nil {
		return out, err
	}
	out.Class = f.class
	if err := s.opt.DB.Select(ctx, &out.Years, sqls.Years, personID); err != nil {
		return out, err
	}
	if !slices.Contains(out.Years, this) {
		out.Years = append(out.Years, this)
		slices.SortFunc(out.Years, func(a, b int) int { return b - a })
	}
	s.counted(&out, f, lang)
	return out, s.target(ctx, &out, lang)
}

// target fills in what the person's class is asked for in the year.
func (s *Service) target(ctx context.Context, l *Ledger, lang string) error {
	var row struct {
		JP    int    `db:"jp"`
		Basis string `db:"basis"`
	}
	err := s.opt.DB.Get(ctx, &row, sqls.TargetOf, l.Class, l.Year)
	switch {
	case db.NoRow(err):
		l.TargetBasis = noTarget(l.Class, lang, l.Year)
		return nil
	case err != nil:
		return err
	}
	l.TargetJP, l.TargetBasis = &row.JP, row.Basis
	return nil
}

// maySee refuses (ErrPerson) a person outside the actor's scope: whether such
// a person exists is not for the actor to know.
func (s *Service) maySee(ctx context.Context, actor access.Actor, personID uuid.UUID) error {
	all, roots, err := s.opt.Scope(ctx, actor)
	if err != nil || all {
		return err
	}
	in := false
	if len(roots) > 0 {
		if err := s.opt.DB.Get(ctx, &in, sqls.PersonInScope, personID, db.Array(roots)); err != nil {
			return err
		}
	}
	if !in {
		return ErrPerson
	}
	return nil
}
