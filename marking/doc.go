// Package marking is marks that people give: essays (and files) of closed
// attempts, by the rubric of the question's key, by one or two markers who do
// not see whose answer it is. It stands on quiz: it reads what waits there and
// hands the final marks to quiz.SetMarks.
//
// # Words
//
//	Plan      how a quiz is marked: one or two markers, and the tolerance
//	Sheet     one handing-in of an attempt: all its items that wait
//	Turn      somebody's place at a sheet (first, second, moderator); a lease
//	          until it is finished
//	Draft     what a marker has saved before finishing
//	Decision  the mark of an item that went to the quiz, and how it came about
//
// # States of a sheet
//
//	          the only marker finishes ─────────────────────────────▶ done
//	marking ─ both finish, every item within the tolerance: mean ───▶ done
//	    └──── both finish, some item is not ─▶ moderation ─ third ──▶ done
//
// done is one transaction with everything that follows: the marks go through
// quiz.SetMarks, which grades the attempt, completes the lesson of a pass, and
// so issues the certificate and writes the entry. "Marked but not graded"
// cannot be observed.
//
// # Two marks agree
//
// when |a − b| ≤ tolerance_percent · maximum of the item; the mark is then their
// mean, rounded once to 1/100000 of a point, halves up. Otherwise a third person
// sees both markings without names and gives the mark, of the items in dispute
// only; items that agreed keep their mean.
//
// # Blind
//
// A marker gets the sheet's random id, the question, the answer and the rubric:
// no name, NIP, unit, attempt id or time of handing in, because the monitor of
// a test shows those beside a name. The order of sheets is random. How often
// the learner left the page is told after the marks are given. A file of an
// answer is read by its place on the sheet in hand, under a neutral name: its
// own name, its id and when it came stay away. What a learner writes into the
// answer or a file, and what a program noted in the file, is not looked through.
//
// # What holds
//
// Nobody marks an own answer, and two markers and a moderator are three people
// (turns_one_person). Marks, decisions and finished turns are history: triggers
// refuse a change. A mark that stands is changed by a regrade of the quiz alone.
// When an attempt is reopened its sheet can no longer be finished; handed in
// again it has a new one, and marking starts anew.
//
// Locks go sheet → turn → attempt → enrolment → certificate → entry. No hooks,
// no jobs: a lease that ran out is seen by whoever looks for a sheet.
package marking
