package certificates

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/certificates/pdf"
	"lentera/internal/fault"
)

// Template is a design with who signs and in which series it is numbered. The
// zero Template is the built-in one.
type Template struct {
	ID         uuid.UUID       `db:"id"`
	Name       string          `db:"name"`
	State      string          `db:"state"`       // draft, active or retired
	CourseCode string          `db:"course_code"` // "" is for every course
	Audience   string          `db:"audience"`    // any, asn or citizen
	Raw        json.RawMessage `db:"design"`
	Officials  uuids           `db:"officials"` // in the order of signing, at most two
	SeriesID   *uuid.UUID      `db:"series_id"`
	Signing    string          `db:"signing"` // how the file is signed, "none" for the QR code alone
	Version    int             `db:"version"`
	UpdatedAt  time.Time       `db:"updated_at"`
}

// Design is what the template draws.
func (t Template) Design() (d pdf.Design, err error) {
	if len(t.Raw) > 0 {
		err = json.Unmarshal(t.Raw, &d)
	}
	return d, err
}

// TemplateContent is what a training admin decides about a template.
type TemplateContent struct {
	Name       string      `json:"name" maxLength:"120"`
	CourseCode string      `json:"course_code" maxLength:"60" doc:"empty: every course"`
	Audience   string      `json:"audience" enum:"any,asn,citizen"`
	Design     pdf.Design  `json:"design"`
	Officials  []uuid.UUID `json:"officials" nullable:"false" maxItems:"2" doc:"in the order of signing"`
	SeriesID   *uuid.UUID  `json:"series_id,omitempty" format:"uuid" doc:"absent: the agency's numbers"`
	Signing    string      `json:"signing,omitempty" enum:",none,local,bsre_sign,bsre_seal,bsre_v1,portal" doc:"how the files are signed; absent: not, the QR code alone"`
}

var designSays = map[string][2]string{
	"length":      {"Teks ini terlalu panjang.", "This text is too long."},
	"placeholder": {"Tanda kurung kurawal ini tidak dikenal.", "This placeholder is not known."},
	"color":       {"Tulis warna seperti #0b5c7a.", "Write the colour like #0b5c7a."},
	"contrast":    {"Warna ini terlalu terang untuk dibaca di kertas putih.", "This colour is too light to read on white paper."},
	"line":        {"Baris ini tidak dikenal.", "This line is not known."},
	"alt":         {"Tuliskan apa yang tampak pada lambang.", "Say what the emblem shows."},
}

// check refuses a design that cannot be drawn as meant, naming each member.
func (c TemplateContent) check() error {
	refused := ErrDesign
	bad := false
	for _, p := range c.Design.Problems() {
		says := designSays[p.Code]
		refused, bad = refused.At(fault.Field{Pointer: "/design/" + p.Member, Code: p.Code, ID: says[0], EN: says[1]}), true
	}
	if n := len([]rune(c.Name)); n < 1 || n > 120 {
		refused, bad = refused.At(fault.Field{Pointer: "/name", Code: "length", ID: "Beri nama templat, paling banyak 120 huruf.", EN: "Name the template, at most 120 characters."}), true
	}
	if len(c.Officials) == 2 && c.Officials[0] == c.Officials[1] {
		refused, bad = refused.At(fault.Field{Pointer: "/officials", Code: "twice", ID: "Pilih dua pejabat yang berbeda.", EN: "Choose two different officials."}), true
	}
	if bad {
		return refused
	}
	return nil
}

// uuids is one uuid[] column.
type uuids []uuid.UUID

// Scan reads "{a,b}".
func (u *uuids) Scan(from any) error {
	text := ""
	switch v := from.(type) {
	case []byte:
		text = string(v)
	case string:
		text = v
	}
	*u = uuids{}
	for i := 1; i+36 < len(text); i += 37 {
		id, err := uuid.Parse(text[i : i+36])
		if err != nil {
			return err
		}
		*u = append(*u, id)
	}
	return nil
}
