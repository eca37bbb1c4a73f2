package questionsheet

import (
	"strings"

	"lentera/bank/portable"
)

func (r *reading) numeric() {
	weights, _, ok := r.weights(portable.One)
	best := portable.Fixed(0)
	for i, o := range r.options {
		if o == "" || !ok {
			continue
		}
		n, good := r.number(o)
		if !good {
			return
		}
		n.Weight = weights[i]
		best = max(best, n.Weight)
		r.q.Numbers = append(r.q.Numbers, n)
	}
	r.atLeast(len(r.q.Numbers), 1)
	if best <= 0 && !r.failed {
		r.say(portable.NoCorrect)
	}
	r.units()
}

// number reads "3,5", "3,5 ± 0,1" (or "+-") and "3..4".
func (r *reading) number(s string) (n portable.Number, ok bool) {
	if low, high, ranged := strings.Cut(s, ".."); ranged {
		l, okLow := portable.Decimal(low)
		h, okHigh := portable.Decimal(high)
		if !okLow || !okHigh || !portable.Ascending(l, h) {
			r.say(portable.BadRange, s)
			return n, false
		}
		return portable.Number{Low: l, High: h}, true
	}
	value, tolerance, with := strings.Cut(strings.Replace(s, "+-", "±", 1), "±")
	if n.Value, ok = portable.Decimal(value); !ok {
		r.say(portable.BadNumber, s)
		return n, false
	}
	if with {
		if n.Tolerance, ok = portable.Decimal(tolerance); !ok || strings.HasPrefix(n.Tolerance, "-") {
			r.say(portable.BadNumber, s)
			return n, false
		}
		if n.Tolerance == "0" {
			n.Tolerance = ""
		}
	}
	return n, true
}

// units reads "kg=1; g=0,001".
func (r *reading) units() {
	for _, piece := range strings.Split(r.cells[colUnits], ";") {
		if strings.TrimSpace(piece) == "" {
			continue
		}
		name, factor, has := strings.Cut(piece, "=")
		if !has {
			factor = "1"
		}
		f, ok := portable.Decimal(factor)
		if name = strings.TrimSpace(name); !ok || name == "" || f == "0" || strings.HasPrefix(f, "-") {
			r.bad(colUnits)
			return
		}
		r.q.Units = append(r.q.Units, portable.Unit{Name: name, Factor: f})
	}
}

var gapWords = []struct {
	word string
	kind portable.Kind
}{{"isian", portable.ShortText}, {"pilihan", portable.Single}, {"angka", portable.Numeric}}

// cloze reads gaps: the text has [[1]], [[2]], …; choice column n says what
// belongs into gap n: "isian: Jakarta | DKI =50", "pilihan: *ya | tidak",
// "angka: 3,5 ± 0,1". A sign "|", "=" or "*" that is meant itself has "\"
// before it.
func (r *reading) cloze() {
	for i, o := range r.options {
		if o == "" {
			continue
		}
		g := portable.Gap{ID: numberWord(i + 1), Points: portable.One, MatchCase: r.q.MatchCase}
		word, rest, ok := strings.Cut(o, ":")
		for _, w := range gapWords {
			if strings.EqualFold(strings.TrimSpace(word), w.word) {
				g.Kind = w.kind
			}
		}
		if !ok || g.Kind == "" || !strings.Contains(r.q.Stem.Source, portable.GapMark(g.ID)) || !r.gap(&g, rest) {
			if !r.failed {
				r.say(portable.BadGap, o)
			}
			return
		}
		if g.Kind != portable.ShortText {
			g.MatchCase = false
		}
		r.q.Gaps = append(r.q.Gaps, g)
	}
	r.q.MatchCase = false
	r.atLeast(len(r.q.Gaps), 1)
}

func numberWord(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return string(rune('0'+n/10)) + string(rune('0'+n%10))
}

// cut splits at a sign that has no "\" before it; the escapes stay.
func cut(s string, sign byte) (out []string) {
	from := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case sign:
			out, from = append(out, s[from:i]), i+1
		}
	}
	return append(out, s[from:])
}

var unescape = strings.NewReplacer(`\\`, `\`, `\|`, "|", `\=`, "=", `\*`, "*")

func (r *reading) gap(g *portable.Gap, rest string) bool {
	best := portable.Fixed(0)
	for _, piece := range cut(rest, '|') {
		piece = strings.TrimSpace(piece)
		w := portable.One
		if parts := cut(piece, '='); len(parts) == 2 {
			var ok bool
			if w, ok = portable.ParsePercent(strings.TrimSuffix(strings.TrimSpace(parts[1]), "%")); !ok || w > portable.One || w < -portable.One {
				return false
			}
			piece = strings.TrimSpace(parts[0])
		} else if g.Kind == portable.Single {
			w = 0
			if right, ok := strings.CutPrefix(piece, "*"); ok {
				piece, w = strings.TrimSpace(right), portable.One
			}
		}
		if piece == "" {
			return false
		}
		best = max(best, w)
		switch g.Kind {
		case portable.Single:
			g.Options = append(g.Options, portable.Option{Text: r.text(unescape.Replace(piece)), Weight: w})
		case portable.Numeric:
			n, ok := r.number(piece)
			if !ok {
				return false
			}
			n.Weight = w
			g.Numbers = append(g.Numbers, n)
		default:
			text, wild := portable.ReadPattern(strings.NewReplacer(`\\`, `\`, `\|`, "|", `\=`, "=").Replace(piece))
			g.Accepted = append(g.Accepted, portable.Accepted{Text: text, Wildcard: wild, Weight: w})
		}
	}
	return best > 0 && (g.Kind != portable.Single || len(g.Options) >= 2)
}
