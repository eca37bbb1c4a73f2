package quiz

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
)

// An anonymous survey stores no person with the answers, once per person, and
// tells nothing while few have answered.
func TestAnonymousSurvey(t *testing.T) {
	w := newWorld(t)
	w.set(w.kuis, `kind = 'survey', anonymous = true`)
	w.draw(w.kuis, Part{Pool: "a", Count: 8})
	for i := range fewestResponses {
		if list, err := w.s.Responses(background, w.kuis); err != nil || len(list) != 0 {
			t.Fatalf("told after %d answers: %v %v", i, list, err)
		}
		a := w.learner()
		if _, _, err := w.s.Start(background, a, w.kuis); !errors.Is(err, ErrAnonymousSurvey) {
			t.Fatal(err)
		}
		sheet, err := w.s.Survey(background, a, w.kuis)
		items := sheet.Items
		if err != nil || len(items) != 8 || sheet.State != "open" {
			t.Fatal(sheet, err)
		}
		answers := []SurveyAnswer{{items[0].VersionID, []string{items[0].Options[0].ID}}, {uuid.New(), []string{"x"}}}
		if _, err := w.s.Respond(background, a, w.kuis, []SurveyAnswer{{items[0].VersionID, []string{"zz"}}}); !errors.Is(err, ErrForeignOption) {
			t.Error(err)
		}
		if _, err := w.s.Respond(background, a, w.kuis, answers); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.Respond(background, a, w.kuis, answers); !errors.Is(err, ErrSurveyDone) {
			t.Error(err)
		}
		if n := scan[int](w, `SELECT count(*) FROM courses.progress g JOIN courses.enrolments e ON e.id = g.enrolment_id WHERE e.person_id = $1 AND g.completed_at IS NOT NULL`, a.PersonID); n != 1 {
			t.Error("not completed")
		}
	}
	list, err := w.s.Responses(background, w.kuis)
	if err != nil || len(list) != fewestResponses || len(list[0]) != 1 {
		t.Fatal(list, err)
	}
	if n := scan[int](w, `SELECT count(*) FROM information_schema.columns WHERE table_schema = 'quiz' AND table_name = 'survey_responses' AND column_name NOT IN ('id', 'quiz_id', 'answers', 'shown')`); n != 0 {
		t.Error("more is stored with the answers than the promise allows")
	}
	if n := scan[int](w, `SELECT count(*) FROM quiz.attempts`); n != 0 {
		t.Error("an attempt ties a person to a survey")
	}
	if _, err := w.s.Survey(background, w.learner(), w.ujian); !errors.Is(err, ErrNoSurvey) {
		t.Error(err)
	}
}

const scale = `{"opinion":true,"options":[{"id":"c","html":"1 – Tidak setuju"},{"id":"b","html":"2 – Ragu"},{"id":"a","html":"3 – Setuju"}]}`

// feelings is a category with a scale, a choice of several and an open question,
// none of which has a right answer.
func (w *world) feelings() uuid.UUID {
	category := w.category(nil)
	for i, q := range [][3]string{{"single", scale, `{"correct":[]}`},
		{"multiple", `{"opinion":true,"options":[{"id":"x","html":"Pagi"},{"id":"y","html":"Sore"}]}`, `{"correct":[]}`},
		{"essay", `{"opinion":true}`, `{"rubric":[]}`}} {
		if issues := kinds.Validate(kinds.Kind(q[0]), []byte(q[1]), []byte(q[2])); len(issues) != 0 {
			w.t.Fatal(issues)
		}
		id := w.bankQuestion(category, kinds.Kind(q[0]), q[1], q[2], `{}`)
		w.exec(`UPDATE bank.questions SET key = $2 WHERE id = $1`, id, fmt.Sprintf("s-%d-%s", i, id))
	}
	return category
}

