package moodlexml

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"lentera/bank/portable"
)

// gapForm is the head of a gap: {points:TYPE:. What follows, up to a brace that
// is not escaped, are the answers.
var gapForm = regexp.MustCompile(`\{([0-9]*):([A-Z_]+):`)

var gapKinds = map[string]portable.Kind{
	"SHORTANSWER": portable.ShortText, "SA": portable.ShortText, "MW": portable.ShortText,
	"SHORTANSWER_C": portable.ShortText, "SAC": portable.ShortText, "MWC": portable.ShortText,
	"NUMERICAL": portable.Numeric, "NM": portable.Numeric,
	"MULTICHOICE": portable.Single, "MC": portable.Single, "MULTICHOICE_V": portable.Single, "MCV": portable.Single,
	"MULTICHOICE_H": portable.Single, "MCH": portable.Single, "MULTICHOICE_S": portable.Single, "MCS": portable.Single,
	"MULTICHOICE_VS": portable.Single, "MCVS": portable.Single, "MULTICHOICE_HS": portable.Single, "MCHS": portable.Single,
}

var severalOf = map[string]bool{"MULTIRESPONSE": true, "MR": true, "MULTIRESPONSE_H": true, "MRH": true,
	"MULTIRESPONSE_S": true, "MRS": true, "MULTIRESPONSE_HS": true, "MRHS": true}

// cloze reads a text with gaps. A gap that cannot be read refuses this
// question, never the file.
func (r *reading) cloze() {
	r.q.Kind = portable.Cloze
	rest := r.q.Stem.Source
	var stem strings.Builder
	for {
		m := gapForm.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		end := closing(rest[m[1]:])
		if end < 0 {
			r.say(r.n.Find("questiontext"), portable.BadGap, clip(rest[m[0]:]))
			return
		}
		id := strconv.Itoa(len(r.q.Gaps) + 1)
		gap, ok := r.gap(rest[m[2]:m[3]], rest[m[4]:m[5]], rest[m[1]:m[1]+end])
		if !ok {
			return
		}
		gap.ID = id
		r.q.Gaps = append(r.q.Gaps, gap)
		stem.WriteString(rest[:m[0]] + portable.GapMark(id))
		rest = rest[m[1]+end+1:]
	}
	stem.WriteString(rest)
	r.q.Stem.Source = stem.String()
	if len(r.q.Gaps) == 0 {
		r.say(r.n.Find("questiontext"), portable.BadGap, clip(r.q.Stem.Source))
	}
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// closing finds the brace that ends a gap.
func closing(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '}':
			return i
		}
	}
	return -1
}

func (r *reading) gap(points, kind, body string) (g portable.Gap, ok bool) {
	at := r.n.Find("questiontext")
	if severalOf[kind] {
		r.say(at, portable.UnsupportedType, "cloze "+kind)
		return g, false
	}
	if g.Kind, ok = gapKinds[kind]; !ok {
		r.say(at, portable.BadGap, clip("{"+points+":"+kind+":"+body+"}"))
		return g, false
	}
	g.Points = portable.One
	if points != "" {
		if g.Points, ok = portable.ParseFixed(points); !ok {
			r.say(at, portable.BadGap, clip(points))
			return g, false
		}
	}
	g.MatchCase = g.Kind == portable.ShortText && strings.HasSuffix(kind, "C")
	best := portable.Fixed(0)
	for _, piece := range pieces(body) {
		w, ok := r.gapAnswer(&g, piece)
		if !ok {
			return g, false
		}
		best = max(best, w)
	}
	if best <= 0 || g.Kind == portable.Single && len(g.Options) < 2 {
		r.say(at, portable.BadGap, clip("{"+points+":"+kind+":"+body+"}"))
		return g, false
	}
	return g, true
}

// pieces cuts the answers of a gap at each "~" that is not escaped.
func pieces(s string) (out []string) {
	from := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '~':
			out, from = append(out, s[from:i]), i+1
		}
	}
	return append(out, s[from:])
}

