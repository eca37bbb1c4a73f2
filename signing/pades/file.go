package pades

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// ErrForm is a file that Sign does not know how to continue.
var ErrForm = errors.New("pades: this file cannot be signed by us")

// file is a PDF with a classic cross-reference table.
type file struct {
	data    []byte
	places  map[int]int // object number → offset, the newest
	trailer dict
	last    int // offset of the newest table
	size    int // first free object number
}

var ending = regexp.MustCompile(`startxref\s+(\d{1,10})\s+%%EOF\s*$`)

func open(data []byte) (*file, error) {
	m := ending.FindSubmatch(data[max(0, len(data)-1024):])
	if m == nil || len(data) < 8 || string(data[:5]) != "%PDF-" {
		return nil, fmt.Errorf("%w: no end", ErrForm)
	}
	last, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	f := &file{data: data, places: map[int]int{}, last: last}
	seen := map[int]bool{}
	for at := last; ; {
		if seen[at] || len(seen) > 64 {
			return nil, fmt.Errorf("%w: tables in a circle", ErrForm)
		}
		seen[at] = true
		trailer, err := f.table(at)
		if err != nil {
			return nil, err
		}
		if f.trailer == nil {
			f.trailer = trailer
		}
		prev, more := trailer.get("Prev").(raw)
		if !more {
			break
		}
		if at, err = strconv.Atoi(string(prev)); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrForm, err)
		}
	}
	size, _ := f.trailer.get("Size").(raw)
	if f.size, err = strconv.Atoi(string(size)); err != nil || f.trailer.get("Encrypt") != nil || f.trailer.get("XRefStm") != nil {
		return nil, fmt.Errorf("%w: trailer", ErrForm)
	}
	return f, nil
}

// table reads one table of places and its trailer; newer tables were read
// before and win.
func (f *file) table(at int) (dict, error) {
	if at < 0 || at >= len(f.data) {
		return nil, fmt.Errorf("%w: table outside the file", ErrForm)
	}
	r := &reader{f.data, at}
	if r.word() != "xref" {
		return nil, fmt.Errorf("%w: no classic table", ErrForm)
	}
	for {
		r.skip()
		w := r.word()
		if w == "trailer" {
			break
		}
		r.skip()
		first, err1 := strconv.Atoi(w)
		count, err2 := strconv.Atoi(r.word())
		if err1 != nil || err2 != nil || count < 0 || count > 1<<20 {
			return nil, fmt.Errorf("%w: table", ErrForm)
		}
		for n := first; n < first+count; n++ {
			r.skip()
			place := r.word()
			r.skip()
			r.word()
			r.skip()
			kind := r.word()
			if _, newer := f.places[n]; newer || kind != "n" {
				continue
			}
			offset, err := strconv.Atoi(place)
			if err != nil {
				return nil, fmt.Errorf("%w: table", ErrForm)
			}
			f.places[n] = offset
		}
	}
	v, err := r.value(0)
	trailer, ok := v.(dict)
	if err != nil || !ok {
		return nil, fmt.Errorf("%w: trailer", ErrForm)
	}
	return trailer, nil
}

// object reads what a reference leads to; what is no reference is itself.
func (f *file) object(v any) (any, error) {
	to, ok := v.(ref)
	if !ok {
		return v, nil
	}
	at, ok := f.places[to.number]
	if !ok || at >= len(f.data) {
		return nil, fmt.Errorf("%w: object %d is not there", ErrForm, to.number)
	}
	r := &reader{f.data, at}
	head := r.word()
	r.skip()
	generation := r.word()
	r.skip()
	if head != strconv.Itoa(to.number) || generation != strconv.Itoa(to.generation) || !strings.HasPrefix(r.word(), "obj") {
		return nil, fmt.Errorf("%w: object %d is elsewhere", ErrForm, to.number)
	}
	return r.value(0)
}

func (f *file) dict(v any) (dict, error) {
	o, err := f.object(v)
	if err != nil {
		return nil, err
	}
	d, ok := o.(dict)
	if !ok {
		return nil, fmt.Errorf("%w: a dictionary was expected", ErrForm)
	}
	return d, nil
}

// firstPage is the reference of the first page and its dictionary.
func (f *file) firstPage(root dict) (ref, dict, error) {
	next := root.get("Pages")
	for range deepest {
		node, err := f.dict(next)
		if err != nil {
			return ref{}, nil, err
		}
		if at, ok := next.(ref); ok && node.get("Type") == name("Page") {
			return at, node, nil
		}
		kids, _ := node.get("Kids").(array)
		if len(kids) == 0 {
			break
		}
		next = kids[0]
	}
	return ref{}, nil, fmt.Errorf("%w: no first page", ErrForm)
}
