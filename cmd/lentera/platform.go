package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"lentera/certificates"
	"lentera/internal/config"
	"lentera/internal/db"
	"lentera/internal/embedded"
	"lentera/media"
	"lentera/migrations"
)

// platform is what the program stands on: settings, secrets, a migrated
// database and an object store, private or external.
type platform struct {
	cfg     config.Config
	log     *slog.Logger
	secrets embedded.SecretSet
	db      *db.DB
	blobs   media.Blobs
	zone    *time.Location
	mailer  certificates.Mailer // nil: no mail
	closers []func(context.Context) error
}

// openPlatform prepares everything. With serving false it is for a short
// command: it uses the servers of a running `lentera serve` when there is one
// and starts its own otherwise.
func openPlatform(ctx context.Context, serving bool) (_ *platform, err error) {
	cfg, err := config.Read()
	if err != nil {
		return nil, err
	}
	p := &platform{cfg: cfg, log: newLog(cfg.LogLevel)}
	slog.SetDefault(p.log)
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	if p.zone, err = time.LoadLocation(cfg.TimeZone); err != nil {
		return nil, err
	}
	if p.mailer, err = newMailer(cfg.SMTPURL, cfg.MailFrom); err != nil {
		return nil, err
	}
	dsn, store, err := p.servers(ctx, serving)
	if err != nil {
		return nil, err
	}
	direct := dsn
	if cfg.DBDirectURL != "" {
		direct = cfg.DBDirectURL
	}
	if err := db.Migrate(ctx, direct, migrations.Files); err != nil {
		return nil, err
	}
	p.db, err = db.Open(dsn, db.Options{MaxConns: cfg.DBMaxConns, Pooler: cfg.DBPooler, Direct: direct})
	if err != nil {
		return nil, err
	}
	p.onClose(func(context.Context) error { return p.db.Close() })
	if err := p.db.RefuseUnsafe(ctx); err != nil {
		return nil, err
	}
	if p.blobs, err = media.NewS3(store); err != nil {
		return nil, err
	}
	if err := p.blobs.EnsureBucket(ctx); err != nil {
		return nil, fmt.Errorf("object store: %w", err)
	}
	return p, nil
}

// servers finds or starts Postgres and the object store.
func (p *platform) servers(ctx context.Context, serving bool) (dsn string, store media.S3Options, err error) {
	cfg := p.cfg
	store = media.S3Options{Endpoint: cfg.S3Endpoint, AccessKey: cfg.S3AccessKey, SecretKey: cfg.S3SecretKey,
		Region: cfg.S3Region, Bucket: cfg.S3Bucket, Secure: cfg.S3Secure}
	dsn = cfg.DatabaseURL
	if !serving && dsn != "" && store.Endpoint != "" {
		return dsn, store, p.besideServer()
	}
	if !serving {
		running, rerr := embedded.FindRunning(cfg.DataDir)
		if rerr == nil {
			if p.secrets, err = embedded.Secrets(cfg.DataDir); err != nil {
				return "", store, err
			}
			if dsn == "" {
				dsn = running.DatabaseURL
			}
			if store.Endpoint == "" {
				store.Endpoint, store.Secure = running.S3Endpoint, false
				store.AccessKey, store.SecretKey = p.secrets.S3AccessKey, p.secrets.S3SecretKey
			}
			return dsn, store, nil
		}
		if !errors.Is(rerr, embedded.ErrNotRunning) {
			return "", store, rerr
		}
	}
	lock, err := embedded.Lock(cfg.DataDir)
	if err != nil {
		return "", store, err
	}
	p.onClose(func(context.Context) error { return lock.Unlock() })
	if p.secrets, err = embedded.Secrets(cfg.DataDir); err != nil {
		return "", store, err
	}
	if dsn == "" {
		pg, err := embedded.StartPostgres(ctx, embedded.PostgresOptions{DataDir: cfg.DataDir, Fsync: true, Log: p.log})
		if err != nil {
			return "", store, err
		}
		p.onClose(pg.Stop)
		dsn = pg.DSN()
	}
	if store.Endpoint == "" {
		s, err := embedded.StartStore(ctx, embedded.StoreOptions{DataDir: cfg.DataDir, AccessKey: p.secrets.S3AccessKey,
			SecretKey: p.secrets.S3SecretKey, Log: p.log})
		if err != nil {
			return "", store, err
		}
		p.onClose(s.Stop)
		store.Endpoint, store.AccessKey, store.SecretKey = s.Endpoint(), s.AccessKey(), s.SecretKey()
		store.Region, store.Secure = s.Region(), false
	}
	return dsn, store, nil
}

// besideServer reads the secrets for a short command where both servers are
// external: a running `lentera serve` holds the lock and has made them.
func (p *platform) besideServer() (err error) {
	lock, err := embedded.Lock(p.cfg.DataDir)
	switch {
	case err == nil:
		p.onClose(func(context.Context) error { return lock.Unlock() })
	case !errors.Is(err, embedded.ErrDataDirBusy):
		return err
	}
	p.secrets, err = embedded.Secrets(p.cfg.DataDir)
	return err
}

func (p *platform) onClose(f func(context.Context) error) { p.closers = append(p.closers, f) }

// close stops everything in the reverse order of its start.
func (p *platform) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for i := len(p.closers) - 1; i >= 0; i-- {
		if err := p.closers[i](ctx); err != nil {
			p.log.Warn("stopping", "cause", err)
		}
	}
	p.closers = nil
}

// secure says that people reach this server over TLS.
func (p *platform) secure() bool { return strings.HasPrefix(p.cfg.PublicURL, "https://") }

func newLog(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
}

// noDatabase is an address nobody answers at, for what never asks.
func noDatabase() (*db.DB, error) {
	return db.Open("host=127.0.0.1 port=1 user=none dbname=none sslmode=disable", db.Options{})
}
