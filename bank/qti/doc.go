// Package qti reads and writes items of QTI 2.1, 2.2 and 3.0, alone or in a
// package with imsmanifest.xml, and reads the common items of QTI 1.2.
//
// Source of the rules: the 1EdTech specifications "Question & Test
// Interoperability" 2.1, 2.2 and 3.0 (Assessment, Section and Item information
// model; response processing templates match_correct, map_response and
// map_response_point). 3.0 is 2.x with other names; it is renamed on the way
// in and out, so that there is one reading and one writing.
//
// Read: choice, inlineChoice, textEntry, extendedText, match, order, gapMatch,
// selectPoint, hotspot and upload interactions; several in one item become a
// case study. Scored by a template or by inline processing of the shapes in
// scoring.go. What else there is (adaptive and template items, feedback
// blocks, right-to-left text, other interactions and other scoring) is kept
// and named, never dropped.
//
// It is a leaf: of ours it imports only bank/portable.
package qti
