// Package pdf draws a certificate: A4 landscape, a front and a page with the
// list of subjects, embedded subset fonts, a QR code of vectors, and a tagged
// structure that a screen reader can follow. It knows nothing of Lentera.
//
// The same Sheet gives the same bytes: nothing is read from the clock, and the
// dates in the file are the sheet's. Long names, titles and lists never leave
// the frame: text is wrapped, then made smaller, and the list of subjects goes
// on to further pages.
//
// The library (fpdf) writes no structure and no file id. What it leaves out is
// added by one appended update, the way the PDF format provides (finish.go).
// No claim of PDF/A or PDF/UA is made: no checker for them was at hand.
//
// Fonts: Source Serif 4 and Plus Jakarta Sans, SIL Open Font License 1.1, see
// fonts/. A letter they lack is printed as an empty box.
package pdf
