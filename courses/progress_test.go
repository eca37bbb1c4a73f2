package courses

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/db"
)

// lessonID is the lesson with a key in the newest revision.
func (w *world) lessonID(key string) uuid.UUID {
	w.t.Helper()
	var id uuid.UUID
	if err := w.db.Get(context.Background(), &id, queryText(`SELECT l.id FROM courses.lessons l JOIN courses.revisions r ON r.id = l.revision_id
		WHERE l.key = $1 ORDER BY r.number DESC LIMIT 1`), key); err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) enrolled(a access.Actor) Enrolled {
	w.t.Helper()
	e, err := w.Enrol(context.Background(), a, "aman-digital")
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

// pass is what a quiz does when it is passed.
func (w *world) pass(a access.Actor, lesson uuid.UUID) (Progress, error) {
	var p Progress
	err := w.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		l, err := w.LessonFor(ctx, tx, a.PersonID, lesson)
		if err != nil {
			return err
		}
		p, err = w.CompleteLesson(ctx, tx, l.EnrolmentID, lesson)
		return err
	})
	return p, err
}

func TestCompleteTheCourse(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	res := w.imported(courseFolder())
	var told []Completed
	w.OnCompleted = append(w.OnCompleted, func(_ context.Context, tx *db.Tx, c Completed) error {
		told = append(told, c)
		return nil
	})
	e := w.enrolled(w.learner)
	if *e.NextLessonID != w.lessonID("m1-meja") {
		t.Fatal("starts elsewhere")
	}
	if again := w.enrolled(w.learner); again.EnrolmentID != e.EnrolmentID {
		t.Fatal("enrolled twice")
	}
	first, err := w.Complete(ctx, w.learner, w.lessonID("m1-meja"))
	if err != nil || first.LessonsDone != 1 || first.LessonsTotal != 3 || first.CourseCompleted || *first.NextLessonID != w.lessonID("m1-klik") {
		t.Fatalf("%+v %v", first, err)
	}
	again, err := w.Complete(ctx, w.learner, w.lessonID("m1-meja"))
	if err != nil || !again.CompletedAt.Equal(first.CompletedAt) || again.LessonsDone != 1 {
		t.Fatalf("again: %+v %v", again, err)
	}
	if _, err := w.Complete(ctx, w.learner, w.lessonID("m1-kuis")); !errors.Is(err, ErrQuizDecides) {
		t.Fatalf("quiz by hand: %v", err)
	}
	if p, err := w.pass(w.learner, w.lessonID("m1-kuis")); err != nil || p.CourseCompleted || *p.NextLessonID != w.lessonID("m1-klik") {
		t.Fatalf("next after the last is the first one missing: %+v %v", p, err)
	}
	last, err := w.Complete(ctx, w.learner, w.lessonID("m1-klik"))
	if err != nil || !last.CourseCompleted || last.NextLessonID != nil || last.LessonsDone != 3 {
		t.Fatalf("%+v %v", last, err)
	}
	if _, err := w.pass(w.learner, w.lessonID("m1-kuis")); err != nil {
		t.Fatal(err)
	}
	today := time.Now().In(jakarta(t)).Format(time.DateOnly)
	if len(told) != 1 {
		t.Fatalf("told %d times", len(told))
	}
	c := told[0]
	if c.EnrolmentID != e.EnrolmentID || c.PersonID != w.learner.PersonID || c.CourseID != res.CourseID || c.RevisionNumber != 1 ||
		c.JP != 1 || c.SiasnPath != 16 || c.Title != "Aman di kantor digital" || c.Organiser != "BKPSDM Kabupaten Uji" || c.CourseCode != "aman-digital" ||
		len(c.Curriculum) != 1 || c.Curriculum[0] != (Subject{"Mengenali", 1}) || c.LearningDays != 1 ||
		c.StartedOn.Format(time.DateOnly) != today || c.CompletedOn.Format(time.DateOnly) != today || c.CompletedAt.IsZero() {
		t.Fatalf("%+v", c)
	}
}

// Twenty requests finish the last lesson at once: one completion is told, and
// every answer is the same.
func TestCompleteLastLessonRace(t *testing.T) {
	w := newWorld(t, 0)
	w.imported(courseFolder())
	var mu sync.Mutex
	told := 0
	w.OnCompleted = append(w.OnCompleted, func(ctx context.Context, tx *db.Tx, c Completed) error {
		mu.Lock()
		defer mu.Unlock()
		told++
		return nil
	})
	w.enrolled(w.learner)
	for _, key := range []string{"m1-meja", "m1-kuis"} {
		if _, err := w.pass(w.learner, w.lessonID(key)); err != nil {
			t.Fatal(err)
		}
	}
	last := w.lessonID("m1-klik")
	answers := make(chan LessonCompleted, 20)
	var all sync.WaitGroup
	for range cap(answers) {
		all.Add(1)
		go func() {
			defer all.Done()
			c, err := w.Complete(context.Background(), w.learner, last)
			if err != nil {
				t.Error(err)
			}
			answers <- c
		}()
	}
	all.Wait()
	close(answers)
	first := <-answers
	for c := range answers {
		if !c.CourseCompleted || !c.CompletedAt.Equal(first.CompletedAt) || c.LessonsDone != 3 {
			t.Errorf("%+v", c)
		}
	}
	if told != 1 {
		t.Fatalf("told %d times", told)
	}
}

