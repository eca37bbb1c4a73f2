package kinds

import (
	"encoding/json"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// How learners write numbers. Groups: unit before, sign, digits with
// separators, exponent, unit after.
var (
	numberForm = regexp.MustCompile(`^([^0-9+-]*?)\s*([+-]?)\s*([0-9]+(?:[.,' ][0-9]+)*|[.,][0-9]+)((?:\s*[x*]\s*10\s*\^?\s*|[eE])[+-]?[0-9]{1,3})?\s*([^0-9]*|[^0-9]+[0-9])$`)
	vulgar     = regexp.MustCompile(`^([+-]?[0-9]{1,15})\s*/\s*([1-9][0-9]{0,14})$`)
)

const (
	mostNumber   = 80  // bytes of a typed number with its unit
	mostDigits   = 40  // bytes of a number in a key
	mostExponent = 100 // beyond it a number is no number of this world
)

// reading is what a typed number may mean.
type reading struct {
	values []*big.Rat
	unit   string
}

// readNumber reads a number as people type it, with an optional unit before
// ("Rp 1.500") or after it ("3,5 kg").
//
// In Indonesian the comma is the decimal sign and the point groups thousands;
// telephones and English screens do the reverse. Where a text has one reading
// in both, or only one makes sense, that is its value: 3,5 = 3.5 = 7/2;
// 1.500.000,25; 1,500,000.25; 1.500,5. Only "1.500" and "1,500" (a single
// separator before exactly three digits) are two numbers, and either reading
// counts, the learner's choice of sign being no part of any question here.
func readNumber(s string) (reading, bool) {
	if len(s) > mostNumber {
		return reading{}, false
	}
	s = strings.TrimSpace(numberSigns.Replace(typography.Replace(norm.NFKC.String(s))))
	if m := vulgar.FindStringSubmatch(s); m != nil {
		if v, ok := new(big.Rat).SetString(m[1] + "/" + m[2]); ok {
			return reading{values: []*big.Rat{v}}, true
		}
	}
	m := numberForm.FindStringSubmatch(strings.TrimSuffix(s, ",-")) // Rp1.500,-
	if m == nil {
		return reading{}, false
	}
	before, digits, after := strings.TrimSpace(m[1]), m[3], strings.TrimSpace(m[5])
	if before != "" { // the point of "Rp.500" belongs to Rp
		digits = strings.TrimLeft(digits, ".,")
	}
	exponent, ok := exponentOf(m[4])
	if !ok || (before != "" && after != "") || !isUnit(before+after) {
		return reading{}, false
	}
	var values []*big.Rat
	for _, plain := range plainForms(digits) {
		if v, ok := new(big.Rat).SetString(m[2] + plain); ok {
			values = append(values, v.Mul(v, powerOfTen(exponent)))
		}
	}
	return reading{values, unitForm(before + after)}, len(values) > 0
}

var numberSigns = strings.NewReplacer("×", "x", "·", "x", "\u00a0", " ", "\u202f", " ", "⁄", "/")

// isUnit keeps "1-2", "1:3" and "5?" from being numbers with a strange unit. An
// end of sentence is no part of it.
func isUnit(s string) bool {
	s = strings.TrimRight(s, ".")
	for i, r := range s {
		letter := unicode.IsLetter(r) || strings.ContainsRune(`%°‰'"`, r) || unicode.Is(unicode.Sc, r)
		if !letter && (i == 0 || strings.ContainsRune("=:;?!<>", r)) {
			return false
		}
	}
	return true
}

// unitForm is the form in which units are compared.
func unitForm(name string) string {
	return strings.TrimRight(strings.Join(strings.Fields(typography.Replace(norm.NFKC.String(name))), " "), ".")
}

func exponentOf(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, true
	}
	if strings.ContainsAny(s, "x*") {
		s = strings.TrimLeft(s, "x* ")
		s = strings.TrimLeft(strings.TrimPrefix(s, "10"), "^ ")
	} else {
		s = s[1:] // e
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= -mostExponent && n <= mostExponent
}

func powerOfTen(n int) *big.Rat {
	p := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil))
	if n < 0 {
		return p.Inv(p)
	}
	return p
}

var grouped = regexp.MustCompile(`^[1-9][0-9]{0,2}([.,' ][0-9]{3})+$`)

// plainForms gives the digits with a point as decimal sign: one form, or two
// where the text is truly ambiguous, or none where it is no number.
func plainForms(s string) []string {
	separators := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, s)
	bare := strings.NewReplacer(".", "", ",", "", "'", "", " ", "").Replace
	switch {
	case separators == "":
		return []string{s}
	case len(separators) == 1 && (separators == "." || separators == ","):
		decimal := strings.ReplaceAll(s, ",", ".")
		if grouped.MatchString(s) {
			return []string{bare(s), decimal}
		}
		return []string{decimal}
	case strings.Count(separators, separators[:1]) == len(separators):
		if grouped.MatchString(s) {
			return []string{bare(s)}
		}
		return nil
	}
	last := separators[len(separators)-1:]
	at := strings.LastIndex(s, last)
	whole, decimals := s[:at], s[at+1:]
	groups := separators[:len(separators)-1]
	if (last != "." && last != ",") || strings.Count(groups, groups[:1]) != len(groups) || groups[:1] == last || !grouped.MatchString(whole) {
		return nil
	}
	return []string{bare(whole) + "." + decimals}
}

// exact reads a number of a key; nil when it is none or too large to use.
func exact(n json.Number) *big.Rat {
	s := string(n)
	if len(s) > mostDigits {
		return nil
	}
	mantissa, exponent := s, "0"
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa, exponent = s[:i], s[i+1:]
	}
	e, err := strconv.Atoi(exponent)
	if err != nil || e > mostExponent || e < -mostExponent || strings.ContainsAny(mantissa, "/_xXpP") {
		return nil
	}
	v, ok := new(big.Rat).SetString(mantissa)
	if !ok {
		return nil
	}
	return v.Mul(v, powerOfTen(e))
}
