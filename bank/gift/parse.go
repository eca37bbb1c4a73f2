package gift

import (
	"bufio"
	"errors"
	"io"
	"regexp"
	"strings"

	"lentera/bank/portable"
)

// Parse reads GIFT from r, in any of the encodings of portable.Decode, and
// hands over question by question. A question that is wrong or that we have no
// kind for becomes a problem with its line; the others come in. The error is
// one of r or of the sink, or a portable.Problem when the file as a whole is
// refused.
func Parse(r io.Reader, lim portable.Limits, to portable.Sink) error {
	lim = lim.Defaults()
	p := &parser{lines: bufio.NewReaderSize(portable.Decode(portable.Capped(r, lim.FileBytes)), 64<<10),
		to: portable.Bound(to, lim), most: int(min(lim.QuestionBytes, 4<<20))}
	return p.to.End(p.run())
}

type parser struct {
	lines    *bufio.Reader
	to       *portable.Bounded
	most     int // bytes of one question
	line     int
	category string
	found    int
}

// chunk is what stands between two blank lines, without comments.
type chunk struct {
	text  string
	first int   // line of the first kept line
	at    []int // line numbers of the lines of text
	ident string
	tags  []string
	size  int
}

func (c *chunk) lineOf(offset int) int {
	n := strings.Count(c.text[:min(max(offset, 0), len(c.text))], "\n")
	if n < len(c.at) {
		return c.at[n]
	}
	return c.first
}

func (p *parser) run() error {
	for {
		c, more, err := p.next()
		if err != nil {
			return err
		}
		if c.text != "" || c.size > p.most {
			if err := p.take(c); err != nil {
				return err
			}
		}
		if !more {
			break
		}
	}
	if p.found == 0 {
		return p.to.Problem(portable.Say(0, portable.NoQuestions))
	}
	return nil
}

var comment = regexp.MustCompile(`^\s*//`)

// next reads up to a blank line. Comments in front of a question carry its id
// and tags.
func (p *parser) next() (c chunk, more bool, err error) {
	var kept []string
	for {
		line, err := p.lines.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return c, false, err
		}
		ended := err != nil
		if line != "" {
			p.line++
		}
		line = strings.TrimRight(line, " \t\n\u00a0")
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "":
			if len(kept) > 0 || ended {
				c.text = strings.Join(kept, "\n")
				return c, !ended, nil
			}
			continue
		case comment.MatchString(line):
			c.remark(trimmed)
		case strings.HasPrefix(trimmed, "$CATEGORY:") && len(kept) == 0:
			p.category = portable.CategoryPath(strings.TrimPrefix(trimmed, "$CATEGORY:"))
			p.found++ // a file of categories only is not empty
		default:
			if c.size += len(line); c.size > p.most {
				kept = kept[:min(len(kept), 1)] // remember that there was one, not what
				break
			}
			if len(kept) == 0 {
				c.first = p.line
			}
			kept, c.at = append(kept, line), append(c.at, p.line)
		}
		if ended {
			c.text = strings.Join(kept, "\n")
			return c, false, nil
		}
	}
}

var (
	idMark  = regexp.MustCompile(`\[id:((?:\\\]|[^\]])+)\]`)
	tagMark = regexp.MustCompile(`\[tag:((?:\\\]|[^\]])+)\]`)
)

func (c *chunk) remark(line string) {
	if m := idMark.FindStringSubmatch(line); m != nil {
		c.ident = strings.ReplaceAll(m[1], `\]`, "]")
	}
	for _, m := range tagMark.FindAllStringSubmatch(line, -1) {
		c.tags = append(c.tags, strings.TrimSpace(strings.ReplaceAll(m[1], `\]`, "]")))
	}
}

// take reads one question and hands over it or its problems.
func (p *parser) take(c chunk) error {
	p.found++
	if c.size > p.most {
		return p.to.Problem(portable.Say(c.first, portable.QuestionTooLarge, p.most>>20))
	}
	r := &reading{chunk: c, q: portable.Question{Ident: c.ident, Tags: c.tags, Category: p.category, Line: c.first}}
	ok := r.read()
	for _, problem := range r.problems {
		problem = problem.About(r.q.Name)
		if problem.Severity != portable.Altered {
			problem = problem.From(c.text)
		}
		if err := p.to.Problem(problem); err != nil {
			return err
		}
	}
	if !ok {
		return nil
	}
	return p.to.Question(r.q)
}
