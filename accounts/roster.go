package accounts

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Verdict is what a commit would do with a row of a roster.
type Verdict string

// The verdicts. A row with an error is refused; warnings do not hold it up.
const (
	VerdictNew     Verdict = "new"
	VerdictChanged Verdict = "changed"
	VerdictSame    Verdict = "same"
	VerdictRefused Verdict = "refused"
)

// RosterCounts count rows by verdict.
type RosterCounts struct {
	New     int `json:"new"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
	Refused int `json:"refused"`
}

func (c *RosterCounts) add(v Verdict) {
	switch v {
	case VerdictNew:
		c.New++
	case VerdictChanged:
		c.Changed++
	case VerdictSame:
		c.Same++
	case VerdictRefused:
		c.Refused++
	}
}

// Roster is an uploaded file between its preview and its commit, and after.
type Roster struct {
	ID             uuid.UUID    `json:"id"`
	FileName       string       `json:"file_name"`
	State          string       `json:"state" enum:"preview,committed,discarded"`
	UploadedAt     time.Time    `json:"uploaded_at"`
	Total          int          `json:"total"`
	Counts         RosterCounts `json:"counts"`
	FindingsTotal  int          `json:"findings_total"`
	DroppedColumns []string     `json:"dropped_columns" doc:"columns of the file that are not kept and were not read"`
	MissingColumns []string     `json:"missing_columns" doc:"columns that would be kept but are not in the file; what they hold stays as it is"`
}

// RosterResult is what a commit did.
type RosterResult struct {
	Created   int `json:"created"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Refused   int `json:"refused"`
}

// RosterRow is one row as the preview shows it.
type RosterRow struct {
	Line     int          `json:"line"`
	Verdict  Verdict      `json:"verdict" enum:"new,changed,same,refused"`
	FullName string       `json:"full_name"`
	NIP      string       `json:"nip" doc:"as it stands in the file"`
	UnitName string       `json:"unit_name"`
	Findings []RowFinding `json:"findings"`
	Changes  []Change     `json:"changes"`
}

// RowFinding is one remark about a row, in the language of the request.
type RowFinding struct {
	Code     string `json:"code"`
	Severity string `json:"severity" enum:"error,warning"`
	Column   string `json:"column"`
	Message  string `json:"message"`
}

// Change is one fact that a commit would replace.
type Change struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// rosterPerson is what is kept of a row: nothing else of the file is stored.
// An empty value says nothing and replaces nothing.
type rosterPerson struct {
	SIASNID      string `json:"siasn_id,omitempty"`
	NIP          string `json:"nip"`
	FullName     string `json:"full_name"`
	FrontTitle   string `json:"front_title,omitempty"`
	BackTitle    string `json:"back_title,omitempty"`
	BirthDate    string `json:"birth_date,omitempty"` // YYYY-MM-DD
	TMT          string `json:"tmt,omitempty"`        // YYYY-MM-DD
	Sex          string `json:"sex,omitempty"`        // M, F
	Class        Class  `json:"class,omitempty"`
	Standing     string `json:"standing,omitempty"` // active, inactive
	Rank         string `json:"rank,omitempty"`
	Position     string `json:"position,omitempty"`
	PositionKind string `json:"position_kind,omitempty"`
	Phone        string `json:"phone,omitempty"`
	Email        string `json:"email,omitempty"`
	UnitCode     string `json:"unit_code,omitempty"`
	UnitName     string `json:"unit_name,omitempty"`
}

// remark is a finding as it is stored: in both languages.
type remark struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Column   string `json:"column"`
	ID       string `json:"id"`
	EN       string `json:"en"`
}

func (r remark) in(lang string) RowFinding {
	f := RowFinding{Code: r.Code, Severity: r.Severity, Column: r.Column, Message: r.ID}
	if lang == "en" {
		f.Message = r.EN
	}
	return f
}

// stagedRow is a row with everything the preview found out about it.
type stagedRow struct {
	Line     int          `json:"line"`
	Verdict  Verdict      `json:"verdict"`
	Person   rosterPerson `json:"person"`
	PersonID *uuid.UUID   `json:"person_id"`
	Changes  []Change     `json:"changes"`
	Findings []remark     `json:"findings"`

	unitID *uuid.UUID // resolved by the judge, for the commit
}

func (r *stagedRow) note(list ...remark) { r.Findings = append(r.Findings, list...) }

func (r *stagedRow) wrong() bool {
	for _, f := range r.Findings {
		if f.Severity == severityError {
			return true
		}
	}
	return false
}

// rosterSummary is the jsonb of a roster row.
type rosterSummary struct {
	Total          int           `json:"total"`
	Counts         RosterCounts  `json:"counts"`
	FindingsTotal  int           `json:"findings_total"`
	DroppedColumns []string      `json:"dropped_columns"`
	MissingColumns []string      `json:"missing_columns"`
	Result         *RosterResult `json:"result,omitempty"`
}

func (s rosterSummary) text() (string, error) {
	b, err := json.Marshal(s)
	return string(b), err
}
