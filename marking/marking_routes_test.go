package marking

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/testweb"
)

// TestBlind walks a sheet through every route, as every role, and looks for
// anything that tells whose answer it is.
func TestBlind(t *testing.T) {
	w := newWorld(t)
	web := testweb.New(t, w.s.Routes()...)
	unit := accountstest.Unit(t, w.db, "KENARI-unit", uuid.Nil)
	learner := accountstest.Person(t, w.db, "KENARI-nama", unit)
	w.plan(2, 0)
	attempt := w.handIn(learner, "Jawaban")
	handedIn := scan[string](w, `SELECT to_char(closed_at AT TIME ZONE 'UTC', 'HH24:MI:SS.US') FROM quiz.attempts WHERE id = $1`, attempt)
	nip := scan[string](w, `SELECT nip FROM accounts.nips WHERE person_id = $1`, learner.PersonID)
	enrolment := scan[string](w, `SELECT enrolment_id FROM quiz.attempts WHERE id = $1`, attempt)
	canaries := []string{"KENARI", nip, attempt.String(), learner.PersonID.String(), learner.AccountID.String(), enrolment, handedIn}

	as := func(name string, roles ...access.Role) string { return web.Token(w.person(name, roles...)) }
	budi, endah, joko := as("PIPIT-satu", access.Trainer), as("PIPIT-dua", access.TrainingAdmin), as("PIPIT-tiga", access.Trainer)
	auditor, siti := as("Auditor", access.Auditor), web.Token(learner)
	lesson := "/api/marking/lessons/" + w.lesson.String()
	blind := func(sc testweb.Scenario, into any) {
		t.Helper()
		if sc.Status == 0 {
			sc.Status = 200
		}
		res, body := web.Do(t, sc)
		if res.StatusCode != sc.Status {
			t.Fatalf("%s %s: %d %s", sc.Method, sc.Path, res.StatusCode, body)
		}
		for _, c := range append([]string{"PIPIT"}, canaries...) {
			if strings.Contains(body, c) {
				t.Errorf("%s %s tells %s: %s", sc.Method, sc.Path, c, body)
			}
		}
		if into != nil {
			web.JSON(t, sc, into)
		}
	}
	post := func(path, token string, body any, into any) {
		t.Helper()
		blind(testweb.Scenario{Method: http.MethodPost, Path: path, As: token, Body: body}, into)
	}
	type m = map[string]any
	for _, token := range []string{budi, endah, auditor} {
		blind(testweb.Scenario{Path: "/api/marking/queue", As: token}, nil)
	}
	for i, token := range []string{budi, endah} {
		var sheet Sheet
		post(lesson+"/next", token, m{"moderation": false}, &sheet)
		one := "/api/marking/sheets/" + sheet.ID.String()
		blind(testweb.Scenario{Path: one, As: token}, nil)
		blind(testweb.Scenario{Path: one, As: joko, Status: 404}, nil)
		blind(testweb.Scenario{Path: one, As: siti, Status: 403}, nil)
		blind(testweb.Scenario{Method: http.MethodPut, Path: one + "/draft", As: token, Body: m{"seq": 1, "items": give(sheet, i)}}, nil)
		blind(testweb.Scenario{Method: http.MethodPost, Path: one + "/finish", As: token, Body: m{"items": []Given{}}, Status: 422}, nil)
		post(one+"/finish", token, m{"items": give(sheet, 2*i)}, nil)
	}
	var sheet Sheet
	post(lesson+"/next", joko, m{"moderation": true}, &sheet)
	if len(sheet.Items) != 2 || len(sheet.Items[0].Before) != 2 {
		t.Fatalf("%+v", sheet)
	}
	one := "/api/marking/sheets/" + sheet.ID.String()
	blind(testweb.Scenario{Method: http.MethodPost, Path: one + "/give-back", As: joko, Status: 204}, nil)
	post(lesson+"/next", joko, m{"moderation": true}, nil)
	post(one+"/finish", joko, m{"items": give(sheet, 1)}, nil)
	blind(testweb.Scenario{Method: http.MethodPost, Path: lesson + "/next", As: joko, Body: m{"moderation": true}, Status: 409}, nil)
	blind(testweb.Scenario{Method: http.MethodPost, Path: lesson + "/next", As: auditor, Body: m{"moderation": true}, Status: 403}, nil)
	// The history names the markers, to auditors alone; the learner to nobody.
	history := testweb.Scenario{Path: lesson + "/history", As: auditor, Status: 200}
	res, body := web.Do(t, history)
	if res.StatusCode != 200 || strings.Count(body, "PIPIT") != 3 || strings.Contains(body, "KENARI") || strings.Contains(body, nip) {
		t.Error(res.StatusCode, body)
	}
	for _, token := range []string{budi, endah, siti} {
		blind(testweb.Scenario{Path: lesson + "/history", As: token, Status: 403}, nil)
	}
	for _, audit := range []string{"marking.take", "marking.finish", "marking.give-back", "marking.set-plan"} {
		if scan[int](w, `SELECT count(*) FROM audit.events WHERE action = $1`, audit) == 0 {
			t.Error("no audit row of", audit)
		}
	}
}

func TestPlanRoute(t *testing.T) {
	w := newWorld(t)
	web := testweb.New(t, w.s.Routes()...)
	trainer := web.Token(w.person("Budi", access.Trainer))
	auditor := web.Token(w.person("Endah", access.Auditor))
	path := "/api/marking/lessons/" + w.lesson.String() + "/plan"
	type m = map[string]any
	put := func(name, as, path string, status int, body m, has ...string) testweb.Scenario {
		return testweb.Scenario{Name: name, Method: http.MethodPut, Path: path, As: as, Body: body, Status: status, Has: has}
	}
	web.Run(t, []testweb.Scenario{
		put("auditor", auditor, path, 403, m{"markers": 2, "tolerance_percent": 10}),
		put("three", trainer, path, 422, m{"markers": 3, "tolerance_percent": 10}),
		put("too wide", trainer, path, 422, m{"markers": 2, "tolerance_percent": 101}),
		put("no quiz", trainer, "/api/marking/lessons/"+uuid.NewString()+"/plan", 404, m{"markers": 2, "tolerance_percent": 10}, "marking.no-such-quiz"),
		put("two", trainer, path, 204, m{"markers": 2, "tolerance_percent": 12.5}),
	})
	w.handIn(w.person("Siti"), "Jawaban")
	web.Run(t, []testweb.Scenario{{Name: "queue", Path: "/api/marking/queue", As: trainer, Status: 200,
		Has: []string{`"markers":2`, `"tolerance_percent":12.5`, `"waiting":1`, `"can_mark":1`, `"days_waiting":0`}}})
}
