package quiz

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/testweb"
)

func TestRoutes(t *testing.T) {
	w := newWorld(t)
	web := testweb.New(t, w.s.Routes()...)
	a := w.learner()
	admin := accountstest.Person(t, w.db, "Endah", uuid.Nil, access.TrainingAdmin)
	trainer := accountstest.Person(t, w.db, "Budi", accountstest.Unit(t, w.db, "Kecamatan", uuid.Nil), access.Trainer, access.UnitAdmin, access.Auditor)
	siti, endah, budi := web.Token(a), web.Token(admin), web.Token(trainer)
	lesson := "/api/quiz/lessons/" + w.ujian.String()
	web.Run(t, []testweb.Scenario{
		{Name: "nobody", Path: lesson, Status: 401, Has: []string{`"code":"web.sign-in-needed"`}},
		{Name: "not enrolled", Path: lesson, As: endah, Status: 404},
		{Name: "not a quiz", Path: "/api/quiz/lessons/" + w.text.String(), As: siti, Status: 404, Has: []string{`"code":"quiz.no-such-quiz"`}},
		{Name: "no id", Path: "/api/quiz/lessons/abc", As: siti, Status: 422},
		{Name: "intro", Path: lesson, As: siti, Status: 200, Has: []string{`"questions":6`, `"attempt_cap":3`, `"attempts_left":3`,
			`"open_attempt_id":null`, `"passed":false`, `"attempts":[]`, `"duration_seconds":1800`, `"instructions_html":"<p>Ujian akhir.</p>"`}},
		{Name: "intro without cap", Path: "/api/quiz/lessons/" + w.kuis.String(), As: siti, Status: 200, Has: []string{`"attempts_left":null`}},
	})
	var p Paper
	web.JSON(t, testweb.Scenario{Method: http.MethodPost, Path: lesson + "/attempts", As: siti, Status: 201}, &p)
	attempt := "/api/quiz/attempts/" + p.ID.String()
	first := p.Items[0].Options[0].ID
	put := func(no int, body string) testweb.Scenario {
		return testweb.Scenario{Method: http.MethodPut, Path: fmt.Sprint(attempt, "/answers/", no), Body: body,
			Headers: map[string]string{"Content-Type": "application/json"}, As: siti}
	}
	named := func(sc testweb.Scenario, name string, status int, has ...string) testweb.Scenario {
		sc.Name, sc.Status, sc.Has = name, status, has
		return sc
	}
	late := map[string]any{"answers": []map[string]any{{"no": 2, "seq": 9, "chosen": []string{}}}}
	web.Run(t, []testweb.Scenario{
		{Name: "start again", Method: http.MethodPost, Path: lesson + "/attempts", As: siti, Status: 200, Has: []string{p.ID.String()}},
		{Name: "paper", Path: attempt, As: siti, Status: 200, Has: []string{`"state":"open"`, `"seconds_left":1`, `"chosen":[]`, `"seq":0`, `"saved_at":null`}, HasNot: []string{`"correct"`, `explanation`}},
		{Name: "paper of another", Path: attempt, As: endah, Status: 404, Has: []string{`"code":"quiz.no-such-attempt"`}},
		{Name: "review too early", Path: attempt + "/review", As: siti, Status: 409, Has: []string{`"code":"quiz.not-closed"`, `"seconds_left":1`}},
		named(put(1, `{"seq":1,"chosen":["`+first+`"]}`), "save", 200, `"seq":1`, `"stale":false`, `"seconds_left":1`, `"saved_at":"20`),
		named(put(1, `{"seq":3,"chosen":[]}`), "clear", 200, `"seq":3`),
		named(put(1, `{"seq":2,"chosen":["`+first+`"]}`), "late", 200, `"stale":true`, `"seq":3`),
		named(put(1, `{"seq":4,"chosen":["nope"]}`), "foreign", 422, `"code":"quiz.foreign-option"`, `"retry":false`, `"/chosen"`),
		named(put(7, `{"seq":4,"chosen":[]}`), "no item", 404, `"code":"quiz.no-such-item"`),
		named(put(1, `{"seq":0,"chosen":[]}`), "seq 0", 422),
		named(put(1, `{"seq":4}`), "no chosen", 422),
		named(put(1, `{"seq":4,"chosen":null}`), "null chosen", 422),
		named(put(0, `{"seq":4,"chosen":[]}`), "item 0", 422),
		named(put(1, `{"seq":4,"chosen":[`+strings.Repeat(`"x",`, 10)+`"x"]}`), "too long", 422),
		named(put(1, `{`), "no JSON", 422),
		{Name: "save of another", Method: http.MethodPut, Path: attempt + "/answers/1", As: endah, Body: map[string]any{"seq": 9, "chosen": []string{}}, Status: 404},
		{Name: "submit of another", Method: http.MethodPost, Path: attempt + "/submit", As: budi, Status: 404},
		{Name: "submit", Method: http.MethodPost, Path: attempt + "/submit", As: siti, Status: 200,
			Has: []string{`"state":"submitted"`, `"points":0`, `"max_points":6`, `"percent":0`, `"passed":false`, `"attempts_left":2`, `"course_completed":false`, `"next_lesson_id":null`, `"explanation_html":"`, `"answered":false`}},
		{Name: "review", Path: attempt + "/review", As: siti, Status: 200, Has: []string{`"state":"submitted"`}},
		{Name: "review of another", Path: attempt + "/review", As: endah, Status: 404},
		named(put(1, `{"seq":9,"chosen":[]}`), "save after submit", 410, `"code":"quiz.attempt-closed"`, `"retry":false`),
		{Name: "queue after submit", Method: http.MethodPost, Path: attempt + "/answers", As: siti, Body: late, Status: 200,
			Has: []string{`"verdict":"refused"`, `"code":"quiz.attempt-closed"`, `"title":"` + ErrAttemptClosed.ID}},
		{Name: "queue after submit, English", Method: http.MethodPost, Path: attempt + "/answers", As: siti, Body: late, Status: 200,
			Headers: map[string]string{"Accept-Language": "en"}, Has: []string{`"title":"` + ErrAttemptClosed.EN}},
		{Name: "English", Path: attempt + "/review", As: endah, Status: 404, Headers: map[string]string{"Accept-Language": "en"}, Has: []string{"This attempt was not found."}},
	})
	grant := func(name, as string, status int, extra int, reason string, has ...string) testweb.Scenario {
		return testweb.Scenario{Name: name, Method: http.MethodPost, Path: "/api/quiz/grants", As: as, Status: status, Has: has,
			Body: map[string]any{"lesson_id": w.ujian, "person_id": a.PersonID, "extra": extra, "reason": reason}}
	}
	web.Run(t, []testweb.Scenario{
		grant("grant by a learner", siti, 403, 1, "x"),
		grant("grant by trainer, unit admin, auditor", budi, 403, 1, "x"),
		grant("grant too many", endah, 422, 6, "x"),
		grant("grant without reason", endah, 422, 1, " ", `"/reason"`),
		grant("grant", endah, 201, 2, "Listrik padam", `"attempts_left":4`, `"granted_at":"20`),
	})
}

