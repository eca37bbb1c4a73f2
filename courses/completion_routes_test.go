package courses

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/testweb"
)

// moveTo ends the person's membership today and begins one in another unit.
func (w *world) moveTo(a access.Actor, unit uuid.UUID) {
	w.exec(`UPDATE accounts.memberships SET valid_to = current_date WHERE person_id = $1 AND valid_to IS NULL`, a.PersonID)
	w.exec(`INSERT INTO accounts.memberships (person_id, unit_id, valid_from) VALUES ($1, $2, current_date)`, a.PersonID, unit)
}

// Who sees whom: by role, by unit, and after people and units have moved. The
// report and its file always agree.
func TestCompletionByRoleAndUnit(t *testing.T) {
	w := newWorld(t, 0)
	res := w.imported(courseFolder())
	neighbour := accountstest.Person(t, w.db, "Sri Neighbour", w.other)
	auditor := accountstest.Person(t, w.db, "Tri Auditor", w.other, access.Auditor)
	trainer := accountstest.Person(t, w.db, "Umar Trainer", w.office, access.Trainer)
	nobody := accountstest.Person(t, w.db, "Wati Tanpa Unit", uuid.Nil, access.Auditor)
	server := testweb.New(t, w.Routes()...)
	token := map[string]string{"unit admin": server.Token(w.unitAdmin), "training admin": server.Token(w.admin), "auditor": server.Token(auditor),
		"learner": server.Token(w.learner), "trainer": server.Token(trainer), "auditor without unit": server.Token(nobody)}
	look := func(who string, unit uuid.UUID, status int, sees, not []string) {
		t.Helper()
		query := "?course_id=" + res.CourseID.String()
		if unit != uuid.Nil {
			query += "&unit_id=" + unit.String()
		}
		for _, path := range []string{"/api/courses/completion", "/api/courses/completion.csv"} {
			server.Run(t, []testweb.Scenario{{Name: who + path, Path: path + query, As: token[who], Status: status, Has: sees, HasNot: not}})
		}
	}
	all := []string{"Ratri Wulandari", "Yusuf Hidayat", "Umar Trainer", "Endah Lestari", "Sri Neighbour", "Tri Auditor"}
	own, others := all[:3], all[3:]
	for _, who := range []string{"training admin", "auditor", "auditor without unit"} {
		look(who, uuid.Nil, 200, all, []string{"Wati"})
		look(who, w.other, 200, others, own)
		look(who, uuid.New(), 404, []string{"courses.unit-not-found"}, nil)
	}
	look("unit admin", uuid.Nil, 200, own, others)
	look("unit admin", w.office, 200, own, others)
	look("unit admin", w.section, 200, []string{"Ratri Wulandari"}, []string{"Yusuf", "Endah"})
	for _, unit := range []uuid.UUID{w.other, w.agency, uuid.New()} {
		look("unit admin", unit, 404, []string{"courses.unit-not-found"}, all)
	}
	look("learner", w.section, 403, []string{"web.not-allowed"}, all)
	look("trainer", w.office, 403, []string{"web.not-allowed"}, all)

	// A person who moves is seen where they are now, with what they have done.
	w.enrolled(w.learner)
	w.moveTo(w.learner, w.other)
	look("unit admin", uuid.Nil, 200, []string{"Yusuf Hidayat"}, []string{"Ratri"})
	look("unit admin", w.section, 200, nil, []string{"Ratri"})
	look("auditor", w.other, 200, []string{"Ratri Wulandari", "Sri Neighbour"}, nil)
	w.moveTo(neighbour, w.section)
	look("unit admin", uuid.Nil, 200, []string{"Sri Neighbour"}, []string{"Ratri"})

	// A unit that moves takes its people along.
	w.exec(`UPDATE accounts.units SET parent_id = $2 WHERE id = $1`, w.section, w.other)
	look("unit admin", uuid.Nil, 200, []string{"Yusuf Hidayat"}, []string{"Sri"})
	look("unit admin", w.section, 404, nil, []string{"Sri"})
	look("training admin", w.other, 200, []string{"Sri Neighbour", "Ratri Wulandari", "Seksi Pelayanan"}, []string{"Yusuf"})

	// Who has left is in no report.
	w.exec(`UPDATE accounts.persons SET active = false WHERE id = $1`, neighbour.PersonID)
	look("training admin", uuid.Nil, 200, []string{"Ratri Wulandari"}, []string{"Sri"})
}

