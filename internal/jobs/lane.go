package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"runtime/debug"
	"time"

	"lentera/internal/db"
)

type claimed struct {
	ID    int64           `db:"id"`
	Kind  string          `db:"kind"`
	Args  json.RawMessage `db:"args"`
	Tries int             `db:"tries"`
}

const (
	look     = 3 * time.Second
	leaseFor = 3 * time.Minute
)

// lane takes one job after another until there is none, then waits to be
// woken.
func (q *Queue) lane(ctx context.Context) {
	names := make([]string, 0, len(q.kinds))
	for n := range q.kinds {
		names = append(names, n)
	}
	if len(names) == 0 {
		return
	}
	for ctx.Err() == nil {
		n, err := q.once(ctx, names)
		if err != nil && ctx.Err() == nil {
			q.log.Warn("jobs not claimed", "cause", err)
		}
		if n > 0 && err == nil {
			q.nudge() // let another lane look as well
			continue
		}
		select {
		case <-ctx.Done():
		case <-q.wake:
		case <-time.After(look):
		}
	}
}

// Drain does every job that is due now and returns; tests and `lentera admin`
// use it instead of waiting for Run.
func (q *Queue) Drain(ctx context.Context) error {
	names := make([]string, 0, len(q.kinds))
	for n := range q.kinds {
		names = append(names, n)
	}
	for {
		n, err := q.once(ctx, names)
		if err != nil || n == 0 {
			return err
		}
	}
}

func (q *Queue) once(ctx context.Context, names []string) (int, error) {
	var jobs []claimed
	if err := q.db.Slow().Select(ctx, &jobs, sqls.ClaimJobs, db.Array(names), leaseFor.Seconds(), 1); err != nil {
		return 0, err
	}
	for _, j := range jobs {
		q.do(ctx, j)
	}
	return len(jobs), nil
}

func (q *Queue) do(ctx context.Context, j claimed) {
	k := q.kinds[j.Kind]
	err := q.try(ctx, k, j)
	// The result is written even when the program is stopping.
	wctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err == nil {
		if _, err := q.db.Slow().Exec(wctx, sqls.FinishJob, j.ID); err != nil {
			q.log.Error("job done but not struck off; it will run again", "kind", j.Kind, "job", j.ID, "cause", err)
		}
		return
	}
	state, wait := "waiting", backoff(j.Tries)
	if j.Tries >= k.policy.Tries {
		state = "dead"
	}
	q.log.Warn("job failed", "kind", j.Kind, "job", j.ID, "try", j.Tries, "next", state, "cause", err)
	text := err.Error()
	if len(text) > 500 {
		text = text[:500]
	}
	if _, err := q.db.Slow().Exec(wctx, sqls.RetryJob, j.ID, state, wait.Seconds(), text); err != nil {
		q.log.Error("job result not written; its lease will end", "kind", j.Kind, "job", j.ID, "cause", err)
	}
}

func (q *Queue) try(ctx context.Context, k kind, j claimed) (err error) {
	ctx, cancel := context.WithTimeout(ctx, k.policy.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return k.handle(ctx, j.Args)
}

// backoff is 1 s, 2 s, 4 s … up to 15 minutes.
func backoff(tries int) time.Duration {
	s := math.Pow(2, float64(max(tries-1, 0)))
	return min(time.Duration(s*float64(time.Second)), 15*time.Minute)
}
