// Package credential hashes passwords and judges new ones. It is a leaf: it
// knows nothing of accounts, databases or HTTP.
//
// Hashing is argon2id with 19 MiB, two passes and one lane (OWASP's first
// choice). On two cores that is some forty a second, so the number of hashes
// at work and of callers waiting for their turn is bounded: a login storm waits
// or is told to come back, it does not take the memory of the machine.
//
// Judging follows NIST SP 800-63B-4: length first, no composition rule unless
// asked for, and a list of what is easily guessed. What is easily guessed of an
// Indonesian civil servant is known: the NIP begins with the birth date.
package credential
