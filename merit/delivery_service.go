package merit

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/jobs"
)

// queueDelivery is a step of every entry: a credit begins its way into SIASN, a
// reversal turns it round. AddCredit let only ASN through.
func (s *Service) queueDelivery(ctx context.Context, tx *db.Tx, e Entry) error {
	if e.Kind == "reversal" {
		return s.reverseDelivery(ctx, tx, *e.Reverses)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	kind := "kursus"
	if e.SiasnPath == 1 {
		kind = "diklat"
	}
	if n, err := tx.Exec(ctx, sqls.AddDelivery, id, e.ID, e.PersonID, e.Source, kind); err != nil || n == 0 {
		return err
	}
	return s.event(ctx, tx, id, "", StateDraft, nil)
}

type deliveryState struct {
	ID        uuid.UUID     `db:"id"`
	State     DeliveryState `db:"state"`
	RemoteID  string        `db:"remote_id"`
	SaveBegun bool          `db:"save_begun"`
	Busy      bool          `db:"busy"` // the worker has it in hand
}

func (s *Service) reverseDelivery(ctx context.Context, tx *db.Tx, entry uuid.UUID) error {
	var d deliveryState
	if err := tx.Get(ctx, &d, sqls.DeliveryOfEntryForUpdate, entry); db.NoRow(err) {
		return nil
	} else if err != nil {
		return err
	}
	to, code := afterReversal(d.State, d.SaveBegun, d.RemoteID), ""
	if to == StateRemoving && d.RemoteID == "" && !d.SaveBegun {
		code = troubleHanded
	}
	if _, err := tx.Exec(ctx, sqls.ReverseDelivery, d.ID, to, code, s.settleFor().Seconds()); err != nil {
		return err
	}
	return s.event(ctx, tx, d.ID, d.State, to, map[string]any{"how": "reversed"})
}

func (s *Service) event(ctx context.Context, tx *db.Tx, id uuid.UUID, from, to DeliveryState, detail map[string]any) error {
	if detail == nil {
		detail = map[string]any{}
	}
	body, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	var actor *uuid.UUID
	if a, ok := access.ActorFrom(ctx); ok {
		actor = &a.AccountID
	}
	_, err = tx.Exec(ctx, sqls.AddDeliveryEvent, id, from, to, actor, string(body))
	return err
}

// DeliveryFilter narrows the board.
type DeliveryFilter struct {
	States string // with commas between; "" all
	Words  string
	After  uuid.UUID // of the last row seen
	Limit  int
}

// DeliveriesOf lists deliveries, newest first, with reasons in words. Training
// admins and auditors.
func (s *Service) DeliveriesOf(ctx context.Context, f DeliveryFilter, lang string) (rows []Delivery, next string, err error) {
	rows = []Delivery{}
	var after *uuid.UUID
	if f.After != uuid.Nil {
		after = &f.After
	}
	if f.Limit < 1 || f.Limit > 200 {
		f.Limit = 50
	}
	words := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.TrimSpace(f.Words))
	if err := s.opt.DB.Select(ctx, &rows, sqls.Deliveries, f.States, words, after, f.Limit+1); err != nil {
		return nil, "", err
	}
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next = rows[f.Limit-1].ID.String()
	}
	for i := range rows {
		rows[i].Reason = troubleText(rows[i].ErrorCode, lang)
	}
	return rows, next, nil
}

// DryRun is what a push of some records would do, without doing it.
type DryRun struct {
	ID       uuid.UUID    `json:"id" format:"uuid"`
	Title    string       `json:"title"`
	Act      string       `json:"act" enum:"create,update,adopt,none" doc:"what the push would do"`
	Fields   []SiasnField `json:"fields" nullable:"false" doc:"names and values exactly as SIASN gets them"`
	There    *SiasnRow    `json:"there" doc:"the row SIASN already has"`
	Differ   []Difference `json:"differ" nullable:"false"`
	Findings []string     `json:"findings" nullable:"false" doc:"what stands in the way, in words"`
}

