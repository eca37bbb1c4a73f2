package pades

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// ErrKeyExpired is a key whose certificate does not hold at the moment of
// signing.
var ErrKeyExpired = errors.New("pades: the certificate of the key does not hold now")

// Request is how to sign.
type Request struct {
	Key      *Key
	TSA      *TSA      // nil: no time-stamp, level B-B
	At       time.Time // claimed moment of signing
	Name     string    // who signs, as readers show it
	Reason   string
	Location string
}

// Sign appends one signature that covers the whole file. It refuses a file it
// cannot continue (ErrForm), a certificate that does not hold at r.At
// (ErrKeyExpired) and whatever the time-stamp authority does wrong (ErrTSA).
// Two signatures of one file are two calls, one after the other.
func Sign(ctx context.Context, pdf []byte, r Request) ([]byte, error) {
	if leaf := r.Key.Chain[0]; r.At.Before(leaf.NotBefore) || r.At.After(leaf.NotAfter) {
		return nil, fmt.Errorf("%w: %s to %s", ErrKeyExpired, leaf.NotBefore.Format(time.DateOnly), leaf.NotAfter.Format(time.DateOnly))
	}
	f, err := open(pdf)
	if err != nil {
		return nil, err
	}
	u, err := f.prepare(r)
	if err != nil {
		return nil, err
	}
	var stamp func([]byte) ([]byte, error)
	if r.TSA != nil {
		stamp = func(signature []byte) ([]byte, error) { return r.TSA.Stamp(ctx, signature) }
	}
	hash := sha(append(append([]byte(nil), u.out[:u.from]...), u.out[u.to:]...))
	cms, err := seal(r.Key, oidData, hash, nil, stamp)
	if err != nil {
		return nil, err
	}
	if 2*len(cms) > u.to-u.from-2 {
		return nil, fmt.Errorf("pades: the signature is larger than its place: %d bytes", len(cms))
	}
	hex.Encode(u.out[u.from+1:], cms)
	return u.out, nil
}

// update is the file with its new end: between from and to is the hole for the
// signature.
type update struct {
	out      []byte
	from, to int
	next     int
	places   map[int]int
	order    []int
}

// prepare appends everything but the signature itself.
func (f *file) prepare(r Request) (*update, error) {
	root, isRef := f.trailer.get("Root").(ref)
	if !isRef {
		return nil, fmt.Errorf("%w: no catalogue", ErrForm)
	}
	catalogue, err := f.dict(root)
	if err != nil {
		return nil, err
	}
	pageAt, page, err := f.firstPage(catalogue)
	if err != nil {
		return nil, err
	}
	u := &update{out: append(make([]byte, 0, len(f.data)+64<<10), f.data...), next: f.size, places: map[int]int{}}
	if !bytes.HasSuffix(u.out, []byte("\n")) {
		u.out = append(u.out, '\n')
	}
	signature, field := u.take(), u.take()
	form, fields, err := f.form(catalogue)
	if err != nil {
		return nil, err
	}
	u.signature(signature, r)
	u.put(field, dict{{key: "Type", value: name("Annot")}, {key: "Subtype", value: name("Widget")}, {key: "FT", value: name("Sig")},
		{key: "T", value: raw(text("Tanda tangan " + strconv.Itoa(len(fields)+1)))}, {key: "TU", value: raw(text("Tanda tangan elektronik " + r.Name))},
		{key: "V", value: ref{number: signature}}, {key: "P", value: pageAt}, {key: "F", value: raw("132")}, // print, locked; no area: not seen
		{key: "Rect", value: array{raw("0"), raw("0"), raw("0"), raw("0")}}})
	form = form.with("Fields", append(fields, ref{number: field})).with("SigFlags", raw("3"))
	if at, kept := catalogue.get("AcroForm").(ref); kept {
		u.put(at.number, form)
	} else {
		at := u.take()
		u.put(at, form)
		u.put(root.number, catalogue.with("AcroForm", ref{number: at}))
	}
	if err := u.annotate(f, pageAt, page, ref{number: field}); err != nil {
		return nil, err
	}
	u.close(f)
	return u, u.measure()
}

// form is the catalogue's form and its fields, both empty where there is none.
func (f *file) form(catalogue dict) (form dict, fields array, err error) {
	if catalogue.get("AcroForm") == nil {
		return dict{}, array{}, nil
	}
	if form, err = f.dict(catalogue.get("AcroForm")); err != nil {
		return nil, nil, err
	}
	v, err := f.object(form.get("Fields"))
	fields, _ = v.(array)
	return form, append(array(nil), fields...), err
}

