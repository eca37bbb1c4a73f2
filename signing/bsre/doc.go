// Package bsre speaks with an agency's own BSrE "Esign Client Service": signing
// and sealing PDFs, asking after an official's certificate, and verifying, by
// its API v2 and v1. It is a leaf: it knows PDFs as bytes and imports nothing
// of ours.
//
// What it promises:
//
//   - A passphrase, TOTP or NIK goes into the one request it is meant for, and
//     nowhere else: no error, log line or message of this package holds one.
//   - A reply counts only when it is whole: as many files as were sent, each
//     strict base64, each a PDF. Whether a file is ours and its signature good
//     is the caller's to verify; this package never says so.
//   - Every error is an *Error with a Reason, a stable word, and Words has an
//     operator's sentence for each.
//
// API v2 knows no key that makes a repetition harmless. A signing call whose
// answer was lost (ReasonLost) may be asked again: it makes another signature
// of the same file, of which the caller keeps one.
//
// What is confirmed about the service and what is not: docs/signing-outside.md.
package bsre
