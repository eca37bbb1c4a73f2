package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// Tx is one transaction. A function that takes one is a step of it.
type Tx struct {
	x   *sqlx.Tx
	db  *DB
	now time.Time
}

var nowQuery = Query{Name: "TxNow", SQL: "SELECT now()"}

type inTxKey struct{}

// InTx runs a whole operation: everything in do commits together, or nothing
// does. Opening a transaction inside one is a mistake in the program and
// panics.
func (d *DB) InTx(ctx context.Context, do func(ctx context.Context, tx *Tx) error) (err error) {
	if ctx.Value(inTxKey{}) != nil {
		panic("db: a transaction inside a transaction")
	}
	leave, err := d.crowd.enter(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer leave()
	x, err := d.x.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	done := false
	defer func() {
		if !done {
			_ = x.Rollback()
		}
	}()
	if err = do(context.WithValue(ctx, inTxKey{}, true), &Tx{x: x, db: d}); err != nil {
		return err
	}
	done = true
	if err = x.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Now is the moment of this transaction by the database's clock: the same for
// every step, in UTC.
func (t *Tx) Now(ctx context.Context) (time.Time, error) {
	if !t.now.IsZero() {
		return t.now, nil
	}
	if err := t.Get(ctx, &t.now, nowQuery); err != nil {
		return time.Time{}, err
	}
	t.now = t.now.UTC()
	return t.now, nil
}

// stmt prepares a statement that is not kept yet on the transaction's own
// connection. Asking the pool for a second one while holding this one can wait
// for transactions that wait for our locks.
func (t *Tx) stmt(ctx context.Context, q Query) (*sqlx.Stmt, error) {
	if kept := t.db.kept.of(q); kept != nil {
		return t.x.StmtxContext(ctx, kept), nil
	}
	s, err := t.x.PreparexContext(ctx, q.SQL)
	return s, named(q, err)
}

// Get, Select and Exec are those of DB, inside the transaction.
func (t *Tx) Get(ctx context.Context, dest any, q Query, args ...any) error {
	if !t.db.prepare {
		return named(q, t.x.GetContext(ctx, dest, q.SQL, args...))
	}
	s, err := t.stmt(ctx, q)
	if err != nil {
		return err
	}
	return named(q, s.GetContext(ctx, dest, args...))
}

// Select reads all rows into a slice.
func (t *Tx) Select(ctx context.Context, dest any, q Query, args ...any) error {
	if !t.db.prepare {
		return named(q, t.x.SelectContext(ctx, dest, q.SQL, args...))
	}
	s, err := t.stmt(ctx, q)
	if err != nil {
		return err
	}
	return named(q, s.SelectContext(ctx, dest, args...))
}

// Exec runs a statement and tells how many rows it changed.
func (t *Tx) Exec(ctx context.Context, q Query, args ...any) (int64, error) {
	if !t.db.prepare {
		return changed(q)(t.x.ExecContext(ctx, q.SQL, args...))
	}
	s, err := t.stmt(ctx, q)
	if err != nil {
		return 0, err
	}
	return changed(q)(s.ExecContext(ctx, args...))
}

// NoRow reports that a Get found nothing.
func NoRow(err error) bool { return errors.Is(err, sql.ErrNoRows) }

func named(q Query, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", q.Name, err)
}

func changed(q Query) func(sql.Result, error) (int64, error) {
	return func(r sql.Result, err error) (int64, error) {
		if err != nil {
			return 0, named(q, err)
		}
		n, err := r.RowsAffected()
		return n, named(q, err)
	}
}
