package merit

import (
	"lentera/internal/access"
)

// Who may read a ledger: everybody the own one; a training admin and an
// auditor any; a unit admin those of people now in the own subtree (decided in
// SQL per request, PersonInScope). Nobody may write one by a route.
var (
	ownLedger    = access.SignedIn
	peopleLedger = access.Only(access.TrainingAdmin, access.Auditor, access.UnitAdmin)

	// Claims: everybody files own ones; training admins decide, two of them per
	// claim (claimActs); unit admins read those of the own subtree.
	mayClaim      = access.SignedIn
	mayDecide     = access.Only(access.TrainingAdmin)
	mayReadClaims = access.Only(access.TrainingAdmin, access.Auditor, access.UnitAdmin)
)