// Whatever is put into the address is either understood or refused by name.
func TestCompletionAddresses(t *testing.T) {
	w := newWorld(t, 0)
	res := w.imported(courseFolder())
	server := testweb.New(t, w.Routes()...)
	admin := server.Token(w.admin)
	base := "?course_id=" + res.CourseID.String()
	for _, c := range []struct {
		name, query   string
		status, asCSV int // 0: the file does not know this part
		has           string
	}{
		{"nothing", "", 422, 422, "course_id"},
		{"no id", "?course_id=x", 422, 422, "web.invalid-input"},
		{"unknown course", "?course_id=" + uuid.NewString(), 404, 404, "courses.course-not-found"},
		{"empty unit", base + "&unit_id=", 200, 200, "Ratri"},
		{"no unit id", base + "&unit_id=x", 422, 422, "unit_id"},
		{"status", base + "&status=lulus", 422, 422, "status"},
		{"empty status", base + "&status=", 200, 200, "Ratri"},
		{"long search", base + "&q=" + strings.Repeat("a", 101), 422, 422, "q"},
		{"search in either case", base + "&q=RATRI+w", 200, 200, "Ratri Wulandari"},
		{"zero byte", base + "&q=ratri%00", 200, 200, "Ratri Wulandari"},
		{"no utf-8", base + "&q=ratri%ff", 200, 200, "Ratri Wulandari"},
		{"cursor", base + "&cursor=!!", 422, 0, "query.cursor"},
		{"short cursor", base + "&cursor=AAAA", 422, 0, "query.cursor"},
		{"cursor with a zero byte", base + "&cursor=" + place{name: "a\x00b"}.cursor(), 422, 0, "query.cursor"},
		{"limit none", base + "&limit=0", 422, 0, "limit"},
		{"limit below", base + "&limit=-1", 422, 0, "limit"},
		{"limit above", base + "&limit=201", 422, 0, "limit"},
		{"limit", base + "&limit=1", 200, 0, `"next_cursor":"`},
	} {
		server.Run(t, []testweb.Scenario{{Name: c.name, Path: "/api/courses/completion" + c.query, As: admin, Status: c.status, Has: []string{c.has}}})
		if c.asCSV != 0 {
			server.Run(t, []testweb.Scenario{{Name: c.name + " as file", Path: "/api/courses/completion.csv" + c.query, As: admin, Status: c.asCSV, Has: []string{c.has}}})
		}
	}
}

// Whoever takes a file out is in the audit trail, and only they; what was
// searched for is not.
func TestExportIsAudited(t *testing.T) {
	w := newWorld(t, 0)
	res := w.imported(courseFolder())
	server := testweb.New(t, w.Routes()...)
	own := server.Token(w.unitAdmin)
	path := "/api/courses/completion.csv?course_id=" + res.CourseID.String()
	rows := func() int {
		return w.number(`SELECT count(*) FROM audit.events WHERE action = 'courses.completion-exported'`)
	}
	server.Run(t, []testweb.Scenario{
		{Name: "head", Method: http.MethodHead, Path: path, As: own, Status: 200, Header: map[string]string{"Content-Type": csvType}},
		{Name: "head of a foreign unit", Method: http.MethodHead, Path: path + "&unit_id=" + w.other.String(), As: own, Status: 404},
		{Name: "foreign unit", Path: path + "&unit_id=" + w.other.String(), As: own, Status: 404},
	})
	if n := rows(); n != 0 {
		t.Fatalf("%d rows for files nobody got", n)
	}
	server.Run(t, []testweb.Scenario{
		{Name: "english", Path: path + "&q=ratri&status=not_started", As: own, Headers: map[string]string{"Accept-Language": "en"}, Status: 200,
			Has: []string{"\ufeffName,Unit,Course,Status", "Ratri Wulandari,Seksi Pelayanan,Aman di kantor digital,Not started,,0,3,,\r\n"}, HasNot: []string{"Yusuf"}},
		{Name: "nobody", Path: path + "&q=tiada", As: own, Status: 200, Has: []string{"Nama,Unit kerja"}, HasNot: []string{"Ratri"}},
	})
	if n := rows(); n != 2 {
		t.Fatalf("%d rows", n)
	}
	if n := w.number(`SELECT count(*) FROM audit.events WHERE action = 'courses.completion-exported' AND actor_id = $1 AND subject = $2
		AND details->>'people' = '1' AND details->>'status' = 'not_started' AND details->>'searched' = 'true' AND details::text NOT LIKE '%ratri%'`,
		w.unitAdmin.AccountID, res.CourseID.String()); n != 1 {
		t.Fatal("not as it was")
	}
}

