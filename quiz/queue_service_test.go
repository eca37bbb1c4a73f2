package quiz

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"lentera/internal/access"
)

func (w *world) deliver(a access.Actor, attempt uuid.UUID, sent *int64, queue ...QueuedAnswer) Verdicts {
	w.t.Helper()
	v, err := w.s.SaveAnswers(background, a, attempt, queue, sent)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

func queued(no int, seq int64, elapsed *int64, chosen ...string) QueuedAnswer {
	return QueuedAnswer{Answer{no, seq, chosen}, elapsed}
}

func words(v Verdicts) (out []string) {
	for _, x := range v.Verdicts {
		word := x.Verdict
		if x.Code != "" {
			word = x.Code
		}
		out = append(out, word)
	}
	return out
}

func TestQueueVerdicts(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	p := w.start(a, w.kuis)
	option := func(no, i int) string { return p.Items[no-1].Options[i].ID }
	got := w.deliver(a, p.ID, nil,
		queued(1, 1, nil, option(1, 0)),
		queued(1, 2, nil, option(1, 1)),
		queued(2, 5, nil, option(2, 0)),
		queued(2, 5, nil, option(2, 0)),
		queued(2, 5, nil, option(2, 1)),
		queued(3, 1, nil, "foreign"),
		queued(4, 1, nil, "x\x00"),
		queued(9, 1, nil),
		queued(3, 3, nil))
	want := []string{"stale", "saved", "saved", "saved", "stale", "stale", "quiz.foreign-option", "quiz.no-such-item", "saved"}
	if !slices.Equal(words(got), want) || got.SecondsLeft < 590 {
		t.Errorf("%v\nwant %v", words(got), want)
	}
	if v := got.Verdicts[0]; v.Stored != 2 || !slices.Equal(v.Chosen, []string{option(1, 1)}) {
		t.Errorf("%+v", v)
	}
	again := w.deliver(a, p.ID, nil, queued(1, 2, nil, option(1, 1)), queued(2, 4, nil, option(2, 1)))
	if !slices.Equal(words(again), []string{"saved", "stale"}) {
		t.Errorf("repeated: %v", words(again))
	}
	if _, err := w.s.SaveAnswers(background, w.learner(), p.ID, []QueuedAnswer{queued(1, 9, nil)}, nil); !errors.Is(err, ErrNoAttempt) {
		t.Error("another's attempt:", err)
	}
	if _, err := w.s.Submit(background, a, p.ID); err != nil {
		t.Fatal(err)
	}
	if got := words(w.deliver(a, p.ID, nil, queued(1, 9, nil), queued(2, 9, nil))); !slices.Equal(got, []string{"quiz.attempt-closed", "quiz.attempt-closed"}) {
		t.Error(got)
	}
}

// TestLateDelivery: answers that arrive after the deadline, as a table. The
// attempt began 20 minutes ago and ended as long ago as the case says.
func TestLateDelivery(t *testing.T) {
	w := newWorld(t)
	const began = 20 * time.Minute
	ms := func(d time.Duration) *int64 { return ref(d.Milliseconds()) }
	for _, c := range []struct {
		name   string
		window int           // late_seconds
		ended  time.Duration // ago
		heard  time.Duration // after the start; 0: never
		acted  *int64        // after the start
		sent   *int64
		want   string
	}{
		{"no window", 0, time.Minute, 0, ms(10 * time.Minute), ms(began), "quiz.attempt-expired"},
		{"in the window, proven", 600, time.Minute, 0, ms(10 * time.Minute), ms(began), "late"},
		{"at the last moment before the deadline", 600, time.Minute, 0, ms(19*time.Minute - 200*time.Millisecond), ms(began), "late"},
		{"given after the deadline", 600, time.Minute, 0, ms(19*time.Minute + 2*time.Second), ms(began), "quiz.attempt-expired"},
		{"window over", 30, time.Minute, 0, ms(10 * time.Minute), ms(began), "quiz.attempt-expired"},
		{"in the grace of the window", 58, time.Minute, 0, ms(10 * time.Minute), ms(began), "late"},
		{"without a moment", 600, time.Minute, 0, nil, ms(began), "quiz.late-unproven"},
		{"without the device's clock", 600, time.Minute, 0, ms(10 * time.Minute), nil, "quiz.late-unproven"},
		{"device's clock an hour ahead", 600, time.Minute, 0, ms(10 * time.Minute), ms(began + time.Hour), "quiz.late-unproven"},
		{"device's clock stopped for five minutes", 600, time.Minute, 0, ms(10 * time.Minute), ms(began - 5*time.Minute), "quiz.late-unproven"},
		{"device's clock half a minute off", 600, time.Minute, 0, ms(10 * time.Minute), ms(began - 30*time.Second), "late"},
		{"daylight saving on the device: its steady clock knows none", 600, time.Minute, 0, ms(10 * time.Minute), ms(began), "late"},
		{"heard before the act", 600, time.Minute, 8 * time.Minute, ms(10 * time.Minute), ms(began), "late"},
		{"heard after the act", 600, time.Minute, 12 * time.Minute, ms(10 * time.Minute), ms(began), "quiz.late-unproven"},
		{"in the grace needs no evidence", 0, Grace - 2*time.Second, 0, nil, nil, "saved"},
		{"in time needs no evidence", 600, -time.Minute, 12 * time.Minute, nil, nil, "saved"},
		{"in time with a claim that is nonsense", 600, -time.Minute, 0, ms(500 * time.Hour), ms(0), "saved"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.set(w.kuis, `late_seconds = $2`, c.window)
			a := w.learner()
			p := w.start(a, w.kuis)
			if c.heard > 0 {
				w.answerRight(a, p, 1)
				w.exec(`UPDATE quiz.answers SET saved_at = now() - make_interval(secs => $2) WHERE attempt_id = $1`, p.ID, (began - c.heard).Seconds())
			}
			w.exec(`UPDATE quiz.attempts SET started_at = clock_timestamp() - make_interval(secs => $2), deadline_at = clock_timestamp() - make_interval(secs => $3) WHERE id = $1`,
				p.ID, began.Seconds(), c.ended.Seconds())
			got := w.deliver(a, p.ID, c.sent, queued(2, 7, c.acted, w.keys(p.ID)[2]...))
			if words(got)[0] != c.want {
				t.Fatalf("%+v, want %s", got, c.want)
			}
			late := scan[int](w, `SELECT count(*) FROM quiz.answers WHERE attempt_id = $1 AND late AND acted_at <= (SELECT deadline_at FROM quiz.attempts WHERE id = $1)`, p.ID)
			noted := scan[int](w, `SELECT count(*) FROM quiz.events WHERE attempt_id = $1 AND kind = 'late-answers' AND details -> 'items' = '[2]'`, p.ID)
			if is := c.want == "late"; (late == 1) != is || (noted == 1) != is {
				t.Errorf("%d marked late, %d noted", late, noted)
			}
			r, err := w.s.Submit(background, a, p.ID)
			if err != nil || r.HasPassed() {
				t.Fatal(r, err)
			}
			if c.want == "late" && (r.State != Expired || r.Outcome != Late || r.Score() < 1) {
				t.Errorf("graded without the late answer: %s %s %v", r.State, r.Outcome, r.Score())
			}
		})
	}
}

