package qti

import (
	"regexp"
	"slices"
	"strings"

	"lentera/bank/portable"
)

// reading is one item being read.
type reading struct {
	p        *parser
	file     string
	n        *portable.Node
	q        portable.Question
	problems []portable.Problem
	failed   bool
	rules    map[string]*scoring // by response identifier
	gaps     map[*portable.Node]string
}

func (r *reading) say(at *portable.Node, code string, args ...any) {
	p := portable.Say(at.At(r.q.Line), code, args...)
	for _, have := range r.problems {
		if have.Code == p.Code && have.EN == p.EN && have.Line == p.Line {
			return
		}
	}
	r.problems = append(r.problems, p)
	r.failed = r.failed || p.Severity != portable.Altered
}

// ours marks identifiers this package made for questions that had none.
const ours = "lentera-item-"

var inlineKinds = []string{"textEntryInteraction", "inlineChoiceInteraction"}

var blockKinds = map[string]func(*reading, *portable.Node, *portable.Question){
	"choiceInteraction":       (*reading).choice,
	"matchInteraction":        (*reading).match,
	"orderInteraction":        (*reading).order,
	"extendedTextInteraction": (*reading).extended,
	"uploadInteraction":       (*reading).upload,
	"gapMatchInteraction":     (*reading).gapMatch,
	"selectPointInteraction":  (*reading).selectPoint,
	"hotspotInteraction":      (*reading).hotspot,
}

func (r *reading) read() {
	r.q.Name = strings.Join(strings.Fields(r.n.Attr("title")), " ")
	if id := r.n.Attr("identifier"); !strings.HasPrefix(id, ours) {
		r.q.Ident = id
	}
	body := r.n.Find("itemBody")
	r.unsupported(body)
	if r.failed {
		return
	}
	if body == nil {
		r.say(r.n, portable.NoStem)
		return
	}
	r.scoring()
	r.fill(body, &r.q)
	r.rubric(body)
	r.feedback()
	r.stimulus()
	r.points()
	if r.q.Stem.Empty() && !r.failed {
		r.say(body, portable.NoStem)
	}
}

// unsupported names what makes an item one we cannot show or mark.
func (r *reading) unsupported(body *portable.Node) {
	if r.n.Attr("adaptive") == "true" {
		r.say(r.n, portable.UnsupportedType, "adaptive")
	}
	for _, name := range []string{"templateDeclaration", "templateProcessing"} {
		if n := r.n.Find(name); n != nil {
			r.say(n, portable.UnsupportedType, name)
		}
	}
	body.Walk(func(n *portable.Node) bool {
		known := blockKinds[n.Name] != nil || slices.Contains(inlineKinds, n.Name)
		switch {
		case strings.HasSuffix(n.Name, "Interaction") && !known, n.Name == "feedbackBlock", n.Name == "templateBlock",
			n.Name == "templateInline", n.Name == "printedVariable", n.Name == "infoControl", n.Name == "portableCustomInteraction":
			r.say(n, portable.UnsupportedType, n.Name)
		case n.Attr("dir") == "rtl":
			r.say(n, portable.UnsupportedType, `dir="rtl"`)
		}
		return true
	})
}

// feedback reads what is shown after a response. QTI shows it by outcome; here
// it is one explanation.
func (r *reading) feedback() {
	var all []string
	for _, n := range r.n.All("modalFeedback") {
		if s := strings.TrimSpace(r.html(n.Kids)); s != "" {
			all = append(all, s)
		}
	}
	if len(all) > 0 {
		r.q.Feedback = portable.Text{Format: portable.HTML, Source: strings.Join(all, "\n")}
	}
	if len(all) > 1 {
		r.say(r.n.Find("modalFeedback"), portable.DetailLost, "modalFeedback outcomeIdentifier")
	}
}

// rubric takes the marker's notes out of the body.
func (r *reading) rubric(body *portable.Node) {
	for _, n := range body.Deep("rubricBlock") {
		if strings.Contains(n.Attr("view"), "scorer") {
			r.q.Grader = portable.Text{Format: portable.HTML, Source: strings.TrimSpace(r.html(n.Kids))}
		} else {
			r.say(n, portable.DetailLost, "rubricBlock")
		}
	}
	if r.q.Grader.Empty() {
		r.q.Grader = portable.Text{}
	}
}

// interactions lists the interactions of a body; what is inside one is its own.
func interactions(n *portable.Node) (out []*portable.Node) {
	for _, k := range n.Kids {
		if blockKinds[k.Name] != nil || slices.Contains(inlineKinds, k.Name) {
			out = append(out, k)
			continue
		}
		out = append(out, interactions(k)...)
	}
	return out
}

const partClass = "lentera-part"

func parts(n *portable.Node) (out []*portable.Node) {
	for _, k := range n.Kids {
		if slices.Contains(strings.Fields(k.Attr("class")), partClass) {
			out = append(out, k)
		}
	}
	return out
}

