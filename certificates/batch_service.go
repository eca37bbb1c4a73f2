package certificates

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
	"lentera/internal/jobs"
)

const (
	batchJob   = "certificates.batch"
	batchSlice = 20 * time.Second // of one run of the job; then another one goes on
)

type found struct {
	NIP      string    `db:"nip"`
	PersonID uuid.UUID `db:"person_id"`
	Name     string    `db:"name"`
	Class    string    `db:"class"`
}

// CheckPeople is a whole operation for training admins: it reads a pasted list
// or CSV, one person per line with the NIP first, and says of each line who it
// is or what is wrong.
func (s *Service) CheckPeople(ctx context.Context, text string) ([]Candidate, error) {
	out, wanted := []Candidate{}, []string{}
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		first := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(",;\t\r", r) })
		if len(first) == 0 || strings.TrimSpace(first[0]) == "" {
			continue
		}
		nip := strings.NewReplacer(" ", "", `"`, "", "'", "").Replace(first[0])
		if i == 0 && strings.EqualFold(nip, "nip") {
			continue
		}
		c := Candidate{Line: i + 1, NIP: nip, Finding: "unknown"}
		if len(nip) != 18 || !nipForm.MatchString(nip) {
			c.Finding, c.NIP = "not_a_nip", string([]rune(nip)[:min(len([]rune(nip)), 24)])
		}
		if out, wanted = append(out, c), append(wanted, nip); len(out) > mostInBatch {
			return nil, ErrBatch
		}
	}
	var rows []found
	if err := s.opt.DB.Select(ctx, &rows, sqls.PeopleOfNIPs, db.Array(wanted)); err != nil {
		return nil, err
	}
	known := map[string]found{}
	for _, r := range rows {
		known[r.NIP] = r
	}
	seen := map[uuid.UUID]bool{}
	for i := range out {
		r, ok := known[out[i].NIP]
		if !ok || out[i].Finding == "not_a_nip" {
			continue
		}
		out[i].PersonID, out[i].Name, out[i].Class, out[i].Finding = &r.PersonID, r.Name, r.Class, ""
		if seen[r.PersonID] {
			out[i].Finding = "twice"
		}
		seen[r.PersonID] = true
	}
	return out, nil
}

// PeopleBelow is a whole operation for training admins: everybody of a unit
// and the units below it, by name. More than a batch holds is ErrBatch.
func (s *Service) PeopleBelow(ctx context.Context, unit uuid.UUID) ([]Candidate, error) {
	var rows []found
	if err := s.opt.DB.Select(ctx, &rows, sqls.PeopleOfUnit, unit); err != nil {
		return nil, err
	}
	if len(rows) > mostInBatch {
		return nil, ErrBatch
	}
	out := make([]Candidate, len(rows))
	for i, r := range rows {
		out[i] = Candidate{Line: i + 1, PersonID: &r.PersonID, Name: r.Name, Class: r.Class}
	}
	return out, nil
}

// PrepareBatch is a whole operation for training admins. Nothing is issued
// before another training admin approves. It refuses impossible content
// (ErrCorrections), a way of signing that is not set up (ErrNoSigner) and no or too many people, one twice, or a path SIASN does
// not know (ErrBatch).
func (s *Service) PrepareBatch(ctx context.Context, actor access.Actor, c BatchContent, template *uuid.UUID, people []uuid.UUID) (b Batch, err error) {
	if _, err = c.achievement(); err != nil {
		return b, err
	}
	if c.Signing != "" && !s.signs(c.Signing) {
		return b, ErrNoSigner
	}
	if len(people) < 1 || len(people) > mostInBatch || s.opt.PathKnown != nil && !s.opt.PathKnown(c.SiasnPath) {
		return b, ErrBatch
	}
	body, err := json.Marshal(c)
	if err != nil {
		return b, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return b, err
	}
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.AddBatch, id, string(body), template, actor.PersonID); db.Violates(err, "batches_template") {
			return ErrNoTemplate
		} else if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.AddBatchItems, id, db.Array(people)); db.Violates(err, "batch_items_pkey") || db.Violates(err, "batch_items_person") {
			return ErrBatch.Because(err)
		} else if err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, "certificates.batch-prepared", id.String(), map[string]any{"people": len(people)}); err != nil {
			return err
		}
		return tx.Get(ctx, &b, sqls.Batch, id)
	})
	return b, err
}

// Batches is a whole operation for training admins and auditors: the newest
// hundred.
func (s *Service) Batches(ctx context.Context) (out []Batch, err error) {
	err = s.opt.DB.Select(ctx, &out, sqls.Batches)
	return out, err
}

