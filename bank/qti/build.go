package qti

import (
	"math/big"
	"strconv"
	"strings"

	"lentera/bank/portable"
)

// item is one question on its way into an assessmentItem.
type item struct {
	q       portable.Question
	version Version
	folder  string
	lost    []portable.Problem

	declarations []*portable.Node
	rules        []*portable.Node
	chosen       bool
}

func (it *item) lose(code string, args ...any) {
	p := portable.Say(it.q.Line, code, args...).About(it.q.Name)
	for _, have := range it.lost {
		if have.Code == p.Code && have.EN == p.EN {
			return
		}
	}
	it.lost = append(it.lost, p)
}

func (it *item) build(ident string) (*portable.Node, bool) {
	q := it.q
	points := q.Points
	if points == 0 {
		points = portable.One
	}
	body := el("itemBody", nil)
	if !it.question(body, q, "RESPONSE", points) {
		return nil, false
	}
	if !q.Grader.Empty() {
		block := el("rubricBlock", a("view", "scorer", "use", it.only30("scoring")), it.inContent(q.Grader)...)
		body.Kids = append([]*portable.Node{block}, body.Kids...)
	}
	if !q.Template.Empty() {
		it.lose(portable.DetailLost, "template")
	}
	it.scale(q)
	max := ""
	if q.Points != 0 {
		max = q.Points.String()
	}
	root := el("assessmentItem", a("xmlns", namespaces[it.version], "identifier", ident, "adaptive", "false", "timeDependent", "false"), it.declarations...)
	root.Attrs["title"] = q.Name // the standard wants one, even if it is empty
	root.Kids = append(root.Kids, el("outcomeDeclaration", a("identifier", "SCORE", "cardinality", "single", "baseType", "float", "normalMaximum", max), defaultOf("0")))
	if it.chosen {
		root.Kids = append(root.Kids, el("outcomeDeclaration", a("identifier", "CHOSEN", "cardinality", "multiple", "baseType", "identifier")))
	}
	if !q.Feedback.Empty() {
		root.Kids = append(root.Kids, el("outcomeDeclaration", a("identifier", "FEEDBACK", "cardinality", "single", "baseType", "identifier"), defaultOf("explanation")))
	}
	root.Kids = append(root.Kids, body, el("responseProcessing", nil, it.rules...))
	if !q.Feedback.Empty() {
		root.Kids = append(root.Kids, el("modalFeedback", a("outcomeIdentifier", "FEEDBACK", "identifier", "explanation", "showHide", "show"), it.inContent(q.Feedback)...))
	}
	return root, true
}

// scale brings the sum of a cloze or case to the question's points.
func (it *item) scale(q portable.Question) {
	var sum portable.Fixed
	add := func(p portable.Fixed) {
		if p == 0 {
			p = portable.One
		}
		sum += p
	}
	for _, g := range q.Gaps {
		add(g.Points)
	}
	for _, p := range q.Parts {
		add(p.Points)
	}
	if q.Points == 0 || sum == 0 || sum == q.Points {
		return
	}
	ratio := big.NewRat(int64(q.Points), int64(sum)).FloatString(12)
	it.rules = append(it.rules, el("setOutcomeValue", a("identifier", "SCORE"), el("product", nil, variable("SCORE"), value("float", ratio))))
}

func (it *item) only30(s string) string {
	if it.version == V30 {
		return s
	}
	return ""
}

func defaultOf(v string) *portable.Node { return el("defaultValue", nil, el("value", nil, str(v))) }

// nodes are a text as well-formed markup with its files in place.
func (it *item) nodes(t portable.Text) []*portable.Node {
	source := portable.MapMedia(t.AsHTML(nil), func(i int) string {
		if i >= len(it.q.Files) {
			return portable.MediaRef(i)
		}
		return it.folder + it.fileName(i)
	})
	if t.Format == portable.Markdown {
		it.lose(portable.FormattingLost)
	}
	return fragment(source)
}

// inContent puts a text into what the version wants around it.
func (it *item) inContent(t portable.Text) []*portable.Node {
	if it.version == V30 {
		return []*portable.Node{el("contentBody", nil, it.nodes(t)...)}
	}
	return it.nodes(t)
}