// fill decides by the interactions what kind of question a body is.
func (r *reading) fill(body *portable.Node, q *portable.Question) {
	all := interactions(body)
	inline := 0
	for _, n := range all {
		if slices.Contains(inlineKinds, n.Name) {
			inline++
		}
	}
	switch divs := parts(body); {
	case len(all) == 0:
		r.say(body, portable.UnsupportedType, "itemBody")
	case len(divs) > 0:
		r.caseOf(body, divs, q)
	case inline == 1 && len(all) == 1 && all[0].Name == "textEntryInteraction" && alone(body, all[0]):
		r.entry(all[0], q)
		q.Stem = r.stem(body, all[0])
	case inline == len(all):
		r.cloze(body, all, q)
	case len(all) == 1:
		stem := r.stem(body, all[0]) // first, so that its files are
		blockKinds[all[0].Name](r, all[0], q)
		if !stem.Empty() {
			if !q.Stem.Empty() {
				stem.Source += "\n" + q.Stem.Source
			}
			q.Stem = stem
		}
	case inline > 0:
		r.say(body, portable.UnsupportedType, all[0].Name+" + "+all[1].Name)
	default:
		r.severalOf(body, all, q)
	}
}

// caseOf reads a case study as we write it: every question in a div.
func (r *reading) caseOf(body *portable.Node, divs []*portable.Node, q *portable.Question) {
	q.Kind = portable.Case
	rest := &portable.Node{Name: body.Name, Line: body.Line}
	for _, k := range body.Kids {
		if !slices.Contains(divs, k) {
			rest.Kids = append(rest.Kids, k)
		}
	}
	if len(interactions(rest)) > 0 {
		r.say(body, portable.UnsupportedType, "itemBody")
		return
	}
	q.Stem = r.stem(rest, nil)
	for _, d := range divs {
		part := portable.Question{Line: d.Line, Ident: d.Attr("id")}
		r.fill(d, &part)
		part.Points = r.pointsOf(part, interactions(d))
		q.Parts = append(q.Parts, part)
	}
}

// severalOf reads an item with several interactions as a case study; each
// prompt is the text of its question.
func (r *reading) severalOf(body *portable.Node, all []*portable.Node, q *portable.Question) {
	q.Kind = portable.Case
	q.Stem = r.stem(body, all...)
	for _, n := range all {
		part := portable.Question{Line: n.Line}
		blockKinds[n.Name](r, n, &part)
		if part.Stem.Empty() {
			r.say(n, portable.NoStem)
			return
		}
		part.Points = r.pointsOf(part, []*portable.Node{n})
		q.Parts = append(q.Parts, part)
	}
}

// gapClass marks a text entry of ours as a gap, wherever it stands.
const gapClass = "lentera-gap"

// alone reports that a text entry stands in a block of its own, so that it is
// the answer to the text before it and no gap in a sentence.
func alone(body, entry *portable.Node) bool {
	if slices.Contains(strings.Fields(entry.Attr("class")), gapClass) {
		return false
	}
	for _, k := range body.Kids {
		if k == entry {
			return true
		}
		if slices.Contains(k.Deep(entry.Name), entry) {
			return strings.TrimSpace(k.Value()) == "" || !slices.Contains(k.Kids, entry) && alone(k, entry)
		}
	}
	return false
}

var blankBlocks = regexp.MustCompile(`<(p|div|span)[^>]*>\s*</(?:p|div|span)>`)

// stem is the body as HTML without its interactions.
func (r *reading) stem(body *portable.Node, without ...*portable.Node) portable.Text {
	skip := map[*portable.Node]bool{}
	for _, n := range without {
		skip[n] = true
	}
	s := strings.TrimSpace(r.render(body.Kids, skip))
	for {
		shorter := strings.TrimSpace(blankBlocks.ReplaceAllString(s, ""))
		if shorter == s {
			break
		}
		s = shorter
	}
	if s == "" {
		return portable.Text{}
	}
	return portable.Text{Format: portable.HTML, Source: unwrapped(s)}
}

// unwrapped takes away the div that the writer puts around a text.
func unwrapped(s string) string {
	if inner, ok := strings.CutPrefix(s, `<div class="lentera-text">`); ok {
		if inner, ok := strings.CutSuffix(inner, "</div>"); ok && strings.Count(inner, "<div") == strings.Count(inner, "</div") {
			return strings.TrimSpace(inner)
		}
	}
	return s
}

// prompt is the interaction's own text.
func (r *reading) prompt(n *portable.Node) portable.Text {
	if s := strings.TrimSpace(r.html(n.Find("prompt").Content())); s != "" {
		return portable.Text{Format: portable.HTML, Source: s}
	}
	return portable.Text{}
}

// stimulus puts the shared text an item refers to in front of its own.
func (r *reading) stimulus() {
	for _, ref := range r.n.All("assessmentStimulusRef") {
		name := resolve(r.file, ref.Attr("href"))
		root, err := r.p.read(name)
		if err != nil {
			r.say(ref, portable.FileMissing, ref.Attr("href"))
			continue
		}
		toVersion2(root)
		inner := &reading{p: r.p, file: name, q: r.q}
		text := strings.TrimSpace(inner.html(root.Find("stimulusBody").Content()))
		r.q.Files = inner.q.Files
		r.problems = append(r.problems, inner.problems...)
		r.q.Stem = portable.Text{Format: portable.HTML, Source: strings.TrimSpace(text + "\n" + r.q.Stem.Source)}
	}
}
