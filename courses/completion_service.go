package courses

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// maxExport bounds one CSV file: more people than any regency employs.
const maxExport = 100_000

// Completion is a whole operation for training admin, auditor, and unit admin
// over the own subtree: one page of people, by name. Refuses
// ErrCourseNotFound, ErrUnitNotFound (also for a unit outside the asker's
// own).
func (s *Service) Completion(ctx context.Context, actor access.Actor, f CompletionFilter) (Completion, error) {
	return s.readCompletionPage(ctx, s.db, actor, f)
}

// CompletionCSV is Completion without pages, as a file; who took it out is
// written to the audit trail before the file exists.
func (s *Service) CompletionCSV(ctx context.Context, actor access.Actor, f CompletionFilter) ([]byte, error) {
	f.Cursor, f.Limit = "", maxExport
	c, err := s.readCompletionPage(ctx, s.db.Slow(), actor, f)
	if err != nil {
		return nil, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		details := map[string]any{"course": c.Course.Code, "status": f.Status, "people": len(c.Rows)}
		if c.Unit != nil {
			details["unit_id"], details["unit"] = c.Unit.ID, c.Unit.Name
		}
		return audit.Write(ctx, tx, "courses.completion-exported", c.Course.CourseID.String(), details)
	})
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(s.zone)
	if err != nil {
		return nil, err
	}
	return csvFile(completionTable(c, zone))
}

func (s *Service) readCompletionPage(ctx context.Context, d *db.DB, actor access.Actor, f CompletionFilter) (Completion, error) {
	sc, err := s.scopeOf(ctx, actor)
	if err != nil {
		return Completion{}, err
	}
	var out Completion
	if out.Course, err = s.courseRef(ctx, f.CourseID); err != nil {
		return out, err
	}
	if f.UnitID != uuid.Nil {
		unit, err := s.unitRef(ctx, f.UnitID, sc)
		if err != nil {
			return out, err
		}
		out.Unit, sc = &CompletionUnit{ID: unit.ID, Name: unit.Name}, scope{roots: []uuid.UUID{unit.ID}}
	}
	if err := d.Get(ctx, &out.Totals, sqls.CompletionTotals, f.CourseID, s.zone, sc.all, db.Array(sc.roots)); err != nil {
		return out, err
	}
	var after *uuid.UUID
	if id, err := uuid.Parse(f.Cursor); err == nil {
		after = &id
	}
	out.Rows = []CompletionRow{}
	if err := d.Select(ctx, &out.Rows, sqls.CompletionRows, f.CourseID, s.zone, sc.all, db.Array(sc.roots),
		f.Status, pattern(f.Q), after, f.Limit+1); err != nil {
		return out, err
	}
	if len(out.Rows) > f.Limit {
		out.Rows = out.Rows[:f.Limit]
		out.NextCursor = out.Rows[f.Limit-1].PersonID.String()
	}
	return out, nil
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
