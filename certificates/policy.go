package certificates

import (
	"github.com/google/uuid"

	"lentera/internal/access"
)

// Who may do what with certificates. The list is the caller's own.
var (
	mayList   = access.SignedIn
	mayFetch  = access.SignedIn // own, or any for the roles of mayFetchOf
	mayRevoke = access.Only(access.TrainingAdmin)
	mayDesign = access.Only(access.TrainingAdmin)
	mayIssue  = access.Only(access.TrainingAdmin)
	mayRead   = access.Only(access.TrainingAdmin, access.Auditor)
	mayVerify = access.Everyone
	mayBadge  = access.SignedIn // own only: a badge is the holder's own file
)

// mayFetchOf decides on one PDF: the holder's own, and any for a training
// admin or an auditor. To others it does not exist.
func mayFetchOf(a access.Actor, holder uuid.UUID) bool {
	return a.PersonID == holder || seesAll(a)
}

// seesAll reports who may read any certificate, revoked ones too.
func seesAll(a access.Actor) bool { return a.HasAny(access.TrainingAdmin, access.Auditor) }
