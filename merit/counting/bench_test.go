package counting

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkCount is one year of a long ledger: 200 items of ten years, crowded
// e-learning among them.
func BenchmarkCount(b *testing.B) {
	r := setOf(b, "P")
	var items []Item
	for i := range 200 {
		end := day("2017-01-10").AddDate(0, 0, i*18)
		it := Item{ID: fmt.Sprintf("%03d", i), Path: []int{16, 16, 3, 9, 14}[i%5], Claimed: 6, End: end}
		for d := range 4 {
			it.Evidence.Days = append(it.Evidence.Days, Day{On: end.Add(-time.Duration(d*9) * 24 * time.Hour)})
		}
		items = append(items, it)
	}
	for b.Loop() {
		Count(r, items, 2026, Limits{})
	}
}
