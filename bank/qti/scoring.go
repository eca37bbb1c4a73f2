package qti

import (
	"math/big"
	"path"
	"strings"

	"lentera/bank/portable"
)

// scoring is how one response variable is marked.
type scoring struct {
	n           *portable.Node
	id          string
	cardinality string
	baseType    string
	correct     []string
	mapping     []mapEntry
	upper       *big.Rat
	areas       []areaEntry

	byCorrect *big.Rat // what a response equal to the correct one earns
	byMapping bool
	cases     []scoreCase // inline processing, one answer each
}

type mapEntry struct {
	key     string
	value   *big.Rat
	anyCase bool
}

type areaEntry struct {
	shape, coords string
	value         *big.Rat
}

// scoreCase is one answer of inline processing with what it earns.
type scoreCase struct {
	text     string // identifier or string
	anyCase  bool
	inside   bool // stringMatch substring
	number   *portable.Number
	value    *big.Rat
	isNumber bool
}

func ratOf(s string) *big.Rat {
	d, ok := portable.Decimal(s)
	if !ok {
		return new(big.Rat)
	}
	v, _ := new(big.Rat).SetString(d)
	return v
}

var oneRat = big.NewRat(1, 1)

// scoring reads the declarations and the processing of all responses.
func (r *reading) scoring() {
	r.rules = map[string]*scoring{}
	for _, d := range r.n.All("responseDeclaration") {
		s := &scoring{n: d, id: d.Attr("identifier"), cardinality: d.Attr("cardinality"), baseType: d.Attr("baseType")}
		for _, v := range d.Find("correctResponse").All("value") {
			s.correct = append(s.correct, strings.TrimSpace(v.Value()))
		}
		m := d.Find("mapping")
		for _, e := range m.All("mapEntry") {
			s.mapping = append(s.mapping, mapEntry{e.Attr("mapKey"), ratOf(e.Attr("mappedValue")), e.Attr("caseSensitive") == "false"})
		}
		if u := m.Attr("upperBound"); u != "" {
			s.upper = ratOf(u)
		}
		for _, e := range d.Find("areaMapping").All("areaMapEntry") {
			s.areas = append(s.areas, areaEntry{e.Attr("shape"), e.Attr("coords"), ratOf(e.Attr("mappedValue"))})
		}
		r.rules[s.id] = s
	}
	rp := r.n.Find("responseProcessing")
	switch template := rp.Attr("template"); {
	case rp == nil, template == "" && len(rp.All("responseCondition"))+len(rp.All("setOutcomeValue"))+len(rp.All("responseProcessingFragment")) == 0:
		for _, s := range r.rules {
			s.byMapping = len(s.mapping)+len(s.areas) > 0
			if !s.byMapping && len(s.correct) > 0 {
				s.byCorrect = oneRat
			}
		}
	case template != "":
		r.template(rp, strings.TrimSuffix(path.Base(template), ".xml"))
	default:
		for _, n := range rp.Kids {
			r.process(n)
		}
	}
}

func (r *reading) template(rp *portable.Node, name string) {
	s := r.rules["RESPONSE"]
	switch {
	case s == nil:
		r.say(rp, portable.BadReference, "RESPONSE")
	case name == "match_correct" || name == "CC2_match_basic" || name == "CC2_match":
		s.byCorrect = oneRat
	case name == "map_response" || name == "map_response_point" || name == "CC2_map_response":
		s.byMapping = true
	default:
		r.say(rp, portable.UnsupportedMarks, name)
	}
}

// isScore reports an outcome that counts; others steer feedback.
func isScore(n *portable.Node) bool {
	return strings.HasPrefix(strings.ToUpper(n.Attr("identifier")), "SCORE")
}

// process reads one rule of inline processing.
func (r *reading) process(n *portable.Node) {
	switch n.Name {
	case "", "exitResponse":
	case "setOutcomeValue":
		if isScore(n) {
			r.expression(n.Kids)
		}
	case "responseCondition":
		scores := false
		for _, s := range n.Deep("setOutcomeValue") {
			scores = scores || isScore(s)
		}
		if scores {
			r.condition(n)
		}
	default:
		r.say(n, portable.UnsupportedMarks, n.Name)
	}
}

// expression reads what a score is set to; it gives the constant in it.
func (r *reading) expression(nodes []*portable.Node) (constant *big.Rat) {
	for _, n := range nodes {
		switch n.Name {
		case "", "variable":
		case "baseValue":
			constant = ratOf(n.Value())
		case "sum":
			if c := r.expression(n.Kids); c != nil {
				constant = c
			}
		case "product":
			r.expression(n.Kids)
		case "mapResponse", "mapResponsePoint":
			if s := r.rules[n.Attr("identifier")]; s != nil {
				s.byMapping = true
			} else {
				r.say(n, portable.BadReference, n.Attr("identifier"))
			}
		default:
			r.say(n, portable.UnsupportedMarks, n.Name)
		}
	}
	return constant
}

