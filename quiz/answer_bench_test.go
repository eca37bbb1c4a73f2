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
	earlier, err := w.pool.Prepare(saveForOptionsOnly)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = earlier.Close() })
	newer, err := w.pool.Prepare(sqls.SaveAnswer.SQL)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = newer.Close() })
	statement := func(stmt *sql.Stmt, more ...any) func(*seat, int, []string) error {
		return func(s *seat, no int, chosen []string) error {
			args := append([]any{s.paper.ID, s.actor.PersonID, no, s.seq, db.Array(chosen), Grace.Seconds()}, more...)
			var refusal string
			var seq, left int
			var at time.Time
			var stale bool
			var stored db.Strings
			if err := stmt.QueryRow(args...).Scan(&refusal, &seq, &at, &left, &stale, &stored); err != nil || refusal != "" {
				return fmt.Errorf("%w %s", err, refusal)
			}
			return nil
		}
	}
	then, now := statement(earlier), statement(newer, seats[0].actor.SessionID)
	bare := func(s *seat, no int, chosen []string) error { return bareUpsert(raw, s, no, chosen) }
	for _, save := range []func(*seat, int, []string) error{service, bare, then, now} { // connections and plans
		round(b, seats, 200, save)
	}
	const size = 500
	var full, least, thenTook, nowTook time.Duration
	n := 0
	b.ReportAllocs()
	b.ResetTimer()
	for n < b.N {
		full += round(b, seats, size, service)
		b.StopTimer()
		least += round(b, seats, size, bare)
		if n/size%2 == 0 { // each as often first
			thenTook += round(b, seats, size, then)
			nowTook += round(b, seats, size, now)
		} else {
			nowTook += round(b, seats, size, now)
			thenTook += round(b, seats, size, then)
		}
		b.StartTimer()
		n += size
	}
	b.ReportMetric(float64(full.Nanoseconds())/float64(n), "service-ns/save")
	b.ReportMetric(float64(least.Nanoseconds())/float64(n), "bare-ns/save")
	b.ReportMetric(float64(full)/float64(least), "ratio")
	b.ReportMetric(float64(nowTook)/float64(thenTook), "now/options-only")
}

// saveForOptionsOnly is the statement as it was when a question could only be
// chosen: what the other kinds and the holder cost is the difference.
const saveForOptionsOnly = `WITH attempt AS MATERIALIZED (
    SELECT state, deadline_at FROM quiz.attempts WHERE id = $1 AND person_id = $2 FOR SHARE
), verdict AS MATERIALIZED (
    SELECT a.deadline_at, CASE
        WHEN a.state <> 'open' THEN a.state
        WHEN clock_timestamp() > a.deadline_at + make_interval(secs => $6) THEN 'overdue'
        WHEN i.no IS NULL THEN 'no-item'
        WHEN NOT $5::text[] <@ i.option_order THEN 'foreign-option'
        WHEN cardinality($5::text[]) > i.most THEN 'too-many'
        ELSE '' END AS refusal
    FROM attempt a LEFT JOIN quiz.items i ON i.attempt_id = $1 AND i.no = $3
), saved AS (
    INSERT INTO quiz.answers AS kept (attempt_id, no, seq, chosen, saved_at)
    SELECT $1, $3, $4, $5, clock_timestamp() FROM verdict WHERE refusal = ''
    ON CONFLICT ON CONSTRAINT answers_pkey DO UPDATE SET
        chosen = CASE WHEN kept.seq < EXCLUDED.seq THEN EXCLUDED.chosen ELSE kept.chosen END,
        saved_at = CASE WHEN kept.seq < EXCLUDED.seq THEN EXCLUDED.saved_at ELSE kept.saved_at END,
        seq = GREATEST(kept.seq, EXCLUDED.seq)
    RETURNING seq, chosen, saved_at)
SELECT v.refusal, COALESCE(s.seq, 0) AS seq, COALESCE(s.saved_at, v.deadline_at) AS saved_at,
    GREATEST(0, ceil(extract(epoch FROM v.deadline_at - clock_timestamp())))::int AS seconds_left,
    COALESCE(s.seq <> $4 OR s.chosen <> $5::text[], false) AS stale,
    CASE WHEN s.seq <> $4 OR s.chosen <> $5::text[] THEN s.chosen END AS chosen
FROM verdict v LEFT JOIN saved s ON true`

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