// Of several who mandate the same at once with different days, one does.
func TestMandatesAtOnce(t *testing.T) {
	w := newWorld(t, 0)
	res := w.imported(courseFolder())
	var group sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		group.Go(func() {
			_, errs[i] = w.CreateMandate(context.Background(), w.admin, NewMandate{CourseID: res.CourseID, UnitID: w.office, DueOn: day(t, 1+i)})
		})
	}
	group.Wait()
	done := slices.DeleteFunc(slices.Clone(errs), func(err error) bool { return err != nil })
	if len(done) != 1 || w.number(`SELECT count(*) FROM courses.mandates`) != 1 || w.number(`SELECT count(*) FROM audit.events WHERE action = 'courses.mandate-created'`) != 1 {
		t.Fatal(errs)
	}
}

// The day ends when it ends where the agency is.
func TestDueDayInTheAgencysZone(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	res := w.imported(courseFolder())
	for _, name := range []string{"Pacific/Kiritimati", "Pacific/Midway", "Asia/Jayapura"} { // 14 hours before, 11 hours behind, our east
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		s := New(w.db, w.media, Options{Location: zone, Scope: w.scope})
		today, yesterday := time.Now().In(zone).Format(time.DateOnly), time.Now().In(zone).AddDate(0, 0, -1).Format(time.DateOnly)
		unit := accountstest.Unit(t, w.db, name, w.agency)
		accountstest.Person(t, w.db, "Pegawai", unit)
		if _, err := s.CreateMandate(ctx, w.admin, NewMandate{CourseID: res.CourseID, UnitID: unit, DueOn: yesterday}); err == nil {
			t.Errorf("%s: yesterday", name)
		}
		m, err := s.CreateMandate(ctx, w.admin, NewMandate{CourseID: res.CourseID, UnitID: unit, DueOn: today})
		if err != nil || m.DueOn != today {
			t.Fatalf("%s: today: %+v %v", name, m, err)
		}
		late := func() int {
			c, err := s.Completion(ctx, w.admin, CompletionFilter{CourseID: res.CourseID, UnitID: unit})
			if err != nil || c.Totals.People != 1 {
				t.Fatal(c, err)
			}
			return c.Totals.Overdue
		}
		if late() != 0 {
			t.Errorf("%s: overdue on the last day", name)
		}
		w.exec(`UPDATE courses.mandates SET due_on = $2 WHERE id = $1`, m.ID, yesterday)
		if late() != 1 {
			t.Errorf("%s: not overdue on the day after", name)
		}
	}
}

