package certificates

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

const dateForm = "2006-01-02"

// Subject is one line of the second page: a "mata pelatihan" and its JP.
type Subject struct {
	Title string `json:"title"`
	JP    int    `json:"jp"`
}

// Achievement is what a certificate is issued for. The feature that saw it
// happen says it in its own words; wire.go translates.
type Achievement struct {
	Source                 string // "enrolment:<id>"; one certificate per source
	PersonID               uuid.UUID
	Title, Organiser       string
	JP, SiasnPath          int
	StartedOn, CompletedOn time.Time // dates in the agency's time zone
	Curriculum             []Subject
	Evidence               map[string]any // ids and numbers of the server's own record
	CourseCode             string         // stable code of the course, "" where there is none
	CourseRevision         int            // 0 where there is none
	Predicate              string         // "Sangat Baik", "" where none is given
	Place                  string         // where it is given; "" is the agency's place
	TemplateID             *uuid.UUID     // nil: the active template that fits best

	Signing string // how the file is signed; "" is the template's way

	supersedes *uuid.UUID
}

// Holder is the person on the day of issue, as accounts knows them.
type Holder struct {
	Class    string // pns, cpns, pppk, pppk_part_time, non_asn or citizen
	Name     string // with titles, as printed
	NIP      string
	Rank     string // golongan as recorded, "III/c" or "IX"
	Position string
	Unit     string
	Email    string // where mail goes, "" for nowhere; not part of the certificate
}

// printed is the holder as the certificate may show them: a citizen by name
// alone, an ASN with the rank's name spelt out.
func (h Holder) printed() Holder {
	if h.Class == "citizen" {
		return Holder{Class: h.Class, Name: h.Name}
	}
	h.Rank = rankName(h.Rank)
	h.Email = ""
	return h
}

// Certificate is one issued certificate, as the row says it.
type Certificate struct {
	ID             uuid.UUID  `db:"id"`
	PublicID       string     `db:"public_id"`
	Number         string     `db:"number"`
	Source         string     `db:"source"`
	PersonID       uuid.UUID  `db:"person_id"`
	HolderName     string     `db:"holder_name"`
	HolderNIP      string     `db:"holder_nip"`
	HolderRank     string     `db:"holder_rank"`
	HolderPosition string     `db:"holder_position"`
	HolderUnit     string     `db:"holder_unit"`
	Title          string     `db:"course_title"`
	Organiser      string     `db:"organiser"`
	Agency         string     `db:"agency"`
	Place          string     `db:"place"`
	VerifyURL      string     `db:"verify_url"`
	JP             int        `db:"jp"`
	SiasnPath      int        `db:"siasn_path"`
	StartedOn      time.Time  `db:"started_on"`
	CompletedOn    time.Time  `db:"completed_on"`
	IssuedOn       time.Time  `db:"issued_on"`
	Curriculum     Curriculum `db:"curriculum"`
	Evidence       Evidence   `db:"evidence"`
	IssuedAt       time.Time  `db:"issued_at"`
	Demo           bool       `db:"demo"` // issued in demo mode, to made-up people
	RevokedAt      *time.Time `db:"revoked_at"`
	RevokeReason   string     `db:"revoke_reason"`
	PDFKey         string     `db:"pdf_key"`
	PDFSHA256      string     `db:"pdf_sha256"`
	MailedAt       *time.Time `db:"mailed_at"`

	TemplateID     *uuid.UUID      `db:"template_id"` // nil: the built-in design
	Design         json.RawMessage `db:"design"`      // the template's content on the day of issue
	Predicate      string          `db:"predicate"`
	Signatories    Signatories     `db:"signatories"`
	Signing        string          `db:"signing"` // none, local, bsre_sign, bsre_seal, bsre_v1 or portal
	UnitID         *uuid.UUID      `db:"unit_id"` // whose numbers it is counted in; nil: the agency's
	CourseCode     string          `db:"course_code"`
	CourseRevision int             `db:"course_revision"`
	Claim          string          `db:"claim"` // signed claim of the QR code, "" before there was one
	Supersedes     *uuid.UUID      `db:"supersedes"`

	SupersededAt    *time.Time `db:"superseded_at"`
	SupersededBy    *uuid.UUID `db:"superseded_by"`
	SupersedeReason string     `db:"supersede_reason"`
	SignedKey       string     `db:"signed_key"`
	SignedSHA256    string     `db:"signed_sha256"`
	SignedAt        *time.Time `db:"signed_at"`
}

// Signatory is one official on the sheet, as they were on the day of issue.
type Signatory struct {
	Name  string `json:"name"`
	NIP   string `json:"nip"`
	Rank  string `json:"rank"`
	Title string `json:"title"` // position on that day, "Kepala BKPSDM Kabupaten Lumajang"
}

// Signatories is the officials in the order of signing, one jsonb column.
type Signatories []Signatory

// Scan reads the column.
func (s *Signatories) Scan(from any) error { return scanJSON(from, s) }

// Status is "valid", "revoked" or "superseded".
func (c Certificate) Status() string { return statusOf(c.RevokedAt, c.SupersededAt) }

func statusOf(revokedAt, supersededAt *time.Time) string {
	switch {
	case revokedAt != nil:
		return "revoked"
	case supersededAt != nil:
		return "superseded"
	}
	return "valid"
}

// Curriculum is the list of subjects, one jsonb column.
type Curriculum []Subject

// Scan reads the column.
func (c *Curriculum) Scan(from any) error { return scanJSON(from, c) }

// Evidence is the references an achievement came with, one jsonb column.
type Evidence map[string]any

// Scan reads the column.
func (e *Evidence) Scan(from any) error { return scanJSON(from, e) }

func scanJSON(from, into any) error {
	body, ok := from.([]byte)
	if !ok {
		return fmt.Errorf("certificates: jsonb column came as %T", from)
	}
	return json.Unmarshal(body, into)
}
