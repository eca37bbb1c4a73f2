package signing

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"

	"lentera/certificates"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// Lot is the documents of one batch or course that wait for, or were signed
// by, the same people in the same way.
type Lot struct {
	Lot       string    `db:"lot"`
	Kind      Kind      `db:"kind"`
	Party     string    `db:"party"` // who signs next, "" when all is signed
	Parties   Parties   `db:"parties"`
	Title     string    `db:"title"`
	Total     int       `db:"total"`
	Waiting   int       `db:"waiting"`
	Signing   int       `db:"signing"`
	HandedOff int       `db:"handed_off"`
	Signed    int       `db:"signed"`
	Refused   int       `db:"refused"`
	Since     time.Time `db:"since"`
	Why       Why       `db:"why"` // why some wait again
}

// Desk is a whole operation: what there is to sign, what was signed last, and
// the newest runs. Training admins and auditors see all of it, an official
// what waits for them.
func (s *Service) Desk(ctx context.Context, a access.Actor) (lots []Lot, runs []Run, err error) {
	party := ""
	if !seesAll(a) {
		if party, err = s.partyOf(ctx, a); err != nil || party == "" {
			return []Lot{}, []Run{}, err
		}
	}
	if err = s.opt.DB.Select(ctx, &lots, sqls.Desk, party); err != nil {
		return nil, nil, err
	}
	err = s.opt.DB.Select(ctx, &runs, sqls.Runs, party)
	return lots, runs, err
}

// Run is a whole operation: how far a run has come, for whoever asked for it
// and for training admins and auditors. Refused: ErrNotFound.
func (s *Service) Run(ctx context.Context, a access.Actor, id uuid.UUID) (r Run, err error) {
	err = s.opt.DB.Get(ctx, &r, sqls.Run, id)
	if db.NoRow(err) || err == nil && r.AskedBy != a.PersonID && !seesAll(a) {
		return r, ErrNotFound
	}
	return r, err
}

// Page narrows Documents.
type Page struct {
	Lot, Party string
	State      State
	AfterAt    *time.Time
	AfterID    uuid.UUID
	Limit      int
}

// Documents is a whole operation for training admins and auditors: the
// documents of a lot in the order in which they came in.
func (s *Service) Documents(ctx context.Context, p Page) (out []Document, err error) {
	err = s.opt.DB.Select(ctx, &out, sqls.Documents, p.Lot, string(p.State), p.Party, p.AfterAt, p.AfterID, p.Limit)
	return out, err
}

// File is a whole operation for training admins and auditors: the file as it
// stands, drawn or with the signatures so far. Refused: ErrNotFound, and what
// certificates refuses.
func (s *Service) File(ctx context.Context, id uuid.UUID) ([]byte, error) {
	var d Document
	if err := s.opt.DB.Get(ctx, &d, sqls.Document, id); db.NoRow(err) {
		return nil, ErrNotFound
	} else if err != nil {
		return nil, err
	}
	body, refusal, err := s.present(ctx, d)
	var ended *stop
	switch {
	case errors.As(err, &ended):
		return nil, certificates.ErrStoreAway
	case err != nil:
		return nil, err
	case refusal != nil && d.PartKey != "":
		return nil, certificates.ErrSignedLost
	case refusal != nil:
		return nil, certificates.ErrBeingDrawn.After(5 * time.Second)
	}
	return body, nil
}

// Retry is a whole operation for training admins ("coba lagi"): refused
// documents wait again; with handedOff also those a portal has not brought
// back, whose callback then counts no more. Who signs is decided anew for a
// document nobody has signed: the cause may have been a missing key. Refused:
// ErrSelection. It tells how many wait again.
func (s *Service) Retry(ctx context.Context, lot string, ids []uuid.UUID, handedOff bool) (n int64, err error) {
	if lot == "" && len(ids) == 0 || len(ids) > mostInRun {
		return 0, ErrSelection
	}
	ids = append([]uuid.UUID{}, ids...) // an empty list, not NULL
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.decideAnew(ctx, tx, lot, ids); err != nil {
			return err
		}
		if n, err = tx.Exec(ctx, sqls.RetryDocuments, lot, db.Array(ids), handedOff); err != nil || n == 0 {
			return err
		}
		return audit.Write(ctx, tx, "signing.retried", lot, map[string]any{"documents": n})
	})
	return n, err
}

func (s *Service) decideAnew(ctx context.Context, tx *db.Tx, lot string, ids []uuid.UUID) error {
	var rows []struct {
		ID          uuid.UUID                `db:"id"`
		Kind        Kind                     `db:"kind"`
		Signatories certificates.Signatories `db:"signatories"`
	}
	if err := tx.Select(ctx, &rows, sqls.RefusedUnsigned, lot, db.Array(ids)); err != nil {
		return err
	}
	for _, r := range rows {
		officials, err := officialsOf(ctx, tx, certificates.Certificate{Signatories: r.Signatories})
		if err != nil {
			return err
		}
		parties, refusal := s.parties(r.Kind, officials)
		if refusal != nil {
			continue // it will be refused again, with today's reason
		}
		body, err := json.Marshal(parties)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.DecideParties, r.ID, string(body), parties[0].Key); err != nil {
			return err
		}
	}
	return nil
}
