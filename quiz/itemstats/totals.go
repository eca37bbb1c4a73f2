package itemstats

import "math"

// Basis says over what the reliability sums variances.
type Basis string

// The bases. ByItem is the textbook case: everybody had the same items.
// ByPlace is for papers drawn from pools, where only the places are common to
// all; Moodle treats random questions the same way (a slot's marks).
const (
	ByItem  Basis = "items"
	ByPlace Basis = "places"
)

// TestStats is the analysis of the totals. Totals are shares of the paper's maximum.
type TestStats struct {
	N        int      `json:"n"`     // sittings
	Small    bool     `json:"small"` // fewer than Enough: read with care
	Mean     *float64 `json:"mean"`  // of the totals
	Median   *float64 `json:"median"`
	SD       *float64 `json:"sd"` // standard deviation of the totals, n − 1
	Skewness *float64 `json:"skewness"`
	Kurtosis *float64 `json:"kurtosis"`

	Basis Basis    `json:"basis" enum:"items,places"`
	Parts int      `json:"parts"` // items or places the reliability sums over
	Alpha *float64 `json:"alpha"` // Cronbach's alpha
	KR20  *float64 `json:"kr20"`  // Kuder-Richardson 20; nil unless every mark is all or nothing and of one size
	SEM   *float64 `json:"sem"`   // standard error of measurement, in shares of the maximum
}

// Enough is the number of sittings from which a figure is shown unmarked and
// an item may be flagged. It is a convention of ours, not a law: with 30, a
// facility near .5 is still uncertain by ± .18 (twice √(.25/30)).
const Enough = 30

func testOf(sittings []Sitting, totals []float64) TestStats {
	t := TestStats{N: len(sittings), Small: len(sittings) < Enough, Basis: ByPlace}
	if t.N == 0 {
		return t
	}
	m, mid := mean(totals), median(totals)
	t.Mean, t.Median, t.SD = &m, &mid, deviation(totals)
	t.Skewness, t.Kurtosis = skewness(totals), kurtosis(totals)
	parts, basis := partsOf(sittings)
	t.Basis, t.Parts = basis, len(parts)
	t.Alpha = alpha(parts, totals)
	if t.Alpha != nil {
		t.KR20 = kr20(sittings, parts, totals)
	}
	if t.Alpha != nil && t.SD != nil {
		// SEM = SD·√(1 − reliability) [C&A]; Moodle's standard error is the same
		// by way of its error ratio.
		sem := *t.SD * math.Sqrt(1-*t.Alpha)
		t.SEM = &sem
	}
	return t
}

// partsOf gives the columns of shares of the paper's maximum that reliability
// sums over: by item where all papers have the same items, else by place; none
// when papers differ in length.
func partsOf(sittings []Sitting) (columns [][]float64, basis Basis) {
	first := sittings[0]
	at := make(map[int]int, len(first))
	for p, m := range first {
		at[m.Item] = p
	}
	basis = ByItem
	for _, s := range sittings {
		if len(s) != len(first) {
			return nil, ByPlace
		}
		for _, m := range s {
			if _, there := at[m.Item]; !there {
				basis = ByPlace
			}
		}
	}
	columns = make([][]float64, len(first))
	for p := range columns {
		columns[p] = make([]float64, len(sittings))
	}
	for s, sitting := range sittings {
		most := sitting.max()
		for p, m := range sitting {
			if basis == ByItem {
				p = at[m.Item]
			}
			columns[p][s] = float64(m.Score) / most
		}
	}
	return columns, basis
}

// alpha is Cronbach's α = k/(k−1) · (1 − Σ V(x_p) / V(T)) [Cronbach 1951, eq. 2;
// Moodle's coefficient of internal consistency]. nil below two parts or two
// sittings, and when the totals do not vary. It may be negative.
func alpha(parts [][]float64, totals []float64) *float64 {
	k := float64(len(parts))
	vt, ok := variance(totals)
	if k < 2 || !ok || vt < flat {
		return nil
	}
	sum := 0.0
	for _, part := range parts {
		v, _ := variance(part)
		sum += v
	}
	a := k / (k - 1) * (1 - sum/vt)
	return &a
}

// kr20 is KR-20 = k/(k−1) · (1 − Σ p·q / σ²), p the share that has the part
// right, q = 1 − p, σ² the variance of the number right divided by n [KR]. It
// is the case of alpha for marks that are all or nothing and of one size, and
// nil for any other.
func kr20(sittings []Sitting, parts [][]float64, totals []float64) *float64 {
	size := sittings[0][0].Max
	for _, s := range sittings {
		for _, m := range s {
			if m.Max != size || (m.Score != 0 && m.Score != m.Max) {
				return nil
			}
		}
	}
	k := float64(len(parts))
	right := make([]float64, len(totals))
	for i, t := range totals {
		right[i] = t * k
	}
	sum := 0.0
	for _, part := range parts {
		p := mean(part) * k
		sum += p * (1 - p)
	}
	out := k / (k - 1) * (1 - sum/central(right, 2))
	return &out
}
