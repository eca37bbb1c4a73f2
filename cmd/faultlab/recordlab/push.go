package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"lentera/internal/lab"
)

// approve is the operator's first push: a dry run that is read, an approval,
// and from then on by itself.
func (l *labor) approve(ctx context.Context) error {
	var ids []string
	for ctx.Err() == nil && len(ids) == 0 {
		if err := l.ring(ctx, "merit.deliver"); err != nil {
			return err
		}
		var list deliveries
		if err := l.do(ctx, l.school.Admin, "GET", "/api/merit/deliveries?states=checked&limit=5", nil, &list); err != nil {
			return err
		}
		for _, r := range list.Rows {
			ids = append(ids, r.ID)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if n := len(l.siasn.AllRows()); n > 0 {
		return fmt.Errorf("%d rows in SIASN before any approval", n)
	}
	some := map[string]any{"ids": ids}
	if err := l.do(ctx, l.school.Admin, "POST", "/api/merit/deliveries/dry-run", some, nil); err != nil {
		return err
	}
	if err := l.do(ctx, l.school.Admin, "POST", "/api/merit/deliveries/approve", some, nil); err != nil {
		return err
	}
	return l.do(ctx, l.school.Admin, "PUT", "/api/merit/siasn/line", map[string]any{"push_mode": "auto"}, nil)
}

type deliveries struct {
	Rows []struct {
		ID    string `json:"id"`
		State string `json:"state"`
		Code  string `json:"error_code"`
	} `json:"rows"`
}

// clock lets the waits end that only the clock would end.
var clock = []string{
	`UPDATE merit.siasn_settings SET next_try_at = now() WHERE next_try_at > now()`,
	`UPDATE merit.deliveries SET next_try_at = now() WHERE next_try_at > now() AND state IN ('draft', 'checked', 'saved', 'uploaded', 'removing')`,
}

// push runs until every record is settled: it makes time pass, is the operator
// who tries refused records again, reverses some, and kills the server.
func (l *labor) push(ctx context.Context) error {
	began, killed, reversed := time.Now(), 0, 0
	for turn := 0; ctx.Err() == nil; turn++ {
		if err := l.passTime(ctx); err != nil {
			return err
		}
		if turn%8 > 0 {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		settled, err := l.count(ctx, `SELECT count(*) FROM merit.deliveries WHERE state IN ('confirmed', 'removed')`)
		if err != nil {
			return err
		}
		for reversed < l.o.reversals && settled*(l.o.reversals+1) >= l.o.certificates*reversed {
			if err := l.reverse(ctx); err != nil {
				return err
			}
			reversed++
		}
		if killed < l.o.pushKills && settled*(l.o.pushKills+1) >= l.o.certificates*(killed+1) {
			if err := l.kill(ctx); err != nil {
				return err
			}
			killed++
			if err := l.keep(ctx); err != nil {
				return err
			}
		}
		if settled == l.o.certificates && reversed == l.o.reversals && killed == l.o.pushKills {
			l.pushedIn = time.Since(began)
			return l.keep(ctx)
		}
		if err := l.operate(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (l *labor) passTime(ctx context.Context) error {
	for _, statement := range clock {
		if _, err := l.pool.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return l.ring(ctx, "merit.deliver")
}

// reverse revokes a certificate of chance, wherever its record is by now.
func (l *labor) reverse(ctx context.Context) error {
	var id string
	if err := l.pool.QueryRowContext(ctx, `SELECT id FROM certificates.certificates WHERE revoked_at IS NULL ORDER BY random() LIMIT 1`).Scan(&id); err != nil {
		return err
	}
	err := l.do(ctx, l.school.Admin, "POST", "/api/certificates/certificates/"+id+"/revoke", map[string]string{"reason": "diterbitkan untuk orang yang salah"}, nil)
	var p *lab.Problem
	if errors.As(err, &p) && p.Status == http.StatusConflict {
		return nil // the answer to an earlier try was lost
	}
	return err
}

// operate is a person at the board: what SIASN refused is tried again, a line
// that stopped goes on.
func (l *labor) operate(ctx context.Context) error {
	var board struct {
		Paused string         `json:"paused"`
		Counts map[string]int `json:"counts"`
	}
	if err := l.do(ctx, l.school.Admin, "GET", "/api/merit/siasn", nil, &board); err != nil {
		return err
	}
	if board.Paused != "" {
		if err := l.do(ctx, l.school.Admin, "PUT", "/api/merit/siasn/line", map[string]any{"stop": false}, nil); err != nil {
			return err
		}
	}
	if board.Counts["refused"] == 0 {
		return nil
	}
	var list deliveries
	if err := l.do(ctx, l.school.Admin, "GET", "/api/merit/deliveries?states=refused&limit=200", nil, &list); err != nil {
		return err
	}
	for _, r := range list.Rows {
		err := l.do(ctx, l.school.Admin, "POST", "/api/merit/deliveries/"+r.ID+"/retry", map[string]any{}, nil)
		var p *lab.Problem
		if err != nil && !(errors.As(err, &p) && p.Status == http.StatusConflict) { // reversed meanwhile
			return err
		}
	}
	return nil
}

// stuck tells what did not settle.
func (l *labor) stuck(_ context.Context) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	rows, err := l.pool.QueryContext(ctx, `SELECT state || ' ' || error_code || ': ' || count(*) FROM merit.deliveries WHERE state NOT IN ('confirmed', 'removed')
		GROUP BY state, error_code UNION ALL SELECT 'jobs ' || kind || ' ' || state || ': ' || count(*) FROM jobs.jobs GROUP BY kind, state`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var all []error
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		all = append(all, errors.New(line))
	}
	return errors.Join(append(all, rows.Err())...)
}
