package portable

import (
	"math/big"
	"strings"
)

// Fixed is an exact number of seven decimals, which is what Moodle keeps of a
// grade: 33.33333 % is 3333333.
type Fixed int64

// One is the whole.
const One Fixed = 10_000_000

const mostFixed = 1_000_000_000 // whole parts beyond this are no grade

// ParseFixed reads a decimal number with a point or a comma. ok is false for
// anything else, and for numbers no grade can have.
func ParseFixed(s string) (Fixed, bool) { return parseScaled(s, int64(One)) }

// ParsePercent reads "33.33333" as a share of One.
func ParsePercent(s string) (Fixed, bool) { return parseScaled(s, int64(One)/100) }

func parseScaled(s string, scale int64) (Fixed, bool) {
	d, ok := Decimal(s)
	if !ok {
		return 0, false
	}
	r, ok := new(big.Rat).SetString(d)
	if !ok {
		return 0, false
	}
	r.Mul(r, new(big.Rat).SetInt64(scale))
	half := big.NewRat(1, 2)
	if r.Sign() < 0 {
		half.Neg(half)
	}
	r.Add(r, half)
	n := new(big.Int).Quo(r.Num(), r.Denom()) // towards zero, half away from it
	if !n.IsInt64() || n.Int64() > mostFixed*int64(One) || n.Int64() < -mostFixed*int64(One) {
		return 0, false
	}
	return Fixed(n.Int64()), true
}

// String writes the number without needless zeros: "0.5".
func (f Fixed) String() string { return scaledString(int64(f), 7) }

// Percent writes a share as a percentage: "33.33333".
func (f Fixed) Percent() string { return scaledString(int64(f), 5) }

func scaledString(n int64, digits int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := big.NewInt(n).String()
	for len(s) <= digits {
		s = "0" + s
	}
	whole, part := s[:len(s)-digits], strings.TrimRight(s[len(s)-digits:], "0")
	if part != "" {
		return sign + whole + "." + part
	}
	return sign + whole
}

// Decimal brings a number to one spelling: a point for decimals, no sign "+",
// no thousands, exponent written out of at most 30 digits. Moodle and people
// here write a comma, too. ok is false for anything else.
func Decimal(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 60 {
		return "", false
	}
	s = strings.Replace(strings.TrimPrefix(s, "+"), ",", ".", 1)
	s = strings.Replace(s, "−", "-", 1)
	digits, points := 0, 0
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.':
			points++
		case c == '-' && i == 0:
		default:
			if (c == 'e' || c == 'E') && digits > 0 {
				return exponent(s, i)
			}
			return "", false
		}
	}
	if digits == 0 || points > 1 {
		return "", false
	}
	return plainDecimal(s), true
}

func exponent(s string, at int) (string, bool) {
	mantissa, ok := Decimal(s[:at])
	if !ok || strings.ContainsAny(s[at+1:], ".eE_xXpP") || len(s)-at > 4 {
		return "", false
	}
	r, ok := new(big.Rat).SetString(mantissa + "e" + s[at+1:])
	if !ok {
		return "", false
	}
	out := r.FloatString(30)
	if len(out) > 64 {
		return "", false
	}
	return plainDecimal(out), true
}

func plainDecimal(s string) string {
	neg := strings.HasPrefix(s, "-")
	whole, part, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	whole, part = strings.TrimLeft(whole, "0"), strings.TrimRight(part, "0")
	if whole == "" {
		whole = "0"
	}
	if part != "" {
		whole += "." + part
	}
	if neg && whole != "0" {
		return "-" + whole
	}
	return whole
}

// rat gives a Decimal as a number.
func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return new(big.Rat)
	}
	return r
}

// Ascending reports that low is not above high; both are Decimals.
func Ascending(low, high string) bool { return rat(low).Cmp(rat(high)) <= 0 }
