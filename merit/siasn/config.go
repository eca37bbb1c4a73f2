package siasn

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// SSOMode says where the second token comes from.
type SSOMode string

// The three ways to an SSO token. Since BKN asks a second factor (April 2025)
// password is not dependable; gateway leaves both tokens to a proxy.
const (
	SSOPassword SSOMode = "password"
	SSOManual   SSOMode = "manual"
	SSOGateway  SSOMode = "gateway"
)

// Config is the way to SIASN. All addresses are settings, because the sandbox's
// are not known and many agencies go through a proxy with an allowed address.
type Config struct {
	APIMTokenURL string // token A: consumer key and secret
	SSOTokenURL  string // token B: only fetched in the mode password
	BaseURL      string // SIMPEG API
	ReferenceURL string // reference API; may be empty

	ConsumerKey, ConsumerSecret Secret
	SSOMode                     SSOMode
	SSOClientID, SSOUsername    string
	SSOPassword                 Secret
	// ManualToken gives the SSO token an operator pasted; "" when there is none.
	ManualToken func(ctx context.Context) (Secret, error)

	ExtraHeaders map[string]string // for a proxy; never logged
	SPLP         *SPLPConfig       // Lumajang's gateway

	Timeout time.Duration // of one request; 0 is 60 s
	HTTP    *http.Client  // tests; its Transport is used, nothing else
	Now     func() time.Time
	// Log is told of every request, with nothing secret or personal. The context
	// is that of the call.
	Log    func(ctx context.Context, e Exchange)
	LogKey Secret // makes the NIP's hash in the log comparable between runs; "" is a new one each run
}

// Client is safe for use by many goroutines; one per agency.
type Client struct {
	cfg   Config
	next  http.RoundTripper
	now   func() time.Time
	key   []byte
	vault vault
}

// New makes a client. It refuses a Config that cannot work or that would check
// no certificates; it makes no request.
func New(cfg Config) (*Client, error) {
	if cfg.SPLP != nil && cfg.BaseURL == "" {
		cfg.BaseURL = cfg.SPLP.BaseURL
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 60 * time.Second
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	c := &Client{cfg: cfg, now: cfg.Now, key: []byte(cfg.LogKey), next: newTransport()}
	if cfg.HTTP != nil && cfg.HTTP.Transport != nil {
		c.next = cfg.HTTP.Transport
	}
	if t, ok := c.next.(*http.Transport); ok && t.TLSClientConfig != nil && t.TLSClientConfig.InsecureSkipVerify {
		return nil, errors.New("siasn: certificates of the server must be checked")
	}
	if cfg.SPLP != nil {
		c.next = &SPLPTransport{Config: *cfg.SPLP, Next: c.next, Now: cfg.Now}
	}
	if len(c.key) == 0 {
		c.key = make([]byte, 32)
		_, _ = rand.Read(c.key) // never fails: the program ends instead
	}
	c.vault.turn = make(chan struct{}, 1)
	return c, nil
}

func newTransport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 8
	return t
}

func (c *Config) check() error {
	need := map[string]string{"BaseURL": c.BaseURL}
	switch c.SSOMode {
	case SSOGateway:
	case SSOManual:
		need["APIMTokenURL"] = c.APIMTokenURL
		if c.ManualToken == nil {
			return errors.New("siasn: mode manual needs ManualToken")
		}
	case SSOPassword:
		need["APIMTokenURL"], need["SSOTokenURL"] = c.APIMTokenURL, c.SSOTokenURL
		if c.SSOClientID == "" || c.SSOUsername == "" || c.SSOPassword == "" {
			return errors.New("siasn: mode password needs client id, user name and password")
		}
	default:
		return fmt.Errorf("siasn: unknown SSO mode %q", string(c.SSOMode))
	}
	if c.SSOMode != SSOGateway && (c.ConsumerKey == "" || c.ConsumerSecret == "") {
		return errors.New("siasn: consumer key and secret are missing")
	}
	if c.ReferenceURL != "" {
		need["ReferenceURL"] = c.ReferenceURL
	}
	if c.SPLP != nil {
		need["SPLP.BaseURL"] = c.SPLP.BaseURL
		if c.SPLP.ClientID == "" || c.SPLP.Secret == "" || !strings.Contains(c.SPLP.BaseURL, "/api") {
			return errors.New("siasn: SPLP needs a client id, a secret and a base URL with /api in it")
		}
	}
	for name, v := range need {
		if err := checkURL(v); err != nil {
			return fmt.Errorf("siasn: %s: %w", name, err)
		}
	}
	return checkHeaders(c.ExtraHeaders, c.SSOMode)
}

func checkURL(v string) error {
	u, err := url.Parse(v)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("is not a plain address")
	case u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	}
	return errors.New("must begin with https:// (http:// only on this machine)")
}

func isLoopback(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}

// checkHeaders refuses extra headers that would break or replace our own.
func checkHeaders(h map[string]string, mode SSOMode) error {
	for name, value := range h {
		switch strings.ToLower(name) {
		case "host", "content-length", "content-type", "transfer-encoding", "cookie", "connection":
			return fmt.Errorf("siasn: the extra header %s is the client's own", name)
		case "authorization", "auth":
			if mode != SSOGateway {
				return fmt.Errorf("siasn: the extra header %s would replace a token", name)
			}
		}
		if name == "" || strings.ContainsAny(name+value, "\r\n") {
			return errors.New("siasn: an extra header is malformed")
		}
	}
	return nil
}
