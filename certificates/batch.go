package certificates

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
)

const mostInBatch = 1000

// BatchContent is what everybody of a batch is issued a certificate for.
type BatchContent struct {
	Title       string    `json:"title" maxLength:"300"`
	Organiser   string    `json:"organiser" maxLength:"200"`
	Place       string    `json:"place" maxLength:"80"`
	StartedOn   string    `json:"started_on" format:"date"`
	CompletedOn string    `json:"completed_on" format:"date"`
	JP          int       `json:"jp" minimum:"0" maximum:"1000"`
	SiasnPath   int       `json:"siasn_path"`
	Predicate   string    `json:"predicate" maxLength:"60"`
	Subjects    []Subject `json:"subjects" nullable:"false" maxItems:"200"`
	Signing     string    `json:"signing,omitempty" enum:",none,local,bsre_sign,bsre_seal,bsre_v1,portal" doc:"how the files are signed; absent: as the template says"`
}

// Batch is certificates issued by hand, with how far it has come.
type Batch struct {
	ID           uuid.UUID       `db:"id"`
	State        string          `db:"state"` // prepared, running, paused, done or cancelled
	Raw          json.RawMessage `db:"content"`
	TemplateID   *uuid.UUID      `db:"template_id"`
	PreparedBy   uuid.UUID       `db:"prepared_by"`
	PreparedAt   time.Time       `db:"prepared_at"`
	PreparedName string          `db:"prepared_name"`
	ApprovedBy   *uuid.UUID      `db:"approved_by"`
	ApprovedAt   *time.Time      `db:"approved_at"`
	ApprovedName string          `db:"approved_name"`
	DoneAt       *time.Time      `db:"done_at"`
	Total        int             `db:"total"`
	Issued       int             `db:"issued"`
	Failed       int             `db:"failed"`
}

func (c BatchContent) achievement() (a Achievement, err error) {
	a = Achievement{Title: strings.TrimSpace(c.Title), Organiser: strings.TrimSpace(c.Organiser), Place: strings.TrimSpace(c.Place),
		JP: c.JP, SiasnPath: c.SiasnPath, Predicate: strings.TrimSpace(c.Predicate), Curriculum: c.Subjects, Signing: c.Signing}
	if a.StartedOn, err = time.Parse(dateForm, c.StartedOn); err != nil {
		return a, ErrCorrections.Because(err)
	}
	if a.CompletedOn, err = time.Parse(dateForm, c.CompletedOn); err != nil {
		return a, ErrCorrections.Because(err)
	}
	return a, a.sound()
}

// of is the achievement of one person of the batch. The evidence says that it
// was issued by hand, by whom and with whose approval.
func (b Batch) of(person uuid.UUID) (Achievement, error) {
	var c BatchContent
	if err := json.Unmarshal(b.Raw, &c); err != nil {
		return Achievement{}, err
	}
	a, err := c.achievement()
	a.Source, a.PersonID, a.TemplateID = "batch:"+b.ID.String()+":"+person.String(), person, b.TemplateID
	a.Evidence = Evidence{"issued_by_hand": true, "batch": b.ID, "prepared_by": b.PreparedBy, "approved_by": b.ApprovedBy}
	return a, err
}

// Candidate is one line of the list of people, found or not.
type Candidate struct {
	Line     int        `json:"line"`
	NIP      string     `json:"nip"`
	PersonID *uuid.UUID `json:"person_id" format:"uuid"`
	Name     string     `json:"name"`
	Class    string     `json:"class"`
	Finding  string     `json:"finding" enum:",not_a_nip,unknown,twice" doc:"empty: this person can be issued to"`
}
