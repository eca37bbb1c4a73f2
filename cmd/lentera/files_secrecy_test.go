package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/testweb"
	"lentera/internal/web"
	"lentera/marking"
	"lentera/quiz"
)

const fileQuestion = `- key: satu
  pool: a
  kind: file
  stem: Unggah.
  rubric: [{title: Isi, levels: [{title: Kurang, points: 0}, {title: Baik, points: 1}]}]
  explanation: Sebab.
`

// secretFile is the whole program with one file of an answer in it.
type secretFile struct {
	secrecy
	file uuid.UUID
}

func newSecretFile(t *testing.T) *secretFile {
	t.Helper()
	p, g := newProgram(t)
	res, err := g.courses.ImportFolder(context.Background(), fstest.MapFS{
		"course.yaml":      {Data: []byte(secretCourse)},
		"questions/a.yaml": {Data: []byte(fileQuestion)},
		"quiz/ujian.yaml":  {Data: []byte("title: Ujian\ninstructions: Kerjakan.\nduration_minutes: 30\npass_percent: 70\ndraw: [{pool: a, count: 1}]\n")},
	}, courses.ImportOptions{})
	if err != nil || len(res.Findings) > 0 {
		t.Fatal(err, res.Findings)
	}
	s := &secretFile{secrecy: secrecy{t: t, g: g, db: p.db, web: testweb.New(t, g.routes(p)...), tokens: map[string]string{"": ""}}, file: uuid.New()}
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
	if s.paper, _, err = g.quiz.Start(context.Background(), s.owner, s.lesson); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *secretFile) path() string {
	return "/api/quiz/attempts/" + s.paper.ID.String() + "/files/" + s.file.String()
}

// upload hands the file in over the routes, as the owner's phone does.
func (s *secretFile) upload() {
	s.t.Helper()
	const text = "KENARI-isi berkas"
	type m = map[string]any
	as := s.tokens["owner"]
	for _, sc := range []testweb.Scenario{
		{Method: http.MethodPut, Path: s.path(), Body: m{"no": 1, "name": "PIPIT-nama.txt", "bytes": len(text)}, Has: []string{`"received":0`}},
		{Method: http.MethodPost, Path: s.path() + "/pieces?from=0", Body: []byte(text[:7]), Has: []string{`"received":7`}},
		{Method: http.MethodPost, Path: s.path() + "/pieces?from=0", Body: []byte(text[:7]), Has: []string{`"received":7`}},
		{Method: http.MethodPost, Path: s.path() + "/pieces?from=7", Body: []byte(text[7:]), Has: []string{`"received":17`, `"complete":false`}},
		{Method: http.MethodPost, Path: s.path() + "/complete", Has: []string{`"complete":true`, `"content_type":"text/plain"`}},
		{Method: http.MethodPut, Path: "/api/quiz/attempts/" + s.paper.ID.String() + "/answers/1", Body: m{"seq": 1, "chosen": []string{s.file.String()}}, Has: []string{`"stale":false`}},
		{Path: "/api/quiz/attempts/" + s.paper.ID.String(), Has: []string{"PIPIT-nama.txt", s.path()}},
	} {
		sc.As = as
		if _, isBytes := sc.Body.([]byte); isBytes {
			sc.Headers = map[string]string{"Content-Type": "application/octet-stream"}
		}
		res, body := s.web.Do(s.t, sc)
		if res.StatusCode != http.StatusOK {
			s.t.Fatalf("%s %s: %d %s", sc.Method, sc.Path, res.StatusCode, body)
		}
		for _, want := range sc.Has {
			if !strings.Contains(body, want) {
				s.t.Errorf("%s %s lacks %s: %s", sc.Method, sc.Path, want, body)
			}
		}
	}
}

// tryFiles calls every route as everybody with the ids of attempt, file and
// lesson; only those named may read the content, and only the owner the name.
func (s *secretFile) tryFiles(state string, readers ...string) (asked int) {
	s.t.Helper()
	for _, r := range s.web.Routes() {
		for _, who := range append([]string{""}, s.order...) {
			if (who == "owner" && strings.HasSuffix(r.Path, "/submit")) || strings.HasSuffix(r.Path, "/release") || strings.Contains(r.Path, "sign-out") || strings.HasPrefix(r.Path, "/api/marking/") {
				continue
			}
			for _, id := range []string{s.paper.ID.String(), s.file.String()} {
				asked++
				s.tryFile(state, r, who, id, readers)
			}
		}
	}
	return asked
}

