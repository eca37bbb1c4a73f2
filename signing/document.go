package signing

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// State is where a document is on its way; doc.go draws it.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Signing   State = "signing"
	HandedOff State = "handed_off"
	Done      State = "signed"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// Document is one certificate's file that is to be signed.
type Document struct {
	ID            uuid.UUID  `db:"id"`
	CertificateID uuid.UUID  `db:"certificate_id"`
	Kind          Kind       `db:"kind"`
	Number        string     `db:"number"`
	Title         string     `db:"title"`
	Place         string     `db:"place"`
	Lot           string     `db:"lot"`
	Parties       Parties    `db:"parties"`
	Step          int        `db:"step"`  // signatures it has
	Party         string     `db:"party"` // who signs next, "" when nobody is left
	State         State      `db:"state"`
	Why           Why        `db:"why"`
	Detail        string     `db:"detail"`
	RunID         *uuid.UUID `db:"run_id"`
	PartKey       string     `db:"part_key"`
	PartSHA256    string     `db:"part_sha256"`
	Signatures    Marks      `db:"signatures"`
	Remote        string     `db:"remote"`
	CallbackSum   string     `db:"callback_sha256"`
	Tries         int        `db:"tries"`
	CreatedAt     time.Time  `db:"created_at"`
	ChangedAt     time.Time  `db:"changed_at"`
	HolderName    string     `db:"holder_name"`
}

// next is who signs now.
func (d Document) next() Party {
	for _, p := range d.Parties {
		if p.Key == d.Party {
			return p
		}
	}
	return Party{Key: d.Party}
}

// after is who signs after the present party, "" for nobody. Parties have
// different keys, so the order needs no counter.
func (d Document) after() string {
	for i, p := range d.Parties {
		if p.Key == d.Party && i+1 < len(d.Parties) {
			return d.Parties[i+1].Key
		}
	}
	return ""
}

// paper says the document in the words of a signer.
func (d Document) paper(pdf []byte) Paper {
	return Paper{ID: d.ID, Number: d.Number, Title: d.Title, PDF: pdf, Party: d.next(), Parties: d.Parties,
		Reason: "Sertifikat " + d.Number, Place: d.Place, FileName: "sertifikat-" + d.ID.String() + ".pdf"}
}

// Mark is a signature as our check found it.
type Mark struct {
	Signer  string     `json:"signer"`
	Issuer  string     `json:"issuer"`
	Serial  string     `json:"serial" doc:"of the signer's certificate, hexadecimal"`
	At      *time.Time `json:"at" doc:"proven where stamped, claimed otherwise"`
	Stamped bool       `json:"stamped" doc:"a time-stamp authority vouches for the moment"`
}

// Parties and Marks are jsonb columns.
type (
	Parties []Party
	Marks   []Mark
)

// Scan reads the column.
func (p *Parties) Scan(from any) error { return scanJSON(from, p) }

// Scan reads the column.
func (m *Marks) Scan(from any) error { return scanJSON(from, m) }

func scanJSON(from, into any) error {
	body, ok := from.([]byte)
	if !ok {
		return fmt.Errorf("signing: jsonb column came as %T", from)
	}
	return json.Unmarshal(body, into)
}

// Run is one request to sign, with how far it has come.
type Run struct {
	ID        uuid.UUID  `db:"id"`
	Kind      Kind       `db:"kind"`
	Party     string     `db:"party"`
	AskedBy   uuid.UUID  `db:"asked_by"`
	AskedName string     `db:"asked_name"`
	AskedAt   time.Time  `db:"asked_at"`
	Total     int        `db:"total"`
	LeftOver  int        `db:"left_over"`
	State     string     `db:"state"` // running, done or stopped
	Why       Why        `db:"why"`
	Detail    string     `db:"detail"`
	EndedAt   *time.Time `db:"ended_at"`
}
