package merit

import (
	"time"

	"github.com/google/uuid"
)

// Credit is what a certificate's feature asks to have entered.
type Credit struct {
	PersonID          uuid.UUID
	Source            string // "certificate:<id>"; one credit per source
	Title             string // course title
	CertificateNumber string
	JP                int // claimed hours of 45 minutes
	SiasnPath         int // 1–25, see Paths
	CompletedOn       time.Time
	Evidence          map[string]any // ids and numbers of the server's own record
}

// Evidence members that Lentera itself writes; others may stand beside them.
const (
	EvidenceEnrolment      = "enrolment_id"
	EvidenceRevision       = "revision"
	EvidenceLearningDays   = "learning_days"
	EvidenceSecondsPresent = "seconds_present"
	EvidenceCertificate    = "certificate_number"
)

// evidence is the credit's evidence with the certificate number in it.
func (c Credit) evidence() map[string]any {
	out := map[string]any{EvidenceCertificate: c.CertificateNumber}
	for k, v := range c.Evidence {
		out[k] = v
	}
	return out
}