func div(class string, kids ...*portable.Node) *portable.Node {
	return el("div", a("class", class, markup, "1"), kids...)
}

// question writes one question into a body; false when QTI cannot say it.
func (it *item) question(body *portable.Node, q portable.Question, id string, points portable.Fixed) bool {
	if q.Kind == portable.Cloze {
		return it.cloze(body, q, id)
	}
	body.Kids = append(body.Kids, div("lentera-text", it.nodes(q.Stem)...))
	switch q.Kind {
	case portable.Single, portable.Multiple, portable.TrueFalse:
		it.choice(body, q, id, points)
	case portable.Matching, portable.Categorise:
		it.match(body, q, id, points)
	case portable.Ordering:
		it.order(body, q, id, points)
	case portable.ShortText, portable.Numeric:
		n, ok := it.entry(portable.Gap{Kind: q.Kind, Accepted: q.Accepted, Numbers: q.Numbers, MatchCase: q.MatchCase}, id, points)
		if len(q.Units) > 0 {
			it.lose(portable.UnitsLost)
		}
		body.Kids = append(body.Kids, el("p", a(markup, "1"), n))
		return ok
	case portable.Essay:
		it.declare(id, "single", "string", nil)
		body.Kids = append(body.Kids, el("extendedTextInteraction", a("responseIdentifier", id)))
	case portable.Upload:
		it.declare(id, "single", "file", nil)
		body.Kids = append(body.Kids, el("uploadInteraction", a("responseIdentifier", id)))
	case portable.Hotspot:
		return it.hotspot(body, q, id, points)
	case portable.Case:
		return it.parts(body, q, id)
	default:
		return false
	}
	return true
}

func (it *item) parts(body *portable.Node, q portable.Question, id string) bool {
	for i, part := range q.Parts {
		if part.Kind == portable.Case {
			return false
		}
		d := el("div", a("class", partClass, "id", part.Ident, markup, "1"))
		points := part.Points
		if points == 0 {
			points = portable.One
		}
		if !it.question(d, part, id+"_"+strconv.Itoa(i+1), points) {
			return false
		}
		if !part.Feedback.Empty() {
			it.lose(portable.FeedbackLost, "case")
		}
		body.Kids = append(body.Kids, d)
	}
	return len(q.Parts) > 0
}

func (it *item) declare(id, cardinality, baseType string, correct []string, more ...*portable.Node) {
	d := el("responseDeclaration", a("identifier", id, "cardinality", cardinality, "baseType", baseType))
	if len(correct) > 0 {
		c := el("correctResponse", nil)
		for _, v := range correct {
			c.Kids = append(c.Kids, el("value", nil, str(v)))
		}
		d.Kids = append(d.Kids, c)
	}
	d.Kids = append(d.Kids, more...)
	it.declarations = append(it.declarations, d)
}

// earned is weight × points, exactly.
func earned(weight, points portable.Fixed) string {
	v := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(int64(weight)), big.NewInt(int64(points))), new(big.Int).Mul(big.NewInt(int64(portable.One)), big.NewInt(int64(portable.One))))
	s := strings.TrimRight(v.FloatString(14), "0")
	return strings.TrimSuffix(s, ".")
}

func variable(name string) *portable.Node { return el("variable", a("identifier", name)) }

func value(kind, v string) *portable.Node { return el("baseValue", a("baseType", kind), str(v)) }

// gain adds an expression to SCORE.
func gain(expr *portable.Node) *portable.Node {
	return el("setOutcomeValue", a("identifier", "SCORE"), el("sum", nil, variable("SCORE"), expr))
}

func (it *item) byMapping(id, name string) {
	it.rules = append(it.rules, gain(el(name, a("identifier", id))))
}

func (it *item) byCorrect(id string, points portable.Fixed) {
	it.rules = append(it.rules, el("responseCondition", nil, el("responseIf", nil,
		el("match", nil, variable(id), el("correct", a("identifier", id))), gain(value("float", points.String())))))
}

func class(policy string, points portable.Fixed) string {
	var c []string
	if policy != "" {
		c = append(c, policyClass+policy)
	}
	if points != portable.One {
		c = append(c, pointsClass+points.String())
	}
	return strings.Join(c, " ")
}
