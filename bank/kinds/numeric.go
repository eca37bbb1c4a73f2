package kinds

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
)

// numeric: a number, perhaps with a unit, typed.
type numeric struct {
	content NumericContent
	key     NumericKey
}

// NumericContent is the content of numeric. One unit is written beside the
// field; several are offered as a choice; none leaves the unit, if any, to be
// typed.
type NumericContent struct {
	Units []string `json:"units,omitempty"`
}

// NumericKey is the key of numeric. Numbers are exact decimals, in the unit
// whose factor is 1.
type NumericKey struct {
	Accepted []NumberRange `json:"accepted"`
	Units    []Unit        `json:"units,omitempty"`
	// UnitCredit is the per cent a right number gives without its unit or with
	// one nobody knows. Without units in the key, any unit is ignored.
	UnitCredit Mark `json:"unit_credit,omitempty"`
}

// NumberRange is either a value with a tolerance (at most one of the two; none
// means exactly) or a range with one or both ends, which belong to it.
type NumberRange struct {
	Value            *json.Number `json:"value,omitempty"`
	Tolerance        *json.Number `json:"tolerance,omitempty"`         // |x − value| ≤ tolerance
	TolerancePercent *json.Number `json:"tolerance_percent,omitempty"` // |x − value| ≤ |value| × this / 100
	Min              *json.Number `json:"min,omitempty"`
	Max              *json.Number `json:"max,omitempty"`
	Credit           Mark         `json:"credit,omitempty"` // per cent; 0 means 100
}

// Unit: a number in it times Factor is a number in the unit of the key.
type Unit struct {
	Name   string      `json:"name"`
	Factor json.Number `json:"factor"`
}

const (
	mostRanges = 20
	mostUnits  = 12
	mostUnit   = 30 // bytes of its name
)

func (q *numeric) into() (any, any)     { return &q.content, &q.key }
func (q *numeric) policies() []Policy   { return nil }
func (q *numeric) chosenPolicy() Policy { return "" }
func (q *numeric) lists() []list        { return nil }

func (q *numeric) validate(c, w report) {
	validateUnitNames(c, q.content.Units)
	q.key.validate(w)
	if len(q.key.Units) == 0 {
		return
	}
	for i, name := range q.content.Units {
		if _, ok := q.key.factor(name); !ok {
			c.at("units", i).issue("unknown-unit", "Satuan ini tidak ada pada kunci.", "The key does not know this unit.")
		}
	}
}

func validateUnitNames(c report, units []string) {
	c.at("units").count(len(units), 0, mostUnits, "satuan", "units")
	for i, u := range units {
		c.at("units", i).unit(u)
	}
}

func (r report) unit(name string) {
	if unitForm(name) == "" || name != strings.TrimSpace(name) || !isUnit(unitForm(name)) || len(name) > mostUnit || strings.ContainsAny(name, ".,+-") || strings.ContainsAny(unitForm(name)[:1], "0123456789") {
		r.issue("bad-unit", "Nama satuan tidak boleh kosong, panjang, atau diawali angka atau berisi tanda baca bilangan.", "A unit's name may not be empty, long, begin with a digit or hold the signs of numbers.")
	}
}

func (k NumericKey) validate(w report) {
	accepted := w.at("accepted")
	accepted.count(len(k.Accepted), 1, mostRanges, "jawaban yang diterima", "accepted answers")
	whole := false
	for i, a := range k.Accepted {
		a.validate(accepted.at(i))
		whole = whole || a.credit() == 100*Point
	}
	if len(k.Accepted) > 0 && !whole {
		accepted.issue("credit-sum", "Paling sedikit satu jawaban harus memberi 100 persen.", "At least one answer must give 100 per cent.")
	}
	w.at("unit_credit").percent(k.UnitCredit, 0)
	w.at("units").count(len(k.Units), 0, mostUnits, "satuan", "units")
	seen, base := map[string]bool{}, false
	for i, u := range k.Units {
		at := w.at("units", i)
		at.at("name").unit(u.Name)
		if seen[u.Name] {
			at.at("name").issue("duplicate-option", "Satuan ini disebut dua kali.", "This unit is named twice.")
		}
		seen[u.Name] = true
		f := exact(u.Factor)
		if f == nil || f.Sign() <= 0 {
			at.at("factor").issue("bad-number", "Faktor harus bilangan lebih besar dari nol.", "The factor must be a number above zero.")
		}
		base = base || (f != nil && f.Cmp(one()) == 0)
	}
	if len(k.Units) > 0 && !base {
		w.at("units").issue("no-base-unit", "Satu satuan harus berfaktor 1.", "One unit must have the factor 1.")
	}
}

