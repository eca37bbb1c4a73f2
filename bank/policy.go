package bank

import (
	"github.com/google/uuid"

	"lentera/internal/access"
)

// Who may do what here:
//
//   - A key is right there beside a question, so learners never come in: every
//     route of this feature is for trainers, the training administration and
//     auditors alone.
//   - Trainers and the training administration write. A trainer sees own and
//     shared questions; a private one is its writer's, and the training
//     administration's. To everybody else it is "not found".
//   - Auditors read everything and change nothing.
//   - A version is reviewed by somebody who wrote neither it nor any version
//     since the last reviewed one (ErrOwnReview).
//   - A question of a course folder is changed in its folder (ErrOfCourse).
var (
	authors = access.Only(access.Trainer, access.TrainingAdmin)
	readers = access.Only(access.Trainer, access.TrainingAdmin, access.Auditor)
)

func isAuthor(a access.Actor) bool { return a.HasAny(access.Trainer, access.TrainingAdmin) }

// viewer is the account whose private questions are seen beside the shared
// ones; nil sees all.
func viewer(a access.Actor) *uuid.UUID {
	if a.HasAny(access.TrainingAdmin, access.Auditor) {
		return nil
	}
	return &a.AccountID
}