// Every member name the answers have, sent in with a save, is refused as
// unknown and changes nothing.
func TestMassAssignmentIsRefused(t *testing.T) {
	w := newWorld(t)
	web := testweb.New(t, w.s.Routes()...)
	a := w.learner()
	token := web.Token(a)
	p := w.start(a, w.kuis)
	row := `SELECT state || points::text || deadline_at || person_id || number FROM (SELECT *, COALESCE(points, -1) AS p FROM quiz.attempts) a WHERE id = $1`
	row = strings.Replace(row, "points::text", "p::text", 1)
	before := scan[string](w, row, p.ID)
	for _, name := range []string{"points", "max_points", "passed", "percent", "state", "deadline_at", "person_id", "attempt_id", "saved_at", "seconds_left", "number", "correct", "seed", "stale", "role"} {
		_, body := web.Do(t, testweb.Scenario{Method: http.MethodPut, Path: "/api/quiz/attempts/" + p.ID.String() + "/answers/1", As: token,
			Body: map[string]any{"seq": 1, "chosen": []string{}, name: 100}})
		if !strings.Contains(body, `"code":"web.invalid-input"`) {
			t.Errorf("%s: %s", name, body)
		}
	}
	if after := scan[string](w, row, p.ID); after != before {
		t.Errorf("%s\n%s", before, after)
	}
	if n := scan[int](w, `SELECT count(*) FROM quiz.answers`); n != 0 {
		t.Errorf("%d answers", n)
	}
}

// The learner's own clock plays no part: the deadline is the database's.
func TestDeadlineOverHTTP(t *testing.T) {
	w := newWorld(t)
	web := testweb.New(t, w.s.Routes()...)
	a := w.learner()
	token := web.Token(a)
	p := w.start(a, w.kuis)
	put := testweb.Scenario{Method: http.MethodPut, Path: "/api/quiz/attempts/" + p.ID.String() + "/answers/1", As: token,
		Body: map[string]any{"seq": 1, "chosen": []string{p.Items[0].Options[0].ID}}, Headers: map[string]string{"Date": "Mon, 01 Jan 2029 00:00:00 GMT"}}
	for _, c := range []struct {
		late   time.Duration
		status int
		has    string
	}{{-time.Second, 200, `"stale":false`}, {Grace - time.Second, 200, `"seconds_left":0`}, {Grace + time.Second, 410, `"code":"quiz.attempt-expired"`}} {
		w.late(p.ID, c.late)
		res, body := web.Do(t, put)
		if res.StatusCode != c.status || !strings.Contains(body, c.has) {
			t.Errorf("%v late: %d %s", c.late, res.StatusCode, body)
		}
	}
	res, body := web.Do(t, testweb.Scenario{Method: http.MethodPost, Path: "/api/quiz/attempts/" + p.ID.String() + "/submit", As: token})
	if res.StatusCode != 200 || !strings.Contains(body, `"state":"expired"`) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}
