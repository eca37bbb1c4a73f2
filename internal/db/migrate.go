package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sort"

	"github.com/lib/pq"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"database/sql"
)

// Migrate brings the schema to the head of the given files: forward only, one
// file one transaction, under an advisory lock so that two processes cannot
// both do it. It refuses a file that was changed after it was applied and a
// database that is newer than this program.
func Migrate(ctx context.Context, dsn string, files fs.FS) error {
	connector, err := pq.NewConnector(dsn)
	if err != nil {
		return fmt.Errorf("database address: %w", err)
	}
	pool := sql.OpenDB(connector)
	defer func() { _ = pool.Close() }()
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, pool, files, goose.WithSessionLocker(locker))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	sums, newest, err := checksums(files, provider)
	if err != nil {
		return err
	}
	if err := refuseDrift(ctx, pool, sums, newest); err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return recordSums(ctx, pool, sums)
}

func checksums(files fs.FS, p *goose.Provider) (map[int64]string, int64, error) {
	sums, newest := map[int64]string{}, int64(0)
	for _, s := range p.ListSources() {
		text, err := fs.ReadFile(files, s.Path)
		if err != nil {
			return nil, 0, err
		}
		sum := sha256.Sum256(text)
		sums[s.Version] = hex.EncodeToString(sum[:])
		newest = max(newest, s.Version)
	}
	return sums, newest, nil
}

func refuseDrift(ctx context.Context, pool *sql.DB, sums map[int64]string, newest int64) error {
	if _, err := pool.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS public.migration_checksums
		(version bigint PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	rows, err := pool.QueryContext(ctx, `SELECT version, sha256 FROM public.migration_checksums ORDER BY version`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var version int64
		var sum string
		if err := rows.Scan(&version, &sum); err != nil {
			return err
		}
		if version > newest {
			return fmt.Errorf("the database is at version %d, this program knows only up to %d: use the newer program", version, newest)
		}
		if sums[version] != sum {
			return fmt.Errorf("migration %d was changed after it was applied: restore the file and write a new migration", version)
		}
	}
	return rows.Err()
}

func recordSums(ctx context.Context, pool *sql.DB, sums map[int64]string) error {
	versions := make([]int64, 0, len(sums))
	for v := range sums {
		versions = append(versions, v)
	}
	sort.Slice(versions, func(i, j int) bool { return versions[i] < versions[j] })
	for _, v := range versions {
		if _, err := pool.ExecContext(ctx, `INSERT INTO public.migration_checksums (version, sha256) VALUES ($1, $2)
			ON CONFLICT (version) DO NOTHING`, v, sums[v]); err != nil {
			return err
		}
	}
	return nil
}
