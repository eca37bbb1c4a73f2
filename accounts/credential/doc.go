// Package credential hashes passwords and judges new ones. It is a leaf: it
// knows nothing of accounts, databases or HTTP.
//
// Hashing is argon2id with 19 MiB, two passes and one lane (OWASP's first
// choice), some 25 ms of a core. The number of hashes at work is bounded, so
// that a login storm takes neither the memory nor the last core of the machine;
// accounts holds a fair queue before it (internal/gate).
//
// Judging follows NIST SP 800-63B-4: length first, no composition rule unless
// asked for, and a list of what is easily guessed. What is easily guessed of an
// Indonesian civil servant is known: the NIP begins with the birth date.
package credential
