package courses

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// scope is which people an actor may look at.
type scope struct {
	all   bool
	roots []uuid.UUID // whole subtrees; used when not all
}

func (s *Service) scopeOf(ctx context.Context, actor access.Actor) (scope, error) {
	if s.opt.Scope == nil {
		return scope{}, nil
	}
	all, roots, err := s.opt.Scope(ctx, actor)
	return scope{all, roots}, err
}

// Mandates is a whole operation for training admin, auditor and unit admin;
// anybody else sees an empty list. Open ones come first, by their day, then
// the 200 cancelled last. A unit admin sees those that touch the own subtree,
// also from above, and counts only the own people.
func (s *Service) Mandates(ctx context.Context, actor access.Actor) ([]Mandate, error) {
	sc, err := s.scopeOf(ctx, actor)
	if err != nil {
		return nil, err
	}
	return s.mandates(ctx, s.db, sc, nil)
}

type selecter interface {
	Select(ctx context.Context, dest any, q db.Query, args ...any) error
}

func (s *Service) mandates(ctx context.Context, r selecter, sc scope, only *uuid.UUID) ([]Mandate, error) {
	var rows []mandateRow
	if err := r.Select(ctx, &rows, sqls.ListMandates, sc.all, db.Array(sc.roots), only); err != nil {
		return nil, err
	}
	out := make([]Mandate, 0, len(rows))
	for _, row := range rows {
		out = append(out, row.mandate())
	}
	return out, nil
}

// CreateMandate is a whole operation for training admins. It shows at once for
// everyone in the subtree and for everyone who moves in. Asking for exactly
// the same again gives the one there is: a lost answer may be asked for again.
// Refuses fault.ErrInvalid (due_on is no date), ErrCourseNotFound (also for a
// retired course), ErrUnitNotFound (also for a closed unit), ErrDuePast,
// ErrAlreadyMandated (another open mandate of the course on the same unit).
func (s *Service) CreateMandate(ctx context.Context, actor access.Actor, in NewMandate) (Mandate, error) {
	if err := dayForm(in.DueOn); err != nil {
		return Mandate{}, err
	}
	in.Note = strings.TrimSpace(storable(in.Note))
	var out Mandate
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.checkMandate(ctx, tx, in.CourseID, in.UnitID, &in.DueOn); err != nil {
			return err
		}
		id := uuid.Must(uuid.NewV7())
		added, err := tx.Exec(ctx, sqls.AddMandate, id, in.CourseID, in.UnitID, in.DueOn, in.Note, actor.AccountID)
		if err != nil {
			return err
		}
		if added == 0 {
			if err := tx.Get(ctx, &id, sqls.SameMandate, in.CourseID, in.UnitID, in.DueOn, in.Note); db.NoRow(err) {
				return ErrAlreadyMandated
			} else if err != nil {
				return err
			}
		}
		list, err := s.mandates(ctx, tx, scope{all: true}, &id)
		if err != nil {
			return err
		}
		out = list[0]
		if added == 0 {
			return nil
		}
		return audit.Write(ctx, tx, "courses.mandate-created", id.String(), map[string]any{"course": out.Course.Code,
			"course_id": in.CourseID, "unit_id": in.UnitID, "unit": out.Unit.Name, "due_on": in.DueOn, "people": out.People})
	})
	return out, err
}

// dayForm refuses what Postgres would not take for a date.
func dayForm(day string) error {
	d, err := time.Parse(time.DateOnly, day)
	if err == nil && d.Year() > 0 {
		return nil
	}
	return fault.ErrInvalid.Because(err).At(fault.Field{Pointer: "/due_on", Code: "invalid",
		ID: "Tulis tanggal sebagai tahun-bulan-hari.", EN: "Write the date as year-month-day."})
}

// checkMandate is a reading step: may this course be mandated to this unit
// and, when a day is given, by that day.
func (s *Service) checkMandate(ctx context.Context, r Reader, courseID, unitID uuid.UUID, dueOn *string) error {
	var ok struct {
		Course bool `db:"course"`
		Unit   bool `db:"unit"`
		Due    bool `db:"due"`
	}
	if err := r.Get(ctx, &ok, sqls.CheckMandate, courseID, unitID, dueOn, s.zone); err != nil {
		return err
	}
	switch {
	case !ok.Course:
		return ErrCourseNotFound
	case !ok.Unit:
		return ErrUnitNotFound
	case !ok.Due:
		return ErrDuePast
	}
	return nil
}

// PreviewMandate is a whole operation for training admins: whom a mandate
// would reach, before it is made. Refuses ErrCourseNotFound, ErrUnitNotFound, as
// CreateMandate does.
func (s *Service) PreviewMandate(ctx context.Context, courseID, unitID uuid.UUID) (MandatePreview, error) {
	var p MandatePreview
	if err := s.checkMandate(ctx, s.db, courseID, unitID, nil); err != nil {
		return p, err
	}
	err := s.db.Get(ctx, &p, sqls.PreviewMandate, courseID, unitID)
	return p, err
}

// CancelMandate is a whole operation for training admins; the row stays.
// Cancelling again changes nothing. Refuses ErrMandateNotFound.
func (s *Service) CancelMandate(ctx context.Context, id uuid.UUID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var was struct {
			CourseID uuid.UUID `db:"course_id"`
			UnitID   uuid.UUID `db:"unit_id"`
		}
		err := tx.Get(ctx, &was, sqls.CancelMandate, id)
		if err == nil {
			return audit.Write(ctx, tx, "courses.mandate-cancelled", id.String(),
				map[string]any{"course_id": was.CourseID, "unit_id": was.UnitID})
		}
		if !db.NoRow(err) {
			return err
		}
		var have bool
		if err := tx.Get(ctx, &have, sqls.HaveMandate, id); err != nil {
			return err
		}
		if !have {
			return ErrMandateNotFound
		}
		return nil
	})
}

// storable takes out what Postgres cannot keep in a text.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}
