package quiz

import "lentera/internal/access"

// Who may do what here:
//
//   - A learner sees a quiz only while enrolled in its revision
//     (courses.LessonFor) and an attempt only when it is their own: the owner is
//     in the WHERE clause of every statement that takes an attempt's id. Anybody
//     else, whatever their role, gets "not found", never "forbidden".
//   - Keys and explanations are read by two statements only: SheetOf, inside the
//     transaction that closes, and ReviewOf, which has no rows for an open attempt.
//   - Further attempts are granted by the training administration alone.
var grantors = access.Only(access.TrainingAdmin)
