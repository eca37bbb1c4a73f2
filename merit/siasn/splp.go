package siasn

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// SPLPConfig is Lumajang's gateway: https://host/api/<service>. Each request to
// that host is signed; requests elsewhere are left alone.
type SPLPConfig struct {
	ClientID string
	Secret   Secret
	BaseURL  string
}

// The headers of the gateway.
const (
	splpClient    = "X-SPLP-Client-ID"
	splpTimestamp = "X-SPLP-Timestamp"
	splpSignature = "X-SPLP-Signature"
)

// SPLPTransport signs requests for the gateway, over the exact bytes sent.
type SPLPTransport struct {
	Config SPLPConfig
	Next   http.RoundTripper
	Now    func() time.Time
}

// RoundTrip signs and sends; it does not change the caller's request.
func (t *SPLPTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	base, err := url.Parse(t.Config.BaseURL)
	if err != nil || !strings.EqualFold(base.Host, r.URL.Host) || base.Scheme != r.URL.Scheme {
		return t.Next.RoundTrip(r)
	}
	var body []byte
	if r.Body != nil {
		body, err = io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil {
			return nil, err
		}
	}
	signed := r.Clone(r.Context())
	if r.Body != nil {
		signed.Body, signed.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		signed.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	}
	stamp := strconv.FormatInt(t.Now().Unix(), 10)
	signed.Header.Set(splpClient, t.Config.ClientID)
	signed.Header.Set(splpTimestamp, stamp)
	signed.Header.Set(splpSignature, SignSPLP(t.Config.Secret, r.Method, r.URL.RequestURI(), stamp, body))
	return t.Next.RoundTrip(signed)
}

// SignSPLP is hex HMAC-SHA256 over method, URI from /api on (with its query,
// as sent), Unix seconds and raw body, nothing between them.
func SignSPLP(secret Secret, method, uri, stamp string, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret.Reveal()))
	h.Write([]byte(method + fromAPI(uri) + stamp))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

func fromAPI(uri string) string {
	path, _, _ := strings.Cut(uri, "?")
	if i := strings.Index(path+"/", "/api/"); i >= 0 {
		return uri[i:]
	}
	return uri
}

// VerifySPLP is the gateway's side, for the stand-in and tests: the signature
// must be right and its time within window of now.
func VerifySPLP(r *http.Request, body []byte, cfg SPLPConfig, now time.Time, window time.Duration) error {
	stamp := r.Header.Get(splpTimestamp)
	sec, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(sec, 0)).Abs() > window {
		return errors.New("siasn: SPLP timestamp")
	}
	if !hmac.Equal([]byte(r.Header.Get(splpClient)), []byte(cfg.ClientID)) {
		return errors.New("siasn: SPLP client")
	}
	want := SignSPLP(cfg.Secret, r.Method, r.URL.RequestURI(), stamp, body)
	if !hmac.Equal([]byte(r.Header.Get(splpSignature)), []byte(want)) {
		return errors.New("siasn: SPLP signature")
	}
	return nil
}
