package merit

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// Pages of a unit's ledger, and of its file.
const (
	unitPageDefault = 50
	unitPageMost    = 200
	unitPageExport  = 2000
)

// unitChoice is a filter whose unit exists and lies within the asker's scope.
type unitChoice struct {
	f     UnitFilter
	unit  *UnitName
	all   bool
	roots []uuid.UUID
	order int
}

// UnitLedgerOf is a whole operation for training admin and auditor over
// everybody, and for a unit admin over the own subtree. It refuses ErrUnit
// (also for a unit outside the own), ErrYear and fault.ErrInvalid (a cursor
// that is none of ours).
func (s *Service) UnitLedgerOf(ctx context.Context, actor access.Actor, f UnitFilter) (UnitLedger, error) {
	c, err := s.choose(ctx, actor, f)
	if err != nil {
		return UnitLedger{}, err
	}
	after, err := unitPlaceOf(f.Cursor)
	if err != nil {
		return UnitLedger{}, err
	}
	out := UnitLedger{Year: c.f.Year, Unit: c.unit, RuleSet: s.rules.of(c.f.Year).Name, Rows: []UnitRow{}}
	everybody := c
	everybody.f.Status, everybody.f.Q = "", ""
	if out.Totals, err = s.unitTotals(ctx, s.opt.DB, everybody); err != nil {
		return out, err
	}
	limit := min(f.Limit, unitPageMost)
	if limit < 1 {
		limit = unitPageDefault
	}
	rows, next, err := s.unitRows(ctx, s.opt.DB, c, after, limit)
	if next != firstPlace {
		out.NextCursor = next.cursor()
	}
	for _, r := range rows {
		out.Rows = append(out.Rows, r.row())
	}
	return out, err
}

func (s *Service) choose(ctx context.Context, actor access.Actor, f UnitFilter) (c unitChoice, err error) {
	if f.Year == 0 {
		f.Year = time.Now().In(s.opt.Zone).Year()
	}
	if !wellFormedYear(f.Year) {
		return c, badYear()
	}
	c = unitChoice{f: f, order: unitOrders[f.Sort]}
	if c.all, c.roots, err = s.opt.Scope(ctx, actor); err != nil || f.UnitID == uuid.Nil {
		return c, err
	}
	var unit UnitName
	err = s.opt.DB.Get(ctx, &unit, sqls.UnitInScope, f.UnitID, c.all, db.Array(c.roots))
	if db.NoRow(err) {
		return c, ErrUnit
	}
	c.unit, c.all, c.roots = &unit, false, []uuid.UUID{f.UnitID}
	return c, err
}

func (s *Service) unitTotals(ctx context.Context, r counter, c unitChoice) (UnitTotals, error) {
	var t struct {
		sums
		People   int `db:"people"`
		Reached  int `db:"reached"`
		Half     int `db:"half"`
		Low      int `db:"low"`
		None     int `db:"none"`
		NoTarget int `db:"no_target"`
	}
	err := r.Get(ctx, &t, sqls.UnitTotals, c.f.Year, c.all, db.Array(c.roots), c.f.Status, likeName(c.f.Q))
	return UnitTotals{t.People, t.Reached, t.Half, t.Low, t.None, t.NoTarget, tenths(t.Claimed), tenths(t.Evidenced), tenths(t.Counted), t.quarters()}, err
}

// unitRows reads one page and tells where the next one begins; firstPlace when
// this was the last.
func (s *Service) unitRows(ctx context.Context, r counter, c unitChoice, after unitPlace, limit int) ([]standingRow, unitPlace, error) {
	var rows []standingRow
	err := r.Select(ctx, &rows, sqls.UnitRows, c.f.Year, c.all, db.Array(c.roots), c.f.Status, likeName(c.f.Q),
		c.order, after.Key, after.Name, after.ID, limit+1)
	if err != nil || len(rows) <= limit {
		return rows, firstPlace, err
	}
	rows = rows[:limit]
	last := rows[limit-1]
	return rows, unitPlace{last.Counted * c.order, last.FullName, last.PersonID}, nil
}
