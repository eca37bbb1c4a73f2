// Package pagecontent tells whether two PDF files show the same pages, for a
// file that somebody rewrote while signing it. It compares what each page
// draws, instruction for instruction, and its size; it lets signature fields be
// added and nothing else. It imports nothing of ours.
package pagecontent

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/ledongthuc/pdf"
)

// ErrDiffers is a file that shows something else, or cannot be read.
var ErrDiffers = errors.New("pagecontent: the pages differ")

const (
	mostPages   = 500
	mostOfAPage = 32 << 20 // bytes, decoded
)

// Same compares; nil is the same.
func Same(before, after []byte) error {
	a, err := pages(before)
	if err != nil {
		return err
	}
	b, err := pages(after)
	if err != nil {
		return err
	}
	if len(a) != len(b) {
		return fmt.Errorf("%w: %d pages were %d", ErrDiffers, len(b), len(a))
	}
	for i := range a {
		switch {
		case a[i].box != b[i].box:
			return fmt.Errorf("%w: page %d has another size", ErrDiffers, i+1)
		case !bytes.Equal(a[i].draws, b[i].draws) && !bytes.Equal(a[i].draws, unwrapped(b[i].draws)):
			return fmt.Errorf("%w: page %d draws something else", ErrDiffers, i+1)
		case b[i].notes > a[i].notes:
			return fmt.Errorf("%w: page %d has an annotation more", ErrDiffers, i+1)
		}
	}
	return nil
}

type page struct {
	box   string
	draws []byte
	notes int // annotations that are no signature fields
}

// pages reads all of them. The library panics on files it cannot read.
func pages(file []byte) (out []page, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("%w: unreadable: %v", ErrDiffers, p)
		}
	}()
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, fmt.Errorf("%w: unreadable: %w", ErrDiffers, err)
	}
	n := r.NumPage()
	if n < 1 || n > mostPages {
		return nil, fmt.Errorf("%w: %d pages", ErrDiffers, n)
	}
	for i := 1; i <= n; i++ {
		p := r.Page(i)
		if p.V.IsNull() {
			return nil, fmt.Errorf("%w: page %d is not there", ErrDiffers, i)
		}
		draws, err := content(p.V.Key("Contents"))
		if err != nil {
			return nil, err
		}
		out = append(out, page{box: box(p.V), draws: draws, notes: notes(p.V.Key("Annots"))})
	}
	return out, nil
}

// box is the page's size, which may stand higher in the tree.
func box(v pdf.Value) string {
	for range 32 {
		if b := v.Key("MediaBox"); !b.IsNull() {
			return b.String()
		}
		v = v.Key("Parent")
	}
	return ""
}

func content(v pdf.Value) ([]byte, error) {
	parts := []pdf.Value{v}
	if v.Kind() == pdf.Array {
		parts = nil
		for i := range v.Len() {
			parts = append(parts, v.Index(i))
		}
	}
	var all bytes.Buffer
	for _, part := range parts {
		body, err := io.ReadAll(io.LimitReader(part.Reader(), mostOfAPage+1))
		if err != nil || all.Len()+len(body) > mostOfAPage {
			return nil, fmt.Errorf("%w: a page cannot be read: %v", ErrDiffers, err)
		}
		all.Write(bytes.TrimSpace(body))
		all.WriteByte('\n')
	}
	return bytes.TrimSpace(all.Bytes()), nil
}

// unwrapped takes away the pair of instructions that saves and restores the
// state around all of a page, as some programs add it.
func unwrapped(draws []byte) []byte {
	inner, begun := bytes.CutPrefix(draws, []byte("q\n"))
	inner, ended := bytes.CutSuffix(inner, []byte("\nQ"))
	if !begun || !ended {
		return draws
	}
	return bytes.TrimSpace(inner)
}

func notes(v pdf.Value) (n int) {
	for i := range v.Len() {
		a := v.Index(i)
		if a.Key("Subtype").Name() != "Widget" || a.Key("FT").Name() != "Sig" && a.Key("Parent").Key("FT").Name() != "Sig" {
			n++
		}
	}
	return n
}
