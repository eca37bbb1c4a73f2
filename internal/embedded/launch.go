package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

const (
	closingLimit = 30 * time.Second // for an older server to go away
	silentLimit  = 60 * time.Second // for a new server to answer at all; recovery may then take as long as it needs
	pollEvery    = 20 * time.Millisecond
)

// launch starts the server and waits until it takes queries. Right after a
// crash the older server may still hold the cluster, so that refusal is tried
// again for a while.
func (pg *Postgres) launch(ctx context.Context) (*child, error) {
	deadline := time.Now().Add(closingLimit)
	for {
		c, closing, err := pg.launchOnce(ctx)
		if err == nil {
			return c, nil
		}
		if !closing || time.Now().After(deadline) {
			return nil, err
		}
		if err := clearStaleLock(pg.place.cluster); err != nil {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// launchOnce makes one attempt; closing says that an older server was in the way.
func (pg *Postgres) launchOnce(ctx context.Context) (c *child, closing bool, err error) {
	logPath := filepath.Join(pg.opts.DataDir, "postgres.log")
	log, start, err := openLog(logPath)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = log.Close() }() // the child has its own copy
	if err := pg.clearSocket(); err != nil {
		return nil, false, err
	}
	cmd := exec.Command(filepath.Join(pg.bin.dir, "postgres"), pg.settings()...)
	pg.place.prepare(cmd)
	cmd.Stdout, cmd.Stderr = log, log
	c, err = spawn(cmd, syscall.SIGINT)
	if err != nil {
		return nil, false, fmt.Errorf("start postgres: %w", err)
	}
	if err := awaitQueries(ctx, c, pg.dsn("postgres")); err != nil {
		if c.alive() {
			_ = c.stop(ctx, pg.keeper.signals...)
			return nil, false, err
		}
		said := logSince(logPath, start)
		return nil, isStillClosing(said), fmt.Errorf("postgres ended (%v): %s", c.err, lastLines(said, 4))
	}
	return c, false, nil
}

// awaitQueries returns when the server answers a query, ends, stays silent for
// silentLimit, or ctx ends. A server that says "starting up" is recovering: it
// gets all the time it needs.
func awaitQueries(ctx context.Context, c *child, dsn string) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	silentSince := time.Now()
	for {
		err := ping(ctx, db)
		if err == nil {
			return nil
		}
		if pqErr := pq.As(err, pqerror.CannotConnectNow); pqErr != nil {
			silentSince = time.Now()
		}
		if time.Since(silentSince) > silentLimit {
			return fmt.Errorf("no answer after %s: %w", silentLimit, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.exited:
			return errors.New("ended")
		case <-time.After(pollEvery):
		}
	}
}

func ping(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return db.PingContext(ctx)
}

// createDatabase makes the database once.
func createDatabase(ctx context.Context, dsn string) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var there bool
	if err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", databaseName).Scan(&there); err != nil || there {
		return err
	}
	_, err = db.ExecContext(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(databaseName))
	return err
}
