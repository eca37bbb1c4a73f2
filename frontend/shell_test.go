package frontend

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lentera/internal/web"
)

const testManifest = `{
 "src/app/main.ts": {"file": "assets/app-1.js", "imports": ["_shared.js"], "css": []},
 "_shared.js": {"file": "assets/shared-2.js"},
 "src/quiz/pages/learner-attempt.svelte": {"file": "assets/attempt-3.js", "imports": ["src/app/main.ts", "_shared.js"]},
 "src/lib/english.ts": {"file": "assets/english-4.js"},
 "src/app/manage.ts": {"file": "assets/manage-6.js", "imports": ["src/app/main.ts"]},
 "style.css": {"file": "assets/style-5.css"},
 "manage.css": {"file": "assets/manage-7.css"}
}`

func testBuild() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		".vite/manifest.json":    file(testManifest),
		"assets/app-1.js":        file("app()"),
		"assets/app-1.js.br":     file("brotli"),
		"assets/app-1.js.gz":     file("gzip"),
		"assets/app-1.js.map":    file("secret source"),
		"sw.js":                  file("worker()"),
		"assets/style-5.css":     file("p{}"),
		"manifest.webmanifest":   file("{}"),
		"assets/unexpected.html": file("<p>"),
	}
}

type account struct {
	Name  string `json:"full_name"`
	Roles []struct {
		Role string `json:"role"`
	} `json:"roles"`
}

// bootAs is a Boot that knows one cookie.
func bootAs(lang string, roles ...string) func(context.Context, string) (any, string, bool) {
	a := account{Name: `Dewi </script><script>alert(1)</script>`}
	for _, r := range roles {
		a.Roles = append(a.Roles, struct {
			Role string `json:"role"`
		}{r})
	}
	return func(_ context.Context, cookie string) (any, string, bool) {
		return map[string]any{"access_token": "tok-1", "expires_in": 600, "account": a}, lang, cookie == "good"
	}
}

func serve(t *testing.T, opt Options) *web.Server {
	t.Helper()
	opt.Site = Site{Agency: "Kabupaten Contoh", Demo: true}
	s, err := newService(opt, testBuild())
	if err != nil {
		t.Fatal(err)
	}
	server := web.New(web.Options{PublicOrigin: "http://localhost", Log: slog.New(slog.DiscardHandler), Quiet: true, StyleHashes: []string{StyleHash()}})
	server.Mount(testAPI()...)
	server.Mount(s.Routes()...)
	return server
}

func get(t *testing.T, s *web.Server, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := s.App.Test(req, 5000)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func want(t *testing.T, body string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(body, p) {
			t.Errorf("page lacks %q", p)
		}
	}
}

func TestPageCarriesHeadingPreloadsAndSession(t *testing.T) {
	s := serve(t, Options{Boot: bootAs("id", "learner")})
	res, body := get(t, s, "/ujian/0190", "Cookie", "lentera_refresh=good")
	if res.StatusCode != http.StatusOK || res.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, %s", res.StatusCode, res.Header.Get("Cache-Control"))
	}
	want(t, body, `<html lang="id">`, "<h1 tabindex=\"-1\">Mengerjakan soal</h1>", "Mode demo.", "Situs resmi Kabupaten Contoh",
		`<link rel="modulepreload" href="/assets/app-1.js">`, `<link rel="modulepreload" href="/assets/shared-2.js">`,
		`<link rel="modulepreload" href="/assets/attempt-3.js">`, `href="/assets/style-5.css"`, `<body class="exam">`, `"access_token":"tok-1"`,
		`href="/verifikasi"`)
	if strings.Count(body, "shared-2.js") != 1 {
		t.Error("a shared file is preloaded twice")
	}
	if strings.Contains(body, "alert(1)</script>") {
		t.Error("a name leaves its data element")
	}
	boot := body[strings.Index(body, `id="boot">`)+len(`id="boot">`):]
	var b struct {
		Session struct {
			Account account `json:"account"`
		} `json:"session"`
	}
	if err := json.Unmarshal([]byte(boot[:strings.Index(boot, "</script>")]), &b); err != nil || !strings.Contains(b.Session.Account.Name, "alert(1)") {
		t.Errorf("boot data cannot be read back: %v %q", err, b.Session.Account.Name)
	}
	want(t, res.Header.Get("Content-Security-Policy"), StyleHash(), "script-src 'self';")
}

