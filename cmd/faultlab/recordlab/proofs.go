package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lentera/internal/lab"
)

// sampled is how many leaves are proven over HTTP; the server limits how many
// proofs one address may ask for in a minute. `lentera verify` looks at all.
const sampled = 40

type tree struct {
	size int64
	root tlog.Hash
}

// proofs checks, as anybody could with the public key: that each checkpoint
// that was kept is the beginning of the next, and that leaves are in the last.
func (l *labor) proofs(ctx context.Context) error {
	trees, err := l.trees(ctx)
	if err != nil {
		return err
	}
	for i := 1; i < len(trees); i++ {
		if err := l.consistent(ctx, trees[i-1], trees[i]); err != nil {
			return fmt.Errorf("from %d to %d leaves: %w", trees[i-1].size, trees[i].size, err)
		}
	}
	last := trees[len(trees)-1]
	want := int64(2*l.o.certificates + 2*l.o.reversals)
	size, err := l.count(ctx, `SELECT size FROM register.head`)
	if err != nil {
		return err
	}
	if last.size != int64(size) || last.size < want {
		return fmt.Errorf("the last checkpoint covers %d of %d leaves, want at least %d", last.size, size, want)
	}
	for i := range int64(sampled) {
		if err := l.included(ctx, i*(last.size-1)/(sampled-1), last); err != nil {
			return err
		}
	}
	fmt.Printf("recordlab: %d checkpoints kept, each the beginning of the next; %d of %d leaves proven to be in the last\n", len(trees), sampled, last.size)
	return nil
}

func (l *labor) trees(ctx context.Context) (out []tree, err error) {
	key, err := l.text(ctx, "/api/register/key")
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil {
		return nil, err
	}
	for _, text := range l.kept {
		n, err := note.Open([]byte(text), note.VerifierList(verifier))
		if err != nil {
			return nil, err
		}
		lines := strings.Split(n.Text, "\n")
		if len(lines) < 3 {
			return nil, errors.New("a checkpoint has at least three lines")
		}
		size, err := strconv.ParseInt(lines[1], 10, 64)
		if err != nil {
			return nil, err
		}
		root, err := base64.StdEncoding.DecodeString(lines[2])
		if err != nil || len(root) != tlog.HashSize {
			return nil, fmt.Errorf("root of a checkpoint: %w", err)
		}
		out = append(out, tree{size, tlog.Hash(root)})
	}
	if len(out) < 2 {
		return nil, errors.New("too few checkpoints were kept")
	}
	return out, nil
}

func (l *labor) consistent(ctx context.Context, a, b tree) error {
	var got struct {
		Hashes [][]byte `json:"hashes"`
	}
	if a.size == b.size && a.root == b.root {
		return nil
	}
	if err := l.do(ctx, l.school.Admin, "GET", fmt.Sprintf("/api/register/proof/consistency?from=%d&to=%d", a.size, b.size), nil, &got); err != nil {
		return err
	}
	return tlog.CheckTree(tlog.TreeProof(hashes(got.Hashes)), b.size, b.root, a.size, a.root)
}

func (l *labor) included(ctx context.Context, index int64, in tree) error {
	var body string
	if err := l.pool.QueryRowContext(ctx, `SELECT body FROM register.leaves WHERE idx = $1`, index).Scan(&body); err != nil {
		return err
	}
	var got struct {
		Proof struct {
			Hashes [][]byte `json:"hashes"`
		} `json:"proof"`
	}
	if err := l.do(ctx, l.school.Admin, "GET", fmt.Sprintf("/api/register/proof/inclusion?index=%d", index), nil, &got); err != nil {
		return err
	}
	if err := tlog.CheckRecord(tlog.RecordProof(hashes(got.Proof.Hashes)), in.size, in.root, index, tlog.RecordHash([]byte(body))); err != nil {
		return fmt.Errorf("leaf %d: %w", index, err)
	}
	return nil
}

func hashes(raw [][]byte) []tlog.Hash {
	out := make([]tlog.Hash, len(raw))
	for i, h := range raw {
		copy(out[i][:], h)
	}
	return out
}

// text reads a public page of plain text.
func (l *labor) text(ctx context.Context, path string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.school.Server.URL+path, nil)
	if err != nil {
		return "", err
	}
	res, err := (&http.Client{Transport: lab.Transport}).Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d %s", path, res.StatusCode, body)
	}
	return string(body), err
}
