package portable

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Decode gives the text of a file as UTF-8 with "\n" as its line ends: by its
// byte order mark, by the zero bytes of UTF-16 without one, otherwise as UTF-8
// in which every byte that is none is taken for windows-1252 (what Windows
// saves on an office desk). Signs no text may hold (NUL and other controls)
// are left out.
func Decode(r io.Reader) io.Reader {
	br := bufio.NewReaderSize(r, 4096)
	head, _ := br.Peek(4)
	return transform.NewReader(unmarked(br, head), &cleaner{})
}

func unmarked(br *bufio.Reader, head []byte) io.Reader {
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		_, _ = br.Discard(3)
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), len(head) == 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0:
		return transform.NewReader(br, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}), len(head) == 4 && head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0:
		return transform.NewReader(br, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	}
	return br
}

var xmlEncoding = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// DecodeXML is Decode for XML, which may name its encoding itself. The result
// is UTF-8 whatever the declaration goes on saying.
func DecodeXML(r io.Reader) io.Reader {
	br := bufio.NewReaderSize(r, 4096)
	head, _ := br.Peek(200)
	if m := xmlEncoding.FindSubmatch(head); m != nil {
		switch strings.ToLower(string(m[1])) {
		case "windows-1252", "cp1252", "iso-8859-1", "latin1", "us-ascii":
			// Browsers read ISO-8859-1 as windows-1252; so do we.
			return transform.NewReader(transform.NewReader(br, charmap.Windows1252.NewDecoder()), &cleaner{})
		}
	}
	return Decode(br)
}

// cleaner is the byte-wise part of Decode.
type cleaner struct{ afterCR bool }

func (c *cleaner) Reset() { c.afterCR = false }

func (c *cleaner) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, size := rune(src[nSrc]), 1
		if r >= utf8.RuneSelf {
			if !atEOF && !utf8.FullRune(src[nSrc:]) {
				return nDst, nSrc, transform.ErrShortSrc
			}
			if r, size = utf8.DecodeRune(src[nSrc:]); r == utf8.RuneError && size == 1 {
				r = charmap.Windows1252.DecodeByte(src[nSrc])
			}
		}
		if nDst+utf8.UTFMax > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nSrc += size
		wasCR := c.afterCR
		c.afterCR = r == '\r'
		switch {
		case r == '\r':
			r = '\n'
		case r == '\n' && wasCR:
			continue
		case r < 0x20 && r != '\n' && r != '\t', r == 0x7f, r == 0xFEFF, r == 0xFFFE, r == 0xFFFF, r >= 0x80 && r < 0xA0:
			continue
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
	}
	return nDst, nSrc, nil
}

// Clean is Decode's cleaning of one text in memory.
func Clean(s string) string {
	out, _, err := transform.String(&cleaner{}, s)
	if err != nil {
		return ""
	}
	return out
}

// Capped fails with the problem TooLarge once more than n bytes were read.
func Capped(r io.Reader, n int64) io.Reader { return &capped{r, n, n} }

type capped struct {
	r       io.Reader
	left, n int64
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, Say(0, FileTooLarge, c.n>>20)
	}
	n, err := c.r.Read(p)
	c.left -= int64(n)
	if c.left < 0 {
		return 0, Say(0, FileTooLarge, c.n>>20)
	}
	return n, err
}