// What may be mandated: no closed unit, no retired course, no day that is none.
func TestMandateRefusals(t *testing.T) {
	w := newWorld(t, 0)
	res := w.imported(courseFolder())
	server := testweb.New(t, w.Routes()...)
	admin := server.Token(w.admin)
	auditor := server.Token(accountstest.Person(t, w.db, "Tri", w.other, access.Auditor))
	closed := accountstest.Unit(t, w.db, "Seksi Lama", w.office)
	w.exec(`UPDATE accounts.units SET closed_on = current_date WHERE id = $1`, closed)
	body := func(unit uuid.UUID, due string) map[string]any {
		return map[string]any{"course_id": res.CourseID, "unit_id": unit, "due_on": due}
	}
	post := func(name string, body any, as string, status int, has string) testweb.Scenario {
		return testweb.Scenario{Name: name, Method: http.MethodPost, Path: "/api/courses/mandates", Body: body, As: as, Status: status, Has: []string{has}}
	}
	preview := func(name string, unit uuid.UUID, status int, has string) testweb.Scenario {
		return testweb.Scenario{Name: name, Method: http.MethodPost, Path: "/api/courses/mandates/preview", As: admin, Status: status, Has: []string{has},
			Body: map[string]any{"course_id": res.CourseID, "unit_id": unit}}
	}
	server.Run(t, []testweb.Scenario{
		post("closed unit", body(closed, day(t, 5)), admin, 404, "courses.unit-not-found"),
		preview("preview of a closed unit", closed, 404, "courses.unit-not-found"),
		post("unit admin", body(w.office, day(t, 5)), server.Token(w.unitAdmin), 403, "web.not-allowed"),
		post("auditor", body(w.office, day(t, 5)), auditor, 403, "web.not-allowed"),
		post("30 February", body(w.office, "2027-02-30"), admin, 422, "/due_on"),
		post("year 0", body(w.office, "0000-01-01"), admin, 422, "/due_on"),
		post("no day", map[string]any{"course_id": res.CourseID, "unit_id": w.office}, admin, 422, "due_on"),
		post("a note with a zero byte", map[string]any{"course_id": res.CourseID, "unit_id": w.office, "due_on": day(t, 5), "note": "a\x00b"}, admin, 201, `"note":"ab"`),
		preview("preview", w.office, 200, `"people":2`),
		{Name: "the auditor sees it", Path: "/api/courses/mandates", As: auditor, Status: 200, Has: []string{`"note":"ab"`}},
	})
	w.exec(`UPDATE courses.courses SET retired_at = now()`)
	server.Run(t, []testweb.Scenario{
		post("retired course", body(w.section, day(t, 5)), admin, 404, "courses.course-not-found"),
		preview("preview of a retired course", w.section, 404, "courses.course-not-found"),
		{Name: "its report stays", Path: "/api/courses/completion?course_id=" + res.CourseID.String(), As: admin, Status: 200, Has: []string{"Ratri"}},
	})
}

// A cancelled mandate stays in the list and binds nobody; the list never drops
// an open one.
func TestCancelledMandates(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	res := w.imported(courseFolder())
	w.exec(`INSERT INTO courses.mandates (id, course_id, unit_id, due_on, created_by, cancelled_at)
		SELECT gen_random_uuid(), $1, $2, '2026-01-01', $3, now() - make_interval(hours => n) FROM generate_series(1, 230) n`, res.CourseID, w.section, w.admin.AccountID)
	for i := range 3 {
		unit := accountstest.Unit(t, w.db, fmt.Sprintf("Seksi %d", i), w.office)
		w.mandated(res.CourseID, unit, day(t, 9-i))
	}
	m := w.mandated(res.CourseID, w.section, day(t, 1))
	due := func() *string {
		c, err := w.Completion(ctx, w.admin, CompletionFilter{CourseID: res.CourseID, UnitID: w.section})
		if err != nil || len(c.Rows) != 1 {
			t.Fatal(c, err)
		}
		return c.Rows[0].DueOn
	}
	if d := due(); d == nil || *d != day(t, 1) {
		t.Fatal(d)
	}
	if err := w.CancelMandate(access.WithActor(ctx, w.admin), m.ID); err != nil {
		t.Fatal(err)
	}
	if d := due(); d != nil {
		t.Fatal(*d)
	}
	list, err := w.Mandates(ctx, w.unitAdmin)
	if err != nil || len(list) != 203 {
		t.Fatal(len(list), err)
	}
	if list[0].DueOn != day(t, 7) || list[2].CancelledAt != nil || list[3].ID != m.ID || list[3].CancelledAt == nil || list[4].CancelledAt == nil {
		t.Fatalf("%+v", list[:5])
	}
	if n := w.number(`SELECT count(*) FROM audit.events WHERE action = 'courses.mandate-cancelled' AND actor_id = $1 AND details->>'unit_id' = $2`,
		w.admin.AccountID, w.section.String()); n != 1 {
		t.Fatal("not in the audit trail")
	}
}
