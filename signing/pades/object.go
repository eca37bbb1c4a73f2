package pades

import (
	"bytes"
	"errors"
	"strconv"
)

// The few kinds of PDF objects that an update has to read and write again.
// Numbers, strings, booleans and null are kept as they are written.
type (
	name  string // without the slash, as written
	raw   string
	array []any
	ref   struct{ number, generation int }
	dict  []entry
	entry struct {
		key        name
		value      any
		start, end int // where the value is written, in the bytes that were read
	}
)

func (d dict) get(key name) any {
	for _, e := range d {
		if e.key == key {
			return e.value
		}
	}
	return nil
}

// with gives a copy of the dictionary in which key is value.
func (d dict) with(key name, value any) dict {
	out := append(dict(nil), d...)
	for i := range out {
		if out[i].key == key {
			out[i].value = value
			return out
		}
	}
	return append(out, entry{key: key, value: value})
}

func write(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case name:
		b.WriteString("/" + string(v))
	case raw:
		b.WriteString(string(v))
	case ref:
		b.WriteString(strconv.Itoa(v.number) + " " + strconv.Itoa(v.generation) + " R")
	case array:
		b.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				b.WriteByte(' ')
			}
			write(b, x)
		}
		b.WriteByte(']')
	case dict:
		b.WriteString("<<")
		for _, e := range v {
			b.WriteString("/" + string(e.key) + " ")
			write(b, e.value)
			b.WriteByte('\n')
		}
		b.WriteString(">>")
	}
}

var errSyntax = errors.New("pades: this is not a PDF object")

const deepest = 32

type reader struct {
	data []byte
	at   int
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func (r *reader) skip() {
	for r.at < len(r.data) {
		switch c := r.data[r.at]; {
		case space(c):
			r.at++
		case c == '%':
			for r.at < len(r.data) && r.data[r.at] != '\n' && r.data[r.at] != '\r' {
				r.at++
			}
		default:
			return
		}
	}
}

func (r *reader) starts(s string) bool { return bytes.HasPrefix(r.data[r.at:], []byte(s)) }

// word reads up to the next space or delimiter.
func (r *reader) word() string {
	from := r.at
	for r.at < len(r.data) && !space(r.data[r.at]) && !delimiter(r.data[r.at]) {
		r.at++
	}
	return string(r.data[from:r.at])
}

func (r *reader) value(depth int) (any, error) {
	r.skip()
	switch {
	case depth > deepest || r.at >= len(r.data):
		return nil, errSyntax
	case r.starts("<<"):
		return r.dict(depth)
	case r.data[r.at] == '[':
		return r.array(depth)
	case r.data[r.at] == '/':
		r.at++
		return name(r.word()), nil
	case r.data[r.at] == '(':
		return r.literal()
	case r.data[r.at] == '<':
		end := bytes.IndexByte(r.data[r.at:], '>')
		if end < 0 {
			return nil, errSyntax
		}
		from := r.at
		r.at += end + 1
		return raw(r.data[from:r.at]), nil
	}
	return r.scalar()
}

// scalar reads a number, a word, or "n g R".
func (r *reader) scalar() (any, error) {
	w := r.word()
	if w == "" {
		return nil, errSyntax
	}
	after := r.at
	if n, err := strconv.Atoi(w); err == nil && n >= 0 {
		r.skip()
		if g, err := strconv.Atoi(r.word()); err == nil && g >= 0 {
			r.skip()
			if r.word() == "R" {
				return ref{n, g}, nil
			}
		}
	}
	r.at = after
	return raw(w), nil
}

func (r *reader) literal() (any, error) {
	from, open := r.at, 0
	for ; r.at < len(r.data); r.at++ {
		switch r.data[r.at] {
		case '\\':
			r.at++
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				r.at++
				return raw(r.data[from:r.at]), nil
			}
		}
	}
	return nil, errSyntax
}

func (r *reader) array(depth int) (any, error) {
	r.at++
	out := array{}
	for {
		r.skip()
		if r.at >= len(r.data) {
			return nil, errSyntax
		}
		if r.data[r.at] == ']' {
			r.at++
			return out, nil
		}
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
}

func (r *reader) dict(depth int) (any, error) {
	r.at += 2
	out := dict{}
	for {
		r.skip()
		switch {
		case r.at >= len(r.data):
			return nil, errSyntax
		case r.starts(">>"):
			r.at += 2
			return out, nil
		case r.data[r.at] != '/':
			return nil, errSyntax
		}
		r.at++
		key := name(r.word())
		r.skip()
		start := r.at
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if out.get(key) != nil {
			return nil, errSyntax // two values for one key: readers differ
		}
		out = append(out, entry{key, v, start, r.at})
	}
}
