package portal

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Config is the way to the portal.
type Config struct {
	URL    string // of the hand-off itself, whole
	Header string // "" is Authorization
	// Credential is the value of Header, such as "Bearer …" or "Basic …"; ""
	// sends none.
	Credential Secret
	PlainHTTP  bool          // allow http:// to a private address
	Action     string        // of each signer; "" is SIGN
	Timeout    time.Duration // 0 is 60 s
	MaxFile    int           // bytes of a PDF, either way; 0 is 20 MiB
	HTTP       *http.Client  // tests; only its Transport is used
	Log        func(ctx context.Context, e Exchange)
}

// Exchange is one hand-off and its end, with nothing secret or personal.
type Exchange struct {
	At     time.Time `json:"at"`
	Status int       `json:"status"`
	Millis int64     `json:"ms"`
	Bytes  int       `json:"bytes"`
	Reason Reason    `json:"reason,omitempty"`
}

// Client hands documents over; safe for use by many goroutines.
type Client struct {
	cfg  Config
	next http.RoundTripper
}

// New makes a client. It refuses an address that would carry identifiers over
// an open network unasked; it makes no request.
func New(cfg Config) (*Client, error) {
	u, err := url.Parse(cfg.URL)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return nil, errors.New("portal: the address is not a plain one")
	case u.Scheme != "https" && !(u.Scheme == "http" && local(u.Hostname(), cfg.PlainHTTP)):
		return nil, errors.New("portal: the address must begin with https:// (http:// only on this machine, or where it is allowed by setting to a private address)")
	}
	if cfg.Header == "" {
		cfg.Header = "Authorization"
	}
	if strings.ContainsAny(cfg.Header+cfg.Credential.Reveal(), "\r\n") {
		return nil, errors.New("portal: the credential is malformed")
	}
	if cfg.Action == "" {
		cfg.Action = "SIGN"
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = time.Minute
	}
	if cfg.MaxFile <= 0 {
		cfg.MaxFile = 20 << 20
	}
	c := &Client{cfg: cfg}
	if cfg.HTTP != nil && cfg.HTTP.Transport != nil {
		c.next = cfg.HTTP.Transport
	} else {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.Proxy = nil
		c.next = t
	}
	if t, ok := c.next.(*http.Transport); ok && t.TLSClientConfig != nil && t.TLSClientConfig.InsecureSkipVerify {
		return nil, errors.New("portal: certificates of the server must be checked")
	}
	return c, nil
}

func local(host string, plain bool) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || plain && ip.IsPrivate())
}