// Batch is a whole operation for training admins and auditors.
func (s *Service) Batch(ctx context.Context, id uuid.UUID) (b Batch, err error) {
	if err = s.opt.DB.Get(ctx, &b, sqls.Batch, id); db.NoRow(err) {
		err = ErrNoBatch
	}
	return b, err
}

// ApproveBatch is a whole operation: a training admin who did not prepare the
// batch starts it. Refused: ErrNoBatch, ErrOwnBatch, ErrBatchState.
func (s *Service) ApproveBatch(ctx context.Context, actor access.Actor, id uuid.UUID) error {
	return s.changeBatch(ctx, id, "approved", func(ctx context.Context, tx *db.Tx, state string, preparedBy uuid.UUID) error {
		if preparedBy == actor.PersonID {
			return ErrOwnBatch
		}
		if state != "prepared" {
			return ErrBatchState
		}
		if _, err := tx.Exec(ctx, sqls.ApproveBatch, id, actor.PersonID); err != nil {
			return err
		}
		return jobs.Enqueue(ctx, tx, batchJob, certificateArgs{ID: id})
	})
}

// SetBatch is a whole operation for training admins: "pause" a running batch,
// "resume" a paused one (those that failed are tried again, also of one that
// is done), "cancel" one that is only prepared. Refused: ErrNoBatch,
// ErrBatchState.
func (s *Service) SetBatch(ctx context.Context, id uuid.UUID, act string) error {
	return s.changeBatch(ctx, id, act, func(ctx context.Context, tx *db.Tx, state string, _ uuid.UUID) error {
		to := map[string]string{"pause/running": "paused", "resume/paused": "running", "resume/done": "running", "cancel/prepared": "cancelled"}[act+"/"+state]
		if to == "" {
			return ErrBatchState
		}
		if _, err := tx.Exec(ctx, sqls.SetBatchState, id, to); err != nil || to != "running" {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.RetryFailedItems, id); err != nil {
			return err
		}
		return jobs.Enqueue(ctx, tx, batchJob, certificateArgs{ID: id})
	})
}

func (s *Service) changeBatch(ctx context.Context, id uuid.UUID, act string, do func(context.Context, *db.Tx, string, uuid.UUID) error) error {
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var b struct {
			State      string    `db:"state"`
			PreparedBy uuid.UUID `db:"prepared_by"`
		}
		if err := tx.Get(ctx, &b, sqls.LockBatch, id); db.NoRow(err) {
			return ErrNoBatch
		} else if err != nil {
			return err
		}
		if err := do(ctx, tx, b.State, b.PreparedBy); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "certificates.batch-"+act, id.String(), nil)
	})
}

// workBatch is the job: one person per transaction, in which the certificate,
// the ledger entry and the mark in the list commit together. Killed anywhere,
// it goes on with the first who is not marked; running twice is safe.
func (s *Service) workBatch(ctx context.Context, raw json.RawMessage) error {
	var args certificateArgs
	if err := json.Unmarshal(raw, &args); err != nil {
		return err
	}
	for end := time.Now().Add(batchSlice); ; {
		more, err := s.issueNext(ctx, args.ID)
		if err != nil || !more {
			return err
		}
		if time.Now().After(end) { // let other jobs have the lane
			return s.opt.DB.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				return jobs.Enqueue(ctx, tx, batchJob, args)
			})
		}
	}
}

// issueNext issues to the next person of a running batch. A refusal is kept
// with that person and the batch goes on; anything else ends the try.
func (s *Service) issueNext(ctx context.Context, id uuid.UUID) (more bool, err error) {
	var person uuid.UUID
	err = s.opt.DB.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		more = false
		var b Batch
		var locked struct {
			State      string    `db:"state"`
			PreparedBy uuid.UUID `db:"prepared_by"`
		}
		if err := tx.Get(ctx, &locked, sqls.LockBatch, id); err != nil || locked.State != "running" {
			return err
		}
		if err := tx.Get(ctx, &person, sqls.NextItem, id); db.NoRow(err) {
			_, err := tx.Exec(ctx, sqls.SetBatchState, id, "done")
			return err
		} else if err != nil {
			return err
		}
		if err := tx.Get(ctx, &b, sqls.Batch, id); err != nil {
			return err
		}
		a, err := b.of(person)
		if err != nil {
			return err
		}
		c, err := s.Issue(ctx, tx, a)
		if err != nil {
			return err
		}
		more = true
		_, err = tx.Exec(ctx, sqls.ItemIssued, id, person, c.ID)
		return err
	})
	var refused *fault.Fault
	if errors.As(err, &refused) && person != uuid.Nil {
		_, err = s.opt.DB.Slow().Exec(ctx, sqls.ItemFailed, id, person, refused.Code)
		return true, err
	}
	return more, err
}
