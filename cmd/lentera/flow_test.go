package main

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"testing"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"lentera/accounts/accountstest"
	"lentera/certificates"
	"lentera/courses"
	"lentera/courses/catalogue"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/quiz"
)

// certified is a finalist (PNS) who has handed in and passed, and the one
// certificate that came of it.
func certified(t *testing.T, p *platform, g *program) (access.Actor, certificates.Own) {
	t.Helper()
	ctx := context.Background()
	actor, paper := finalist(t, p, g, "pns")
	if _, err := g.quiz.Submit(ctx, actor, paper.ID); err != nil {
		t.Fatal(err)
	}
	own, err := g.certificates.OfPerson(ctx, actor.PersonID)
	if err != nil || len(own) != 1 {
		t.Fatalf("%+v %v", own, err)
	}
	return actor, own[0]
}

// finalist is an ASN who has finished everything but the final of the starter
// course, with its paper in front and every answer right and saved.
func finalist(t *testing.T, p *platform, g *program, class string) (access.Actor, quiz.Paper) {
	t.Helper()
	ctx := context.Background()
	if err := g.importStarter(ctx); err != nil {
		t.Fatal(err)
	}
	actor := accountstest.Person(t, p.db, "Laras Pertiwi", accountstest.Unit(t, p.db, "Kecamatan Contoh", uuid.Nil))
	if class != "pns" {
		accountstest.Exec(t, p.db, `UPDATE accounts.persons SET class = $1 WHERE id = $2`, class, actor.PersonID)
	}
	code := catalogue.Starter[0]
	enrolled, err := g.courses.Enrol(ctx, actor, code)
	if err != nil {
		t.Fatal(err)
	}
	course, err := g.courses.Course(ctx, actor, code)
	if err != nil {
		t.Fatal(err)
	}
	var lessons []courses.LessonLine
	for _, m := range course.Modules {
		lessons = append(lessons, m.Lessons...)
	}
	final := lessons[len(lessons)-1]
	for _, l := range lessons[:len(lessons)-1] {
		if err := p.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := g.courses.CompleteLesson(ctx, tx, enrolled.EnrolmentID, l.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	paper, _, err := g.quiz.Start(ctx, actor, final.ID)
	if err != nil {
		t.Fatal(err)
	}
	for no, right := range keysOf(t, p.db, paper.ID) {
		if _, err := g.quiz.SaveAnswer(ctx, actor, paper.ID, quiz.Answer{No: no, Seq: 1, Chosen: right}); err != nil {
			t.Fatal(err)
		}
	}
	return actor, paper
}

func keysOf(t *testing.T, d *db.DB, attempt uuid.UUID) map[int][]string {
	t.Helper()
	pool, err := sql.Open("postgres", d.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	rows, err := pool.Query(`SELECT i.no, ARRAY(SELECT jsonb_array_elements_text(k.key -> 'correct')) FROM quiz.items i JOIN bank.keys k ON k.version_id = i.question_id WHERE i.attempt_id = $1`, attempt)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[int][]string{}
	for rows.Next() {
		var no int
		var right pq.StringArray
		if err := rows.Scan(&no, &right); err != nil {
			t.Fatal(err)
		}
		out[no] = right
	}
	return out
}

// TestPassingIsOneTransaction: flow (3) of the architecture. Passing the last
// lesson gives completion, one certificate and one entry, with the evidence.
func TestPassingIsOneTransaction(t *testing.T) {
	p, g := newProgram(t)
	ctx := context.Background()
	actor, paper := finalist(t, p, g, "pns")
	r, err := g.quiz.Submit(ctx, actor, paper.ID)
	if err != nil || !r.HasPassed() || !r.CourseCompleted {
		t.Fatalf("%+v %v", r, err)
	}
	if again, err := g.quiz.Submit(ctx, actor, paper.ID); err != nil || again.Score() != r.Score() {
		t.Fatalf("a repeated submit: %+v %v", again, err)
	}
	own, err := g.certificates.OfPerson(ctx, actor.PersonID)
	if err != nil || len(own) != 1 || own[0].JP != 4 {
		t.Fatalf("%+v %v", own, err)
	}
	ledger, err := g.merit.LedgerOf(ctx, actor.PersonID, 0, "id")
	if err != nil || len(ledger.Entries) != 1 || ledger.JPClaimed != 4 || ledger.TargetJP == nil || *ledger.TargetJP != 20 {
		t.Fatalf("%+v %v", ledger, err)
	}
	// Four JP of e-learning in one day: three count, and the record says why.
	if e := ledger.Entries[0]; ledger.JPCounted != 3 || e.JPEvidenced != 4 || len(e.Reasons) != 1 || e.Reasons[0].Code != "day-cap" ||
		!regexp.MustCompile(`"days": ?\[\{"on": ?"20..-..-..", "seconds": ?\d+\}\].*"lessons": ?\{"of": ?(\d+), "done": ?\d+\}`).Match(e.Evidence) ||
		!regexp.MustCompile(`"attempts": ?\{"taken": ?\d+, "passed": ?[1-9]\d*\}`).Match(e.Evidence) {
		t.Errorf("%+v %s", ledger, e.Evidence)
	}
	if e := ledger.Entries[0]; e.CertificateNumber != own[0].Number || e.SiasnPath != 16 || e.RuleVersion != p.cfg.JPRuleVersion {
		t.Fatalf("%+v", e)
	}
	if err := g.queue.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	if own, err = g.certificates.OfPerson(ctx, actor.PersonID); err != nil || !own[0].PDFReady {
		t.Fatalf("the PDF is not drawn: %+v %v", own, err)
	}
}

// TestNothingIsHalfDone: when the last step fails, nothing of the first stays.
func TestNothingIsHalfDone(t *testing.T) {
	p, g := newProgram(t)
	ctx := context.Background()
	actor, paper := finalist(t, p, g, "pns")
	broken := errors.New("the ledger is broken")
	whole := g.certificates.OnIssued
	g.certificates.OnIssued = append(append([]certificates.Hook{}, whole...), func(context.Context, *db.Tx, certificates.Certificate) error { return broken })
	if _, err := g.quiz.Submit(ctx, actor, paper.ID); !errors.Is(err, broken) {
		t.Fatalf("%v", err)
	}
	if again, err := g.quiz.Paper(ctx, actor, paper.ID); err != nil || again.State != "open" {
		t.Fatalf("the attempt is %v, %v", again.State, err)
	}
	if own, err := g.certificates.OfPerson(ctx, actor.PersonID); err != nil || len(own) != 0 {
		t.Fatalf("%+v %v", own, err)
	}
	g.certificates.OnIssued = whole
	if r, err := g.quiz.Submit(ctx, actor, paper.ID); err != nil || !r.HasPassed() {
		t.Fatalf("after the repair: %+v %v", r, err)
	}
	own, err := g.certificates.OfPerson(ctx, actor.PersonID)
	if err != nil || len(own) != 1 || own[0].Number[len("800.2/"):len("800.2/")+4] != "0001" {
		t.Fatalf("the failed try burned a number: %+v %v", own, err)
	}
}

// TestRevocationReverses: a revoked certificate takes its JP back, by an entry.
func TestRevocationReverses(t *testing.T) {
	p, g := newProgram(t)
	ctx := context.Background()
	actor, own := certified(t, p, g)
	if _, err := g.certificates.Revoke(ctx, own.ID, "Salah orang"); err != nil {
		t.Fatal(err)
	}
	ledger, err := g.merit.LedgerOf(ctx, actor.PersonID, 0, "id")
	if err != nil || len(ledger.Entries) != 2 || ledger.JPClaimed != 0 {
		t.Fatalf("%+v %v", ledger, err)
	}
}

// TestCitizenGetsCertificateWithoutEntry: no NIP, no ledger, by rule.
func TestCitizenGetsCertificateWithoutEntry(t *testing.T) {
	p, g := newProgram(t)
	ctx := context.Background()
	actor, paper := finalist(t, p, g, "citizen")
	if r, err := g.quiz.Submit(ctx, actor, paper.ID); err != nil || !r.CourseCompleted {
		t.Fatalf("%+v %v", r, err)
	}
	own, err := g.certificates.OfPerson(ctx, actor.PersonID)
	if err != nil || len(own) != 1 {
		t.Fatalf("%+v %v", own, err)
	}
	if ledger, err := g.merit.LedgerOf(ctx, actor.PersonID, 0, "id"); err != nil || len(ledger.Entries) != 0 {
		t.Fatalf("%+v %v", ledger, err)
	}
}
