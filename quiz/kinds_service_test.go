package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/db"
)

// everyKind is one question of each kind, with a right answer, a wrong one,
// and one that the item must refuse.
var everyKind = []struct {
	kind         kinds.Kind
	content, key string
	right, wrong []string
	refused      []string
	refusal      error
}{
	{kinds.Single, `{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"}]}`, `{"correct":["a"]}`, []string{"a"}, []string{"b"}, []string{"a", "b"}, ErrTooManyOptions},
	{kinds.Multiple, `{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"},{"id":"c","html":"C"}]}`, `{"correct":["a","c"]}`, []string{"c", "a"}, []string{"b"}, []string{"z"}, ErrForeignOption},
	{kinds.TrueFalse, `{"options":[{"id":"a","html":"Benar"},{"id":"b","html":"Salah"}]}`, `{"correct":["b"]}`, []string{"b"}, []string{"a"}, []string{"x"}, ErrForeignOption},
	{kinds.Ordering, `{"items":[{"id":"p","html":"1"},{"id":"q","html":"2"},{"id":"r","html":"3"}]}`, `{"order":["r","p","q"]}`, []string{"r", "p", "q"}, []string{"p", "q", "r"}, []string{"p", "q", "x"}, ErrForeignOption},
	{kinds.Essay, `{}`, `{}`, []string{"Satu paragraf."}, nil, []string{strings.Repeat("x", 80_001)}, ErrTooLong},
}

// bankQuestion writes a reviewed question into a category of the bank.
func (w *world) bankQuestion(category uuid.UUID, kind kinds.Kind, content, key, tags string) uuid.UUID {
	w.t.Helper()
	id := uuid.Must(uuid.NewV7())
	w.exec(`INSERT INTO bank.questions (id, category_id, key, state) VALUES ($1, $2, $3, 'reviewed')`, id, category, "b-"+id.String())
	w.exec(`INSERT INTO bank.versions (id, question_id, no, kind, stem_html, content, tags) VALUES ($1, $1, 1, $2, 'Soal', $3, $4)`, id, string(kind), content, tags)
	if key != "" {
		w.exec(`INSERT INTO bank.keys (version_id, key, explanation_html) VALUES ($1, $2, 'KENARI-bank')`, id, key)
	}
	return id
}

func (w *world) category(parent *uuid.UUID) uuid.UUID {
	w.t.Helper()
	id := uuid.Must(uuid.NewV7())
	w.exec(`INSERT INTO bank.categories (id, parent_id, name) VALUES ($1, $2, $3)`, id, parent, id.String())
	return id
}

// set changes columns of a quiz as a test needs them; the API of the rules has
// tests of its own.
func (w *world) set(lesson uuid.UUID, columns string, args ...any) {
	w.t.Helper()
	w.forget()
	w.exec(`UPDATE quiz.quizzes SET `+columns+` WHERE lesson_id = $1`, append([]any{lesson}, args...)...)
}

func (w *world) draw(lesson uuid.UUID, parts ...Part) {
	w.t.Helper()
	body, err := json.Marshal(parts)
	if err != nil {
		w.t.Fatal(err)
	}
	w.set(lesson, `draw = $2`, string(body))
}

// kindsQuiz makes the quiz "kuis" draw one question of each kind.
func (w *world) kindsQuiz() {
	w.t.Helper()
	category := w.category(nil)
	for _, k := range everyKind {
		w.bankQuestion(category, k.kind, k.content, k.key, `{}`)
	}
	w.draw(w.kuis, Part{CategoryID: &category, Count: len(everyKind)})
}

// forget lets the time of prepared questions pass.
func (w *world) forget() {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	clear(w.s.pools)
}

func noOf(p Paper, kind kinds.Kind) int {
	for _, it := range p.Items {
		if it.Kind == string(kind) {
			return it.No
		}
	}
	return 0
}

