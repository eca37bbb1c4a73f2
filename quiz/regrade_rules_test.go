package quiz

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"

	"lentera/bank/kinds"
)

// What a regrade does to one attempt under the rules of its quiz, without a
// database: negative marks, sections, items that wait, and purposes.
func TestRemarkUnderTheRules(t *testing.T) {
	mark := func(m kinds.Mark) *kinds.Mark { return &m }
	yes, no := true, false
	content := json.RawMessage(`{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"}]}`)
	toB := correction{Kind: "single", Content: content, Change: changeKey, NewKey: json.RawMessage(`{"correct":["b"]}`)}
	void := correction{Kind: "single", Content: content, Change: changeVoid, NewKey: json.RawMessage(`null`)}
	essay := correction{Kind: "essay", Content: json.RawMessage(`{}`), Change: changeVoid, NewKey: json.RawMessage(`null`)}
	one := kinds.Point
	paper := func(marks ...*kinds.Mark) markedPaper {
		p := make(markedPaper, len(marks))
		for i, m := range marks {
			p[i].No, p[i].Max, p[i].Mark, p[i].Section = i+1, one, m, "B"
		}
		p[0].Section = "A"
		return p
	}
	for _, c := range []struct {
		name   string
		how    correction
		rules  Rules
		item   markedItem // No is 1
		points kinds.Mark
		passed *bool
		raise  Effect
		both   Effect
	}{
		{"right by the new key", toB, Rules{PassPercent: 60}, markedItem{Chosen: choices{"b"}, Points: one, Passed: &no, Paper: paper(mark(0), mark(one), mark(0))}, 2 * one, &yes, NowPasses, NowPasses},
		{"wrong by the new key", toB, Rules{PassPercent: 60}, markedItem{Chosen: choices{"a"}, Points: 2 * one, Passed: &yes, Paper: paper(mark(one), mark(one), mark(0))}, one, &no, NoEffect, NowFails},
		{"wrong costs points", toB, Rules{PassPercent: 60, NegativePercent: 50}, markedItem{Chosen: choices{"a"}, Points: 2 * one, Passed: &yes, Paper: paper(mark(one), mark(one), mark(0))}, one / 2, &no, NoEffect, NowFails},
		{"never below 0", toB, Rules{PassPercent: 60, NegativePercent: 100}, markedItem{Chosen: choices{"a"}, Points: one, Passed: &no, Paper: paper(mark(one), mark(0), mark(0))}, 0, &no, NoEffect, NoEffect},
		{"a section fails", toB, Rules{PassPercent: 30, Sections: []Section{{"A", 100}}}, markedItem{Chosen: choices{"a"}, Points: 3 * one, Passed: &yes, Paper: paper(mark(one), mark(one), mark(one))}, 2 * one, &no, NoEffect, NowFails},
		{"another item waits", toB, Rules{PassPercent: 60}, markedItem{Chosen: choices{"b"}, Points: 0, Paper: paper(mark(0), nil, mark(0))}, one, nil, NoEffect, NoEffect},
		{"void", void, Rules{PassPercent: 60}, markedItem{Chosen: nil, Points: one, Passed: &no, Paper: paper(mark(0), mark(one), mark(0))}, 2 * one, &yes, NowPasses, NowPasses},
		{"a void essay waits no more", essay, Rules{PassPercent: 60}, markedItem{Chosen: choices{"Teks"}, Points: one, Paper: paper(nil, mark(one), mark(0))}, 2 * one, &yes, NowPasses, NowPasses},
		{"passed elsewhere", toB, Rules{PassPercent: 60}, markedItem{Chosen: choices{"a"}, Points: 2 * one, Passed: &yes, PassedElsewhere: true, Paper: paper(mark(one), mark(one), mark(0))}, one, &no, NoEffect, NoEffect},
		{"a pre-test is done anyway", toB, Rules{Kind: PreTest, PassPercent: 60}, markedItem{Chosen: choices{"a"}, Points: 2 * one, Passed: &yes, Paper: paper(mark(one), mark(one), mark(0))}, one, &no, NoEffect, NoEffect},
	} {
		c.item.No, c.item.QuizID, c.item.MaxPoints = 1, uuid.New(), 3*one
		all, err := remark([]markedItem{c.item}, map[uuid.UUID]quizRead{c.item.QuizID: {Rules: c.rules}}, c.how)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		r := all[0]
		if r.New.Points != c.points || (r.New.Passed == nil) != (c.passed == nil) || holds(r.New.Passed) != holds(c.passed) {
			t.Errorf("%s: %v points, passed %v", c.name, r.New.Points, r.New.Passed)
		}
		if raise, both := effects(all, RaiseOnly)[r.sitter()], effects(all, BothWays)[r.sitter()]; raise != c.raise || both != c.both {
			t.Errorf("%s: raise only %q, both ways %q", c.name, raise, both)
		}
	}
}

// A score that is withheld is not told by the notice of a regrade, and who
// newly passes completes the lesson when it is released.
func TestARegradeDoesNotTellAWithheldScore(t *testing.T) {
	c := newClinic(t)
	c.exec(`UPDATE quiz.quizzes SET release_score = 'by-hand' WHERE lesson_id = $1`, c.kuis)
	a := c.sat(c.wrong, 1)
	id := c.propose(changeKey)
	c.approve(id, RaiseOnly)
	c.work(id)
	if notes := c.notes(a); len(notes) != 0 {
		t.Errorf("%+v", notes)
	}
	if got := c.standing(a); got != "2 passed open" {
		t.Error(got)
	}
	c.exec(`UPDATE quiz.quizzes SET released_at = now() WHERE lesson_id = $1`, c.kuis)
	if err := c.s.CloseOverdue(background, nil); err != nil {
		t.Fatal(err)
	}
	if got := c.standing(a); got != "2 passed done course" {
		t.Error(got)
	}
	if notes := c.notes(a); len(notes) != 1 {
		t.Errorf("%+v", notes)
	}
}

// An attempt that is opened again between the approval and the work leaves the
// list; its next close grades by the new key.
func TestARegradeLeavesAReopenedAttempt(t *testing.T) {
	c := newClinic(t)
	a := c.sat(c.wrong, 1)
	id := c.propose(changeKey)
	c.approve(id, RaiseOnly)
	attempt := scan[uuid.UUID](c.world, `SELECT id FROM quiz.attempts WHERE person_id = $1`, a.PersonID)
	c.exec(`UPDATE quiz.attempts SET state = 'open', closed_at = NULL, points = NULL, passed = NULL, deadline_at = now() + interval '5 minutes' WHERE id = $1`, attempt)
	c.work(id)
	if got := scan[string](c.world, `SELECT g.state || ' ' || l.state FROM quiz.regrades g JOIN quiz.regrade_lines l ON l.regrade_id = g.id WHERE g.id = $1`, id); got != "done kept" {
		t.Error(got)
	}
	if _, err := c.s.Submit(background, a, attempt); err != nil {
		t.Fatal(err)
	}
	if got := c.standing(a); got != "2 passed done course" {
		t.Error(got)
	}
}
