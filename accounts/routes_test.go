package accounts

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lentera/internal/testweb"
	"lentera/internal/web"
)

// newServer is the real edge with the real service deciding who is who.
func newServer(t testing.TB, change ...func(*Options)) (*testweb.Server, *Service) {
	t.Helper()
	s, _ := newService(t, change...)
	return serverOf(t, s), s
}

func serverOf(t testing.TB, s *Service) *testweb.Server {
	t.Helper()
	server := testweb.New(t)
	server.Server = web.New(web.Options{Auth: s, PublicOrigin: testweb.Origin, Deadline: 20 * time.Second, Version: "test", Quiet: true})
	server.Mount(s.Routes()...)
	return server
}

func cookies(res *http.Response) map[string]*http.Cookie {
	out := map[string]*http.Cookie{}
	for _, c := range res.Cookies() {
		out[c.Name] = c
	}
	return out
}

func form(values ...string) string {
	f := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		f.Set(values[i], values[i+1])
	}
	return f.Encode()
}

var formHeaders = map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Origin": testweb.Origin}

func TestSignInOverHTTP(t *testing.T) {
	server, s := newServer(t)
	newPerson(t, s, budi, "Budi Santoso")
	res, body := server.Do(t, testweb.Scenario{Method: "POST", Path: "/api/accounts/sign-in",
		Body: map[string]string{"name": budi, "password": goodPassword}})
	if res.StatusCode != 200 || !strings.Contains(body, `"full_name":"Budi Santoso"`) {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
	got := cookies(res)
	for name, path := range map[string]string{"lentera_refresh": "/", "lentera_media": "/api/media/", "lentera_device": "/"} {
		c := got[name]
		if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != path || c.MaxAge <= 0 || c.Secure {
			t.Errorf("cookie %s: %+v", name, c)
		}
	}
	res, body = server.Do(t, testweb.Scenario{Method: "POST", Path: "/api/accounts/refresh",
		Headers: map[string]string{"Cookie": "lentera_refresh=" + got["lentera_refresh"].Value}})
	if res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
}

func TestPagesWithoutScript(t *testing.T) {
	server, s := newServer(t)
	newPerson(t, s, budi, "Budi Santoso")
	server.Run(t, []testweb.Scenario{
		{Name: "sign-in page", Path: "/masuk", Status: 200, Has: []string{`<html lang="id">`, `autocomplete="username"`, `autocomplete="current-password"`, `<script src="/masuk.js?`}, HasNot: []string{"Akun demo", "<script>"}},
		{Name: "its script, for a year", Path: scriptAt, Status: 200, Header: map[string]string{"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable"}},
		{Name: "in English", Path: "/masuk?bahasa=en", Status: 200, Has: []string{`<html lang="en">`, "Sign in"}},
		{Name: "by the browser's language", Path: "/aktivasi", Headers: map[string]string{"Accept-Language": "en-GB,en"}, Status: 200, Has: []string{"Activate your account"}},
		{Name: "wrong password keeps the name only", Method: "POST", Path: "/masuk", Headers: formHeaders, Body: form("name", budi, "password", "bukan ini sandinya"),
			Status: 422, Has: []string{`value="` + budi + `"`, "error-summary", `href="#name"`}, HasNot: []string{"bukan ini"}},
		{Name: "empty form", Method: "POST", Path: "/masuk", Headers: formHeaders, Body: form(), Status: 422, Has: []string{"Isi NIP", "Isi kata sandi"}},
		{Name: "right password", Method: "POST", Path: "/masuk", Headers: formHeaders, Body: form("name", budi, "password", goodPassword, "lanjut", "/kursus/A2"), Status: 303,
			Header: map[string]string{"Location": "/kursus/A2"}},
		{Name: "from another site", Method: "POST", Path: "/masuk", Headers: map[string]string{"Content-Type": formHeaders["Content-Type"], "Origin": "https://jahat.example"},
			Body: form("name", budi, "password", goodPassword), Status: 403},
		{Name: "password in the address is not read", Method: "POST", Path: "/masuk?name=" + budi + "&password=x", Headers: formHeaders, Body: form(), Status: 422, Has: []string{"Isi kata sandi"}},
	})
}

// post sends JSON, or a form when the body is text, and gives status and body.
func post(t testing.TB, server *testweb.Server, path string, body any, token string) (int, string) {
	t.Helper()
	sc := testweb.Scenario{Method: "POST", Path: path, Body: body, As: token}
	if _, isForm := body.(string); isForm {
		sc.Headers = formHeaders
	}
	res, text := server.Do(t, sc)
	return res.StatusCode, text
}
