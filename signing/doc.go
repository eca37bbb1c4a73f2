// Package signing has the files of certificates signed: by a key of this
// server, by BSrE, or by an e-sign portal of the agency. It keeps a state per
// document, verifies every signed file before it counts, and hands it to
// certificates, which takes the first one only.
//
// # Words
//
//	Party     one who signs: an official printed on the sheet, or the agency
//	Paper     a document as a signer sees it
//	Signer    signs at once (local key, BSrE); Hander hands to a portal
//	Run       one request to sign: by whom, for which party, how many
//	Secret    what a person gave to sign with; in memory only
//
// # Life of a document
//
//	certificates.OnDrawn
//	  ▼               claimed by a run (row lock, SKIP LOCKED)
//	waiting ───────────────────────────────────────────▶ signing
//	  ▲  ▲   away, wrong passphrase, restart, time-stamp    │
//	  │  └──────────────────────────────────────────────────┤
//	  │  another party signs next                           │ verified by us
//	  ├─────────────────────────────────────────────────────┼──▶ signed (for ever;
//	  │ "coba lagi"                                         │    certificates.RecordSigned
//	  └────────────── refused ◀── the signer's no ──────────┘    in the same transaction)
//
//	waiting ── portal: handed over ──▶ handed_off ── TakeBack ──▶ signed | refused
//	any but signed ── the certificate is revoked or superseded ──▶ withdrawn
//
// Locks: the certificate, then the document, as everywhere.
package signing
