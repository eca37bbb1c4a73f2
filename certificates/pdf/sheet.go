package pdf

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Sheet is everything that is printed. Empty members are left out; a citizen
// has no NIP, Rank, Position and Unit.
type Sheet struct {
	Agency, Number                  string
	Name, NIP, Rank, Position, Unit string
	Title, Organiser                string
	JP                              int
	StartedOn, CompletedOn          time.Time // calendar days
	Place                           string
	IssuedOn                        time.Time // calendar day
	IssuedAt                        time.Time // goes into the file's own dates
	Subjects                        []Subject // empty: the course itself is the one subject
	VerifyURL                       string    // what the QR code says
	CheckURL                        string    // where the code can be typed instead
	Code                            string    // the same for people: "ABCD-EFGH-…"
	Demo                            bool      // says that the people are made up

	Predicate   string      // "Sangat Baik"
	Signatories []Signatory // at most two are drawn, in order
	ESigned     bool        // an electronic signature will be put on the file
	Design      Design      // the zero value is the built-in one
	Emblem      []byte      // PNG that Emblem() made; nil draws the built-in figure
}

// Subject is one line of the list of subjects.
type Subject struct {
	Title string
	JP    int
}

// clean gives the sheet with text the fonts and the library can take:
// composed letters, no line breaks or control signs, nothing beyond the basic
// plane (the library cannot address it).
func (s Sheet) clean() Sheet {
	for _, text := range []*string{&s.Agency, &s.Number, &s.Name, &s.NIP, &s.Rank, &s.Position, &s.Unit,
		&s.Title, &s.Organiser, &s.Place, &s.Code, &s.Predicate,
		&s.Design.Heading, &s.Design.Opening, &s.Design.Statement, &s.Design.Closing, &s.Design.Footer, &s.Design.EmblemAlt} {
		*text = plain(*text)
	}
	subjects := make([]Subject, 0, len(s.Subjects)+1)
	for _, subject := range s.Subjects {
		subjects = append(subjects, Subject{Title: plain(subject.Title), JP: subject.JP})
	}
	if len(subjects) == 0 {
		subjects = append(subjects, Subject{Title: s.Title, JP: s.JP})
	}
	s.Subjects = subjects
	signatories := make([]Signatory, 0, maxSignatories)
	for _, o := range s.Signatories[:min(len(s.Signatories), maxSignatories)] {
		signatories = append(signatories, Signatory{Name: plain(o.Name), NIP: plain(o.NIP), Rank: plain(o.Rank), Title: plain(o.Title)})
	}
	s.Signatories = signatories
	return s
}

func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == 0xFFFE, r == 0xFFFF, unicode.Is(unicode.Cf, r), unicode.IsControl(r):
			return -1
		case r > 0xFFFF:
			return unicode.ReplacementChar
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(text, "�")))
	return strings.Join(strings.Fields(text), " ")
}

var months = [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
	"September", "Oktober", "November", "Desember"}

// Day writes a date in Indonesian: "23 November 2026".
func Day(t time.Time) string {
	return strconv.Itoa(t.Day()) + " " + months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// period writes the days of a training as briefly as they allow.
func period(from, to time.Time) string {
	switch {
	case from.Equal(to) || from.After(to):
		return "pada tanggal " + Day(to)
	case from.Year() != to.Year():
		return "pada tanggal " + Day(from) + " s.d. " + Day(to)
	case from.Month() != to.Month():
		return "pada tanggal " + strconv.Itoa(from.Day()) + " " + months[from.Month()-1] + " s.d. " + Day(to)
	}
	return "pada tanggal " + strconv.Itoa(from.Day()) + " s.d. " + Day(to)
}

// hours writes JP with what one is: "4 JP (1 JP = 45 menit)".
func hours(jp int) string { return strconv.Itoa(jp) + " JP (1 JP = 45 menit)" }
