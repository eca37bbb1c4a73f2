package courses

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/testweb"
)

func TestRoutes(t *testing.T) {
	w := newWorld(t, 25)
	w.imported(courseFolder())
	server := testweb.New(t, append(w.Routes(), w.media.Routes()...)...)
	learner := server.Token(w.learner)
	lesson := "/api/courses/lessons/" + w.lessonID("m1-meja").String()
	quiz := "/api/courses/lessons/" + w.lessonID("m1-kuis").String()
	film := "/api/courses/lessons/" + w.lessonID("m1-klik").String()
	server.Run(t, []testweb.Scenario{
		{Name: "nobody", Path: "/api/courses/home", Status: 401},
		{Name: "empty home", Path: "/api/courses/home", As: learner, Status: 200, Has: []string{`"next":null`, `"required":[]`, `"studying":[]`, `"finished":[]`}},
		{Name: "catalogue", Path: "/api/courses/catalogue", As: learner, Status: 200, Has: []string{`"code":"aman-digital"`, `"enrolment_id":null`, `"due_on":null`}},
		{Name: "course", Path: "/api/courses/courses/aman-digital", As: learner, Status: 200,
			Has: []string{`"organiser":"BKPSDM Kabupaten Uji"`, `"law_checked_on":"2026-11-23"`, `"kind":"quiz"`, `"references":[{`}, HasNot: []string{"body_html", "revision_id"}},
		{Name: "no course", Path: "/api/courses/courses/tiada", As: learner, Status: 404, Has: []string{"courses.course-not-found"}},
		{Name: "not enrolled", Path: lesson, As: learner, Status: 404, Has: []string{"courses.lesson-not-found"}},
		{Name: "not enrolled presence", Method: "POST", Path: lesson + "/presence", As: learner, Body: map[string]any{}, Status: 404},
		{Name: "not enrolled complete", Method: "POST", Path: lesson + "/complete", As: learner, Status: 404},
		{Name: "no such id", Path: "/api/courses/lessons/" + uuid.NewString(), As: learner, Status: 404},
		{Name: "no id", Path: "/api/courses/lessons/x", As: learner, Status: 422},
		{Name: "enrol", Method: "POST", Path: "/api/courses/courses/aman-digital/enrol", As: learner, Status: 200, Has: []string{`"enrolment_id":"`, w.lessonID("m1-meja").String()}},
		{Name: "enrol nowhere", Method: "POST", Path: "/api/courses/courses/tiada/enrol", As: learner, Status: 404},
		{Name: "lesson", Path: lesson, As: learner, Status: 200, Has: []string{`"body_html":"<h2>Meja</h2>`, `"video":null`, `"seconds_needed":300`, `"previous_id":null`, `"position":1`, `"total":3`}},
		{Name: "video lesson", Path: film, As: learner, Status: 200, Has: []string{`"video":{`, `"captions_url":"/api/media/files/`, `"content_type":"video/mp4"`, `"seconds":480`}},
		{Name: "presence", Method: "POST", Path: film + "/presence", As: learner, Body: map[string]any{"video_second": 480}, Status: 200, Has: []string{`"video_second":10`, `"seconds":0`}},
		{Name: "presence of nobody else", Method: "POST", Path: film + "/presence", As: learner, Body: map[string]any{"seconds": 999}, Status: 422},
		{Name: "presence before the start", Method: "POST", Path: film + "/presence", As: learner, Body: map[string]any{"video_second": -1}, Status: 422},
		{Name: "too soon", Method: "POST", Path: lesson + "/complete", As: learner, Status: 409, Has: []string{"courses.too-soon", `"seconds_left":300`}},
		{Name: "quiz decides", Method: "POST", Path: quiz + "/complete", As: learner, Status: 409, Has: []string{"courses.quiz-decides"}},
		{Name: "foreign page", Method: "POST", Path: lesson + "/complete", As: learner, Headers: map[string]string{"Origin": "https://jahat.example"}, Status: 403},
	})
}

// Every route refuses every role it is not for.
func TestRoles(t *testing.T) {
	w := newWorld(t, 0)
	server := testweb.New(t, w.Routes()...)
	tokens := map[access.Role]string{}
	for _, r := range access.Roles {
		roles := []access.Role{r}
		if r == access.Learner {
			roles = nil
		}
		tokens[r] = server.Token(accountstest.Person(t, w.db, "Orang "+string(r), w.office, roles...))
	}
	allowed := map[string]string{
		"courses.mandates": "unit_admin training_admin auditor", "courses.completion": "unit_admin training_admin auditor",
		"courses.completion-csv": "unit_admin training_admin auditor", "courses.mandate": "training_admin",
		"courses.preview-mandate": "training_admin", "courses.cancel-mandate": "training_admin",
	}
	for _, r := range w.Routes() {
		for _, role := range access.Roles {
			path := strings.NewReplacer("{id}", uuid.NewString(), "{code}", "tiada").Replace(r.Path)
			res, body := server.Do(t, testweb.Scenario{Method: r.Method, Path: path, As: tokens[role]})
			roles, special := allowed[r.ID]
			want := special && !strings.Contains(" "+roles+" ", " "+string(role)+" ")
			if (res.StatusCode == 403) != want {
				t.Errorf("%s as %s: %d %s", r.ID, role, res.StatusCode, body)
			}
		}
		if res, _ := server.Do(t, testweb.Scenario{Method: r.Method, Path: strings.NewReplacer("{id}", "x", "{code}", "x").Replace(r.Path)}); res.StatusCode != 401 {
			t.Errorf("%s as nobody: %d", r.ID, res.StatusCode)
		}
	}
}

// Only those who study a lesson reach its files, through media's own route.
func TestFilesOfLessons(t *testing.T) {
	w := newWorld(t, 0)
	w.imported(courseFolder())
	server := testweb.New(t, append(w.Routes(), w.media.Routes()...)...)
	learner, other := server.Token(w.learner), server.Token(w.unitAdmin)
	w.enrolled(w.learner)
	var view LessonView
	server.JSON(t, testweb.Scenario{Path: "/api/courses/lessons/" + w.lessonID("m1-klik").String(), As: learner, Status: 200}, &view)
	server.Run(t, []testweb.Scenario{
		{Name: "video", Path: view.Video.URL, As: learner, Headers: map[string]string{"Range": "bytes=4-7"}, Status: 206, Has: []string{"ftyp"}},
		{Name: "captions", Path: view.Video.CaptionsURL, As: learner, Status: 200, Has: []string{"Selamat pagi."}},
		{Name: "somebody else", Path: view.Video.URL, As: other, Status: 404},
		{Name: "nobody", Path: view.Video.URL, Status: 401},
	})
}
