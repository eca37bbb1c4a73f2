package main

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/quiz"
)

// From a bad item to a corrected record, through all features: a trainer
// proposes another key, another person approves it both ways, and in each
// learner's own transaction one certificate and one entry appear, another
// certificate is annulled and its entry reversed. Who passes again afterwards
// has a certificate of their own again.
func TestARegradeCorrectsTheRecord(t *testing.T) {
	p, g := newProgram(t)
	ctx := context.Background()
	trainer := accountstest.Person(t, p.db, "Hendra", uuid.Nil, access.Trainer)
	admin := accountstest.Person(t, p.db, "Siti", uuid.Nil, access.TrainingAdmin)
	loser, paper := finalist(t, p, g, "pns")
	item, version, right := firstSingle(t, p.db, paper)
	wrong := otherOption(paper, item, right)
	accountstest.Exec(t, p.db, `UPDATE quiz.quizzes SET pass_percent = 100 WHERE id = (SELECT quiz_id FROM quiz.attempts WHERE id = $1)`, paper.ID)
	if r, err := g.quiz.Submit(ctx, loser, paper.ID); err != nil || !r.HasPassed() {
		t.Fatalf("%+v %v", r, err)
	}
	winner, other := finalist(t, p, g, "pns")
	accountstest.Exec(t, p.db, `UPDATE quiz.items SET question_id = $2 WHERE attempt_id = $1 AND no = 1
		AND NOT EXISTS (SELECT FROM quiz.items i WHERE i.attempt_id = $1 AND i.question_id = $2)`, other.ID, version) // both had it
	accountstest.Exec(t, p.db, `UPDATE quiz.answers w SET chosen = ARRAY[$3] FROM quiz.items i
		WHERE i.attempt_id = $1 AND i.question_id = $2 AND w.attempt_id = i.attempt_id AND w.no = i.no`, other.ID, version, wrong)
	if r, err := g.quiz.Submit(ctx, winner, other.ID); err != nil || r.HasPassed() {
		t.Fatalf("%+v %v", r, err)
	}
	id, err := g.quiz.ProposeRegrade(ctx, trainer, quiz.Proposal{VersionID: version, Change: "key", Reason: "Kunci soal ini tertukar.",
		Key: map[string]any{"correct": []string{wrong}}})
	if err != nil {
		t.Fatal(err)
	}
	_, preview, _, err := g.quiz.RegradeOf(ctx, id)
	if err != nil || preview.BothWaysPass != 1 || preview.BothWaysFail != 1 || preview.RaiseOnlyPass != 1 {
		t.Fatalf("%+v %v", preview, err)
	}
	if err := g.quiz.ApproveRegrade(ctx, admin, id, quiz.Decision{Policy: quiz.BothWays, Seen: preview.Digest}); err != nil {
		t.Fatal(err)
	}
	if err := g.queue.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	won, lost := record(t, g, winner), record(t, g, loser)
	if won != (standing{valid: 1, credits: 1, jp: 4}) || lost != (standing{revoked: 1, credits: 1, reversals: 1}) {
		t.Errorf("winner %+v, loser %+v", won, lost)
	}
	if n := count(t, p.db, `SELECT count(*) FROM quiz.regrades WHERE state = 'done'`); n != 1 {
		t.Error("the operation is not recorded as done")
	}

	// The loser sits the test again and passes: another achievement.
	again, _, err := g.quiz.Start(ctx, loser, paper.LessonID)
	if err != nil {
		t.Fatal(err)
	}
	for no, right := range keysOf(t, p.db, again.ID) {
		if _, err := g.quiz.SaveAnswer(ctx, loser, again.ID, quiz.Answer{No: no, Seq: 1, Chosen: right}); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := g.quiz.Submit(ctx, loser, again.ID); err != nil || !r.HasPassed() || !r.CourseCompleted {
		t.Fatalf("%+v %v", r, err)
	}
	if lost = record(t, g, loser); lost != (standing{valid: 1, revoked: 1, credits: 2, reversals: 1, jp: 4}) {
		t.Errorf("after passing again: %+v", lost)
	}
}

type standing struct{ valid, revoked, credits, reversals, jp int }

func record(t *testing.T, g *program, a access.Actor) (s standing) {
	t.Helper()
	ctx := context.Background()
	own, err := g.certificates.OfPerson(ctx, a.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range own {
		if c.Status == "valid" {
			s.valid++
		} else {
			s.revoked++
		}
	}
	ledger, err := g.merit.LedgerOf(ctx, a.PersonID, 0, "id")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range ledger.Entries {
		if e.Kind == "credit" {
			s.credits++
		} else {
			s.reversals++
		}
	}
	s.jp = ledger.JPClaimed
	return s
}

func count(t *testing.T, d *db.DB, q string, args ...any) (n int) {
	t.Helper()
	if err := d.Get(context.Background(), &n, db.Query{Name: "Count", SQL: q}, args...); err != nil {
		t.Fatal(err)
	}
	return n
}

// firstSingle is a question with one right option on the paper.
func firstSingle(t *testing.T, d *db.DB, paper quiz.Paper) (item int, version uuid.UUID, right string) {
	t.Helper()
	var row struct {
		No      int       `db:"no"`
		Version uuid.UUID `db:"question_id"`
		Right   string    `db:"right_option"`
	}
	q := db.Query{Name: "FirstSingle", SQL: `SELECT i.no, i.question_id, k.key -> 'correct' ->> 0 AS right_option FROM quiz.items i
		JOIN bank.versions v ON v.id = i.question_id JOIN bank.keys k ON k.version_id = v.id
		WHERE i.attempt_id = $1 AND v.kind = 'single' ORDER BY i.no LIMIT 1`}
	if err := d.Get(context.Background(), &row, q, paper.ID); err != nil {
		t.Fatal(err)
	}
	return row.No, row.Version, row.Right
}

func otherOption(paper quiz.Paper, no int, right string) string {
	for _, o := range paper.Items[no-1].Options {
		if o.ID != right {
			return o.ID
		}
	}
	return ""
}
