package frontend

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func viewOf(t *testing.T, path, lang, data string) first {
	t.Helper()
	routes, err := readRoutes()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range routes {
		if r.Path == path {
			now := time.Date(2026, 11, 27, 23, 30, 0, 0, time.FixedZone("WIB", 7*3600))
			return firstOf(r, r.ID, boot{Lang: lang, name: "Laras Pertiwi Kencana", Data: map[string]json.RawMessage{"/api/x": json.RawMessage(data)}}, now)
		}
	}
	t.Fatalf("no page %s", path)
	return first{}
}

func TestTheFirstViewOfHomeIsTheNextStep(t *testing.T) {
	for due, want := range map[string]string{
		`null`:         "",
		`"2026-11-26"`: "Batas waktu lewat: 26 November 2026",
		`"2026-11-27"`: "Batas waktunya hari ini",
		`"2026-11-28"`: "Batas waktu 28 November 2026 (1 hari lagi)",
		`"2026-12-11"`: "Batas waktu 11 Desember 2026 (14 hari lagi)",
		`"2026-12-12"`: "Batas waktu 12 Desember 2026",
	} {
		f := viewOf(t, "/", "id", `{"next":{"course_title":"K","lesson_title":"L","lesson_id":"7","kind":"text","minutes":11,"due_on":`+due+`}}`)
		if f.Heading != "Halo, Laras Pertiwi" || f.Next.Href != "/pelajaran/7" || f.Next.Meta != "Bacaan · ± 11 menit" || f.Next.Due != want || f.Next.Go != "Lanjutkan belajar" {
			t.Errorf("%s: %+v %+v", due, f, f.Next)
		}
	}
	f := viewOf(t, "/", "en", `{"next":{"lesson_id":"7","kind":"quiz","minutes":1,"due_on":"2026-11-28"}}`)
	if f.Heading != "Hello, Laras Pertiwi" || f.Next.Href != "/kuis/7" || f.Next.Meta != "Quiz · about 1 minute" || f.Next.Due != "Due on 28 November 2026 (1 day left)" {
		t.Errorf("%+v %+v", f, f.Next)
	}
	if f := viewOf(t, "/", "id", `{"next":null}`); !f.Empty() || f.Heading != "Halo, Laras Pertiwi" {
		t.Errorf("nothing to do: %+v", f)
	}
}

func TestTheFirstViewOfALessonIsItsBeginning(t *testing.T) {
	body := func(html string) first {
		raw, _ := json.Marshal(map[string]any{"title": "Data", "kind": "text", "course": map[string]string{"code": "k", "title": "Kursus"}, "position": 2, "total": 20, "body_html": html})
		return viewOf(t, "/pelajaran/{id}", "id", string(raw))
	}
	f := body("<h2>Pukul delapan</h2>\n<p>Ia <strong>ramai</strong> &amp; <a href=\"/kursus/k\">penuh</a>.</p>\n<table><tr><td>x</td></tr></table><p>sesudah</p>")
	if f.Heading != "Data" || f.Course.Code != "k" || f.Place != "Pelajaran 2 dari 20" {
		t.Errorf("%+v", f)
	}
	if got := string(f.Prose); !strings.Contains(got, `<p>Ia <strong>ramai</strong> &amp; <a href="/kursus/k">penuh</a>.</p>`) || strings.Contains(got, "table") || strings.Contains(got, "sesudah") {
		t.Error(got)
	}
	long := string(body(strings.Repeat("<p>"+strings.Repeat("kata ", 100)+"</p>\n", 20)).Prose)
	if n := strings.Count(long, "<p>"); n != 4 {
		t.Errorf("%d paragraphs of 500", n)
	}
	for _, other := range []string{`<p><img src="/a.png"></p>`, `<script>alert(1)</script>`, `<blockquote><p>x</p></blockquote>`, `<ul><li><input></li></ul>`, `<!-- x --><p>y</p>`} {
		if got := body(other).Prose; got != "" {
			t.Errorf("%s: %s", other, got)
		}
	}
	film := viewOf(t, "/pelajaran/{id}", "id", `{"title":"F","kind":"video","body_html":"<p>t</p>","video":{"poster_url":"/api/media/files/1/content"}}`)
	if film.Poster != "/api/media/files/1/content" || film.Prose != "" {
		t.Errorf("a film: %+v", film)
	}
	if quiz := viewOf(t, "/pelajaran/{id}", "id", `{"title":"Q","kind":"quiz"}`); quiz.Heading != "Pelajaran" || !quiz.Empty() {
		t.Errorf("a quiz moves on: %+v", quiz)
	}
}

func TestTheFirstViewOfWhatIsNotAsExpectedIsAHeading(t *testing.T) {
	for _, path := range []string{"/", "/kursus/{code}", "/pelajaran/{id}", "/jp"} {
		for _, data := range []string{`null`, `[]`, `"x"`, `{}`, `{"next":7}`, `{"title":7}`} {
			if f := viewOf(t, path, "id", data); !f.Empty() || f.Heading == "" {
				t.Errorf("%s %s: %+v", path, data, f)
			}
		}
	}
}

// A value from outside stays a value.
func TestTheFirstViewEscapes(t *testing.T) {
	s, err := newService(Options{Site: Site{Agency: "K"}}, testBuild())
	if err != nil {
		t.Fatal(err)
	}
	data := `{"next":{"course_title":"<script>1</script>","lesson_title":"<b>L</b>","lesson_id":"\"><i>","kind":"text","minutes":1,"due_on":null}}`
	page, err := s.shell(s.routes[0], boot{Lang: "id", name: "<u>A</u> B", Data: map[string]json.RawMessage{"/api/courses/home": json.RawMessage(data)}})
	if err != nil {
		t.Fatal(err)
	}
	main := string(page[strings.Index(string(page), "<main"):strings.Index(string(page), "</main>")])
	for _, bad := range []string{"<script", "<b>", "<i>", "<u>"} {
		if strings.Contains(main, bad) {
			t.Errorf("%s in %s", bad, main)
		}
	}
	want(t, main, "Halo, &lt;u&gt;A&lt;/u&gt; B", "&lt;b&gt;L&lt;/b&gt;", "Lanjutkan belajar")
}
