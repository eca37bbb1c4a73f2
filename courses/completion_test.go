package courses

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/testweb"
)

func TestMandates(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	res := w.imported(courseFolder())
	ok := NewMandate{CourseID: res.CourseID, UnitID: w.office, DueOn: day(t, 0), Note: " Wajib "}
	first, err := w.CreateMandate(ctx, w.admin, ok)
	if err != nil || first.People != 2 || first.Note != "Wajib" || first.Unit.Name != "Kecamatan Kembang" || first.Course.Title == "" {
		t.Fatalf("due today: %+v %v", first, err)
	}
	again, err := w.CreateMandate(ctx, w.admin, ok)
	if err != nil || again.ID != first.ID {
		t.Fatalf("the same again: %+v %v", again, err)
	}
	bad := map[string]struct {
		change func(*NewMandate)
		want   error
	}{
		"past":           {func(m *NewMandate) { m.DueOn = day(t, -1) }, ErrDuePast},
		"another day":    {func(m *NewMandate) { m.DueOn = day(t, 5) }, ErrAlreadyMandated},
		"unknown course": {func(m *NewMandate) { m.CourseID = uuid.New() }, ErrCourseNotFound},
		"unknown unit":   {func(m *NewMandate) { m.UnitID = uuid.New() }, ErrUnitNotFound},
	}
	for name, c := range bad {
		in := ok
		c.change(&in)
		if _, err := w.CreateMandate(ctx, w.admin, in); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, err := w.PreviewMandate(ctx, res.CourseID, w.agency)
	if err != nil || p != (MandatePreview{People: 3, AlreadyMandated: 2}) {
		t.Fatalf("%+v %v", p, err)
	}
	if _, err := w.PreviewMandate(ctx, res.CourseID, uuid.New()); !errors.Is(err, ErrUnitNotFound) {
		t.Error(err)
	}
	for range 2 {
		if err := w.CancelMandate(ctx, first.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.CancelMandate(ctx, uuid.New()); !errors.Is(err, ErrMandateNotFound) {
		t.Error(err)
	}
	if n := w.number(`SELECT count(*) FROM audit.events WHERE subject = $1 AND actor_id IS NULL`, first.ID.String()); n != 2 {
		t.Fatalf("%d audit rows", n) // outside a request the actor is empty
	}
	if m := w.mandated(res.CourseID, w.office, day(t, 5)); m.ID == first.ID || m.CancelledAt != nil {
		t.Fatal("after cancelling, a new one")
	}
}

func TestMandateListIsScoped(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	res := w.imported(courseFolder())
	w.mandated(res.CourseID, w.agency, day(t, 9))
	w.mandated(res.CourseID, w.section, day(t, 5))
	w.mandated(res.CourseID, w.other, day(t, 1))
	all, err := w.Mandates(ctx, w.admin)
	if err != nil || len(all) != 3 || all[0].Unit.ID != w.other || all[2].People != 3 {
		t.Fatalf("%+v %v", all, err)
	}
	own, err := w.Mandates(ctx, w.unitAdmin)
	if err != nil || len(own) != 2 || own[0].Unit.ID != w.section || own[0].People != 1 || own[1].Unit.ID != w.agency || own[1].People != 2 {
		t.Fatalf("%+v %v", own, err)
	}
	if none, err := w.Mandates(ctx, w.learner); err != nil || len(none) != 0 {
		t.Fatalf("%+v %v", none, err)
	}
}

func TestCompletion(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	res := w.imported(courseFolder())
	for i := range 5 {
		accountstest.Person(t, w.db, fmt.Sprintf("Pegawai %d", i), w.other)
	}
	w.mandated(res.CourseID, w.office, day(t, 3))
	w.exec(`UPDATE courses.mandates SET due_on = current_date - 10`)
	w.enrolled(w.learner)
	w.enrolled(w.admin)
	for _, key := range []string{"m1-meja", "m1-klik", "m1-kuis"} {
		if _, err := w.pass(w.admin, w.lessonID(key)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.pass(w.learner, w.lessonID("m1-meja")); err != nil {
		t.Fatal(err)
	}
	all := CompletionFilter{CourseID: res.CourseID, Limit: 50}
	c, err := w.Completion(ctx, w.admin, all)
	if err != nil || c.Totals != (Totals{People: 8, Done: 1, Studying: 1, NotStarted: 6, Overdue: 2}) || len(c.Rows) != 8 || c.Unit != nil || c.NextCursor != "" {
		t.Fatalf("%+v %v", c, err)
	}
	own, err := w.Completion(ctx, w.unitAdmin, all)
	if err != nil || own.Totals != (Totals{People: 2, Studying: 1, NotStarted: 1, Overdue: 2}) || own.Rows[0].FullName != "Ratri Wulandari" ||
		own.Rows[0].LessonsDone != 1 || own.Rows[0].LessonsTotal != 3 || !own.Rows[0].Overdue || own.Rows[0].Status != "studying" {
		t.Fatalf("%+v %v", own, err)
	}
	names := func(a access.Actor, change func(*CompletionFilter)) string {
		t.Helper()
		f := all
		change(&f)
		c, err := w.Completion(ctx, a, f)
		if err != nil {
			t.Fatal(err)
		}
		out := []string{}
		for _, r := range c.Rows {
			out = append(out, r.FullName)
		}
		return strings.Join(out, ",")
	}
	for want, change := range map[string]func(*CompletionFilter){
		"Endah Lestari":                 func(f *CompletionFilter) { f.Status = "done" },
		"Ratri Wulandari":               func(f *CompletionFilter) { f.Status = "studying" },
		"Ratri Wulandari,Yusuf Hidayat": func(f *CompletionFilter) { f.Status = "overdue" },
		"Yusuf Hidayat":                 func(f *CompletionFilter) { f.Q = " yusuf" },
		"":                              func(f *CompletionFilter) { f.Q = "%" },
	} {
		if got := names(w.admin, change); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := names(w.unitAdmin, func(f *CompletionFilter) { f.UnitID = w.section }); got != "Ratri Wulandari" {
		t.Errorf("section: %q", got)
	}
}

// A unit admin reaches the own subtree only, and the pages together are the
// whole list.
func TestCompletionScopeAndPages(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	res := w.imported(courseFolder())
	for i := range 5 {
		accountstest.Person(t, w.db, fmt.Sprintf("Pegawai %d", i), w.other)
	}
	all := CompletionFilter{CourseID: res.CourseID, Limit: 50}
	whole, err := w.Completion(ctx, w.admin, all)
	if err != nil {
		t.Fatal(err)
	}
	listed := []string{}
	for _, r := range whole.Rows {
		listed = append(listed, r.FullName)
	}
	for name, unit := range map[string]uuid.UUID{"beside": w.other, "above": w.agency, "unknown": uuid.New()} {
		f := all
		f.UnitID = unit
		if _, err := w.Completion(ctx, w.unitAdmin, f); !errors.Is(err, ErrUnitNotFound) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := w.ExportCompletion(ctx, w.unitAdmin, f, "id"); !errors.Is(err, ErrUnitNotFound) {
			t.Errorf("%s as file: %v", name, err)
		}
	}
	var paged []string
	f := all
	for f.Limit = 3; ; {
		c, err := w.Completion(ctx, w.admin, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range c.Rows {
			paged = append(paged, r.FullName)
		}
		if f.Cursor = c.NextCursor; f.Cursor == "" {
			break
		}
	}
	if len(paged) != 8 || strings.Join(paged, ",") != strings.Join(listed, ",") {
		t.Errorf("pages: %v", paged)
	}
	f.CourseID = uuid.New()
	if _, err := w.Completion(ctx, w.admin, f); !errors.Is(err, ErrCourseNotFound) {
		t.Error(err)
	}
}

func TestCompletionCSV(t *testing.T) {
	w := newWorld(t, 0)
	res := w.imported(courseFolder())
	accountstest.Person(t, w.db, `=HYPERLINK("http://x","klik")`, w.section)
	w.enrolled(w.learner)
	lines, name := w.exported(w.unitAdmin, CompletionFilter{CourseID: res.CourseID}, "id")
	if name != "ketuntasan-aman-digital-"+day(t, 0)+".csv" {
		t.Error(name)
	}
	if len(lines) != 4 || lines[0][0] != "Nama" || lines[1][0] != `'=HYPERLINK("http://x","klik")` ||
		lines[2][0] != "Ratri Wulandari" || lines[2][3] != "Sedang belajar" {
		t.Fatalf("%q", lines)
	}
	if n := w.number(`SELECT (details->>'people')::int FROM audit.events WHERE action = 'courses.completion-exported'`); n != 3 {
		t.Fatalf("audit says %d", n)
	}
}

func TestAdminRoutes(t *testing.T) {
	w := newWorld(t, 25)
	res := w.imported(courseFolder())
	server := testweb.New(t, w.Routes()...)
	learner, admin := server.Token(w.learner), server.Token(w.admin)
	w.enrolled(w.learner)
	mandate := map[string]any{"course_id": res.CourseID, "unit_id": w.office, "due_on": day(t, 5), "note": "Wajib"}
	with := func(name string, value any) map[string]any {
		out := map[string]any{}
		for k, v := range mandate {
			out[k] = v
		}
		out[name] = value
		return out
	}
	server.Run(t, []testweb.Scenario{
		{Name: "mandate", Method: "POST", Path: "/api/courses/mandates", As: admin, Body: mandate, Status: 201, Has: []string{`"people":2`, `"cancelled_at":null`}},
		{Name: "mandate twice", Method: "POST", Path: "/api/courses/mandates", As: admin, Body: mandate, Status: 201},
		{Name: "mandate in the past", Method: "POST", Path: "/api/courses/mandates", As: admin, Body: with("due_on", "2020-01-01"), Status: 422, Has: []string{"courses.due-in-the-past"}},
		{Name: "mandate on no day", Method: "POST", Path: "/api/courses/mandates", As: admin, Body: with("due_on", "besok"), Status: 422},
		{Name: "mandate with more", Method: "POST", Path: "/api/courses/mandates", As: admin, Body: with("created_by", uuid.New()), Status: 422},
		{Name: "mandate conflict", Method: "POST", Path: "/api/courses/mandates", As: admin, Body: with("due_on", day(t, 9)), Status: 409, Has: []string{"courses.already-mandated"}},
		{Name: "preview", Method: "POST", Path: "/api/courses/mandates/preview", As: admin,
			Body: map[string]any{"course_id": res.CourseID, "unit_id": w.agency}, Status: 200, Has: []string{`"people":3`, `"already_mandated":2`}},
		{Name: "list", Path: "/api/courses/mandates", As: admin, Status: 200, Has: []string{`"name":"Kecamatan Kembang"`}},
		{Name: "due shows", Path: "/api/courses/home", As: learner, Status: 200, Has: []string{`"due_on":"` + day(t, 5) + `"`, `"overdue":false`}},
		{Name: "cancel nothing", Method: "DELETE", Path: "/api/courses/mandates/" + uuid.NewString(), As: admin, Status: 404},

		{Name: "completion", Path: "/api/courses/completion?course_id=" + res.CourseID.String() + "&status=studying", As: admin, Status: 200,
			Has: []string{`"unit":null`, `"full_name":"Ratri Wulandari"`, `"next_cursor":""`, `"people":3`}},
		{Name: "completion of one unit", Path: "/api/courses/completion?course_id=" + res.CourseID.String() + "&unit_id=" + w.section.String(), As: admin, Status: 200,
			Has: []string{`"name":"Seksi Pelayanan"`, `"people":1`}},
		{Name: "completion without course", Path: "/api/courses/completion", As: admin, Status: 422},
		{Name: "completion of a status", Path: "/api/courses/completion?status=x&course_id=" + res.CourseID.String(), As: admin, Status: 422},
		{Name: "completion wide", Path: "/api/courses/completion?limit=1000&course_id=" + res.CourseID.String(), As: admin, Status: 422},
		{Name: "csv", Path: "/api/courses/completion.csv?course_id=" + res.CourseID.String(), As: admin, Status: 200, Has: []string{"\ufeffNama,Unit kerja", "Ratri Wulandari,Seksi Pelayanan"},
			Header: map[string]string{"Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store", "Content-Disposition": `attachment; filename="ketuntasan-aman-digital-` + day(t, 0) + `.csv"`}},
		{Name: "csv of nothing", Path: "/api/courses/completion.csv", As: admin, Status: 422},
		{Name: "csv of a status", Path: "/api/courses/completion.csv?status=x&course_id=" + res.CourseID.String(), As: admin, Status: 422},
	})
	if n := w.number(`SELECT count(*) FROM audit.events WHERE action = 'courses.mandate-created' AND actor_id = $1`, w.admin.AccountID); n != 1 {
		t.Fatalf("%d audit rows", n)
	}
}
