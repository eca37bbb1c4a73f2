// Package bank holds the questions: what they say, in versions, and what is
// right, apart from it.
//
// # Words
//
//	Category  a place in the bank's tree
//	Question  an identity with a state; it says nothing itself
//	Version   a question as a learner may see it: kind, stem, content, tags,
//	          points. Never changed: a correction is a new version
//	Key       what is right and why; bank.keys, never named on a learner's path.
//	          A correction replaces it (CorrectKey); bank.former_keys keeps the old
//	Digest    two versions with the same one say the same to a learner
//
// # States of a question
//
//	draft ──▶ reviewed ──▶ retired
//
// Only reviewed questions are drawn for a paper, in their reviewed version
// (reviewed_no): a newer one waits for somebody else's review. A question that came with a
// course folder belongs to that revision and is reviewed with it.
//
// # Who reads it
//
// quiz, which is above, reads bank.versions to draw and show papers, and
// bank.keys in the transaction that grades and after the close. An attempt
// pins the version it showed (quiz.items.question_id is a version's id).
// What a kind of question is, how an answer is written and graded, is in the
// leaf bank/kinds, which knows no database.
package bank
