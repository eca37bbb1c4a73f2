package bsre

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// call is one request and what its reply may be.
type call struct {
	op          string
	method      string
	path        string
	body        []byte
	contentType string
	accept      string
	signs       bool                // a lost answer may have signed
	documents   int                 // sent
	bytes       int                 // of them
	limit       int64               // of the reply
	secrets     []string            // what must not come back in Message
	read        func(*answer) error // takes the reply apart; its error is the call's
}

// answer is a reply of HTTP 2xx.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do makes the call once. Nothing here repeats anything: the caller knows what
// a repetition would mean.
func (c *Client) do(ctx context.Context, k call) (a *answer, err error) {
	e, began := Exchange{At: time.Now(), Op: k.op, Documents: k.documents, Bytes: k.bytes}, time.Now()
	defer func() {
		e.Millis = time.Since(began).Milliseconds()
		var fail *Error
		if errors.As(err, &fail) {
			e.Reason, e.Status, e.Code = fail.Reason, fail.Status, fail.Code
		} else if a != nil {
			e.Status = a.status
		}
		if c.cfg.Log != nil {
			c.cfg.Log(ctx, e)
		}
	}()
	limit := c.cfg.ReadTimeout
	if k.signs {
		limit = c.cfg.SignTimeout
	}
	timed, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	r, err := http.NewRequestWithContext(timed, k.method, c.cfg.BaseURL+k.path, bytes.NewReader(k.body))
	if err != nil {
		return nil, &Error{Op: k.op, Reason: ReasonInput, Detail: "the address cannot be built"}
	}
	r.SetBasicAuth(c.cfg.Username, c.cfg.Password.Reveal())
	r.Header.Set("User-Agent", "Lentera")
	r.Header.Set("Accept", k.accept)
	if k.contentType != "" {
		r.Header.Set("Content-Type", k.contentType)
	}
	client := http.Client{Transport: c.next, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		return nil, broken(k, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, k.limit+1))
	if err != nil {
		lost := broken(k, err)
		lost.document = documentID(res.Header)
		return nil, lost
	}
	if int64(len(body)) > k.limit {
		return nil, &Error{Op: k.op, Reason: ReasonReply, Status: res.StatusCode, Detail: "the reply is longer than it may be"}
	}
	a = &answer{status: res.StatusCode, header: res.Header, body: body}
	if fail := c.judge(k, a); fail != nil {
		return nil, fail
	}
	if k.read != nil {
		if err := k.read(a); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// broken judges a call that got no whole answer. The error's own text is not
// used: it may hold the address, and v1 has an NIK there.
func broken(k call, err error) *Error {
	e := &Error{Op: k.op, Reason: ReasonAway, Detail: kind(err)}
	if k.signs && !unsent(err) {
		e.Reason = ReasonLost
	}
	return e
}

// unsent tells that no byte of the request can have left.
func unsent(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var header tls.RecordHeaderError
	return errors.As(err, &op) && op.Op == "dial" || errors.As(err, &dns) || errors.As(err, &cert) || errors.As(err, &authority) || errors.As(err, &header)
}

func kind(err error) string {
	var cert *tls.CertificateVerificationError
	var dns *net.DNSError
	var ne net.Error
	switch {
	case errors.As(err, &cert):
		return "the service's TLS certificate is not accepted"
	case errors.As(err, &dns):
		return "the service's name is not known"
	case errors.Is(err, context.Canceled):
		return "the call was given up"
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &ne) && ne.Timeout():
		return "no answer in time"
	case unsent(err):
		return "no connection"
	}
	return "the connection broke"
}
