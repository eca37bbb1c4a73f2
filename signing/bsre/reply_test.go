package bsre_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lentera/signing/bsre"
	"lentera/signing/bsre/standin"
)

// answering is a client of a server that always answers the same.
func answering(t *testing.T, status int, body string, change ...func(*bsre.Config)) (*bsre.Client, *[]*http.Request) {
	t.Helper()
	var seen []*http.Request
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		seen = append(seen, r)
		if status >= 300 && status < 400 {
			w.Header().Set("Location", "http://127.0.0.1:1/elsewhere")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(web.Close)
	cfg := bsre.Config{BaseURL: web.URL, Username: "u", Password: "basic-secret", SignTimeout: 5 * time.Second}
	for _, f := range change {
		f(&cfg)
	}
	c, err := bsre.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c, &seen
}

func TestRepliesAreJudgedStrictly(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(sheets(1)[0])
	for _, c := range []struct {
		status int
		body   string
		want   bsre.Reason
	}{
		{200, `{"file":["` + good + `"]}`, ""},
		{200, ``, bsre.ReasonReply},
		{200, `null`, bsre.ReasonReply},
		{200, `{"file":"` + good + `"}`, bsre.ReasonReply},
		{200, `{"file":[]}`, bsre.ReasonReply},
		{200, `{"file":[null]}`, bsre.ReasonReply},
		{200, `{"file":["` + good + "\\n" + `"]}`, ""}, // line breaks inside base64 are usual
		{200, `{"file":["` + strings.TrimRight(good, "=") + `x"]}`, bsre.ReasonReply},
		{200, `{"file":["` + base64.StdEncoding.EncodeToString([]byte("%PDF-1.7 cut off")) + `"]}`, bsre.ReasonReply},
		{200, `{"file":["` + good + `"],"error":"Passphrase anda salah !!!","status_code":2031}`, bsre.ReasonPassphrase},
		{200, `{"status_code":"2031","error":"salah"}`, bsre.ReasonPassphrase},
		{400, `{"error":"User tidak terdaftar","status_code":2011}`, bsre.ReasonNotRegistered},
		{400, `{"error":"apa pun","status_code":2021}`, bsre.ReasonExpired}, // by the setting Codes
		{400, `no JSON`, bsre.ReasonRefused},
		{401, ``, bsre.ReasonClient},
		{403, `{"error":"IP"}`, bsre.ReasonClient},
		{404, `<html>`, bsre.ReasonPath},
		{307, ``, bsre.ReasonPath}, // a passphrase is not sent elsewhere
		{413, ``, bsre.ReasonLarge},
		{429, ``, bsre.ReasonBusy},
		{500, `{"timestamp":"2026-07-01T02:00:00","status":500,"error":"Internal Server Error","path":"/api/v2/sign/pdf"}`, bsre.ReasonLost},
		{502, ``, bsre.ReasonAway},
		{503, ``, bsre.ReasonAway},
		{504, ``, bsre.ReasonLost},
	} {
		t.Run(fmt.Sprint(c.status, " ", c.body[:min(len(c.body), 40)]), func(t *testing.T) {
			client, seen := answering(t, c.status, c.body, func(cfg *bsre.Config) { cfg.Codes = map[int]bsre.Reason{2021: bsre.ReasonExpired} })
			_, err := client.Sign(t.Context(), official, unlock, bsre.Look{}, sheets(1))
			if bsre.ReasonOf(err) != c.want {
				t.Errorf("got %v, want %s", err, string(c.want))
			}
			if len(*seen) != 1 {
				t.Errorf("%d calls: a client never repeats by itself", len(*seen))
			}
		})
	}
}

func TestALongReplyIsNotReadToItsEnd(t *testing.T) {
	client, _ := answering(t, 200, `{"file":["`+strings.Repeat("A", 4<<20)+`"]}`, func(c *bsre.Config) { c.MaxFile = 10_000 })
	_, err := client.Sign(t.Context(), official, unlock, bsre.Look{}, sheets(1))
	wants(t, err, bsre.ReasonReply)
}

// TestNothingSecretComesBack has the service repeat what it was told, as some
// do in their errors, and looks for it in everything we would show or log.
func TestNothingSecretComesBack(t *testing.T) {
	for _, words := range []string{standin.SamplePassphrase, standin.SampleNIK, standin.SampleEmail, strings.ToUpper(standin.SamplePassphrase), "basic-secret",
		"NIK 3508 0000 0000 0001 salah", "token eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.abc", "<b>" + standin.SamplePassphrase + "</b>"} {
		client, _ := answering(t, 400, fmt.Sprintf(`{"error":%q,"status_code":1234}`, "Gagal untuk "+words))
		_, err := client.Sign(t.Context(), bsre.Signer{NIK: standin.SampleNIK, Email: standin.SampleEmail}, unlock, bsre.Look{}, sheets(1))
		e := wants(t, err, bsre.ReasonRefused)
		silent(t, e.Message)
		for _, bad := range []string{"3508 0000", "eyJhbGci", "<b>", strings.ToUpper(standin.SamplePassphrase)} {
			if strings.Contains(e.Message, bad) {
				t.Errorf("%q came back in %q", bad, e.Message)
			}
		}
	}
	silent(t, fmt.Sprintf("%v %+v %#v %s %q", unlock, unlock, unlock, unlock.Passphrase, unlock.Passphrase))
}

func TestAddressesThatAreRefused(t *testing.T) {
	for address, plain := range map[string]bool{"": false, "http://esign.example.go.id": false, "http://esign.example.go.id/": true, "http://10.10.1.2": false,
		"http://8.8.8.8": true, "ftp://127.0.0.1": true, "https://u:p@esign.example.go.id": false, "https://esign.example.go.id?x=1": false} {
		if _, err := bsre.New(bsre.Config{BaseURL: address, Username: "u", Password: "p", PlainHTTP: plain}); err == nil {
			t.Errorf("%q (plain http: %t) is accepted", address, plain)
		}
	}
	for address, plain := range map[string]bool{"https://esign.example.go.id": false, "http://10.10.1.2": true, "http://127.0.0.1:8090": false} {
		if _, err := bsre.New(bsre.Config{BaseURL: address, Username: "u", Password: "p", PlainHTTP: plain}); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := bsre.New(bsre.Config{BaseURL: "https://e.go.id", Username: "u", Password: "p", Codes: map[int]bsre.Reason{1: "made-up"}}); err == nil {
		t.Error("a reason nobody knows is accepted")
	}
}

func TestEveryReasonHasWords(t *testing.T) {
	if len(bsre.Reasons()) < 20 {
		t.Fatal("reasons are missing")
	}
	for _, r := range bsre.Reasons() {
		if w := r.Words(); w.ID == "" || w.EN == "" || w.ID == w.EN {
			t.Errorf("%s has no words in both languages", string(r))
		}
	}
}
