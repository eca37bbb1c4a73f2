package pdf

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Design is how a sheet looks and what it says around the facts. It is kept
// with each certificate, so its JSON form is a record: members may be added,
// never renamed. The zero Design draws what was drawn before there were any.
type Design struct {
	Heading    string   `json:"heading,omitempty"`     // "SERTIFIKAT" when empty; "STTP"
	Accent     string   `json:"accent,omitempty"`      // "#0b5c7a"; dark enough to read on white
	Opening    string   `json:"opening,omitempty"`     // above the name; "diberikan kepada"
	Statement  string   `json:"statement,omitempty"`   // above the title
	Closing    string   `json:"closing,omitempty"`     // below the dates; none when empty
	Footer     string   `json:"footer,omitempty"`      // how it was issued; a true sentence when empty
	Hide       []string `json:"hide,omitempty"`        // of Lines
	SecondBack bool     `json:"second_back,omitempty"` // the second signatory signs under the list of subjects
	EmblemHash string   `json:"emblem_hash,omitempty"` // SHA-256 of the image, where the caller keeps it
	EmblemAlt  string   `json:"emblem_alt,omitempty"`  // what a screen reader says for it
}

// Lines are the lines a design may leave out.
var Lines = []string{"nip", "rank", "position", "unit", "organiser", "period", "predicate"}

// Placeholders are what the sentences of a design may hold. None is an
// identifier of the holder, so that a citizen's sheet can never show one.
var Placeholders = []string{"{name}", "{title}", "{organiser}", "{agency}", "{place}", "{dates}", "{jp}", "{predicate}", "{number}"}

// Problem is one thing a design must not have. Member is its JSON name.
type Problem struct{ Member, Code string }

var (
	colorForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)
	braces    = regexp.MustCompile(`\{[^{}]*\}`)
)

// Problems lists what is wrong with a design: code is "length", "placeholder",
// "color", "contrast" (less than 4.5:1 on white), "line" or "alt".
func (d Design) Problems() (out []Problem) {
	for _, f := range []struct {
		member, text string
		most         int
	}{{"heading", d.Heading, 40}, {"opening", d.Opening, 160}, {"statement", d.Statement, 160}, {"closing", d.Closing, 240},
		{"footer", d.Footer, 200}, {"emblem_alt", d.EmblemAlt, 120}} {
		if utf8.RuneCountInString(f.text) > f.most {
			out = append(out, Problem{f.member, "length"})
		}
		if !knownPlaceholders(f.text) || (f.member == "heading" || f.member == "emblem_alt" || f.member == "footer") && strings.ContainsAny(f.text, "{}") {
			out = append(out, Problem{f.member, "placeholder"})
		}
	}
	if d.Accent != "" {
		if c, ok := parseColor(d.Accent); !ok {
			out = append(out, Problem{"accent", "color"})
		} else if c.contrastOnWhite() < 4.5 {
			out = append(out, Problem{"accent", "contrast"})
		}
	}
	for _, line := range d.Hide {
		if !slices.Contains(Lines, line) {
			out = append(out, Problem{"hide", "line"})
			break
		}
	}
	if d.EmblemHash != "" && strings.TrimSpace(d.EmblemAlt) == "" {
		out = append(out, Problem{"emblem_alt", "alt"})
	}
	return out
}

func knownPlaceholders(text string) bool {
	rest := braces.ReplaceAllStringFunc(text, func(p string) string {
		if slices.Contains(Placeholders, p) {
			return ""
		}
		return p
	})
	return !strings.ContainsAny(rest, "{}")
}

func (d Design) hides(line string) bool { return slices.Contains(d.Hide, line) }

func (d Design) heading() string {
	if d.Heading == "" {
		return "SERTIFIKAT"
	}
	return strings.ToUpper(d.Heading)
}

// name is the heading inside a title, "Sertifikat"; word inside a sentence.
func (d Design) name() string {
	if d.Heading == "" {
		return "Sertifikat"
	}
	return d.heading()
}

func (d Design) word() string {
	if d.Heading == "" {
		return "sertifikat"
	}
	return d.heading()
}

// say fills a sentence of the design; without one it is the built-in one.
func (s Sheet) say(sentence, builtIn string) string {
	if sentence == "" {
		return builtIn
	}
	return strings.NewReplacer("{name}", s.Name, "{title}", s.Title, "{organiser}", s.Organiser, "{agency}", s.Agency,
		"{place}", s.Place, "{dates}", strings.TrimPrefix(period(s.StartedOn, s.CompletedOn), "pada tanggal "),
		"{jp}", strconv.Itoa(s.JP), "{predicate}", s.Predicate, "{number}", s.Number).Replace(sentence)
}

// footer says how the sheet was issued. It names no signing authority: who
// signed is in the signature itself.
func (s Sheet) footer() string {
	switch {
	case s.Design.Footer != "":
		return s.Design.Footer
	case s.ESigned:
		return "Dokumen ini ditandatangani secara elektronik; keabsahannya diperiksa melalui kode QR."
	}
	return "Sertifikat ini diterbitkan secara elektronik; keabsahannya diperiksa melalui kode QR."
}

func parseColor(text string) (c color, ok bool) {
	if !colorForm.MatchString(text) {
		return c, false
	}
	v, err := strconv.ParseUint(text[1:], 16, 32)
	return color{int(v >> 16), int(v >> 8 & 255), int(v & 255)}, err == nil
}

func (c color) darker() color { return color{c.r * 2 / 3, c.g * 2 / 3, c.b * 2 / 3} }

// contrastOnWhite is the ratio of WCAG 2.
func (c color) contrastOnWhite() float64 {
	part := func(v int) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 1.05 / (0.2126*part(c.r) + 0.7152*part(c.g) + 0.0722*part(c.b) + 0.05)
}

// The refusals of Emblem.
var (
	ErrImage      = errors.New("pdf: not a PNG or JPEG image")
	ErrImageLarge = errors.New("pdf: the image has too many pixels")
)
