package merit

import (
	"net/http"

	"lentera/internal/web"
)

// Routes are the URLs of the ledger and of claims. None writes an entry by
// itself: entries come from certificates and from claims two persons decided.
func (s *Service) Routes() []web.Route {
	return append([]web.Route{
		web.Op(http.MethodGet, "/api/merit/ledger", ownLedger, "merit.own-ledger",
			"The caller's own JP of a year, entry by entry.", s.ownLedger),
		web.Op(http.MethodGet, "/api/merit/people/{person_id}/ledger", peopleLedger, "merit.people-ledger",
			"A person's JP of a year; unit admins see their own subtree.", s.peopleLedger),
	}, s.claimRoutes()...)
}
