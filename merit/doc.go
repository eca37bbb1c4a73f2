// Package merit keeps the JP ledger: which learning hours (JP, 1 JP = 45
// minutes) Lentera claims for an ASN, year by year, and on what evidence.
//
// # Words
//
//	Entry     one line: so many JP, by this path, for that certificate
//	credit    an entry that adds JP
//	reversal  an entry that takes one credit back, whole, with a reason
//	balance   the sum of the entries of a year
//	path      "jalur pengembangan", the SIASN jenisDiklat id 1–25 (Paths)
//	claim     JP asked for from elsewhere or for hours taught (kinds external,
//	          teaching): checked by one person, approved by another, then credited
//	target    JP a class of ASN is asked for in a year (merit.targets, dated data)
//
// # Rules
//
//  1. Append-only. No entry is ever changed or deleted; the database refuses
//     UPDATE, DELETE and TRUNCATE. A mistake is corrected by a reversal.
//  2. One credit and at most one reversal per source ("certificate:<id>"),
//     held by entries_one_per_source. Crediting twice is one entry.
//  3. Only an ASN (PNS, CPNS, PPPK, PPPK paruh waktu) has a ledger. For
//     anybody else Credit declines without an error, in its one statement.
//  4. The year is that of the completion date in the agency's time zone,
//     whatever year the course began. A run over New Year counts whole in the
//     year it was completed; it does not disappear.
//  5. A reversal stands in the year of the credit it reverses, so that the
//     balance of that year is right, however late the mistake is found.
//  6. An entry says what is claimed (jp_claimed), by which path and under which
//     rule set (rule_version). The PerLAN conversion caps e-learning at 3 JP per
//     day; the days with study are kept in the evidence, so that what is counted
//     can be worked out and defended under any later rule set.
//  7. Evidence is references to the server's own record: enrolment, course
//     revision, number of learning days, seconds present, certificate number.
//
// # Where it stands
//
//	certificates.OnIssued  → wire → Credit   (same transaction)
//	certificates.OnRevoked → wire → Reverse  (same transaction)
//	ApproveClaim           → Credit, Annul → Reverse ("external:<claim id>")
//
// # On its way into SIASN
//
// Every credit has a delivery (delivery.go), made in the same transaction:
//
//	draft → checked → saved → uploaded → confirmed
//	  any of them → refused → draft or saved (an operator tries again)
//	  any of them → by_hand → confirmed (an operator typed the id back)
//	  reversed → removing → removed; → removed at once where nothing left
//
// delivery_worker.go pushes, one record of a person at a time; before every
// save it looks whether the row is there. docs/siasn.md is for operators,
// ADR 0016 says why.
//
// The entry commits with the certificate or claim it stands on, or neither does.
package merit
