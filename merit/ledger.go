package merit

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

const dateForm = "2006-01-02"

// Ledger is one person's JP of one calendar year.
type Ledger struct {
	Year        int           `json:"year"`
	Years       []int         `json:"years" nullable:"false" doc:"years with an entry, and this year; newest first"`
	Class       string        `json:"class" doc:"pns, cpns, pppk, pppk_part_time, non_asn or citizen"`
	TargetJP    *int          `json:"target_jp" doc:"JP asked for in the year; null when no target is set"`
	TargetBasis string        `json:"target_basis" doc:"the rule behind the target, or why there is none"`
	JPClaimed   int           `json:"jp_claimed" doc:"sum of the entries of the year"`
	Entries     []LedgerEntry `json:"entries" nullable:"false" doc:"newest first"`
}

// LedgerEntry is one line as its owner sees it.
type LedgerEntry struct {
	ID                uuid.UUID       `json:"id" db:"id" format:"uuid"`
	Kind              string          `json:"kind" db:"kind" enum:"credit,reversal"`
	Title             string          `json:"title" db:"title"`
	JPClaimed         int             `json:"jp_claimed" db:"jp_claimed" doc:"negative on a reversal"`
	SiasnPath         int             `json:"siasn_path" db:"siasn_path"`
	SiasnPathName     string          `json:"siasn_path_name" db:"-"`
	CertificateNumber string          `json:"certificate_number" db:"certificate_number"`
	CompletedOn       string          `json:"completed_on" db:"completed_on" format:"date"`
	RuleVersion       string          `json:"rule_version" db:"rule_version"`
	Evidence          json.RawMessage `json:"evidence" db:"evidence"`
	Reason            string          `json:"reason" db:"reason" doc:"why it was reversed; empty on a credit"`
	CreatedAt         time.Time       `json:"created_at" db:"created_at"`
}

// Balance is the sum of entries, the number the ledger claims.
func Balance(entries []LedgerEntry) (jp int) {
	for _, e := range entries {
		jp += e.JPClaimed
	}
	return jp
}

// asn are the classes that have a ledger; AddCredit in entry.sql names the
// same four, and a test holds the two together.
var asn = []string{"pns", "cpns", "pppk", "pppk_part_time"}

// noTarget says why a class has no target in a year. Nothing is claimed where
// the rule is not certain.
func noTarget(class, lang string, year int) string {
	if !slices.Contains(asn, class) {
		if lang == "en" {
			return "JP are kept for civil servants (ASN) only."
		}
		return "JP hanya dicatat untuk ASN."
	}
	if lang == "en" {
		return fmt.Sprintf("No JP target is set for your kind of appointment in %d.", year)
	}
	return fmt.Sprintf("Target JP tahun %d untuk jenis kepegawaian Anda belum ditetapkan.", year)
}
