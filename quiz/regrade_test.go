package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
)

// clinic is a world with people who correct, and learners who sat the quiz with
// four items of which one (the single with the lowest id that all drew) is bad.
type clinic struct {
	*world
	trainer, admin, second access.Actor
	version                uuid.UUID
	right, wrong           string // options of the version
	completed, reopened    map[uuid.UUID]int
}

const reason = "Kunci soal ini tertukar dengan pilihan lain."

func newClinic(t *testing.T) *clinic {
	t.Helper()
	w := newWorld(t)
	c := &clinic{world: w, completed: map[uuid.UUID]int{}, reopened: map[uuid.UUID]int{}}
	c.trainer = accountstest.Person(t, w.db, "Hendra", uuid.Nil, access.Trainer)
	c.admin = accountstest.Person(t, w.db, "Siti", uuid.Nil, access.TrainingAdmin)
	c.second = accountstest.Person(t, w.db, "Wahyu", uuid.Nil, access.TrainingAdmin)
	var mu sync.Mutex
	w.courses.OnCompleted = append(w.courses.OnCompleted, func(_ context.Context, _ *db.Tx, f courses.Completed) error {
		mu.Lock()
		defer mu.Unlock()
		c.completed[f.PersonID] = f.Time
		return nil
	})
	w.courses.OnReopened = append(w.courses.OnReopened, func(_ context.Context, _ *db.Tx, f courses.Completed, why string) error {
		mu.Lock()
		defer mu.Unlock()
		if why != reason {
			t.Errorf("reopened because %q", why)
		}
		c.reopened[f.PersonID]++
		return nil
	})
	// One question in the pool of the single, so that everybody draws it: the
	// quiz then has three items, and two right ones are 66 per cent.
	w.exec(`UPDATE quiz.quizzes SET draw = '[{"pool":"a","count":1},{"pool":"b","count":1},{"pool":"c","count":1}]', pass_percent = 60 WHERE lesson_id = $1`, w.kuis)
	w.exec(`UPDATE bank.questions SET state = 'retired' WHERE pool = 'a' AND key <> 'a-0'`)
	c.version = scan[uuid.UUID](w, `SELECT v.id FROM bank.versions v JOIN bank.questions q ON q.id = v.question_id WHERE q.key = 'a-0'`)
	c.right = scan[string](w, `SELECT key -> 'correct' ->> 0 FROM bank.keys WHERE version_id = $1`, c.version)
	c.wrong = scan[string](w, `SELECT o ->> 'id' FROM bank.versions v, jsonb_array_elements(v.content -> 'options') o WHERE v.id = $1 AND o ->> 'id' <> $2 LIMIT 1`, c.version, c.right)
	return c
}

// sat is a learner who has finished everything else and hands in the quiz with
// this option for the bad item and so many of the other two right.
func (c *clinic) sat(option string, others int) access.Actor {
	c.t.Helper()
	a := c.almost()
	c.sit(a, option, others)
	return a
}

// almost is a learner who has finished everything but the quiz.
func (c *clinic) almost() access.Actor {
	c.t.Helper()
	a := c.learner()
	c.exec(`INSERT INTO courses.progress (enrolment_id, lesson_id, completed_at)
		SELECT e.id, l.id, now() FROM courses.enrolments e, courses.lessons l WHERE e.person_id = $1 AND l.id <> $2`, a.PersonID, c.kuis)
	return a
}

func (c *clinic) sit(a access.Actor, option string, others int) {
	c.t.Helper()
	p := c.answered(a, option, others)
	if _, err := c.s.Submit(background, a, p.ID); err != nil {
		c.t.Fatal(err)
	}
}

