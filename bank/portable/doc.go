// Package portable is the words in which questions travel: what the formats of
// exchange (GIFT, Aiken, Moodle XML, QTI, our workbook) have in common, as
// plain data, and how a file says what is wrong with it. It is a leaf: it
// imports nothing of ours, and the five format packages beside it import
// nothing of ours but this.
//
// A reader hands what it finds to a Sink, one question at a time, so that a
// file of 5,000 questions with 50 MB of pictures never stands in memory as a
// whole. A question with a mistake becomes a Problem with its line; the next
// one is read all the same. A question of a sort we have no kind for becomes a
// Problem of severity Kept with its source, never silence.
package portable
