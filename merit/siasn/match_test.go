package siasn_test

import (
	"testing"

	"lentera/merit/siasn"
)

// TestMatch is §5: number first; then title, first day and organiser.
func TestMatch(t *testing.T) {
	w := siasn.CourseWrite{Number: "800.2/0001/LENTERA/2026", Title: "Literasi Digital", Organiser: "BKPSDM Kab. Contoh", StartedOn: start}
	for _, c := range []struct {
		name string
		row  siasn.CourseRow
		want siasn.Match
	}{
		{"the number, typed otherwise", siasn.CourseRow{Number: " 800.2 / 0001 / lentera / 2026"}, siasn.ByNumber},
		{"another number alone", siasn.CourseRow{Number: "800.2/0002/LENTERA/2026"}, siasn.NoMatch},
		{"no number, same words and day", siasn.CourseRow{Title: "LITERASI  DIGITAL", Organiser: "bkpsdm kab contoh", StartedOn: "02-03-2026"}, siasn.ByTitle},
		{"another number, same words and day", siasn.CourseRow{Number: "9", Title: "Literasi Digital", Organiser: "BKPSDM Kab. Contoh", StartedOn: "02-03-2026"}, siasn.ByTitle},
		{"another day", siasn.CourseRow{Title: "Literasi Digital", Organiser: "BKPSDM Kab. Contoh", StartedOn: "03-03-2026"}, siasn.NoMatch},
		{"another organiser", siasn.CourseRow{Title: "Literasi Digital", Organiser: "LAN", StartedOn: "02-03-2026"}, siasn.NoMatch},
		{"nothing at all", siasn.CourseRow{}, siasn.NoMatch},
	} {
		if got := siasn.MatchCourse(c.row, w); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	if siasn.SameCourse(siasn.CourseRow{}, siasn.CourseWrite{}) || siasn.SameTraining(siasn.TrainingRow{}, siasn.TrainingWrite{}) {
		t.Error("two empty rows are the same")
	}
}
