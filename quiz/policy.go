package quiz

import "lentera/internal/access"

// Who may do what here:
//
//   - A learner sees a quiz only while enrolled in its revision
//     (courses.LessonFor) and an attempt only when it is their own: the owner is
//     in the WHERE clause of every statement that takes an attempt's id. Anybody
//     else, whatever their role, gets "not found", never "forbidden".
//   - On a learner's way, keys and explanations are read by two statements only:
//     SheetOf, inside the transaction that closes, and ReviewOf, which has no
//     rows for an open attempt. Statistics and regrades read them for the roles
//     below.
//   - Further attempts are granted by the training administration alone.
//   - Statistics and corrections are read by trainers, the training
//     administration and auditors, of every quiz: a course has no owner yet
//     (courses.readsEveryCourse). A correction is proposed by a trainer or the
//     administration and decided by the administration, never by the person
//     who proposed it (the database refuses that too).
var (
	grantors  = access.Only(access.TrainingAdmin)
	analysts  = access.Only(access.Trainer, access.TrainingAdmin, access.Auditor)
	proposers = access.Only(access.Trainer, access.TrainingAdmin)
	approvers = access.Only(access.TrainingAdmin)
)
