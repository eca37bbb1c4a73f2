package vtt

import (
	"strings"
	"testing"
	"time"
)

const good = "WEBVTT - Satu klik\n\n00:01.000 --> 00:02.000\nHalo\n"

func TestParseGood(t *testing.T) {
	src := "\ufeffWEBVTT Judul\r\n\r\nNOTE narasi\r\nbaris kedua\r\n\r\nSTYLE\r\n::cue { color: white }\r\n\r\n" +
		"1\r\n00:00:00.000 --> 00:00:03.500 line:85% align:center\r\n<v Bu Ratri>Selamat pagi &amp; selamat datang.\r\n\r\n" +
		"01:03.500 --> 1234:00:00.000\r\n<i>Baris satu</i>\r\nBaris <b.kuat>dua</b> <00:02:00.000>tiga"
	cues, problems := Parse([]byte(src))
	if len(problems) != 0 {
		t.Fatalf("problems: %+v", problems)
	}
	if len(cues) != 2 || cues[0].ID != "1" || cues[0].Line != 10 || cues[0].End != 3500*time.Millisecond ||
		cues[1].Start != 63500*time.Millisecond || !strings.Contains(cues[1].Text, "\nBaris") {
		t.Fatalf("cues: %+v", cues)
	}
}

func TestParseBad(t *testing.T) {
	cases := []struct {
		name, src, code string
		line            int
	}{
		{"empty", "", "header", 1},
		{"srt", "1\n00:00:01,000 --> 00:00:02,000\nHalo", "header", 1},
		{"glued header", "WEBVTTX\n\n", "header", 1},
		{"no blank after header", "WEBVTT\n00:01.000 --> 00:02.000\nHalo", "header", 2},
		{"no cues", "WEBVTT\n\nNOTE saja", "no-cues", 1},
		{"comma", "WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nHalo", "times", 3},
		{"no space", "WEBVTT\n\n00:01.000-->00:02.000\nHalo", "times", 3},
		{"one digit hour", "WEBVTT\n\n1:00:01.000 --> 1:00:02.000\nHalo", "times", 3},
		{"minute 60", "WEBVTT\n\n00:60:01.000 --> 00:61:02.000\nHalo", "times", 3},
		{"end before start", "WEBVTT\n\n00:03.000 --> 00:02.000\nHalo", "times", 3},
		{"no times", "WEBVTT\n\nHalo saja", "times", 3},
		{"out of order", "WEBVTT\n\n00:03.000 --> 00:04.000\nA\n\n00:01.000 --> 00:02.000\nB", "order", 6},
		{"no text", "WEBVTT\n\n00:03.000 --> 00:04.000\n\n", "text", 3},
		{"missing blank", "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB", "text", 5},
		{"setting", "WEBVTT\n\n00:01.000 --> 00:02.000 line:120%\nA", "setting", 3},
		{"unknown tag", "WEBVTT\n\n00:01.000 --> 00:02.000\n<font>A</font>", "tags", 4},
		{"open tag", "WEBVTT\n\n00:01.000 --> 00:02.000\n<i>A", "tags", 4},
		{"crossed tags", "WEBVTT\n\n00:01.000 --> 00:02.000\n<i><b>A</i></b>", "tags", 4},
		{"plain less", "WEBVTT\n\n00:01.000 --> 00:02.000\n3 < 4", "tags", 4},
		{"plain ampersand", "WEBVTT\n\n00:01.000 --> 00:02.000\nA & B", "tags", 4},
		{"twice", "WEBVTT\n\na\n00:01.000 --> 00:02.000\nA\n\na\n00:02.000 --> 00:03.000\nB", "id", 7},
		{"style late", "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\nSTYLE\n::cue{}", "order", 6},
		{"note swallows", "WEBVTT\n\nNOTE x\n00:01.000 --> 00:02.000\nA", "note", 4},
		{"latin1", "WEBVTT\n\n00:01.000 --> 00:02.000\n\xe9", "encoding", 1},
		{"nul", "WEBVTT\n\n00:01.000 --> 00:02.000\n\x00", "encoding", 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, problems := Parse([]byte(c.src))
			if len(problems) == 0 {
				t.Fatal("accepted")
			}
			if problems[0].Code != c.code || problems[0].Line != c.line {
				t.Fatalf("%+v, want %s at line %d", problems, c.code, c.line)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	if _, problems := Parse(make([]byte, MaxBytes+1)); len(problems) != 1 || problems[0].Code != "size" {
		t.Fatal(problems)
	}
}

// FuzzParse: no input may panic, and accepted cues keep their promises.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", good, "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>&lt;b", "WEBVTT\n\nx\n-->\n<", "WEBVTT\r\r00:00.000 -->"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		cues, problems := Parse(src)
		if len(cues) == 0 && len(problems) == 0 {
			t.Fatal("neither captions nor problems")
		}
		for i, c := range cues {
			if c.End <= c.Start || c.Start < 0 || strings.Contains(c.Text, "-->") || c.Text == "" {
				t.Fatalf("cue %+v", c)
			}
			if i > 0 && c.Start < cues[i-1].Start {
				t.Fatal("out of order")
			}
		}
		lines := 1 + strings.Count(strings.ReplaceAll(string(src), "\r", "\n"), "\n")
		for _, p := range problems {
			if p.Line < 1 || p.Line > lines+1 {
				t.Fatalf("problem outside the file: %+v of %d", p, lines)
			}
		}
	})
}
