package accounts

import (
	"strings"
	"testing"

	"lentera/internal/page"
	"lentera/internal/testweb"
)

// TestWhereASignInMayLead: pages of the app, and nothing a browser could read
// as another place.
func TestWhereASignInMayLead(t *testing.T) {
	for _, good := range []string{"/katalog", "/kursus/A2", "/pelajaran/0192-ab", "/kuis/1", "/ujian/1", "/hasil/1", "/sertifikat", "/jp", "/akun",
		"/admin/impor", "/admin/ketuntasan?unit=1&status=overdue", "/kursus/A2#modul-1"} {
		if got := safeNext(good); got != good {
			t.Errorf("%q leads to %q", good, got)
		}
	}
	for _, bad := range []string{"", "/", "https://jahat.example", "http://jahat.example/katalog", "//jahat.example", "///jahat.example", "////jahat.example", "/\\jahat.example",
		"\\\\jahat.example", "/\\/jahat.example", "\\/jahat.example", "/katalog//jahat.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
		" /katalog", "/katalog ", "\t/katalog", "/\t/jahat.example", "/\n/jahat.example", "/\r\nSet-Cookie: a=b", "/katalog\r\nLocation: //x", "/katalog%0d%0aX: y",
		"/%2f/jahat.example", "/%2fjahat.example", "/%5cjahat.example", "/kursus/%2e%2e/%2e%2e/x", "/kursus/../../x", "/kursus/..//jahat.example", "/./katalog", "/katalog/../masuk",
		"katalog", "../katalog", "./katalog", "@jahat.example", "/@jahat.example", "//user@jahat.example", "/katalog@jahat.example", "https:jahat.example", "https:/jahat.example",
		"http:\\\\jahat.example", "/masuk", "/masuk?lanjut=/masuk", "/keluar", "/api/accounts/me", "/api/media/x", "/katalogx", "/kursus", "/s/abc", "/..", "/admin/../keluar",
		"/katalog\x00", "/\u202ekatalog", "/katalog\u2028", "／／jahat.example", "/\u3002jahat", "ftp://x", "mailto:a@b", "/katalog'onmouseover=x", "/katalog\"><script>", "/kursus/" + strings.Repeat("a", 400),
		"?x=/katalog", "#/katalog", "/.jahat.example", "/%09/jahat.example"} {
		if got := safeNext(bad); got != "/" {
			t.Errorf("%q leads to %q", bad, got)
		}
	}
}

func TestDemoSignInsOnlyInDemoMode(t *testing.T) {
	demo := []DemoSignIn{{Role: "Pengelola pelatihan", Name: "Rini Demo", NIP: budi, Password: "sandi untuk demo saja"}}
	for _, on := range []bool{true, false} {
		server, _ := newServer(t, func(o *Options) {
			o.DemoSignIns = demo
			o.Site = page.Site{Agency: "Contoh", Demo: on}
		})
		_, body := server.Do(t, testweb.Scenario{Path: "/masuk"})
		if shown := strings.Contains(body, "sandi untuk demo saja") && strings.Contains(body, budi); shown != on {
			t.Errorf("demo %v: shown %v", on, shown)
		}
	}
}

func TestActivationPage(t *testing.T) {
	server, s := newServer(t)
	_, code := invite(t, s, budi, "Budi Santoso")
	send := func(values ...string) string { return form(append([]string{"name", budi}, values...)...) }
	server.Run(t, []testweb.Scenario{
		{Name: "shows its rules", Path: "/aktivasi", Status: 200, Has: []string{`autocomplete="one-time-code"`, `autocomplete="new-password"`, "15 karakter"}},
		{Name: "passwords differ", Method: "POST", Path: "/aktivasi", Headers: formHeaders, Body: send("code", code, "password", goodPassword, "again", otherPassword), Status: 422,
			Has: []string{"tidak sama", `value="` + code + `"`, `value="` + budi + `"`}, HasNot: []string{goodPassword, otherPassword}},
		{Name: "weak password at its field", Method: "POST", Path: "/aktivasi", Headers: formHeaders, Body: send("code", code, "password", "17031985", "again", "17031985"), Status: 422,
			Has: []string{`href="#password"`, "tanggal lahir", `aria-describedby="password-hint password-error"`}, HasNot: []string{`value="17031985"`}},
		{Name: "wrong code in English", Method: "POST", Path: "/aktivasi", Headers: formHeaders, Body: send("code", "AAAA-AAAA-AAAA", "password", goodPassword, "again", goodPassword, "bahasa", "en"),
			Status: 422, Has: []string{`<html lang="en">`, "There is a problem", `href="#code"`}},
		{Name: "right", Method: "POST", Path: "/aktivasi", Headers: formHeaders, Body: send("code", code, "password", goodPassword, "again", goodPassword, "lanjut", "//jahat.example"),
			Status: 303, Header: map[string]string{"Location": "/"}},
	})
}

func TestWhatWasTypedIsShownAsText(t *testing.T) {
	server, _ := newServer(t)
	_, body := server.Do(t, testweb.Scenario{Method: "POST", Path: "/masuk", Headers: formHeaders, Body: form("name", `"><script>alert(1)</script>`, "password", "x")})
	if strings.Contains(body, "<script>") || strings.Count(body, "<script") != 1 || !strings.Contains(body, "&lt;script") {
		t.Error(body)
	}
}

func TestSignOutByForm(t *testing.T) {
	server, s := newServer(t)
	newPerson(t, s, budi, "Budi Santoso")
	in := signIn(t, s, budi)
	headers := map[string]string{"Cookie": "lentera_refresh=" + in.refresh, "Origin": testweb.Origin}
	res, _ := server.Do(t, testweb.Scenario{Method: "POST", Path: "/keluar", Headers: headers})
	if res.StatusCode != 303 || res.Header.Get("Location") != "/masuk?keluar=1" || cookies(res)["lentera_refresh"].MaxAge >= 0 {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	mustBeEnded(t, s, in)
	if res, _ := server.Do(t, testweb.Scenario{Method: "POST", Path: "/keluar"}); res.StatusCode != 303 {
		t.Errorf("signed out already: %d", res.StatusCode)
	}
}

func TestTooManyTriesSayHowLong(t *testing.T) {
	server, s := newServer(t)
	newPerson(t, s, budi, "Budi Santoso")
	body := ""
	status := 0
	for range 8 {
		status, body = post(t, server, "/masuk", form("name", budi, "password", "salah sekali ini"), "")
	}
	if status != 429 || !strings.Contains(body, "detik") {
		t.Errorf("%d %s", status, body)
	}
}
