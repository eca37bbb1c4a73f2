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
	CeilingJP   *int          `json:"ceiling_jp" doc:"most JP that count in the year; null where none is set"`
	RuleSet     string        `json:"rule_set" doc:"name of the rule set the year is counted under"`
	RuleTitle   string        `json:"rule_title"`
	JPClaimed   int           `json:"jp_claimed" doc:"sum of the entries of the year"`
	JPEvidenced float64       `json:"jp_evidenced" doc:"of those, supported by evidence"`
	JPCounted   float64       `json:"jp_counted" doc:"of those, counted under the rule set; tenths of a JP"`
	Quarters    []Quarter     `json:"quarters" nullable:"false" doc:"four, in order"`
	Entries     []LedgerEntry `json:"entries" nullable:"false" doc:"newest first"`
}

// Quarter is a triwulan of a ledger.
type Quarter struct {
	Quarter     int     `json:"quarter" minimum:"1" maximum:"4"`
	JPClaimed   float64 `json:"jp_claimed"`
	JPEvidenced float64 `json:"jp_evidenced"`
	JPCounted   float64 `json:"jp_counted"`
}

// Reason is why an entry counts more or less than it claims, or what about it
// is not certain.
type Reason struct {
	Code       string  `json:"code"`
	JP         float64 `json:"jp" doc:"negative: cut; positive: added; 0: a remark"`
	Text       string  `json:"text"`
	Rule       string  `json:"rule" doc:"rule set and path"`
	Source     string  `json:"source" doc:"where the rule was read"`
	Confidence string  `json:"confidence" enum:"high,medium,low"`
}

// LedgerEntry is one line as its owner sees it.
type LedgerEntry struct {
	ID                uuid.UUID       `json:"id" format:"uuid"`
	Kind              string          `json:"kind" enum:"credit,reversal"`
	Title             string          `json:"title"`
	JPClaimed         int             `json:"jp_claimed" doc:"negative on a reversal"`
	SiasnPath         int             `json:"siasn_path"`
	SiasnPathName     string          `json:"siasn_path_name"`
	CertificateNumber string          `json:"certificate_number"`
	CompletedOn       string          `json:"completed_on" format:"date"`
	RuleVersion       string          `json:"rule_version"`
	Evidence          json.RawMessage `json:"evidence"`
	Reason            string          `json:"reason" doc:"why it was reversed; empty on a credit"`
	CreatedAt         time.Time       `json:"created_at"`
	JPEvidenced       float64         `json:"jp_evidenced"`
	JPCounted         float64         `json:"jp_counted"`
	Quarter           int             `json:"quarter" doc:"of completion, 1–4"`
	Reversed          bool            `json:"reversed" doc:"taken back, or the reversal that did so: counts nothing"`
	Reasons           []Reason        `json:"reasons" nullable:"false"`
	Role              string          `json:"role" enum:"participant,trainer"`
	Origin            string          `json:"origin" enum:"course,external,teaching,manual"`
	International     bool            `json:"international"`
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
