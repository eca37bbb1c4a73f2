package jobs

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"lentera/internal/db"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct{ EnqueueJob, ClaimJobs, FinishJob, RetryJob, ReviveJobs, CountJobs db.Query }](files)

// Handler does one job. It must survive running twice.
type Handler func(ctx context.Context, args json.RawMessage) error

// Policy bounds a kind of job. Zero fields mean the defaults beside them.
type Policy struct {
	Tries   int           // 12; after that the job is dead and shown
	Timeout time.Duration // 60 s for one try
	Every   time.Duration // 0: only on demand; otherwise also by this rhythm
}

type kind struct {
	handle Handler
	policy Policy
}

// Queue knows the kinds of work there are and runs them.
type Queue struct {
	db    *db.DB
	log   *slog.Logger
	kinds map[string]kind
	wake  chan struct{}
	lanes int
}

// New makes a queue without any kind; Handle adds them before Run.
func New(d *db.DB, log *slog.Logger, lanes int) *Queue {
	if lanes < 1 {
		lanes = 2
	}
	return &Queue{db: d, log: log, kinds: map[string]kind{}, wake: make(chan struct{}, 1), lanes: lanes}
}

// Handle registers a kind of work, "feature.what".
func (q *Queue) Handle(name string, p Policy, h Handler) {
	if _, twice := q.kinds[name]; twice {
		panic("jobs: kind registered twice: " + name)
	}
	if p.Tries == 0 {
		p.Tries = 12
	}
	if p.Timeout == 0 {
		p.Timeout = time.Minute
	}
	q.kinds[name] = kind{h, p}
}

// Enqueue is a step: it writes the job into the caller's transaction. args is
// encoded as JSON and must hold ids only, no personal data.
func Enqueue(ctx context.Context, tx *db.Tx, name string, args any) error {
	return enqueue(ctx, tx, name, args, 0, "")
}

// EnqueueOnce is Enqueue with a key: while a job with this key waits or runs,
// another one is not added.
func EnqueueOnce(ctx context.Context, tx *db.Tx, name, key string, args any, after time.Duration) error {
	return enqueue(ctx, tx, name, args, after, name+":"+key)
}

type execer interface {
	Exec(ctx context.Context, q db.Query, args ...any) (int64, error)
}

func enqueue(ctx context.Context, x execer, name string, args any, after time.Duration, key string) error {
	body, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("job %s: %w", name, err)
	}
	_, err = x.Exec(ctx, sqls.EnqueueJob, name, string(body), after.Seconds(), key)
	return err
}

// Counts tells how many jobs are in each state, for /metrics and /readyz.
func (q *Queue) Counts(ctx context.Context) (map[string]int64, error) {
	var rows []struct {
		State string `db:"state"`
		N     int64  `db:"n"`
	}
	if err := q.db.Select(ctx, &rows, sqls.CountJobs); err != nil {
		return nil, err
	}
	out := map[string]int64{"waiting": 0, "running": 0, "dead": 0}
	for _, r := range rows {
		out[r.State] = r.N
	}
	return out, nil
}

// Revive puts dead jobs back into the queue, after their cause was mended.
func (q *Queue) Revive(ctx context.Context) (int64, error) { return q.db.Exec(ctx, sqls.ReviveJobs) }

// Run works until ctx ends, then waits for what it has begun.
func (q *Queue) Run(ctx context.Context) {
	var all sync.WaitGroup
	start := func(f func()) { all.Add(1); go func() { defer all.Done(); f() }() }
	start(func() { db.Listen(ctx, q.db.DSN(), "lentera_jobs", func(string) { q.nudge() }) })
	for range q.lanes {
		start(func() { q.lane(ctx) })
	}
	for name, k := range q.kinds {
		if k.policy.Every > 0 {
			start(func() { q.rhythm(ctx, name, k.policy.Every) })
		}
	}
	all.Wait()
}

func (q *Queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// rhythm puts a periodic job in the queue; the unique key keeps several
// processes from doing it at once.
func (q *Queue) rhythm(ctx context.Context, name string, every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		if err := enqueue(ctx, q.db.Slow(), name, struct{}{}, 0, name+":rhythm"); err != nil && ctx.Err() == nil {
			q.log.Warn("periodic job not queued", "kind", name, "cause", err)
		}
		q.nudge()
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