func TestAnswersOfEveryKind(t *testing.T) {
	w := newWorld(t)
	w.kindsQuiz()
	a := w.learner()
	p := w.start(a, w.kuis)
	for _, k := range everyKind {
		t.Run(string(k.kind), func(t *testing.T) {
			no := noOf(p, k.kind)
			if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{no, 1, k.refused}); !errors.Is(err, k.refusal) {
				t.Errorf("%v, want %v", err, k.refusal)
			}
			saved, err := w.s.SaveAnswer(background, a, p.ID, Answer{no, 2, k.right})
			if err != nil || saved.Stale {
				t.Fatal(saved, err)
			}
			again, err := w.s.SaveAnswer(background, a, p.ID, Answer{no, 2, k.right})
			if err != nil || again.Stale {
				t.Error("a repeat is stale", again, err)
			}
			if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{no, 3, []string{"x\x00y"}}); !errors.Is(err, ErrForeignOption) {
				t.Error("a character the database cannot hold:", err)
			}
		})
	}
	if got := stored(w, p.ID, noOf(p, kinds.Ordering)); got != "2 [r p q]" {
		t.Errorf("an order was sorted: %s", got)
	}
	if got := stored(w, p.ID, noOf(p, kinds.Multiple)); got != "2 [a c]" {
		t.Errorf("a set was not: %s", got)
	}
	again := w.start(a, w.kuis)
	for i, it := range again.Items {
		if (len(it.Options) == 0) == (it.Content == nil) {
			t.Errorf("item %s has both or neither: %+v", it.Kind, it)
		}
		if fmt.Sprint(it.Options, it.Content) != fmt.Sprint(p.Items[i].Options, p.Items[i].Content) {
			t.Error("shown again in another order")
		}
	}
}

// An essay keeps the attempt waiting; the last mark passes it and completes
// the lesson.
func TestAnAttemptWaitsForItsMarker(t *testing.T) {
	w := newWorld(t)
	w.kindsQuiz()
	w.set(w.kuis, `pass_percent = 90, attempt_cap = 3`)
	a := w.learner()
	p := w.start(a, w.kuis)
	for _, k := range everyKind {
		if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{noOf(p, k.kind), 1, k.right}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := w.s.Submit(background, a, p.ID)
	if err != nil || r.State != Submitted || r.Pending != 1 || r.Points != nil || r.Passed != nil || r.NextLessonID != nil {
		t.Fatalf("%+v %v", r, err)
	}
	if got := scan[string](w, `SELECT points::text || COALESCE(passed::text, '-') FROM quiz.attempts WHERE id = $1`, p.ID); got != "4.00000-" {
		t.Error(got)
	}
	if _, _, err := w.s.Start(background, a, w.kuis); !errors.Is(err, ErrMarkingFirst) {
		t.Error(err)
	}
	if v, err := w.s.View(background, a, w.kuis); err != nil || !v.Attempts[0].Pending || v.Attempts[0].Points != nil || v.Passed {
		t.Errorf("%+v %v", v, err)
	}
	w.exec(`UPDATE courses.learning_days SET day = day - 3`) // marked days later
	essay := noOf(p, kinds.Essay)
	for _, c := range []struct {
		mark ItemMark
		want error
	}{{ItemMark{essay, kinds.Point + 1}, ErrMarkRange}, {ItemMark{essay, -1}, ErrMarkRange}, {ItemMark{noOf(p, kinds.Single), 0}, ErrNotWaiting}, {ItemMark{9, 0}, ErrNotWaiting}} {
		if _, err := w.marks(p.ID, c.mark); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c.mark, err)
		}
	}
	if left, err := w.marks(p.ID, ItemMark{essay, 75_000}); err != nil || left != 0 {
		t.Fatal(left, err)
	}
	r, err = w.s.Review(background, a, p.ID)
	if err != nil || r.Score() != 4.75 || !r.HasPassed() || *r.NextLessonID != w.ujian || *r.Percent != 95 {
		t.Errorf("%+v %v", r, err)
	}
	if got := w.learningDays(a); got != "3" {
		t.Errorf("learnt %s days ago: the day of the sitting counts, not the marker's", got)
	}
	if _, err := w.marks(p.ID, ItemMark{essay, 0}); !errors.Is(err, ErrNotWaiting) {
		t.Error("a mark that stands was changed:", err)
	}
	open := w.start(w.learner(), w.ujian)
	if _, err := w.marks(open.ID, ItemMark{1, 0}); !errors.Is(err, ErrNotClosed) {
		t.Error(err)
	}
}

