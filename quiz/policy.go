package quiz

import "lentera/internal/access"

// Who may do what here:
//
//   - A learner sees a quiz only while enrolled in its revision
//     (courses.LessonFor) and an attempt only when it is their own: the owner is
//     in the WHERE clause of every statement that takes an attempt's id. Anybody
//     else, whatever their role, gets "not found", never "forbidden".
//   - On a learner's way, keys and explanations are read by three statements only: SheetOf, inside the
//     transaction that closes; ReviewOf, which has no rows for an open attempt; and
//     CheckOf, which has rows in a practice quiz alone and fixes the answer.
//     Statistics and regrades read them for the roles below.
//   - Further attempts are granted by the training administration alone.
//   - Rules, extra time, reopening and release are for trainers and the training
//     administration; auditors may read them, but not the access code, and
//     watch. None of these sees an answer
//     or a score of a named person here.
//   - A file that is an answer is read by its owner; by a marker through the sheet
//     in hand (marking), without its name; by the training administration and
//     auditors once its attempt is marked, with a trace in the audit trail. The
//     media routes know none of them.
//   - What was said in a survey is read by those who may watch, from five answers
//     on and without names, whether it is anonymous or not.
//   - Statistics and corrections are read by trainers, the training
//     administration and auditors, of every quiz: a course has no owner yet
//     (courses.readsEveryCourse). A correction is proposed by a trainer or the
//     administration and decided by the administration, never by the person
//     who proposed it (the database refuses that too). Its preview names who is
//     concerned.
var (
	grantors = access.Only(access.TrainingAdmin)
	rulers   = access.Only(access.Trainer, access.TrainingAdmin)
	watchers = access.Only(access.Trainer, access.TrainingAdmin, access.Auditor)

	overseers = access.Only(access.TrainingAdmin, access.Auditor)

	analysts  = access.Only(access.Trainer, access.TrainingAdmin, access.Auditor)
	proposers = access.Only(access.Trainer, access.TrainingAdmin)
	approvers = access.Only(access.TrainingAdmin)
)
