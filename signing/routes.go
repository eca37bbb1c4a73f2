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
		web.Op(http.MethodPost, at+"/code", mayRun, "signing.ask-code", "Has a one-time code sent to the official who signs.", s.askCode),
		web.Op(http.MethodGet, at+"/runs/{id}", mayRun, "signing.run", "How far a run has come.", s.readRun),
		web.Op(http.MethodPost, at+"/retry", mayRetry, "signing.retry", "Has refused documents wait again.", s.retry),
		web.Raw(http.MethodPost, at+"/callbacks/{id}", mayBringBack, "signing.callback",
			"A portal brings a signed file back, with the bearer key it was given; 204, also when it comes twice.", s.callback).Limit(largestBack*4/3 + 128<<10),
		web.Op(http.MethodGet, at+"/seal", mayReadSeal, "signing.seal", "How the agency's electronic seal stands.", s.readSeal),
		web.Op(http.MethodPost, at+"/seal/ask", mayKeepSeal, "signing.ask-seal", "Has BSrE send an activation code to the seal's keeper.", s.askSeal),
		web.Op(http.MethodPost, at+"/seal/activate", mayKeepSeal, "signing.activate-seal", "Takes that code; it is exchanged at once and kept encrypted.", s.activateSeal),
		web.Raw(http.MethodPost, at+"/check", mayCheck, "signing.check",
			"Checks the signatures of a PDF (body, or form field file); keeps nothing of it.", s.check).Limit(largestCheck + 64<<10),
		web.Raw(http.MethodGet, "/verifikasi-berkas", mayCheck, "signing.check-form", "Public form (HTML) to check a PDF file.", s.showCheck),
		web.Raw(http.MethodPost, "/verifikasi-berkas", mayCheck, "signing.check-page", "What a check of a PDF file found (HTML); keeps nothing of it.", s.doCheck).Limit(largestCheck + 64<<10),
	}
}
