package certificates

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// What the register seals of a certificate, each at most once.
const (
	RecordIssued     = "certificate.issued"
	RecordRevoked    = "certificate.revoked"
	RecordSuperseded = "certificate.superseded"
)

const recordTime = "2006-01-02T15:04:05.000000Z"

// issuedRecord is everything that is fixed at the moment of issue, in the
// order in which it is sealed. What is written later (the stored files, the
// mark that mail was sent) is not part of it. A field is never added, moved or
// renamed here: a new version gets a struct of its own.
type issuedRecord struct {
	V              int             `json:"v"`
	Kind           string          `json:"kind"`
	ID             uuid.UUID       `json:"id"`
	PublicID       string          `json:"public_id"`
	Number         string          `json:"number"`
	Source         string          `json:"source"`
	PersonID       uuid.UUID       `json:"person_id"`
	HolderName     string          `json:"holder_name"`
	HolderNIP      string          `json:"holder_nip"`
	HolderRank     string          `json:"holder_rank"`
	HolderPosition string          `json:"holder_position"`
	HolderUnit     string          `json:"holder_unit"`
	Title          string          `json:"course_title"`
	Organiser      string          `json:"organiser"`
	Agency         string          `json:"agency"`
	Place          string          `json:"place"`
	VerifyURL      string          `json:"verify_url"`
	JP             int             `json:"jp"`
	SiasnPath      int             `json:"siasn_path"`
	StartedOn      string          `json:"started_on"`
	CompletedOn    string          `json:"completed_on"`
	IssuedOn       string          `json:"issued_on"`
	Curriculum     Curriculum      `json:"curriculum"`
	Evidence       Evidence        `json:"evidence"`
	IssuedAt       string          `json:"issued_at"`
	Demo           bool            `json:"demo"`
	TemplateID     *uuid.UUID      `json:"template_id"`
	Design         json.RawMessage `json:"design"`
	Predicate      string          `json:"predicate"`
	Signatories    Signatories     `json:"signatories"`
	Signing        string          `json:"signing"`
	UnitID         *uuid.UUID      `json:"unit_id"`
	CourseCode     string          `json:"course_code"`
	CourseRevision int             `json:"course_revision"`
	Claim          string          `json:"claim"`
	Supersedes     *uuid.UUID      `json:"supersedes"`
}

// changeRecord is what a revocation or a succession adds.
type changeRecord struct {
	V      int        `json:"v"`
	Kind   string     `json:"kind"`
	ID     uuid.UUID  `json:"id"`
	Number string     `json:"number"`
	At     string     `json:"at"`
	Reason string     `json:"reason"`
	By     *uuid.UUID `json:"by,omitempty"` // the certificate that took its place
}

// Record is the canonical form of a certificate for the register: the same
// bytes for the same row, read at any time, from any copy of the database. It
// is nil for a kind that is not, or not yet, true of the certificate.
func (c Certificate) Record(kind string) []byte {
	switch {
	case kind == RecordIssued:
		return canonical(c.issuedRecord())
	case kind == RecordRevoked && c.RevokedAt != nil:
		return canonical(changeRecord{1, kind, c.ID, c.Number, c.RevokedAt.UTC().Format(recordTime), c.RevokeReason, nil})
	case kind == RecordSuperseded && c.SupersededAt != nil:
		return canonical(changeRecord{1, kind, c.ID, c.Number, c.SupersededAt.UTC().Format(recordTime), c.SupersedeReason, c.SupersededBy})
	}
	return nil
}

