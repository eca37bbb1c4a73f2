package main

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/courses"
	"lentera/internal/access"
	"lentera/marking"
	"lentera/quiz"
)

func essayCourse() fstest.MapFS {
	return fstest.MapFS{
		"course.yaml": {Data: []byte("code: esai\ntitle: Kursus esai\nsummary: Uji.\nlanguage: id\njp: 2\nsiasn_path: 16\norganiser: BKPSDM\noutcomes: [Mengerti.]\n" +
			"modules:\n  - {key: m1, title: Modul, jp: 2, lessons: [{key: kuis, title: Kuis, kind: quiz, minutes: 90, file: quiz/kuis.yaml}]}\n")},
		"questions/a.yaml": {Data: []byte("- key: satu\n  pool: a\n  kind: essay\n  stem: Ceritakan.\n  explanation: Bebas.\n  rubric:\n" +
			"    - {title: Isi, levels: [{title: Belum, points: 0}, {title: Cukup, points: 1}, {title: Baik, points: 2}]}\n")},
		"quiz/kuis.yaml": {Data: []byte("title: Kuis esai\ninstructions: Tulis.\nduration_minutes: 30\npass_percent: 60\ndraw: [{pool: a, count: 1}]\n")},
	}
}

// TestPassAfterMarking: the moderator's finish is one transaction with the
// grade, the completed course, one certificate and one entry; when one of them
// fails nothing is marked, and a repeat issues nothing twice.
func TestPassAfterMarking(t *testing.T) {
	p, g := newProgram(t)
	ctx := context.Background()
	if res, err := g.courses.ImportFolder(ctx, essayCourse(), courses.ImportOptions{}); err != nil || len(res.Findings) > 0 {
		t.Fatal(err, res.Findings)
	}
	learner := accountstest.Person(t, p.db, "Laras Pertiwi", accountstest.Unit(t, p.db, "Kecamatan Contoh", uuid.Nil))
	attempt, lesson := sitEssay(t, p, g, learner)
	finish := func(m access.Actor, moderation bool, level int) (marking.Finished, error) {
		t.Helper()
		sheet, err := g.marking.Next(ctx, m, lesson, moderation)
		if err != nil {
			t.Fatal(err)
		}
		c := sheet.Items[0].Rubric[0]
		return g.marking.Finish(ctx, m, sheet.ID, []marking.Given{{No: sheet.Items[0].No, Levels: map[string]string{c.ID: c.Levels[level].ID}}})
	}
	marker := func(name string) access.Actor {
		return accountstest.Person(t, p.db, name, uuid.Nil, access.Trainer)
	}
	if err := g.marking.SetPlan(ctx, marker("Perencana"), lesson, marking.Plan{Markers: 2, TolerancePercent: 25}); err != nil {
		t.Fatal(err)
	}
	if f, err := finish(marker("Satu"), false, 2); err != nil || f.State != marking.Marking {
		t.Fatal(f, err)
	}
	if f, err := finish(marker("Dua"), false, 0); err != nil || f.State != marking.Moderation {
		t.Fatal(f, err)
	}
	counts := func() (certificates, entries int) {
		t.Helper()
		own, err := g.certificates.OfPerson(ctx, learner.PersonID)
		if err != nil {
			t.Fatal(err)
		}
		ledger, err := g.merit.LedgerOf(ctx, learner.PersonID, 0, "id")
		if err != nil {
			t.Fatal(err)
		}
		return len(own), len(ledger.Entries)
	}
	if c, e := counts(); c != 0 || e != 0 {
		t.Fatal("before the moderation:", c, e)
	}
	moderator := marker("Tiga")
	breakLedger(t, p, true)
	if _, err := finish(moderator, true, 2); err == nil {
		t.Fatal("marked without an entry")
	}
	breakLedger(t, p, false)
	if r, err := g.quiz.Review(ctx, learner, attempt); err != nil || r.Pending != 1 {
		t.Fatalf("half a marking: %+v %v", r, err)
	}
	sheet, err := g.marking.Next(ctx, moderator, lesson, true)
	if err != nil {
		t.Fatal(err)
	}
	c := sheet.Items[0].Rubric[0]
	given := []marking.Given{{No: 1, Levels: map[string]string{c.ID: c.Levels[2].ID}}}
	results := make(chan error, 6)
	for range cap(results) {
		go func() { _, err := g.marking.Finish(ctx, moderator, sheet.ID, given); results <- err }()
	}
	for range cap(results) {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if c, e := counts(); c != 1 || e != 1 {
		t.Errorf("%d certificates, %d entries", c, e)
	}
	if r, err := g.quiz.Review(ctx, learner, attempt); err != nil || !r.HasPassed() || !r.CourseCompleted || r.Score() != 1 {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := g.marking.Next(ctx, marker("Empat"), lesson, false); !errors.Is(err, marking.ErrNothingWaiting) {
		t.Error(err)
	}
}

func sitEssay(t *testing.T, p *platform, g *program, learner access.Actor) (attempt, lesson uuid.UUID) {
	t.Helper()
	ctx := context.Background()
	if _, err := g.courses.Enrol(ctx, learner, "esai"); err != nil {
		t.Fatal(err)
	}
	course, err := g.courses.Course(ctx, learner, "esai")
	if err != nil {
		t.Fatal(err)
	}
	lesson = course.Modules[0].Lessons[0].ID
	paper, _, err := g.quiz.Start(ctx, learner, lesson)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.quiz.SaveAnswer(ctx, learner, paper.ID, quiz.Answer{No: 1, Seq: 1, Chosen: []string{"Cerita saya."}}); err != nil {
		t.Fatal(err)
	}
	if r, err := g.quiz.Submit(ctx, learner, paper.ID); err != nil || r.Pending != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	return paper.ID, lesson
}

// breakLedger makes the database refuse entries, or take them again.
func breakLedger(t *testing.T, p *platform, broken bool) {
	t.Helper()
	pool, err := sql.Open("postgres", p.db.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	statement := `ALTER TABLE merit.entries DROP CONSTRAINT broken`
	if broken {
		statement = `ALTER TABLE merit.entries ADD CONSTRAINT broken CHECK (false) NOT VALID`
	}
	if _, err := pool.Exec(statement); err != nil {
		t.Fatal(err)
	}
}
