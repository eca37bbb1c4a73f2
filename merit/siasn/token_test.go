package siasn_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"lentera/merit/siasn"
	"lentera/merit/siasn/standin"
)

// TestOneRenewal: fifty calls at once, before any token, and again after all
// tokens were refused: one renewal each time.
func TestOneRenewal(t *testing.T) {
	p := newPair(t, standinOptions())
	rush := func() {
		t.Helper()
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if _, err := p.Courses(ctx, nip); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	for i := 1; i <= 3; i++ {
		rush()
		if c := p.server.Counts(); c["token_apim"] != i || c["token_sso"] != i {
			t.Fatalf("round %d: %d and %d renewals", i, c["token_apim"], c["token_sso"])
		}
		p.server.Expire(true, true)
	}
}

// TestFailedRenewalIsShared: callers that waited for a renewal that failed do
// not each try again.
func TestFailedRenewalIsShared(t *testing.T) {
	p := newPair(t, standinOptions())
	p.faults(t, "token_apim:html_502:50x", "token_apim:latency:50x:100")
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if _, err := p.SaveCourse(ctx, siasn.CourseWrite{}); kind(err) != "unavailable" { // nothing was sent: never uncertain
				t.Error(kind(err))
			}
		})
	}
	all.Wait()
	if n := p.server.Counts()["token_apim"]; n > 5 {
		t.Errorf("%d tries", n)
	}
}

func TestTokensEndByThemselves(t *testing.T) {
	now := time.Now()
	clock := func() time.Time { return now }
	p := newPair(t, standin.Options{Now: clock}, func(c *siasn.Config) { c.Now = clock })
	look := func(apim, sso int) {
		t.Helper()
		must(t, p.Check(ctx))
		if c := p.server.Counts(); c["token_apim"] != apim || c["token_sso"] != sso || c["units"] != p.log.of("units") {
			t.Errorf("%v", c)
		}
	}
	look(1, 1)
	now = now.Add(time.Hour - 11*time.Second)
	look(1, 1)
	now = now.Add(2 * time.Second) // ten seconds early
	look(2, 1)
	now = now.Add(11 * time.Hour)
	look(3, 2)
	if n := p.log.of("units"); n != 4 {
		t.Errorf("%d requests; none should have been refused", n)
	}
}

func TestSecondFactor(t *testing.T) {
	p := newPair(t, standin.Options{MFA: true})
	if err := p.Check(ctx); kind(err) != "expired" {
		t.Error(kind(err))
	}
	p = newPair(t, standinOptions(), func(c *siasn.Config) { c.ConsumerSecret = "wrong" })
	if err := p.Check(ctx); kind(err) != "denied" {
		t.Error(kind(err))
	}
	p = newPair(t, standinOptions())
	p.faults(t, "token_sso:html_502:1x")
	if err := p.Check(ctx); kind(err) != "unavailable" {
		t.Error(kind(err))
	}
	must(t, p.Check(ctx))
}

// TestManual is an operator's token through its life.
func TestManual(t *testing.T) {
	now, pasted := time.Now(), siasn.Secret("")
	clock := func() time.Time { return now }
	p := newPair(t, standin.Options{Now: clock, MFA: true}, func(c *siasn.Config) {
		c.SSOMode, c.Now = siasn.SSOManual, clock
		c.ManualToken = func(context.Context) (siasn.Secret, error) { return pasted, nil }
	})
	state := func(want siasn.TokenState) siasn.TokenHealth {
		t.Helper()
		h, err := p.TokenHealth(ctx)
		must(t, err)
		if h.SSO.State != want {
			t.Errorf("%s, want %s", h.SSO.State, want)
		}
		return h.SSO
	}
	state(siasn.TokenMissing)
	if err := p.Check(ctx); kind(err) != "expired" || p.log.of("units") != 0 {
		t.Error("went out without a token", kind(err))
	}
	pasted = siasn.Secret(p.server.IssueSSO("", 2*time.Hour))
	must(t, p.Check(ctx))
	h := state(siasn.TokenOK)
	if h.Owner != "••••1007" || h.Remaining < 119*time.Minute || h.Remaining > 2*time.Hour {
		t.Errorf("%+v", h)
	}
	now = now.Add(61 * time.Minute)
	state(siasn.TokenExpiring)
	must(t, p.Check(ctx))
	now = now.Add(time.Hour)
	state(siasn.TokenOver)
	sent := p.log.of("units")
	if err := p.Check(ctx); kind(err) != "expired" || p.log.of("units") != sent {
		t.Error("a token that had run out was sent", kind(err))
	}
	pasted = siasn.Secret(p.server.IssueSSO(standin.OtherAgency, 0))
	if err := p.Check(ctx); kind(err) != "mismatch" {
		t.Error(kind(err))
	}
	pasted = siasn.Secret(p.server.IssueSSO("", 0))
	must(t, p.Check(ctx))
	p.server.Expire(false, true) // SIASN drops it before its time
	if err := p.Check(ctx); kind(err) != "expired" {
		t.Error(kind(err))
	}
	broken := errors.New("no database")
	p = newPair(t, standinOptions(), func(c *siasn.Config) {
		c.SSOMode, c.ManualToken = siasn.SSOManual, func(context.Context) (siasn.Secret, error) { return "", broken }
	})
	if err := p.Check(ctx); !errors.Is(err, broken) {
		t.Error(err)
	}
}

