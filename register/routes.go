package register

import (
	"net/http"

	"lentera/internal/web"
)

// Routes are the URLs of the register.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		web.Raw(http.MethodGet, "/api/register/checkpoint", mayProve, "register.checkpoint",
			"The newest checkpoint, a signed note (text/plain, C2SP tlog-checkpoint).", s.getCheckpoint),
		web.Raw(http.MethodGet, "/api/register/key", mayProve, "register.key",
			"The register's public key (text/plain, sumdb/note verifier key).", s.getKey),
		web.Op(http.MethodGet, "/api/register/proof/inclusion", mayProve, "register.inclusion",
			"Proof that the leaf of a number is in the tree of the newest checkpoint.", s.getInclusion),
		web.Op(http.MethodGet, "/api/register/proof/certificate", mayProve, "register.certificate-proof",
			"The leaves of a certificate, by the code of its public page, each with its proof.", s.getCertificateProof),
		web.Op(http.MethodGet, "/api/register/proof/consistency", mayProve, "register.consistency",
			"Proof that a later tree is an earlier one with leaves added.", s.getConsistency),
		web.Op(http.MethodGet, "/api/register/certificates/{id}", mayOpenIn, "register.open",
			"Salt and record that open the leaves of a certificate: the caller's own; any for training_admin and auditor.", s.getOpening),
		web.Op(http.MethodGet, "/api/register/search", mayWatch, "register.search",
			"The leaves of the certificate with this number, with all that opens them.", s.getByNumber),
		web.Op(http.MethodGet, "/api/register/status", mayWatch, "register.status",
			"Size, newest checkpoint and soundness of the register.", s.getStatus),
	}
}
