package marking

import "lentera/internal/access"

// Who may do what here: trainers and the training administration mark,
// moderate and decide how a quiz is marked; auditors see the queue and, alone,
// who gave which mark. A sheet is looked up together with the marker's turn:
// without one it is "not found", whatever the role.
var (
	markers  = access.Only(access.Trainer, access.TrainingAdmin)
	watchers = access.Only(access.Trainer, access.TrainingAdmin, access.Auditor)
	auditors = access.Only(access.Auditor)
)
