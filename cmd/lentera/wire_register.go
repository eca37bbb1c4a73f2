package main

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"lentera/certificates"
	"lentera/internal/db"
	"lentera/merit"
	"lentera/register"
)

// joinRegister builds the register and makes every fact a leaf. It is called
// last: its hooks stand behind all others, because the register's head is the
// last lock of a transaction.
func (g *program) joinRegister(p *platform) (err error) {
	g.register, err = register.New(register.Options{
		DB: p.db, Key: p.secrets.RegisterKey(), Sources: registerSources(), Log: p.log,
		ByID: func(ctx context.Context, id uuid.UUID) (register.Certificate, bool, error) {
			return sealed(g.certificates.ByID(ctx, id))
		},
		ByPublicID: func(ctx context.Context, code string) (register.Certificate, bool, error) {
			return sealed(g.certificates.ByPublicID(ctx, code))
		},
		ByNumber: func(ctx context.Context, number string) (register.Certificate, bool, error) {
			return sealed(g.certificates.ByNumber(ctx, number))
		},
		RecordsOf: func(ctx context.Context, id uuid.UUID) ([]register.Row, error) {
			c, ok, err := g.certificates.ByID(ctx, id)
			if err != nil || !ok {
				return nil, err
			}
			return certificateRows(c), nil
		},
	})
	if err != nil {
		return err
	}
	g.certificates.OnIssued = append(g.certificates.OnIssued, g.seal(certificates.RecordIssued))
	g.certificates.OnRevoked = append(g.certificates.OnRevoked, g.seal(certificates.RecordRevoked))
	g.certificates.OnSuperseded = append(g.certificates.OnSuperseded, g.seal(certificates.RecordSuperseded))
	g.merit.OnEntered = append(g.merit.OnEntered, g.sealEntry)
	g.register.Jobs(g.queue)
	return nil
}

// seal says a fact of a certificate in the words of the register.
func (g *program) seal(kind string) certificates.Hook {
	return func(ctx context.Context, tx *db.Tx, c certificates.Certificate) error {
		record := c.Record(kind)
		if record == nil {
			return fmt.Errorf("certificate %s: %s is not true of it", c.ID, kind)
		}
		return g.register.Append(ctx, tx, register.Leaf{Kind: kind, Subject: c.ID, Record: record})
	}
}

func (g *program) sealEntry(ctx context.Context, tx *db.Tx, e merit.Entry) error {
	return g.register.Append(ctx, tx, register.Leaf{Kind: e.RecordKind(), Subject: e.ID, Record: e.Record()})
}

func sealed(c certificates.Certificate, ok bool, err error) (register.Certificate, bool, error) {
	return register.Certificate{ID: c.ID, Holder: c.PersonID, Number: c.Number}, ok, err
}

// registerSources are all facts that must have a leaf.
func registerSources() []register.Source {
	return []register.Source{
		func(ctx context.Context, tx *db.Tx, after uuid.UUID, limit int) (rows []register.Row, last uuid.UUID, err error) {
			list, err := certificates.After(ctx, tx, after, limit)
			for _, c := range list {
				rows, last = append(rows, certificateRows(c)...), c.ID
			}
			return rows, last, err
		},
		func(ctx context.Context, tx *db.Tx, after uuid.UUID, limit int) (rows []register.Row, last uuid.UUID, err error) {
			list, err := merit.After(ctx, tx, after, limit)
			for _, e := range list {
				rows, last = append(rows, register.Row{Kind: e.RecordKind(), Subject: e.ID, At: e.CreatedAt, Name: e.Called(), Record: e.Record()}), e.ID
			}
			return rows, last, err
		},
	}
}

func certificateRows(c certificates.Certificate) (rows []register.Row) {
	for _, f := range c.Facts() {
		rows = append(rows, register.Row{Kind: f.Kind, Subject: c.ID, At: f.At, Name: c.Number, Record: f.Record})
	}
	return rows
}
