package itemstats

import (
	"math"
	"slices"
)

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// covariance is C(a, b) = Σ (a − ā)(b − b̄) / (n − 1) [Moodle]; two passes, so
// that large means cost no digits. ok is false below two values.
func covariance(a, b []float64) (c float64, ok bool) {
	if len(a) < 2 {
		return 0, false
	}
	ma, mb := mean(a), mean(b)
	for i := range a {
		c += (a[i] - ma) * (b[i] - mb)
	}
	return c / float64(len(a)-1), true
}

func variance(v []float64) (float64, bool) { return covariance(v, v) }

// flat is below any variance that marks can have and above what rounding
// leaves of none: marks are shares of a paper in units of at least 1e-9.
const flat = 1e-24

// correlation is Pearson's r; nil when one side does not vary.
func correlation(a, b []float64) *float64 {
	c, ok := covariance(a, b)
	va, _ := variance(a)
	vb, _ := variance(b)
	if !ok || va < flat || vb < flat {
		return nil
	}
	r := c / math.Sqrt(va*vb)
	return &r
}

func deviation(v []float64) *float64 {
	x, ok := variance(v)
	if !ok {
		return nil
	}
	if x < flat {
		x = 0
	}
	sd := math.Sqrt(x)
	return &sd
}

// median of an even number is the middle of the two [Moodle].
func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	n := len(s)
	if n%2 == 1 {
		return s[n/2]
	}
	return (s[n/2-1] + s[n/2]) / 2
}

// central is m_k, the k-th central moment, divided by n.
func central(v []float64, k int) (sum float64) {
	m := mean(v)
	for _, x := range v {
		d := 1.0
		for range k {
			d *= x - m
		}
		sum += d
	}
	return sum / float64(len(v))
}

// skewness is k3 / k2^(3/2) with k2 = n/(n−1)·m2 and k3 = n²/((n−1)(n−2))·m3
// [Moodle]; from three values on.
func skewness(v []float64) *float64 {
	n := float64(len(v))
	if n < 3 {
		return nil
	}
	k2 := n / (n - 1) * central(v, 2)
	if k2 < flat {
		return nil
	}
	k3 := n * n / ((n - 1) * (n - 2)) * central(v, 3)
	out := k3 / math.Pow(k2, 1.5)
	return &out
}

// kurtosis is k4 / k2² with k4 = n²/((n−1)(n−2)(n−3))·((n+1)m4 − 3(n−1)m2²)
// [Moodle]: 0 for a normal distribution; from four values on.
func kurtosis(v []float64) *float64 {
	n := float64(len(v))
	if n < 4 {
		return nil
	}
	m2 := central(v, 2)
	k2 := n / (n - 1) * m2
	if k2 < flat {
		return nil
	}
	k4 := n * n / ((n - 1) * (n - 2) * (n - 3)) * ((n+1)*central(v, 4) - 3*(n-1)*m2*m2)
	out := k4 / (k2 * k2)
	return &out
}
