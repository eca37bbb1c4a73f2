package web

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net"
	"net/http"
	"strings"

	"lentera/internal/fault"
)

type requestKey struct{}

// request is what the edge knows of a request before any feature sees it.
type request struct {
	id        string
	lang      string
	address   string
	userAgent string
	cookies   *[]string
}

func withRequest(ctx context.Context, r request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

func of(ctx context.Context) request {
	r, _ := ctx.Value(requestKey{}).(request)
	return r
}

// RequestID gives the id of the request, also written to X-Request-Id and to
// every log line.
func RequestID(ctx context.Context) string { return of(ctx).id }

// Lang gives the language of the answer: "id" unless the caller asked for "en".
func Lang(ctx context.Context) string {
	if of(ctx).lang == "en" {
		return "en"
	}
	return "id"
}

// ClientAddress gives the network address of the caller: the socket's own, or
// what a trusted proxy says.
func ClientAddress(ctx context.Context) string { return of(ctx).address }

// UserAgent gives the caller's own description of itself, cut to 200 bytes.
func UserAgent(ctx context.Context) string { return of(ctx).userAgent }

// SetCookie adds a cookie to the answer. It works from typed and raw handlers
// alike: huma on Fiber joins repeated headers into one, which breaks cookies.
func SetCookie(ctx context.Context, cookie *http.Cookie) {
	if jar := of(ctx).cookies; jar != nil {
		*jar = append(*jar, cookie.String())
	}
}

func langOf(acceptLanguage string) string {
	first, _, _ := strings.Cut(acceptLanguage, ",")
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(first)), "en") {
		return "en"
	}
	return "id"
}

// unavailableIfAway turns the ways a database or store can be away into the
// refusal that says "try again", so that a retrying client keeps its answer.
func unavailableIfAway(err error) error {
	var f *fault.Fault
	if errors.As(err, &f) {
		return err
	}
	var network net.Error
	var op *net.OpError
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled),
		errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone),
		errors.As(err, &op), errors.As(err, &network):
		return fault.ErrUnavailable.Because(err).After(retrySoon)
	}
	for _, away := range awayTests {
		if away(err) {
			return fault.ErrUnavailable.Because(err).After(retrySoon)
		}
	}
	return err
}
