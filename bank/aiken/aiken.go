// Package aiken reads and writes Aiken, the simplest format for questions of
// one right answer: a line of text, lines "A) …" or "A. …", a line "ANSWER: A".
//
// Source of the rules: the Aiken page of the Moodle documentation. All text is
// literal: "<html>" and "&" are these signs. A paragraph behind the options
// without ANSWER begins a new question, and the one before is unfinished.
// Beyond Moodle: the text of a question may have several lines, and what looks
// like a first option must be an "A".
//
// It is a leaf: of ours it imports only bank/portable.
package aiken

import (
	"bufio"
	"errors"
	"io"
	"regexp"
	"strings"

	"lentera/bank/portable"
)

// mostLine bounds a question's text and each option, in bytes.
const mostLine = 64 << 10

var (
	optionLine = regexp.MustCompile(`^([A-Z])(?:\)\s*|\.(?:\s+|$))(.*)$`)
	answerLine = regexp.MustCompile(`(?i)^ANSWER\s*:\s*(.*)$`)
	letters    = regexp.MustCompile(`^([A-Za-z])[.)]?$`)
)

// Parse reads Aiken from r, in any of the encodings of portable.Decode.
func Parse(r io.Reader, lim portable.Limits, to portable.Sink) error {
	lim = lim.Defaults()
	p := &parser{to: portable.Bound(to, lim)}
	return p.to.End(p.run(bufio.NewReaderSize(portable.Decode(portable.Capped(r, lim.FileBytes)), 64<<10)))
}

type parser struct {
	to    *portable.Bounded
	line  int
	found int

	stem    []string
	first   int // line of the stem
	blank   bool
	options []string
	letters []byte
	source  []string
	large   bool
}

func (p *parser) run(lines *bufio.Reader) error {
	for {
		line, err := lines.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if line != "" {
			p.line++
			if err := p.take(strings.TrimSpace(line)); err != nil {
				return err
			}
		}
		if err != nil {
			break
		}
	}
	if err := p.giveUp(); err != nil {
		return err
	}
	if p.found == 0 {
		return p.to.Problem(portable.Say(0, portable.NoQuestions))
	}
	return nil
}

func (p *parser) take(line string) error {
	if line == "" {
		p.blank = true
		return nil
	}
	defer func() { p.blank = false }()
	if len(line) > mostLine {
		p.large, line = true, line[:1]
	}
	if m := answerLine.FindStringSubmatch(line); m != nil {
		return p.finish(m[1])
	}
	if m := optionLine.FindStringSubmatch(line); m != nil && p.isNext(m[1][0]) {
		p.options, p.letters = append(p.options, strings.TrimSpace(m[2])), append(p.letters, m[1][0])
		p.source = append(p.source, line)
		return nil
	}
	if len(p.options) > 0 || p.blank && len(p.stem) > 0 {
		if err := p.giveUp(); err != nil {
			return err
		}
	}
	if len(p.stem) == 0 {
		p.first = p.line
	}
	p.stem, p.source = append(p.stem, line), append(p.source, line)
	return nil
}

func (p *parser) isNext(letter byte) bool {
	if len(p.letters) == 0 {
		return letter == 'A'
	}
	return letter > p.letters[len(p.letters)-1]
}

// giveUp tells of what stands open: a question without its answer, or a text
// without options.
func (p *parser) giveUp() error {
	defer p.clear()
	switch {
	case len(p.stem) == 0 && len(p.options) == 0:
		return nil
	case len(p.stem) == 0:
		return p.refuse(p.line, portable.NoStem)
	case len(p.options) == 0:
		return p.refuse(p.first, portable.StrayText, clip(strings.Join(p.stem, " ")))
	}
	return p.refuse(p.first, portable.Unfinished)
}

func (p *parser) refuse(line int, code string, args ...any) error {
	p.found++
	return p.to.Problem(portable.Say(line, code, args...).From(strings.Join(p.source, "\n")))
}

func clip(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

func (p *parser) clear() {
	p.stem, p.options, p.letters, p.source, p.first, p.large = nil, nil, nil, nil, 0, false
}

// finish ends a question at its ANSWER line.
func (p *parser) finish(answer string) error {
	defer p.clear()
	p.source = append(p.source, "ANSWER: "+answer)
	m := letters.FindStringSubmatch(strings.TrimSpace(answer))
	switch {
	case p.large:
		return p.refuse(p.line, portable.TooLong, mostLine)
	case len(p.stem) == 0:
		return p.refuse(p.line, portable.NoStem)
	case len(p.options) < 2:
		return p.refuse(p.first, portable.NoOptions, 2)
	case m == nil:
		return p.refuse(p.line, portable.BadAnswerLetter, clip(answer))
	}
	q := portable.Question{Kind: portable.Single, Line: p.first, Stem: plain(strings.Join(p.stem, "\n"))}
	right := -1
	for i, o := range p.options {
		if p.letters[i] == strings.ToUpper(m[1])[0] {
			right = i
		}
		if o == "" {
			return p.refuse(p.first, portable.NoOptions, 2)
		}
		q.Options = append(q.Options, portable.Option{Text: plain(o)})
	}
	if right < 0 {
		return p.refuse(p.line, portable.BadAnswerLetter, clip(answer))
	}
	q.Options[right].Weight = portable.One
	if len(p.options) == 2 && isTruth(p.options[0], p.options[1]) {
		q = portable.Question{Kind: portable.TrueFalse, Line: q.Line, Stem: q.Stem, Truth: right == 0}
	}
	p.found++
	return p.to.Question(q)
}

func isTruth(a, b string) bool { return a == "Benar" && b == "Salah" || a == "True" && b == "False" }

func plain(s string) portable.Text { return portable.Text{Format: portable.Plain, Source: s} }
