package questionsheet

import (
	"strings"

	"lentera/bank/portable"
)

var escapeGap = strings.NewReplacer(`\`, `\\`, "|", `\|`, "=", `\=`, "*", `\*`)
var escapeWords = strings.NewReplacer(`\`, `\\`, "|", `\|`, "=", `\=`)

// gaps writes what belongs into each gap; ok is false when the marks are not
// [[1]], [[2]], … in this order.
func (w *writer) gaps(q portable.Question, cells map[string]string, text func(portable.Text) string) (out []string, ok bool) {
	minds, words := 0, 0
	for i, g := range q.Gaps {
		if g.ID != numberWord(i+1) || !strings.Contains(cells[colStem], portable.GapMark(g.ID)) {
			return nil, false
		}
		if g.Points != 0 && g.Points != portable.One {
			w.lose(portable.PointsLost)
		}
		var pieces []string
		weighted := func(s string, weight portable.Fixed) {
			if weight != portable.One {
				s += "=" + weight.Percent()
			}
			pieces = append(pieces, s)
		}
		word := ""
		switch g.Kind {
		case portable.Single:
			word = "pilihan"
			for _, o := range g.Options {
				s := escapeGap.Replace(text(o.Text))
				switch o.Weight {
				case portable.One:
					s = "*" + s
				case 0:
				default:
					s += "=" + o.Weight.Percent()
				}
				pieces = append(pieces, s)
				if !o.Feedback.Empty() {
					w.lose(portable.FeedbackLost, word)
				}
			}
		case portable.ShortText:
			word = "isian"
			words++
			if g.MatchCase {
				minds++
			}
			for _, a := range g.Accepted {
				weighted(escapeWords.Replace(a.Pattern()), a.Weight)
			}
		case portable.Numeric:
			word = "angka"
			for _, n := range g.Numbers {
				s, fits := numberText(n)
				if n.Any || !fits {
					w.lose(portable.DetailLost, "*")
					continue
				}
				weighted(s, n.Weight)
			}
		default:
			return nil, false
		}
		out = append(out, word+": "+strings.Join(pieces, " | "))
	}
	if minds > 0 {
		cells[colCase] = "ya"
		if minds < words {
			w.lose(portable.DetailLost, "match_case")
		}
	}
	return out, true
}
