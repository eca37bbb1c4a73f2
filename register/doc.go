// Package register keeps the tamper-evident register: an append-only Merkle
// log in which every certificate issued, revoked or superseded and every entry
// of the JP ledger is a leaf, with checkpoints signed by the server's key.
//
// # Words
//
//	record      canonical bytes of what a row says, made by its own feature
//	commitment  SHA-256 of a random salt and the record
//	leaf        canonical JSON: kind, subject's id, moment, commitment
//	checkpoint  size and root of the tree, signed (C2SP tlog-checkpoint)
//	late leaf   a leaf of a record that is older than the register
//	opened      the leaf after the late ones; none may be late after it
//	finding     one difference that Check found, with the record's name
//
// # Rules
//
//  1. A leaf is written in the transaction of its fact. Both are there or
//     neither is.
//  2. A leaf holds no personal data and nothing that could be tried out: the
//     commitment is salted with 256 random bits. Salts stand in a table of
//     their own. Forgetting a person will mean destroying salt and row; there
//     is no operation for it yet, so Check reports any salt that is missing.
//  3. Leaf numbers are dense and in the order of commit: the head row is locked
//     from Append to the end of the transaction.
//  4. The tree is that of RFC 6962 and of the Go checksum database
//     (golang.org/x/mod/sumdb/tlog).
//  5. Before a checkpoint is signed the last one must verify and the tree must
//     have grown from it. Otherwise none is signed (ErrTampered), and the
//     screen says so.
//  6. Records older than the register get leaves once, in the order of their
//     making, marked late; then the register is opened, by a leaf. A late leaf
//     after that is a finding: forged rows cannot be adopted by a restart.
//  7. What only the database knows cannot convince anybody who mistrusts its
//     administrator: whoever has the signing key too can rewrite everything.
//     So an auditor keeps checkpoints elsewhere, and Check takes them.
//
// # Locks
//
// series, then certificate, then ledger, then the register's head: Append comes
// last in a transaction, and nothing slow may come after it.
package register
