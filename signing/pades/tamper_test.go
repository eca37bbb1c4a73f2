//go:build !race

package pades_test

import (
	"bytes"
	"strings"
	"testing"

	"lentera/signing/pades"
)

// TestEveryByteOfTheSignatureCounts changes each character of the hole, which
// no signature covers, and bytes all over the rest.
func TestEveryByteOfTheSignatureCounts(t *testing.T) {
	s := newScene(t)
	tsa, _ := s.tsa(t)
	signed := s.sign(t, s.drawn, s.head, tsa)
	if r := pades.Verify(signed, s.trust()); r.Reason != pades.Valid || !r.Signatures[0].Stamped {
		t.Fatalf("%+v", r)
	}
	from := bytes.Index(signed, []byte("/Contents <")) + len("/Contents ")
	to := from + bytes.IndexByte(signed[from:], '>') + 1
	used := from + len(bytes.TrimRight(signed[from:to-1], "0"))
	tried := 0
	try := func(at int, to byte) {
		if signed[at] == to {
			return
		}
		was := signed[at]
		signed[at] = to
		if r := pades.Verify(signed, s.trust()); r.Reason == pades.Valid {
			t.Errorf("byte %d of %d: %q as %q is taken for good", at, len(signed), was, to)
		}
		signed[at] = was
		tried++
	}
	for at := from; at < used; at++ {
		try(at, signed[at]^0x20) // the other case of a letter, no digit otherwise
		try(at, "0123456789abcdef"[(at*7+int(signed[at]))%16])
		if at%8 == 0 {
			try(at, ' ')
		}
	}
	for at := used; at < to; at += 61 {
		try(at, '1')
		try(at, ' ')
	}
	for at := 0; at < len(signed); at++ {
		if at < from || at >= to {
			if at < 2048 || at%97 == 0 || at > len(signed)-2048 || at > from-600 && at < to+600 {
				try(at, signed[at]^1)
			}
		}
	}
	if tried < 7_000 {
		t.Errorf("only %d changes", tried)
	}
	t.Logf("%d changes of a file of %d bytes, signature %d characters", tried, len(signed), used-from)
}

// TestNibblesOfTheSignature changes each bit of each digit of one signature
// without a stamp. (All sixteen values were tried once: none passes.)
func TestNibblesOfTheSignature(t *testing.T) {
	s := newScene(t)
	signed := s.sign(t, s.drawn, s.head, nil)
	from := bytes.Index(signed, []byte("/Contents <")) + len("/Contents <")
	used := from + len(bytes.TrimRight(signed[from:from+bytes.IndexByte(signed[from:], '>')], "0"))
	for at := from; at < used; at++ {
		was := signed[at]
		for bit := range 4 {
			signed[at] = "0123456789abcdef"[strings.IndexByte("0123456789abcdef", was)^1<<bit]
			to := signed[at]
			if r := pades.Verify(signed, s.trust()); r.Reason == pades.Valid {
				t.Errorf("digit %d: %c as %c is taken for good", at-from, was, to)
			}
		}
		signed[at] = was
	}
}

func TestCutAndGrown(t *testing.T) {
	s := newScene(t)
	one := s.sign(t, s.drawn, s.head, nil)
	two := s.sign(t, one, s.chief, nil)
	for cut := 1; cut < len(two); cut += 131 {
		switch r := pades.Verify(two[:len(two)-cut], s.trust()); r.Reason {
		case pades.Truncated, pades.NotPDF:
		case pades.NoSignature:
			if !bytes.HasSuffix(bytes.TrimSpace(two[:len(two)-cut]), []byte("%%EOF")) {
				t.Errorf("cut by %d: %s", cut, r.Reason) // the file as it was before is whole
			}
		case pades.Changed:
			if len(two)-cut < len(one) {
				t.Errorf("cut by %d: %s", cut, r.Reason)
			}
		default:
			if len(two)-cut == len(one) && r.Reason == pades.Valid {
				continue // the file as it was after the first
			}
			t.Errorf("cut by %d: %s", cut, r.Reason)
		}
	}
	if r := pades.Verify(two[:len(one)], s.trust()); r.Reason != pades.Valid || len(r.Signatures) != 1 {
		t.Errorf("the state after the first signature: %+v", r)
	}
	if r := pades.Verify(two[:len(s.drawn)], s.trust()); r.Reason != pades.NoSignature {
		t.Errorf("the state before: %+v", r)
	}
	for name, more := range map[string]string{"a byte": "\n", "a comment": "% hai\n", "an update": "1 0 obj\n<</Type /Catalog>>\nendobj\nxref\n0 0\ntrailer\n<</Size 9 /Root 1 0 R /Prev 0>>\nstartxref\n0\n%%EOF\n"} {
		if r := pades.Verify(append(append([]byte(nil), two...), more...), s.trust()); r.Reason != pades.Changed {
			t.Errorf("with %s appended: %+v", name, r)
		}
	}
}

// TestWrapping moves what is covered away and puts something else in its
// place, as published attacks on readers do.
func TestWrapping(t *testing.T) {
	s := newScene(t)
	signed := s.sign(t, s.drawn, s.head, nil)
	at := bytes.Index(signed, []byte("/ByteRange ["))
	end := at + bytes.IndexByte(signed[at:], ']') + 1
	for name, with := range map[string]string{
		"nothing covered": "/ByteRange [0 0 0 0]", "no range": "/ByteRange []", "one number": "/ByteRange [0]", "negative": "/ByteRange [0 -1 9 9]",
		"huge": "/ByteRange [0 999999999999999999999 1 1]", "names": "/ByteRange [/A /B /C /D]", "no array": "/ByteRange 7", "begins later": "/ByteRange [1 2 3 4]",
	} {
		forged := append(append(append([]byte(nil), signed[:at]...), with...), signed[end:]...)
		if r := pades.Verify(forged, s.trust()); r.Reason == pades.Valid {
			t.Errorf("%s: %+v", name, r)
		}
	}
	// A whole signed file inside another one.
	for _, outer := range [][]byte{append(append([]byte(nil), s.drawn...), signed...), append(append([]byte("%PDF-1.7\nstream\n"), signed...), s.drawn...)} {
		if r := pades.Verify(outer, s.trust()); r.Reason == pades.Valid {
			t.Errorf("%+v", r)
		}
	}
}

func FuzzVerify(f *testing.F) {
	s := newScene(f)
	signed := s.sign(f, s.drawn, s.head, nil)
	f.Add(signed[len(s.drawn):])
	f.Add([]byte("%PDF-1.7\n1 0 obj\n<</ByteRange [0 1 2 3]/Contents <00>>>\n%%EOF"))
	f.Add([]byte("%PDF-1.7\n1 0 obj\n[[[[[((((<<<</ByteRange [0 1 2 3]"))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, b := range [][]byte{body, append([]byte("%PDF-1.7\n"), body...)} {
			if pades.Verify(b, s.trust()).Reason == pades.Valid {
				t.Error("valid")
			}
		}
	})
}
