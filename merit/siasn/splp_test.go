package siasn_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lentera/merit/siasn"
	"lentera/merit/siasn/standin"
)

// TestSPLPVectors are our own: each digest was made with
// printf %s "<METHOD><URI><timestamp><body>" | openssl dgst -sha256 -hmac rahasia
func TestSPLPVectors(t *testing.T) {
	for _, c := range []struct{ method, uri, stamp, body, want string }{
		{"GET", "/api/siasn/pns/rw-kursus/1?limit=2&offset=0", "1767225600", "", "233ac5306b9eb2f4d57ca9b138ed47662933c15c880fce776ba996e86454ffa6"},
		{"POST", "/api/siasn/kursus/save", "1767225600", `{"a": 1,"b":"ü"}`, "cf1c2751342cd7d40712cad51d470abbbdadd04e2e94fd821f83b6112b405e07"},
		{"POST", "/depan/api/siasn/kursus/save", "1767225600", `{"a": 1,"b":"ü"}`, "cf1c2751342cd7d40712cad51d470abbbdadd04e2e94fd821f83b6112b405e07"}, // from /api on
		{"POST", "/api/siasn/kursus/save", "1767225600", `{"a":1,"b":"ü"}`, "41b54a8215f5f19dbf5b2cb482609ddcc46d1305ff4d6e5d8b31a737bcb1073e"},        // one space less
	} {
		if got := siasn.SignSPLP("rahasia", c.method, c.uri, c.stamp, []byte(c.body)); got != c.want {
			t.Errorf("%s %s: %s", c.method, c.uri, got)
		}
	}
}

// TestSPLP goes the whole way through a gateway that adds the tokens.
func TestSPLP(t *testing.T) {
	gate := siasn.SPLPConfig{ClientID: "lentera", Secret: "rahasia"}
	p := newPair(t, standin.Options{SPLP: gate}, func(c *siasn.Config) {
		base := strings.TrimSuffix(c.BaseURL, standin.BasePath)
		*c = siasn.Config{SSOMode: siasn.SSOGateway, SPLP: &siasn.SPLPConfig{ClientID: "lentera", Secret: "rahasia", BaseURL: base + standin.SPLPPath}, Log: c.Log}
	})
	id, err := p.SaveCourse(ctx, p.course(t, "SPLP/1"))
	must(t, err)
	must(t, p.UploadDocument(ctx, id, siasn.CourseCertificate, "x.pdf", pdf))
	must(t, p.Check(ctx))
	if c := p.server.Counts(); c["token_apim"]+c["token_sso"] != 0 {
		t.Error("the client asked for tokens")
	}
	h, err := p.TokenHealth(ctx)
	must(t, err)
	if h.SSO.State != siasn.TokenElsewhere {
		t.Errorf("%+v", h)
	}
	wrong := newPair(t, standin.Options{SPLP: gate}, func(c *siasn.Config) {
		base := strings.TrimSuffix(c.BaseURL, standin.BasePath)
		*c = siasn.Config{SSOMode: siasn.SSOGateway, SPLP: &siasn.SPLPConfig{ClientID: "lentera", Secret: "salah", BaseURL: base + standin.SPLPPath}}
	})
	if err := wrong.Check(ctx); kind(err) != "expired" {
		t.Error(kind(err))
	}
}

func TestSPLPRefusesWhatWasChanged(t *testing.T) {
	cfg := siasn.SPLPConfig{ClientID: "c", Secret: "s"}
	now := time.Unix(1767225600, 0)
	make := func() *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/api/siasn/kursus/save?a=1", nil)
		r.Header.Set("X-SPLP-Client-ID", "c")
		r.Header.Set("X-SPLP-Timestamp", "1767225600")
		r.Header.Set("X-SPLP-Signature", siasn.SignSPLP("s", "POST", "/api/siasn/kursus/save?a=1", "1767225600", []byte("body")))
		return r
	}
	must(t, siasn.VerifySPLP(make(), []byte("body"), cfg, now, time.Minute))
	for name, change := range map[string]func(r *http.Request) (string, time.Time){
		"body":   func(*http.Request) (string, time.Time) { return "bodY", now },
		"method": func(r *http.Request) (string, time.Time) { r.Method = "PUT"; return "body", now },
		"query":  func(r *http.Request) (string, time.Time) { r.URL.RawQuery = "a=2"; return "body", now },
		"client": func(r *http.Request) (string, time.Time) { r.Header.Set("X-SPLP-Client-ID", "d"); return "body", now },
		"old":    func(*http.Request) (string, time.Time) { return "body", now.Add(2 * time.Minute) },
		"stamp":  func(r *http.Request) (string, time.Time) { r.Header.Set("X-SPLP-Timestamp", "x"); return "body", now },
	} {
		r := make()
		body, at := change(r)
		if siasn.VerifySPLP(r, []byte(body), cfg, at, time.Minute) == nil {
			t.Errorf("a changed %s is taken", name)
		}
	}
}

// TestSPLPSignsOnlyItsOwnHost: token requests elsewhere carry no signature.
func TestSPLPSignsOnlyItsOwnHost(t *testing.T) {
	var got []string
	next := roundTrip(func(r *http.Request) { got = append(got, r.Header.Get("X-SPLP-Signature")) })
	tr := &siasn.SPLPTransport{Config: siasn.SPLPConfig{ClientID: "c", Secret: "s", BaseURL: "https://splp.invalid/api/x"}, Next: next, Now: time.Now}
	for _, u := range []string{"https://splp.invalid/api/x/y", "https://other.invalid/api/x/y", "http://splp.invalid/api/x/y"} {
		r, _ := http.NewRequest(http.MethodGet, u, nil)
		_, _ = tr.RoundTrip(r) //nolint:bodyclose // no body
		if r.Header.Get("X-SPLP-Signature") != "" {
			t.Error("the caller's request was changed")
		}
	}
	if got[0] == "" || got[1] != "" || got[2] != "" {
		t.Error(got)
	}
}

type roundTrip func(*http.Request)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	f(r)
	return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
}
