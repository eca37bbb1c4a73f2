package merit

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Credit is what a certificate's feature asks to have entered.
type Credit struct {
	PersonID          uuid.UUID
	Source            string // "certificate:<id>"; one credit per source
	Title             string // course title
	CertificateNumber string
	JP                int       // claimed hours of 45 minutes
	SiasnPath         int       // 1–25, see Paths
	StartedOn         time.Time // zero where it is not known
	CompletedOn       time.Time
	Evidence          map[string]any // ids and numbers of the server's own record
	Organiser         string
	Role              string // participant (the default) or trainer
	Origin            string // course (the default), external, teaching or manual
	International     bool
}

// Entry is one line of the ledger, as the row says it.
type Entry struct {
	ID                uuid.UUID       `db:"id"`
	PersonID          uuid.UUID       `db:"person_id"`
	Kind              string          `db:"kind"` // credit or reversal
	Year              int             `db:"year"`
	JPClaimed         int             `db:"jp_claimed"` // negative on a reversal
	SiasnPath         int             `db:"siasn_path"`
	RuleVersion       string          `db:"rule_version"`
	Title             string          `db:"title"`
	CertificateNumber string          `db:"certificate_number"`
	CompletedOn       time.Time       `db:"completed_on"`
	Source            string          `db:"source"`
	Evidence          json.RawMessage `db:"evidence"`
	Reverses          *uuid.UUID      `db:"reverses"`
	Reason            string          `db:"reason"`
	Role              string          `db:"role"`
	International     bool            `db:"international"`
	Origin            string          `db:"origin"`
	Organiser         string          `db:"organiser"`
	StartedOn         *time.Time      `db:"started_on"`
	CreatedAt         time.Time       `db:"created_at"`
}

// Evidence members that Lentera itself writes; others may stand beside them.
const (
	EvidenceEnrolment      = "enrolment_id"
	EvidenceRevision       = "revision"
	EvidenceLearningDays   = "learning_days"
	EvidenceSecondsPresent = "seconds_present"
	EvidenceCertificate    = "certificate_number"
	EvidenceDays           = "days"     // [{on, seconds}], EvidenceDay
	EvidenceLessons        = "lessons"  // {done, of}
	EvidenceAttempts       = "attempts" // {taken, passed}
	EvidenceSessions       = "sessions" // ["2026-03-02", …], coaching and mentoring
	EvidenceEvents         = "events"   // how many
	EvidenceStated         = "stated"   // {jp, by, id, en}: a finer judgement, goes before all else
)

// evidence is the credit's evidence with the certificate number in it.
func (c Credit) evidence() map[string]any {
	out := map[string]any{EvidenceCertificate: c.CertificateNumber}
	for k, v := range c.Evidence {
		out[k] = v
	}
	return out
}

// startedOn is the first day as the column takes it.
func (c Credit) startedOn() *string {
	if c.StartedOn.IsZero() {
		return nil
	}
	day := c.StartedOn.Format(dateForm)
	return &day
}

func (c Credit) role() string   { return cmp.Or(c.Role, "participant") }
func (c Credit) origin() string { return cmp.Or(c.Origin, "course") }
