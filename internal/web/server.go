package web

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"lentera/internal/access"
	"lentera/internal/fault"
)

const (
	defaultBody = 64 << 10
	smallBody   = 256 << 10 // what is read at all, but by routes with a larger limit of their own
	retrySoon   = 2 * time.Second
	slowUpload  = 15 * time.Minute // 30 MB at 400 kbit/s take ten
)

// awayTests are asked whether an error means that a needed part is away.
var awayTests []func(error) bool

// TreatAsAway lets internal/db say which errors mean "the database is away".
func TreatAsAway(test func(error) bool) { awayTests = append(awayTests, test) }

// Authenticator tells who a request comes from. A wrong or stale token is a
// *fault.Fault; no token at all is ok=false without an error.
type Authenticator interface {
	Authenticate(ctx context.Context, authorization, mediaCookie string) (a access.Actor, ok bool, err error)
}

// Options configure a Server; every field has a meaning, none is optional but
// where said.
type Options struct {
	Auth           Authenticator
	Log            *slog.Logger
	PublicOrigin   string        // scheme://host[:port] the browser sees
	TrustedProxies []string      // addresses that may set X-Forwarded-For; empty: none
	Deadline       time.Duration // for a request's work
	MaxBody        int           // bytes, the largest of all routes
	Version        string
	ScriptHashes   []string // CSP hashes of the inline scripts of our own pages
	StyleHashes    []string // CSP hashes of their inlined style sheets
	Quiet          bool     // no access log (benchmarks, tests)
}

// Server is the Fiber application and the route table it was built from.
type Server struct {
	App    *fiber.App
	API    huma.API
	opt    Options
	routes []Route
	csp    string
	large  []largeRoute // the routes that take more than the default
}

// New builds the server with its middlewares; Mount adds the features.
func New(opt Options) *Server {
	humaErrors()
	if opt.Deadline == 0 {
		opt.Deadline = 5 * time.Second
	}
	if opt.MaxBody == 0 {
		opt.MaxBody = 32 << 20
	}
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	app := fiber.New(fiber.Config{
		AppName: "lentera", Immutable: true, CaseSensitive: true, StrictRouting: true, UnescapePath: true,
		BodyLimit: opt.MaxBody, ReadBufferSize: 16 << 10, DisableStartupMessage: true,
		ReadTimeout: 30 * time.Second, WriteTimeout: 10 * time.Minute, IdleTimeout: 75 * time.Second,
		ProxyHeader: proxyHeader(opt.TrustedProxies), EnableTrustedProxyCheck: true,
		TrustedProxies: opt.TrustedProxies, EnableIPValidation: true,
		ErrorHandler: func(c *fiber.Ctx, err error) error { return writeProblem(c, fromFiber(err)) },
	})
	s := &Server{App: app, opt: opt, csp: policy(opt)}
	app.Server().HeaderReceived = s.bodyLimit
	s.middlewares()
	cfg := huma.DefaultConfig("Lentera", opt.Version)
	cfg.CreateHooks = nil // no $schema member in bodies
	cfg.DocsPath, cfg.SchemasPath = "", ""
	cfg.OpenAPIPath = "/api/openapi"
	cfg.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	cfg.Info.Description = "Lentera: digital and AI literacy for Indonesian local government. " +
		"Every operation names who may call it in x-who. Errors are RFC 9457 problems, listed in docs/api/problems.md."
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"access": {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "short access token; refreshed by the HttpOnly cookie"},
	}
	s.API = humafiber.New(app, cfg)
	return s
}

func proxyHeader(trusted []string) string {
	if len(trusted) == 0 {
		return ""
	}
	return fiber.HeaderXForwardedFor
}

