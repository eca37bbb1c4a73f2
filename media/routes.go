package media

import (
	"net/http"

	"lentera/internal/access"
	"lentera/internal/web"
)

// Routes lists every URL of the feature.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		web.Raw(http.MethodGet, "/api/media/files/{id}/content", access.SignedIn, "media.file-content",
			"Content of a stored file the caller may see; Range gives 206, If-None-Match 304.", s.serveContent),
	}
}
