// Package siasn speaks with SIASN, BKN's register of civil servants: it reads
// people, units, histories and the IP-ASN value, and writes courses (kursus),
// structural training (diklat) and their documents.
//
// It is a leaf: it knows nothing of Lentera. Its source is siasn-contract.md,
// rebuilt from independent public clients, because BKN gives the official
// document to registered agencies only; docs/siasn.md says what is confirmed.
//
// # What a caller can rely on
//
//   - A write is sent at most once per call, except after a refusal of the
//     tokens, which proves that SIASN did not take it.
//   - HTTP 200 is not success: the reply's own word is.
//   - A write whose answer was lost is *Uncertain, never a failure: search for
//     the row before saying it again (MatchCourse).
//   - Every error is one of the types in errors.go, the caller's own context
//     error, or a mistake of the caller (ErrInput).
//   - Nothing of it, neither errors nor the Exchange given to Config.Log,
//     carries a token, a password, an NIP or a name.
package siasn
