package merit

import (
	"context"
	"slices"
	"strings"

	"lentera/internal/audit"
	"lentera/internal/db"
)

// Limit is what the agency asks of a class, or lets it have, from a year on.
type Limit struct {
	Class    string
	FromYear int
	JP       int
	Ceiling  bool   // false: a target
	Basis    string // the rule behind it, shown to people
}

// SetLimit is a whole operation for the command line. A ceiling of 0 JP ends
// an earlier one. What was counted is worked out anew by the recount job. It
// refuses what is not complete (ErrLimit).
func (s *Service) SetLimit(ctx context.Context, l Limit) error {
	l.Basis = strings.TrimSpace(l.Basis)
	if !slices.Contains(asn, l.Class) || !wellFormedYear(l.FromYear) || l.Basis == "" || l.JP < 0 || l.JP > 1000 || l.JP == 0 && !l.Ceiling {
		return ErrLimit
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		query, action := sqls.SetTarget, "merit.target-set"
		if l.Ceiling {
			query, action = sqls.SetCeiling, "merit.ceiling-set"
		}
		if _, err := tx.Exec(ctx, query, l.Class, l.FromYear, l.JP, l.Basis); err != nil {
			return err
		}
		return audit.Write(ctx, tx, action, l.Class, map[string]any{"from_year": l.FromYear, "jp": l.JP, "basis": l.Basis})
	})
}
