// Package counting works out how many of the claimed JP count, and says why
// not all of them do. It is pure: the same rule set, items and limits give the
// same result, whatever the order of the items, and it imports nothing of
// ours but how a file of rules is read.
//
// # Words
//
//	item       one line of a ledger: so many JP, by this path, on this evidence
//	claimed    what the certificate says
//	evidenced  the part of it that the evidence supports
//	counted    what is left of that under the rule set
//	reason     why a line has more or less than it claims, or what about it is
//	           not certain; claimed plus all reasons is exactly counted
//	slot       a day, month or event on which an item may count, with its cap
//
// # Rules (dated data, rules/*.json)
//
//  1. A path counts by programme (1:1), day, session, event or semester. The
//     value of a day or event is a cap: what is claimed below it is not raised.
//  2. A cap per day holds for the person: all items of one path on one day
//     share it. Eight courses on one day are still one day of e-learning. JP
//     are laid on the days so that the most count; an earlier item goes first.
//  3. "+20 %" raises what is claimed, exactly: 4 JP abroad are 4.8. Nothing is
//     rounded, because no source says how; JP are kept in tenths.
//  4. The year and quarter are those of completion (calendar.year_of). Caps per
//     day are looked at on the days themselves, also when they lie before New
//     Year. No source settles this, so it is a parameter.
//  5. A path without a value counts as claimed, with a remark.
//  6. Teaching counts teaching.percent of what is claimed, with a remark: no
//     source gives a conversion.
//  7. A credit that was reversed counts nothing, as if it had never been there.
//  8. A ceiling of a class and year takes from what was completed last.
//
// Evidence is a struct of optional members with their provenance. Whoever has
// a finer judgement of what was learned says so in Evidence.Stated; it then
// decides what is evidenced, and nothing here changes.
package counting