// TestCookies: one node per token set; new tokens, no old cookies.
func TestCookies(t *testing.T) {
	var mu sync.Mutex
	var got []string
	n := 0
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path == "/token" {
			_, _ = w.Write([]byte(`{"access_token":"t"}`))
			return
		}
		n++
		got = append(got, r.Header.Get("Cookie"))
		http.SetCookie(w, &http.Cookie{Name: "node", Value: fmt.Sprint(n), Path: "/"})
		if n == 3 {
			w.WriteHeader(401)
		}
		_, _ = w.Write([]byte(`{"code":1,"data":[]}`))
	}))
	defer web.Close()
	jar, _ := cookiejar.New(nil)
	c, err := siasn.New(siasn.Config{APIMTokenURL: web.URL + "/token", SSOTokenURL: web.URL + "/token", BaseURL: web.URL, ConsumerKey: "k", ConsumerSecret: "s",
		SSOMode: siasn.SSOPassword, SSOClientID: "c", SSOUsername: "u", SSOPassword: "p", HTTP: &http.Client{Jar: jar}})
	must(t, err)
	for range 3 {
		must(t, c.Check(ctx))
	}
	if want := "[ node=1 node=2 ]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}

	pasted := siasn.Secret("first") // another operator's token begins on any node
	got, n = nil, 10
	c, err = siasn.New(siasn.Config{APIMTokenURL: web.URL + "/token", BaseURL: web.URL, ConsumerKey: "k", ConsumerSecret: "s", SSOMode: siasn.SSOManual,
		ManualToken: func(context.Context) (siasn.Secret, error) { return pasted, nil }})
	must(t, err)
	must(t, c.Check(ctx))
	must(t, c.Check(ctx))
	pasted = "second"
	must(t, c.Check(ctx))
	if want := "[ node=11 ]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// TestLogHoldsNothing runs everything through every kind of fault and looks for
