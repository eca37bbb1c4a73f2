package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"time"
)

// Client is one signed-in browser, without a screen.
type Client struct {
	Base  string
	HTTP  *http.Client
	token string
}

// Transport is shared by all clients of a lab: connections are kept.
var Transport = &http.Transport{MaxIdleConns: 1024, MaxIdleConnsPerHost: 1024, IdleConnTimeout: time.Minute}

// NewClient is a browser with its own cookies.
func NewClient(base string) *Client {
	jar, _ := cookiejar.New(nil)
	return &Client{Base: base, HTTP: &http.Client{Transport: Transport, Jar: jar, Timeout: 10 * time.Second}}
}

// Problem is a refusal as the server wrote it.
type Problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

func (p *Problem) Error() string {
	return fmt.Sprintf("%d %s: %s %s", p.Status, p.Code, p.Title, p.Detail)
}

// Do sends JSON (or raw bytes) and decodes JSON. A refusal is a *Problem; any
// other error means that nobody knows whether the server did it.
func (c *Client) Do(ctx context.Context, method, path string, body, out any) error {
	var r io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case []byte:
		r, kind = bytes.NewReader(b), "application/octet-stream"
	default:
		text, err := json.Marshal(b)
		if err != nil {
			return err
		}
		r = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.Base+path, r)
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		p := &Problem{Status: res.StatusCode}
		_ = json.Unmarshal(text, p)
		return p
	}
	if out == nil || len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, out)
}

type session struct {
	AccessToken string `json:"access_token"`
	Account     struct {
		PersonID string `json:"person_id"`
	} `json:"account"`
}

// Activate uses a one-time code and signs in.
func (c *Client) Activate(ctx context.Context, name, code, password string) error {
	return c.enter(ctx, "/api/accounts/activate", map[string]string{"name": name, "code": code, "password": password})
}

// SignIn signs in with a password.
func (c *Client) SignIn(ctx context.Context, name, password string) error {
	return c.enter(ctx, "/api/accounts/sign-in", map[string]string{"name": name, "password": password})
}

// Refresh rotates the session's cookie and takes a new access token.
func (c *Client) Refresh(ctx context.Context) error {
	return c.enter(ctx, "/api/accounts/refresh", map[string]string{})
}

func (c *Client) enter(ctx context.Context, path string, body map[string]string) error {
	var s session
	var in any = body
	if len(body) == 0 {
		in = nil
	}
	if err := c.Do(ctx, http.MethodPost, path, in, &s); err != nil {
		return err
	}
	c.token = s.AccessToken
	return nil
}

// Token is the present access token, for load generators of their own.
func (c *Client) Token() string { return c.token }
