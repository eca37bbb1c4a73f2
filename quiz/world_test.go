package quiz

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"lentera/accounts/accountstest"
	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/testdb"
)

// world is a migrated database with one course of three lessons: text, a quiz
// without a cap (kuis, 4 items) and one with a cap of 3 (ujian, 6 items).
type world struct {
	t        testing.TB
	db       *db.DB
	pool     *sql.DB // for looking behind the feature's back
	courses  *courses.Service
	s        *Service
	course   uuid.UUID
	revision uuid.UUID
	text     uuid.UUID // lesson ids
	kuis     uuid.UUID
	ujian    uuid.UUID
	alone    atomic.Int64 // saves that company gave no verdict, see gather
}

var background = context.Background()

func newWorld(t testing.TB) *world {
	t.Helper()
	d := testdb.New(t)
	pool, err := sql.Open("postgres", d.DSN())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	w := &world{t: t, db: d, pool: pool, courses: courses.New(d, nil, courses.Options{})}
	w.s = New(d, w.courses, slog.New(slog.NewTextHandler(io.Discard, nil)))
	w.courses.Plug(w.s.Activity())
	if err := d.Warm(background); err != nil {
		t.Fatal(err)
	}
	w.publish()
	return w
}

// publish imports the example course as an operator does.
func (w *world) publish() {
	w.t.Helper()
	res, err := w.courses.ImportFolder(background, exampleFolder(), courses.ImportOptions{})
	if err != nil || len(res.Findings) > 0 {
		w.t.Fatalf("%v %+v", err, res.Findings)
	}
	w.course = res.CourseID
	w.revision = scan[uuid.UUID](w, `SELECT id FROM courses.revisions WHERE course_id = $1`, w.course)
	w.text = scan[uuid.UUID](w, `SELECT id FROM courses.lessons WHERE key = 'bacaan'`)
	w.kuis = scan[uuid.UUID](w, `SELECT id FROM courses.lessons WHERE key = 'kuis'`)
	w.ujian = scan[uuid.UUID](w, `SELECT id FROM courses.lessons WHERE key = 'ujian'`)
}

const exampleCourse = `code: contoh
title: Kursus contoh
summary: Untuk uji.
language: id
jp: 1
siasn_path: 16
organiser: BKPSDM
outcomes: [Mengerti.]
modules:
  - key: m1
    title: Modul
    jp: 1
    lessons:
      - {key: bacaan, title: Bacaan, kind: text, minutes: 5, file: m1/bacaan.md}
      - {key: kuis, title: Kuis, kind: quiz, minutes: 10, file: quiz/kuis.yaml}
      - {key: ujian, title: Ujian, kind: quiz, minutes: 30, file: quiz/ujian.yaml}
`

func exampleFolder() fstest.MapFS {
	var a, b strings.Builder
	for i := range 8 {
		fmt.Fprintf(&a, "- {key: a-%d, pool: a, kind: single, stem: Soal **a%d**, options: [{text: benar, correct: true}, {text: salah}, {text: keliru}, {text: lain}], explanation: KENARI-a%d}\n", i, i, i)
	}
	for i := range 4 {
		fmt.Fprintf(&b, "- {key: b-%d, pool: b, kind: multiple, stem: Soal b%d, options: [{text: satu, correct: true}, {text: dua, correct: true}, {text: tiga}], explanation: KENARI-b%d}\n", i, i, i)
		fmt.Fprintf(&b, "- {key: c-%d, pool: c, kind: truefalse, stem: Soal c%d, answer: %t, explanation: KENARI-c%d}\n", i, i, i%2 == 0, i)
	}
	return fstest.MapFS{
		"course.yaml":      {Data: []byte(exampleCourse)},
		"m1/bacaan.md":     {Data: []byte("Isi.\n")},
		"questions/a.yaml": {Data: []byte(a.String())},
		"questions/b.yaml": {Data: []byte(b.String())},
		"quiz/kuis.yaml": {Data: []byte("title: Kuis\ninstructions: Pilih *jawaban*.\nduration_minutes: 10\npass_percent: 60\n" +
			"draw: [{pool: a, count: 2}, {pool: b, count: 1}, {pool: c, count: 1}]\n")},
		"quiz/ujian.yaml": {Data: []byte("title: Ujian\ninstructions: Ujian akhir.\nduration_minutes: 30\npass_percent: 70\nattempt_cap: 3\n" +
			"draw: [{pool: a, count: 4}, {pool: b, count: 1}, {pool: c, count: 1}]\n")},
	}
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

// learner makes an enrolled person.
func (w *world) learner() access.Actor {
	w.t.Helper()
	a := accountstest.Person(w.t, w.db, "Siti Aminah", uuid.Nil)
	w.exec(`INSERT INTO courses.enrolments (id, person_id, course_id, revision_id) VALUES ($1, $2, $3, $4)`,
		uuid.Must(uuid.NewV7()), a.PersonID, w.course, w.revision)
	return a
}

func (w *world) start(a access.Actor, lesson uuid.UUID) Paper {
	w.t.Helper()
	p, _, err := w.s.Start(background, a, lesson)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// keys gives the right options of a paper, item by item.
func (w *world) keys(attempt uuid.UUID) map[int][]string {
	w.t.Helper()
	rows, err := w.pool.Query(`SELECT i.no, array_to_string(ARRAY(SELECT jsonb_array_elements_text(k.key -> 'correct')), ',') FROM quiz.items i
		JOIN bank.keys k ON k.version_id = i.question_id WHERE i.attempt_id = $1`, attempt)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[int][]string{}
	for rows.Next() {
		var no int
		var right string
		if err := rows.Scan(&no, &right); err != nil {
			w.t.Fatal(err)
		}
		out[no] = strings.Split(right, ",")
	}
	return out
}

// answerRight saves the right answer of the first n items.
func (w *world) answerRight(a access.Actor, p Paper, n int) {
	w.t.Helper()
	keys := w.keys(p.ID)
	for no := 1; no <= n; no++ {
		if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{No: no, Seq: 1, Chosen: keys[no]}); err != nil {
			w.t.Fatal(err)
		}
	}
}

// late moves the deadline so far into the past.
func (w *world) late(attempt uuid.UUID, by time.Duration) {
	w.t.Helper()
	w.exec(`UPDATE quiz.attempts SET deadline_at = clock_timestamp() - make_interval(secs => $2) WHERE id = $1`, attempt, by.Seconds())
}

// checks runs a rapid property so many times, whatever the default is.
func checks(t *testing.T, n int, property func(*rapid.T)) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	was := f.Value.String()
	if err := f.Value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Value.Set(was) }()
	rapid.Check(t, property)
}
