// Package claim is what a certificate's QR code says so that it can be checked
// without any server: a compact statement signed with the issuer's Ed25519
// key, and the signed list of certificates that no longer hold. It knows
// nothing of Lentera. docs/verification.md has both formats byte by byte; the
// offline page reads them with code of its own.
//
// A claim is written in base32 (RFC 4648, capitals, no padding): a QR code
// packs those letters into 5.5 bits each, so that the code comes out smaller
// than with base64url, and a claim read aloud or typed in small letters works.
package claim
