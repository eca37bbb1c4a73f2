package pades

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strconv"
	"time"
	"unicode/utf16"
)

// dictionaryAround reads the object that holds position at, and where it
// begins in the file.
func dictionaryAround(pdf []byte, at int) (dict, int, error) {
	from := max(0, at-4<<20)
	begin := bytes.LastIndex(pdf[from:at], []byte(" obj"))
	if begin < 0 {
		return nil, 0, errRange
	}
	base := from + begin + len(" obj")
	v, err := (&reader{data: pdf[base:]}).value(0)
	d, ok := v.(dict)
	if err != nil || !ok || d.get("ByteRange") == nil {
		return nil, 0, errRange
	}
	return d, base, nil
}

// numbers are the four of the range; all zero where they are none.
func numbers(d dict) (out [4]int) {
	list, _ := d.get("ByteRange").(array)
	if len(list) != 4 {
		return out
	}
	for i, v := range list {
		word, _ := v.(raw)
		n, err := strconv.Atoi(string(word))
		if err != nil || n < 0 || n > 1<<31 {
			return [4]int{}
		}
		out[i] = n
	}
	return out
}

// covered checks that the range leaves out exactly the digits of /Contents and
// gives the CMS and the end of what is covered.
func covered(pdf []byte, d dict, base int) (cms []byte, end int, err error) {
	r := numbers(d)
	end = r[2] + r[3]
	if end > len(pdf) {
		return nil, end, errBeyond
	}
	if r[0] != 0 || r[1] == 0 || r[2] <= r[1] {
		return nil, end, errRange
	}
	for _, e := range d {
		if e.key != "Contents" {
			continue
		}
		if base+e.start != r[1] || base+e.end != r[2] {
			return nil, end, errRange
		}
		cms, err = digits(pdf[r[1]:r[2]])
		return cms, end, err
	}
	return nil, end, errRange
}

// digits reads <hex> strictly: no spaces, letters of one case, and nothing but
// zeros after the CMS. Otherwise these bytes, which no signature can cover,
// could be changed unseen.
func digits(hole []byte) ([]byte, error) {
	if len(hole) < 4 || hole[0] != '<' || hole[len(hole)-1] != '>' || len(hole)%2 != 0 {
		return nil, errRange
	}
	hole = hole[1 : len(hole)-1]
	if bytes.ContainsAny(hole, "abcdef") && bytes.ContainsAny(hole, "ABCDEF") {
		return nil, errors.New("the signature's digits are in two spellings")
	}
	all := make([]byte, len(hole)/2)
	if _, err := hex.Decode(all, hole); err != nil {
		return nil, errors.New("the signature is not in hexadecimal digits")
	}
	size := lengthOf(all)
	if size > len(all) || len(bytes.Trim(all[size:], "\x00")) > 0 {
		return nil, errors.New("there is something after the signature")
	}
	return all[:size], nil
}

// lengthOf is the length of the DER element that data begins with; for an
// indefinite length (BER), that of everything up to the trailing zeros, of
// which the encoding's own end is four at least.
func lengthOf(data []byte) int {
	const none = 1 << 30
	if len(data) < 2 || data[0] != 0x30 {
		return none
	}
	n := int(data[1])
	switch {
	case n == 0x80:
		return min(len(bytes.TrimRight(data, "\x00"))+8, len(data))
	case n < 0x80:
		return 2 + n
	case n > 0x84:
		return none
	}
	bytesOf := n - 0x80
	if len(data) < 2+bytesOf {
		return none
	}
	n = 0
	for _, b := range data[2 : 2+bytesOf] {
		n = n<<8 | int(b)
	}
	return 2 + bytesOf + n
}

// claimed is the moment the signature itself gives: the attribute, or /M.
func claimed(d dict, m *message) time.Time {
	if !m.claimed.IsZero() {
		return m.claimed
	}
	s, _ := d.get("M").(raw)
	text := string(bytes.Trim([]byte(s), "()"))
	for _, form := range []string{"D:20060102150405-07'00'", "D:20060102150405-07'00", "D:20060102150405Z", "D:20060102150405"} {
		if t, err := time.Parse(form, text); err == nil {
			return t
		}
	}
	if len(text) >= 23 { // minutes of a zone, as 07'30'
		if t, err := time.Parse("D:20060102150405-07:00", text[:19]+":"+text[20:22]); err == nil {
			return t
		}
	}
	return time.Time{}
}

// plain is a text string as people read it; what is none is "".
func plain(v any) string {
	s, _ := v.(raw)
	if len(s) < 2 {
		return ""
	}
	inner := string(s[1 : len(s)-1])
	if s[0] == '(' {
		return inner
	}
	b, err := hex.DecodeString(inner)
	if err != nil || len(b) < 2 || b[0] != 0xFE || b[1] != 0xFF {
		return string(b)
	}
	var units []uint16
	for i := 2; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}
