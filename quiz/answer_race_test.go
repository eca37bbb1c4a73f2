package quiz

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/gather"
)

// submitting is a closing held open between reading the answers and its
// commit: the moment at which a save must not slip through.
func (w *world) submitting(a access.Actor, p Paper, meanwhile func()) {
	w.t.Helper()
	err := w.db.InTx(background, func(ctx context.Context, tx *db.Tx) error {
		var locked Attempt
		if err := tx.Get(ctx, &locked, sqls.LockAttempt, p.ID, a.PersonID); err != nil {
			return err
		}
		var rows []sheetRow
		if err := tx.Select(ctx, &rows, sqls.SheetOf, p.ID); err != nil {
			return err
		}
		meanwhile()
		_, err := tx.Exec(ctx, sqls.CloseAttempt, p.ID, string(Submitted), "0", false, 0, nil, true)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// waiting reports whether some statement waits for a lock within a second.
func (w *world) waiting() bool {
	for range 100 {
		if scan[int](w, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) > 0 {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

func TestSaveDuringClosingWaitsAndIsRefused(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	p := w.start(a, w.kuis)
	done := make(chan error, 1)
	w.submitting(a, p, func() {
		go func() {
			_, err := w.s.SaveAnswer(background, a, p.ID, Answer{1, 1, []string{p.Items[0].Options[0].ID}})
			done <- err
		}()
		if !w.waiting() {
			t.Error("the save did not wait for the closing")
		}
	})
	if err := <-done; !errors.Is(err, ErrAttemptClosed) {
		t.Errorf("%v", err)
	}
	if n := scan[int](w, `SELECT count(*) FROM quiz.answers`); n != 0 {
		t.Error("an answer was stored that nobody graded")
	}
}

// together gathers whatever comes within 2 ms, also in quiet.
var together = gather.Options{Brisk: time.Hour, Company: 2 * time.Millisecond, Most: 16}

// Somebody's closing makes nobody else's save wait, and in company too it is
// waited for by its own and refuses it.
func TestGatheredSavesDoNotWaitForTheClosingOfAnother(t *testing.T) {
	w := newWorld(t)
	o := together
	o.Company, o.Most = time.Hour, 2
	w.gather(o)
	closing, free := w.learner(), w.learner()
	p, q := w.start(closing, w.kuis), w.start(free, w.kuis)
	own, others := make(chan error, 1), make(chan error, 1)
	save := func(a access.Actor, p Paper, told chan error) {
		_, err := w.s.SaveAnswer(background, a, p.ID, Answer{1, 1, []string{p.Items[0].Options[0].ID}})
		told <- err
	}
	w.submitting(closing, p, func() {
		go save(closing, p, own)
		go save(free, q, others)
		if err := <-others; err != nil {
			t.Error(err)
		}
		if !w.waiting() {
			t.Error("the save did not wait for its closing")
		}
	})
	if err := <-own; !errors.Is(err, ErrAttemptClosed) {
		t.Errorf("%v", err)
	}
	if n := scan[int](w, `SELECT count(*) FROM quiz.answers WHERE attempt_id = $1`, q.ID); n != 1 || w.alone.Load() != 1 {
		t.Errorf("%d answers, %d went alone", n, w.alone.Load())
	}
}

// The controls: either statement without its lock acknowledges an answer that
// the grade does not hold. If one of these ever passes without loss, the tests
// above prove nothing.
func TestControlWithoutTheLockAnAnswerIsLost(t *testing.T) {
	losesAnAnswer(t, alone, "$2 FOR SHARE", "$2")
}

func TestControlWithoutTheLockAGatheredAnswerIsLost(t *testing.T) {
	losesAnAnswer(t, inCompany, "FOR SHARE SKIP LOCKED", "")
}

func losesAnAnswer(t *testing.T, by way, locked, unlocked string) {
	t.Helper()
	w := newWorld(t)
	a := w.learner()
	p := w.start(a, w.kuis)
	careless := db.Query{Name: "Careless", SQL: strings.Replace(by.statement.SQL, locked, unlocked, 1)}
	if careless.SQL == by.statement.SQL {
		t.Fatal("no lock to remove")
	}
	w.submitting(a, p, func() {
		rows, err := by.save(w.db, careless, sentAnswer{Attempt: p.ID, Person: a.PersonID, No: 1, Seq: 1,
			Chosen: []string{p.Items[0].Options[0].ID}, Session: a.SessionID})
		if err != nil || len(rows) != 1 || rows[0].Refusal != "" {
			t.Errorf("not acknowledged: %+v %v", rows, err)
		}
	})
	if n := scan[int](w, `SELECT count(*) FROM quiz.answers w JOIN quiz.attempts a ON a.id = w.attempt_id WHERE a.state = 'submitted'`); n != 1 {
		t.Errorf("%d answers stored beside the grade", n)
	}
}

func TestClosingWaitsForASaveAndGradesIt(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	p := w.start(a, w.kuis)
	keys := w.keys(p.ID)
	result := make(chan AttemptResult, 1)
	err := w.db.InTx(background, func(ctx context.Context, tx *db.Tx) error { // the save, held before its commit
		var row savedRow
		if err := tx.Get(ctx, &row, sqls.SaveAnswer, p.ID, a.PersonID, 1, 1, sorted(keys[1]), Grace.Seconds(), a.SessionID); err != nil || row.Refusal != "" {
			return errors.Join(err, errors.New(row.Refusal))
		}
		go func() {
			r, err := w.s.Submit(background, a, p.ID)
			if err != nil {
				t.Error(err)
			}
			result <- r
		}()
		if !w.waiting() {
			t.Error("the submit did not wait for the save")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := <-result; r.Score() != 1 {
		t.Errorf("an acknowledged answer is missing in the grade: %+v", r)
	}
}

// TestNoAcknowledgedAnswerIsMissingInTheGrade: many savers on all items while
// a submit comes in the middle. What was acknowledged last for each item is
// what is stored and what was graded.
func TestNoAcknowledgedAnswerIsMissingInTheGrade(t *testing.T) {
	w := newWorld(t)
	w.gather(gather.Options{})
	w.submitInTheMiddle(t)
}

func TestNoGatheredAnswerIsMissingInTheGrade(t *testing.T) {
	w := newWorld(t)
	shared := w.gather(together)
	w.submitInTheMiddle(t)
	t.Logf("%d gathered, %d of them without a verdict", shared.Load(), w.alone.Load())
	if shared.Load() < 100 {
		t.Errorf("%d saves were gathered", shared.Load())
	}
}

func (w *world) submitInTheMiddle(t *testing.T) {
	refused, acknowledged := 0, 0
	for range 25 {
		a := w.learner()
		p := w.start(a, w.ujian)
		acked, no, yes := w.saveWhileSubmitting(a, p)
		refused, acknowledged = refused+no, acknowledged+yes
		for item, want := range acked {
			if got := stored(w, p.ID, item); got != fmt.Sprint(want.seq, want.chosen) {
				t.Errorf("item %d: stored %s, acknowledged %+v", item, got, want)
			}
		}
		if n := scan[int](w, `SELECT count(*) FROM quiz.items i JOIN bank.keys k ON k.version_id = i.question_id
			LEFT JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
			WHERE i.attempt_id = $1 AND i.correct <> COALESCE(to_jsonb(w.chosen) @> (k.key -> 'correct') AND to_jsonb(w.chosen) <@ (k.key -> 'correct'), false)`, p.ID); n != 0 {
			t.Errorf("%d items are graded otherwise than they are stored", n)
		}
		if n := scan[int](w, `SELECT count(*) FROM quiz.answers w JOIN quiz.attempts a ON a.id = w.attempt_id WHERE a.id = $1 AND w.saved_at > a.closed_at`, p.ID); n != 0 {
			t.Errorf("%d answers were saved after the close", n)
		}
	}
	t.Logf("%d acknowledged, %d refused", acknowledged, refused)
	if refused == 0 || acknowledged == 0 {
		t.Error("the submit never came in the middle: nothing was tested")
	}
}

// saveWhileSubmitting sends 50 saves at once and a submit among them; it gives
// the acknowledged act with the highest number of each item.
func (w *world) saveWhileSubmitting(a access.Actor, p Paper) (acked map[int]act, refused, acknowledged int) {
	acked = map[int]act{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range 50 {
		it := p.Items[i%len(p.Items)]
		d := act{it.No, int64(i/len(p.Items) + 1), []string{it.Options[i%len(it.Options)].ID}}
		all.Go(func() {
			saved, err := w.s.SaveAnswer(background, a, p.ID, Answer{d.no, d.seq, d.chosen})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, ErrAttemptClosed):
				refused++
			case err != nil:
				w.t.Error(err)
			case !saved.Stale:
				acknowledged++
				if d.seq > acked[d.no].seq {
					acked[d.no] = d
				}
			}
		})
		if i == 24 {
			all.Go(func() {
				if _, err := w.s.Submit(background, a, p.ID); err != nil {
					w.t.Error(err)
				}
			})
		}
	}
	all.Wait()
	return acked, refused, acknowledged
}

func TestParallelStartsMakeOneAttempt(t *testing.T) {
	w := newWorld(t)
	for range 10 {
		a := w.learner()
		ids := make([]uuid.UUID, 8)
		news := make([]bool, 8)
		var all sync.WaitGroup
		for i := range ids {
			all.Go(func() {
				p, isNew, err := w.s.Start(background, a, w.ujian)
				if err != nil {
					t.Error(err)
				}
				ids[i], news[i] = p.ID, isNew
			})
		}
		all.Wait()
		slices.SortFunc(ids, func(a, b uuid.UUID) int { return strings.Compare(a.String(), b.String()) })
		if len(slices.Compact(ids)) != 1 {
			t.Error("several attempts:", ids)
		}
		if n := scan[int](w, `SELECT count(*) FROM quiz.attempts WHERE person_id = $1`, a.PersonID); n != 1 {
			t.Errorf("%d rows", n)
		}
		made := 0
		for _, isNew := range news {
			if isNew {
				made++
			}
		}
		if made != 1 {
			t.Errorf("%d starts say they made it", made)
		}
	}
}

// 8 submits at once for each of 20 learners, with the sweep beside them: one
// close, one completion of the course, eight equal results.
func TestParallelSubmitsCloseOnce(t *testing.T) {
	w := newWorld(t)
	var mu sync.Mutex
	completed := map[uuid.UUID]int{}
	w.courses.OnCompleted = append(w.courses.OnCompleted, func(_ context.Context, _ *db.Tx, c courses.Completed) error {
		mu.Lock()
		defer mu.Unlock()
		completed[c.PersonID]++
		return nil
	})
	w.exec(`CREATE TABLE public.closings (attempt_id uuid)`)
	w.exec(`CREATE FUNCTION public.count_close() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN INSERT INTO public.closings VALUES (NEW.id); RETURN NULL; END $$`)
	w.exec(`CREATE TRIGGER count_close AFTER UPDATE OF state ON quiz.attempts FOR EACH ROW EXECUTE FUNCTION public.count_close()`)
	for i := range 20 {
		a := w.learner()
		w.exec(`INSERT INTO courses.progress (enrolment_id, lesson_id, completed_at)
			SELECT e.id, l.id, now() FROM courses.enrolments e, courses.lessons l WHERE e.person_id = $1 AND l.id <> $2`, a.PersonID, w.kuis)
		p := w.start(a, w.kuis)
		w.answerRight(a, p, 4)
		if i%4 == 3 { // so late that the sweep wants it too
			w.late(p.ID, Grace+time.Second)
		}
		results := w.submitEightTimes(a, p)
		for _, r := range results[1:] {
			if told(r) != told(results[0]) {
				t.Errorf("two results:\n%+v\n%+v", r, results[0])
			}
		}
		if !results[0].CourseCompleted || !results[0].HasPassed() {
			t.Errorf("%+v", results[0])
		}
		if completed[a.PersonID] != 1 {
			t.Errorf("the course was completed %d times", completed[a.PersonID])
		}
		if n := scan[int](w, `SELECT count(*) FROM public.closings WHERE attempt_id = $1`, p.ID); n != 1 {
			t.Errorf("closed %d times", n)
		}
	}
}

func (w *world) submitEightTimes(a access.Actor, p Paper) []AttemptResult {
	results := make([]AttemptResult, 8)
	var all sync.WaitGroup
	for i := range results {
		all.Go(func() {
			r, err := w.s.Submit(background, a, p.ID)
			if err != nil {
				w.t.Error(err)
			}
			results[i] = r
		})
	}
	all.Go(func() {
		if err := w.s.CloseOverdue(background, nil); err != nil {
			w.t.Error(err)
		}
	})
	all.Wait()
	return results
}
