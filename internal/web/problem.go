package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"lentera/internal/fault"
)

// statuses is the only place that knows which HTTP status a kind has.
var statuses = map[fault.Kind]int{
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Gone:            http.StatusGone,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.RateLimited:     http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.Internal:        http.StatusInternalServerError,
}

// StatusOf tells the HTTP status a refusal gets.
func StatusOf(f *fault.Fault) int { return statuses[f.Kind] }

// RefusalOf gives the refusal that an error means to the caller: a declared
// one, "unavailable" when a needed part is away, else "internal". For pages
// that write their own answer.
func RefusalOf(err error) *fault.Fault { return fault.Of(unavailableIfAway(err)) }

// FieldProblem is one wrong member of the request.
type FieldProblem struct {
	Pointer string `json:"pointer" doc:"JSON pointer, or query/path/header and a name"`
	Code    string `json:"code"`
	Detail  string `json:"detail,omitempty"`
}

// Problem is an RFC 9457 problem document. Title is constant per type, Detail
// speaks of this occurrence, both in the language of the request.
type Problem struct {
	Type       string         `json:"type"`
	Title      string         `json:"title"`
	Status     int            `json:"status"`
	Detail     string         `json:"detail,omitempty"`
	Instance   string         `json:"instance,omitempty"`
	Code       string         `json:"code"`
	RetryAfter int            `json:"retry_after,omitempty" doc:"seconds"`
	Errors     []FieldProblem `json:"errors,omitempty"`
	Facts      map[string]any `json:"facts,omitempty"`
}

// Error, GetStatus, GetHeaders and ContentType make a Problem what huma writes.
func (p *Problem) Error() string             { return p.Code }
func (p *Problem) GetStatus() int            { return p.Status }
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders carries Retry-After.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	return h
}

func problemOf(ctx context.Context, err error) *Problem {
	var already *Problem
	if errors.As(err, &already) {
		return already
	}
	f := fault.Of(unavailableIfAway(err))
	id := RequestID(ctx)
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		slog.ErrorContext(ctx, "request failed", "request", id, "code", f.Code, "cause", f.Unwrap())
	}
	lang := Lang(ctx)
	p := &Problem{Type: "/problems/" + f.Code, Title: f.ID, Status: StatusOf(f), Detail: f.DetailID,
		Instance: "/requests/" + id, Code: f.Code, Facts: f.Extra,
		RetryAfter: int(math.Ceil(f.RetryAfter.Seconds()))}
	if lang == "en" {
		p.Title, p.Detail = f.EN, f.DetailEN
	}
	for _, field := range f.Fields {
		detail := field.ID
		if lang == "en" {
			detail = field.EN
		}
		p.Errors = append(p.Errors, FieldProblem{Pointer: field.Pointer, Code: field.Code, Detail: detail})
	}
	return p
}

// writeProblem answers a Fiber request with the problem of err.
func writeProblem(c *fiber.Ctx, err error) error {
	p := problemOf(c.UserContext(), err)
	for name, values := range p.GetHeaders() {
		c.Set(name, values[0])
	}
	body, merr := json.Marshal(p)
	if merr != nil {
		return merr
	}
	c.Set(fiber.HeaderContentType, "application/problem+json")
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Status(p.Status).Send(body)
}

// fromFiber translates the errors of Fiber itself (no route, body too large).
func fromFiber(err error) error {
	var fe *fiber.Error
	if !errors.As(err, &fe) {
		return err
	}
	switch fe.Code {
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return fault.ErrMethod
	case http.StatusRequestEntityTooLarge:
		return fault.ErrTooLarge
	case http.StatusTooManyRequests:
		return fault.ErrRateLimited
	}
	if fe.Code < http.StatusInternalServerError {
		return fault.ErrInvalid.Because(err)
	}
	return fault.ErrInternal.Because(err)
}

// humaErrors makes huma's own refusals (validation, content type, body size)
// the same problem document as ours. They are variables of that package: once
// for the program, however many servers its tests start side by side.
var humaErrors = sync.OnceFunc(func() {
	huma.NewErrorWithContext = func(hc huma.Context, status int, msg string, errs ...error) huma.StatusError {
		ctx := context.Background()
		if hc != nil {
			ctx = hc.Context()
		}
		return problemOf(ctx, fromHuma(status, msg, errs))
	}
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return problemOf(context.Background(), fromHuma(status, msg, errs))
	}
})

func fromHuma(status int, msg string, errs []error) error {
	for _, err := range errs {
		var p *Problem
		var f *fault.Fault
		switch {
		case errors.As(err, &p):
			return p
		case errors.As(err, &f):
			return f
		}
	}
	switch {
	case status == http.StatusRequestEntityTooLarge:
		return fault.ErrTooLarge
	case status == http.StatusNotFound:
		return fault.ErrNotFound
	case status >= http.StatusInternalServerError:
		return fault.ErrInternal.Because(errors.Join(append(errs, errors.New(msg))...))
	}
	out := fault.ErrInvalid
	for _, err := range errs {
		var d huma.ErrorDetailer
		if errors.As(err, &d) {
			detail := d.ErrorDetail()
			out = out.At(fault.Field{Pointer: pointer(detail.Location), Code: "invalid", ID: detail.Message, EN: detail.Message})
		}
	}
	return out
}

// pointer turns huma's "body.items[3].tags" into "/items/3/tags".
func pointer(location string) string {
	rest, inBody := strings.CutPrefix(location, "body")
	if !inBody {
		return location
	}
	rest = strings.NewReplacer("[", "/", "]", "", ".", "/").Replace(rest)
	if rest == "" {
		return "/"
	}
	return rest
}
