package courses

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// Completion is a whole operation for training admin, auditor, and unit admin
// over the own subtree; for anybody else the report is empty. One page of the
// people who are in the unit or below it now, by name. Refuses
// ErrCourseNotFound, ErrUnitNotFound (also for a unit outside the asker's
// own), fault.ErrInvalid (a cursor that is none of ours).
func (s *Service) Completion(ctx context.Context, actor access.Actor, f CompletionFilter) (Completion, error) {
	sel, err := s.selectPeople(ctx, actor, f)
	if err != nil {
		return Completion{}, err
	}
	after, err := placeOf(f.Cursor)
	if err != nil {
		return Completion{}, err
	}
	out := Completion{Course: sel.course, Unit: sel.unit}
	everybody := sel
	everybody.status, everybody.q = "", ""
	if out.Totals, err = s.completionTotals(ctx, s.db, everybody); err != nil {
		return Completion{}, err
	}
	limit := min(f.Limit, pageMost)
	if limit < 1 {
		limit = pageDefault
	}
	if out.Rows, after, err = s.completionRows(ctx, s.db, sel, after, limit); err != nil {
		return Completion{}, err
	}
	if after != (place{}) {
		out.NextCursor = after.cursor()
	}
	return out, nil
}

// selection is a filter whose course and unit exist and lie within the asker's
// scope.
type selection struct {
	course CourseRef
	unit   *CompletionUnit
	sc     scope
	status string
	q      string
}

func (s *Service) selectPeople(ctx context.Context, actor access.Actor, f CompletionFilter) (selection, error) {
	sc, err := s.scopeOf(ctx, actor)
	if err != nil {
		return selection{}, err
	}
	sel := selection{sc: sc, status: f.Status, q: f.Q}
	if sel.course, err = s.courseRef(ctx, f.CourseID); err != nil {
		return sel, err
	}
	if f.UnitID == uuid.Nil {
		return sel, nil
	}
	unit, err := s.unitRef(ctx, f.UnitID, sc)
	if err != nil {
		return sel, err
	}
	sel.unit, sel.sc = &CompletionUnit{ID: unit.ID, Name: unit.Name}, scope{roots: []uuid.UUID{unit.ID}}
	return sel, nil
}

func (s *Service) completionTotals(ctx context.Context, r Reader, sel selection) (Totals, error) {
	var t Totals
	err := r.Get(ctx, &t, sqls.CompletionTotals, sel.course.CourseID, s.zone, sel.sc.all, db.Array(sel.sc.roots), sel.status, pattern(sel.q))
	return t, err
}

// completionRows reads one page and tells where the next one begins; the zero
// place when this was the last.
func (s *Service) completionRows(ctx context.Context, r selecter, sel selection, after place, limit int) ([]CompletionRow, place, error) {
	rows := []CompletionRow{}
	err := r.Select(ctx, &rows, sqls.CompletionRows, sel.course.CourseID, s.zone, sel.sc.all, db.Array(sel.sc.roots),
		sel.status, pattern(sel.q), after.name, after.id, limit+1)
	if err != nil || len(rows) <= limit {
		return rows, place{}, err
	}
	rows = rows[:limit]
	last := rows[limit-1]
	return rows, place{last.FullName, last.PersonID}, nil
}

func (s *Service) courseRef(ctx context.Context, id uuid.UUID) (CourseRef, error) {
	var row struct {
		CourseID uuid.UUID `db:"course_id"`
		Code     string    `db:"code"`
		Title    string    `db:"title"`
	}
	err := s.db.Get(ctx, &row, sqls.ReadCourseRef, id)
	if db.NoRow(err) {
		return CourseRef{}, ErrCourseNotFound
	}
	return CourseRef(row), err
}

// unitRef names a unit the scope reaches.
func (s *Service) unitRef(ctx context.Context, id uuid.UUID, sc scope) (UnitRef, error) {
	var u UnitRef
	err := s.db.Get(ctx, &u, sqls.ReadUnitRef, id, sc.all, db.Array(sc.roots))
	if db.NoRow(err) {
		return u, ErrUnitNotFound
	}
	return u, err
}