func (s *secretFile) tryFile(state string, r web.Route, who, id string, readers []string) {
	s.t.Helper()
	path := strings.NewReplacer("{id}", id, "{file_id}", s.file.String(), "{lesson_id}", s.lesson.String(), "{no}", "1", "{code}", "rahasia", "{person_id}", s.owner.PersonID.String()).Replace(r.Path)
	sc := testweb.Scenario{Method: r.Method, Path: parameter.ReplaceAllString(path, id), As: s.tokens[who]}
	if r.Method != http.MethodGet && r.Method != http.MethodDelete {
		sc.Body = map[string]any{}
	}
	res, body := s.web.Do(s.t, sc)
	may := who == "owner"
	for _, reader := range readers {
		may = may || who == reader
	}
	if strings.Contains(body, "KENARI-isi") {
		if !may {
			s.t.Errorf("%s, %q: %s %s gives the file", state, who, r.Method, path)
		}
		if d := res.Header.Get("Content-Disposition"); !strings.HasPrefix(d, `attachment; filename="berkas.txt"`) || res.Header.Get("X-Content-Type-Options") != "nosniff" ||
			res.Header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || res.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
			s.t.Errorf("served as %v", res.Header)
		}
	}
	if strings.Contains(body, "PIPIT-nama") && who != "owner" {
		s.t.Errorf("%s, %q: %s %s tells the name of the file", state, who, r.Method, path)
	}
}

// reads tells whether somebody gets the file at its address.
func (s *secretFile) reads(who, path string) bool {
	s.t.Helper()
	_, body := s.web.Do(s.t, testweb.Scenario{Path: path, As: s.tokens[who]})
	return strings.Contains(body, "KENARI-isi")
}

// TestNobodyReadsAFile: by every route of the program, as everybody, in every
// state, a file of an answer is read by its owner, by a marker through the sheet
// in hand, and by those who oversee once it is marked.
func TestNobodyReadsAFile(t *testing.T) {
	s := newSecretFile(t)
	s.upload()
	asked := s.tryFiles("open")
	if _, err := s.g.quiz.Submit(context.Background(), s.owner, s.paper.ID); err != nil {
		t.Fatal(err)
	}
	asked += s.tryFiles("waits for a marker")

	trainer, admin := string(access.Trainer), string(access.TrainingAdmin)
	var sheet marking.Sheet
	s.web.JSON(t, testweb.Scenario{Method: http.MethodPost, Path: "/api/marking/lessons/" + s.lesson.String() + "/next", As: s.tokens[trainer], Body: map[string]any{"moderation": false}, Status: 200}, &sheet)
	at := "/api/marking/sheets/" + sheet.ID.String() + "/items/1/files/"
	res, body := s.web.Do(t, testweb.Scenario{Path: at + "1", As: s.tokens[trainer]})
	if res.StatusCode != 200 || !strings.Contains(body, "KENARI-isi") || res.Header.Get("Content-Disposition") != `attachment; filename="soal-1-berkas-1.txt"` {
		t.Error(res.StatusCode, body, res.Header)
	}
	_, body = s.web.Do(t, testweb.Scenario{Path: "/api/marking/sheets/" + sheet.ID.String(), As: s.tokens[trainer]})
	for _, tells := range []string{"PIPIT", s.file.String(), s.paper.ID.String()} {
		if strings.Contains(body, tells) {
			t.Errorf("the sheet tells %s: %s", tells, body)
		}
	}
	for _, who := range s.order {
		for _, place := range []string{"1", "0", "2", "x"} {
			if s.reads(who, at+place) != (who == trainer && place == "1") {
				t.Errorf("%s reads file %s of a sheet", who, place)
			}
		}
		if s.reads(who, s.path()) != (who == "owner") {
			t.Errorf("%s reads the file while it is marked", who)
		}
	}
	levels := map[string]string{sheet.Items[0].Rubric[0].ID: sheet.Items[0].Rubric[0].Levels[1].ID}
	if res, body := s.web.Do(t, testweb.Scenario{Method: http.MethodPost, Path: "/api/marking/sheets/" + sheet.ID.String() + "/finish", As: s.tokens[trainer],
		Body: map[string]any{"items": []marking.Given{{No: 1, Levels: levels}}}}); res.StatusCode != 200 {
		t.Fatal(body)
	}
	asked += s.tryFiles("marked", admin, string(access.Auditor))
	if s.reads(trainer, at+"1") {
		t.Error("a marker reads on after the marks are given")
	}
	for _, who := range []string{"owner", admin, string(access.Auditor)} { // the control: these eyes can see
		if !s.reads(who, s.path()) {
			t.Errorf("%s cannot read it", who)
		}
	}
	if _, body := s.web.Do(t, testweb.Scenario{Path: "/api/quiz/attempts/" + s.paper.ID.String() + "/files", As: s.tokens[admin]}); !strings.Contains(body, s.path()) {
		t.Error(body)
	}
	if asked < 1500 {
		t.Errorf("only %d requests", asked)
	}
	var r quiz.AttemptResult
	s.web.JSON(t, testweb.Scenario{Path: "/api/quiz/attempts/" + s.paper.ID.String() + "/review", As: s.tokens["owner"], Status: 200}, &r)
	if !r.HasPassed() {
		t.Errorf("%+v", r)
	}
}
