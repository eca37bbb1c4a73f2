package qti

import (
	"io"
	"math/big"
	"strings"

	"lentera/bank/portable"
)

// old reads a file of QTI 1.2 items. Each <item> is cut out by itself, because
// real files are often not well-formed; sections, banks and assessments around
// them are of no account. The score stands in the respcondition.
func (p *parser) old(r io.Reader, name string) error {
	_, err := portable.SplitXML(r, "item", mostItem, func(el portable.Element) error {
		p.found++
		if el.Large {
			return p.to.Problem(portable.Say(el.Line, portable.QuestionTooLarge, mostItem>>20).In(name))
		}
		n, err := portable.ReadXML(el.Source, el.Line)
		if err != nil {
			return p.to.Problem(portable.Say(el.Line, portable.NotWellFormed, err.Error()).In(name).From(string(el.Source)))
		}
		r := &oldReading{reading{p: p, file: name, n: n, q: portable.Question{Line: el.Line}}}
		r.read()
		return p.hand(r.q, r.problems, r.failed, name, el.Source)
	})
	if err == nil && p.found == 0 && name == "" {
		return p.to.Problem(portable.Say(0, portable.NoQuestions))
	}
	return err
}

type oldReading struct{ reading }

// earning is one respcondition: what must (not) be answered, and its score.
type earning struct {
	on    map[string][]string // by response: values
	low   string
	high  string
	value *big.Rat
	and   bool
}

// canvas names vendors' types that have no other sign.
var canvas = map[string]string{"text_only_question": "text_only_question", "fill_in_multiple_blanks_question": "fill_in_multiple_blanks_question",
	"multiple_dropdowns_question": "multiple_dropdowns_question", "calculated_question": "calculated_question", "file_upload_question": ""}

func (r *oldReading) read() {
	r.q.Name, r.q.Ident = strings.Join(strings.Fields(r.n.Attr("title")), " "), r.n.Attr("ident")
	kind := r.metadata()
	body := r.n.Find("presentation")
	lids, strs := body.Deep("response_lid"), body.Deep("response_str")
	strs = append(strs, body.Deep("response_num")...)
	for _, other := range []string{"response_xy", "response_grp", "response_extension", "render_hotspot", "render_slider", "render_extension"} {
		for _, n := range body.Deep(other) {
			r.say(n, portable.UnsupportedType, other)
		}
	}
	if t := canvas[kind]; t != "" {
		r.say(r.n, portable.UnsupportedType, t)
	}
	r.q.Stem = r.material(body)
	if r.q.Stem.Empty() {
		r.say(r.n, portable.NoStem)
	}
	all := r.earnings()
	switch {
	case r.failed:
	case kind == "essay_question" || kind == "Essay" || len(strs) == 1 && len(lids) == 0 && len(all) == 0:
		r.q.Kind = portable.Essay
	case kind == "file_upload_question":
		r.q.Kind = portable.Upload
	case len(lids) == 1 && len(strs) == 0:
		r.choice(lids[0], all)
	case len(strs) == 1 && len(lids) == 0:
		r.typed(strs[0], all)
	case len(lids) > 1 && len(strs) == 0:
		r.matching(lids, all)
	default:
		r.say(r.n, portable.UnsupportedType, "text")
	}
}

// metadata reads type and points, in the standard's and in Canvas' words.
func (r *oldReading) metadata() (kind string) {
	for _, f := range r.n.Find("itemmetadata").Deep("qtimetadatafield") {
		label, entry := strings.TrimSpace(f.Find("fieldlabel").Value()), strings.TrimSpace(f.Find("fieldentry").Value())
		switch label {
		case "question_type", "qmd_itemtype", "cc_profile":
			kind = entry
		case "points_possible", "qmd_weighting":
			if p, ok := portable.ParseFixed(entry); ok {
				r.q.Points = p
			}
		}
	}
	return kind
}

// material is the text of a presentation outside of its responses.
func (r *oldReading) material(n *portable.Node) portable.Text {
	t := portable.Text{Format: portable.HTML}
	for _, k := range n.Content() {
		switch k.Name {
		case "material":
			t.Source += r.mattext(k)
		case "flow":
			t.Source += r.material(k).Source
		}
	}
	if t.Source = strings.TrimSpace(t.Source); t.Source == "" {
		return portable.Text{}
	}
	return t
}

func (r *oldReading) mattext(n *portable.Node) string {
	var b strings.Builder
	for _, k := range n.Deep("mattext") {
		if strings.Contains(k.Attr("texttype"), "html") {
			b.WriteString(k.Value())
		} else {
			b.WriteString(portable.Escaped(k.Value()))
		}
	}
	for _, k := range n.Deep("matimage") {
		b.WriteString(`<img src="` + portable.Escaped(r.media(k, k.Attr("uri"))) + `" alt="">`)
	}
	return strings.TrimSpace(b.String())
}

