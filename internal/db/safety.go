package db

import (
	"context"
	"fmt"
)

var durability = Query{Name: "Durability", SQL: `SELECT
	current_setting('fsync') = 'on' AS fsync,
	current_setting('full_page_writes') = 'on' AS full_pages,
	current_setting('synchronous_commit') IN ('on', 'remote_write', 'remote_apply', 'local') AS synchronous`}

// RefuseUnsafe refuses a database that may forget a commit it has confirmed:
// an answer shown as saved is a promise.
func (d *DB) RefuseUnsafe(ctx context.Context) error {
	var s struct {
		Fsync       bool `db:"fsync"`
		FullPages   bool `db:"full_pages"`
		Synchronous bool `db:"synchronous"`
	}
	if err := d.Get(ctx, &s, durability); err != nil {
		return err
	}
	if !s.Fsync || !s.FullPages || !s.Synchronous {
		return fmt.Errorf("this Postgres may lose confirmed work: fsync, full_page_writes and synchronous_commit must be on")
	}
	return nil
}
