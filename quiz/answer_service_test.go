package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
	"lentera/internal/gather"
)

// eachWay runs a test of saves that go alone, and of the same saves by the
// statement that many share.
func eachWay(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("alone", func(t *testing.T) {
		w := newWorld(t)
		shared := w.gather(gather.Options{})
		test(t, w)
		if shared.Load() > 0 {
			t.Error("a save was gathered")
		}
	})
	t.Run("gathered", func(t *testing.T) {
		w := newWorld(t)
		shared := w.gather(gather.Options{Brisk: time.Hour, Most: 1})
		test(t, w)
		if shared.Load() == 0 || w.alone.Load() > 0 {
			t.Errorf("%d saves were gathered, %d of them got no verdict", shared.Load(), w.alone.Load())
		}
	})
}

// gather makes saves gather by such rules and counts them; w.alone counts those
// that got no verdict and had to go alone.
func (w *world) gather(o gather.Options) *atomic.Int64 {
	var shared atomic.Int64
	together := gathered(w.db)
	w.s.saves = gather.New(o, sentAnswer.item, func(ctx context.Context, acts []sentAnswer) (map[int]savedRow, error) {
		rows, err := together(ctx, acts)
		shared.Add(int64(len(acts)))
		if err == nil {
			w.alone.Add(int64(len(acts) - len(rows)))
		}
		return rows, err
	})
	return &shared
}

func TestSaveAnswerVerdicts(t *testing.T) { eachWay(t, saveAnswerVerdicts) }

func saveAnswerVerdicts(t *testing.T, w *world) {
	a := w.learner()
	p := w.start(a, w.kuis)
	one := slices.IndexFunc(p.Items, func(it PaperItem) bool { return it.Kind == Single }) + 1
	many := slices.IndexFunc(p.Items, func(it PaperItem) bool { return it.Kind == Multiple }) + 1
	options := func(no, n int) (ids []string) {
		for _, o := range p.Items[no-1].Options[:n] {
			ids = append(ids, o.ID)
		}
		return ids
	}
	first, second := options(one, 1), options(one, 2)[1:]
	for _, c := range []struct {
		name   string
		answer Answer
		want   error
		stale  bool
		seq    int64
		chosen []string // stored afterwards
	}{
		{"first act", Answer{one, 3, first}, nil, false, 3, first},
		{"repeated", Answer{one, 3, first}, nil, false, 3, first},
		{"same number, other choice", Answer{one, 3, second}, nil, true, 3, first},
		{"older", Answer{one, 2, second}, nil, true, 3, first},
		{"older, same choice", Answer{one, 1, first}, nil, true, 3, first},
		{"newer", Answer{one, 4, second}, nil, false, 4, second},
		{"cleared", Answer{one, 5, nil}, nil, false, 5, nil},
		{"several for single", Answer{one, 6, options(one, 2)}, ErrTooManyOptions, false, 5, nil},
		{"of another item", Answer{one, 6, options(many, 1)}, ErrForeignOption, false, 5, nil},
		{"unknown", Answer{one, 6, []string{"zzzzzzzzzz"}}, ErrForeignOption, false, 5, nil},
		{"no such item", Answer{5, 1, first}, ErrNoItem, false, 0, nil},
		{"several for multiple", Answer{many, 1, options(many, 3)}, nil, false, 1, options(many, 3)},
		{"same in another order, with a repeat", Answer{many, 1, append(options(many, 3), options(many, 3)[0])}, nil, false, 1, options(many, 3)},
	} {
		t.Run(c.name, func(t *testing.T) {
			saved, err := w.s.SaveAnswer(background, a, p.ID, c.answer)
			if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			if err == nil && (saved.Stale != c.stale || saved.Seq != c.seq || saved.SecondsLeft < 590 || time.Since(saved.SavedAt) > time.Minute) {
				t.Errorf("%+v", saved)
			}
			if c.stale && !slices.Equal(saved.Chosen, sorted(c.chosen)) || !c.stale && saved.Chosen != nil {
				t.Errorf("told %v", saved.Chosen)
			}
			if err != nil && fault.Of(err).Extra["retry"] != false {
				t.Errorf("facts %v", fault.Of(err).Extra)
			}
			if c.seq > 0 {
				if got := stored(w, p.ID, c.answer.No); got != fmt.Sprint(c.seq, sorted(c.chosen)) {
					t.Errorf("stored %s", got)
				}
			}
		})
	}
}

func stored(w *world, attempt uuid.UUID, no int) string {
	return scan[string](w, `SELECT seq || ' [' || array_to_string(chosen, ' ') || ']' FROM quiz.answers WHERE attempt_id = $1 AND no = $2`, attempt, no)
}

// The statement and Attempt.Accepts are one rule, told twice.
func TestStatementAgreesWithAccepts(t *testing.T) { eachWay(t, statementAgreesWithAccepts) }

