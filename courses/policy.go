package courses

import "lentera/internal/access"

// readsEveryCourse: those who make and check courses see their files without
// being enrolled.
func readsEveryCourse(a access.Actor) bool { return a.HasAny(access.Trainer, access.TrainingAdmin) }

// The rules of the routes that are not for every learner. Which units a
// unit admin sees is decided by Options.Scope on top of it.
var (
	mayLookAtUnits = access.Only(access.UnitAdmin, access.TrainingAdmin, access.Auditor)
	mayMandate     = access.Only(access.TrainingAdmin)
)