// Answers come to light in groups of five, so that nobody sees what one more
// person has said; the figures name nobody and tie no two answers together.
func TestSurveyResultsComeInGroups(t *testing.T) {
	w := newWorld(t)
	category := w.feelings()
	w.set(w.kuis, `kind = 'survey', anonymous = true, sections = '[{"name":"Kesan","pass_percent":0}]'`)
	w.draw(w.kuis, Part{CategoryID: &category, Count: 3, Section: "Kesan"})
	if found, err := supply(background, w.db, uuid.Nil, w.rules(w.kuis).Rules); err != nil || found.counts[0] != 3 {
		t.Fatal(found, err)
	}
	var order []string
	for i := range 11 {
		a := w.learner()
		sheet, err := w.s.Survey(background, a, w.kuis)
		if err != nil || len(sheet.Items) != 3 || sheet.Items[0].Section != "Kesan" || sheet.CourseCompleted || sheet.NextLessonID != nil {
			t.Fatalf("%+v %v", sheet, err)
		}
		var ids []string
		for _, o := range sheet.Items[0].Options {
			ids = append(ids, o.ID)
		}
		if order == nil {
			order = ids
		}
		if !slices.Equal(ids, []string{"c", "b", "a"}) || !slices.Equal(ids, order) {
			t.Errorf("the scale is mixed: %v", ids)
		}
		end, err := w.s.Respond(background, a, w.kuis, []SurveyAnswer{{sheet.Items[0].VersionID, []string{order[i%3]}},
			{sheet.Items[1].VersionID, []string{"x", "y"}}, {sheet.Items[2].VersionID, []string{fmt.Sprintf("Kata ke-%02d", 99-i)}}})
		if err != nil || end.NextLessonID == nil || end.CourseCompleted {
			t.Fatal(end, err)
		}
		if sheet, err = w.s.Survey(background, a, w.kuis); err != nil || sheet.State != "done" || sheet.NextLessonID == nil || len(sheet.Items) != 0 {
			t.Fatalf("%+v %v", sheet, err)
		}
		if z, err := w.s.View(background, a, w.kuis); err != nil || !z.Answered {
			t.Error(z.Answered, err)
		}
		r, err := w.s.SurveyResults(background, w.kuis)
		if n := (i + 1) / 5 * 5; err != nil || r.Shown != n || r.Waiting != i+1-n || (n == 0) != (len(r.Items) == 0) {
			t.Fatalf("after %d: %d shown, %d waiting, %d items, %v", i+1, r.Shown, r.Waiting, len(r.Items), err)
		}
	}
	r, err := w.s.SurveyResults(background, w.kuis)
	if err != nil || len(r.Items) != 3 {
		t.Fatalf("%+v %v", r, err)
	}
	first, several, open := r.Items[0], r.Items[1], r.Items[2]
	// 10 of 11 people: c b a c b a c b a c
	if first.Answered != 10 || first.Options[0].N != 4 || first.Options[1].N != 3 || first.Options[2].N != 3 || first.Mean == nil || *first.Mean != 1.9 {
		t.Errorf("%+v", first)
	}
	if several.Mean != nil || several.Options[0].N != 10 || several.Options[1].N != 10 || first.Section != "Kesan" {
		t.Errorf("%+v", several)
	}
	if len(open.Texts) != 10 || !slices.IsSorted(open.Texts) || strings.Contains(strings.Join(open.Texts, ""), "Kata ke-89") {
		t.Errorf("%+v", open)
	}
	if list, err := w.s.Surveys(background); err != nil || len(list) != 1 || list[0].Answered != 11 || !list[0].Anonymous {
		t.Errorf("%+v %v", list, err)
	}
	if book, err := w.s.ExportSurvey(background, w.kuis, false); err != nil || len(book) < 1000 {
		t.Error(len(book), err)
	}
	if n := scan[int](w, `SELECT count(*) FROM audit.events WHERE action = 'quiz.survey-exported'`); n != 1 {
		t.Error("the export is not in the trail")
	}
}

// A survey has a window as every quiz; who has answered hears that first.
func TestSurveyWindow(t *testing.T) {
	w := newWorld(t)
	category := w.feelings()
	w.set(w.kuis, `kind = 'survey', anonymous = true`)
	w.draw(w.kuis, Part{CategoryID: &category, Count: 3})
	a, b := w.learner(), w.learner()
	if _, err := w.s.Respond(background, a, w.kuis, nil); err != nil {
		t.Fatal(err)
	}
	w.set(w.kuis, `opens_at = now() + interval '1 hour', closes_at = now() + interval '2 hours'`)
	sheet, err := w.s.Survey(background, b, w.kuis)
	if err != nil || sheet.State != "not-open-yet" || sheet.OpensAt == nil || time.Until(*sheet.OpensAt) < 50*time.Minute || len(sheet.Items) != 0 {
		t.Fatalf("%+v %v", sheet, err)
	}
	if _, err := w.s.Respond(background, b, w.kuis, nil); !errors.Is(err, ErrNotOpenYet) {
		t.Error(err)
	}
	w.set(w.kuis, `opens_at = now() - interval '2 hours', closes_at = now() - interval '1 hour'`)
	if sheet, err = w.s.Survey(background, b, w.kuis); err != nil || sheet.State != "closed" || sheet.ClosesAt == nil || len(sheet.Items) != 0 {
		t.Fatalf("%+v %v", sheet, err)
	}
	if _, err := w.s.Respond(background, b, w.kuis, nil); !errors.Is(err, ErrWindowClosed) {
		t.Error(err)
	}
	if _, err := w.s.Respond(background, a, w.kuis, nil); !errors.Is(err, ErrSurveyDone) {
		t.Error(err)
	}
	if n := scan[int](w, `SELECT count(*) FROM quiz.survey_done`); n != 1 {
		t.Error("a refused answer counts as given")
	}
}