// learningDays says how many days ago somebody learnt, the nearest first.
func (w *world) learningDays(a access.Actor) string {
	return scan[string](w, `SELECT COALESCE(string_agg(((now() AT TIME ZONE 'Asia/Jakarta')::date - d.day)::text, ' ' ORDER BY d.day DESC), '')
		FROM courses.learning_days d JOIN courses.enrolments e ON e.id = d.enrolment_id WHERE e.person_id = $1`, a.PersonID)
}

func (w *world) marks(attempt uuid.UUID, given ...ItemMark) (left int, err error) {
	err = w.db.InTx(background, func(ctx context.Context, tx *db.Tx) error {
		left, err = w.s.SetMarks(ctx, tx, attempt, given)
		return err
	})
	return left, err
}

// Two markers at once: the item is marked once.
func TestMarkingTwiceAtOnce(t *testing.T) {
	w := newWorld(t)
	w.kindsQuiz()
	a := w.learner()
	p := w.start(a, w.kuis)
	essay := noOf(p, kinds.Essay)
	if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{essay, 1, []string{"x"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.Submit(background, a, p.ID); err != nil {
		t.Fatal(err)
	}
	results := make(chan error, 8)
	for range cap(results) {
		go func() { _, err := w.marks(p.ID, ItemMark{essay, kinds.Point}); results <- err }()
	}
	done := 0
	for range cap(results) {
		switch err := <-results; {
		case err == nil:
			done++
		case !errors.Is(err, ErrNotWaiting):
			t.Error(err)
		}
	}
	if done != 1 {
		t.Errorf("marked %d times", done)
	}
}

// A withheld score is told by nothing until its release: neither by the
// result, nor the list, nor the lesson's completion.
func TestWithheldUntilReleased(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	w.set(w.ujian, `release_score = 'by-hand', release_answers = 'by-hand', release_explanations = 'at-once'`)
	p := w.start(a, w.ujian)
	w.answerRight(a, p, 6)
	r, err := w.s.Submit(background, a, p.ID)
	if err != nil || r.Points != nil || r.Passed != nil || r.Percent != nil || r.NextLessonID != nil || r.Shown != (Shown{}) {
		t.Fatalf("%+v %v", r, err)
	}
	v, err := w.s.View(background, a, w.ujian)
	if err != nil || v.Passed || !v.Attempts[0].Withheld || v.Attempts[0].Passed != nil || v.Attempts[0].Points != nil {
		t.Errorf("%+v %v", v, err)
	}
	done := func() int {
		return scan[int](w, `SELECT count(*) FROM courses.progress WHERE lesson_id = $1 AND completed_at IS NOT NULL`, w.ujian)
	}
	if err := w.s.CloseOverdue(background, nil); err != nil || done() != 0 {
		t.Error("completed before the release", err)
	}
	w.exec(`UPDATE courses.learning_days SET day = day - 2`)
	w.set(w.ujian, `released_at = now()`)
	for range 2 {
		if err := w.s.CloseOverdue(background, nil); err != nil || done() != 1 {
			t.Error("not completed by the release", err)
		}
	}
	if got := w.learningDays(a); got != "2" {
		t.Errorf("learnt %s days ago: nobody learns by a release", got)
	}
	if r, err := w.s.Review(background, a, p.ID); err != nil || r.Score() != 6 || !r.HasPassed() || r.Items[0].ExplanationHTML == "" {
		t.Errorf("%+v %v", r, err)
	}
	if _, _, err := w.s.Start(background, a, w.ujian); !errors.Is(err, ErrAlreadyPassed) {
		t.Error(err)
	}
}
