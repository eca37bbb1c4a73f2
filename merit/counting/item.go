package counting

import (
	"cmp"
	"slices"
	"time"
)

// JP is tenths of a JP: +20 % of 4 JP is 4.8, and no source says how to round.
type JP int

// Whole is n whole JP.
func Whole(n int) JP { return JP(n * 10) }

// Float is the amount in JP, for documents.
func (j JP) Float() float64 { return float64(j) / 10 }

// Item is one credit of a ledger, or the reversal of one.
type Item struct {
	ID            string
	Reverses      string    // ID of the credit it takes back; "" on a credit
	Path          int       // SIASN 1–25, or 0 for tugas belajar
	Claimed       int       // whole JP; on a reversal it may be negative, and is not looked at
	Start         time.Time // zero where it is not known
	End           time.Time // completion, in the agency's calendar
	International bool
	Teaching      bool
	Evidence      Evidence
}

// Evidence is what supports an item. Every member is optional.
type Evidence struct {
	Days           []Day       // distinct learning days, where they are known
	UndatedDays    int         // their number, where only that is known
	Sessions       []time.Time // coaching or mentoring
	Events         int         // 0 is one
	Semesters      int         // 0 is one
	Lessons        *Share      // finished lessons of the server's own record
	Attempts       *Share      // passed of taken attempts
	SecondsPresent int         // time the server saw the learner; 0 is not known
	Document       string      // number of a certificate or letter
	Provenance     string      // server, document, or who judged
	Stated         *Stated     // a finer judgement of the JP that are supported; it goes before all else
}

// Day is one learning day.
type Day struct {
	On      time.Time
	Seconds int // 0 is not known
}

// Share is so many of a whole.
type Share struct{ Done, Of int }

// Stated is a judgement of what the evidence supports, and whose it is.
type Stated struct {
	JP   JP
	By   string
	Note Text
}

// empty tells whether nothing at all supports the item.
func (e Evidence) empty() bool {
	return len(e.Days) == 0 && e.UndatedDays == 0 && len(e.Sessions) == 0 && e.Events == 0 && e.Semesters == 0 &&
		e.Lessons == nil && e.Attempts == nil && e.SecondsPresent == 0 && e.Document == "" && e.Stated == nil
}

// Limits are what a class is asked for and limited to in a year, in JP; 0 is
// none.
type Limits struct{ Target, Ceiling int }

// live are the credits that were not reversed, in the order of completion.
// Among equals the id decides, so that the order of the list never does.
func live(items []Item) []Item {
	gone := map[string]bool{}
	for _, it := range items {
		if it.Reverses != "" {
			gone[it.Reverses] = true
		}
	}
	var out []Item
	for _, it := range items {
		if it.Reverses == "" && !gone[it.ID] {
			out = append(out, it)
		}
	}
	slices.SortFunc(out, earlier)
	return out
}

func earlier(a, b Item) int {
	return cmp.Or(a.End.Compare(b.End), a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
}

func quarter(day time.Time) int { return (int(day.Month())-1)/3 + 1 }
