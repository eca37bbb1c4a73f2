package main

import (
	"context"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"lentera/internal/access"
	"lentera/internal/fault"
	"lentera/internal/jobs"
	"lentera/internal/web"
)

// healthRoutes: /healthz says the process lives, /readyz that it can do its
// work now, /metrics gives numbers to this machine or to a holder of the token.
func healthRoutes(p *platform, queue *jobs.Queue) []web.Route {
	metrics := adaptor.HTTPHandler(promhttp.Handler())
	return []web.Route{
		web.Raw("GET", "/healthz", access.Everyone, "health.live", "The process lives.", func(c *fiber.Ctx) error {
			return c.SendString("ok\n")
		}),
		web.Raw("GET", "/readyz", access.Everyone, "health.ready", "Database and object store answer.", func(c *fiber.Ctx) error {
			state := readiness(c.UserContext(), p, queue)
			if !state.Ready {
				c.Status(http.StatusServiceUnavailable)
			}
			return c.JSON(state)
		}),
		web.Raw("GET", "/metrics", access.Everyone, "health.metrics", "Prometheus metrics, for this machine or with the metrics token.", func(c *fiber.Ctx) error {
			if !mayReadMetrics(c, p.cfg.MetricsToken) {
				return fault.ErrNotFound
			}
			return metrics(c)
		}),
	}
}

type readyState struct {
	Ready    bool             `json:"ready"`
	Database bool             `json:"database"`
	Store    bool             `json:"store"`
	Jobs     map[string]int64 `json:"jobs,omitempty"`
}

// readiness looks at the store too but does not ask it for readiness: text,
// quizzes and sign-in work without media.
func readiness(ctx context.Context, p *platform, queue *jobs.Queue) readyState {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	var s readyState
	s.Database = p.db.Ping(ctx) == nil
	s.Store = p.blobs.EnsureBucket(ctx) == nil
	if s.Database {
		s.Jobs, _ = queue.Counts(ctx)
	}
	s.Ready = s.Database
	return s
}

func mayReadMetrics(c *fiber.Ctx, token string) bool {
	given, _ := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer ")
	if token != "" && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1 {
		return true
	}
	ip := net.ParseIP(c.IP())
	return token == "" && ip != nil && ip.IsLoopback() && c.Get(fiber.HeaderXForwardedFor) == ""
}