func TestPageInEnglishBringsEnglishWords(t *testing.T) {
	s := serve(t, Options{Boot: bootAs("en", "learner")})
	_, body := get(t, s, "/katalog", "Cookie", "__Host-lentera_refresh=good", "Accept-Language", "id")
	want(t, body, `<html lang="en">`, `<h1 tabindex="-1">Catalogue</h1>`, "/assets/english-4.js", `href="/katalog" aria-current="page"`)
}

func TestMenuFollowsRoles(t *testing.T) {
	for roles, expect := range map[string][]string{
		"learner":        nil,
		"trainer":        {"/admin/statistik-soal", "/admin/nilai-ulang"},
		"auditor":        {"/admin/pegawai", "/admin/penugasan", "/admin/ketuntasan", "/admin/statistik-soal", "/admin/nilai-ulang", "/admin/jp", "/admin/terbitkan", "/admin/register-nomor", "/admin/register-bukti", "/admin/klaim-jp", "/admin/siasn", "/admin/siasn/rekonsiliasi"},
		"unit_admin":     {"/admin/pegawai", "/admin/kode-aktivasi", "/admin/penugasan", "/admin/ketuntasan", "/admin/jp", "/admin/klaim-jp"},
		"training_admin": {"/admin/pegawai", "/admin/impor", "/admin/kode-aktivasi", "/admin/penugasan", "/admin/ketuntasan", "/admin/statistik-soal", "/admin/nilai-ulang", "/admin/jp", "/admin/terbitkan", "/admin/register-nomor", "/admin/register-bukti", "/admin/klaim-jp", "/admin/siasn", "/admin/siasn/rekonsiliasi", "/admin/siasn/berkas"},
	} {
		s := serve(t, Options{Boot: bootAs("id", roles)})
		_, body := get(t, s, "/", "Cookie", "lentera_refresh=good")
		for _, path := range []string{"/admin/pegawai", "/admin/impor", "/admin/kode-aktivasi", "/admin/penugasan", "/admin/ketuntasan", "/admin/statistik-soal", "/admin/nilai-ulang", "/admin/jp", "/admin/terbitkan", "/admin/register-nomor", "/admin/register-bukti", "/admin/klaim-jp", "/admin/siasn", "/admin/siasn/rekonsiliasi", "/admin/siasn/berkas"} {
			shown := strings.Contains(body, `<li><a href="`+path+`"`)
			expected := strings.Contains(strings.Join(expect, " ")+" ", path+" ")
			if shown != expected {
				t.Errorf("%s sees %s: %v", roles, path, shown)
			}
		}
	}
}

func TestOnlyTheManagementBringsItsStyles(t *testing.T) {
	s := serve(t, Options{Boot: bootAs("id", "training_admin")})
	for path, brings := range map[string]bool{"/": false, "/jp": false, "/admin/pegawai": true} {
		_, body := get(t, s, path, "Cookie", "lentera_refresh=good")
		every, own := strings.Index(body, `href="/assets/style-5.css"`), strings.Index(body, `href="/assets/manage-7.css"`)
		if every < 0 || (own > every) != brings {
			t.Errorf("%s: %d, %d", path, every, own)
		}
	}
}