// Mount registers the routes of a feature. It panics on a route without a rule
// or an operation id used twice: both are mistakes to see at the first start.
func (s *Server) Mount(routes ...Route) {
	for _, r := range routes {
		if r.Who.IsZero() || r.ID == "" || r.Summary == "" {
			panic("web: route without who, id or summary: " + r.Method + " " + r.Path)
		}
		for _, have := range s.routes {
			if have.ID == r.ID {
				panic("web: operation id used twice: " + r.ID)
			}
		}
		s.routes = append(s.routes, r)
		if r.MaxBody > defaultBody {
			s.large = append(s.large, largeRoute{r.Method, strings.Split(r.Path, "/"), int(r.MaxBody)})
		}
		op := s.operation(r)
		if r.raw == nil {
			r.typed(s.API, op)
			continue
		}
		s.API.OpenAPI().AddOperation(&op)
		s.App.Add(r.Method, fiberPath(r.Path), s.guarded(r))
		if r.Method == http.MethodGet {
			s.App.Add(http.MethodHead, fiberPath(r.Path), s.guarded(r))
		}
	}
}

// Routes lists what is mounted, ordered by path and method.
func (s *Server) Routes() []Route {
	all := append([]Route(nil), s.routes...)
	sort.Slice(all, func(i, j int) bool {
		if all[i].Path != all[j].Path {
			return all[i].Path < all[j].Path
		}
		return all[i].Method < all[j].Method
	})
	return all
}

// bodyLimit decides, before a body is read into memory, how much of it is
// taken and how long it may take: the few uploads get their own limit and the
// time a slow line needs, everything else the small default.
func (s *Server) bodyLimit(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	path, _, _ := bytes.Cut(h.RequestURI(), []byte("?"))
	if _, rest, absolute := bytes.Cut(path, []byte("://")); absolute {
		path = rest[max(bytes.IndexByte(rest, '/'), 0):]
	}
	for _, r := range s.large {
		if r.takes(string(h.Method()), string(path)) {
			return fasthttp.RequestConfig{MaxRequestBodySize: r.most, ReadTimeout: slowUpload}
		}
	}
	return fasthttp.RequestConfig{MaxRequestBodySize: smallBody}
}

// largeRoute is a route that takes large bodies, its path in segments.
type largeRoute struct {
	method string
	path   []string
	most   int // bytes
}

// takes reports whether a request is for this route; "{id}" is any segment.
func (r largeRoute) takes(method, path string) bool {
	segments := strings.Split(path, "/")
	return method == r.method && len(segments) == len(r.path) && slices.EqualFunc(segments, r.path, func(given, is string) bool {
		return given == is || (strings.HasPrefix(is, "{") && given != "")
	})
}

func (s *Server) operation(r Route) huma.Operation {
	op := huma.Operation{OperationID: r.ID, Method: r.Method, Path: r.Path, Summary: r.Summary,
		DefaultStatus: r.Status, MaxBodyBytes: r.MaxBody, BodyReadTimeout: -1,
		Extensions: map[string]any{"x-who": r.Who.String()}}
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = defaultBody
	}
	if !r.Who.Open() {
		op.Security = []map[string][]string{{"access": {}}}
	}
	if r.raw != nil {
		op.Responses = map[string]*huma.Response{"200": {Description: "see the summary"}}
		op.Parameters = pathParameters(r.Path)
	}
	op.Middlewares = huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		if err := admit(ctx.Context(), r.Who); err != nil {
			// Looking up who asks may fail because the database is away.
			p := problemOf(ctx.Context(), err)
			for name, values := range p.GetHeaders() {
				ctx.SetHeader(name, values[0])
			}
			_ = huma.WriteErr(s.API, ctx, p.Status, "", p)
			return
		}
		work, cancel := r.extended(ctx.Context())
		defer cancel()
		next(huma.WithContext(ctx, work))
	}}
	return op
}

func (s *Server) guarded(r Route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := admit(c.UserContext(), r.Who); err != nil {
			return writeProblem(c, err)
		}
		work, cancel := r.extended(c.UserContext())
		defer cancel()
		c.SetUserContext(work)
		if err := r.raw(c); err != nil {
			return writeProblem(c, fromFiber(err))
		}
		return nil
	}
}

func admit(ctx context.Context, who access.Who) error {
	a, in := access.ActorFrom(ctx)
	if who.Admits(a, in) {
		return nil
	}
	if refused, _ := ctx.Value(refusedKey{}).(error); refused != nil {
		return refused // the token was there but wrong: say why
	}
	if !in {
		return fault.ErrUnauthenticated
	}
	return fault.ErrForbidden
}
