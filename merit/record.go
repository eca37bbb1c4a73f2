package merit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"lentera/internal/db"
)

const recordTime = "2006-01-02T15:04:05.000000Z"

// record is a whole entry, in the order in which the register seals it. A
// field is never added, moved or renamed here: a new version gets a struct of
// its own.
type record struct {
	V                 int             `json:"v"`
	Kind              string          `json:"kind"`
	ID                uuid.UUID       `json:"id"`
	PersonID          uuid.UUID       `json:"person_id"`
	Year              int             `json:"year"`
	JPClaimed         int             `json:"jp_claimed"`
	SiasnPath         int             `json:"siasn_path"`
	RuleVersion       string          `json:"rule_version"`
	Title             string          `json:"title"`
	CertificateNumber string          `json:"certificate_number"`
	CompletedOn       string          `json:"completed_on"`
	Source            string          `json:"source"`
	Evidence          json.RawMessage `json:"evidence"`
	Reverses          *uuid.UUID      `json:"reverses"`
	Reason            string          `json:"reason"`
	Role              string          `json:"role"`
	International     bool            `json:"international"`
	Origin            string          `json:"origin"`
	Organiser         string          `json:"organiser"`
	StartedOn         *string         `json:"started_on"`
	CreatedAt         string          `json:"created_at"`
}

// RecordKind is the entry's kind in the register: merit.credit or
// merit.reversal.
func (e Entry) RecordKind() string { return "merit." + e.Kind }

// Record is the canonical form of an entry for the register: the same bytes
// for the same row, read at any time, from any copy of the database.
func (e Entry) Record() []byte {
	r := record{V: 1, Kind: e.RecordKind(), ID: e.ID, PersonID: e.PersonID, Year: e.Year, JPClaimed: e.JPClaimed, SiasnPath: e.SiasnPath,
		RuleVersion: e.RuleVersion, Title: e.Title, CertificateNumber: e.CertificateNumber, CompletedOn: e.CompletedOn.Format(dateForm),
		Source: e.Source, Evidence: sorted(e.Evidence), Reverses: e.Reverses, Reason: e.Reason, Role: e.Role, International: e.International,
		Origin: e.Origin, Organiser: e.Organiser, CreatedAt: e.CreatedAt.UTC().Format(recordTime)}
	if e.StartedOn != nil {
		day := e.StartedOn.Format(dateForm)
		r.StartedOn = &day
	}
	raw, err := json.Marshal(r)
	if err != nil { // no field of it can fail
		panic(err)
	}
	return raw
}

// Called is how people find the entry: its title, certificate and year.
func (e Entry) Called() string {
	return fmt.Sprintf("%q, %s, %d", e.Title, e.CertificateNumber, e.Year)
}

// After is a step: it gives the entries whose id is above after, in the order
// of id, at most limit.
func After(ctx context.Context, tx *db.Tx, after uuid.UUID, limit int) (list []Entry, err error) {
	err = tx.Select(ctx, &list, sqls.EntriesAfter, after, limit)
	return list, err
}

// sorted writes a jsonb column anew with sorted keys, its numbers as they are.
func sorted(column json.RawMessage) json.RawMessage {
	var v any
	d := json.NewDecoder(bytes.NewReader(column))
	d.UseNumber()
	if err := d.Decode(&v); err != nil { // Postgres holds no such column
		return json.RawMessage("null")
	}
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
