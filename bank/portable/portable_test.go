package portable

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestSentences: every code has both sentences with the same blanks.
func TestSentences(t *testing.T) {
	n := 0
	Codes(func(code string, severity Severity, id, en string) {
		n++
		if id == "" || en == "" || severity == "" {
			t.Errorf("%s: a sentence is missing", code)
		}
		if code != BreaksRule && strings.Count(id, "%") != strings.Count(en, "%") {
			t.Errorf("%s: %q and %q", code, id, en)
		}
	})
	if n < 40 {
		t.Errorf("%d codes", n)
	}
}

func TestDecimal(t *testing.T) {
	for in, want := range map[string]string{"3,5": "3.5", "+1.50": "1.5", "-0": "0", "007": "7", "6.022e23": "602200000000000000000000", "1e-3": "0.001", ".5": "0.5", "5.": "5", " 2 ": "2", "−3": "-3"} {
		if got, ok := Decimal(in); !ok || got != want {
			t.Errorf("%q: %q %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "-", ".", "1.2.3", "0x1", "1_0", "NaN", "Inf", "1e999", "1e", "lima", "1/2", strings.Repeat("9", 70)} {
		if got, ok := Decimal(in); ok {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestFixed(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := Fixed(rapid.Int64Range(-1e12, 1e12).Draw(r, "fixed"))
		if got, ok := ParseFixed(f.String()); !ok || got != f {
			r.Fatalf("%d: %s", f, f)
		}
		if got, ok := ParsePercent(f.Percent()); !ok || got != f {
			r.Fatalf("%d: %s%%", f, f.Percent())
		}
	})
	if f, ok := ParseFixed("0.33333335"); !ok || f != 3333334 {
		t.Error(f, ok)
	}
}

func TestDecode(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc\n": "a\nb\nc\n", "\xef\xbb\xbfx": "x", "caf\xe9 \x93q\x94": "café “q”", "a\x00b\x07": "ab", "é\xe9": "éé",
		"\xff\xfea\x00\xe9\x00": "aé", "\xfe\xff\x00a\x00\xe9": "aé", "a\x00b\x00": "ab", "": "",
	} {
		got, err := io.ReadAll(Decode(strings.NewReader(in)))
		if err != nil || string(got) != want {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	got, err := io.ReadAll(DecodeXML(strings.NewReader("<?xml version='1.0' encoding='iso-8859-1'?>\xe9\x80")))
	if err != nil || !strings.HasSuffix(string(got), "?>é€") {
		t.Errorf("%q %v", got, err)
	}
}

func TestCategories(t *testing.T) {
	for in, want := range map[string]string{"$course$/top/A/B": "[A B]", "A//B/C": "[A/B C]", "top": "[]", "$system$/X": "[X]", " A / B ": "[A B]", "top/top": "[]", "": "[]", "$a/b": "[$a b]"} {
		if got := fmt.Sprint(SplitCategory(in)); got != want {
			t.Errorf("%q: %s", in, got)
		}
		if again := fmt.Sprint(SplitCategory(CategoryPath(in))); again != want {
			t.Errorf("%q: %s", in, again)
		}
	}
}

func TestAsPlain(t *testing.T) {
	for in, want := range map[string]string{"<p>a &lt; b</p><p>c</p>": "a < b\nc true", "a<br>b": "a\nb true", "<b>x</b>": "x false", "a < b": "a < b true", "<": "< true", "a<b": "a<b true"} {
		plain, whole := Text{Format: HTML, Source: in}.AsPlain()
		if got := fmt.Sprint(plain, " ", whole); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// FuzzSplitXML: the pieces never reach over each other, and no text makes the
// splitter fail or stay.
func FuzzSplitXML(f *testing.F) {
	f.Add("<quiz><question a='>'><![CDATA[</question>]]></question><!-- <question> --><question/><question>")
	f.Add("<!DOCTYPE a [<!ENTITY b 'c'>]><quiz/>")
	f.Fuzz(func(t *testing.T, text string) {
		total := 0
		_, _ = SplitXML(strings.NewReader(text), "question", 1000, func(el Element) error {
			if !strings.HasPrefix(string(el.Source), "<question") && len(el.Source) > 1 {
				t.Fatalf("%q", el.Source)
			}
			total += len(el.Source)
			return nil
		})
		if total > len(text) {
			t.Fatalf("%d of %d", total, len(text))
		}
	})
}
