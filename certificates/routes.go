package certificates

import (
	"net/http"

	"lentera/internal/fault"
	"lentera/internal/web"
)

// Routes are the URLs of certificates; the pages /s/… and /verifikasi
// work without sign-in and without script.
func (s *Service) Routes() []web.Route {
	return append(s.adminRoutes(), []web.Route{
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
	}...)
}

// adminRoutes are those of the screens of training admins.
func (s *Service) adminRoutes() []web.Route {
	const at = "/api/certificates"
	return []web.Route{
		web.Op(http.MethodGet, at+"/templates", mayRead, "certificates.templates", "Templates, officials and number series.", s.listTemplates),
		web.Op(http.MethodPost, at+"/templates", mayDesign, "certificates.add-template", "Adds a template as a draft.", s.addTemplate),
		web.Op(http.MethodPut, at+"/templates/{id}", mayDesign, "certificates.change-template", "Changes a template; what was issued stays as it is.", s.changeTemplate),
		web.Op(http.MethodPost, at+"/templates/{id}/state", mayDesign, "certificates.template-state", "Makes a template draft, active or, for ever, retired.", s.setTemplateState),
		web.Raw(http.MethodPost, at+"/template-preview", mayRead, "certificates.preview", "The PDF of a template as it is being designed, with a made-up holder.", s.preview),
		web.Raw(http.MethodPost, at+"/emblems", mayDesign, "certificates.add-emblem", "Keeps an emblem (PNG or JPEG, form field file) and gives its hash.", s.addEmblem).Limit(mostEmblem + 64<<10),
		web.Op(http.MethodPost, at+"/officials", mayDesign, "certificates.add-official", "Adds somebody who signs, with a first title.", s.addOfficial),
		web.Op(http.MethodPost, at+"/officials/{id}/titles", mayDesign, "certificates.add-title", "From a day on an official is something else.", s.addTitle),
		web.Op(http.MethodPost, at+"/officials/{id}/end", mayDesign, "certificates.end-title", "After a last day an official signs nothing more.", s.endTitle),
		web.Op(http.MethodPost, at+"/series", mayDesign, "certificates.add-series", "Adds a series of numbers; it is never changed.", s.addSeries),
		web.Op(http.MethodGet, at+"/batches", mayRead, "certificates.batches", "Batches issued by hand, newest first.", s.listBatches),
		web.Op(http.MethodGet, at+"/batches/{id}", mayRead, "certificates.batch", "One batch and how far it has come.", s.readBatch),
		web.Op(http.MethodPost, at+"/batches", mayIssue, "certificates.prepare-batch", "Prepares a batch; nothing is issued yet.", s.prepareBatch).Limit(1 << 20),
		web.Op(http.MethodPost, at+"/batch-people", mayIssue, "certificates.batch-people", "Reads a list of NIP, or a unit, and says who they are.", s.checkPeople).Limit(1 << 20),
		web.Op(http.MethodPost, at+"/batches/{id}/approve", mayIssue, "certificates.approve-batch", "Starts a batch that another training admin prepared.", s.approveBatch),
		web.Op(http.MethodPost, at+"/batches/{id}/act", mayIssue, "certificates.act-on-batch", "Pauses, resumes or cancels a batch.", s.setBatch),
		web.Op(http.MethodGet, at+"/register", mayRead, "certificates.register", "The register of numbers, newest first.", s.register),
		web.Raw(http.MethodGet, at+"/register.csv", mayRead, "certificates.register-csv", "The register of numbers as CSV.", s.registerCSV),
		web.Op(http.MethodPost, at+"/certificates/{id}/supersede", mayRevoke, "certificates.supersede", "Issues a corrected certificate in the place of one; its JP move to the new one.", s.supersede),
	}
}

// reasonNeeded is ErrReason with the field it speaks of.
var reasonNeeded = ErrReason.At(fault.Field{Pointer: "/reason", Code: "length", ID: ErrReason.ID, EN: ErrReason.EN})
