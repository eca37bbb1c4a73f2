package moodlexml

import (
	"io"

	"lentera/bank/portable"
)

// Parse reads Moodle XML from r and hands over question by question, each with
// its embedded files.
func Parse(r io.Reader, lim portable.Limits, to portable.Sink) error {
	lim = lim.Defaults()
	p := &parser{to: portable.Bound(to, lim), most: int(lim.QuestionBytes)}
	root, err := portable.SplitXML(portable.DecodeXML(portable.Capped(r, lim.FileBytes)), "question", p.most, p.element)
	if err != nil {
		return p.to.End(err)
	}
	if p.found == 0 && root != "quiz" {
		return portable.Say(1, portable.NotThisFormat, "Moodle XML")
	}
	if p.found == 0 {
		return p.to.Problem(portable.Say(0, portable.NoQuestions))
	}
	return nil
}

type parser struct {
	to       *portable.Bounded
	most     int
	category string
	found    int
}

// element reads one <question>.
func (p *parser) element(el portable.Element) error {
	p.found++
	if el.Large {
		return p.to.Problem(portable.Say(el.Line, portable.QuestionTooLarge, p.most>>20))
	}
	n, err := portable.ReadXML(el.Source, el.Line)
	if err != nil {
		return p.to.Problem(portable.Say(el.Line, portable.NotWellFormed, err.Error()).From(string(el.Source)))
	}
	kind := n.Attr("type")
	if kind == "category" {
		p.category = portable.CategoryPath(n.Find("category").Value())
		return nil
	}
	r := &reading{n: n, q: portable.Question{Line: el.Line, Category: p.category}}
	r.common()
	read, known := readers[kind]
	switch {
	case known:
		read(r)
	case kind == "random" || kind == "randomsamatch":
		r.say(n, portable.RandomlyDrawn, kind)
	default:
		r.say(n, portable.UnsupportedType, kind)
	}
	r.unused()
	for _, problem := range r.problems {
		problem = problem.About(r.q.Name)
		if problem.Severity != portable.Altered {
			problem = problem.From(string(el.Source))
		}
		if err := p.to.Problem(problem); err != nil {
			return err
		}
	}
	if r.failed {
		return nil
	}
	return p.to.Question(r.q)
}

var readers = map[string]func(*reading){
	"multichoice": (*reading).multichoice,
	"truefalse":   (*reading).truefalse,
	"shortanswer": (*reading).shortanswer,
	"numerical":   (*reading).numerical,
	"matching":    (*reading).matching,
	"essay":       (*reading).essay,
	"cloze":       (*reading).cloze,
	"multianswer": (*reading).cloze,
	"ordering":    (*reading).ordering,
	"gapselect":   (*reading).gapselect,
	"ddwtos":      (*reading).gapselect,
}
