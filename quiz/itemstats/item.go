package itemstats

import (
	"math"
	"slices"
)

// ItemStats is the analysis of one item over the sittings that had it.
type ItemStats struct {
	N     int  `json:"n"`
	Small bool `json:"small"` // fewer than Enough

	// Facility is the mean share of the item's maximum, f = x̄/max [Moodle; C&A:
	// item difficulty p]. SD is the deviation of that share, n − 1.
	Facility *float64 `json:"facility"`
	SD       *float64 `json:"sd"`
	Guess    *float64 `json:"guess"` // random-guess score, as handed in

	// IntendedWeight is the item's maximum over the paper's [Moodle].
	// EffectiveWeight is √C(x,T) over the same summed over a paper [Moodle]; an
	// item that only some papers have counts in that sum by the share that has
	// it. nil when C(x,T) is negative: such an item works against the total.
	IntendedWeight  *float64 `json:"intended_weight"`
	EffectiveWeight *float64 `json:"effective_weight"`

	// Discrimination is C(x,R)/√(V(x)·V(R)), the correlation with the rest of the
	// paper [Moodle's discrimination index; for marks that are all or nothing
	// it is the corrected point-biserial of C&A, item-rest].
	Discrimination *float64 `json:"discrimination"`
	// Efficiency is C(x,R)/Cmax(x,R), Cmax with both sorted: how much of the
	// discrimination that these marks allow is reached [Moodle].
	Efficiency *float64 `json:"efficiency"`
	// PointBiserial is the correlation with the whole total, the item in it
	// [C&A]; it flatters short tests, so Discrimination is what flags look at.
	PointBiserial *float64 `json:"point_biserial"`
	// UpperLower is D = p(upper) − p(lower), the facility among the best and the
	// weakest 27 per cent by total [Kelley; C&A]. Ties at a border count in parts.
	UpperLower *float64 `json:"upper_lower"`

	Options []OptionStats `json:"options" nullable:"false"`
	Omitted int           `json:"omitted"` // sittings that chose nothing

	covariance float64 // C(x, T)
}

// column is what one item looks like over the sittings that had it.
type column struct {
	share  []float64 // Score/Max
	x      []float64 // Score/paper
	weight []float64 // Max/paper
	total  []float64
	rest   []float64
	chosen [][]string
}

func columnsOf(items int, sittings []Sitting, totals []float64) []column {
	out := make([]column, items)
	for s, sitting := range sittings {
		most := sitting.max()
		for _, m := range sitting {
			c := &out[m.Item]
			x := float64(m.Score) / most
			c.share = append(c.share, float64(m.Score)/float64(m.Max))
			c.x = append(c.x, x)
			c.weight = append(c.weight, float64(m.Max)/most)
			c.total = append(c.total, totals[s])
			c.rest = append(c.rest, totals[s]-x)
			c.chosen = append(c.chosen, m.Chosen)
		}
	}
	return out
}

func itemOf(item Item, c column) ItemStats {
	out := ItemStats{N: len(c.x), Small: len(c.x) < Enough, Guess: item.Guess, Options: []OptionStats{}}
	if out.N == 0 {
		return out
	}
	f, w := mean(c.share), mean(c.weight)
	out.Facility, out.IntendedWeight, out.SD = &f, &w, deviation(c.share)
	out.Discrimination = correlation(c.x, c.rest)
	out.PointBiserial = correlation(c.x, c.total)
	out.Efficiency = efficiency(c.x, c.rest)
	out.covariance = withTotal(c)
	groups := groupsOf(c.total)
	out.UpperLower = groups.difference(c.share)
	out.Options, out.Omitted = optionsOf(item, c, groups)
	return out
}

// efficiency is nil where the marks or the rest do not vary: no order of them
// could discriminate then.
func efficiency(x, rest []float64) *float64 {
	c, ok := covariance(x, rest)
	vx, _ := variance(x)
	vr, _ := variance(rest)
	if !ok || vx < flat || vr < flat {
		return nil
	}
	most, _ := covariance(slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(rest)))
	e := c / most
	return &e
}

// withTotal is C(x, T); what rounding alone can leave is 0.
func withTotal(c column) float64 {
	xt, _ := covariance(c.x, c.total)
	vx, _ := variance(c.x)
	vt, _ := variance(c.total)
	if math.Abs(xt) <= 1e-12*math.Sqrt(vx*vt) {
		return 0
	}
	return xt
}

// weigh fills EffectiveWeight, which needs all items at once.
func weigh(items []ItemStats, sittings int) {
	sum := 0.0
	for _, it := range items {
		if it.N > 1 && it.covariance > 0 {
			sum += math.Sqrt(it.covariance) * float64(it.N) / float64(sittings)
		}
	}
	for i := range items {
		it := &items[i]
		if it.N < 2 || sum == 0 || it.covariance < 0 {
			continue
		}
		w := math.Sqrt(it.covariance) / sum
		it.EffectiveWeight = &w
	}
}