func (c *clinic) answered(a access.Actor, option string, others int) Paper {
	c.t.Helper()
	p := c.start(a, c.kuis)
	bad := scan[int](c.world, `SELECT no FROM quiz.items WHERE attempt_id = $1 AND question_id = $2`, p.ID, c.version)
	for no, right := range c.keys(p.ID) {
		chosen := slices.DeleteFunc([]string{option}, func(o string) bool { return o == "" })
		if no != bad {
			if others == 0 {
				continue
			}
			others--
			chosen = right
		}
		if _, err := c.s.SaveAnswer(background, a, p.ID, Answer{No: no, Seq: 1, Chosen: chosen}); err != nil {
			c.t.Fatal(err)
		}
	}
	return p
}

func (c *clinic) propose(change string) uuid.UUID {
	c.t.Helper()
	p := Proposal{VersionID: c.version, Change: change, Reason: reason}
	if change == changeKey {
		p.Key = map[string]any{"correct": []string{c.wrong}}
	}
	id, err := c.s.ProposeRegrade(background, c.trainer, p)
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

func (c *clinic) preview(id uuid.UUID) (Preview, []RegradeLine) {
	c.t.Helper()
	_, p, lines, err := c.s.RegradeOf(background, id)
	if err != nil || p == nil {
		c.t.Fatalf("%+v %v", p, err)
	}
	return *p, lines
}

func (c *clinic) approve(id uuid.UUID, policy Policy) {
	c.t.Helper()
	p, _ := c.preview(id)
	if err := c.s.ApproveRegrade(background, c.admin, id, Decision{Policy: policy, Seen: p.Digest}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *clinic) work(id uuid.UUID) {
	c.t.Helper()
	if err := c.s.workRegrade(background, json.RawMessage(`{"id":"`+id.String()+`"}`)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *clinic) standing(a access.Actor) string {
	c.t.Helper()
	return scan[string](c.world, `SELECT string_agg(round(t.points) || CASE WHEN t.passed THEN ' passed' ELSE ' failed' END, ', ' ORDER BY t.number) ||
		CASE WHEN p.completed_at IS NULL THEN ' open' ELSE ' done' END || CASE WHEN e.completed_at IS NULL THEN '' ELSE ' course' END
		FROM quiz.attempts t JOIN courses.enrolments e ON e.id = t.enrolment_id
		LEFT JOIN courses.progress p ON p.enrolment_id = e.id AND p.lesson_id = $2 WHERE t.person_id = $1 GROUP BY p.completed_at, e.completed_at`, a.PersonID, c.kuis)
}

// everything is what a regrade may change, as one text.
func (c *clinic) everything() string {
	return scan[string](c.world, `SELECT (SELECT string_agg(k::text, '' ORDER BY version_id) FROM bank.keys k) || (SELECT string_agg(i::text, '' ORDER BY attempt_id, no) FROM quiz.items i) ||
		(SELECT string_agg(a::text, '' ORDER BY id) FROM quiz.attempts a) || (SELECT string_agg(e::text, '' ORDER BY id) FROM courses.enrolments e) ||
		(SELECT count(*) FROM quiz.regrade_lines) || (SELECT count(*) FROM bank.former_keys)`)
}

func TestRegradeRaiseOnly(t *testing.T) {
	c := newClinic(t)
	before := c.sat(c.wrong, 1) // 1 of 3, would be 2 with the other key
	loser := c.sat(c.right, 1)  // 2 of 3 by the wrong key alone
	same := c.sat("", 2)        // without the item
	if got := c.standing(before) + "; " + c.standing(loser); got != "1 failed open; 2 passed done course" {
		t.Fatal(got)
	}
	was := c.everything()
	id := c.propose(changeKey)
	p, lines := c.preview(id)
	if p.Attempts != 3 || p.Rise != 1 || p.Fall != 1 || p.RaiseOnlyPass != 1 || p.BothWaysPass != 1 || p.BothWaysFail != 1 || len(lines) != 2 || p.TakenByPersons != 2 {
		t.Errorf("%+v %+v", p, lines)
	}
	if c.everything() != was {
		t.Error("a preview changed something")
	}
	c.approve(id, RaiseOnly)
	c.work(id)
	if got := c.standing(before) + "; " + c.standing(loser) + "; " + c.standing(same); got != "2 passed done course; 2 passed done course; 2 passed done course" {
		t.Error(got)
	}
	if c.completed[before.PersonID] != 1 || len(c.reopened) != 0 {
		t.Errorf("completed %v, reopened %v", c.completed, c.reopened)
	}
	g, none, lines, err := c.s.RegradeOf(background, id)
	if err != nil || none != nil || g.State != "done" || g.Lines != 2 || g.LinesKept != 1 || g.Passes != 1 || g.Fails != 0 || len(lines) != 2 {
		t.Errorf("%+v %+v %v", g, lines, err)
	}
	if n := scan[int](c.world, `SELECT count(*) FROM courses.learning_days d JOIN courses.enrolments e ON e.id = d.enrolment_id WHERE e.person_id = $1`, before.PersonID); n != 0 {
		t.Error("a learning day was made of a correction")
	}
	notes := c.notes(before)
	if len(notes) != 1 || notes[0].Reason != reason || notes[0].Outcome != NowPasses || notes[0].OldPoints != 1 || notes[0].NewPoints != 2 || len(c.notes(loser)) != 0 {
		t.Errorf("%+v", notes)
	}
}

func (c *clinic) notes(a access.Actor) []RegradeNote {
	c.t.Helper()
	q, err := c.s.View(background, a, c.kuis)
	if err != nil {
		c.t.Fatal(err)
	}
	return q.Regraded
}

func TestRegradeBothWays(t *testing.T) {
	c := newClinic(t)
	winner, loser := c.sat(c.wrong, 1), c.sat(c.right, 1)
	c.sit(loser, c.right, 0) // a second attempt that did not pass anyway
	twice := c.sat(c.right, 1)
	c.sit(twice, c.wrong, 1) // passed by the one before, passes by the other after
	id := c.propose(changeKey)
	if p, _ := c.preview(id); p.BothWaysPass != 1 || p.BothWaysFail != 1 {
		t.Errorf("%+v", p)
	}
	c.approve(id, BothWays)
	c.work(id)
	if got := c.standing(winner) + "; " + c.standing(loser) + "; " + c.standing(twice); got != "2 passed done course; 1 failed, 0 failed open; 1 failed, 2 passed done course" {
		t.Error(got)
	}
	if c.reopened[loser.PersonID] != 1 || len(c.reopened) != 1 || c.completed[winner.PersonID] != 1 || c.completed[twice.PersonID] != 1 {
		t.Errorf("completed %v, reopened %v", c.completed, c.reopened)
	}
	if notes := c.notes(loser); len(notes) != 2 || notes[0].Outcome != NowFails {
		t.Errorf("%+v", notes)
	}
	if got := scan[string](c.world, `SELECT string_agg(l.old_points::numeric(3,0) || '→' || l.new_points::numeric(3,0) || l.old_marks::text, ' ' ORDER BY l.attempt_id)
		FROM quiz.regrade_lines l JOIN quiz.attempts a ON a.id = l.attempt_id WHERE a.person_id = $1`, loser.PersonID); !strings.Contains(got, "2→1") || !strings.Contains(got, `"mark": 1`) {
		t.Error("the history does not say what was before:", got)
	}
	// Passing again is another completion.
	c.sit(loser, c.wrong, 2)
	if c.completed[loser.PersonID] != 2 {
		t.Errorf("completion number %d", c.completed[loser.PersonID])
	}
}

func TestVoidGivesEverybodyTheMarks(t *testing.T) {
	c := newClinic(t)
	a, b, later := c.sat(c.wrong, 1), c.sat("", 1), c.almost()
	paper := c.answered(later, c.wrong, 1)
	id := c.propose(changeVoid)
	c.approve(id, RaiseOnly)
	if _, err := c.s.Submit(background, later, paper.ID); err != nil { // after the approval, before the work
		t.Fatal(err)
	}
	c.work(id)
	for _, who := range []access.Actor{a, b, later} {
		if got := c.standing(who); got != "2 passed done course" {
			t.Error(got)
		}
	}
	if _, err := c.s.ProposeRegrade(background, c.trainer, Proposal{VersionID: c.version, Change: changeVoid, Reason: reason}); !errors.Is(err, ErrSameKey) {
		t.Error(err)
	}
	r, err := c.s.Review(background, a, scan[uuid.UUID](c.world, `SELECT id FROM quiz.attempts WHERE person_id = $1`, a.PersonID))
	if err != nil || len(r.Regraded) != 1 || !slices.ContainsFunc(r.Items, func(i ReviewedItem) bool { return i.Voided && i.Correct != nil && *i.Correct }) {
		t.Errorf("%+v %v", r, err)
	}
}

// Two persons, whatever the code says: the database refuses one for both.
func TestOnePersonCannotDoBoth(t *testing.T) {
	c := newClinic(t)
	c.sat(c.wrong, 1)
	id, err := c.s.ProposeRegrade(background, c.admin, Proposal{VersionID: c.version, Change: changeVoid, Reason: reason})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := c.preview(id)
	if err := c.s.ApproveRegrade(background, c.admin, id, Decision{RaiseOnly, p.Digest, ""}); !errors.Is(err, ErrOwnRegrade) {
		t.Error(err)
	}
	if err := c.s.RefuseRegrade(background, c.admin, id, "x"); !errors.Is(err, ErrOwnRegrade) {
		t.Error(err)
	}
	if _, err := c.pool.Exec(`UPDATE quiz.regrades SET state = 'running', policy = 'both_ways', decided_by = proposed_by, decided_at = now() WHERE id = $1`, id); err == nil ||
		!strings.Contains(err.Error(), "regrades_two_persons") {
		t.Error(err)
	}
	if err := c.s.WithdrawRegrade(background, c.second, id); !errors.Is(err, ErrOthersRegrade) {
		t.Error(err)
	}
	if err := c.s.WithdrawRegrade(background, c.admin, id); err != nil {
		t.Error(err)
	}
	if err := c.s.ApproveRegrade(background, c.second, id, Decision{RaiseOnly, p.Digest, ""}); !errors.Is(err, ErrRegradeDecided) {
		t.Error(err)
	}
}

func TestRegradeRefusals(t *testing.T) {
	c := newClinic(t)
	key := func(ids ...string) map[string]any { return map[string]any{"correct": ids} }
	for _, x := range []struct {
		name string
		p    Proposal
		want error
	}{
		{"no question", Proposal{uuid.New(), changeVoid, nil, reason}, ErrUnknownQuestion},
		{"same key", Proposal{c.version, changeKey, key(c.right), reason}, ErrSameKey},
		{"two of one", Proposal{c.version, changeKey, key(c.right, c.wrong), reason}, ErrBadKey},
		{"none", Proposal{c.version, changeKey, key(), reason}, ErrBadKey},
		{"foreign", Proposal{c.version, changeKey, key("nope"), reason}, ErrBadKey},
		{"another form", Proposal{c.version, changeKey, map[string]any{"correct": "x"}, reason}, ErrBadKey},
		{"unknown member", Proposal{c.version, changeKey, map[string]any{"corect": []string{c.wrong}}, reason}, ErrBadKey},
	} {
		if _, err := c.s.ProposeRegrade(background, c.trainer, x.p); !errors.Is(err, x.want) {
			t.Errorf("%s: %v", x.name, err)
		}
	}
	if _, err := c.s.ProposeRegrade(background, c.trainer, Proposal{c.version, changeVoid, nil, " pendek "}); err == nil {
		t.Error("a reason of one word")
	}
	id := c.propose(changeKey)
	if _, err := c.s.ProposeRegrade(background, c.trainer, Proposal{c.version, changeVoid, nil, reason}); !errors.Is(err, ErrRegradeOpen) {
		t.Error(err)
	}
	p, _ := c.preview(id)
	c.sat(c.wrong, 1)
	if err := c.s.ApproveRegrade(background, c.admin, id, Decision{RaiseOnly, p.Digest, ""}); !errors.Is(err, ErrPreviewChanged) {
		t.Error("approved something else than was seen:", err)
	}
	if err := c.s.RefuseRegrade(background, c.admin, id, "Kuncinya benar."); err != nil {
		t.Fatal(err)
	}
	c.propose(changeKey) // the way is free again
	for _, q := range []string{`DELETE FROM quiz.regrades`, `UPDATE quiz.regrades SET reason = 'lain sekali lagi' WHERE state = 'refused'`, `UPDATE quiz.regrades SET new_key = '{}' WHERE state = 'proposed'`} {
		if _, err := c.pool.Exec(q); err == nil {
			t.Error(q)
		}
	}
}

// Killed after every transaction and run again, twice at once: each attempt is
// graded anew once.
func TestRegradeSurvivesKills(t *testing.T) {
	c := newClinic(t)
	var all []access.Actor
	for range 12 {
		all = append(all, c.sat(c.wrong, 1))
	}
	id := c.propose(changeKey)
	c.approve(id, RaiseOnly)
	var waiting []uuid.UUID
	if err := c.db.Select(background, &waiting, sqls.WaitingEnrolments, id); err != nil || len(waiting) != 12 {
		t.Fatal(waiting, err)
	}
	if err := c.s.regradeOne(background, c.db, id, waiting[0]); err != nil { // then the worker died
		t.Fatal(err)
	}
	if err := c.s.regradeOne(background, c.db, id, waiting[0]); err != nil { // and another does the same
		t.Fatal(err)
	}
	c.s.courses.OnCompleted = append(c.s.courses.OnCompleted, c.failOnce()) // one of them fails the first time
	args := json.RawMessage(`{"id":"` + id.String() + `"}`)
	if err := c.s.workRegrade(background, args); err == nil {
		t.Error("a failure was not told")
	}
	if got := scan[string](c.world, `SELECT state FROM quiz.regrades WHERE id = $1`, id); got != "running" {
		t.Error(got)
	}
	var work sync.WaitGroup
	for range 2 {
		work.Go(func() {
			if err := c.s.workRegrade(background, args); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	for _, a := range all {
		if got := c.standing(a); got != "2 passed done course" {
			t.Error(got)
		}
	}
	if n := scan[int](c.world, `SELECT count(*) FROM audit.events WHERE action = 'quiz.attempt-regraded'`); n != 12 {
		t.Errorf("%d lines of audit", n)
	}
	if n := scan[int](c.world, `SELECT count(*) FROM audit.events WHERE action = 'quiz.regrade-done'`); n != 1 {
		t.Errorf("done %d times", n)
	}
}

func (c *clinic) failOnce() func(context.Context, *db.Tx, courses.Completed) error {
	var once sync.Once
	return func(context.Context, *db.Tx, courses.Completed) (err error) {
		once.Do(func() { err = fmt.Errorf("the first one fails") })
		return err
	}
}

// A closing that has read the old key commits before the approval looks, so its
// attempt is on the list; one that begins after waits and reads the new key.
func TestApprovalWaitsForClosings(t *testing.T) {
	c := newClinic(t)
	a := c.learner()
	p := c.answered(a, c.wrong, 1)
	id := c.propose(changeKey)
	seen, _ := c.preview(id)
	done := make(chan error, 1)
	c.submitting(a, p, func() {
		go func() {
			done <- c.s.ApproveRegrade(background, c.admin, id, Decision{RaiseOnly, seen.Digest, ""})
		}()
		if !c.waiting() {
			t.Error("the approval did not wait for the closing")
		}
	})
	if err := <-done; !errors.Is(err, ErrPreviewChanged) {
		t.Errorf("the closing was not seen: %v", err)
	}
}
