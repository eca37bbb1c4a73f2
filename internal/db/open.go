package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Options say how the pool behaves. The zero value of a field means the
// default named beside it.
type Options struct {
	MaxConns         int           // 16: connections of the request pool
	StatementTimeout time.Duration // 3 s: longest statement of a request
	SlowTimeout      time.Duration // 120 s: longest statement of an import or job
	Pooler           string        // "" direct, "transaction" behind PgBouncer
	Direct           string        // address for LISTEN beside a pooler; empty: the same
}

func (o Options) filled() Options {
	if o.MaxConns == 0 {
		o.MaxConns = 16
	}
	if o.StatementTimeout == 0 {
		o.StatementTimeout = 3 * time.Second
	}
	if o.SlowTimeout == 0 {
		o.SlowTimeout = 120 * time.Second
	}
	return o
}

// DB is the pool of one kind of work. Requests and long work (imports, jobs)
// have pools of their own, so that one cannot starve the other.
type DB struct {
	x       *sqlx.DB
	crowd   *crowd
	kept    *statements
	slow    *DB
	dsn     string
	prepare bool
}

// Open connects lazily and sets every deadline: the server's statement_timeout
// and lock_timeout, and, because lib/pq waits for ever on a silent network,
// read and write deadlines of the connection itself a little above them.
func Open(dsn string, o Options) (*DB, error) {
	o = o.filled()
	main, err := open(dsn, o, o.MaxConns, o.StatementTimeout, patience)
	if err != nil {
		return nil, err
	}
	main.slow, err = open(dsn, o, 4, o.SlowTimeout, 0)
	if err != nil {
		return nil, err
	}
	return main, nil
}

func open(dsn string, o Options, conns int, timeout, wait time.Duration) (*DB, error) {
	full, err := withSettings(dsn, o, timeout)
	if err != nil {
		return nil, err
	}
	connector, err := pq.NewConnector(full)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	connector.Dialer(deadlineDialer{wait: timeout + time.Second})
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	prepare := o.Pooler != "transaction"
	return &DB{x: sqlx.NewDb(pool, "postgres"), crowd: newCrowd(conns, wait), kept: newStatements(), dsn: directOf(dsn, o), prepare: prepare}, nil
}

func directOf(dsn string, o Options) string {
	if o.Direct != "" {
		return o.Direct
	}
	return dsn
}

// Slow gives the pool for long work: imports, exports, jobs.
func (d *DB) Slow() *DB {
	if d.slow == nil {
		return d
	}
	return d.slow
}

// DSN gives the direct address, for the listener and for migrations. It may
// hold a password: never log it.
func (d *DB) DSN() string { return d.dsn }

// Close closes both pools.
func (d *DB) Close() error {
	if d.slow != nil {
		_ = d.slow.x.Close()
	}
	return d.x.Close()
}

// Ping answers whether the database can be reached now.
func (d *DB) Ping(ctx context.Context) error { return d.x.PingContext(ctx) }

// withSettings adds session settings to a DSN of either form.
func withSettings(dsn string, o Options, timeout time.Duration) (string, error) {
	settings := map[string]string{"connect_timeout": "3", "application_name": "lentera", "timezone": "UTC"}
	if o.Pooler == "transaction" {
		settings["binary_parameters"] = "yes"
	} else {
		settings["statement_timeout"] = fmt.Sprint(timeout.Milliseconds())
		settings["lock_timeout"] = fmt.Sprint(min(timeout, 5*time.Second).Milliseconds())
		settings["idle_in_transaction_session_timeout"] = fmt.Sprint((2 * timeout).Milliseconds())
	}
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		u, err := url.Parse(dsn)
		if err != nil {
			return "", fmt.Errorf("database address is not a URL")
		}
		q := u.Query()
		if q.Get("sslmode") == "" {
			return "", fmt.Errorf("database address must say sslmode= (disable, require, verify-full)")
		}
		for k, v := range settings {
			if q.Get(k) == "" {
				q.Set(k, v)
			}
		}
		u.RawQuery = q.Encode()
		return u.String(), nil
	}
	if !strings.Contains(dsn, "sslmode=") {
		return "", fmt.Errorf("database address must say sslmode= (disable, require, verify-full)")
	}
	for k, v := range settings {
		if !strings.Contains(dsn, k+"=") {
			dsn += " " + k + "='" + v + "'"
		}
	}
	return dsn, nil
}