// DryRunOf asks SIASN what it has (reads only) and shows what would be sent. At
// most 50 records. It refuses without a connection (ErrSiasnOff).
func (s *Service) DryRunOf(ctx context.Context, ids []uuid.UUID, lang string) ([]DryRun, error) {
	if s.opt.Siasn == nil || s.opt.Siasn.Remote == nil {
		return nil, ErrSiasnOff
	}
	var work []parcel
	if err := s.opt.DB.Select(ctx, &work, sqls.DeliveryWork, db.Array(ids)); err != nil {
		return nil, err
	}
	out, shown := make([]DryRun, 0, len(work)), []uuid.UUID{}
	for i := range work {
		r, err := s.dryRun(ctx, work[i], lang)
		var f *RemoteFault
		if errors.As(err, &f) && f.Code == troubleSaid {
			r.Findings, r.Act = append(r.Findings, f.Said), "none"
		} else if errors.As(err, &f) {
			return nil, ErrSiasnAway.Detail(troubles[f.Code].id, troubles[f.Code].en)
		} else if err != nil {
			return nil, err
		}
		out = append(out, r)
		if r.Act != "none" {
			shown = append(shown, r.ID)
		}
	}
	_, err := s.opt.DB.Exec(ctx, sqls.MarkDryRun, db.Array(shown))
	return out, err
}

func (s *Service) dryRun(ctx context.Context, p parcel, lang string) (DryRun, error) {
	r := DryRun{ID: p.ID, Title: p.Title, Act: "none", Fields: []SiasnField{}, Differ: []Difference{}, Findings: []string{}}
	if p.State != StateDraft && p.State != StateChecked {
		return r, nil
	}
	out, err := s.check(ctx, &p)
	if err != nil {
		return r, err
	}
	if out.code != "" {
		r.Findings = append(r.Findings, troubleText(out.code, lang))
		return r, nil
	}
	if _, ready, err := s.document(ctx, p.Source); err != nil {
		return r, err
	} else if !ready {
		r.Findings = append(r.Findings, troubleText(troubleDocument, lang))
	}
	w := s.writeOf(p)
	found, err := s.search(ctx, p, w)
	if err != nil {
		return r, err
	}
	r.Act = "create"
	if found != nil {
		w.RemoteID, r.There, r.Differ, r.Act = found.RemoteID, found, differences(w.SiasnRow, *found), "adopt"
		if len(r.Differ) > 0 {
			r.Act = "update"
		}
	}
	r.Fields = s.opt.Siasn.Remote.Fields(w)
	return r, nil
}

// Approve lets records be pushed; the first approval of the agency is also that
// of pushing at all. Training admins. It passes over records whose dry run was
// not shown within a day, and refuses when that is all of them (ErrNotSeen).
func (s *Service) Approve(ctx context.Context, actor access.Actor, ids []uuid.UUID) (int, error) {
	if s.opt.Siasn == nil || s.opt.Siasn.Remote == nil {
		return 0, ErrSiasnOff
	}
	var n int64
	err := s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if n, err = tx.Exec(ctx, sqls.ApproveDeliveries, db.Array(ids), actor.AccountID); err != nil {
			return err
		}
		if n == 0 {
			return ErrNotSeen
		}
		if _, err := tx.Exec(ctx, sqls.ApproveFirst, actor.AccountID); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, "merit.siasn-approve", "siasn", map[string]any{"records": ids}); err != nil {
			return err
		}
		return s.nudge(ctx, tx)
	})
	return int(n), err
}

func (s *Service) nudge(ctx context.Context, tx *db.Tx) error {
	return jobs.EnqueueOnce(ctx, tx, "merit.deliver", "now", struct{}{}, 0)
}

// change is the frame of an operator's act on one record.
func (s *Service) change(ctx context.Context, id uuid.UUID, what string, detail map[string]any,
	act func(ctx context.Context, tx *db.Tx, d *deliveryState) (DeliveryState, error)) error {
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var d deliveryState
		if err := tx.Get(ctx, &d, sqls.DeliveryForUpdate, id); db.NoRow(err) {
			return ErrDelivery
		} else if err != nil {
			return err
		}
		if d.Busy && (d.State == StateDraft || d.State == StateChecked) {
			return ErrDeliveryState
		}
		to, err := act(ctx, tx, &d)
		if err != nil {
			return err
		}
		if to != d.State && !to.MayFollow(d.State) {
			return ErrDeliveryState
		}
		if err := s.event(ctx, tx, id, d.State, to, detail); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, "merit.siasn-"+what, id.String(), detail); err != nil {
			return err
		}
		return s.nudge(ctx, tx)
	})
}

