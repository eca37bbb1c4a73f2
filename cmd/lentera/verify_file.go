package main

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"lentera/certificates"
	"lentera/internal/config"
	"lentera/internal/db"
	"lentera/signing/pades"
)

type verifyFileCmd struct {
	File    string   `arg:"" type:"existingfile" help:"The PDF."`
	Roots   []string `type:"existingfile" help:"PEM file with roots to believe, besides LENTERA_SIGNING_ROOTS. May be given more than once."`
	Offline bool     `help:"Ask no database whether the file is one of ours."`
}

// errBadFile ends the command with code 1 after the finding was printed.
var errBadFile = errors.New("this file is not a validly signed one")

const largestFile = 50 << 20

// Run checks one file. It writes nothing and starts nothing but, unless
// offline, the private database when nobody serves it.
func (c verifyFileCmd) Run(ctx context.Context) error {
	cfg, err := config.Read()
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	body, err := io.ReadAll(io.LimitReader(f, largestFile+1))
	if err != nil {
		return err
	}
	if len(body) > largestFile {
		return fmt.Errorf("%s is larger than %d MB", c.File, largestFile>>20)
	}
	trust, err := c.trust(cfg)
	if err != nil {
		return err
	}
	var ours *certificates.Certificate
	if !c.Offline {
		if ours, err = ourFile(ctx, cfg, body); err != nil {
			return err
		}
		if ours != nil && ours.SignedAt != nil {
			trust.Known = ours.SignedAt.Add(-time.Second)
		}
	}
	return tellFile(os.Stdout, body, trust, ours, c.Offline)
}

func (c verifyFileCmd) trust(cfg config.Config) (t pades.Trust, err error) {
	files := c.Roots
	if cfg.SigningRoots != "" {
		files = append(files, cfg.SigningRoots)
	}
	if demo := filepath.Join(cfg.DataDir, "demo-signing", "ca-demo.pem"); cfg.Demo {
		files = append(files, demo)
	}
	if t.Roots, err = poolOf(files); err != nil {
		return t, err
	}
	t.TSARoots = t.Roots
	if cfg.SigningTSARoots != "" {
		t.TSARoots, err = poolOf(append(c.Roots, cfg.SigningTSARoots))
	}
	return t, err
}

func poolOf(files []string) (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if !pool.AppendCertsFromPEM(body) {
			return nil, fmt.Errorf("%s holds no certificate in PEM form", name)
		}
	}
	return pool, nil
}

// ourFile finds the certificate whose file this is, byte for byte.
func ourFile(ctx context.Context, cfg config.Config, body []byte) (*certificates.Certificate, error) {
	dsn, stop, err := databaseToVerify(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("%w (use --offline to check the signatures alone)", err)
	}
	defer stop()
	d, err := db.Open(dsn, db.Options{StatementTimeout: time.Minute, Pooler: cfg.DBPooler})
	if err != nil {
		return nil, err
	}
	defer func() { _ = d.Close() }()
	var found *certificates.Certificate
	err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, ok, err := certificates.BySumIn(ctx, tx, sumOfFile(body))
		if ok {
			found = &c
		}
		return err
	})
	return found, err
}

func sumOfFile(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// tellFile prints the finding and, for whatever is not as it should be, ends
// with an error.
func tellFile(out io.Writer, body []byte, trust pades.Trust, ours *certificates.Certificate, offline bool) error {
	report := pades.Verify(body, trust)
	fmt.Fprintf(out, "Result:      %s\n", report.Reason)
	fmt.Fprintf(out, "SHA-256:     %s\n", sumOfFile(body))
	for i, s := range report.Signatures {
		stamp := "claimed"
		if s.Stamped {
			stamp = "time-stamped"
		}
		fmt.Fprintf(out, "Signature %d: %s\n  by         %s (issuer %s, serial %s)\n  at         %s, %s\n", i+1, s.Reason, s.Signer, s.Issuer, s.Serial,
			s.At.UTC().Format(time.RFC3339), stamp)
		if s.Problem != "" {
			fmt.Fprintf(out, "  problem    %s\n", s.Problem)
		}
	}
	switch {
	case ours != nil:
		fmt.Fprintf(out, "Ours:        yes, certificate %s, now %s\n", ours.Number, ours.Status())
	case !offline:
		fmt.Fprintln(out, "Ours:        no; no certificate of this database has this file")
	}
	if report.Reason != pades.Valid && !(ours != nil && ours.Signing == "none") || ours != nil && ours.Status() != "valid" {
		return errBadFile
	}
	return nil
}