// Different lessons finished at once: nothing is lost, one completion.
func TestCompleteAllLessonsAtOnce(t *testing.T) {
	w := newWorld(t, 0)
	w.imported(courseFolder())
	var mu sync.Mutex
	told := 0
	w.OnCompleted = append(w.OnCompleted, func(context.Context, *db.Tx, Completed) error {
		mu.Lock()
		defer mu.Unlock()
		told++
		return nil
	})
	w.enrolled(w.learner)
	var all sync.WaitGroup
	for range 4 {
		for _, key := range []string{"m1-meja", "m1-klik", "m1-kuis"} {
			id := w.lessonID(key)
			all.Add(1)
			go func() {
				defer all.Done()
				if _, err := w.pass(w.learner, id); err != nil {
					t.Error(err)
				}
			}()
		}
	}
	all.Wait()
	if told != 1 || w.number(`SELECT count(*) FROM courses.progress WHERE completed_at IS NOT NULL`) != 3 {
		t.Fatalf("told %d times", told)
	}
}

func TestFailingHookUndoesTheCompletion(t *testing.T) {
	w := newWorld(t, 0)
	w.imported(courseFolder())
	w.enrolled(w.learner)
	for _, key := range []string{"m1-meja", "m1-kuis"} {
		if _, err := w.pass(w.learner, w.lessonID(key)); err != nil {
			t.Fatal(err)
		}
	}
	broken := errors.New("no certificate")
	fail := true
	w.OnCompleted = append(w.OnCompleted, func(context.Context, *db.Tx, Completed) error {
		if fail {
			return broken
		}
		return nil
	})
	if _, err := w.pass(w.learner, w.lessonID("m1-klik")); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM courses.progress WHERE completed_at IS NOT NULL`); n != 2 {
		t.Fatalf("%d lessons done", n)
	}
	fail = false
	if p, err := w.pass(w.learner, w.lessonID("m1-klik")); err != nil || !p.CourseCompleted {
		t.Fatal(p, err)
	}
}

func TestLessonsOfOthersAreNotFound(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	w.imported(courseFolder())
	w.enrolled(w.learner)
	stranger := accountstest.Person(t, w.db, "Orang Lain", w.other, access.TrainingAdmin)
	lesson := w.lessonID("m1-meja")
	for name, err := range map[string]error{
		"view":     second(w.Lesson(ctx, stranger, lesson)),
		"presence": second(w.SignPresence(ctx, stranger, lesson, 0)),
		"complete": second(w.Complete(ctx, stranger, lesson)),
		"for":      second(w.LessonFor(ctx, w.db, stranger.PersonID, lesson)),
		"unknown":  second(w.Lesson(ctx, w.learner, uuid.New())),
	} {
		if !errors.Is(err, ErrLessonNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := w.number(`SELECT count(*) FROM courses.enrolments`); n != 1 {
		t.Fatalf("%d enrolments", n)
	}
	// A lesson of another revision does not count for the enrolment.
	w.imported(with(map[string]string{"m1/klik.md": "Baru."}))
	if _, err := w.Lesson(ctx, w.learner, w.lessonID("m1-meja")); !errors.Is(err, ErrLessonNotFound) {
		t.Errorf("a lesson of the newer revision: %v", err)
	}
	err := w.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := w.LessonFor(ctx, tx, w.learner.PersonID, lesson)
		if err != nil {
			return err
		}
		_, err = w.CompleteLesson(ctx, tx, l.EnrolmentID, w.lessonID("m1-meja"))
		return err
	})
	if !errors.Is(err, ErrLessonNotFound) {
		t.Errorf("completing across revisions: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestLearnersStayOnTheirRevision(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	w.imported(courseFolder())
	w.enrolled(w.learner)
	old := w.lessonID("m1-meja")
	if _, err := w.Complete(ctx, w.learner, old); err != nil {
		t.Fatal(err)
	}
	w.imported(with(map[string]string{"m1/meja.md": "## Meja baru\n\nIsi."}))
	v, err := w.Lesson(ctx, w.learner, old)
	if err != nil || v.CompletedAt == nil {
		t.Fatalf("progress is gone: %+v %v", v, err)
	}
	if d, err := w.Course(ctx, w.learner, "aman-digital"); err != nil || d.Revision != 1 || d.LessonsDone != 1 {
		t.Fatalf("%+v %v", d, err)
	}
	newcomer := accountstest.Person(t, w.db, "Baru Datang", w.other)
	w.enrolled(newcomer)
	if d, err := w.Course(ctx, newcomer, "aman-digital"); err != nil || d.Revision != 2 {
		t.Fatalf("%+v %v", d, err)
	}
}