func (a NumberRange) validate(w report) {
	w.at("credit").percent(a.Credit, 0)
	for name, n := range map[string]*json.Number{"value": a.Value, "tolerance": a.Tolerance, "tolerance_percent": a.TolerancePercent, "min": a.Min, "max": a.Max} {
		if n == nil {
			continue
		}
		v := exact(*n)
		if v == nil || (v.Sign() < 0 && strings.HasPrefix(name, "tolerance")) {
			w.at(name).issue("bad-number", "Ini bukan bilangan yang dapat dipakai di sini.", "This is not a number that can be used here.")
			return
		}
	}
	isRange := a.Min != nil || a.Max != nil
	switch {
	case a.Value == nil && !isRange:
		w.at("value").missing("Angkanya", "The number")
	case a.Value != nil && isRange:
		w.issue("value-or-range", "Isi nilai, atau batas bawah dan atas, bukan keduanya.", "Give a value or a range, not both.")
	case isRange && (a.Tolerance != nil || a.TolerancePercent != nil), a.Tolerance != nil && a.TolerancePercent != nil:
		w.issue("one-tolerance", "Toleransi hanya untuk nilai, dan hanya satu jenis.", "A tolerance belongs to a value, and there is one at most.")
	case a.Min != nil && a.Max != nil && exact(*a.Min).Cmp(exact(*a.Max)) > 0:
		w.issue("empty-range", "Batas bawah lebih besar daripada batas atas.", "The lower end is above the upper end.")
	}
}

func (a NumberRange) credit() Mark {
	if a.Credit == 0 {
		return 100 * Point
	}
	return a.Credit
}

// ends are the smallest and largest accepted numbers; nil: no end.
func (a NumberRange) ends() (low, high *big.Rat) {
	value := number(a.Value)
	if value == nil {
		return number(a.Min), number(a.Max)
	}
	off := new(big.Rat)
	if t := number(a.Tolerance); t != nil {
		off = t
	} else if p := number(a.TolerancePercent); p != nil {
		off.Mul(new(big.Rat).Abs(value), p)
		off.Quo(off, big.NewRat(100, 1))
	}
	return new(big.Rat).Sub(value, off), new(big.Rat).Add(value, off)
}

func number(n *json.Number) *big.Rat {
	if n == nil {
		return nil
	}
	return exact(*n)
}

func (a NumberRange) holds(x *big.Rat) bool {
	low, high := a.ends()
	if low == nil && high == nil {
		return false
	}
	return (low == nil || x.Cmp(low) >= 0) && (high == nil || x.Cmp(high) <= 0)
}

// factor finds a unit as it is written, and otherwise by letters alone when
// only one fits ("KG"; but mW and MW stay two).
func (k NumericKey) factor(name string) (*big.Rat, bool) {
	var loose []Unit
	for _, u := range k.Units {
		if unitForm(u.Name) == unitForm(name) {
			return exact(u.Factor), true
		}
		if strings.EqualFold(unitForm(u.Name), unitForm(name)) {
			loose = append(loose, u)
		}
	}
	if len(loose) == 1 {
		return exact(loose[0].Factor), true
	}
	return nil, false
}

func (k NumericKey) fraction(response string) *big.Rat {
	r, ok := readNumber(response)
	if !ok {
		return new(big.Rat)
	}
	factor, credit := one(), one()
	if len(k.Units) > 0 {
		f, known := k.factor(r.unit)
		if known && f != nil {
			factor = f
		} else {
			credit = k.UnitCredit.percent()
		}
	}
	best := new(big.Rat)
	for _, v := range r.values {
		x := new(big.Rat).Mul(v, factor)
		for _, a := range k.Accepted {
			if got := new(big.Rat).Mul(a.credit().percent(), credit); a.holds(x) && got.Cmp(best) > 0 {
				best = got
			}
		}
	}
	return best
}

// sample is a number that gives everything, with its unit.
func (k NumericKey) sample() string {
	for _, a := range k.Accepted {
		n := slices.IndexFunc([]*json.Number{a.Value, a.Min, a.Max}, func(n *json.Number) bool { return n != nil })
		if a.credit() != 100*Point || n < 0 {
			continue
		}
		s := string(*[]*json.Number{a.Value, a.Min, a.Max}[n])
		for _, u := range k.Units {
			if f := exact(u.Factor); f != nil && f.Cmp(one()) == 0 {
				return indonesian(s) + " " + u.Name
			}
		}
		return indonesian(s)
	}
	return ""
}

// indonesian writes a decimal with a comma. Three decimals would read as
// thousands too, so that one gets another 0.
func indonesian(s string) string {
	if whole, decimals, ok := strings.Cut(s, "."); ok && !strings.ContainsAny(decimals, "eE") {
		if len(decimals) == 3 {
			decimals += "0"
		}
		return whole + "," + decimals
	}
	return s
}

func (q *numeric) grade(_ Policy, response []string) score {
	text := onlyText(response)
	return score{answered: text != "", fraction: q.key.fraction(text)}
}

func (q *numeric) right() []string                   { return []string{q.key.sample()} }
func (q *numeric) describe(response []string) string { return onlyText(response) }
func (q *numeric) limits() Limits                    { return Limits{Tokens: 1, Bytes: mostNumber} }
