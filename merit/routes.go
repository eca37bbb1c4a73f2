package merit

import (
	"net/http"

	"lentera/internal/web"
)

// Routes are the URLs of the ledger. There is none that writes: entries come
// from certificates alone.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		web.Op(http.MethodGet, "/api/merit/ledger", ownLedger, "merit.own-ledger",
			"The caller's own JP of a year, entry by entry.", s.ownLedger),
		web.Op(http.MethodGet, "/api/merit/people/{person_id}/ledger", peopleLedger, "merit.people-ledger",
			"A person's JP of a year; unit admins see their own subtree.", s.peopleLedger),
	}
}
