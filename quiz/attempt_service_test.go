package quiz

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
)

func TestStartGivesThePaper(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	p, isNew, err := w.s.Start(background, a, w.kuis)
	if err != nil || !isNew {
		t.Fatal(isNew, err)
	}
	if p.Number != 1 || p.State != Open || len(p.Items) != 4 || p.SecondsLeft < 595 || p.SecondsLeft > 600 ||
		p.DeadlineAt.Sub(p.StartedAt) != 10*time.Minute || p.CourseCode != "contoh" || p.LessonID != w.kuis {
		t.Errorf("%+v", p)
	}
	for i, it := range p.Items {
		if it.No != i+1 || it.Seq != 0 || it.SavedAt != nil || len(it.Chosen) != 0 || it.StemHTML == "" || len(it.Options) < 2 {
			t.Errorf("%+v", it)
		}
	}
	again, isNew, err := w.s.Start(background, a, w.kuis)
	if err != nil || isNew || again.ID != p.ID {
		t.Error("the open attempt was not given back", isNew, err)
	}
	w.answerRight(a, p, 2)
	again = w.start(a, w.kuis)
	if again.Items[1].Seq != 1 || again.Items[1].SavedAt == nil || !slices.Equal(slices.Sorted(slices.Values(again.Items[1].Chosen)), slices.Sorted(slices.Values(w.keys(p.ID)[2]))) {
		t.Errorf("saved answer not shown: %+v", again.Items[1])
	}
}