func (r *oldReading) earnings() (out []earning) {
	for _, c := range r.n.Find("resprocessing").All("respcondition") {
		e := earning{on: map[string][]string{}, value: new(big.Rat)}
		for _, s := range c.All("setvar") {
			e.value = ratOf(strings.TrimSpace(s.Value()))
		}
		if e.value.Sign() == 0 {
			continue
		}
		r.conditions(c.Find("conditionvar"), &e)
		out = append(out, e)
	}
	return out
}

// conditions collects what must be answered; what must not is the rest.
func (r *oldReading) conditions(n *portable.Node, e *earning) {
	for _, k := range n.Content() {
		switch k.Name {
		case "varequal", "varsubset":
			id := k.Attr("respident")
			e.on[id] = append(e.on[id], strings.TrimSpace(k.Value()))
		case "vargte", "vargt":
			e.low = strings.TrimSpace(k.Value())
		case "varlte", "varlt":
			e.high = strings.TrimSpace(k.Value())
		case "and":
			e.and = true
			r.conditions(k, e)
		case "or":
			r.conditions(k, e)
		}
	}
}

func labels(lid *portable.Node) []*portable.Node { return lid.Deep("response_label") }

func (r *oldReading) choice(lid *portable.Node, all []earning) {
	r.q.Kind = portable.Single
	if strings.EqualFold(lid.Attr("rcardinality"), "multiple") {
		r.q.Kind = portable.Multiple
	}
	values, best, sum := map[string]*big.Rat{}, new(big.Rat), new(big.Rat)
	for _, e := range all {
		ids := e.on[lid.Attr("ident")]
		for _, id := range ids {
			v := e.value
			if e.and {
				v = new(big.Rat).Quo(v, big.NewRat(int64(len(ids)), 1))
				r.q.Policy = "all-or-nothing"
			}
			values[id] = v
			if v.Sign() > 0 {
				sum.Add(sum, v)
			}
			if v.Cmp(best) > 0 {
				best = v
			}
		}
	}
	total := best
	if r.q.Kind == portable.Multiple {
		total = sum
	} else {
		r.q.Policy = ""
	}
	for _, l := range labels(lid) {
		o := portable.Option{Text: portable.Text{Format: portable.HTML, Source: r.mattext(l)}}
		if v := values[l.Attr("ident")]; v != nil {
			o.Weight = share(v, total)
		}
		r.q.Options = append(r.q.Options, o)
	}
	r.checkOptions(lid, r.q.Kind, r.q.Options)
}

func (r *oldReading) typed(str *portable.Node, all []earning) {
	r.q.Kind = portable.ShortText
	if str.Name == "response_num" {
		r.q.Kind = portable.Numeric
	}
	best := new(big.Rat)
	for _, e := range all {
		if e.value.Cmp(best) > 0 {
			best = e.value
		}
		if e.low != "" && e.high != "" {
			r.q.Kind = portable.Numeric
		}
	}
	for _, e := range all {
		w := share(e.value, best)
		if e.low != "" && e.high != "" {
			low, okLow := portable.Decimal(e.low)
			high, okHigh := portable.Decimal(e.high)
			if !okLow || !okHigh || !portable.Ascending(low, high) {
				r.say(str, portable.BadRange, e.low+".."+e.high)
				return
			}
			r.q.Numbers = append(r.q.Numbers, portable.Number{Low: low, High: high, Weight: w})
			continue
		}
		for _, text := range e.on[str.Attr("ident")] {
			if v, ok := portable.Decimal(text); ok && r.q.Kind == portable.Numeric {
				r.q.Numbers = append(r.q.Numbers, portable.Number{Value: v, Weight: w})
			} else if text != "" {
				r.q.Accepted = append(r.q.Accepted, portable.Accepted{Text: text, Weight: w})
			}
		}
	}
	if len(r.q.Numbers)+len(r.q.Accepted) == 0 || r.q.Kind == portable.Numeric && len(r.q.Accepted) > 0 {
		r.say(str, portable.NoCorrect)
	}
}

func (r *oldReading) matching(lids []*portable.Node, all []earning) {
	right := map[string]string{}
	for _, e := range all {
		for id, values := range e.on {
			if len(values) > 0 {
				right[id] = values[0]
			}
		}
	}
	used := map[string]bool{}
	for _, lid := range lids {
		left := r.material(lid)
		text := ""
		for _, l := range labels(lid) {
			if l.Attr("ident") == right[lid.Attr("ident")] {
				text = r.mattext(l)
				used[l.Attr("ident")] = true
			}
		}
		if left.Empty() || text == "" {
			r.say(lid, portable.BadPair, left.Source)
			return
		}
		r.q.Pairs = append(r.q.Pairs, portable.Pair{Left: left, Right: portable.Text{Format: portable.HTML, Source: text}})
	}
	for _, l := range labels(lids[0]) {
		if !used[l.Attr("ident")] {
			r.q.Spare = append(r.q.Spare, portable.Text{Format: portable.HTML, Source: r.mattext(l)})
		}
	}
	r.q.Kind = portable.KindOfPairs(r.q.Pairs)
}
