package credential

import (
	"strconv"
	"time"
)

// monthNames are the spellings of a month in Indonesian and English.
func monthNames(m time.Month) []string {
	return [...][]string{
		{"januari", "january", "jan"}, {"februari", "february", "pebruari", "feb"}, {"maret", "march", "mar"},
		{"april", "apr"}, {"mei", "may"}, {"juni", "june", "jun"}, {"juli", "july", "jul"},
		{"agustus", "august", "agust", "ags", "aug"}, {"september", "sept", "sep"}, {"oktober", "october", "okt", "oct"},
		{"november", "nopember", "nov"}, {"desember", "december", "des", "dec"},
	}[m-1]
}

// dateSpellings are the ways a birth or appointment date is written, folded.
// None of them may occur in a password: they are the first guesses at it.
func dateSpellings(o Owner) (out []string) {
	for _, d := range o.Days {
		out = append(out, daySpellings(d)...)
	}
	for _, m := range o.Months {
		out = append(out, m.Format("200601"), m.Format("012006"))
		out = append(out, daySpellings(m)...) // a TMT is the first of its month
		for _, name := range monthNames(m.Month()) {
			out = append(out, name+m.Format("2006"), m.Format("2006")+name)
		}
	}
	return out
}

func daySpellings(d time.Time) []string {
	out := make([]string, 0, 40)
	for _, form := range []string{"02012006", "20060102", "01022006", "20060201", "020106", "060102", "010206", "060201", "200601", "012006"} {
		out = append(out, d.Format(form))
	}
	day, month := strconv.Itoa(d.Day()), strconv.Itoa(int(d.Month()))
	out = append(out, day+month+d.Format("2006"), d.Format("2006")+month+day)
	for _, name := range monthNames(d.Month()) {
		for _, dd := range []string{day, d.Format("02")} {
			for _, yy := range []string{d.Format("2006"), d.Format("06")} {
				out = append(out, dd+name+yy, yy+name+dd, name+dd+yy)
			}
		}
		out = append(out, name+d.Format("2006"))
	}
	return out
}