// whatever is secret or personal in the log, in errors and in printed Configs.
func TestLogHoldsNothing(t *testing.T) {
	var cfg siasn.Config
	p := newPair(t, standin.Options{Seed: 3}, func(c *siasn.Config) {
		c.Timeout, c.ExtraHeaders = 300*time.Millisecond, map[string]string{"X-Proxy-Key": "CANARY-HEADER"}
		cfg = *c
	})
	who, err := p.Person(ctx, nip)
	must(t, err)
	var said []string
	keep := func(err error) {
		if err != nil {
			said = append(said, err.Error(), fmt.Sprintf("%+v %#v", err, err))
		}
	}
	for _, k := range standin.Kinds {
		p.faults(t, "*:"+k+":0.6:5")
		w := siasn.CourseWrite{PersonID: who.ID, PathID: 16, Title: "CANARY-TITLE " + standin.Samples[0].Name, Organiser: "CANARY-ORGANISER", Number: "CANARY-NUMBER", JP: 1, StartedOn: start, CompletedOn: start}
		_, err := p.Person(ctx, nip)
		keep(err)
		id, err := p.SaveCourse(ctx, w)
		keep(err)
		_, err = p.Courses(ctx, nip)
		keep(err)
		if id != "" {
			keep(p.UploadDocument(ctx, id, siasn.CourseCertificate, nip+".pdf", pdf))
		}
		_, err = p.DownloadDocument(ctx, "peremajaan/"+nip+".pdf")
		keep(err)
		_, _, err = p.IPASN(ctx, nip)
		keep(err)
	}
	dead := newPair(t, standinOptions(), func(c *siasn.Config) { c.BaseURL = "http://127.0.0.1:1/x" })
	_, err = dead.Person(ctx, nip)
	keep(err)
	if kind(err) != "unavailable" {
		t.Error(kind(err))
	}
	p.log.mu.Lock()
	log, _ := json.Marshal(p.log.rows)
	p.log.mu.Unlock()
	jsonCfg, _ := json.Marshal(map[string]any{"k": cfg.ConsumerKey, "s": cfg.ConsumerSecret, "p": cfg.SSOPassword})
	var slogged strings.Builder
	slog.New(slog.NewTextHandler(&slogged, nil)).Info("x", "secret", cfg.ConsumerSecret)
	all := strings.Join(append(said, string(log), string(jsonCfg), slogged.String(), fmt.Sprintf("%v %s %q %x %#v", cfg.ConsumerSecret, cfg.ConsumerSecret, cfg.ConsumerSecret, cfg.ConsumerSecret, cfg.SSOPassword)), "\n")
	for _, c := range []string{nip, standin.SampleOperator, standin.SamplePassword, standin.SampleSecret, standin.SampleKey, standin.Samples[0].Name, "CANARY", "eyJ", who.ID, fmt.Sprintf("%x", standin.SampleSecret)} {
		if i := strings.Index(all, c); i >= 0 {
			t.Errorf("%q is in …%s…", c, all[max(0, i-80):min(len(all), i+80)])
		}
	}
	for _, word := range []string{"save_course", "nomorSertipikat", "nip-", "uncertain", "900901", `"status":502`, "id_ref_dokumen"} {
		if !strings.Contains(string(log), word) {
			t.Errorf("the log lacks %s", word)
		}
	}
}

func TestConfigsThatCannotWork(t *testing.T) {
	good := standin.New(standinOptions()).Config("https://siasn.invalid")
	for name, change := range map[string]func(*siasn.Config){
		"no address":            func(c *siasn.Config) { c.BaseURL = "" },
		"plain http":            func(c *siasn.Config) { c.BaseURL = "http://siasn.invalid" },
		"password in address":   func(c *siasn.Config) { c.BaseURL = "https://a:b@siasn.invalid" },
		"no mode":               func(c *siasn.Config) { c.SSOMode = "" },
		"manual without source": func(c *siasn.Config) { c.SSOMode = siasn.SSOManual },
		"no key":                func(c *siasn.Config) { c.ConsumerKey = "" },
		"no password":           func(c *siasn.Config) { c.SSOPassword = "" },
		"header over a token":   func(c *siasn.Config) { c.ExtraHeaders = map[string]string{"authorization": "x"} },
		"header with a line":    func(c *siasn.Config) { c.ExtraHeaders = map[string]string{"X-A": "a\nb"} },
		"unchecked certificates": func(c *siasn.Config) {
			tr := http.DefaultTransport.(*http.Transport).Clone()
			tr.TLSClientConfig.InsecureSkipVerify = true
			c.HTTP = &http.Client{Transport: tr}
		},
		"SPLP without /api": func(c *siasn.Config) {
			c.SPLP = &siasn.SPLPConfig{ClientID: "c", Secret: "s", BaseURL: "https://splp.invalid"}
		},
	} {
		cfg := good
		change(&cfg)
		if _, err := siasn.New(cfg); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := siasn.New(good); err != nil {
		t.Error(err)
	}
}

func TestUnknownCertificateIsNotAccepted(t *testing.T) {
	web := httptest.NewTLSServer(http.NotFoundHandler())
	web.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	defer web.Close()
	c, err := siasn.New(standin.New(standinOptions()).Config(web.URL))
	must(t, err)
	if err := c.Check(ctx); kind(err) != "unavailable" || !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
}

func TestCallerGivesUp(t *testing.T) {
	p := newPair(t, standinOptions())
	w := p.course(t, "G/1")
	p.faults(t, "save_course:hang_after:1x", "courses:latency:1x:2000")
	short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	if _, err := p.SaveCourse(short, w); kind(err) != "uncertain" || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(kind(err), err)
	}
	short, cancel = context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	if _, err := p.Courses(short, nip); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
