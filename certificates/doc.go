// Package certificates issues certificates and answers for them: the numbered
// row, the PDF drawn from it, the mail that says it is there, the public page
// that says whether it is valid, and revocation.
//
// # Words
//
//	Achievement  what somebody has done, in the words of whoever saw it done
//	Holder       the person as printed: a snapshot of the day of issue
//	number       "800.2/0001/LENTERA/2026": runs per year, without gaps
//	public id    160 random bits; the address of the public page, never guessed
//	verification the public page /s/{public id}
//
// # Life of a certificate
//
//	Issue (step of the completing transaction)
//	  │  row + number + audit + OnIssued hooks commit together, or none does
//	  ▼
//	issued ── job certificates.render ──▶ drawn: PDF in the store, its hash in the row
//	  │                                     └─ job certificates.mail (only with SMTP)
//	  │  Revoke (training admin, with a reason; OnRevoked hooks in the same transaction)
//	  ▼
//	revoked (kept for ever; the public page says so and since when)
//
// # Rules
//
//  1. One certificate per source, by certificates_one_per_subject. Issuing
//     again gives the one there is and burns no number.
//  2. Numbers run per calendar year of the agency's time zone, without gap or
//     double: the year's row in certificates.series is locked from the taking of
//     a number to the commit. A rolled-back issue gives its number back. The
//     price: issues of one year commit one after the other, so nothing slow may
//     come after Issue in a transaction. A wait longer than the pool's lock
//     timeout ends in "unavailable", and the whole completion is tried again.
//  3. The row holds all that is printed. It is never changed (a trigger
//     refuses); what may be added later, once each: the stored PDF, the
//     revocation, the mark that mail was sent.
//  4. The PDF is drawn from the row alone, byte for byte the same each time,
//     stored once under its own hash and served only while that hash is right.
//  5. A citizen's certificate carries no NIP, rank, position or unit.
//  6. The public page gives away nothing but: number, masked name, course, JP,
//     completion date, organiser, status. Unknown and mistyped codes get one and
//     the same page.
//  7. In demo mode the sheet says that the people are made up.
//  8. Without a template no signatory is drawn: the PDF says that it was issued
//     electronically and is checked by its QR code.
//  9. A template's content and the officials' titles of the day are copied into
//     the row at issue. Templates change nothing that was issued.
//  10. A batch issued by hand is prepared by one person and approved by another.
//
// Locks: batch, a certificate that changes (revoked, superseded), series, the
// new certificate, then what the hooks take (the ledger, the register's head).
package certificates