var unescaper = strings.NewReplacer(`\\`, `\`, `\}`, `}`, `\{`, `{`, `\~`, `~`, `\#`, `#`, `\=`, `=`, `\/`, `/`, `\"`, `"`, `\:`, `:`, `\n`, "\n")

func (r *reading) gapAnswer(g *portable.Gap, piece string) (w portable.Fixed, ok bool) {
	at := r.n.Find("questiontext")
	piece = strings.TrimSpace(piece)
	if piece == "" {
		return 0, true
	}
	body := piece
	switch {
	case body[0] == '=':
		w, body = portable.One, body[1:]
	case body[0] == '%':
		number, rest, closed := strings.Cut(body[1:], "%")
		if w, ok = portable.ParsePercent(number); !ok || !closed || w > portable.One || w < -portable.One {
			r.say(at, portable.BadGap, clip(piece))
			return 0, false
		}
		body = rest
	}
	feedback := portable.Text{}
	if i := hash(body); i >= 0 {
		if feedback.Source = strings.TrimSpace(unescaper.Replace(body[i+1:])); feedback.Source != "" {
			feedback.Format = portable.HTML
		}
		body = body[:i]
	}
	body = strings.TrimSpace(unescaper.Replace(body))
	switch g.Kind {
	case portable.Single:
		g.Options = append(g.Options, portable.Option{Text: portable.Text{Format: portable.HTML, Source: body}, Weight: w, Feedback: feedback})
		return w, body != ""
	case portable.Numeric:
		value, tolerance, _ := strings.Cut(body, ":")
		n, ok := r.number(at, html.UnescapeString(value), tolerance)
		n.Weight, n.Feedback = w, feedback
		g.Numbers = append(g.Numbers, n)
		return w, ok
	}
	text, wild := portable.ReadPattern(html.UnescapeString(body))
	g.Accepted = append(g.Accepted, portable.Accepted{Text: text, Wildcard: wild, Weight: w, Feedback: feedback})
	return w, true
}

// hash finds the "#" that begins feedback; the one of "&#39;" does not.
func hash(s string) int {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '#' && (i == 0 || s[i-1] != '&'):
			return i
		}
	}
	return -1
}

var placeholder = regexp.MustCompile(`\[\[([0-9]{1,3})\]\]`)

// gapselect reads "[[2]]" in the text and the choices it numbers: of
// gapselect as <selectoption>, of ddwtos as <dragbox>; choices of one group
// are offered together, the one numbered is right.
func (r *reading) gapselect() {
	r.q.Kind = portable.Cloze
	choices := append(r.n.All("selectoption"), r.n.All("dragbox")...)
	group := func(n *portable.Node) string { return strings.TrimSpace(n.Find("group").Value()) }
	r.q.Stem.Source = placeholder.ReplaceAllStringFunc(r.q.Stem.Source, func(mark string) string {
		no, err := strconv.Atoi(placeholder.FindStringSubmatch(mark)[1])
		if err != nil || no < 1 || no > len(choices) {
			r.say(r.n.Find("questiontext"), portable.BadGap, mark)
			return mark
		}
		gap := portable.Gap{ID: strconv.Itoa(len(r.q.Gaps) + 1), Kind: portable.Single, Points: portable.One}
		for i, c := range choices {
			if group(c) != group(choices[no-1]) {
				continue
			}
			o := portable.Option{Text: portable.Text{Format: portable.HTML, Source: strings.TrimSpace(c.Find("text").Value())}}
			if i == no-1 {
				o.Weight = portable.One
			}
			gap.Options = append(gap.Options, o)
		}
		r.q.Gaps = append(r.q.Gaps, gap)
		return portable.GapMark(gap.ID)
	})
	if len(r.q.Gaps) == 0 && !r.failed {
		r.say(r.n, portable.BadGap, "[[1]]")
	}
}