func statementAgreesWithAccepts(t *testing.T, w *world) {
	a := w.learner()
	p := w.start(a, w.kuis)
	chosen := []string{p.Items[0].Options[0].ID}
	seq := int64(0)
	save := func() error {
		seq++
		_, err := w.s.SaveAnswer(background, a, p.ID, Answer{1, seq, chosen})
		return err
	}
	for _, c := range []struct {
		late time.Duration
		want error
	}{{-time.Minute, nil}, {0, nil}, {Grace - 500*time.Millisecond, nil}, {Grace + 500*time.Millisecond, ErrAttemptExpired},
		{72 * time.Hour, ErrAttemptExpired}, {-72 * time.Hour, nil}} {
		w.late(p.ID, c.late)
		if err := save(); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%v late: %v", c.late, err)
		}
		read, err := w.s.read(background, a.PersonID, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := read.Accepts(read.ServerNow); !errors.Is(got, c.want) || (got == nil) != (c.want == nil) {
			t.Errorf("%v late: Accepts says %v", c.late, got)
		}
	}
	if _, err := w.s.Submit(background, a, p.ID); err != nil {
		t.Fatal(err)
	}
	if err := save(); !errors.Is(err, ErrAttemptClosed) {
		t.Error(err)
	}
	w.exec(`UPDATE quiz.attempts SET state = 'expired' WHERE id = $1`, p.ID)
	if err := save(); !errors.Is(err, ErrAttemptExpired) {
		t.Error(err)
	}
}

// A save whose commit fails is not acknowledged, although the statement has
// returned its row by then.
func TestNothingIsAcknowledgedBeforeCommit(t *testing.T) {
	eachWay(t, nothingIsAcknowledgedBeforeCommit)
}

func nothingIsAcknowledgedBeforeCommit(t *testing.T, w *world) {
	a := w.learner()
	p := w.start(a, w.kuis)
	w.exec(`CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused at commit'; END $$`)
	w.exec(`CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON quiz.answers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse()`)
	saved, err := w.s.SaveAnswer(background, a, p.ID, Answer{1, 1, []string{p.Items[0].Options[0].ID}})
	if err == nil {
		t.Fatalf("acknowledged: %+v", saved)
	}
	if n := scan[int](w, `SELECT count(*) FROM quiz.answers`); n != 0 {
		t.Errorf("%d rows", n)
	}
}

// act is one thing a learner did on one device; deliveries repeat and reorder
// acts at will, as a network and an outbox do.
type act struct {
	no     int
	seq    int64
	chosen []string
}

// TestSaveProtocolAgainstModel: whatever the order and repetition of the
// requests, each verdict and the final state are those of a model that keeps,
// for each item, the first act to arrive among those with the highest number.
func TestSaveProtocolAgainstModel(t *testing.T) { eachWay(t, saveProtocolAgainstModel) }

func saveProtocolAgainstModel(t *testing.T, w *world) {
	a := w.learner()
	p := w.start(a, w.kuis)
	checks(t, 300, func(t *rapid.T) {
		if _, err := w.pool.Exec(`DELETE FROM quiz.answers WHERE attempt_id = $1`, p.ID); err != nil {
			t.Fatal(err)
		}
		acts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) act { return drawAct(t, p) }), 1, 8).Draw(t, "acts")
		deliveries := rapid.SliceOfN(rapid.SampledFrom(acts), 1, 16).Draw(t, "deliveries")
		model := map[int]act{}
		for _, d := range deliveries {
			have := model[d.no]
			if d.seq > have.seq {
				have = d
				model[d.no] = d
			}
			want := SavedAnswer{Seq: have.seq, Stale: d.seq != have.seq || !slices.Equal(d.chosen, have.chosen)}
			got, err := w.s.SaveAnswer(background, a, p.ID, Answer{d.no, d.seq, d.chosen})
			if err != nil || got.Seq != want.Seq || got.Stale != want.Stale {
				t.Fatalf("%+v: %+v %v, want %+v", d, got, err, want)
			}
		}
		for no, have := range model {
			if got := stored(w, p.ID, no); got != fmt.Sprint(have.seq, have.chosen) {
				t.Fatalf("item %d stored %s, want %+v", no, got, have)
			}
		}
	})
}

func drawAct(t *rapid.T, p Paper) act {
	it := rapid.SampledFrom(p.Items).Draw(t, "item")
	c := act{no: it.No, seq: rapid.Int64Range(1, 6).Draw(t, "seq"), chosen: []string{}}
	for _, o := range it.Options {
		if rapid.Bool().Draw(t, "chosen") && (it.Kind == Multiple || len(c.chosen) == 0) {
			c.chosen = append(c.chosen, o.ID)
		}
	}
	slices.Sort(c.chosen)
	return c
}

// A repeat that arrives after the attempt closed is refused and changes
// nothing: a recorded session replayed in whole ends in the same state.
func TestReplayAfterSubmit(t *testing.T) { eachWay(t, replayAfterSubmit) }

func replayAfterSubmit(t *testing.T, w *world) {
	a := w.learner()
	p := w.start(a, w.kuis)
	w.answerRight(a, p, 4)
	before, err := w.s.Submit(background, a, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	for no, right := range w.keys(p.ID) {
		for _, seq := range []int64{1, 2, 99} {
			if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{no, seq, right[:0]}); !errors.Is(err, ErrAttemptClosed) {
				t.Fatal(err)
			}
		}
	}
	after, err := w.s.Submit(background, access.Actor{PersonID: a.PersonID}, p.ID)
	if err != nil || told(after) != told(before) {
		t.Errorf("%+v\n%+v", after, before)
	}
}

// told is a result as its learner reads it.
func told(r AttemptResult) string {
	b, err := json.Marshal(r)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// sorted is the one form of a set.
func sorted(chosen []string) db.Strings {
	return slices.Compact(slices.Sorted(slices.Values(chosen)))
}
