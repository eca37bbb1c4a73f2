// Package quiz holds quizzes, attempts against the server's clock, answers,
// grades and grants of further attempts. It plugs into courses as the lesson
// kind "quiz": it reads its part of a course folder (Activity), hands the
// questions down to bank, and calls courses.CompleteLesson when an attempt
// passes.
//
// # Words
//
//	Quiz      the activity of one quiz lesson of one course revision
//	Pool      a named set of questions; a quiz draws a number from each
//	Question  of the bank; an item pins the version that was shown
//	Key       what is right and why; bank.keys, never named on the open path
//	Attempt   percobaan: one sitting of one learner, with a deadline
//	Item      a place 1…n on the paper of an attempt: a question, its options in an order
//	Answer    the chosen options of one item, with the number (seq) of the act
//	Regrade   a correction of a key, and every mark that follows from it
//	Grant     further attempts for one person after the cap, with a reason
//
// # States of an attempt
//
//	            submit, until deadline + grace
//	open ─────────────────────────────────────────▶ submitted ─┐
//	  │                                                        │ pending > 0: items wait
//	  └─ deadline + grace (+ late window) passed; ─▶ expired ──┤ for a marker; points are
//	     seen by submit, any look, or the sweep job            │ provisional, passed is open
//	                                                           ▼
//	                              the last mark (SetMarks) ─▶ graded: passed or failed
//
// Both ways out grade from the saved answers, once, in the transaction that
// closes. An attempt without waiting items is graded there and then. A passing
// grade completes the lesson in the transaction that makes it (a pre-test and a
// survey complete when handed in); only where the score is withheld for a time
// (settled = false) the completion waits for the release, because it would tell
// the score. A closed attempt changes by a mark, a regrade or a reopening with a
// reason, and by nothing else. Everything about time is decided by the
// database's clock; the grace of 5 s is for the network and is never shown.
//
// # How an answer is saved
//
// PUT attempts/{id}/answers/{no} carries the whole state of one item: the
// answer and seq. An answer is a list of strings, written as its kind of question
// says (bank/kinds); the statement bounds it by the item's shape, number and
// length, and by membership where the kind has options. The client keeps one counter per item:
//
//	seq of a new act = 1 + the highest seq it has seen for this item
//	                   (its own acts, the paper it loaded, answers to its saves)
//
// and sends the same seq again when it repeats a request. The server keeps the
// act with the highest seq:
//
//	seq higher than stored          stored            200 stale=false
//	seq equal, same options         nothing changes   200 stale=false (a repeat)
//	seq equal, other options        stored one stays  200 stale=true  (two devices, the first won)
//	seq lower                       stored one stays  200 stale=true
//
// So a late retry never overwrites a newer act, and any order and repetition of
// the same requests ends in the same state. stale=true says "this act is not
// what is stored": the answer then carries the seq and options that are, the
// screen shows those, and a learner who disagrees chooses again, which gets a
// higher seq. A client never raises the seq of an old act by itself.
//
// # Why an acknowledged answer is always graded
//
// A save is one statement that commits by itself, its own or one that saves of
// other items share (gather.sql, ADR 0032). It locks the attempt's row
// FOR SHARE, judges the row it then sees, and writes. Closing locks the same
// row FOR UPDATE in a statement of its own before it reads the answers. Either
// the save has the lock first: closing waits for its commit and the next
// statement's snapshot sees the answer. Or closing has it first: the save
// waits, Postgres gives it the row as it was after the commit, and it is
// refused. There is no third order, and 200 is sent only after the commit.
//
// # A key that proves wrong
//
// A regrade (regrade*.go) corrects the key of one version, or voids it: proposed
// by one person, approved by another, then every closed attempt that had the
// version is graded anew, one enrolment per transaction, with lesson,
// certificate and entry. Approvals hold the advisory lock quiz.grading for which
// closings hold the shared one: no attempt is graded by the old key unseen.
// Statistics (stats*.go, the leaf itemstats) say which items to look at.
//
// Hooks: this package attaches to none and offers none. Locks go attempt →
// enrolment → certificate → entry. Jobs: quiz.close-overdue,
// quiz.find-unanalysed, quiz.analyse, quiz.regrade.
package quiz
