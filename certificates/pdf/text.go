package pdf

import (
	"strings"
	"unicode/utf8"
)

const pointsPerMM = 72 / 25.4

// style is how a line of text looks. spacing is put after each letter.
type style struct {
	font    font
	size    float64 // points
	color   color
	spacing float64 // points
}

func (s style) sized(size float64) style {
	if s.size > 0 {
		s.spacing *= size / s.size
	}
	s.size = size
	return s
}

func (s style) in(c color) style { s.color = c; return s }

// lead is the distance of two lines, in millimetres.
func (s style) lead() float64 { return s.size * 1.28 / pointsPerMM }

// width of a text in millimetres; the spacing after the last letter is not
// seen and does not count.
func (d *drawing) width(s style, text string) float64 {
	of, units, n := widths()[s.font.key()], 0, 0
	for _, r := range text {
		units += int(of[r&0xFFFF])
		n++
	}
	return (float64(units)*s.size/1000 + float64(max(n-1, 0))*s.spacing) / pointsPerMM
}

// put writes one line with its base line at y. align 0 begins at x, 0.5 is
// centred on it, 1 ends there.
func (d *drawing) put(s style, x, y, align float64, text string) {
	x -= d.width(s, text) * align
	d.SetFont(s.font.family, s.font.style, s.size)
	d.SetTextColor(s.color.r, s.color.g, s.color.b)
	if s.spacing != 0 {
		d.RawWriteStr(number(s.spacing) + " Tc")
		defer d.RawWriteStr("0 Tc")
	}
	d.Text(x, y, text)
}

// wrap breaks a text into lines of at most width millimetres, between words,
// and within a word only when it alone is too wide.
func (d *drawing) wrap(s style, text string, width float64) (lines []string) {
	line, long := "", 0.0
	gap := d.width(s, " ") + 2*s.spacing/pointsPerMM
	for _, word := range strings.Fields(text) {
		wide := d.width(s, word)
		if line != "" && long+gap+wide <= width {
			line, long = line+" "+word, long+gap+wide
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for wide > width && utf8.RuneCountInString(word) > 1 {
			head := d.begin(s, word, width)
			lines = append(lines, head)
			word = word[len(head):]
			wide = d.width(s, word)
		}
		line, long = word, wide
	}
	if line != "" {
		lines = append(lines, line)
	}
	return d.balance(s, lines, width)
}

// begin is as much of a word as fits, at least one letter.
func (d *drawing) begin(s style, word string, width float64) string {
	end := 0
	for i, r := range word {
		next := i + utf8.RuneLen(r)
		if end > 0 && d.width(s, word[:next]) > width {
			break
		}
		end = next
	}
	return word[:end]
}

// balance evens out two lines, so that no single word hangs below a full one.
func (d *drawing) balance(s style, lines []string, width float64) []string {
	if len(lines) != 2 {
		return lines
	}
	words := strings.Fields(lines[0] + " " + lines[1])
	best := max(d.width(s, lines[0]), d.width(s, lines[1]))
	for i := 1; i < len(words); i++ {
		first, second := strings.Join(words[:i], " "), strings.Join(words[i:], " ")
		wide := max(d.width(s, first), d.width(s, second))
		if wide < best && wide <= width {
			best, lines = wide, []string{first, second}
		}
	}
	return lines
}

// fit chooses the largest size, from the style's own down to least, at which
// the text needs at most so many lines; at least it takes what it needs.
func (d *drawing) fit(s style, text string, width float64, most int, least float64) (style, []string) {
	for size := s.size; ; size -= 0.5 {
		at := s.sized(max(size, least))
		lines := d.wrap(at, text, width)
		if len(lines) <= most || size <= least {
			return at, lines
		}
	}
}
