// Package gift reads and writes GIFT, Moodle's text format for questions.
//
// Source of the rules: the GIFT page of the Moodle documentation and the
// behaviour of Moodle's importer where the page is silent: a blank line is the
// only separator; "//" begins a comment only at the start of a line; a question
// without braces is a description; feedback of a true-or-false question is
// first for the wrong, then for the right answer; "~#text" inside a numerical
// question is the feedback of every other answer; several "=" together with
// "~" make a question with several right answers.
//
// It is a leaf: of ours it imports only bank/portable.
package gift
