package gift

import (
	"strings"

	"lentera/bank/portable"
)

// reading is one question being read.
type reading struct {
	chunk
	q        portable.Question
	problems []portable.Problem
	failed   bool
}

// say notes a problem; anything worse than Altered fails the question.
func (r *reading) say(offset int, code string, args ...any) {
	p := portable.Say(r.lineOf(offset), code, args...)
	r.problems = append(r.problems, p)
	r.failed = r.failed || p.Severity != portable.Altered
}

// part is a piece of the question's source that knows where it stands.
type part struct {
	s  string
	at int
}

func (p part) from(i int) part { return part{p.s[i:], p.at + i} }
func (p part) to(i int) part   { return part{p.s[:i], p.at} }

func (p part) trim() part {
	s := strings.TrimLeft(p.s, " \t\n\u00a0")
	return part{strings.TrimRight(s, " \t\n\u00a0"), p.at + len(p.s) - len(s)}
}

// find gives the offset of the first of the signs that is not escaped, or -1.
func (p part) find(signs string) int {
	for i := 0; i < len(p.s); i++ {
		switch {
		case p.s[i] == '\\':
			i++
		case strings.IndexByte(signs, p.s[i]) >= 0:
			return i
		}
	}
	return -1
}

// findText is find for a text of several signs.
func (p part) findText(text string) int {
	for i := 0; i+len(text) <= len(p.s); i++ {
		if p.s[i] == '\\' {
			i++
			continue
		}
		if p.s[i:i+len(text)] == text {
			return i
		}
	}
	return -1
}

var unescaper = strings.NewReplacer(`\\`, `\`, `\~`, `~`, `\=`, `=`, `\#`, `#`, `\{`, `{`, `\}`, `}`, `\:`, `:`, `\n`, "\n")

func (p part) plain() string { return strings.TrimSpace(unescaper.Replace(p.s)) }

var formats = []portable.Format{portable.HTML, portable.Markdown, portable.Plain, portable.Moodle}

// format takes a leading "[html]" off; fallback is the format without one.
func (p part) format(fallback portable.Format) (portable.Format, part) {
	p = p.trim()
	for _, f := range formats {
		if rest, ok := strings.CutPrefix(p.s, "["+string(f)+"]"); ok {
			return f, part{rest, p.at + len(p.s) - len(rest)}.trim()
		}
	}
	return fallback, p
}

// text reads a text; without a mark of its own it has the stem's format.
func (r *reading) text(p part) portable.Text {
	fallback := r.q.Stem.Format
	if fallback == "" {
		fallback = portable.Moodle
	}
	f, rest := p.format(fallback)
	if t := (portable.Text{Format: f, Source: rest.plain()}); t.Source != "" {
		return t
	}
	return portable.Text{}
}

// read reads the whole question; false after a problem that fails it.
func (r *reading) read() bool {
	whole := part{r.chunk.text, 0}.trim()
	whole = r.title(whole)
	open := whole.find("{")
	if open < 0 {
		if whole.find("}") >= 0 {
			r.say(whole.at, portable.UnclosedAnswers)
			return false
		}
		r.q.Stem = r.text(whole)
		r.say(whole.at, portable.UnsupportedType, "description")
		return false
	}
	shut := whole.from(open).find("}")
	if shut < 0 {
		r.say(whole.at+open, portable.UnclosedAnswers)
		return false
	}
	shut += open
	before, answers, after := whole.to(open), part{whole.s[open+1 : shut], whole.at + open + 1}, whole.from(shut+1).trim()
	if after.find("{}") >= 0 {
		r.say(after.at, portable.UnsupportedType, "{…} {…}")
		return false
	}
	f, before := before.format(portable.Moodle)
	r.q.Stem = portable.Text{Format: f, Source: before.plain()}
	if after.s != "" { // the missing word stands inside the sentence
		r.q.Stem.Source = strings.TrimSpace(unescaper.Replace(before.s) + " _____ " + unescaper.Replace(after.s))
	}
	if r.q.Stem.Empty() {
		r.say(whole.at, portable.NoStem)
		return false
	}
	r.answers(r.general(answers).trim())
	return !r.failed
}

// title takes "::name::" off the front.
func (r *reading) title(p part) part {
	if !strings.HasPrefix(p.s, "::") {
		return p
	}
	rest := p.from(2)
	end := rest.findText("::")
	if end < 0 {
		return p
	}
	r.q.Name = rest.to(end).plain()
	return rest.from(end + 2).trim()
}

// general takes "####feedback" off the end.
func (r *reading) general(p part) part {
	at := p.findText("####")
	if at < 0 {
		return p
	}
	r.q.Feedback = r.text(p.from(at + 4))
	return p.to(at)
}

// answers decides the kind by what stands in the braces, in Moodle's order.
func (r *reading) answers(p part) {
	truth, isTruth := truthOf(p)
	switch {
	case p.s == "":
		r.q.Kind = portable.Essay
	case strings.HasPrefix(p.s, "#"):
		r.numeric(p.from(1))
	case strings.HasPrefix(p.s, ">"):
		r.ordering(p.from(1))
	case p.find("~") >= 0:
		r.choice(p)
	case p.find("=") >= 0 && p.findText("->") >= 0:
		r.matching(p)
	case isTruth:
		r.q.Kind, r.q.Truth = portable.TrueFalse, truth
		r.truthFeedback(p)
	default:
		r.short(p)
	}
}

func truthOf(p part) (value, ok bool) {
	word := p
	if i := p.find("#"); i >= 0 {
		word = p.to(i)
	}
	switch strings.ToUpper(strings.TrimSpace(word.s)) {
	case "T", "TRUE":
		return true, true
	case "F", "FALSE":
		return false, true
	}
	return false, false
}

// truthFeedback reads "#for the wrong answer#for the right one".
func (r *reading) truthFeedback(p part) {
	i := p.find("#")
	if i < 0 {
		return
	}
	rest := p.from(i + 1)
	wrong, right := rest, part{}
	if j := rest.find("#"); j >= 0 {
		wrong, right = rest.to(j), rest.from(j+1)
	}
	r.q.WhenTrue, r.q.WhenFalse = r.text(right), r.text(wrong)
	if !r.q.Truth {
		r.q.WhenTrue, r.q.WhenFalse = r.q.WhenFalse, r.q.WhenTrue
	}
}
