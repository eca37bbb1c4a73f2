package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	_ "github.com/lib/pq" // the judge reads the database by itself

	"lentera/internal/lab"
	"lentera/merit/siasn/standin"
)

const (
	firstAdmin  = "admin@uji.example"
	secondAdmin = "dua@uji.example"
	leaseTime   = 3 * time.Minute // of a job and of a record in hand (internal/jobs, merit)
)

// labor is one run.
type labor struct {
	o       options
	school  *lab.School
	second  *lab.Client
	siasn   *standin.Server
	pool    *sql.DB
	batches []string // ids
	kept    []string // checkpoints, fetched as an auditor would
	kills   int
	began   time.Time

	issuedIn, pushedIn time.Duration
	shrunk             int // times a batch's progress went back
}

func (l *labor) open() error {
	l.close()
	dsn, err := l.school.Server.DatabaseURL()
	if err != nil {
		return err
	}
	l.pool, err = sql.Open("postgres", dsn)
	return err
}

func (l *labor) close() {
	if l.pool != nil {
		_ = l.pool.Close()
	}
}

// kill ends the server by its process id, at a moment of chance, and starts it
// again. Then the leases of the dead process are over, as after three minutes.
func (l *labor) kill(ctx context.Context) error {
	time.Sleep(rand.N(150 * time.Millisecond))
	pid := l.school.Server.PID()
	if err := l.school.Server.Kill(); err != nil {
		return err
	}
	dead := time.Now()
	if err := l.school.Server.Start(ctx); err != nil {
		return err
	}
	l.kills++
	fmt.Printf("recordlab: SIGKILL %d (process %d), ready again after %.2f s\n", l.kills, pid, time.Since(dead).Seconds())
	if err := l.open(); err != nil {
		return err
	}
	for _, statement := range []string{
		`UPDATE jobs.jobs SET leased_until = now() - interval '1 second' WHERE state = 'running' AND leased_until <= $1`,
		`UPDATE merit.deliveries SET lease_until = now() - interval '1 second' WHERE lease_until <= $1`,
	} {
		if _, err := l.pool.ExecContext(ctx, statement, dead.Add(leaseTime)); err != nil {
			return err
		}
	}
	return nil
}

// do is one call of a training admin, repeated until the server answers; a
// session that ended is begun anew. Any refusal but that is final.
func (l *labor) do(ctx context.Context, c *lab.Client, method, path string, body, out any) error {
	for {
		err := c.Do(ctx, method, path, body, out)
		var p *lab.Problem
		switch {
		case err == nil:
			return nil
		case errors.As(err, &p) && p.Status == http.StatusUnauthorized:
			name := firstAdmin
			if c == l.second {
				name = secondAdmin
			}
			if serr := c.SignIn(ctx, name, lab.AdminPassword); serr != nil {
				return fmt.Errorf("%s: sign in again: %w", path, serr)
			}
		case errors.As(err, &p) && p.Status < http.StatusInternalServerError && p.Status != http.StatusTooManyRequests:
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
		if ctx.Err() != nil {
			return errors.Join(ctx.Err(), err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (l *labor) count(ctx context.Context, query string, args ...any) (n int, err error) {
	err = l.pool.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}

// ring queues a periodic job now, as its rhythm would later.
func (l *labor) ring(ctx context.Context, kind string) error {
	_, err := l.pool.ExecContext(ctx, `INSERT INTO jobs.jobs (kind, unique_key) VALUES ($1, $1 || ':rhythm') ON CONFLICT (unique_key) DO NOTHING`, kind)
	return err
}

// keep has the register signed as it is now, and fetches the checkpoint as an
// auditor does.
func (l *labor) keep(ctx context.Context) error {
	size, err := l.count(ctx, `SELECT size FROM register.head`)
	if err != nil {
		return err
	}
	for signed := -1; signed < size; time.Sleep(20 * time.Millisecond) {
		if err := l.ring(ctx, "register.checkpoint"); err != nil {
			return err
		}
		if signed, err = l.count(ctx, `SELECT COALESCE(max(size), 0) FROM register.checkpoints`); err != nil {
			return err
		}
	}
	return l.glance(ctx)
}

// glance keeps the newest checkpoint there is.
func (l *labor) glance(ctx context.Context) error {
	text, err := l.text(ctx, "/api/register/checkpoint")
	if err == nil && (len(l.kept) == 0 || l.kept[len(l.kept)-1] != text) {
		l.kept = append(l.kept, text)
	}
	return err
}
