// Package courses holds what is studied, who studies it, how far they are, and
// who must.
//
//	Course     what people sign up for; known by its code for ever
//	Revision   one published state of a course. A learner stays on the
//	           revision they began; new enrolments take the newest
//	Module     a part of a revision, with its share of the JP
//	Lesson     text, video, or an Activity plugged in from above (quiz)
//	Enrolment  one person studying one course
//	Mandate    "penugasan wajib": the people of a unit subtree must finish a
//	           course by a day. It shows at once for everyone who is in the
//	           subtree now; opening it enrols
//
// A course is a folder of plain files. ImportFolder checks it whole, reports
// every finding with file and line, and stores it in one transaction or not at
// all; the same folder again is the same revision.
//
//	              enrol / open a mandate          last lesson done
//	(nothing) ──────────────────────▶ studying ───────────────────▶ completed
//	                                  presence: seconds by the server's clock
//	                                  complete: enough presence, or the quiz passed
//
// CompleteLesson is the one step through which a lesson is done, whether the
// learner says so or a quiz is passed. It locks the enrolment first (the lock
// order of the house: attempt → enrolment → certificate → entry), and when the
// last lesson is done it tells every hook of Service.OnCompleted inside the
// same transaction, exactly once. ReopenLesson is its reverse, for a record
// that proves wrong; it tells every hook of Service.OnReopened, and who
// completes again has a completion of its own (Completed.Time).
//
// The server alone counts time. A browser sends signs of presence; each
// credits the seconds since the person's last sign, at most 45, and the
// furthest point of a video can never be beyond twice the credited time.
package courses