// A survey under one's name is an attempt: no score, nobody marks it, once.
func TestNamedSurvey(t *testing.T) {
	w := newWorld(t)
	category := w.feelings()
	w.set(w.kuis, `kind = 'survey', attempt_cap = 0`)
	w.draw(w.kuis, Part{CategoryID: &category, Count: 3})
	for i := range fewestResponses {
		if r, err := w.s.SurveyResults(background, w.kuis); err != nil || r.Shown != 0 || len(r.Items) != 0 || r.Waiting != i {
			t.Fatalf("after %d: %+v %v", i, r, err)
		}
		a := w.learner()
		p := w.start(a, w.kuis)
		if p.Items[0].Kind != Single || p.Items[0].Options[0].ID != "c" || p.Items[2].Kind != string(kinds.Essay) {
			t.Fatalf("%+v", p.Items)
		}
		for no, chosen := range map[int][]string{1: {"a"}, 3: {"Ruang kelas panas."}} {
			if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{No: no, Seq: 1, Chosen: chosen}); err != nil {
				t.Fatal(err)
			}
		}
		r, err := w.s.Submit(background, a, p.ID)
		if err != nil || r.Pending != 0 || r.Points != nil || r.Percent != nil || r.Passed != nil || r.Shown != (Shown{}) || r.NextLessonID == nil {
			t.Fatalf("%+v %v", r, err)
		}
		for _, it := range r.Items {
			if it.Correct != nil || it.Right != nil || it.Pending {
				t.Errorf("%+v", it)
			}
		}
		if _, _, err := w.s.Start(background, a, w.kuis); !errors.Is(err, ErrSurveyDone) {
			t.Error(err)
		}
		z, err := w.s.View(background, a, w.kuis)
		if err != nil || !z.Answered || z.Attempts[0].Withheld || z.Attempts[0].Passed != nil {
			t.Errorf("%+v %v", z, err)
		}
	}
	r, err := w.s.SurveyResults(background, w.kuis)
	if err != nil || r.Shown != 5 || r.Waiting != 0 || r.Items[0].Options[2].N != 5 || *r.Items[0].Mean != 3 || r.Items[1].Answered != 0 || len(r.Items[2].Texts) != 5 {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := w.s.SurveyResults(background, w.ujian); !errors.Is(err, ErrNoSurvey) {
		t.Error(err)
	}
}

// A question in which nothing is right is no question of a test, and a file is
// none of an anonymous survey.
func TestOpinionsAreForSurveys(t *testing.T) {
	w := newWorld(t)
	category := w.feelings()
	file := w.bankQuestion(category, kinds.File, `{}`, `{"rubric":[]}`, `{}`)
	for want, rules := range map[int]Rules{1: {Kind: Test}, 3: {Kind: Survey, Anonymous: true}, 4: {Kind: Survey}} {
		rules.Draw = []Part{{CategoryID: &category, Count: 1}}
		if found, err := supply(background, w.db, uuid.Nil, rules); err != nil || found.counts[0] != want {
			t.Errorf("%+v: %v, want %d (%v)", rules, found.counts, want, err)
		}
	}
	w.exec(`UPDATE bank.questions SET state = 'retired' WHERE id = $1`, file)
	w.draw(w.kuis, Part{CategoryID: &category, Count: 1})
	if _, _, err := w.s.Start(background, w.learner(), w.kuis); !errors.Is(err, ErrTooFewQuestions) {
		t.Error(err)
	}
}
