package quiz

import (
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lentera/internal/access"
	"lentera/internal/db"
)

// BenchmarkSaveAnswer measures a save through the service against the least
// that could be done: the bare upsert, kept prepared, on the same table through
// database/sql. Both run in turn in one process, in short alternating rounds,
// with the same number of callers; the ratio says what owner, deadline, state,
// option check and the verdict cost.
//
//	go test -run '^$' -bench SaveAnswer -benchtime 3s ./quiz
func BenchmarkSaveAnswer(b *testing.B) {
	for _, callers := range []int{1, 8} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) { benchSaves(b, callers) })
	}
}

type seat struct {
	actor access.Actor
	paper Paper
	seq   int64
}

func benchSaves(b *testing.B, callers int) {
	w := newWorld(b)
	w.pool.SetMaxIdleConns(callers)
	seats := make([]*seat, callers)
	for i := range seats {
		a := w.learner()
		seats[i] = &seat{actor: a, paper: w.start(a, w.ujian)}
	}
	raw, err := w.pool.Prepare(`INSERT INTO quiz.answers AS kept (attempt_id, no, seq, chosen, saved_at)
		VALUES ($1, $2, $3, $4, clock_timestamp())
		ON CONFLICT (attempt_id, no) DO UPDATE SET seq = EXCLUDED.seq, chosen = EXCLUDED.chosen, saved_at = EXCLUDED.saved_at
		WHERE kept.seq < EXCLUDED.seq RETURNING saved_at`)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = raw.Close() })
	service := func(s *seat, no int, chosen []string) error {
		_, err := w.s.SaveAnswer(background, s.actor, s.paper.ID, Answer{No: no, Seq: s.seq, Chosen: chosen})
		return err
	}
	bare := func(s *seat, no int, chosen []string) error { return bareUpsert(raw, s, no, chosen) }
	for _, save := range []func(*seat, int, []string) error{service, bare} { // connections and plans
		round(b, seats, 200, save)
	}
	const size = 500
	var full, least time.Duration
	n := 0
	b.ReportAllocs()
	b.ResetTimer()
	for n < b.N {
		full += round(b, seats, size, service)
		b.StopTimer()
		least += round(b, seats, size, bare)
		b.StartTimer()
		n += size
	}
	b.ReportMetric(float64(full.Nanoseconds())/float64(n), "service-ns/save")
	b.ReportMetric(float64(least.Nanoseconds())/float64(n), "bare-ns/save")
	b.ReportMetric(float64(full)/float64(least), "ratio")
}

func bareUpsert(raw *sql.Stmt, s *seat, no int, chosen []string) error {
	var at time.Time
	return raw.QueryRow(s.paper.ID, no, s.seq, db.Array(chosen)).Scan(&at)
}

// round makes n saves, shared among the seats, each seat one after another.
func round(b *testing.B, seats []*seat, n int, save func(*seat, int, []string) error) time.Duration {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(n))
	var all sync.WaitGroup
	began := time.Now()
	for _, s := range seats {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				s.seq++
				it := s.paper.Items[int(s.seq)%len(s.paper.Items)]
				if err := save(s, it.No, []string{it.Options[int(s.seq)%len(it.Options)].ID}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	return time.Since(began)
}
