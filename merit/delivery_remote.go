package merit

import (
	"context"
	"fmt"
	"time"

	"lentera/merit/siasn"
)

// SiasnRow is one line of SIASN's course or structural-training history, in
// one form for both; dates as SIASN writes them (dd-mm-yyyy).
type SiasnRow struct {
	Kind        string `json:"kind" db:"kind" enum:"kursus,diklat"`
	RemoteID    string `json:"remote_id" db:"remote_id"`
	Number      string `json:"certificate_number" db:"number"`
	Title       string `json:"title" db:"title"`
	Organiser   string `json:"organiser" db:"organiser"`
	JP          int    `json:"jp" db:"jp"`
	StartedOn   string `json:"started_on" db:"started_on"`
	CompletedOn string `json:"completed_on" db:"completed_on"`
	Path        string `json:"path" db:"path" doc:"jenisDiklat id, where the row tells it"`
	HasDocument *bool  `json:"has_document" db:"has_document"`
}

// SiasnField is one member of a write, by the name SIASN gives it.
type SiasnField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// SiasnPerson is what a check needs to know of a person there.
type SiasnPerson struct{ ID, AgencyID string }

// SiasnWrite is a row as Lentera would have it.
type SiasnWrite struct {
	SiasnRow
	PersonID     string // SIASN's pnsOrangId
	PathID       int
	Start, End   time.Time
	StructuralID string // latihanStrukturalId, diklat only
}

// Remote is SIASN as the queue needs it. Errors are *RemoteFault; anything
// else is a mistake of the program.
type Remote interface {
	Person(ctx context.Context, nip string) (p SiasnPerson, found bool, err error)
	Rows(ctx context.Context, nip, kind string) ([]SiasnRow, error)
	Save(ctx context.Context, w SiasnWrite) (id string, err error) // RemoteID "" makes a row
	Delete(ctx context.Context, kind, id string) error
	Upload(ctx context.Context, kind, id, name string, pdf []byte) error
	Fields(w SiasnWrite) []SiasnField // exactly what Save sends
	// Ipasn is BKN's own value of a person; known is false where there is none.
	Ipasn(ctx context.Context, nip string) (o Official, known bool, err error)
}

// RemoteFault is why SIASN did not do it: a trouble code, its words without
// personal data, and how long it asks to be left alone.
type RemoteFault struct {
	Code  string
	Said  string
	After time.Duration
}

func (f *RemoteFault) Error() string { return fmt.Sprintf("siasn: %s %s", f.Code, f.Said) }

// queueWide tells that the fault is of the line, not of the record.
func (f *RemoteFault) queueWide() bool {
	switch f.Code {
	case troubleToken, troubleMismatch, troubleAllowed, troubleAway:
		return true
	}
	return false
}

// findRow looks for the row that a write would double: its own known id, then
// the certificate number, then title, first day and organiser where the row
// carries no other number. Rows that belong to other deliveries are not it.
func findRow(rows []SiasnRow, w SiasnWrite, taken map[string]bool) *SiasnRow {
	number, title, organiser := siasn.Normalise(w.Number), siasn.Normalise(w.Title), siasn.Normalise(w.Organiser)
	tests := []func(r SiasnRow) bool{
		func(r SiasnRow) bool { return w.RemoteID != "" && r.RemoteID == w.RemoteID },
		func(r SiasnRow) bool { return number != "" && siasn.Normalise(r.Number) == number },
		func(r SiasnRow) bool {
			return siasn.Normalise(r.Number) == "" && siasn.Normalise(r.Title) == title && r.StartedOn == w.StartedOn && siasn.Normalise(r.Organiser) == organiser
		},
	}
	for _, same := range tests {
		for i := range rows {
			if !taken[rows[i].RemoteID] && same(rows[i]) {
				return &rows[i]
			}
		}
	}
	return nil
}

// Difference is one member that here and there say differently.
type Difference struct {
	Field string `json:"field"`
	Here  string `json:"here"`
	There string `json:"there"`
}

// differences compares what Lentera would write with what SIASN has.
func differences(w, there SiasnRow) []Difference {
	out := []Difference{}
	add := func(field, a, b string, same bool) {
		if !same {
			out = append(out, Difference{field, a, b})
		}
	}
	same := func(a, b string) bool { return siasn.Normalise(a) == siasn.Normalise(b) }
	add("title", w.Title, there.Title, same(w.Title, there.Title))
	add("organiser", w.Organiser, there.Organiser, same(w.Organiser, there.Organiser))
	add("certificate_number", w.Number, there.Number, same(w.Number, there.Number))
	add("jp", fmt.Sprint(w.JP), fmt.Sprint(there.JP), w.JP == there.JP)
	add("started_on", w.StartedOn, there.StartedOn, w.StartedOn == there.StartedOn)
	add("completed_on", w.CompletedOn, there.CompletedOn, there.CompletedOn == "" || w.CompletedOn == there.CompletedOn)
	if w.Kind == "kursus" {
		add("path", w.Path, there.Path, there.Path == "" || w.Path == there.Path)
	}
	return out
}
