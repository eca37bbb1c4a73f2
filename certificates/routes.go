package certificates

import (
	"net/http"

	"lentera/internal/fault"
	"lentera/internal/web"
)

// Routes are the URLs of certificates; the last two are pages that work
// without sign-in and without script.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		web.Op(http.MethodGet, "/api/certificates/certificates", mayList, "certificates.list",
			"The caller's own certificates, newest first.", s.list),
		web.Raw(http.MethodGet, "/api/certificates/certificates/{id}/pdf", mayFetch, "certificates.pdf",
			"The PDF of a certificate: the caller's own; any for training_admin and auditor.", s.pdf),
		web.Op(http.MethodPost, "/api/certificates/certificates/{id}/revoke", mayRevoke, "certificates.revoke",
			"Revokes a certificate for ever, with a reason; its JP are reversed.", s.revoke),
		web.Raw(http.MethodGet, "/s/{public_id}", mayVerify, "certificates.verify",
			"Public page (HTML) that tells whether a certificate is valid.", s.verifyPage),
		web.Raw(http.MethodGet, "/verifikasi", mayVerify, "certificates.verify-form",
			"Public form (HTML) to type a certificate's code; ?kode= leads to its page.", s.verifyForm),
	}
}

// reasonNeeded is ErrReason with the field it speaks of.
var reasonNeeded = ErrReason.At(fault.Field{Pointer: "/reason", Code: "length", ID: ErrReason.ID, EN: ErrReason.EN})
