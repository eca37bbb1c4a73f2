package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"lentera/certificates"
	"lentera/internal/config"
	"lentera/internal/db"
	"lentera/internal/embedded"
	"lentera/migrations"
	"lentera/register"
)

type verifyCmd struct {
	Key        []string `help:"Public key of the register (sumdb/note verifier key, or a file with it). Without it, the key of the data folder's secrets."`
	Checkpoint []string `type:"existingfile" help:"Checkpoint kept elsewhere; the register must contain it. May be given more than once."`
}

// errFindings ends the command with code 1 after the findings were printed.
var errFindings = errors.New("the register and the records do not agree")

// Run checks the database of LENTERA_DATABASE_URL, or the private one of
// LENTERA_DATA_DIR, which it starts if nobody serves it. It writes nothing and
// migrates nothing.
func (c verifyCmd) Run(ctx context.Context) error {
	cfg, err := config.Read()
	if err != nil {
		return err
	}
	keys, err := c.keys(cfg)
	if err != nil {
		return err
	}
	kept, err := c.kept()
	if err != nil {
		return err
	}
	dsn, stop, err := databaseToVerify(ctx, cfg)
	if err != nil {
		return err
	}
	defer stop()
	d, err := db.Open(dsn, db.Options{StatementTimeout: 10 * time.Minute, Pooler: cfg.DBPooler})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return verify(ctx, os.Stdout, d, keys, kept)
}

// verify checks and prints, in plain words.
func verify(ctx context.Context, out io.Writer, d *db.DB, keys, kept []string) error {
	began := time.Now()
	knows := newestMigration()
	r, err := register.Check(ctx, d, register.CheckOptions{Keys: keys, Kept: kept, Sources: registerSources(), Lost: certificates.NumberOf})
	if err != nil {
		return err
	}
	if r.Version != knows {
		fmt.Fprintf(out, "Note: the database is at schema version %d, this program at %d.\n", r.Version, knows)
	}
	fmt.Fprintf(out, "Leaves:      %d (%d of them for records older than the register)\n", r.Leaves, r.Late)
	fmt.Fprintf(out, "Root:        %s\n", r.Root)
	fmt.Fprintf(out, "Hashes:      %d\n", r.Hashes)
	fmt.Fprintf(out, "Checkpoints: %d signed, covering %d leaves; %d kept elsewhere\n", r.Checkpoints, r.Covered, len(kept))
	kinds := make([]string, 0, len(r.Records))
	for kind := range r.Records {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		fmt.Fprintf(out, "Records:     %d %s\n", r.Records[kind], kind)
	}
	fmt.Fprintf(out, "Time:        %s\n", time.Since(began).Round(time.Millisecond))
	if !r.Opened {
		fmt.Fprintln(out, "Note: the register has not been opened yet: earlier records may still wait for their leaves.")
	}
	if behind := r.Leaves - r.Covered; behind > 0 {
		fmt.Fprintf(out, "Note: the last %d leaves are under no checkpoint that fits.\n", behind)
	}
	if len(r.Findings) == 0 {
		fmt.Fprintln(out, "Everything agrees.")
		return nil
	}
	fmt.Fprintf(out, "\n%d findings:\n", len(r.Findings))
	for _, f := range r.Findings {
		fmt.Fprintln(out, "  "+f.String())
	}
	return errFindings
}

// keys are those given, or that of the data folder. The folder's secrets are
// only read: a folder without them is refused, not given new ones.
func (c verifyCmd) keys(cfg config.Config) ([]string, error) {
	var keys []string
	for _, k := range c.Key {
		if text, err := os.ReadFile(k); err == nil { //nolint:gosec // the operator names the file
			k = string(text)
		}
		keys = append(keys, strings.TrimSpace(k))
	}
	if len(keys) > 0 {
		return keys, nil
	}
	if _, err := os.Stat(filepath.Join(cfg.DataDir, "secrets.json")); err != nil {
		return nil, fmt.Errorf("no key: give --key, or the data folder of this register in LENTERA_DATA_DIR (%w)", err)
	}
	secrets, err := embedded.Secrets(cfg.DataDir)
	if err != nil {
		return nil, err
	}
	return []string{register.KeyOf(secrets.RegisterKey())}, nil
}

func (c verifyCmd) kept() ([]string, error) {
	var out []string
	for _, file := range c.Checkpoint {
		text, err := os.ReadFile(file) //nolint:gosec // the operator names the file
		if err != nil {
			return nil, err
		}
		out = append(out, string(text))
	}
	return out, nil
}

// databaseToVerify finds the database, or starts the private one of a copied
// folder. A folder without a cluster is refused: nothing is made.
func databaseToVerify(ctx context.Context, cfg config.Config) (dsn string, stop func(), err error) {
	stop = func() {}
	if cfg.DatabaseURL != "" {
		return cfg.DatabaseURL, stop, nil
	}
	running, err := embedded.FindRunning(cfg.DataDir)
	if err == nil {
		return running.DatabaseURL, stop, nil
	}
	if !errors.Is(err, embedded.ErrNotRunning) {
		return "", stop, err
	}
	if !hasCluster(cfg.DataDir) {
		return "", stop, fmt.Errorf("there is no database in %s: set LENTERA_DATA_DIR or LENTERA_DATABASE_URL", cfg.DataDir)
	}
	lock, err := embedded.Lock(cfg.DataDir)
	if err != nil {
		return "", stop, err
	}
	pg, err := embedded.StartPostgres(ctx, embedded.PostgresOptions{DataDir: cfg.DataDir, Fsync: true, Log: newLog(cfg.LogLevel)})
	if err != nil {
		return "", stop, errors.Join(err, lock.Unlock())
	}
	return pg.DSN(), func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		_ = pg.Stop(ctx)
		_ = lock.Unlock()
	}, nil
}

func hasCluster(dataDir string) bool {
	for _, name := range []string{"postgres", "postgres.location"} {
		if _, err := os.Stat(filepath.Join(dataDir, name)); err == nil {
			return true
		}
	}
	return false
}

// newestMigration is the schema this program knows.
func newestMigration() (newest int64) {
	names, _ := fs.Glob(migrations.Files, "*.sql")
	for _, name := range names {
		digits, _, _ := strings.Cut(name, "_")
		if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
			newest = max(newest, n)
		}
	}
	return newest
}
