package bsre

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Config is the way to the agency's Esign Client Service. What public sources
// do not agree on, or do not say, is a setting here and not a constant below.
type Config struct {
	BaseURL  string // scheme://host[:port][/prefix], without /api
	Username string
	Password Secret
	// PlainHTTP allows http:// to a private address: many agencies run the
	// service inside their own network without TLS. Passphrases then cross that
	// network in the clear; an operator has to choose it.
	PlainHTTP bool

	SignTimeout time.Duration // of a call that signs; 0 is 2 min
	ReadTimeout time.Duration // of any other; 0 is 30 s
	PerCall     int           // documents in one call; 0 is 10. The service's own limit is not published
	MaxFile     int           // bytes of one PDF, either way; 0 is 20 MiB
	MaxCall     int           // bytes of all PDFs of one call; 0 is 40 MiB

	StatusPath  string         // "" is /api/v2/user/check/status; /api/v2/user/check-status/ is seen too
	CountAsText bool           // "data":"3" instead of "data":3 in TOTP requests; both are seen
	Codes       map[int]Reason // further status_code numbers; 2011 and 2031 are known

	HTTP *http.Client // tests; only its Transport is used
	// Log is told of every call, with nothing secret or personal.
	Log func(ctx context.Context, e Exchange)
}

// Exchange is one call and its end, as a request log may keep it.
type Exchange struct {
	At        time.Time `json:"at"`
	Op        string    `json:"op"`
	Status    int       `json:"status"`
	Code      int       `json:"code,omitempty"`
	Reason    Reason    `json:"reason,omitempty"`
	Millis    int64     `json:"ms"`
	Documents int       `json:"documents,omitempty"`
	Bytes     int       `json:"bytes,omitempty"` // of the PDFs sent
}

// Client is safe for use by many goroutines.
type Client struct {
	cfg  Config
	next http.RoundTripper
}

// New makes a client. It refuses a Config that cannot work, that would send
// passphrases in the clear unasked, or that would check no certificates; it
// makes no request.
func New(cfg Config) (*Client, error) {
	if err := checkAddress(cfg.BaseURL, cfg.PlainHTTP); err != nil {
		return nil, err
	}
	if cfg.Username == "" || cfg.Password == "" {
		return nil, errors.New("bsre: user name and password are missing")
	}
	for code, r := range cfg.Codes {
		if _, ok := facts[r]; !ok {
			return nil, fmt.Errorf("bsre: code %d: there is no reason %q", code, string(r))
		}
	}
	setDefault(&cfg.SignTimeout, 2*time.Minute)
	setDefault(&cfg.ReadTimeout, 30*time.Second)
	setDefault(&cfg.PerCall, 10)
	setDefault(&cfg.MaxFile, 20<<20)
	setDefault(&cfg.MaxCall, 40<<20)
	if cfg.StatusPath == "" {
		cfg.StatusPath = "/api/v2/user/check/status"
	}
	cfg.BaseURL = strings.TrimRight(cfg.BaseURL, "/")
	c := &Client{cfg: cfg, next: newTransport()}
	if cfg.HTTP != nil && cfg.HTTP.Transport != nil {
		c.next = cfg.HTTP.Transport
	}
	if t, ok := c.next.(*http.Transport); ok && t.TLSClientConfig != nil && t.TLSClientConfig.InsecureSkipVerify {
		return nil, errors.New("bsre: certificates of the server must be checked")
	}
	return c, nil
}

// PerCall is how many documents one call may carry.
func (c *Client) PerCall() int { return c.cfg.PerCall }

// MaxCall is how many bytes of PDFs one call may carry.
func (c *Client) MaxCall() int { return c.cfg.MaxCall }

func setDefault[T time.Duration | int](p *T, v T) {
	if *p <= 0 {
		*p = v
	}
}

func newTransport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = nil // passphrases go to the service and to nobody on the way
	t.MaxIdleConnsPerHost = 4
	return t
}

func checkAddress(v string, plain bool) error {
	u, err := url.Parse(v)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("bsre: the address is not a plain one")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && local(u.Hostname(), plain):
		return nil
	case u.Scheme == "http" && plain:
		return errors.New("bsre: http:// is allowed only to a private address, given as a number")
	}
	return errors.New("bsre: the address must begin with https:// (http:// only on this machine, or where it is allowed by setting to a private address)")
}

// local tells whether a host is this machine or, where allowed, inside a
// private network. A name is not believed: it may lead anywhere.
func local(host string, plain bool) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || plain && ip.IsPrivate())
}
