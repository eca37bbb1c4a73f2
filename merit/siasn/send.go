package siasn

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// request is one call before it has tokens.
type request struct {
	op, method  string
	path        string // after the base
	address     string // whole, instead of base and path (token endpoints)
	nip         string // to take out of the log
	query       url.Values
	body        []byte
	contentType string
	fields      []string
	write       bool // it changes something there: never repeated unless proven not taken
	raw         bool // the answer is a file
	reference   bool // reference API: token A only
	basic       bool
}

// Answers larger than these are not read to their end.
const maxReply = 8 << 20

// do makes the call: at most twice, the second time with new tokens, and a
// write only where the first was proven not to have been taken.
func (c *Client) do(ctx context.Context, req request) (*reply, error) {
	for attempt := 1; ; attempt++ {
		set, err := c.tokens(ctx, !req.reference)
		if err != nil {
			return nil, err
		}
		rep, err := c.once(ctx, req, set, attempt)
		var v *verdict
		if err == nil || !errors.As(err, &v) {
			return rep, err
		}
		if attempt == 2 || !v.renew || req.write && !v.unprocessed || ctx.Err() != nil {
			return nil, v.final(req)
		}
		c.vault.drop(set.gen)
	}
}

// verdict is what an attempt came to: the error to give, whether new tokens
// may help, and whether it is proven that SIASN did not take the request.
type verdict struct {
	err         error
	renew       bool
	unprocessed bool
}

func (v *verdict) Error() string { return v.err.Error() }

func (v *verdict) Unwrap() error { return v.err }

// final gives the error the caller sees.
func (v *verdict) final(req request) error {
	if req.write && !v.unprocessed {
		return &Uncertain{req.op, v.err}
	}
	return v.err
}

func (c *Client) once(ctx context.Context, req request, set tokens, attempt int) (rep *reply, err error) {
	e, began := c.exchange(req, attempt), time.Now()
	defer func() {
		e.Millis = time.Since(began).Milliseconds()
		var v *verdict
		if errors.As(err, &v) {
			e.Class = class(v.final(req))
		} else {
			e.Class = class(err)
		}
		c.note(ctx, e)
	}()
	call, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	r, err := c.build(call, req, set)
	if err != nil {
		return nil, err
	}
	client := http.Client{Transport: c.next, Jar: set.jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		return nil, broken(ctx, req, err)
	}
	defer func() { _ = res.Body.Close() }()
	e.Status = res.StatusCode
	limit := int64(maxReply)
	if req.raw {
		limit = maxDocument
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return nil, broken(ctx, req, err)
	}
	rep = &reply{op: req.op, write: req.write, status: res.StatusCode, header: res.Header, body: body, tooLong: int64(len(body)) > limit}
	e.Fault, err = rep.judge(req)
	if err != nil {
		return nil, err
	}
	return rep, nil
}

func (c *Client) build(ctx context.Context, req request, set tokens) (*http.Request, error) {
	address := req.address
	if address == "" {
		base := c.cfg.BaseURL
		if req.reference {
			base = c.cfg.ReferenceURL
		}
		address = strings.TrimRight(base, "/") + req.path
		if len(req.query) > 0 {
			address += "?" + req.query.Encode()
		}
	}
	var body io.Reader
	if req.body != nil {
		body = bytes.NewReader(req.body)
	}
	r, err := http.NewRequestWithContext(ctx, req.method, address, body)
	if err != nil {
		return nil, ErrInput // the error would hold the address, and that an NIP
	}
	for name, value := range c.cfg.ExtraHeaders {
		r.Header.Set(name, value)
	}
	r.Header.Set("Accept", "application/json")
	if req.raw {
		r.Header.Set("Accept", "application/pdf, application/json")
	}
	r.Header.Set("User-Agent", "Lentera")
	if req.contentType != "" {
		r.Header.Set("Content-Type", req.contentType)
	}
	switch {
	case req.basic:
		r.SetBasicAuth(c.cfg.ConsumerKey.Reveal(), c.cfg.ConsumerSecret.Reveal())
	case req.address == "" && c.cfg.SSOMode != SSOGateway:
		r.Header.Set("Authorization", "Bearer "+set.apim.Reveal())
		if !req.reference {
			r.Header.Set("Auth", "bearer "+set.sso.Reveal())
		}
	}
	return r, nil
}

// broken judges a request that got no whole answer.
func broken(ctx context.Context, req request, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // the address may hold an NIP
	}
	if unsent(err) {
		if ctx.Err() != nil {
			return &verdict{err: ctx.Err(), unprocessed: true}
		}
		return &verdict{err: &Unavailable{Op: req.op, Cause: cause("no connection", err)}, unprocessed: true}
	}
	if ctx.Err() != nil { // the caller gave up, or its time was over
		return &verdict{err: ctx.Err()}
	}
	var ne net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &ne) && ne.Timeout() {
		return &verdict{err: &Unavailable{Op: req.op, Cause: errors.New("no answer in time")}}
	}
	return &verdict{err: &Unavailable{Op: req.op, Cause: errors.New("the connection broke")}, renew: true}
}

// unsent tells that no byte of the request can have left: there was no
// connection, or its certificate was not accepted.
func unsent(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var header tls.RecordHeaderError
	return errors.As(err, &op) && op.Op == "dial" || errors.As(err, &dns) || errors.As(err, &cert) || errors.As(err, &authority) || errors.As(err, &header)
}

// cause names the kind of a network error without its text.
func cause(what string, err error) error {
	var cert *tls.CertificateVerificationError
	var dns *net.DNSError
	switch {
	case errors.As(err, &cert):
		return errors.New("the server's certificate is not accepted")
	case errors.As(err, &dns):
		return errors.New("the server's name is not known")
	}
	return errors.New(what)
}
