package quiz

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/jobs"
	"lentera/internal/testweb"
	"lentera/quiz/itemstats"
)

func (w *world) queue() *jobs.Queue {
	q := jobs.New(w.db, w.s.log, 1)
	w.s.Jobs(q)
	return q
}

func (w *world) analyseAll() {
	w.t.Helper()
	if err := w.s.findUnanalysed(background, nil); err != nil {
		w.t.Fatal(err)
	}
	if err := w.queue().Drain(background); err != nil {
		w.t.Fatal(err)
	}
}

// Forty learners, better and worse; the bad item is right for the weak ones.
func TestStatisticsOfAQuiz(t *testing.T) {
	c := newClinic(t)
	for i := range 40 {
		option, others := c.right, 0
		if i >= 15 {
			option, others = c.wrong, 1+i%2
		}
		c.sat(option, others)
	}
	c.analyseAll()
	list, err := c.s.Analyses(background)
	if err != nil || len(list) != 2 || list[0].LessonID != c.kuis || list[0].N != 40 || list[0].Flagged == 0 || list[1].Test != nil {
		t.Fatalf("%+v %v", list, err)
	}
	q, items, err := c.s.Analysis(background, list[0].QuizID)
	if err != nil || q.Test.N != 40 || q.Test.Small || q.Test.Mean == nil || q.Test.Basis != itemstats.ByPlace {
		t.Fatalf("%+v %v", q, err)
	}
	i := slices.IndexFunc(items, func(i ItemAnalysis) bool { return i.VersionID == c.version })
	bad := items[i]
	if !slices.Contains(bad.Flags, itemstats.NegativeDiscrimination) || *bad.Figures.Facility != 15.0/40 || *bad.Figures.Guess != .25 || len(bad.Options) != 4 {
		t.Errorf("%+v", bad)
	}
	if i != 0 {
		t.Error("the flagged one is not the first")
	}
	// The figures in the table are those of the leaf, from the same sittings.
	var rows []sittingRow
	if err := c.db.Select(background, &rows, sqls.SittingsOf, q.QuizID); err != nil {
		t.Fatal(err)
	}
	ids, sittings := sittingsOf(rows)
	want := itemstats.Of(make([]itemstats.Item, len(ids)), sittings)
	if math.Abs(*want.Test.SD-*q.Test.SD) > 1e-12 {
		t.Errorf("%v %v", *want.Test.SD, *q.Test.SD)
	}
	// Nothing new: nothing to do. One more: found. A second attempt is not analysed.
	if n := c.due(); n != 0 {
		t.Errorf("%d quizzes are due without a reason", n)
	}
	again := c.sat(c.right, 1)
	c.sit(again, c.right, 2)
	if n := c.due(); n != 1 {
		t.Errorf("%d due after an attempt", n)
	}
	c.analyseAll()
	if q, _, err = c.s.Analysis(background, list[0].QuizID); err != nil || q.N != 41 {
		t.Errorf("%+v %v", q, err)
	}
	// A regrade changes marks, not counts; it is found all the same.
	id := c.propose(changeKey)
	c.approve(id, RaiseOnly)
	c.work(id)
	if n := c.due(); n != 1 {
		t.Errorf("%d due after a regrade", n)
	}
	c.analyseAll()
	if _, items, err = c.s.Analysis(background, list[0].QuizID); err != nil || items[slices.IndexFunc(items, func(i ItemAnalysis) bool { return i.VersionID == c.version })].KeyNo != 2 {
		t.Errorf("%+v %v", items, err)
	}
	if n := c.due(); n != 0 {
		t.Errorf("%d due afterwards", n)
	}
}

func (w *world) due() int {
	w.t.Helper()
	var ids []uuid.UUID
	if err := w.db.Select(background, &ids, sqls.QuizzesToAnalyse); err != nil {
		w.t.Fatal(err)
	}
	return len(ids)
}

