package portable

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// Element is the source of one element of an XML file, cut out by its tags
// alone, so that one that is broken does not hide the others.
type Element struct {
	Source []byte
	Line   int
	Closed bool // its end tag was there
	Large  bool // longer than is taken; Source is its beginning
}

// SplitXML cuts a decoded XML text into the elements of this name, which do
// not nest, and hands them over one by one. root is the name of the first
// element of the file. Comments, CDATA and declarations are stepped over; a
// declaration of entities refuses the file.
func SplitXML(r io.Reader, name string, most int, each func(Element) error) (root string, err error) {
	s := &splitter{r: bufio.NewReaderSize(r, 64<<10), name: name, most: most, each: each, line: 1}
	err = s.run()
	return s.root, err
}

type splitter struct {
	r    *bufio.Reader
	name string
	most int
	each func(Element) error
	root string
	line int

	inside bool
	el     Element
}

func (s *splitter) run() error {
	for {
		err := s.upTo("<", s.inside)
		if err == nil {
			err = s.markup()
		}
		if errors.Is(err, io.EOF) {
			return s.emit(false)
		}
		if err != nil {
			return err
		}
	}
}

// upTo reads to the end of the sign or text; keep adds it to the element.
func (s *splitter) upTo(end string, keep bool) error {
	last := end[len(end)-1]
	tail := make([]byte, 0, 8)
	for {
		piece, err := s.r.ReadSlice(last)
		s.line += bytes.Count(piece, []byte("\n"))
		if keep {
			s.add(piece)
		}
		if tail = append(tail, piece[max(0, len(piece)-len(end)):]...); len(tail) > len(end) {
			tail = append(tail[:0], tail[len(tail)-len(end):]...)
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		if err == nil && string(tail) == end {
			return nil
		}
	}
}

func (s *splitter) add(piece []byte) {
	if room := s.most - len(s.el.Source); len(piece) > room {
		s.el.Large = true
		piece = piece[:max(0, room)]
	}
	s.el.Source = append(s.el.Source, piece...)
}

func (s *splitter) markup() error {
	next, _ := s.r.Peek(max(10, len(s.name)+2))
	switch {
	case bytes.HasPrefix(next, []byte("!--")):
		return s.section("!--", "-->")
	case bytes.HasPrefix(next, []byte("![CDATA[")):
		return s.section("![CDATA[", "]]>")
	case bytes.HasPrefix(next, []byte("?")):
		return s.upTo("?>", s.inside)
	case bytes.HasPrefix(next, []byte("!")):
		return s.declaration()
	case s.inside && isTag(next, "/"+s.name):
		if err := s.upTo(">", true); err != nil {
			return err
		}
		return s.emit(true)
	case isTag(next, s.name):
		return s.begin()
	}
	if s.root == "" {
		s.root = tagOf(next)
	}
	return nil
}

// section steps over a comment or CDATA; its opening must not count as its end.
func (s *splitter) section(open, end string) error {
	head := make([]byte, len(open))
	if _, err := io.ReadFull(s.r, head); err != nil {
		return io.EOF
	}
	if s.inside {
		s.add(head)
	}
	return s.upTo(end, s.inside)
}

// declaration steps over DOCTYPE; an ENTITY in it is refused, and what is not
// closed soon is no declaration.
func (s *splitter) declaration() error {
	var seen []byte
	for depth := 0; len(seen) < 64<<10; {
		c, err := s.r.ReadByte()
		if err != nil {
			return err
		}
		if c == '\n' {
			s.line++
		}
		seen = append(seen, c)
		switch c {
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if bytes.Contains(seen, []byte("ENTITY")) {
				return Say(s.line, EntitiesRefused)
			}
			if depth <= 0 {
				if s.inside { // a declaration has no place in an element: let the reader say so
					s.add(seen)
				}
				return nil
			}
		}
	}
	return Say(s.line, EntitiesRefused)
}

func (s *splitter) begin() error {
	if s.inside { // the one before was not closed
		s.el.Source = s.el.Source[:max(0, len(s.el.Source)-1)]
		if err := s.emit(false); err != nil {
			return err
		}
	}
	if s.root == "" {
		s.root = s.name
	}
	s.inside, s.el = true, Element{Source: []byte("<"), Line: s.line}
	for quote := byte(0); ; {
		c, err := s.r.ReadByte()
		if err != nil {
			return err
		}
		if c == '\n' {
			s.line++
		}
		s.add([]byte{c})
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && c == '>':
			if bytes.HasSuffix(s.el.Source, []byte("/>")) {
				return s.emit(true)
			}
			return nil
		case quote == 0 && c == '<', s.el.Large: // no tag at all
			return nil
		}
	}
}

func (s *splitter) emit(closed bool) error {
	if !s.inside {
		return nil
	}
	el := s.el
	el.Closed = closed
	s.inside, s.el = false, Element{}
	return s.each(el)
}

func isTag(next []byte, name string) bool {
	return len(next) > len(name) && string(next[:len(name)]) == name && bytes.IndexByte([]byte(" \t\n/>"), next[len(name)]) >= 0
}

func tagOf(next []byte) string {
	end := bytes.IndexAny(next, " \t\n/>")
	if end < 0 {
		end = len(next)
	}
	if colon := bytes.IndexByte(next[:end], ':'); colon >= 0 {
		next, end = next[colon+1:], end-colon-1
	}
	return string(next[:end])
}
