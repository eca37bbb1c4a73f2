package counting

import (
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawItems draws a crowded ledger around a New Year: few days, many items.
func drawItems(t *rapid.T, label string) (out []Item) {
	first := time.Date(2026, 12, 26, 0, 0, 0, 0, time.UTC)
	on := func(name string) time.Time { return first.AddDate(0, 0, rapid.IntRange(0, 11).Draw(t, name)) }
	for i := range rapid.IntRange(0, 7).Draw(t, label) {
		it := Item{ID: fmt.Sprintf("%s%d", label, i), Path: rapid.SampledFrom([]int{0, 3, 4, 9, 10, 13, 14, 15, 16, 16, 16, 22, 23, 26}).Draw(t, "path"),
			Claimed: rapid.IntRange(1, 12).Draw(t, "claimed"), End: on("end"),
			International: rapid.IntRange(0, 3).Draw(t, "abroad") == 0, Teaching: rapid.IntRange(0, 7).Draw(t, "teaching") == 0}
		if rapid.Bool().Draw(t, "started") {
			it.Start = on("start")
		}
		switch rapid.IntRange(0, 5).Draw(t, "evidence") {
		case 0:
			it.Evidence.Document = "x"
		case 1:
			it.Evidence.UndatedDays = rapid.IntRange(1, 3).Draw(t, "undated")
		case 2:
			it.Evidence.Lessons, it.Evidence.SecondsPresent = &Share{rapid.IntRange(0, 4).Draw(t, "done"), 4}, rapid.IntRange(0, 9000).Draw(t, "seconds")
		default:
			for range rapid.IntRange(1, 4).Draw(t, "days") {
				it.Evidence.Days = append(it.Evidence.Days, Day{On: on("day")})
				it.Evidence.Sessions = append(it.Evidence.Sessions, on("session"))
			}
		}
		out = append(out, it)
	}
	return out
}

func both(r *RuleSet, items []Item, l Limits) [2]Year {
	return [2]Year{Count(r, items, 2026, l), Count(r, items, 2027, l)}
}

func drawSet(t *rapid.T, tb testing.TB) *RuleSet {
	return setOf(tb, rapid.SampledFrom([]string{"P", "P", "O", "U"}).Draw(t, "set"))
}

func TestCountingProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r, items := drawSet(rt, t), drawItems(rt, "a")
		limits := Limits{Ceiling: rapid.SampledFrom([]int{0, 0, 6, 24}).Draw(rt, "ceiling")}
		years := both(r, items, limits)

		shuffled := slices.Clone(items)
		rand.New(rand.NewSource(int64(rapid.Int32().Draw(rt, "seed")))).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := both(r, shuffled, limits); !reflect.DeepEqual(got, years) {
			rt.Fatalf("another order of the list gives another result\n%+v\n%+v", years, got)
		}
		for _, y := range years {
			balanced(rt, y)
			var quarters JP
			for _, q := range y.Quarters {
				quarters += q.Counted
			}
			if quarters != y.Sums.Counted {
				rt.Fatalf("quarters %d, year %d", quarters, y.Sums.Counted)
			}
			if limits.Ceiling > 0 && y.Sums.Counted > Whole(limits.Ceiling) {
				rt.Fatalf("above the ceiling: %d", y.Sums.Counted)
			}
			for _, l := range y.Lines {
				if most := l.Claimed * JP(max(120, r.Teaching.Percent)) / 100; l.Counted > most || l.Evidenced > l.Claimed {
					rt.Fatalf("counted %d of %d claimed", l.Counted, l.Claimed)
				}
			}
		}
	})
}

// TestMoreNeverCountsLess: one more item never lowers the sum of both years,
// nor takes from what was completed before it.
func TestMoreNeverCountsLess(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r, items, more := drawSet(rt, t), drawItems(rt, "a"), drawItems(rt, "b")
		total := func(items []Item) JP {
			y := both(r, items, Limits{})
			return y[0].Sums.Counted + y[1].Sums.Counted
		}
		before := total(items)
		for _, it := range more {
			items = append(items, it)
			after := total(items)
			if after < before {
				rt.Fatalf("%d before, %d with %+v", before, after, it)
			}
			before = after
		}
	})
}

// TestAReversalAnnulsExactly: with a credit and its reversal everything counts
// as if neither had been.
func TestAReversalAnnulsExactly(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r, items, gone := drawSet(rt, t), drawItems(rt, "a"), drawItems(rt, "b")
		without := both(r, items, Limits{Ceiling: 24})
		all := slices.Clone(items)
		for _, it := range gone {
			all = append(all, it, Item{ID: it.ID + "r", Reverses: it.ID, Claimed: -it.Claimed, Path: it.Path, End: it.End})
		}
		with := both(r, all, Limits{Ceiling: 24})
		for i := range with {
			kept := slices.DeleteFunc(with[i].Lines, func(l Line) bool { return l.Reversed })
			if with[i].Sums != without[i].Sums || with[i].Quarters != without[i].Quarters || !reflect.DeepEqual(kept, without[i].Lines) && len(kept)+len(without[i].Lines) > 0 {
				rt.Fatalf("with %+v\nwithout %+v", with[i], without[i])
			}
		}
	})
}

// TestTheMostCounts compares the placement with trying everything.
func TestTheMostCounts(t *testing.T) {
	r := setOf(t, "P")
	rapid.Check(t, func(rt *rapid.T) {
		first := day("2026-03-02")
		var items []Item
		for i := range rapid.IntRange(1, 4).Draw(rt, "items") {
			it := Item{ID: fmt.Sprint(i), Path: 16, Claimed: rapid.IntRange(1, 6).Draw(rt, "claimed"), End: day("2026-03-09")}
			for d := range 4 {
				if rapid.Bool().Draw(rt, "day") {
					it.Evidence.Days = append(it.Evidence.Days, Day{On: first.AddDate(0, 0, d)})
				}
			}
			if len(it.Evidence.Days) == 0 {
				it.Evidence.Days = []Day{{On: first}}
			}
			items = append(items, it)
		}
		if got, want := Count(r, items, 2026, Limits{}).Sums.Counted, Whole(cut(items, 3)); got != want {
			rt.Fatalf("%d counted, %d possible", got, want)
		}
	})
}

// cut is the smallest cut of items and days (max-flow = min-cut), by trying
// every set of items.
func cut(items []Item, perDay int) int {
	least := 1 << 30
	for set := range 1 << len(items) {
		sum, days := 0, map[time.Time]bool{}
		for i, it := range items {
			if set&(1<<i) == 0 {
				sum += it.Claimed
				continue
			}
			for _, d := range it.Evidence.Days {
				days[d.On] = true
			}
		}
		least = min(least, sum+perDay*len(days))
	}
	return least
}