// The paper can be drawn again from its stored seed.
func TestStoredPaperIsTheDrawOfItsSeed(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	p := w.start(a, w.ujian)
	err := w.db.InTx(background, func(ctx context.Context, tx *db.Tx) error {
		lesson, z, err := w.s.quizFor(ctx, tx, a.PersonID, w.ujian)
		if err != nil {
			return err
		}
		w.exec(`UPDATE quiz.attempts SET quiz_id = (SELECT id FROM quiz.quizzes WHERE lesson_id = $2) WHERE id = $1`, p.ID, w.kuis) // so that "seen" is as it was
		items, err := w.s.drawPaper(ctx, tx, lesson, z, "", scan[int64](w, `SELECT seed FROM quiz.attempts WHERE id = $1`, p.ID), true)
		for i, it := range items {
			var ids []string
			for _, o := range p.Items[i].Options {
				ids = append(ids, o.ID)
			}
			if !slices.Equal(ids, it.OptionOrder) {
				t.Errorf("item %d: %v, want %v", it.No, ids, it.OptionOrder)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLaterAttemptsBringUnseenQuestions(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	for range 4 { // 4 × 2 of 8 questions in pool a: all of them once
		p := w.start(a, w.kuis)
		if _, err := w.s.Submit(background, a, p.ID); err != nil {
			t.Fatal(err)
		}
	}
	n := scan[int](w, `SELECT count(DISTINCT i.question_id) FROM quiz.items i JOIN bank.versions v ON v.id = i.question_id JOIN bank.questions q ON q.id = v.question_id
		JOIN quiz.attempts t ON t.id = i.attempt_id WHERE q.pool = 'a' AND t.person_id = $1`, a.PersonID)
	if n != 8 {
		t.Errorf("%d of 8 questions met in four attempts", n)
	}
}

func TestCapGrantsAndPassing(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	admin := access.WithActor(background, access.Actor{AccountID: a.AccountID})
	for range 3 {
		if _, err := w.s.Submit(background, a, w.start(a, w.ujian).ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := w.s.Start(background, a, w.ujian); !errors.Is(err, ErrAttemptsUsedUp) {
		t.Fatal(err)
	}
	g, err := w.s.GrantAttempts(admin, access.Actor{AccountID: a.AccountID}, AttemptGrant{LessonID: w.ujian, PersonID: a.PersonID, Extra: 2, Reason: " Listrik padam "})
	if err != nil || g.AttemptsLeft != 2 || g.Reason != "Listrik padam" {
		t.Fatal(g, err)
	}
	if n := scan[int](w, `SELECT count(*) FROM audit.events WHERE action = 'quiz.grant-attempts' AND subject = $1 AND actor_id = $2
		AND details ->> 'reason' = 'Listrik padam'`, g.ID, a.AccountID); n != 1 {
		t.Error("no audit row")
	}
	p := w.start(a, w.ujian)
	w.answerRight(a, p, 5)
	r, err := w.s.Submit(background, a, p.ID)
	if err != nil || !r.HasPassed() || r.Score() != 5 || *r.Percent != 83 || *r.AttemptsLeft != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	if _, _, err := w.s.Start(background, a, w.ujian); !errors.Is(err, ErrAlreadyPassed) {
		t.Error(err)
	}
	v, err := w.s.View(background, a, w.ujian)
	if err != nil || !v.Passed || v.AttemptsUsed != 4 || *v.AttemptsLeft != 1 || len(v.Attempts) != 4 || v.Attempts[0].Number != 4 || *v.Attempts[0].Percent != 83 {
		t.Errorf("%+v %v", v, err)
	}
}

func TestGrantRefusals(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	for _, c := range []struct {
		name   string
		lesson uuid.UUID
		person uuid.UUID
		reason string
		want   error
	}{
		{"blank reason", w.ujian, a.PersonID, "  ", errors.New("web.invalid-input")},
		{"no cap", w.kuis, a.PersonID, "x", ErrNothingToGrant},
		{"stranger", w.ujian, uuid.New(), "x", ErrNotEnrolled},
		{"text lesson", w.text, a.PersonID, "x", ErrNoQuiz},
	} {
		_, err := w.s.GrantAttempts(background, a, AttemptGrant{LessonID: c.lesson, PersonID: c.person, Extra: 1, Reason: c.reason})
		if err == nil || (!errors.Is(err, c.want) && err.Error() != c.want.Error()) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if n := scan[int](w, `SELECT count(*) FROM quiz.grants`); n != 0 {
		t.Errorf("%d grants", n)
	}
}

// A quiz without a cap may be repeated after passing; a worse grade lowers
// nothing.
func TestPracticeNeverLowers(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	p := w.start(a, w.kuis)
	w.answerRight(a, p, 4)
	if r, err := w.s.Submit(background, a, p.ID); err != nil || !r.HasPassed() || *r.NextLessonID != w.ujian || r.AttemptsLeft != nil {
		t.Fatalf("%+v %v", r, err)
	}
	done := scan[time.Time](w, `SELECT completed_at FROM courses.progress WHERE lesson_id = $1`, w.kuis)
	if r, err := w.s.Submit(background, a, w.start(a, w.kuis).ID); err != nil || r.HasPassed() || r.NextLessonID != nil {
		t.Fatalf("%+v %v", r, err)
	}
	if got := scan[time.Time](w, `SELECT completed_at FROM courses.progress WHERE lesson_id = $1`, w.kuis); !got.Equal(done) {
		t.Error("the lesson's completion moved")
	}
	if v, err := w.s.View(background, a, w.kuis); err != nil || !v.Passed {
		t.Error(v, err)
	}
}

func TestOverdueIsClosedByWhoeverLooks(t *testing.T) {
	w := newWorld(t)
	looks := map[string]func(a access.Actor, p Paper) error{
		"view":   func(a access.Actor, _ Paper) error { _, err := w.s.View(background, a, w.kuis); return err },
		"paper":  func(a access.Actor, p Paper) error { _, err := w.s.Paper(background, a, p.ID); return err },
		"review": func(a access.Actor, p Paper) error { _, err := w.s.Review(background, a, p.ID); return err },
		"submit": func(a access.Actor, p Paper) error { _, err := w.s.Submit(background, a, p.ID); return err },
		"start":  func(a access.Actor, _ Paper) error { _, _, err := w.s.Start(background, a, w.kuis); return err },
		"sweep":  func(access.Actor, Paper) error { return w.s.CloseOverdue(background, nil) },
	}
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			a := w.learner()
			p := w.start(a, w.kuis)
			w.answerRight(a, p, 3)
			w.late(p.ID, Grace+time.Second)
			if err := look(a, p); err != nil {
				t.Fatal(err)
			}
			if s := scan[string](w, `SELECT state || ' ' || points::int || ' ' || passed FROM quiz.attempts WHERE id = $1`, p.ID); s != "expired 3 true" {
				t.Errorf("%s", s)
			}
			if n := scan[int](w, `SELECT count(*) FROM courses.progress g JOIN courses.enrolments e ON e.id = g.enrolment_id
				WHERE e.person_id = $1 AND g.lesson_id = $2 AND g.completed_at IS NOT NULL`, a.PersonID, w.kuis); n != 1 {
				t.Error("passed by its saved answers, but the lesson is not done")
			}
		})
	}
}

func TestGraceKeepsAnAttemptOpen(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	p := w.start(a, w.kuis)
	w.late(p.ID, time.Second)
	if err := w.s.CloseOverdue(background, nil); err != nil {
		t.Fatal(err)
	}
	if p, err := w.s.Paper(background, a, p.ID); err != nil || p.State != Open || p.SecondsLeft != 0 {
		t.Fatalf("%+v %v", p, err)
	}
	w.answerRight(a, p, 4)
	if r, err := w.s.Submit(background, a, p.ID); err != nil || r.State != Submitted || r.Score() != 4 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestSweepTakesManyAndSurvivesATroubledOne(t *testing.T) {
	w := newWorld(t)
	broken := w.learner()
	first := w.start(broken, w.kuis)
	w.answerRight(broken, first, 4)
	w.late(first.ID, time.Hour)
	var others []Paper
	for range 5 {
		a := w.learner()
		p := w.start(a, w.kuis)
		w.late(p.ID, time.Minute)
		others = append(others, p)
	}
	// The hook of the course refuses one person: as a certificate that cannot
	// be written would.
	w.exec(`INSERT INTO courses.progress (enrolment_id, lesson_id, completed_at)
		SELECT e.id, l.id, now() FROM courses.enrolments e, courses.lessons l WHERE e.person_id = $1 AND l.id <> $2`, broken.PersonID, w.kuis)
	refuse := true
	w.courses.OnCompleted = append(w.courses.OnCompleted, func(context.Context, *db.Tx, courses.Completed) error {
		if refuse {
			return errors.New("no certificate today")
		}
		return nil
	})
	if err := w.s.CloseOverdue(background, nil); err != nil {
		t.Fatal(err)
	}
	for _, p := range others {
		if s := scan[string](w, `SELECT state FROM quiz.attempts WHERE id = $1`, p.ID); s != "expired" {
			t.Error("left", s)
		}
	}
	if s := scan[string](w, `SELECT state FROM quiz.attempts WHERE id = $1`, first.ID); s != "open" {
		t.Error("closed without its certificate:", s)
	}
	refuse = false
	if err := w.s.CloseOverdue(background, nil); err != nil {
		t.Fatal(err)
	}
	if s := scan[string](w, `SELECT state || points::int FROM quiz.attempts WHERE id = $1`, first.ID); s != "expired4" {
		t.Error("not closed at the next run:", s)
	}
}

func TestOthersSeeNothing(t *testing.T) {
	w := newWorld(t)
	a, b := w.learner(), w.learner()
	stranger := access.Actor{AccountID: uuid.New(), PersonID: uuid.New(), Roles: access.Roles}
	p := w.start(a, w.kuis)
	option := p.Items[0].Options[0].ID
	for _, other := range []access.Actor{b, stranger} {
		_, err1 := w.s.Paper(background, other, p.ID)
		_, err2 := w.s.SaveAnswer(background, other, p.ID, Answer{No: 1, Seq: 1, Chosen: []string{option}})
		_, err3 := w.s.Submit(background, other, p.ID)
		_, err4 := w.s.Review(background, other, p.ID)
		for i, err := range []error{err1, err2, err3, err4} {
			if !errors.Is(err, ErrNoAttempt) {
				t.Errorf("%d: %v", i, err)
			}
		}
	}
	if _, err := w.s.View(background, stranger, w.kuis); !errors.Is(err, courses.ErrLessonNotFound) {
		t.Error(err)
	}
	if _, _, err := w.s.Start(background, stranger, w.kuis); !errors.Is(err, courses.ErrLessonNotFound) {
		t.Error(err)
	}
	if _, err := w.s.View(background, a, w.text); !errors.Is(err, ErrNoQuiz) {
		t.Error(err)
	}
	if s := scan[string](w, `SELECT state FROM quiz.attempts WHERE id = $1`, p.ID); s != "open" {
		t.Error(s)
	}
}
