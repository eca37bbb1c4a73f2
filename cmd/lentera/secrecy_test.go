package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/testweb"
	"lentera/internal/web"
	"lentera/quiz"
)

// secret is a course whose keys and explanations carry a canary and whose
// points make an unmistakable score.
const secretCourse = `code: rahasia
title: Rahasia
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
      - {key: ujian, title: Ujian, kind: quiz, minutes: 45, file: quiz/ujian.yaml}
`

// score of five right items of six, each worth 1.37731 points.
const score, percent = "6.88655", `"percent":83`

type secrecy struct {
	t      *testing.T
	g      *program
	db     *db.DB
	web    *testweb.Server
	lesson uuid.UUID
	owner  access.Actor
	paper  quiz.Paper
	tokens map[string]string // by who asks
	order  []string
}

func newSecrecy(t *testing.T) *secrecy {
	t.Helper()
	p, g := newProgram(t)
	var questions strings.Builder
	for i := range 6 {
		fmt.Fprintf(&questions, "- {key: q-%d, pool: a, kind: single, stem: Soal %d, options: [{text: benar, correct: true}, {text: salah}], explanation: KENARI-%d}\n", i, i, i)
	}
	res, err := g.courses.ImportFolder(context.Background(), fstest.MapFS{
		"course.yaml":      {Data: []byte(secretCourse)},
		"questions/a.yaml": {Data: []byte(questions.String())},
		"quiz/ujian.yaml":  {Data: []byte("title: Ujian\ninstructions: Kerjakan.\nduration_minutes: 30\npass_percent: 70\ndraw: [{pool: a, count: 6}]\n")},
	}, courses.ImportOptions{})
	if err != nil || len(res.Findings) > 0 {
		t.Fatal(err, res.Findings)
	}
	s := &secrecy{t: t, g: g, db: p.db, web: testweb.New(t, g.routes(p)...), tokens: map[string]string{"": ""}}
	accountstest.Exec(t, p.db, `UPDATE bank.keys SET key = key || '{"note":"KENARI-kunci"}'`)
	accountstest.Exec(t, p.db, `UPDATE quiz.quizzes SET draw = '[{"pool":"a","count":6,"points":1.37731}]', release_score = 'by-hand', release_answers = 'by-hand', release_explanations = 'by-hand', one_session = true, access_code = 'mangga'`)
	unit := accountstest.Unit(t, p.db, "Kecamatan", uuid.Nil)
	s.owner = s.person("owner", unit)
	s.person("other learner", unit)
	for _, role := range access.Roles[1:] {
		s.person(string(role), unit, role)
	}
	course, err := g.courses.Course(context.Background(), s.owner, "rahasia")
	if err != nil {
		t.Fatal(err)
	}
	s.lesson = course.Modules[0].Lessons[0].ID
	return s
}

func (s *secrecy) person(name string, unit uuid.UUID, roles ...access.Role) access.Actor {
	s.t.Helper()
	a := accountstest.Person(s.t, s.db, "Orang "+name, unit, roles...)
	a.SessionID = uuid.New()
	s.tokens[name] = s.web.Token(a)
	s.order = append(s.order, name)
	if len(roles) == 0 {
		if _, err := s.g.courses.Enrol(context.Background(), a, "rahasia"); err != nil {
			s.t.Fatal(err)
		}
	}
	return a
}

// sit brings the owner into a new attempt with five right answers.
func (s *secrecy) sit() {
	s.t.Helper()
	ctx := context.Background()
	var err error
	if s.paper, _, err = s.g.quiz.Enter(ctx, s.owner, s.lesson, quiz.Entry{Code: "mangga"}); err != nil {
		s.t.Fatal(err)
	}
	for no, right := range keysOf(s.t, s.db, s.paper.ID) {
		if no == 6 {
			for _, o := range s.paper.Items[5].Options {
				if o.ID != right[0] {
					right = []string{o.ID}
					break
				}
			}
		}
		if _, err := s.g.quiz.SaveAnswer(ctx, s.owner, s.paper.ID, quiz.Answer{No: no, Seq: 1, Chosen: right}); err != nil {
			s.t.Fatal(err)
		}
	}
}

