package quiz

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"lentera/bank"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/jobs"
)

// Decision is what a second person says of a proposal.
type Decision struct {
	Policy Policy // RaiseOnly or BothWays
	Seen   string // digest of the preview they have seen
	Note   string
}

// ApproveRegrade carries out a correction that another person proposed: a whole
// operation for the training administration. The new key, the list of attempts
// to grade anew, the job that does it and, for a voided version, that it is
// drawn no more, commit together; from then on every closing grades by the new
// key. Refuses with ErrNoRegrade, ErrRegradeDecided, ErrOwnRegrade, and
// ErrPreviewChanged when the preview is no longer the one that was seen.
//
// Every mark is worked out before closings are held up; with them held, it is
// only looked whether what it was worked out from is still so. What closings
// wait for is that look and the writing of the list. The lines are written
// after HoldKeys, not before: they lock enrolments, for which a closing that is
// under way may ask.
func (s *Service) ApproveRegrade(ctx context.Context, actor access.Actor, id uuid.UUID, d Decision) error {
	void := false
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err := s.undecided(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		now, _, err := bank.LockKey(ctx, tx, g.VersionID)
		if err != nil {
			return err
		}
		var before, still string
		if err := tx.Get(ctx, &before, sqls.RegradePrint, g.VersionID); err != nil {
			return err
		}
		all, err := s.remarks(ctx, tx, correction{g.VersionID, now.Kind, now.Content, g.Change, g.NewKey}, nil)
		if err != nil {
			return err
		}
		if digest(all) != d.Seen {
			return ErrPreviewChanged
		}
		lines := linesToDo(all)
		if _, err := tx.Exec(ctx, sqls.HoldKeys); err != nil {
			return err
		}
		if err := tx.Get(ctx, &still, sqls.RegradePrint, g.VersionID); err != nil {
			return err
		}
		if still != before {
			return ErrPreviewChanged
		}
		void = g.Change == changeVoid
		key := now.Key
		if !void {
			key = g.NewKey
		}
		if err := bank.CorrectKey(ctx, tx, actor, bank.Correction{VersionID: g.VersionID, Key: key, Voided: void, Reason: g.Reason}); err != nil {
			return err
		}
		if err := decide(ctx, tx, actor, id, "running", string(d.Policy), d.Note); err != nil {
			return err
		}
		if err := insertJSON(ctx, tx, sqls.AddRegradeLines, lines, id); err != nil {
			return err
		}
		if err := jobs.Enqueue(ctx, tx, regradeJob, regradeArgs{id}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.regrade-approved", id.String(), map[string]any{"version_id": g.VersionID, "change": g.Change,
			"policy": d.Policy, "attempts": len(lines), "preview": d.Seen})
	})
	if err == nil && void {
		s.forgetPrepared()
	}
	return err
}

// RefuseRegrade ends a proposal of another person; nothing has changed. A whole
// operation for the training administration, with the refusals of
// ApproveRegrade.
func (s *Service) RefuseRegrade(ctx context.Context, actor access.Actor, id uuid.UUID, note string) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := s.undecided(ctx, tx, actor, id); err != nil {
			return err
		}
		if err := decide(ctx, tx, actor, id, "refused", "", note); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.regrade-refused", id.String(), nil)
	})
}

// WithdrawRegrade takes back an own proposal: a whole operation. Refuses with
// ErrNoRegrade, ErrRegradeDecided, ErrOthersRegrade.
func (s *Service) WithdrawRegrade(ctx context.Context, actor access.Actor, id uuid.UUID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err := lockRegrade(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case g.State != "proposed":
			return ErrRegradeDecided
		case g.ProposedBy != actor.PersonID:
			return ErrOthersRegrade
		}
		if _, err := tx.Exec(ctx, sqls.DecideRegrade, id, "withdrawn", "", "", nil); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.regrade-withdrawn", id.String(), nil)
	})
}

type lockedRegrade struct {
	ID         uuid.UUID       `db:"id"`
	VersionID  uuid.UUID       `db:"version_id"`
	Change     string          `db:"change"`
	NewKey     json.RawMessage `db:"new_key"`
	Reason     string          `db:"reason"`
	State      string          `db:"state"`
	Policy     *string         `db:"policy"`
	ProposedBy uuid.UUID       `db:"proposed_by"`
}

func lockRegrade(ctx context.Context, tx *db.Tx, id uuid.UUID) (g lockedRegrade, err error) {
	err = tx.Get(ctx, &g, sqls.LockRegrade, id)
	if db.NoRow(err) {
		return g, ErrNoRegrade
	}
	return g, err
}

// undecided is a step: a proposal this actor may decide, locked.
func (s *Service) undecided(ctx context.Context, tx *db.Tx, actor access.Actor, id uuid.UUID) (lockedRegrade, error) {
	g, err := lockRegrade(ctx, tx, id)
	switch {
	case err != nil:
		return g, err
	case g.State != "proposed":
		return g, ErrRegradeDecided
	case g.ProposedBy == actor.PersonID:
		return g, ErrOwnRegrade
	}
	return g, nil
}

func decide(ctx context.Context, tx *db.Tx, actor access.Actor, id uuid.UUID, state, policy, note string) error {
	_, err := tx.Exec(ctx, sqls.DecideRegrade, id, state, policy, strings.TrimSpace(note), actor.PersonID)
	if db.Violates(err, "regrades_two_persons") {
		return ErrOwnRegrade
	}
	return err
}
