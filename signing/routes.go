package signing

import (
	"net/http"

	"lentera/internal/web"
)

// Routes are the URLs of signing.
func (s *Service) Routes() []web.Route {
	const at = "/api/signing"
	return []web.Route{
		web.Op(http.MethodGet, at+"/desk", mayDesk, "signing.desk",
			"What there is to sign: all for training_admin and auditor, an official's own for others.", s.desk),
		web.Op(http.MethodGet, at+"/documents", mayRead, "signing.documents", "The documents of a lot with their state.", s.documents),
		web.Raw(http.MethodGet, at+"/documents/{id}/pdf", mayRead, "signing.file", "The file as it stands: drawn, or with the signatures so far.", s.file),
		web.Op(http.MethodPost, at+"/runs", mayRun, "signing.start",
			"Signs what waits, in the background: for a training_admin, or the official who signs.", s.startRun),
		web.Op(http.MethodGet, at+"/runs/{id}", mayRun, "signing.run", "How far a run has come.", s.readRun),
		web.Op(http.MethodPost, at+"/retry", mayRetry, "signing.retry", "Has refused documents wait again.", s.retry),
		web.Raw(http.MethodPost, at+"/check", mayCheck, "signing.check",
			"Checks the signatures of a PDF (body, or form field file); keeps nothing of it.", s.check).Limit(largestCheck + 64<<10),
	}
}
