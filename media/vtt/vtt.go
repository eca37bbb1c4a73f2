// Package vtt checks WebVTT captions strictly, after the W3C rules for the
// file format (https://www.w3.org/TR/webvtt1/, section 4): what it accepts,
// every browser shows. Browsers skip a bad cue silently, so a learner who
// needs captions would miss a sentence; here the author is told the line.
//
// It knows what captions need: header, NOTE, STYLE and REGION blocks, cues
// with identifier, times, settings and tagged text.
package vtt

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Cue is one caption.
type Cue struct {
	Line       int // of the times
	ID         string
	Start, End time.Duration
	Text       string // as written, lines joined by \n
}

// Problem is one thing to put right.
type Problem struct {
	Line    int    // 1 is the first
	Code    string // stable: "header", "times", "order", …
	Message string // English, for the author
}

// MaxBytes bounds a caption file: 2 MiB is many hours of speech.
const MaxBytes = 2 << 20

// Parse reads a whole file. With problems the cues are those that were
// understood.
func Parse(src []byte) ([]Cue, []Problem) {
	p := &parser{}
	switch {
	case len(src) > MaxBytes:
		p.report(1, "size", "the file is larger than 2 MiB")
		return nil, p.problems
	case !utf8.Valid(src):
		p.report(1, "encoding", "the file is not UTF-8")
		return nil, p.problems
	case strings.ContainsRune(string(src), 0):
		p.report(1, "encoding", "the file contains a NUL character")
		return nil, p.problems
	}
	text := strings.TrimPrefix(string(src), "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	p.lines = strings.Split(text, "\n")
	if !p.header() {
		return nil, p.problems
	}
	for p.skipBlank() {
		p.block()
	}
	if len(p.cues) == 0 && len(p.problems) == 0 {
		p.report(1, "no-cues", "there is no caption in this file")
	}
	return p.cues, p.problems
}

type parser struct {
	lines    []string
	at       int // index of the next line
	cues     []Cue
	ids      map[string]bool
	problems []Problem
}

func (p *parser) report(line int, code, format string, args ...any) {
	p.problems = append(p.problems, Problem{line, code, fmt.Sprintf(format, args...)})
}

func (p *parser) header() bool {
	rest, ok := strings.CutPrefix(p.lines[0], "WEBVTT")
	if !ok || (rest != "" && rest[0] != ' ' && rest[0] != '\t') || strings.Contains(rest, "-->") {
		p.report(1, "header", "the first line must be WEBVTT")
		return false
	}
	p.at = 1
	if p.at < len(p.lines) && p.lines[p.at] != "" {
		p.report(2, "header", "an empty line must follow WEBVTT")
		for p.at < len(p.lines) && p.lines[p.at] != "" {
			p.at++
		}
	}
	return true
}

func (p *parser) skipBlank() bool {
	for p.at < len(p.lines) && p.lines[p.at] == "" {
		p.at++
	}
	return p.at < len(p.lines)
}

// block reads lines up to the next empty one.
func (p *parser) block() {
	first := p.at
	for p.at < len(p.lines) && p.lines[p.at] != "" {
		p.at++
	}
	lines := p.lines[first:p.at]
	word, _, _ := strings.Cut(strings.ReplaceAll(lines[0], "\t", " "), " ")
	isCue := strings.Contains(lines[0], "-->") || (len(lines) > 1 && strings.Contains(lines[1], "-->"))
	switch {
	case word == "NOTE" && !strings.Contains(lines[0], "-->"):
		for i, l := range lines {
			if strings.Contains(l, "-->") {
				p.report(first+i+1, "note", "a note must not contain -->; is an empty line missing before this caption?")
			}
		}
	case (strings.TrimRight(lines[0], " \t") == "STYLE" || strings.TrimRight(lines[0], " \t") == "REGION") && !isCue:
		if len(p.cues) > 0 {
			p.report(first+1, "order", "%s must stand before the first caption", word)
		}
	case isCue:
		p.cue(first, lines)
	default:
		p.report(first+1, "times", "a caption needs a line with its times, for example 00:00:01.000 --> 00:00:04.000")
	}
}

func (p *parser) cue(first int, lines []string) {
	c := Cue{Line: first + 1}
	if !strings.Contains(lines[0], "-->") {
		c.ID = lines[0]
		if p.ids == nil {
			p.ids = map[string]bool{}
		}
		if p.ids[c.ID] {
			p.report(first+1, "id", "the identifier %q is used twice", c.ID)
		}
		p.ids[c.ID] = true
		lines, c.Line = lines[1:], first+2
	}
	before := len(p.problems)
	p.times(&c, lines[0])
	text := lines[1:]
	if len(text) == 0 {
		p.report(c.Line, "text", "this caption has no text")
	}
	for i, l := range text {
		if strings.Contains(l, "-->") {
			p.report(c.Line+1+i, "text", "text must not contain -->; is an empty line missing before this caption?")
		}
	}
	c.Text = strings.Join(text, "\n")
	if err := checkTags(c.Text); err != "" {
		p.report(c.Line+1, "tags", "%s", err)
	}
	if n := len(p.cues); n > 0 && c.Start < p.cues[n-1].Start {
		p.report(c.Line, "order", "this caption starts before the one above it")
	}
	if len(p.problems) == before {
		p.cues = append(p.cues, c)
	}
}

func (p *parser) times(c *Cue, line string) {
	left, right, _ := strings.Cut(line, "-->")
	fields := strings.FieldsFunc(right, func(r rune) bool { return r == ' ' || r == '\t' })
	start, ok := stamp(strings.Trim(left, " \t"))
	if !ok || len(fields) == 0 {
		p.report(c.Line, "times", "times must look like 00:00:01.000 --> 00:00:04.000")
		return
	}
	end, ok := stamp(fields[0])
	if !ok || !strings.HasSuffix(left, " ") && !strings.HasSuffix(left, "\t") || right[0] != ' ' && right[0] != '\t' {
		p.report(c.Line, "times", "times must look like 00:00:01.000 --> 00:00:04.000")
		return
	}
	if end <= start {
		p.report(c.Line, "times", "the caption ends before it starts")
	}
	c.Start, c.End = start, end
	for _, s := range fields[1:] {
		if msg := checkSetting(s); msg != "" {
			p.report(c.Line, "setting", "%s", msg)
		}
	}
}
