package quiz

import (
	"fmt"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lentera/internal/access"
	"lentera/internal/testweb"
)

// Only these statements may name what is right: a closing reads it, a review
// shows it after the close, and practice checks an answer that is fixed by it.
// (The bank writes it.)
var mayNameKeys = []string{"CheckOf", "ReviewOf", "SheetOf"}

var namesKeys = regexp.MustCompile(`(?i)\bkeys\b|explanation_html`)

func TestOpenPathNamesNoKeys(t *testing.T) {
	v := reflect.ValueOf(sqls)
	var found []string
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if namesKeys.MatchString(v.Field(i).FieldByName("SQL").String()) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	if !slices.Equal(found, mayNameKeys) {
		t.Errorf("keys are named by %v, allowed are %v", found, mayNameKeys)
	}
	for _, file := range []string{"attempt.sql", "answer.sql", "quiz.sql", "queue.sql", "rules.sql", "monitor.sql", "survey.sql"} {
		text, err := fs.ReadFile(files, file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "bank.keys") {
			t.Errorf("%s names bank.keys", file)
		}
	}
}

// The types a learner gets while an attempt is open have no member for what is
// right.
func TestOpenTypesHaveNoKeyField(t *testing.T) {
	secret := regexp.MustCompile(`(?i)right|key|correct|explan|answer$`)
	var walk func(t reflect.Type, path string)
	walk = func(ty reflect.Type, path string) {
		switch ty.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(ty.Elem(), path)
		case reflect.Struct:
			for i := range ty.NumField() {
				f := ty.Field(i)
				if secret.MatchString(f.Name) || secret.MatchString(f.Tag.Get("json")) {
					t.Errorf("%s.%s", path, f.Name)
				}
				if strings.HasPrefix(f.Type.String(), "quiz.") || f.Type.Kind() == reflect.Slice {
					walk(f.Type, path+"."+f.Name)
				}
			}
		}
	}
	for _, v := range []any{Paper{}, SavedAnswer{}, Quiz{}} {
		walk(reflect.TypeOf(v), reflect.TypeOf(v).Name())
	}
}

// With the keys out of the database the whole open path works all the same.
func TestOpenPathWorksWithoutKeys(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	w.exec(`ALTER TABLE bank.keys RENAME TO put_away`)
	p := w.start(a, w.kuis)
	if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{1, 1, []string{p.Items[0].Options[0].ID}}); err != nil {
		t.Error(err)
	}
	if _, err := w.s.Paper(background, a, p.ID); err != nil {
		t.Error(err)
	}
	if _, err := w.s.View(background, a, w.kuis); err != nil {
		t.Error(err)
	}
	if _, err := w.s.Submit(background, a, p.ID); err == nil {
		t.Error("graded without keys: this test looked at the wrong table")
	}
}

// Every explanation carries a token, and so does the list of right options.
// Every answer of every learner route is read; no token may appear before the
// attempt is closed, and the explanations must appear after.
func TestCanariesStaySilentUntilTheClose(t *testing.T) {
	w := newWorld(t)
	w.exec(`UPDATE bank.keys SET key = jsonb_set(key, '{correct}', (key -> 'correct') || '["KENARI-kunci"]')`)
	web := testweb.New(t, w.s.Routes()...)
	a, other := w.learner(), w.learner()
	token, stranger := web.Token(a), web.Token(other)
	var p Paper
	web.JSON(t, testweb.Scenario{Method: "POST", Path: "/api/quiz/lessons/" + w.kuis.String() + "/attempts", As: token, Status: 201}, &p)
	attempt, lesson := "/api/quiz/attempts/"+p.ID.String(), "/api/quiz/lessons/"+w.kuis.String()
	seq := 0
	put := func(no int, chosen ...string) testweb.Scenario {
		seq++
		return testweb.Scenario{Method: "PUT", Path: fmt.Sprint(attempt, "/answers/", no), Body: map[string]any{"seq": seq, "chosen": chosen}}
	}
	requests := []testweb.Scenario{
		{Path: lesson}, {Path: attempt}, {Path: attempt + "/review"}, {Method: "POST", Path: lesson + "/attempts"},
		{Path: "/api/quiz/lessons/" + w.ujian.String()}, {Path: "/api/openapi.json"},
		put(1, p.Items[0].Options[0].ID), put(1, "KENARI"), put(9, "x"), put(2), put(1),
		{Method: "PUT", Path: attempt + "/answers/1", Body: `{"seq":1,"chosen":[],"points":100}`, Headers: map[string]string{"Content-Type": "application/json"}},
		{Method: "POST", Path: "/api/quiz/grants", Body: map[string]any{"lesson_id": w.kuis, "person_id": a.PersonID, "extra": 1, "reason": "x"}},
	}
	for _, it := range p.Items {
		for _, o := range it.Options {
			requests = append(requests, put(it.No, o.ID))
		}
	}
	for _, as := range []string{token, stranger, ""} {
		for _, sc := range requests {
			sc.As = as
			_, body := web.Do(t, sc)
			if strings.Contains(strings.ReplaceAll(body, `"KENARI"`, ""), "KENARI") {
				t.Errorf("%s %s: %s", sc.Method, sc.Path, body)
			}
		}
	}
	for _, sc := range []testweb.Scenario{{Method: "POST", Path: attempt + "/submit", As: token}, {Path: attempt + "/review", As: token}} {
		_, body := web.Do(t, sc)
		if strings.Count(body, "KENARI-") != 4 || strings.Contains(body, "KENARI-kunci") {
			t.Errorf("after the close: %s", body)
		}
	}
	if _, body := web.Do(t, testweb.Scenario{Path: attempt + "/review", As: web.Token(access.Actor{PersonID: other.PersonID})}); strings.Contains(body, "KENARI") {
		t.Error("another learner reads the review")
	}
}
