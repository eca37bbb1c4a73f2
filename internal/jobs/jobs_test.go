package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lentera/internal/db"
	"lentera/internal/jobs"
	"lentera/internal/testdb"
)

func enqueue(t *testing.T, d *db.DB, name string, args any) {
	t.Helper()
	if err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return jobs.Enqueue(ctx, tx, name, args)
	}); err != nil {
		t.Fatal(err)
	}
}

func TestJobExistsExactlyWhenItsCauseDoes(t *testing.T) {
	d, ctx := testdb.New(t), context.Background()
	q := jobs.New(d, slog.Default(), 1)
	var ran atomic.Int32
	q.Handle("test.count", jobs.Policy{}, func(context.Context, json.RawMessage) error { ran.Add(1); return nil })
	_ = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := jobs.Enqueue(ctx, tx, "test.count", nil); err != nil {
			t.Fatal(err)
		}
		return errors.New("rolled back")
	})
	enqueue(t, d, "test.count", nil)
	if err := q.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	if ran.Load() != 1 {
		t.Fatalf("ran %d times", ran.Load())
	}
}

func TestFailureIsRetriedThenDead(t *testing.T) {
	d, ctx := testdb.New(t), context.Background()
	q := jobs.New(d, slog.New(slog.DiscardHandler), 1)
	var tries atomic.Int32
	q.Handle("test.fail", jobs.Policy{Tries: 2}, func(context.Context, json.RawMessage) error {
		if tries.Add(1) == 1 {
			panic("even a panic is a failure")
		}
		return errors.New("no")
	})
	enqueue(t, d, "test.fail", map[string]int{"n": 1})
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline) && tries.Load() < 2; time.Sleep(100 * time.Millisecond) {
		if err := q.Drain(ctx); err != nil {
			t.Fatal(err)
		}
	}
	counts, err := q.Counts(ctx)
	if err != nil || counts["dead"] != 1 || tries.Load() != 2 {
		t.Fatalf("%v after %d tries, %v", counts, tries.Load(), err)
	}
}

func TestOnceWhileItWaits(t *testing.T) {
	d, ctx := testdb.New(t), context.Background()
	q := jobs.New(d, slog.Default(), 1)
	var ran atomic.Int32
	q.Handle("test.once", jobs.Policy{}, func(context.Context, json.RawMessage) error { ran.Add(1); return nil })
	for range 5 {
		if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return jobs.EnqueueOnce(ctx, tx, "test.once", "k", nil, 0)
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	if ran.Load() != 1 {
		t.Fatalf("ran %d times", ran.Load())
	}
}

// TestManyLanesShareTheWork: woken by NOTIFY, every job done once.
func TestManyLanesShareTheWork(t *testing.T) {
	d := testdb.New(t)
	ctx, cancel := context.WithCancel(context.Background())
	q := jobs.New(d, slog.New(slog.DiscardHandler), 4)
	var mu sync.Mutex
	seen := map[string]int{}
	q.Handle("test.many", jobs.Policy{}, func(_ context.Context, args json.RawMessage) error {
		mu.Lock()
		defer mu.Unlock()
		seen[string(args)]++
		return nil
	})
	done := make(chan struct{})
	go func() { q.Run(ctx); close(done) }()
	for i := range 100 {
		enqueue(t, d, "test.many", i)
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		mu.Lock()
		n := len(seen)
		mu.Unlock()
		if n == 100 {
			break
		}
	}
	cancel()
	<-done
	if len(seen) != 100 {
		t.Fatalf("%d of 100 jobs done", len(seen))
	}
	for args, n := range seen {
		if n != 1 {
			t.Errorf("job %s ran %d times", args, n)
		}
	}
}

func TestPeriodicJobRuns(t *testing.T) {
	d := testdb.New(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	q := jobs.New(d, slog.New(slog.DiscardHandler), 1)
	ran := make(chan struct{}, 8)
	q.Handle("test.rhythm", jobs.Policy{Every: 100 * time.Millisecond}, func(context.Context, json.RawMessage) error {
		ran <- struct{}{}
		return nil
	})
	done := make(chan struct{})
	go func() { q.Run(ctx); close(done) }()
	for range 3 {
		select {
		case <-ran:
		case <-ctx.Done():
			t.Fatal("the rhythm stopped")
		}
	}
	cancel()
	<-done
}
