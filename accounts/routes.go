package accounts

import (
	"net/http"
	"time"

	"lentera/internal/access"
	"lentera/internal/web"
)

// Bodies and deadlines of the routes that take files.
const (
	rosterBytes = 30 << 20
	unitBytes   = 5 << 20
)

// Routes are all addresses of the feature.
func (s *Service) Routes() []web.Route {
	return append(s.personalRoutes(), append(s.officeRoutes(), s.pageRoutes()...)...)
}

func (s *Service) personalRoutes() []web.Route {
	const get, post, put, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	return []web.Route{
		web.Op(post, "/api/accounts/sign-in", access.Everyone, "accounts.sign-in",
			"Sign in by NIP or e-mail and password; sets the refresh, media and device cookies.", s.signIn).Within(doorDeadline),
		web.Op(post, "/api/accounts/activate", access.Everyone, "accounts.activate",
			"Set a password by a one-time activation code and sign in.", s.activate).Within(doorDeadline),
		web.Op(post, "/api/accounts/refresh", access.Everyone, "accounts.refresh",
			"Exchange the refresh cookie for a new access token and a new cookie.", s.refresh),
		web.Op(post, "/api/accounts/sign-out", access.SignedIn, "accounts.sign-out",
			"End this session.", s.signOut),
		web.Op(post, "/api/accounts/sign-out-everywhere", access.SignedIn, "accounts.sign-out-everywhere",
			"End every session of the own account at once.", s.signOutEverywhere),
		web.Op(get, "/api/accounts/me", access.SignedIn, "accounts.me",
			"The own account.", s.me),
		web.Op(put, "/api/accounts/me", access.SignedIn, "accounts.change-me",
			"Change the language of the own account.", s.changeMe),
		web.Op(post, "/api/accounts/password", access.SignedIn, "accounts.change-password",
			"Change the own password; every other session ends.", s.changePassword).Within(doorDeadline),
		web.Op(get, "/api/accounts/sessions", access.SignedIn, "accounts.list-sessions",
			"The open sessions of the own account.", s.listSessions),
		web.Op(del, "/api/accounts/sessions/{id}", access.SignedIn, "accounts.end-session",
			"End one session of the own account.", s.endOneSession),
	}
}

func (s *Service) officeRoutes() []web.Route {
	const get, post, del = http.MethodGet, http.MethodPost, http.MethodDelete
	office := access.Only(access.TrainingAdmin)
	return []web.Route{
		web.Op(get, "/api/accounts/units", access.Only(access.UnitAdmin, access.TrainingAdmin, access.Trainer, access.Auditor), "accounts.list-units",
			"The units the actor may see; a unit admin sees the own subtree.", s.listUnits),
		web.Op(get, "/api/accounts/people", access.Only(access.UnitAdmin, access.TrainingAdmin, access.Auditor), "accounts.list-people",
			"Active people within the actor's scope, by name; q looks in names only.", s.listPeople),
		web.Op(post, "/api/accounts/units/import", office, "accounts.import-units",
			"Bring the unit tree to a file Id;NamaUnor;DiatasanId.", s.importUnits).Limit(unitBytes).Within(time.Minute),
		web.Op(post, "/api/accounts/activation-codes", access.Only(access.TrainingAdmin, access.UnitAdmin), "accounts.issue-codes",
			"Issue one-time activation codes; a unit admin for the own subtree.", s.issueCodes).Limit(1 << 20).Within(time.Minute),
		web.Op(post, "/api/accounts/rosters", office, "accounts.preview-roster",
			"Stage a SIASN export (CSV or XLSX) and judge every row; nothing is applied yet.", s.previewRoster).
			Limit(rosterBytes).Within(2 * time.Minute).Answers(http.StatusCreated),
		web.Op(get, "/api/accounts/rosters/{id}", office, "accounts.get-roster",
			"A staged or applied roster with its counts.", s.getRoster),
		web.Op(get, "/api/accounts/rosters/{id}/rows", office, "accounts.list-roster-rows",
			"Rows of a roster with verdict, findings and changes.", s.listRosterRows),
		web.Raw(get, "/api/accounts/rosters/{id}/findings.csv", office, "accounts.roster-findings",
			"Every finding of a roster as a CSV safe to open in a spreadsheet.", s.rosterFindings).Within(time.Minute),
		web.Op(post, "/api/accounts/rosters/{id}/commit", office, "accounts.commit-roster",
			"Apply what the preview showed.", s.commitRoster).Within(3 * time.Minute),
		web.Op(del, "/api/accounts/rosters/{id}", office, "accounts.discard-roster",
			"Discard a staged roster and its rows.", s.discardRoster).Within(time.Minute),
	}
}

func (s *Service) pageRoutes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []web.Route{
		web.Raw(get, "/masuk", access.Everyone, "accounts.sign-in-page", "The sign-in page, which works without script.", s.showSignIn),
		web.Raw(post, "/masuk", access.Everyone, "accounts.sign-in-form", "Sign in by form.", s.submitSignIn).Within(doorDeadline),
		web.Raw(get, "/aktivasi", access.Everyone, "accounts.activation-page", "The activation page, which works without script.", s.showActivation),
		web.Raw(post, "/aktivasi", access.Everyone, "accounts.activation-form", "Activate by form.", s.submitActivation).Within(doorDeadline),
		web.Raw(get, "/masuk.js", access.Everyone, "accounts.queue-script", "The script of both pages: waits in the queue before the door.", s.showScript),
		web.Raw(post, "/keluar", access.Everyone, "accounts.sign-out-form", "Sign out by form.", s.submitSignOut),
	}
}
