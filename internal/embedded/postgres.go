package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
)

// Names inside the private cluster. Nothing else lives there, so they are fixed.
const (
	databaseUser = "lentera"
	databaseName = "lentera"
	socketPort   = "5432" // only part of the socket's file name; no port is opened
)

// PostgresOptions say where and how the private database runs. Only DataDir is required.
type PostgresOptions struct {
	DataDir        string       // the data folder; the caller holds its Lock
	Fsync          bool         // true wherever work may be lost; false only for throw-away test data
	MaxConnections int          // 0 means 100
	Log            *slog.Logger // nil means slog.Default()
	BinDir         string       // the directory of postgres and initdb; "" means LENTERA_PG_BIN, then a search
	Parent         string       // where unreachable data folders keep their cluster; "" means /var/lib/lentera
	PasswdFile     string       // "" means /etc/passwd
}

func (o *PostgresOptions) setDefaults() error {
	if o.DataDir == "" {
		return errors.New("no data folder given")
	}
	abs, err := filepath.Abs(o.DataDir)
	if err != nil {
		return err
	}
	o.DataDir = abs
	if o.MaxConnections == 0 {
		o.MaxConnections = 100
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.BinDir == "" {
		o.BinDir = os.Getenv("LENTERA_PG_BIN")
	}
	if o.Parent == "" {
		o.Parent = systemParent
	}
	if o.PasswdFile == "" {
		o.PasswdFile = "/etc/passwd"
	}
	return nil
}

// Postgres is the running private database. Safe for concurrent use.
type Postgres struct {
	opts   PostgresOptions
	bin    binaries
	place  place
	socket string
	keeper keeper
}

// StartPostgres finds PostgreSQL, makes the cluster on first use, starts it,
// creates the database "lentera" and from then on restarts the server whenever
// it dies, until Stop. The caller must hold the Lock of opts.DataDir. ctx
// bounds the start only.
//
// Refused, each with a sentence for the operator: no programs found
// (ErrNoPostgres), a cluster of another major version, a cluster of another
// user, a recorded cluster that is gone, a foreign directory in its place.
func StartPostgres(ctx context.Context, opts PostgresOptions) (*Postgres, error) {
	if err := opts.setDefaults(); err != nil {
		return nil, err
	}
	pg := &Postgres{opts: opts}
	if err := pg.prepare(ctx); err != nil {
		return nil, fmt.Errorf("embedded database: %w", err)
	}
	pg.keeper = keeper{
		name: "postgres", log: opts.Log, launch: pg.launch,
		signals: []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL},
	}
	if err := pg.open(ctx); err != nil {
		_ = os.RemoveAll(pg.socket)
		return nil, fmt.Errorf("embedded database: %w", err)
	}
	return pg, nil
}

// open starts the server for the first time and readies it for its users.
func (pg *Postgres) open(ctx context.Context) error {
	if err := pg.keeper.start(ctx); err != nil {
		return err
	}
	err := createDatabase(ctx, pg.dsn("postgres"))
	if err == nil {
		removeOldSocket(pg.opts.DataDir)
		err = writeFile(filepath.Join(pg.opts.DataDir, postgresAddress), []byte(pg.DSN()+"\n"), 0o600)
	}
	if err != nil {
		_ = pg.keeper.stop(context.WithoutCancel(ctx))
	}
	return err
}

// prepare finds place and programs and makes sure a whole cluster is there.
func (pg *Postgres) prepare(ctx context.Context) error {
	opts := pg.opts
	if err := os.MkdirAll(opts.DataDir, 0o711); err != nil {
		return err
	}
	where, err := findPlace(opts.DataDir, opts.Parent, opts.PasswdFile)
	if err != nil {
		return err
	}
	wanted, err := clusterMajor(where.cluster)
	if err != nil {
		return err
	}
	bin, err := findBinaries(ctx, opts.BinDir, wanted)
	if err != nil {
		return err
	}
	if bin, err = usableBy(ctx, bin, where, opts.Parent); err != nil {
		return err
	}
	if err := ensureCluster(ctx, bin, where, opts.Fsync); err != nil {
		return err
	}
	pg.place, pg.bin = where, bin
	if filepath.Dir(where.cluster) != opts.DataDir {
		if err := writeFile(filepath.Join(opts.DataDir, locationFile), []byte(where.cluster+"\n"), 0o644); err != nil {
			return err
		}
	}
	pg.socket, err = socketDir(where)
	return err
}

// DSN is the address of the database for lib/pq, as a URL. It stays the same
// over restarts. It holds no password: the socket's directory is private.
func (pg *Postgres) DSN() string { return pg.dsn(databaseName) }

func (pg *Postgres) dsn(database string) string {
	query := url.Values{
		"host": {pg.socket}, "port": {socketPort}, "user": {databaseUser}, "sslmode": {"disable"},
	}
	return "postgres:///" + database + "?" + query.Encode()
}

// Major is the major version of the running server, for example 15.
func (pg *Postgres) Major() int { return pg.bin.major }

// PID is the process id of the server's first process; it changes with every restart.
func (pg *Postgres) PID() int { return pg.keeper.pid() }

// Cluster is the absolute path of the cluster's directory.
func (pg *Postgres) Cluster() string { return pg.place.cluster }

// Restarts counts how often the server died and was started again, for metrics.
func (pg *Postgres) Restarts() int { return pg.keeper.restarted() }

// Done is closed when the server has ended for good: after Stop, or when it
// could not be started again (then Err says why and the caller should exit).
func (pg *Postgres) Done() <-chan struct{} { return pg.keeper.done }

// Err says why the server ended for good; nil after a clean Stop. Meaningful
// only once Done is closed.
func (pg *Postgres) Err() error { return pg.keeper.reason() }

// Stop shuts the server down: a fast shutdown (open transactions are rolled
// back, committed ones are on disk) until ctx ends, at least three seconds;
// then harder. It returns when the process is gone. Later calls only wait.
func (pg *Postgres) Stop(ctx context.Context) error {
	err := pg.keeper.stop(ctx)
	return errors.Join(err, os.RemoveAll(pg.socket), removeFile(filepath.Join(pg.opts.DataDir, postgresAddress)))
}