// condition reads if, else-if and else.
func (r *reading) condition(n *portable.Node) {
	for _, branch := range n.Kids {
		var test *portable.Node
		var value *big.Rat
		for _, k := range branch.Kids {
			switch {
			case k.Name == "":
			case k.Name == "setOutcomeValue":
				if isScore(k) {
					value = r.expression(k.Kids)
				}
			case k.Name == "responseCondition":
				r.say(k, portable.UnsupportedMarks, "responseCondition in "+branch.Name)
			case test == nil:
				test = k
			}
		}
		if value == nil || value.Sign() == 0 {
			continue
		}
		if branch.Name == "responseElse" {
			r.say(branch, portable.UnsupportedMarks, "responseElse")
			continue
		}
		r.test(test, value)
	}
}

// test reads a condition that earns value.
func (r *reading) test(n *portable.Node, value *big.Rat) {
	if n == nil {
		return
	}
	switch n.Name {
	case "or":
		for _, k := range n.Kids {
			if k.Name != "" {
				r.test(k, value)
			}
		}
	case "and":
		r.all(n, value)
	case "match", "equal", "equalRounded", "stringMatch", "member":
		r.answer(n, value)
	default:
		r.say(n, portable.UnsupportedMarks, n.Name)
	}
}

// all reads "and": the two ends of a range, or answers to several gaps, which
// then share the value here.
func (r *reading) all(n *portable.Node, value *big.Rat) {
	var kids []*portable.Node
	for _, k := range n.Kids {
		if k.Name != "" {
			kids = append(kids, k)
		}
	}
	if len(kids) == 2 && kids[0].Name == "gte" && kids[1].Name == "lte" {
		r.inRange(kids[0], kids[1], value)
		return
	}
	for _, k := range kids {
		r.test(k, new(big.Rat).Quo(value, big.NewRat(int64(len(kids)), 1)))
	}
	if len(kids) > 1 {
		r.say(n, portable.DetailLost, "and")
	}
}

func (r *reading) variable(n *portable.Node) *scoring {
	s := r.rules[n.Find("variable").Attr("identifier")]
	if s == nil {
		r.say(n, portable.UnsupportedMarks, n.Name)
	}
	return s
}

func (r *reading) inRange(low, high *portable.Node, value *big.Rat) {
	s, other := r.variable(low), r.variable(high)
	l, okLow := portable.Decimal(low.Find("baseValue").Value())
	h, okHigh := portable.Decimal(high.Find("baseValue").Value())
	if s == nil || s != other || !okLow || !okHigh || !portable.Ascending(l, h) {
		r.say(low, portable.UnsupportedMarks, "and")
		return
	}
	s.cases = append(s.cases, scoreCase{isNumber: true, number: &portable.Number{Low: l, High: h}, value: value})
}

// answer reads a comparison of a response with its correct one or a value.
func (r *reading) answer(n *portable.Node, value *big.Rat) {
	s := r.variable(n)
	if s == nil {
		return
	}
	fixed := n.Find("baseValue")
	if fixed == nil && n.Find("correct") == nil {
		r.say(n, portable.UnsupportedMarks, n.Name)
		return
	}
	texts := s.correct
	if fixed != nil {
		texts = []string{strings.TrimSpace(fixed.Value())}
	}
	switch n.Name {
	case "match", "member":
		if fixed == nil {
			s.byCorrect = value
			return
		}
		s.cases = append(s.cases, scoreCase{text: texts[0], value: value})
	case "stringMatch":
		for _, t := range texts {
			s.cases = append(s.cases, scoreCase{text: t, anyCase: n.Attr("caseSensitive") == "false", inside: n.Attr("substring") == "true", value: value})
		}
	default:
		for _, t := range texts {
			r.equal(n, s, t, value)
		}
	}
}

func (r *reading) equal(n *portable.Node, s *scoring, text string, value *big.Rat) {
	v, ok := portable.Decimal(text)
	number := &portable.Number{Value: v}
	tolerance := strings.Fields(n.Attr("tolerance"))
	mode := n.Attr("toleranceMode")
	if n.Name == "equalRounded" {
		r.say(n, portable.DetailLost, "equalRounded")
	}
	if mode == "absolute" || mode == "relative" {
		if len(tolerance) == 0 || len(tolerance) == 2 && tolerance[0] != tolerance[1] {
			r.say(n, portable.UnsupportedMarks, "tolerance")
			return
		}
		t := ratOf(tolerance[0])
		if mode == "relative" {
			t.Mul(t, new(big.Rat).Abs(ratOf(v))).Quo(t, big.NewRat(100, 1))
		}
		if t.Sign() < 0 {
			ok = false
		}
		if number.Tolerance, _ = portable.Decimal(t.FloatString(15)); number.Tolerance == "0" {
			number.Tolerance = ""
		}
	}
	if !ok {
		r.say(n, portable.BadNumber, text)
		return
	}
	s.cases = append(s.cases, scoreCase{isNumber: true, number: number, value: value})
}