// While late deliveries may come, neither a look nor the sweep closes; after,
// both do.
func TestTheSweepWaitsForLateDeliveries(t *testing.T) {
	w := newWorld(t)
	w.set(w.kuis, `late_seconds = 60`)
	a := w.learner()
	p := w.start(a, w.kuis)
	state := func() string {
		if err := w.s.CloseOverdue(background, nil); err != nil {
			t.Fatal(err)
		}
		q, err := w.s.Paper(background, a, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		return string(q.State)
	}
	for _, c := range []struct {
		late time.Duration
		want string
	}{{Grace + time.Second, "open"}, {time.Minute, "open"}, {time.Minute + Grace + time.Second, "expired"}} {
		w.late(p.ID, c.late)
		if got := state(); got != c.want {
			t.Errorf("%v after the deadline: %s", c.late, got)
		}
	}
}

// TestProtocolAgainstModelWithQueues: single saves and queues of two devices,
// repeated and out of order, on items of every shape, end as the model says:
// for each item the first act to arrive among those with the highest number.
func TestProtocolAgainstModelWithQueues(t *testing.T) {
	w := newWorld(t)
	w.kindsQuiz()
	a := w.learner()
	p := w.start(a, w.kuis)
	choices := map[int][][]string{}
	for _, k := range everyKind {
		choices[noOf(p, k.kind)] = [][]string{k.right, k.wrong, {}}
	}
	shape := func(no int, chosen []string) []string {
		if p.Items[no-1].Kind == Multiple {
			return sorted(chosen)
		}
		return append([]string{}, chosen...)
	}
	checks(t, 200, func(t *rapid.T) {
		if _, err := w.pool.Exec(`DELETE FROM quiz.answers WHERE attempt_id = $1`, p.ID); err != nil {
			t.Fatal(err)
		}
		model := map[int]act{}
		one := rapid.Custom(func(t *rapid.T) QueuedAnswer {
			no := rapid.IntRange(1, len(p.Items)).Draw(t, "item")
			return queued(no, rapid.Int64Range(1, 5).Draw(t, "seq"), nil, rapid.SampledFrom(choices[no]).Draw(t, "chosen")...)
		})
		acts := rapid.SliceOfN(one, 1, 8).Draw(t, "acts")
		for range rapid.IntRange(1, 6).Draw(t, "deliveries") {
			queue := rapid.SliceOfN(rapid.SampledFrom(acts), 1, 6).Draw(t, "queue")
			for _, n := range newestOf(queue) {
				if n.Seq > model[n.No].seq {
					model[n.No] = act{n.No, n.Seq, shape(n.No, n.Chosen)}
				}
			}
			if len(queue) == 1 {
				if _, err := w.s.SaveAnswer(background, a, p.ID, queue[0].Answer); err != nil {
					t.Fatal(err)
				}
				continue
			}
			v, err := w.s.SaveAnswers(background, a, p.ID, queue, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i, q := range queue {
				have := model[q.No]
				same := have.seq == q.Seq && slices.Equal(have.chosen, shape(q.No, q.Chosen))
				if got := v.Verdicts[i]; (got.Verdict == "saved") != same || got.Stored != have.seq {
					t.Fatalf("%+v: %+v, model %+v", q, got, have)
				}
			}
		}
		for no, have := range model {
			if got := stored(w, p.ID, no); got != fmt.Sprint(have.seq, have.chosen) {
				t.Fatalf("item %d stored %s, want %+v", no, got, have)
			}
		}
	})
}

func isRefusal(err error) bool {
	return errors.Is(err, ErrAttemptClosed) || errors.Is(err, ErrAttemptExpired)
}
