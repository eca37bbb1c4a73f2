package bank

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// Review is a whole operation for trainers and training admins: the newest
// version becomes the one papers are drawn from. no is the version the
// reviewer has read. Refuses with ErrNoQuestion, ErrOfCourse, ErrRetired,
// ErrChanged, ErrOwnReview, ErrVoided for a version that a correction voided,
// and ErrState when nothing waits.
func (s *Service) Review(ctx context.Context, actor access.Actor, id uuid.UUID, no int, note string) error {
	return s.act(ctx, actor, id, no, func(ctx context.Context, tx *db.Tx, q questionRow) error {
		if err := s.waitsFor(ctx, tx, q, actor); err != nil {
			return err
		}
		var newest versionRow
		if err := tx.Get(ctx, &newest, sqls.VersionOf, q.ID, 0); err != nil {
			return err
		}
		if newest.Voided {
			return ErrVoided
		}
		if _, err := tx.Exec(ctx, sqls.SetState, id, Reviewed, q.No); err != nil {
			return err
		}
		return record(ctx, tx, actor, id, "reviewed", no, note)
	})
}

// Return is a whole operation for trainers and training admins: the reviewer
// says what must be put right first; nothing else changes. Refuses as Review.
func (s *Service) Return(ctx context.Context, actor access.Actor, id uuid.UUID, no int, note string) error {
	return s.act(ctx, actor, id, no, func(ctx context.Context, tx *db.Tx, q questionRow) error {
		if err := s.waitsFor(ctx, tx, q, actor); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.Touch, id); err != nil {
			return err
		}
		return record(ctx, tx, actor, id, "returned", no, note)
	})
}

// waitsFor refuses unless something waits and this actor may judge it.
func (s *Service) waitsFor(ctx context.Context, tx *db.Tx, q questionRow, actor access.Actor) error {
	if q.No <= q.ReviewedNo {
		return ErrState
	}
	own, err := s.wrote(ctx, tx, q, actor)
	if err == nil && own {
		err = ErrOwnReview
	}
	return err
}

// Retire is a whole operation for trainers and training admins: the question
// is drawn no more; papers that showed it stay as they are. Refuses with
// ErrNoQuestion, ErrOfCourse, ErrState.
func (s *Service) Retire(ctx context.Context, actor access.Actor, id uuid.UUID, note string) error {
	return s.act(ctx, actor, id, 0, func(ctx context.Context, tx *db.Tx, q questionRow) error {
		if q.State == Retired {
			return ErrState
		}
		if _, err := tx.Exec(ctx, sqls.SetState, id, Retired, q.ReviewedNo); err != nil {
			return err
		}
		return record(ctx, tx, actor, id, "retired", q.No, note)
	})
}

// Restore is a whole operation for trainers and training admins: a retired
// question is a draft again and must be reviewed anew. Refuses with
// ErrNoQuestion, ErrOfCourse, ErrState.
func (s *Service) Restore(ctx context.Context, actor access.Actor, id uuid.UUID, note string) error {
	return s.act(ctx, actor, id, 0, func(ctx context.Context, tx *db.Tx, q questionRow) error {
		if q.State != Retired {
			return ErrState
		}
		if _, err := tx.Exec(ctx, sqls.SetState, id, Draft, 0); err != nil {
			return err
		}
		return record(ctx, tx, actor, id, "restored", q.No, note)
	})
}
