package bsre_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"lentera/signing/bsre"
	"lentera/signing/bsre/standin"
)

// reply answers every request with the same bytes.
type reply struct {
	status int
	body   []byte
}

func (r reply) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.Body != nil {
		_, _ = io.Copy(io.Discard, q.Body)
		_ = q.Body.Close()
	}
	return &http.Response{StatusCode: r.status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(r.body)), Request: q}, nil
}

// FuzzReply: whatever comes back, nothing panics, no error or message holds a
// secret, and what is given as signed are as many PDFs as were sent.
func FuzzReply(f *testing.F) {
	f.Add(200, []byte(`{"time":1,"file":["JVBERi0xLjcKJSVFT0YK"]}`))
	f.Add(400, []byte(`{"error":"Passphrase `+standin.SamplePassphrase+` salah","status_code":"2031"}`))
	f.Add(200, []byte(`{"conclusion":"VALID","signatureInformations":[{"integrityValid":true}]}`))
	f.Add(200, []byte(`{"status":["ISSUE"],"data":{"status":7},"totp":{"a":1}}`))
	f.Add(500, []byte(`{"timestamp":1,"error":{}}`))
	sent := sheets(2)
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 100 || status > 599 {
			return
		}
		c, err := bsre.New(bsre.Config{BaseURL: "https://esign.example.go.id", Username: "u", Password: standin.SamplePassword, HTTP: &http.Client{Transport: reply{status, body}}})
		if err != nil {
			t.Fatal(err)
		}
		files, err := c.Sign(t.Context(), official, unlock, bsre.Look{}, sent)
		if err == nil && (len(files) != 2 || !bsre.IsPDF(files[0]) || !bsre.IsPDF(files[1])) {
			t.Errorf("%d files are given as signed", len(files))
		}
		_, sealErr := c.SealTOTP(t.Context(), "s", standin.SampleActivation, 1)
		_, verifyErr := c.Verify(t.Context(), sent[0])
		for _, e := range []error{err, sealErr, verifyErr, c.Ready(t.Context(), official)} {
			if e == nil {
				continue
			}
			if bsre.ReasonOf(e) == "" {
				t.Errorf("%v has no reason", e)
			}
			silent(t, e.Error())
		}
		// What a call was told does not come back in its message.
		quotes(t, err, standin.SamplePassphrase, standin.SampleNIK)
		quotes(t, sealErr, standin.SampleActivation)
	})
}

func quotes(t *testing.T, err error, secrets ...string) {
	t.Helper()
	var e *bsre.Error
	if !errors.As(err, &e) {
		return
	}
	for _, secret := range secrets {
		if strings.Contains(strings.ToLower(e.Message), strings.ToLower(secret)) {
			t.Errorf("%q is in %q", secret, e.Message)
		}
	}
}