// RetryDelivery takes up again what was refused, waits or is by hand. anew
// forgets the id of a row that SIASN no longer has; the push looks for it first
// all the same.
func (s *Service) RetryDelivery(ctx context.Context, id uuid.UUID, anew bool) error {
	return s.change(ctx, id, "retry", map[string]any{"how": "retry", "anew": anew}, func(ctx context.Context, tx *db.Tx, d *deliveryState) (DeliveryState, error) {
		to := afterRetry(d.RemoteID)
		if d.State == StateRemoving || d.State == StateDraft || d.State == StateChecked || d.State == StateSaved || d.State == StateUploaded {
			to = d.State // waiting: only do not wait any longer
		} else if d.State != StateRefused && d.State != StateByHand {
			return to, ErrDeliveryState
		} else if anew {
			to = StateDraft
			if _, err := tx.Exec(ctx, sqls.ForgetRemoteID, id); err != nil {
				return to, err
			}
		}
		_, err := tx.Exec(ctx, sqls.SetRetry, id, to)
		return to, err
	})
}

// MarkByHand leaves a record to an operator who enters it in SIASN.
func (s *Service) MarkByHand(ctx context.Context, id uuid.UUID, reason string) error {
	return s.change(ctx, id, "by-hand", map[string]any{"how": "by_hand"}, func(ctx context.Context, tx *db.Tx, d *deliveryState) (DeliveryState, error) {
		if !StateByHand.MayFollow(d.State) {
			return StateByHand, ErrDeliveryState
		}
		_, err := tx.Exec(ctx, sqls.SetByHand, id, strings.TrimSpace(reason))
		return StateByHand, err
	})
}

var remoteIDForm = regexp.MustCompile(`^[A-Za-z0-9-]{8,42}$`)

// EnteredByHand takes the id an operator typed back: the record is confirmed.
// A reversed record that was removed by hand is done without an id.
func (s *Service) EnteredByHand(ctx context.Context, id uuid.UUID, remoteID string) error {
	remoteID = strings.TrimSpace(remoteID)
	return s.change(ctx, id, "entered-by-hand", map[string]any{"how": "typed", "remote_id": remoteID}, func(ctx context.Context, tx *db.Tx, d *deliveryState) (DeliveryState, error) {
		if d.State == StateRemoving && d.RemoteID == "" && !d.SaveBegun {
			_, err := tx.Exec(ctx, sqls.SetRemovedByHand, id)
			return StateRemoved, err
		}
		if !remoteIDForm.MatchString(remoteID) {
			return d.State, ErrRemoteID
		}
		if d.State != StateByHand && d.State != StateRefused && d.State != StateDraft && d.State != StateChecked {
			return d.State, ErrDeliveryState
		}
		var taken bool
		if err := tx.Get(ctx, &taken, sqls.RemoteTaken, id, remoteID); err != nil {
			return d.State, err
		}
		if taken {
			return d.State, ErrRemoteTaken
		}
		if d.State != StateByHand {
			if err := s.event(ctx, tx, id, d.State, StateByHand, nil); err != nil {
				return d.State, err
			}
			d.State = StateByHand
		}
		_, err := tx.Exec(ctx, sqls.SetConfirmedByHand, id, remoteID)
		return StateConfirmed, err
	})
}

// DeliveryEvent is one step of a record's history.
type DeliveryEvent struct {
	From     string          `json:"from" db:"from_state"`
	To       string          `json:"to" db:"to_state"`
	Detail   json.RawMessage `json:"detail" db:"detail"`
	ByPerson bool            `json:"by_person" db:"by_person" doc:"false: the worker"`
	At       time.Time       `json:"at" db:"at"`
}

// DeliveryRequest is one call to SIASN about a record, redacted.
type DeliveryRequest struct {
	At       time.Time       `json:"at" db:"at"`
	Exchange json.RawMessage `json:"exchange" db:"exchange"`
}

// HistoryOf gives all that happened to a record.
func (s *Service) HistoryOf(ctx context.Context, id uuid.UUID) (events []DeliveryEvent, calls []DeliveryRequest, err error) {
	events, calls = []DeliveryEvent{}, []DeliveryRequest{}
	if err := s.opt.DB.Select(ctx, &events, sqls.DeliveryEvents, id); err != nil {
		return nil, nil, err
	}
	return events, calls, s.opt.DB.Select(ctx, &calls, sqls.DeliveryRequests, id)
}

// settleFor is how long a save whose answer was lost may still arrive.
func (s *Service) settleFor() time.Duration {
	if s.opt.Siasn == nil {
		return 0
	}
	return s.opt.Siasn.Settle
}
