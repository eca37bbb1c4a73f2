package frontend

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"lentera/internal/access"
	"lentera/internal/fault"
	"lentera/internal/web"
)

// testAPI is an API that tells how it was asked.
func testAPI() []web.Route {
	return []web.Route{web.Raw(http.MethodGet, "/api/courses/home", access.Everyone, "test.home", "Home.", func(c *fiber.Ctx) error {
		if c.Get("Authorization") != "Bearer tok-1" || c.Get("Cookie") != "" {
			return fault.ErrUnauthenticated
		}
		return c.JSON(map[string]string{"title": "</script>" + c.Get("Accept-Language")})
	}), web.Raw(http.MethodGet, "/api/courses/courses/{code}", access.Everyone, "test.course", "Course.", func(c *fiber.Ctx) error {
		if c.Params("code") != "phishing-1" {
			return fault.ErrNotFound
		}
		return c.JSON(c.Params("code"))
	}),
	}
}