func TestStatisticsRoutes(t *testing.T) {
	c := newClinic(t)
	c.sat(c.wrong, 1)
	c.analyseAll()
	web := testweb.New(t, c.s.Routes()...)
	trainer, admin, learner := web.Token(c.trainer), web.Token(c.admin), web.Token(c.learner())
	auditor := web.Token(accountstest.Person(t, c.db, "Ratna", uuid.Nil, access.Auditor))
	quiz := scan[uuid.UUID](c.world, `SELECT id FROM quiz.quizzes WHERE lesson_id = $1`, c.kuis)
	one := "/api/quiz/statistics/" + quiz.String()
	propose := func(as string, status int) testweb.Scenario {
		return testweb.Scenario{Name: "propose", Method: http.MethodPost, Path: "/api/quiz/regrades", As: as, Status: status,
			Body: map[string]any{"version_id": c.version, "change": "key", "key": map[string]any{"correct": []string{c.wrong}}, "reason": reason}}
	}
	web.Run(t, []testweb.Scenario{
		{Name: "list", Path: "/api/quiz/statistics", As: trainer, Status: 200, Has: []string{`"n":1`, `"small":true`, `"alpha":null`}},
		{Name: "list of an auditor", Path: "/api/quiz/statistics", As: auditor, Status: 200},
		{Name: "list of a learner", Path: "/api/quiz/statistics", As: learner, Status: 403},
		{Name: "one", Path: one, As: trainer, Status: 200, Has: []string{`"flags":[]`, `"facility":0`, `"share":1`}},
		{Name: "one of a learner", Path: one, As: learner, Status: 403},
		{Name: "none", Path: "/api/quiz/statistics/" + uuid.NewString(), As: trainer, Status: 404, Has: []string{`"code":"quiz.unknown-quiz"`}},
		propose(learner, 403), propose(auditor, 403),
	})
	var made struct {
		Regrade Regrade `json:"regrade"`
		Preview Preview `json:"preview"`
	}
	web.JSON(t, propose(trainer, 201), &made)
	regrade := "/api/quiz/regrades/" + made.Regrade.ID.String()
	post := func(name, act, as string, status int, body map[string]any, has ...string) testweb.Scenario {
		return testweb.Scenario{Name: name, Method: http.MethodPost, Path: regrade + act, As: as, Status: status, Body: body, Has: has}
	}
	web.Run(t, []testweb.Scenario{
		propose(trainer, 409),
		{Name: "preview", Path: regrade, As: auditor, Status: 200, Has: []string{`"state":"proposed"`, `"raise_only":"passes"`, `"digest":"` + made.Preview.Digest}},
		{Name: "preview for a learner", Path: regrade, As: learner, Status: 403},
		post("approve by the trainer", "/approve", trainer, 403, map[string]any{"seen": made.Preview.Digest}),
		post("approve unseen", "/approve", admin, 409, map[string]any{"seen": "x"}, `"code":"quiz.preview-changed"`),
		post("approve with an unknown policy", "/approve", admin, 422, map[string]any{"seen": "x", "policy": "down"}),
		post("withdraw by another", "/withdraw", admin, 409, nil, `"code":"quiz.others-regrade"`),
		post("approve", "/approve", admin, 200, map[string]any{"seen": made.Preview.Digest}, `"state":"running"`, `"policy":"raise_only"`),
		post("approve again", "/approve", admin, 409, map[string]any{"seen": made.Preview.Digest}, `"code":"quiz.regrade-decided"`),
	})
	if err := c.queue().Drain(background); err != nil {
		t.Fatal(err)
	}
	web.Run(t, []testweb.Scenario{{Name: "history", Path: "/api/quiz/regrades", As: trainer, Status: 200, Has: []string{`"state":"done"`, `"passes":1`, `"decider":"Siti"`}}})
}

// TestAnalysisOfALargeExam is the measure by which the whole is computed anew
// each time: 3,000 sittings of 16 items.
func TestAnalysisOfALargeExam(t *testing.T) {
	if testing.Short() {
		t.Skip("3,000 sittings")
	}
	w := newWorld(t)
	quiz := w.largeExam()
	began := time.Now()
	args, _ := json.Marshal(quizArgs{quiz})
	if err := w.s.analyse(background, args); err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	t.Logf("3,000 sittings of 16 items analysed in %v", took)
	q, items, err := w.s.Analysis(background, quiz)
	if err != nil || q.N != 3000 || len(items) != 16 || q.Test.Basis != itemstats.ByItem {
		t.Errorf("%+v %d %v", q, len(items), err)
	}
	if took > 20*time.Second {
		t.Error("too slow to be done anew within a minute")
	}
}

// largeExam is 3,000 closed sittings of the same 16 items; it gives the quiz.
func (w *world) largeExam() uuid.UUID {
	w.t.Helper()
	w.exec(`INSERT INTO accounts.persons (id, class, full_name) SELECT gen_random_uuid(), 'citizen', 'Peserta ' || n FROM generate_series(1, 3000) n`)
	w.exec(`INSERT INTO courses.enrolments (id, person_id, course_id, revision_id) SELECT gen_random_uuid(), id, $1, $2 FROM accounts.persons`, w.course, w.revision)
	quiz := scan[uuid.UUID](w, `SELECT id FROM quiz.quizzes WHERE lesson_id = $1`, w.kuis)
	w.exec(`INSERT INTO quiz.attempts (id, quiz_id, enrolment_id, person_id, number, seed, state, started_at, deadline_at, closed_at, points, max_points, passed)
		SELECT gen_random_uuid(), $1, id, person_id, 1, 1, 'submitted', now(), now(), now(), 8, 16, false FROM courses.enrolments`, quiz)
	w.exec(`INSERT INTO quiz.items (attempt_id, no, question_id, option_order, most, mark)
		SELECT a.id, v.no, v.id, '{}', 1, least(1, hashtext(a.id::text || v.no) & 3)
		FROM quiz.attempts a, (SELECT id, content, row_number() OVER (ORDER BY id) AS no FROM bank.versions ORDER BY id LIMIT 16) v`)
	w.exec(`INSERT INTO quiz.answers (attempt_id, no, seq, chosen) SELECT i.attempt_id, i.no, 1, ARRAY[v.content -> 'options' -> (abs(hashtext(i.attempt_id::text)) % 2) ->> 'id']
		FROM quiz.items i JOIN bank.versions v ON v.id = i.question_id`)
	w.exec(`ANALYZE`)
	return quiz
}
