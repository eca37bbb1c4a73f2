package itemstats

import (
	"math"
	"slices"
)

// OptionStats is one line of the distractor table.
type OptionStats struct {
	ID    string  `json:"id"`
	Right bool    `json:"right"`
	N     int     `json:"n"`     // sittings that chose it
	Share float64 `json:"share"` // of the sittings that had the item
	// Discrimination is the correlation of choosing it (1 or 0) with the rest of
	// the paper [C&A, distractor analysis]: a distractor that works is below 0.
	Discrimination *float64 `json:"discrimination"`
	Upper          float64  `json:"upper"` // share of the best 27 per cent that chose it
	Lower          float64  `json:"lower"` // share of the weakest 27 per cent that chose it
}

func optionsOf(item Item, c column, g groups) (out []OptionStats, omitted int) {
	for _, chosen := range c.chosen {
		if len(chosen) == 0 {
			omitted++
		}
	}
	out = make([]OptionStats, 0, len(item.Options))
	for _, o := range item.Options {
		took := make([]float64, len(c.chosen))
		n := 0
		for i, chosen := range c.chosen {
			if slices.Contains(chosen, o.ID) {
				took[i] = 1
				n++
			}
		}
		out = append(out, OptionStats{ID: o.ID, Right: o.Right, N: n, Share: float64(n) / float64(len(took)),
			Discrimination: correlation(took, c.rest), Upper: g.mean(took, g.upper), Lower: g.mean(took, g.lower)})
	}
	return out, omitted
}

// groups are the best and the weakest 27 per cent by total [Kelley]. Sittings
// that tie at a border share the places that are left there, so the figures do
// not depend on the order in which sittings come.
type groups struct {
	upper, lower []float64 // how much of each sitting is in the group, 0…1
	size         float64
}

func groupsOf(totals []float64) groups {
	n := len(totals)
	size := max(1, (27*n+50)/100) // 27 per cent, rounded half up
	sorted := slices.Sorted(slices.Values(totals))
	return groups{size: float64(size),
		upper: fill(totals, sorted[n-size], size, func(t, border float64) bool { return t > border }),
		lower: fill(totals, sorted[size-1], size, func(t, border float64) bool { return t < border })}
}

// tie is far below the distance of two totals that differ, far above rounding.
const tie = 1e-10

func fill(totals []float64, border float64, size int, inside func(t, border float64) bool) []float64 {
	out := make([]float64, len(totals))
	left, ties := float64(size), 0.0
	for i, t := range totals {
		switch {
		case math.Abs(t-border) < tie:
			ties++
		case inside(t, border):
			out[i] = 1
			left--
		}
	}
	for i, t := range totals {
		if math.Abs(t-border) < tie {
			out[i] = left / ties
		}
	}
	return out
}

func (g groups) mean(v, in []float64) float64 {
	sum := 0.0
	for i := range v {
		sum += v[i] * in[i]
	}
	return sum / g.size
}

// difference is nil below four sittings: two groups of one say nothing.
func (g groups) difference(share []float64) *float64 {
	if len(share) < 4 {
		return nil
	}
	d := g.mean(share, g.upper) - g.mean(share, g.lower)
	return &d
}
