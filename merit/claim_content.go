package merit

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"lentera/internal/fault"
)

// MinutesPerJP: one JP is 45 minutes (PerLAN 10/2018). Minutes taught that do
// not fill a JP are not counted: the division goes down.
const MinutesPerJP = 45

// ClaimContent is what its owner writes. A draft may be incomplete.
type ClaimContent struct {
	Title         string `json:"title" maxLength:"200"`
	Organiser     string `json:"organiser" maxLength:"200"`
	Number        string `json:"number" maxLength:"100" doc:"as printed on the certificate or the letter of assignment"`
	StartedOn     string `json:"started_on" maxLength:"10" doc:"YYYY-MM-DD"`
	CompletedOn   string `json:"completed_on" maxLength:"10" doc:"YYYY-MM-DD"`
	Minutes       int    `json:"minutes" minimum:"0" maximum:"90000" doc:"taught, of a teaching claim; 45 are one JP"`
	JP            int    `json:"jp" minimum:"0" maximum:"2000" doc:"of an external claim; worked out from minutes otherwise"`
	SiasnPath     int    `json:"siasn_path" minimum:"1" maximum:"25"`
	International bool   `json:"international"`
	TeachingRole  string `json:"teaching_role" enum:",narasumber,fasilitator,pengajar"`
}

// tidy trims, joins blanks and drops what cannot be seen.
func (c ClaimContent) tidy(kind string) ClaimContent {
	for _, s := range []*string{&c.Title, &c.Organiser, &c.Number} {
		*s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return ' '
			}
			if !unicode.IsPrint(r) {
				return -1
			}
			return r
		}, *s)), " ")
	}
	if kind == ClaimTeaching {
		c.JP = c.Minutes / MinutesPerJP
	} else {
		c.Minutes, c.TeachingRole = 0, ""
	}
	return c
}

// wrong lists what stands in the way of submitting, field by field.
func (c ClaimContent) wrong(kind string, today time.Time) []fault.Field {
	var out []fault.Field
	bad := func(is bool, field, id, en string) {
		if is {
			out = append(out, fault.Field{Pointer: "/" + field, Code: "merit.claim-" + field, ID: id, EN: en})
		}
	}
	bad(len([]rune(c.Title)) < 3, "title", "Isi judul kegiatan.", "Write the title.")
	bad(c.Organiser == "", "organiser", "Isi penyelenggara.", "Write the organiser.")
	bad(kind == ClaimExternal && key(c.Number) == "", "number", "Isi nomor sertifikat.", "Write the certificate number.")
	from, okFrom := day(c.StartedOn)
	to, okTo := day(c.CompletedOn)
	bad(!okFrom, "started_on", "Isi tanggal mulai.", "Write the first day.")
	bad(!okTo || to.Year() < 1970, "completed_on", "Isi tanggal selesai.", "Write the last day.")
	bad(okFrom && okTo && to.Before(from), "completed_on", "Tanggal selesai mendahului tanggal mulai.", "The last day is before the first.")
	bad(okTo && to.After(today), "completed_on", "Tanggal selesai belum lewat.", "The last day is still to come.")
	if kind == ClaimTeaching {
		bad(c.Minutes < MinutesPerJP, "minutes", fmt.Sprintf("Waktu mengajar paling sedikit %d menit (1 JP).", MinutesPerJP),
			fmt.Sprintf("At least %d minutes taught (1 JP).", MinutesPerJP))
		bad(c.TeachingRole == "", "teaching_role", "Pilih peran Anda.", "Choose the role.")
	} else {
		bad(c.JP < 1, "jp", "Isi JP, paling sedikit 1.", "Write the JP, at least 1.")
	}
	_, known := PathName(c.SiasnPath)
	bad(!known, "siasn_path", "Pilih jalur pengembangan.", "Choose the development path.")
	return out
}

func day(s string) (time.Time, bool) {
	t, err := time.Parse(dateForm, s)
	return t, err == nil
}

// dayOrNil is a day as the column takes it.
func dayOrNil(s string) *string {
	if _, ok := day(s); !ok {
		return nil
	}
	return &s
}

// key is a number as duplicates are found by: upper-case letters and digits.
func key(s string) string {
	return strings.Map(func(r rune) rune {
		if (r >= 'A' && r <= 'Z') || (r >= '0' && r <= '9') {
			return r
		}
		return -1
	}, strings.ToUpper(s))
}

// wordsKey is a title or name as duplicates are found by: lower-case words.
func wordsKey(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

func (c claimRow) content() ClaimContent {
	out := ClaimContent{Title: c.Title, Organiser: c.Organiser, Number: c.Number, Minutes: c.Minutes, JP: c.JP,
		SiasnPath: c.SiasnPath, International: c.International, TeachingRole: c.TeachingRole}
	if c.StartedOn != nil {
		out.StartedOn = c.StartedOn.Format(dateForm)
	}
	if c.CompletedOn != nil {
		out.CompletedOn = c.CompletedOn.Format(dateForm)
	}
	return out
}
