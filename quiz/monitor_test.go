package quiz

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
)

// TestMonitorOfThreeThousand: the design case of a synchronised start, 3,000
// attempts with 16 saved answers each, is one statement, and a page of it comes
// well within the ten seconds in which the screen asks again.
func TestMonitorOfThreeThousand(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 3,000 attempts")
	}
	w := newWorld(t)
	w.exec(`INSERT INTO accounts.persons (id, class, full_name, birth_date, sex)
		SELECT gen_random_uuid(), 'pns', 'Peserta ' || lpad(n::text, 4, '0'), '1985-03-17', 'F' FROM generate_series(1, 3000) n`)
	w.exec(`INSERT INTO courses.enrolments (id, person_id, course_id, revision_id) SELECT gen_random_uuid(), p.id, $1, $2 FROM accounts.persons p WHERE p.full_name LIKE 'Peserta %'`, w.course, w.revision)
	w.exec(`INSERT INTO quiz.attempts (id, quiz_id, enrolment_id, person_id, number, state, started_at, deadline_at, max_points, seed)
		SELECT gen_random_uuid(), z.id, e.id, e.person_id, 1, 'open', now() - interval '5 minutes', now() + interval '25 minutes', 16, 1
		FROM courses.enrolments e, quiz.quizzes z WHERE z.lesson_id = $1 AND e.revision_id = $2`, w.ujian, w.revision)
	w.exec(`INSERT INTO quiz.items (attempt_id, no, question_id, option_order, most)
		SELECT a.id, n, (SELECT id FROM bank.versions LIMIT 1), '{x}', 1 FROM quiz.attempts a, generate_series(1, 16) n`)
	w.exec(`INSERT INTO quiz.answers (attempt_id, no, seq, chosen, saved_at) SELECT i.attempt_id, i.no, 1, '{x}', now() - i.no * interval '20 seconds' FROM quiz.items i`)
	w.exec(`INSERT INTO quiz.presences (attempt_id, session_id) SELECT a.id, gen_random_uuid() FROM quiz.attempts a`)
	w.exec(`ANALYZE quiz.attempts, quiz.answers, quiz.items, quiz.presences, courses.enrolments, accounts.persons`)

	began := time.Now()
	m, err := w.s.Watch(background, w.ujian, "", uuid.Nil, 100)
	took := time.Since(began)
	if err != nil || len(m.People) != 100 || m.Counts["saving"] != 3000 || *m.People[0].Answered != 16 {
		t.Fatalf("%v %v %d", err, m.Counts, len(m.People))
	}
	size, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("3,000 attempts, 48,000 answers: %d ms, %d bytes", took.Milliseconds(), len(size))
	if took > 5*time.Second {
		t.Errorf("took %s", took)
	}
	last := m.People[99]
	next, err := w.s.Watch(background, w.ujian, last.FullName, last.PersonID, 100)
	if err != nil || len(next.People) != 100 || next.People[0].FullName != "Peserta 0101" {
		t.Errorf("%v %+v", err, next.People)
	}
	if tests, err := w.s.TestsToWatch(background); err != nil || len(tests) != 1 || tests[0].LessonID != w.ujian || tests[0].Running != 3000 {
		t.Errorf("%+v %v", tests, err)
	}
}