// tryAll calls every route as everybody and reads every byte of the answers.
// Two calls are left out because they are the lawful ways to change the state
// under test: the owner's submit, and a release by those who may.
func (s *secrecy) tryAll(state string) (asked int) {
	s.t.Helper()
	for _, r := range s.web.Routes() {
		for _, who := range append([]string{""}, s.order...) {
			if (who == "owner" && strings.HasSuffix(r.Path, "/submit")) || strings.HasSuffix(r.Path, "/release") || strings.Contains(r.Path, "sign-out") {
				continue
			}
			for _, id := range []string{s.paper.ID.String(), s.lesson.String()} {
				asked++
				s.try(state, r, who, id)
			}
		}
	}
	return asked
}

func (s *secrecy) try(state string, r web.Route, who, id string) {
	s.t.Helper()
	path := strings.NewReplacer("{id}", id, "{lesson_id}", s.lesson.String(), "{no}", "1", "{code}", "rahasia", "{person_id}", s.owner.PersonID.String()).Replace(r.Path)
	sc := testweb.Scenario{Method: r.Method, Path: parameter.ReplaceAllString(path, id), As: s.tokens[who]}
	if r.Method != http.MethodGet && r.Method != http.MethodDelete {
		sc.Body = map[string]any{}
	}
	res, body := s.web.Do(s.t, sc)
	told := func(what string) {
		s.t.Errorf("%s, %q: %s %s (%d) tells %s", state, who, r.Method, path, res.StatusCode, what)
	}
	if strings.Contains(body, "KENARI") {
		told("what is right")
	}
	if strings.Contains(body, score) || strings.Contains(body, percent) {
		told("the score")
	}
	if who != "owner" && strings.Contains(body, `"chosen":["`) {
		told("another's answers")
	}
	if strings.Contains(body, "mangga") && who != string(access.Trainer) && who != string(access.TrainingAdmin) {
		told("the access code")
	}
	if r.ID == "quiz.paper" && who != "owner" && res.StatusCode == http.StatusOK {
		told("another's paper")
	}
}

// TestNobodyReadsASecret: by every route of the program, as everybody, in every
// state of an attempt, nobody reads a correct answer, another's attempt, the
// access code, or a score that is not released.
func TestNobodyReadsASecret(t *testing.T) {
	s := newSecrecy(t)
	ctx := context.Background()
	s.sit()
	asked := s.tryAll("open")

	if _, err := s.g.quiz.Submit(ctx, s.owner, s.paper.ID); err != nil {
		t.Fatal(err)
	}
	asked += s.tryAll("handed in, withheld")

	s.sit()
	accountstest.Exec(t, s.db, `UPDATE quiz.attempts SET deadline_at = now() - interval '1 hour' WHERE state = 'open'`)
	if err := s.g.quiz.CloseOverdue(ctx, nil); err != nil {
		t.Fatal(err)
	}
	asked += s.tryAll("expired, withheld")
	if asked < 2000 {
		t.Errorf("only %d requests", asked)
	}
	s.control()
}

// control: after the release the same eyes see all of it, so they could have
// seen it before.
func (s *secrecy) control() {
	s.t.Helper()
	if _, err := s.g.quiz.Release(context.Background(), s.lesson); err != nil {
		s.t.Fatal(err)
	}
	_, body := s.web.Do(s.t, testweb.Scenario{Path: "/api/quiz/attempts/" + s.paper.ID.String() + "/review", As: s.tokens["owner"]})
	for _, want := range []string{"KENARI-", score, percent, `"chosen":["`} {
		if !strings.Contains(body, want) {
			s.t.Errorf("not shown after the release: %s", want)
		}
	}
	_, body = s.web.Do(s.t, testweb.Scenario{Path: "/api/quiz/lessons/" + s.lesson.String() + "/rules", As: s.tokens[string(access.Trainer)]})
	if !strings.Contains(body, "mangga") {
		s.t.Error("the access code is not where it should be")
	}
}
