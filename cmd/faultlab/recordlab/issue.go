package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lentera/internal/lab"
)

// prepare has one training admin prepare all batches and another approve them;
// the preparer's own approval must be refused.
func (l *labor) prepare(ctx context.Context) error {
	ids, err := l.school.PeopleIDs(ctx)
	if err != nil {
		return err
	}
	for left, n := l.o.certificates, 1; left > 0; n++ {
		size := min(left, len(ids))
		left -= size
		path := 16
		if n%4 == 0 {
			path = 1 // structural training: the other kind of row in SIASN
		}
		id, err := l.school.PrepareBatch(ctx, n, path, ids[:size])
		if err != nil {
			return err
		}
		var p *lab.Problem
		if err := l.do(ctx, l.school.Admin, "POST", lab.ApproveBatchPath(id), nil, nil); !errors.As(err, &p) || p.Code != "certificates.batch-needs-second-person" {
			return fmt.Errorf("a batch approved by its preparer: %w", err)
		}
		l.batches = append(l.batches, id)
		if err := l.do(ctx, l.second, "POST", lab.ApproveBatchPath(id), nil, nil); err != nil {
			return err
		}
	}
	return nil
}

const issued = `SELECT count(*) FROM certificates.certificates`

// issue watches the batches and kills the server in the middle of them.
func (l *labor) issue(ctx context.Context) error {
	began, killed, seen := time.Now(), 0, map[string]int{}
	for ctx.Err() == nil {
		n, err := l.count(ctx, issued)
		if err != nil {
			return err
		}
		if killed < l.o.issueKills && n*(l.o.issueKills+1) >= l.o.certificates*(killed+1) {
			if err := l.kill(ctx); err != nil {
				return err
			}
			killed++
			if err := l.ring(ctx, "register.checkpoint"); err != nil { // signed in the middle of the work
				return err
			}
			continue
		}
		done, err := l.progress(ctx, seen)
		if err != nil {
			return err
		}
		if done {
			l.issuedIn = time.Since(began)
			fmt.Printf("recordlab: %d certificates in %d batches issued in %.1f s, %d kills\n", n, len(l.batches), l.issuedIn.Seconds(), killed)
			if killed < l.o.issueKills {
				return fmt.Errorf("issuing was over before kill %d", killed+1)
			}
			return l.keep(ctx)
		}
		time.Sleep(5 * time.Millisecond)
	}
	return ctx.Err()
}

// progress asks as the screen does. What was issued can only grow.
func (l *labor) progress(ctx context.Context, seen map[string]int) (done bool, err error) {
	var all struct {
		Batches []struct {
			ID     string `json:"id"`
			State  string `json:"state"`
			Total  int    `json:"total"`
			Issued int    `json:"issued"`
			Failed int    `json:"failed"`
		} `json:"batches"`
	}
	if err := l.do(ctx, l.school.Admin, "GET", "/api/certificates/batches", nil, &all); err != nil {
		return false, err
	}
	done = true
	for _, b := range all.Batches {
		if b.Issued < seen[b.ID] || b.Issued+b.Failed > b.Total {
			l.shrunk++
		}
		seen[b.ID] = b.Issued
		if b.Failed > 0 {
			return false, fmt.Errorf("batch %s: %d could not be issued", b.ID, b.Failed)
		}
		done = done && b.State == "done" && b.Issued == b.Total
	}
	return done, nil
}
