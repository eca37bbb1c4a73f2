package kinds

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Mark is a number of points, exactly, in 1/100000 of a point: the scale of
// numeric(12,5) in Postgres. In JSON it is a number with at most 5 decimals.
type Mark int64

// Point is one whole point.
const Point Mark = 100_000

const markDecimals = 5

// bound keeps a Mark within numeric(12,5).
const bound = 9_999_999 * Point

// ParseMark reads a decimal number such as 1, -0.5 or 33.33333. It refuses
// more than five decimals and what does not fit numeric(12,5).
func ParseMark(s string) (Mark, error) {
	whole, decimals, dotted := strings.Cut(strings.TrimSpace(s), ".")
	digits := strings.TrimRight(decimals, "0")
	if len(digits) > markDecimals || (dotted && decimals == "") {
		return 0, fmt.Errorf("kinds: %q is not a mark", s)
	}
	sign := strings.HasPrefix(whole, "-")
	n, err := strconv.ParseInt(strings.TrimPrefix(whole, "-")+digits+strings.Repeat("0", markDecimals-len(digits)), 10, 64)
	if err != nil || n < 0 || Mark(n) > bound || strings.TrimPrefix(whole, "-") == "" {
		return 0, fmt.Errorf("kinds: %q is not a mark", s)
	}
	if sign {
		n = -n
	}
	return Mark(n), nil
}

// String writes the mark with the fewest decimals and a point.
func (m Mark) String() string {
	sign, n := "", int64(m)
	if n < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%s%d.%05d", sign, n/int64(Point), n%int64(Point))
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Float is the nearest float64; it prints again as the same five decimals.
func (m Mark) Float() float64 { return float64(m) / float64(Point) }

// MarshalJSON writes a JSON number.
func (m Mark) MarshalJSON() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalJSON reads a JSON number with at most 5 decimals.
func (m *Mark) UnmarshalJSON(b []byte) (err error) {
	*m, err = ParseMark(string(b))
	return err
}

// Scan reads a numeric of Postgres; null is refused.
func (m *Mark) Scan(src any) (err error) {
	switch v := src.(type) {
	case []byte:
		*m, err = ParseMark(string(v))
	case string:
		*m, err = ParseMark(v)
	case int64:
		*m = Mark(v) * Point
	default:
		err = fmt.Errorf("kinds: %T is not a mark", src)
	}
	return err
}

// share is the fraction of m, rounded once to the nearest 1/100000, halves up.
func (m Mark) share(fraction *big.Rat) Mark {
	x := new(big.Rat).Mul(fraction, new(big.Rat).SetInt64(int64(m)))
	x.Add(x, big.NewRat(1, 2))
	q, r := new(big.Int).QuoRem(x.Num(), x.Denom(), new(big.Int))
	if r.Sign() < 0 { // towards minus infinity, so that halves go up on both sides
		q.Sub(q, big.NewInt(1))
	}
	return Mark(q.Int64())
}

// rat is a Mark as an exact fraction of points.
func (m Mark) rat() *big.Rat { return big.NewRat(int64(m), int64(Point)) }

// percent reads a Mark as per cent: 100 is the whole.
func (m Mark) percent() *big.Rat { return big.NewRat(int64(m), 100*int64(Point)) }
