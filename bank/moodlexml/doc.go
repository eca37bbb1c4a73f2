// Package moodlexml reads and writes Moodle XML, questions with their pictures
// embedded as base64.
//
// Source of the rules: the "Moodle XML format" page of the Moodle
// documentation, "Embedded Answers (Cloze)" for what stands inside a cloze
// question, and files as Moodle writes them. Every <question> is cut out of
// the file by itself, so that one that is not well-formed leaves the others
// readable and only one is in memory at a time.
//
// Read: multichoice, truefalse, shortanswer, numerical, matching, essay,
// cloze, ordering, gapselect, ddwtos, category. Everything else (description,
// calculated and its datasets, random, ddmarker, …) is kept and named.
//
// It is a leaf: of ours it imports only bank/portable.
package moodlexml
