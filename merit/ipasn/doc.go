// Package ipasn simulates the Indeks Profesionalitas ASN by dated rule sets
// (rules/*.json). It is pure and imports nothing of ours but
// how a file of rules is read. What it gives is a
// simulation: the official value is BKN's.
//
// # Rules
//
//  1. Four dimensions: kualifikasi 25, kompetensi 40, kinerja 30, disiplin 5.
//  2. What an input or a rule set does not settle is a range, never a guess:
//     Score has Min and Max, and a category is named only where the whole range
//     lies in it. BKN-2024 is known in part only (RuleSet.Complete is false).
//  3. Whether fewer than 20 technical JP score in proportion, and whether small
//     courses add up to the 20, is not settled in the sources: they are
//     parameters (technical, technical_sum), shipped as binary and sum.
//  4. A performance value between two bands belongs to the lower one.
//
// # The cheapest way
//
// Gap lists what a person can still do for the dimension kompetensi, with its
// JP and gain, and picks from all combinations the one with the fewest JP that
// reaches the next category (and the one that fills the dimension). A
// leadership or functional course has no JP in the sources: a way that needs
// one comes after every way that does not.
package ipasn
