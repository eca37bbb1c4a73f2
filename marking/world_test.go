package marking

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/testdb"
	"lentera/quiz"
)

var background = context.Background()

// world is a migrated database with one course: a quiz of two essays, worth a
// point each, with two criteria of three levels (0, 1, 2).
type world struct {
	t        testing.TB
	db       *db.DB
	pool     *sql.DB
	quiz     *quiz.Service
	s        *Service
	course   uuid.UUID
	revision uuid.UUID
	lesson   uuid.UUID
}

const essays = `- key: %s
  pool: a
  kind: essay
  stem: Ceritakan %s.
  rubric:
    - {title: Kejelasan, levels: [{title: Belum, points: 0}, {title: Cukup, points: 1}, {title: Jelas, points: 2}]}
    - {title: Alasan, levels: [{title: Belum, points: 0}, {title: Cukup, points: 1}, {title: Kuat, points: 2}]}
  guide: Nilai isi.
  explanation: Tidak ada jawaban tunggal.
`

func folder() fstest.MapFS {
	return fstest.MapFS{
		"course.yaml": {Data: []byte("code: contoh\ntitle: Kursus contoh\nsummary: Uji.\nlanguage: id\njp: 1\nsiasn_path: 16\norganiser: BKPSDM\noutcomes: [Mengerti.]\n" +
			"modules:\n  - {key: m1, title: Modul, jp: 1, lessons: [{key: kuis, title: Kuis, kind: quiz, minutes: 45, file: quiz/kuis.yaml}]}\n")},
		"questions/a.yaml": {Data: []byte(fmt.Sprintf(essays, "satu", "satu") + fmt.Sprintf(essays, "dua", "dua"))},
		"quiz/kuis.yaml":   {Data: []byte("title: Kuis esai\ninstructions: Tulis.\nduration_minutes: 30\npass_percent: 60\ndraw: [{pool: a, count: 2}]\n")},
	}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	d := testdb.New(t)
	pool, err := sql.Open("postgres", d.DSN())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	c := courses.New(d, nil, courses.Options{})
	w := &world{t: t, db: d, pool: pool, quiz: quiz.New(d, c, slog.New(slog.NewTextHandler(io.Discard, nil)))}
	w.s = New(d, w.quiz)
	c.Plug(w.quiz.Activity())
	res, err := c.ImportFolder(background, folder(), courses.ImportOptions{})
	if err != nil || len(res.Findings) > 0 {
		t.Fatalf("%v %+v", err, res.Findings)
	}
	w.course = res.CourseID
	w.revision = scan[uuid.UUID](w, `SELECT id FROM courses.revisions WHERE course_id = $1`, w.course)
	w.lesson = scan[uuid.UUID](w, `SELECT id FROM courses.lessons WHERE key = 'kuis'`)
	return w
}

func (w *world) exec(statement string, args ...any) {
	w.t.Helper()
	if _, err := w.pool.Exec(statement, args...); err != nil {
		w.t.Fatalf("%s: %v", statement, err)
	}
}

func scan[T any](w *world, query string, args ...any) (v T) {
	w.t.Helper()
	if err := w.pool.QueryRow(query, args...).Scan(&v); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return v
}

func (w *world) person(name string, roles ...access.Role) access.Actor {
	return accountstest.Person(w.t, w.db, name, uuid.Nil, roles...)
}

// handIn enrols a person who answers both essays and hands in.
func (w *world) handIn(a access.Actor, text string) uuid.UUID {
	w.t.Helper()
	w.exec(`INSERT INTO courses.enrolments (id, person_id, course_id, revision_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		uuid.Must(uuid.NewV7()), a.PersonID, w.course, w.revision)
	p, _, err := w.quiz.Start(background, a, w.lesson)
	if err != nil {
		w.t.Fatal(err)
	}
	for no := 1; no <= 2; no++ {
		if _, err := w.quiz.SaveAnswer(background, a, p.ID, quiz.Answer{No: no, Seq: 1, Chosen: []string{fmt.Sprint(text, " ", no)}}); err != nil {
			w.t.Fatal(err)
		}
	}
	if r, err := w.quiz.Submit(background, a, p.ID); err != nil || r.Pending != 2 {
		w.t.Fatalf("%+v %v", r, err)
	}
	return p.ID
}

func (w *world) plan(markers int, tolerance float64) {
	w.t.Helper()
	if err := w.s.SetPlan(background, w.person("Perencana", access.TrainingAdmin), w.lesson, Plan{markers, tolerance}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) next(a access.Actor) Sheet {
	w.t.Helper()
	sheet, err := w.s.Next(background, a, w.lesson, false)
	if err != nil {
		w.t.Fatal(err)
	}
	return sheet
}

// give chooses the level with this index for every criterion of every item.
func give(s Sheet, level int) []Given {
	out := []Given{}
	for _, it := range s.Items {
		g := Given{No: it.No, Levels: map[string]string{}}
		for _, c := range it.Rubric {
			g.Levels[c.ID] = c.Levels[level].ID
		}
		out = append(out, g)
	}
	return out
}

func (w *world) finish(a access.Actor, s Sheet, level int) Finished {
	w.t.Helper()
	f, err := w.s.Finish(background, a, s.ID, give(s, level))
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}