func (c Certificate) issuedRecord() issuedRecord {
	return issuedRecord{V: 1, Kind: RecordIssued, ID: c.ID, PublicID: c.PublicID, Number: c.Number, Source: c.Source, PersonID: c.PersonID,
		HolderName: c.HolderName, HolderNIP: c.HolderNIP, HolderRank: c.HolderRank, HolderPosition: c.HolderPosition, HolderUnit: c.HolderUnit,
		Title: c.Title, Organiser: c.Organiser, Agency: c.Agency, Place: c.Place, VerifyURL: c.VerifyURL, JP: c.JP, SiasnPath: c.SiasnPath,
		StartedOn: c.StartedOn.Format(dateForm), CompletedOn: c.CompletedOn.Format(dateForm), IssuedOn: c.IssuedOn.Format(dateForm),
		Curriculum: c.Curriculum, Evidence: c.Evidence, IssuedAt: c.IssuedAt.UTC().Format(recordTime), Demo: c.Demo,
		TemplateID: c.TemplateID, Design: sorted(c.Design), Predicate: c.Predicate, Signatories: c.Signatories, Signing: c.Signing,
		UnitID: c.UnitID, CourseCode: c.CourseCode, CourseRevision: c.CourseRevision, Claim: c.Claim, Supersedes: c.Supersedes}
}

// moments are the facts of a certificate and when each became true.
func (c Certificate) moments() map[string]time.Time {
	out := map[string]time.Time{RecordIssued: c.IssuedAt}
	if c.RevokedAt != nil {
		out[RecordRevoked] = *c.RevokedAt
	}
	if c.SupersededAt != nil {
		out[RecordSuperseded] = *c.SupersededAt
	}
	return out
}

// Sealed is one fact of a certificate that must be in the register.
type Sealed struct {
	Kind   string
	At     time.Time
	Record []byte
}

// Facts lists what must be in the register of a certificate: that it was
// issued and, where so, revoked and superseded.
func (c Certificate) Facts() (out []Sealed) {
	at := c.moments()
	for _, kind := range []string{RecordIssued, RecordRevoked, RecordSuperseded} {
		if record := c.Record(kind); record != nil {
			out = append(out, Sealed{kind, at[kind], record})
		}
	}
	return out
}

// After is a step: it gives the certificates whose id is above after, in the
// order of id, at most limit.
func After(ctx context.Context, tx *db.Tx, after uuid.UUID, limit int) (list []Certificate, err error) {
	err = tx.Select(ctx, &list, sqls.CertificatesAfter, after, limit)
	return list, err
}

// NumberOf is a step: it gives the number of a certificate that may be gone,
// from the audit trail, "" where that says nothing.
func NumberOf(ctx context.Context, tx *db.Tx, id uuid.UUID) (number string, err error) {
	if err = tx.Get(ctx, &number, sqls.NumberInTrail, id.String()); db.NoRow(err) {
		return "", nil
	}
	return number, err
}

// ByPublicID finds a certificate by the code of its public page.
func (s *Service) ByPublicID(ctx context.Context, publicID string) (Certificate, bool, error) {
	return s.found(ctx, sqls.CertificateOfPublicID, publicID)
}

// ByNumber finds a certificate by its number. Whether the caller may know of
// it was decided before.
func (s *Service) ByNumber(ctx context.Context, number string) (Certificate, bool, error) {
	return s.found(ctx, sqls.CertificateOfNumber, number)
}

// ByID finds a certificate; whether the caller may know of it is for the
// caller to decide.
func (s *Service) ByID(ctx context.Context, id uuid.UUID) (Certificate, bool, error) {
	return s.found(ctx, sqls.Certificate, id)
}

func (s *Service) found(ctx context.Context, q db.Query, key any) (c Certificate, ok bool, err error) {
	if err = s.opt.DB.Get(ctx, &c, q, key); db.NoRow(err) {
		return c, false, nil
	}
	return c, err == nil, err
}

// canonical is JSON of one form: the fields of structs in their order, the keys
// of maps sorted.
func canonical(record any) []byte {
	raw, err := json.Marshal(record)
	if err != nil { // no field of it can fail
		panic(err)
	}
	return raw
}

// sorted writes a jsonb column anew with sorted keys, its numbers as they are.
func sorted(column json.RawMessage) json.RawMessage {
	var v any
	d := json.NewDecoder(bytes.NewReader(column))
	d.UseNumber()
	if err := d.Decode(&v); err != nil { // Postgres holds no such column
		return json.RawMessage("null")
	}
	return canonical(v)
}
