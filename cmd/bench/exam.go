package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	_ "github.com/lib/pq" // the driver of database/sql

	"lentera/internal/lab"
)

// acknowledged is an answer the server said it had saved.
type acknowledged struct {
	attempt string
	no      int
	option  string
}

// exam is the synchronised start: every learner opens the same paper within
// ten seconds, answers each item once at a human pace, and hands in. It fails
// on any error and on any acknowledged answer that is not stored.
func exam(ctx context.Context, o options, school *lab.School) error {
	learners, pool, err := ready(ctx, school)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	before, err := measureUse(ctx, school, pool)
	if err != nil {
		return err
	}
	b := newBoard("start", "save", "submit")
	var mu sync.Mutex
	var acked []acknowledged
	began := time.Now()
	var all sync.WaitGroup
	for i, v := range learners {
		v.board = b
		at := time.Duration(float64(i) / float64(len(learners)) * float64(10*time.Second))
		all.Go(func() {
			time.Sleep(at)
			mine := v.sitExam(o.think)
			mu.Lock()
			defer mu.Unlock()
			acked = append(acked, mine...)
		})
	}
	all.Wait()
	took := time.Since(began)
	time.Sleep(2 * time.Second) // Postgres counts its rows a second late
	after, err := measureUse(ctx, school, pool)
	if err != nil {
		return err
	}
	fmt.Printf("%d learners, %d items, think %v: %.1f s in all, %d were told to come back\n", len(learners), o.items, o.think, took.Seconds(), b.again["start"])
	failures := b.print()
	fmt.Printf("answers saved per second over the whole: %.0f\n", float64(len(b.took["save"]))/took.Seconds())
	after.since(before).print(len(b.took["submit"]), "attempt")
	lost, err := lostOf(ctx, pool, acked)
	if err != nil {
		return err
	}
	fmt.Printf("acknowledged answers: %d, lost: %d\n", len(acked), lost)
	if failures > 0 || lost > 0 {
		return fmt.Errorf("%d failures, %d lost", failures, lost)
	}
	return nil
}

func (v *virtual) sitExam(think time.Duration) (acked []acknowledged) {
	var p paper
	if v.board.time("start", func() (err error) { p, err = v.start(); return err }) != nil {
		return nil
	}
	for i := range p.Items {
		time.Sleep(think/2 + rand.N(think))
		var option string
		if v.board.time("save", func() (err error) { option, err = v.save(p, i, 1); return err }) == nil {
			acked = append(acked, acknowledged{p.ID, p.Items[i].No, option})
		}
	}
	time.Sleep(think/2 + rand.N(think))
	_ = v.board.time("submit", func() error { return v.submit(p) })
	return acked
}

// lostOf counts acknowledged answers that the database does not hold.
func lostOf(ctx context.Context, pool *sql.DB, acked []acknowledged) (lost int, err error) {
	rows, err := pool.QueryContext(ctx, `SELECT attempt_id, no, chosen[1] FROM quiz.answers`)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	stored := map[acknowledged]bool{}
	for rows.Next() {
		var a acknowledged
		if err := rows.Scan(&a.attempt, &a.no, &a.option); err != nil {
			return 0, err
		}
		stored[a] = true
	}
	for _, a := range acked {
		if !stored[a] {
			lost++
		}
	}
	return lost, rows.Err()
}

// ready enrols everybody, some at a time, with fresh tokens.
func ready(ctx context.Context, school *lab.School) ([]*virtual, *sql.DB, error) {
	out := make([]*virtual, len(school.Learners))
	lanes := make(chan struct{}, 8)
	errs := make(chan error, len(out))
	for i, l := range school.Learners {
		lanes <- struct{}{}
		go func() {
			defer func() { <-lanes }()
			err := l.Client.Refresh(ctx)
			var lessons lab.Lessons
			if err == nil {
				lessons, err = l.Enrol(ctx)
			}
			out[i] = &virtual{base: l.Client.Base, token: l.Client.Token(), quiz: lessons.Quiz, lesson: lessons.Read, name: l.NIP, password: l.Password}
			errs <- err
		}()
	}
	for range out {
		if err := <-errs; err != nil {
			return nil, nil, err
		}
	}
	dsn, err := school.Server.DatabaseURL()
	if err != nil {
		return nil, nil, err
	}
	pool, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, nil, err
	}
	pool.SetMaxOpenConns(1)
	_, err = pool.ExecContext(ctx, `CHECKPOINT`) // so that every run begins with whole pages to write
	return out, pool, err
}
