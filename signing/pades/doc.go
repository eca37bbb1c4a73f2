// Package pades signs PDF files and checks signed ones: PAdES baseline B-B
// with a key at hand, B-T with a time-stamp authority (ETSI EN 319 142-1,
// RFC 5652, RFC 5816, RFC 3161, ISO 32000-1 12.8). It imports nothing of ours.
//
// Sign appends an incremental update: the bytes before stay as they were, so a
// tagged file stays tagged and an earlier signature stays valid. It takes files
// with a classic cross-reference table, as our own drawing makes them.
//
// Verify takes any PDF. It believes a signature only when the byte range
// leaves out nothing but the signature's own hex digits, in one spelling, and
// the last one reaches the end of the file.
//
// The CMS is written and read here and not by a library: PAdES forbids the
// signing-time attribute, which the libraries at hand always write, and reading
// has to be strict enough that no byte of a file can change unnoticed.
package pades