// Every page of the management stands in a group of its menu, opens that group,
// and brings the code that only the management needs.
func TestManagementMenuIsGrouped(t *testing.T) {
	s := serve(t, Options{Boot: bootAs("id", "training_admin")})
	_, body := get(t, s, "/admin/impor", "Cookie", "lentera_refresh=good")
	want(t, body, `<a data-opens="people" href="/admin/pegawai" aria-current="true">Orang</a>`, `<ul data-group="people">`, `<ul data-group="learning" hidden>`,
		`<a href="/admin/impor" aria-current="page">`, `<link rel="modulepreload" href="/assets/manage-6.js">`, `class="manage" href="/admin/ketuntasan"`)
	_, body = get(t, s, "/", "Cookie", "lentera_refresh=good")
	if strings.Contains(body, "manage-6.js") {
		t.Error("a learner's page brings the management's code")
	}
	routes, err := readRoutes()
	if err != nil {
		t.Fatal(err)
	}
	menu := (&Service{routes: routes}).menuFor([]string{"training_admin", "unit_admin", "auditor", "trainer"})
	for _, r := range routes {
		if strings.HasPrefix(r.Path, "/admin/") != slices.ContainsFunc(menu, func(g menuGroup) bool { return g.Has(r.Path) }) {
			t.Errorf("%s is of group %q, which the menu does not show", r.Path, r.Group)
		}
	}
}

func TestWithoutSessionGoesToSignIn(t *testing.T) {
	s := serve(t, Options{Boot: bootAs("id")})
	res, _ := get(t, s, "/kursus/a?x=1")
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/masuk?lanjut=%2Fkursus%2Fa%3Fx%3D1" {
		t.Errorf("%d %s", res.StatusCode, res.Header.Get("Location"))
	}
	if res, _ = get(t, s, "/"); res.Header.Get("Location") != "/masuk" {
		t.Error(res.Header.Get("Location"))
	}
	res, body := get(t, s, "/", "Cookie", "lentera_refresh=stale") // the app tries to renew, then asks
	if res.StatusCode != http.StatusOK || !strings.Contains(body, `"session":null`) {
		t.Errorf("%d without a good session", res.StatusCode)
	}
}

func TestPageCarriesItsFirstData(t *testing.T) {
	s := serve(t, Options{Boot: bootAs("en", "learner")})
	_, body := get(t, s, "/", "Cookie", "lentera_refresh=good", "Accept-Language", "id", "Accept-Encoding", "br")
	want(t, body, `"data":{"/api/courses/home":{"title":"\u003c/script\u003een"}}`)
	_, body = get(t, s, "/kursus/phishing-1", "Cookie", "lentera_refresh=good")
	want(t, body, `"data":{"/api/courses/courses/phishing-1":"phishing-1"}`)
	for _, path := range []string{"/kursus/none", "/kursus/..%2fhome", "/kursus/a%3fb", "/ujian/1"} {
		if res, body := get(t, s, path, "Cookie", "lentera_refresh=good"); strings.Contains(body, `"data"`) {
			t.Errorf("%s: %d with data", path, res.StatusCode)
		}
	}
	if _, body = get(t, s, "/", "Cookie", "lentera_refresh=stale"); strings.Contains(body, `"data"`) {
		t.Error("data without a session")
	}
}

func TestOfflinePageKnowsNobody(t *testing.T) {
	s := serve(t, Options{Boot: bootAs("id", "training_admin")})
	_, body := get(t, s, "/luring", "Cookie", "lentera_refresh=good")
	want(t, body, `"session":null`, "/assets/app-1.js")
	if strings.Contains(body, "tok-1") || strings.Contains(body, "/admin/") {
		t.Error("the page kept on the device holds somebody's data")
	}
}

func TestMissingAddress(t *testing.T) {
	s := serve(t, Options{})
	res, body := get(t, s, "/tidak-ada")
	if res.StatusCode != http.StatusNotFound || !strings.Contains(body, "Halaman tidak ditemukan") || strings.Contains(body, "<script") {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	res, body = get(t, s, "/api/tidak-ada")
	if res.StatusCode != http.StatusNotFound || !strings.Contains(body, "web.no-such-route") {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}

func TestUnbuiltSaysSo(t *testing.T) {
	service, err := newService(Options{}, fstest.MapFS{".keep": {}})
	if err != nil {
		t.Fatal(err)
	}
	server := web.New(web.Options{PublicOrigin: "http://localhost", Log: slog.New(slog.DiscardHandler), Quiet: true})
	server.Mount(service.Routes()...)
	res, body := get(t, server, "/", "Cookie", "lentera_refresh=good")
	if res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "make build") {
		t.Errorf("%d", res.StatusCode)
	}
}
