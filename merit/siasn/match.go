package siasn

import (
	"strings"
	"unicode"
)

// Match says by what a row is the one a write would double.
type Match int

// A row is another one, the same by its certificate number, or the same by
// title, first day and organiser.
const (
	NoMatch Match = iota
	ByTitle
	ByNumber
)

// Normalise is a certificate number, title or organiser without what people
// type differently: case, spaces and signs.
func Normalise(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// MatchCourse compares a row with a write: the normalised number first, then
// title, first day and organiser (siasn-contract.md §5). ByTitle also where the
// numbers differ: a caller that lets one person hold two certificates of one
// event must look at the numbers itself.
func MatchCourse(row CourseRow, w CourseWrite) Match {
	return match(row.Number, w.Number, row.StartedOn, dayOf(w.StartedOn), [][2]string{{row.Title, w.Title}, {row.Organiser, w.Organiser}})
}

// SameCourse tells whether saving w would double row.
func SameCourse(row CourseRow, w CourseWrite) bool { return MatchCourse(row, w) != NoMatch }

// MatchTraining is MatchCourse for structural training, whose title is its kind.
func MatchTraining(row TrainingRow, w TrainingWrite) Match {
	return match(row.Number, w.Number, row.StartedOn, dayOf(w.StartedOn), [][2]string{{row.StructuralID, w.StructuralID}, {row.Organiser, w.Organiser}})
}

// SameTraining tells whether saving w would double row.
func SameTraining(row TrainingRow, w TrainingWrite) bool { return MatchTraining(row, w) != NoMatch }

func match(aNumber, bNumber, aDay, bDay string, words [][2]string) Match {
	if n := Normalise(aNumber); n != "" && n == Normalise(bNumber) {
		return ByNumber
	}
	if aDay == "" || aDay != bDay {
		return NoMatch
	}
	for _, w := range words {
		if n := Normalise(w[0]); n == "" || n != Normalise(w[1]) {
			return NoMatch
		}
	}
	return ByTitle
}
