package counting

import (
	"fmt"
	"slices"
	"time"
)

// slot is where an item may count: a day, a month or an event. Items of one
// path share the slot of one key.
type slot struct {
	key string
	on  time.Time // zero: no day in particular
	cap JP        // of this item in this slot
	all JP        // of everybody in this slot
}

// longest range of days taken from a certificate; more is not one event.
const mostDays = 366

// slotsOf lists where the item may count under its path's rule, and what is
// not certain about them.
func (r *RuleSet) slotsOf(it Item, p PathRule, v Value) (slots []slot, doubt string) {
	unit := p.Unit
	if v.Unit != "" {
		unit = v.Unit
	}
	worth := JP(v.JP * v.percent() / 10)
	n := JP(max(1, it.Evidence.Events))
	switch p.Unit {
	case byDay:
		return r.daySlots(it, worth)
	case bySession:
		return sessionSlots(it, worth, JP(p.PerMonth)*worth, unit == byDay)
	case bySemester:
		n = JP(max(1, it.Evidence.Semesters))
	}
	return []slot{{key: "item " + it.ID, cap: n * worth, all: n * worth}}, ""
}

// daySlots are the learning days of the record; else as many days as it
// counts; else the days of the certificate.
func (r *RuleSet) daySlots(it Item, worth JP) (out []slot, doubt string) {
	var days []time.Time
	for _, d := range it.Evidence.Days {
		if d.Seconds == 0 || d.Seconds >= r.Evidence.MinDaySeconds {
			days = append(days, date(d.On))
		}
	}
	if len(it.Evidence.Days) == 0 {
		if n := min(it.Evidence.UndatedDays, mostDays); n > 0 {
			for i := range n {
				out = append(out, slot{key: fmt.Sprintf("item %s %d", it.ID, i), cap: worth, all: worth})
			}
			return out, codeUndated
		}
		days, doubt = between(it.Start, it.End), codeRange
	}
	slices.SortFunc(days, time.Time.Compare)
	for _, d := range slices.CompactFunc(days, time.Time.Equal) {
		out = append(out, slot{key: d.Format(time.DateOnly), on: d, cap: worth, all: worth})
	}
	return out, doubt
}

// sessionSlots are the months of the sessions; without dates, the months of
// the certificate.
func sessionSlots(it Item, worth, month JP, oncePerDay bool) (out []slot, doubt string) {
	days := it.Evidence.Sessions
	each := map[string]JP{}
	first := map[string]time.Time{}
	if len(days) == 0 {
		days, doubt = between(it.Start, it.End), codeSessionsUnknown
	}
	days = slices.Clone(days)
	slices.SortFunc(days, time.Time.Compare)
	if oncePerDay {
		days = slices.CompactFunc(days, func(a, b time.Time) bool { return date(a).Equal(date(b)) })
	}
	var keys []string
	for _, d := range days {
		k := d.Format("2006-01")
		if _, known := each[k]; !known {
			keys, first[k] = append(keys, k), date(d)
		}
		each[k] += worth
	}
	for _, k := range keys {
		c := each[k]
		if month > 0 {
			c = min(c, month)
		}
		if doubt != "" && month > 0 {
			c = month
		}
		all := month
		if month == 0 {
			all = 1 << 30
		}
		out = append(out, slot{key: k, on: first[k], cap: c, all: all})
	}
	return out, doubt
}

// between are the days of a range, the last one alone where the first is not
// known or comes after it.
func between(start, end time.Time) (days []time.Time) {
	first, last := date(start), date(end)
	if start.IsZero() || first.After(last) {
		return []time.Time{last}
	}
	for d := last; !d.Before(first) && len(days) < mostDays; d = d.AddDate(0, 0, -1) {
		days = append(days, d)
	}
	return days
}

func date(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