// annotate puts the field on the page. The page's list is an object of its
// own, so that the next signature need not touch the page.
func (u *update) annotate(f *file, pageAt ref, page dict, field ref) error {
	v, err := f.object(page.get("Annots"))
	if err != nil {
		return err
	}
	list, _ := v.(array)
	list = append(append(array(nil), list...), field)
	if at, kept := page.get("Annots").(ref); kept {
		u.put(at.number, list)
		return nil
	}
	at := u.take()
	u.put(at, list)
	u.put(pageAt.number, page.with("Annots", ref{number: at}))
	return nil
}

func (u *update) take() int { u.next++; return u.next - 1 }

func (u *update) put(n int, v any) {
	var b bytes.Buffer
	write(&b, v)
	u.places[n] = len(u.out)
	u.order = append(u.order, n)
	u.out = append(u.out, strconv.Itoa(n)+" 0 obj\n"+b.String()+"\nendobj\n"...)
}

const rangeHole = 40 // characters for four numbers

// signature appends the dictionary with holes for the range and the signature.
func (u *update) signature(n int, r Request) {
	size := 3072
	for _, c := range r.Key.Chain {
		size += len(c.Raw)
	}
	if r.TSA != nil {
		size += 12 << 10
	}
	d := dict{{key: "Type", value: name("Sig")}, {key: "Filter", value: name("Adobe.PPKLite")}, {key: "SubFilter", value: name("ETSI.CAdES.detached")},
		{key: "ByteRange", value: raw("[" + strings.Repeat(" ", rangeHole) + "]")}, {key: "Contents", value: raw("<" + strings.Repeat("0", 2*size) + ">")},
		{key: "M", value: raw(moment(r.At))}, {key: "Name", value: raw(text(r.Name))}}
	if r.Reason != "" {
		d = append(d, entry{key: "Reason", value: raw(text(r.Reason))})
	}
	if r.Location != "" {
		d = append(d, entry{key: "Location", value: raw(text(r.Location))})
	}
	u.put(n, d)
	at := u.places[n]
	u.from = at + bytes.Index(u.out[at:], []byte("/Contents <")) + len("/Contents ")
	u.to = u.from + 2*size + 2
}

// close appends the table and the trailer.
func (u *update) close(f *file) {
	start := len(u.out)
	var b strings.Builder
	b.WriteString("xref\n0 1\n0000000000 65535 f \n")
	for n := 1; n < u.next; n++ {
		at, ours := u.places[n]
		if !ours {
			continue
		}
		fmt.Fprintf(&b, "%d 1\n%010d 00000 n \n", n, at)
	}
	trailer := dict{{key: "Size", value: raw(strconv.Itoa(u.next))}, {key: "Root", value: f.trailer.get("Root")}}
	if info := f.trailer.get("Info"); info != nil {
		trailer = append(trailer, entry{key: "Info", value: info})
	}
	trailer = append(trailer, entry{key: "Prev", value: raw(strconv.Itoa(f.last))})
	now := raw("<" + hex.EncodeToString(sha(u.out[:start])[:16]) + ">")
	id := array{now, now}
	if old, ok := f.trailer.get("ID").(array); ok && len(old) == 2 {
		id[0] = old[0]
	}
	var end bytes.Buffer
	write(&end, append(trailer, entry{key: "ID", value: id}))
	u.out = append(u.out, b.String()+"trailer\n"+end.String()+"\nstartxref\n"+strconv.Itoa(start)+"\n%%EOF\n"...)
}

// measure fills in the range, now that the file's length is known.
func (u *update) measure() error {
	text := fmt.Sprintf("0 %d %d %d", u.from, u.to, len(u.out)-u.to)
	if len(text) > rangeHole {
		return fmt.Errorf("%w: too large", ErrForm)
	}
	copy(u.out[bytes.LastIndex(u.out[:u.from], []byte("/ByteRange ["))+len("/ByteRange ["):], text)
	return nil
}

// moment is a date as PDF writes it.
func moment(t time.Time) string {
	zone := t.Format("-07:00")
	return "(D:" + t.Format("20060102150405") + zone[:3] + "'" + zone[4:] + "')"
}

// text is a text string in hex digits, which needs no escapes.
func text(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String() + ">"
}
