package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"lentera/internal/lab"
)

// verdict counts what must be zero.
type verdict struct {
	sends, acks, rows                  int
	lost, altered, foreign             int
	passes, missing, doubled, unearned int
	stuck                              int
}

func (v verdict) String() string {
	return fmt.Sprintf("faultlab: %d answers sent, %d acknowledged, %d rows: %d lost, %d altered, %d foreign; "+
		"%d passes: %d without certificate or entry, %d with more than one, %d unearned; %d learners stuck",
		v.sends, v.acks, v.rows, v.lost, v.altered, v.foreign, v.passes, v.missing, v.doubled, v.unearned, v.stuck)
}

func (v verdict) err() error {
	if v.lost+v.altered+v.foreign+v.missing+v.doubled+v.unearned+v.stuck > 0 {
		return errors.New("the promise is broken")
	}
	if v.acks < 1000 || v.passes == 0 {
		return errors.New("too little happened to prove anything")
	}
	return nil
}

// judge reads the database by itself, not through the server.
func judge(ctx context.Context, s *lab.Server, j *journal) (verdict, error) {
	v := verdict{sends: j.sends, acks: j.acks}
	dsn, err := s.DatabaseURL()
	if err != nil {
		return v, err
	}
	pool, err := sql.Open("postgres", dsn)
	if err != nil {
		return v, err
	}
	defer func() { _ = pool.Close() }()
	if err := judgeAnswers(ctx, pool, j, &v); err != nil {
		return v, err
	}
	return v, judgeRecords(ctx, pool, j, &v)
}

func judgeAnswers(ctx context.Context, pool *sql.DB, j *journal, v *verdict) error {
	rows, err := pool.QueryContext(ctx, `SELECT attempt_id, no, seq, chosen FROM quiz.answers`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	have := map[key]act{}
	for rows.Next() {
		var k key
		var a act
		var chosen pq.StringArray
		if err := rows.Scan(&k.attempt, &k.no, &a.seq, &chosen); err != nil {
			return err
		}
		a.chosen = strings.Join(chosen, ",")
		have[k] = a
		v.rows++
		if !wasSent(j.acts[k], a) {
			v.foreign++
		}
	}
	for k, acts := range j.acts {
		last := act{}
		for _, a := range acts {
			if a.acked && a.seq > last.seq {
				last = a
			}
		}
		there, ok := have[k]
		switch {
		case last.seq == 0:
		case !ok || there.seq < last.seq:
			v.lost++
		case there.seq == last.seq && there.chosen != last.chosen:
			v.altered++
		}
	}
	return rows.Err()
}

func wasSent(acts []act, a act) bool {
	for _, s := range acts {
		if s.seq == a.seq && s.chosen == a.chosen {
			return true
		}
	}
	return false
}

// judgeRecords wants exactly one certificate and one ledger entry for every
// acknowledged pass, and none for anybody else.
func judgeRecords(ctx context.Context, pool *sql.DB, j *journal, v *verdict) error {
	for attempt, passed := range j.passed {
		var certificates, entries int
		err := pool.QueryRowContext(ctx, `SELECT
			(SELECT count(*) FROM certificates.certificates c WHERE c.person_id = a.person_id),
			(SELECT count(*) FROM merit.entries e WHERE e.person_id = a.person_id)
			FROM quiz.attempts a WHERE a.id = $1`, attempt).Scan(&certificates, &entries)
		if err != nil {
			return err
		}
		switch {
		case passed && (certificates == 0 || entries == 0):
			v.missing++
		case certificates > 1 || entries > 1:
			v.doubled++
		case !passed && certificates+entries > 0:
			v.unearned++
		}
		if passed {
			v.passes++
		}
	}
	return nil
}

// postmaster reads the pid of the private Postgres from its own pid file.
func postmaster(s *lab.Server) (int, error) {
	cluster := filepath.Join(s.DataDir, "postgres")
	if where, err := os.ReadFile(filepath.Join(s.DataDir, "postgres.location")); err == nil {
		cluster = strings.TrimSpace(string(where))
	}
	text, err := os.ReadFile(filepath.Join(cluster, "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strconv.Atoi(strings.TrimSpace(first))
}

func waitReady(ctx context.Context, s *lab.Server) error {
	time.Sleep(100 * time.Millisecond) // the fault first, then the recovery
	c := lab.NewClient(s.URL)
	for ctx.Err() == nil {
		if err := c.Do(ctx, "GET", "/readyz", nil, nil); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return ctx.Err()
}
