package certificates

import (
	"net/http"

	"lentera/internal/fault"
	"lentera/internal/web"
)

// Routes are the URLs of certificates; the pages /s/… and /verifikasi
// work without sign-in and without script.
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
		web.Op(http.MethodGet, "/api/certificates/verify/{public_id}", mayVerify, "certificates.verify-json",
			"What the public page tells of a certificate, for machines.", s.verifyJSON),
		web.Raw(http.MethodGet, "/verifikasi-luring", mayVerify, "certificates.verify-offline",
			"Page (HTML, one file) that checks QR codes without a server; ?unduh=1 saves it.", s.offlinePage),
		web.Raw(http.MethodGet, "/api/certificates/revocations", mayVerify, "certificates.revocations",
			"The signed list of revoked and superseded certificates, as truncated hashes.", s.revocations),
		web.Op(http.MethodGet, "/api/certificates/issuer", mayVerify, "certificates.issuer",
			"The public keys that certificates are or were signed with.", s.issuer),
		web.Raw(http.MethodGet, "/api/certificates/certificates/{id}/badge/{form}", mayBadge, "certificates.badge",
			"The caller's own Open Badge as png, svg, json or jwt; ?nama=1 writes the name into it.", s.badge),
		web.Op(http.MethodGet, "/api/certificates/badges/revocations", mayVerify, "certificates.badge-revocations",
			"The revoked and superseded Open Badges (1EdTechRevocationList).", s.badgeRevocations),
	}
}

// reasonNeeded is ErrReason with the field it speaks of.
var reasonNeeded = ErrReason.At(fault.Field{Pointer: "/reason", Code: "length", ID: ErrReason.ID, EN: ErrReason.EN})
