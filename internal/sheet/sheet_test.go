package sheet

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPlainCell(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "Bu Ratri": "Bu Ratri", "=1+1": "'=1+1", "+62": "'+62", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "' x", "\nx": "' x",
		"  =1": "'  =1", "\u00a0=1": "'\u00a0=1", "\u200b=1": "'\u200b=1", "\x01=1": "'\x01=1", "＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x",
		"a=1": "a=1", "2026-11-23": "2026-11-23", "a\r\nb\rc\nd": "a b c d", "'=1": "'=1",
	} {
		if got := PlainCell(cell); got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}

// FuzzCSV: what is written is read back as the same cells on one line, and no
// cell begins like a formula, whatever blanks or invisible signs stand before.
func FuzzCSV(f *testing.F) {
	f.Add("=1", "x")
	f.Add(" \u200b@SUM(1)", "a,\"b\"\n")
	f.Add("\t=cmd|' /C calc'!A0", "＝HYPERLINK(\"http://x\")")
	f.Add("\r\n", "\\.")
	f.Add("a\rb", "'+1")
	f.Fuzz(func(t *testing.T, a, b string) {
		var file bytes.Buffer
		if err := Write(&file, [][]string{{a, b, "akhir"}, {b, a, "akhir"}}); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(&file).ReadAll()
		if err != nil || len(lines) != 2 || len(lines[0]) != 3 || len(lines[1]) != 3 || lines[0][0] != lines[1][1] || lines[0][1] != lines[1][0] {
			t.Fatalf("%v %q", err, lines)
		}
		for i, in := range []string{a, b} {
			got := lines[0][i]
			oneLine := lineBreaks.Replace(in)
			if got != oneLine && got != "'"+oneLine {
				t.Fatalf("%q comes back as %q", in, got)
			}
			if seen := strings.TrimLeft(got, " \t\v\f\u00a0\u3000\u200b\ufeff\x00\x01"); seen != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(seen)[0]) {
				t.Fatalf("%q gives %q", in, got)
			}
			if got != "" && strings.ContainsRune("\t\r\n", rune(got[0])) {
				t.Fatalf("%q gives %q", in, got)
			}
		}
	})
}

// FuzzPlainRow: no cell of a written CSV begins a formula when it is read back.
func FuzzPlainRow(f *testing.F) {
	for _, seed := range []string{"=1+1", " =1", "\t=1", "+62", "-1", "@SUM", "\r=1", "＝1", "\ufeff=1", "Siti", "", "|calc", "%x", "\n@x", "\u00a0=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		if !utf8.ValidString(cell) {
			return
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		_ = w.Write(PlainRow(cell, "x"))
		w.Flush()
		back, err := csv.NewReader(&b).Read()
		if err != nil {
			t.Fatal(err)
		}
		got := strings.TrimLeft(back[0], " \t\r\n\v\f\u00a0\u200b\ufeff\u0085")
		if got != "" && strings.ContainsAny(got[:1], "=+-@|%") {
			t.Errorf("%q became %q", cell, back[0])
		}
	})
}
