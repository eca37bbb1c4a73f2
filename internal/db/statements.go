package db

import (
	"context"
	"sync"

	"github.com/jmoiron/sqlx"
)

// statements keeps one prepared statement per query and pool; database/sql
// prepares it again by itself on each connection that meets it.
type statements struct {
	mu   sync.RWMutex
	byID map[string]*sqlx.Stmt
}

func newStatements() *statements { return &statements{byID: map[string]*sqlx.Stmt{}} }

// of gives the kept statement of a query, nil when it was not prepared yet.
func (k *statements) of(q Query) *sqlx.Stmt {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.byID[q.SQL]
}

func (d *DB) stmt(ctx context.Context, q Query) (*sqlx.Stmt, error) {
	if s := d.kept.of(q); s != nil {
		return s, nil
	}
	s, err := d.x.PreparexContext(ctx, q.SQL)
	if err != nil {
		return nil, named(q, err)
	}
	d.kept.mu.Lock()
	defer d.kept.mu.Unlock()
	if have := d.kept.byID[q.SQL]; have != nil {
		_ = s.Close()
		return have, nil
	}
	d.kept.byID[q.SQL] = s
	return s, nil
}

// Get reads one row into dest (a struct or a plain value). No row is
// sql.ErrNoRows; NoRow tests for it.
func (d *DB) Get(ctx context.Context, dest any, q Query, args ...any) error {
	leave, err := d.crowd.enter(ctx)
	if err != nil {
		return named(q, err)
	}
	defer leave()
	if !d.prepare {
		return named(q, d.x.GetContext(ctx, dest, q.SQL, args...))
	}
	s, err := d.stmt(ctx, q)
	if err != nil {
		return err
	}
	return named(q, s.GetContext(ctx, dest, args...))
}

// Select reads all rows into a slice. Callers page: never a wide scan.
func (d *DB) Select(ctx context.Context, dest any, q Query, args ...any) error {
	leave, err := d.crowd.enter(ctx)
	if err != nil {
		return named(q, err)
	}
	defer leave()
	if !d.prepare {
		return named(q, d.x.SelectContext(ctx, dest, q.SQL, args...))
	}
	s, err := d.stmt(ctx, q)
	if err != nil {
		return err
	}
	return named(q, s.SelectContext(ctx, dest, args...))
}

// Exec runs a statement that commits by itself and tells how many rows it
// changed.
func (d *DB) Exec(ctx context.Context, q Query, args ...any) (int64, error) {
	leave, err := d.crowd.enter(ctx)
	if err != nil {
		return 0, named(q, err)
	}
	defer leave()
	if !d.prepare {
		return changed(q)(d.x.ExecContext(ctx, q.SQL, args...))
	}
	s, err := d.stmt(ctx, q)
	if err != nil {
		return 0, err
	}
	return changed(q)(s.ExecContext(ctx, args...))
}

// Warm prepares every loaded statement once, on both pools. A program calls it
// before it serves: a mistyped column stops the start, not a learner, and no
// transaction has to wait for a second connection to prepare on.
func (d *DB) Warm(ctx context.Context) error {
	if !d.prepare {
		return nil
	}
	for _, q := range append(Loaded(), nowQuery) {
		if _, err := d.stmt(ctx, q); err != nil {
			return err
		}
	}
	if d.slow != nil {
		return d.slow.Warm(ctx)
	}
	return nil
}
