package web

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"lentera/internal/access"
)

// Route is one URL of a feature.
type Route struct {
	Method  string
	Path    string // "/api/quiz/attempts/{id}"; parameters in braces
	Who     access.Who
	ID      string // operation id, "quiz.save-answer"
	Summary string // one English sentence, ends up in the OpenAPI document

	MaxBody int64 // bytes; 0 means the default of 64 KiB
	Status  int   // status of success; 0 means 200, or 204 without a body
	// Deadline replaces the server's deadline for long work (imports,
	// exports); 0 keeps it.
	Deadline time.Duration

	typed func(api huma.API, op huma.Operation)
	raw   fiber.Handler
}

// Op makes a typed route: In carries path, query, header and body members with
// huma's tags; Out carries headers and Body. The handler returns a
// *fault.Fault for every refusal; any other error becomes web.internal and its
// text stays in the log.
func Op[In, Out any](method, path string, who access.Who, id, summary string,
	handler func(context.Context, *In) (*Out, error)) Route {
	return Route{Method: method, Path: path, Who: who, ID: id, Summary: summary,
		typed: func(api huma.API, op huma.Operation) {
			huma.Register(api, op, func(ctx context.Context, in *In) (*Out, error) {
				out, err := handler(ctx, in)
				if err != nil {
					return nil, problemOf(ctx, err)
				}
				return out, nil
			})
		}}
}

// Raw makes a route that writes its own response: pages, files, ranges. It is
// in the OpenAPI document and the role matrix like every other.
func Raw(method, path string, who access.Who, id, summary string, handler fiber.Handler) Route {
	return Route{Method: method, Path: path, Who: who, ID: id, Summary: summary, raw: handler}
}

// Limit gives a copy of the route that takes bodies of up to n bytes.
func (r Route) Limit(n int64) Route { r.MaxBody = n; return r }

// Answers gives a copy of the route whose success has this status.
func (r Route) Answers(status int) Route { r.Status = status; return r }

// Within gives a copy of the route whose work may take this long.
func (r Route) Within(d time.Duration) Route { r.Deadline = d; return r }

// extended gives the context with the route's own deadline, if it has one.
func (r Route) extended(ctx context.Context) (context.Context, context.CancelFunc) {
	if r.Deadline == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(context.WithoutCancel(ctx), r.Deadline)
}
