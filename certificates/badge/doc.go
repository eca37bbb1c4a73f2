// Package badge writes and checks Open Badges 3.0: a Verifiable Credential
// (VC 2.0) with a Data Integrity proof (eddsa-rdfc-2022) or as a VC-JWT
// (EdDSA), and the picture it is baked into (PNG, SVG). It knows nothing of
// Lentera and never asks the network: the contexts it knows are in contexts/,
// by 1EdTech (Apache-2.0) and W3C (W3C Software and Document License).
//
// A badge is the holder's own file. It names them by salted hashes of their
// e-mail address and name, which somebody who knows those can confirm; the
// plain name is in it only when the holder asks for that.
//
// The canonical form (RDFC-1.0) drops what no context defines. Both signing
// and checking therefore run in safe mode, which refuses such members.
package badge
