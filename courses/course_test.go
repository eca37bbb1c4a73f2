package courses

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
)

func day(t testing.TB, days int) string {
	return time.Now().In(jakarta(t)).AddDate(0, 0, days).Format(time.DateOnly)
}

func (w *world) mandated(course, unit uuid.UUID, due string) Mandate {
	w.t.Helper()
	m, err := w.CreateMandate(context.Background(), w.admin, NewMandate{CourseID: course, UnitID: unit, DueOn: due})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

func TestHome(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	empty, err := w.Home(ctx, w.learner)
	if err != nil || empty.Next != nil || empty.Required == nil || empty.Studying == nil || empty.Finished == nil {
		t.Fatalf("%+v %v", empty, err)
	}
	res := w.imported(courseFolder())
	h, err := w.Home(ctx, w.learner)
	if err != nil || h.Next != nil || len(h.Required)+len(h.Studying)+len(h.Finished) != 0 {
		t.Fatalf("a course nobody asked for: %+v %v", h, err)
	}
	m := w.mandated(res.CourseID, w.office, day(t, 7))
	h, err = w.Home(ctx, w.learner)
	if err != nil || len(h.Required) != 1 || h.Required[0].EnrolmentID != nil || *h.Required[0].DueOn != day(t, 7) || h.Required[0].Overdue ||
		h.Next == nil || h.Next.LessonID != w.lessonID("m1-meja") || h.Next.Minutes != 20 || *h.Next.DueOn != day(t, 7) {
		t.Fatalf("mandated: %+v %v", h, err)
	}
	if other, err := w.Home(ctx, w.admin); err != nil || len(other.Required) != 0 {
		t.Fatalf("outside the subtree: %+v %v", other, err)
	}
	w.exec(`UPDATE courses.mandates SET due_on = due_on - 30`)
	if h, _ = w.Home(ctx, w.learner); !h.Required[0].Overdue {
		t.Fatal("not overdue")
	}
	w.enrolled(w.learner)
	if err := w.CancelMandate(ctx, m.ID); err != nil {
		t.Fatal(err)
	}
	h, err = w.Home(ctx, w.learner)
	if err != nil || len(h.Required) != 0 || len(h.Studying) != 1 || h.Studying[0].DueOn != nil || h.Next == nil {
		t.Fatalf("after cancelling: %+v %v", h, err)
	}
	for _, key := range []string{"m1-meja", "m1-klik", "m1-kuis"} {
		if _, err := w.pass(w.learner, w.lessonID(key)); err != nil {
			t.Fatal(err)
		}
	}
	h, err = w.Home(ctx, w.learner)
	if err != nil || h.Next != nil || len(h.Finished) != 1 || h.Finished[0].CompletedAt == nil || h.Finished[0].NextLessonID != nil {
		t.Fatalf("finished: %+v %v", h, err)
	}
}

// A mandate follows today's membership, not yesterday's.
func TestMandateFollowsTheUnit(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	res := w.imported(courseFolder())
	w.mandated(res.CourseID, w.other, day(t, 7))
	required := func(a access.Actor) int {
		t.Helper()
		h, err := w.Home(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		return len(h.Required)
	}
	if required(w.learner) != 0 {
		t.Fatal("not in that unit yet")
	}
	w.exec(`UPDATE accounts.memberships SET valid_to = current_date WHERE person_id = $1`, w.learner.PersonID)
	w.exec(`INSERT INTO accounts.memberships (person_id, unit_id, valid_from) VALUES ($1, $2, current_date)`, w.learner.PersonID, w.other)
	if required(w.learner) != 1 {
		t.Fatal("moved in")
	}
	// Two mandates of one course: one card, the earlier day.
	w.mandated(res.CourseID, w.agency, day(t, 3))
	h, err := w.Home(ctx, w.learner)
	if err != nil || len(h.Required) != 1 || *h.Required[0].DueOn != day(t, 3) {
		t.Fatalf("%+v %v", h, err)
	}
}

func TestOpeningAMandatedLessonEnrols(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	res := w.imported(courseFolder())
	lesson := w.lessonID("m1-meja")
	if _, err := w.Lesson(ctx, w.learner, lesson); !errors.Is(err, ErrLessonNotFound) {
		t.Fatal(err)
	}
	w.mandated(res.CourseID, w.office, day(t, 7))
	v, err := w.Lesson(ctx, w.learner, lesson)
	if err != nil || v.Position != 1 || v.Total != 3 || v.PreviousID != nil || *v.NextID != w.lessonID("m1-klik") ||
		v.Course.Code != "aman-digital" || v.ModuleTitle != "Mengenali" || v.Video != nil || !strings.Contains(v.BodyHTML, "penting") {
		t.Fatalf("%+v %v", v, err)
	}
	if _, err := w.Lesson(ctx, w.admin, lesson); !errors.Is(err, ErrLessonNotFound) {
		t.Fatalf("somebody of another unit: %v", err)
	}
	film, err := w.Lesson(ctx, w.learner, w.lessonID("m1-klik"))
	if err != nil || film.Video == nil || film.Video.Seconds != 480 || film.Video.Bytes != int64(len(video(480))) ||
		film.Video.PosterURL == nil || film.Video.ContentType != "video/mp4" || !ownMedia.MatchString(film.Video.URL) || !ownMedia.MatchString(film.Video.CaptionsURL) {
		t.Fatalf("%+v %v", film.Video, err)
	}
}

func TestCatalogueAndDetail(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	w.imported(courseFolder())
	list, err := w.Catalogue(ctx, w.learner)
	if err != nil || len(list) != 1 || list[0].LessonsTotal != 3 || list[0].JP != 1 || list[0].Minutes != 45 || list[0].EnrolmentID != nil {
		t.Fatalf("%+v %v", list, err)
	}
	d, err := w.Course(ctx, w.learner, "aman-digital")
	if err != nil || d.Revision != 1 || *d.LawCheckedOn != "2026-11-23" || len(d.Outcomes) != 1 || len(d.References) != 1 || d.References[0].Note != "Pasal 4" ||
		len(d.Modules) != 1 || len(d.Modules[0].Lessons) != 3 || d.Modules[0].Lessons[1].Kind != "video" || d.Modules[0].JP != 1 {
		t.Fatalf("%+v %v", d, err)
	}
	for _, code := range []string{"tiada", ""} {
		if _, err := w.Course(ctx, w.learner, code); !errors.Is(err, ErrCourseNotFound) {
			t.Errorf("%q: %v", code, err)
		}
		if _, err := w.Enrol(ctx, w.learner, code); !errors.Is(err, ErrCourseNotFound) {
			t.Errorf("%q: %v", code, err)
		}
	}
	// A course no longer offered: those who study it keep it, nobody begins.
	w.enrolled(w.learner)
	w.exec(`UPDATE courses.courses SET retired_at = now()`)
	if _, err := w.Enrol(ctx, w.admin, "aman-digital"); !errors.Is(err, ErrCourseNotFound) {
		t.Errorf("retired: %v", err)
	}
	if again, err := w.Enrol(ctx, w.learner, "aman-digital"); err != nil || again.NextLessonID == nil {
		t.Errorf("retired, but studied: %v", err)
	}
}

// Fifty courses, each with fifteen lessons, and a mandate for each: home stays
// one statement and far below what a person notices.
func TestHomeWithFiftyCourses(t *testing.T) {
	w := newWorld(t, 0)
	w.exec(`INSERT INTO courses.courses (id, code) SELECT gen_random_uuid(), 'kursus-' || n FROM generate_series(1, 50) n`)
	w.exec(`INSERT INTO courses.revisions (id, course_id, number, title, organiser, jp, minutes, siasn_path, checksum)
		SELECT gen_random_uuid(), id, v, 'Kursus ' || code, 'BKPSDM', 4, 180, 16, 'x' FROM courses.courses, generate_series(1, 4) v`)
	w.exec(`INSERT INTO courses.modules (id, revision_id, key, position, title) SELECT gen_random_uuid(), id, 'm', 1, 'Modul' FROM courses.revisions`)
	w.exec(`INSERT INTO courses.lessons (id, revision_id, module_id, key, position, title, kind, minutes)
		SELECT gen_random_uuid(), revision_id, id, 'l-' || n, n, 'Pelajaran', 'text', 12 FROM courses.modules, generate_series(1, 15) n`)
	w.exec(`INSERT INTO courses.mandates (id, course_id, unit_id, due_on, created_by)
		SELECT gen_random_uuid(), id, $1, current_date + 10, $2 FROM courses.courses`, w.agency, w.admin.AccountID)
	w.exec(`INSERT INTO courses.enrolments (id, person_id, course_id, revision_id)
		SELECT gen_random_uuid(), $1, course_id, id FROM courses.revisions WHERE number = 2`, w.learner.PersonID)
	w.exec(`INSERT INTO courses.progress (enrolment_id, lesson_id, completed_at)
		SELECT e.id, l.id, now() FROM courses.enrolments e JOIN courses.lessons l ON l.revision_id = e.revision_id WHERE l.position < 8`)
	w.exec(`ANALYZE`)
	best := time.Hour
	for range 10 {
		began := time.Now()
		h, err := w.Home(context.Background(), w.learner)
		best = min(best, time.Since(began))
		if err != nil || len(h.Required) != 50 || h.Required[0].LessonsDone != 7 || h.Required[0].LessonsTotal != 15 || h.Next == nil {
			t.Fatalf("%+v %v", h, err)
		}
	}
	t.Logf("home with 50 courses: %v at best", best)
	if best > 250*time.Millisecond {
		t.Errorf("home takes %v", best)
	}
}

func TestMaySeeFile(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	w.imported(courseFolder())
	trainer := accountstest.Person(t, w.db, "Pelatih", w.other, access.Trainer)
	var files []uuid.UUID
	if err := w.db.Select(ctx, &files, queryText(`SELECT id FROM media.files`)); err != nil || len(files) != 4 {
		t.Fatal(files, err)
	}
	see := func(a access.Actor) (n int) {
		t.Helper()
		for _, f := range append(files, uuid.New()) {
			yes, err := w.MaySeeFile(ctx, a, f)
			if err != nil {
				t.Fatal(err)
			}
			if yes {
				n++
			}
		}
		return n
	}
	if see(w.learner) != 0 || see(w.unitAdmin) != 0 || see(trainer) != 4 || see(w.admin) != 4 {
		t.Fatal("before enrolment")
	}
	w.enrolled(w.learner)
	if see(w.learner) != 4 || see(w.unitAdmin) != 0 {
		t.Fatal("after enrolment")
	}
	// A picture that only the next revision has stays unseen.
	w.imported(with(map[string]string{"media/meja.jpg": string(photo(20))}))
	if err := w.db.Select(ctx, &files, queryText(`SELECT id FROM media.files`)); err != nil || len(files) != 5 || see(w.learner) != 4 {
		t.Fatal("the newer revision's file")
	}
}

// silentActivity takes every quiz file: the catalogue's questions are checked
// where quizzes are.
type silentActivity struct{ wordActivity }

func (*silentActivity) Read(fs.FS, []LessonSource) (Parsed, []Finding) { return nil, nil }

// Every course in the repository is free of findings.
func TestCatalogueFolders(t *testing.T) {
	folders, err := os.ReadDir("catalogue")
	if err != nil {
		t.Fatal(err)
	}
	s := New(nil, nil, Options{})
	s.activities["quiz"] = &silentActivity{}
	n := 0
	for _, f := range folders {
		if _, err := os.Stat("catalogue/" + f.Name() + "/" + courseFile); err != nil {
			continue
		}
		n++
		root, err := os.OpenRoot("catalogue/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = root.Close() }()
		dir, found, err := openFolder(root.FS())
		if err != nil {
			t.Fatal(err)
		}
		_, _, more := s.check(dir)
		for _, one := range append(found, more...) {
			t.Errorf("%s/%s:%d %s: %s", f.Name(), one.File, one.Line, one.Code, one.Message)
		}
	}
	if n == 0 {
		t.Fatal("no course in the catalogue")
	}
}
