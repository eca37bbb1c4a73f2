package merit

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strings"

	"github.com/google/uuid"

	"lentera/internal/fault"
)

// UnitFilter says which people of a unit's ledger are wanted.
type UnitFilter struct {
	UnitID uuid.UUID // zero: everybody the asker may see
	Year   int       // 0: this year
	Status string    // "", reached, below, half, low, none or no_target
	Q      string    // part of a name
	Sort   string    // name (the default), counted or -counted
	Cursor string
	Limit  int // 1–200; 0 is 50
}

// UnitLedger is the JP of a year of the ASN who are in a unit, or below it,
// now. Totals count everybody, whatever page, status or name is asked for.
type UnitLedger struct {
	Year       int        `json:"year"`
	Unit       *UnitName  `json:"unit"`
	RuleSet    string     `json:"rule_set"`
	Totals     UnitTotals `json:"totals"`
	Rows       []UnitRow  `json:"rows" nullable:"false"`
	NextCursor string     `json:"next_cursor" doc:"empty at the end"`
}

// UnitName is the unit that was asked for; null when none was.
type UnitName struct {
	_    struct{}  `nullable:"true"`
	ID   uuid.UUID `json:"id" db:"id"`
	Name string    `json:"name" db:"name"`
}

// UnitTotals counts people by how far they are from their target, and JP.
type UnitTotals struct {
	People      int       `json:"people" doc:"ASN in the unit"`
	Reached     int       `json:"reached" doc:"at or above the target"`
	Half        int       `json:"half" doc:"half of the target or more, not all"`
	Low         int       `json:"low" doc:"some JP, less than half"`
	None        int       `json:"none" doc:"no JP that count"`
	NoTarget    int       `json:"no_target" doc:"no target is set for their class"`
	JPClaimed   float64   `json:"jp_claimed"`
	JPEvidenced float64   `json:"jp_evidenced"`
	JPCounted   float64   `json:"jp_counted"`
	Quarters    []float64 `json:"quarters" nullable:"false" doc:"counted JP of the four quarters"`
}

// UnitRow is one person of a unit's ledger.
type UnitRow struct {
	PersonID    uuid.UUID `json:"person_id"`
	FullName    string    `json:"full_name"`
	Class       string    `json:"class"`
	UnitName    string    `json:"unit_name"`
	JPClaimed   float64   `json:"jp_claimed"`
	JPEvidenced float64   `json:"jp_evidenced"`
	JPCounted   float64   `json:"jp_counted"`
	Quarters    []float64 `json:"quarters" nullable:"false"`
	TargetJP    *int      `json:"target_jp"`
	Status      string    `json:"status" enum:"reached,half,low,none,no_target"`
}

// standingRow is one row of merit.standing, or their sum, in tenths of a JP.
type sums struct {
	Claimed   int `db:"claimed"`
	Evidenced int `db:"evidenced"`
	Counted   int `db:"counted"`
	Q1        int `db:"q1"`
	Q2        int `db:"q2"`
	Q3        int `db:"q3"`
	Q4        int `db:"q4"`
}

func (s sums) quarters() []float64 {
	return []float64{tenths(s.Q1), tenths(s.Q2), tenths(s.Q3), tenths(s.Q4)}
}

func tenths(n int) float64 { return float64(n) / 10 }

type standingRow struct {
	sums
	PersonID uuid.UUID `db:"person_id"`
	FullName string    `db:"full_name"`
	Class    string    `db:"class"`
	UnitName string    `db:"unit_name"`
	Target   *int      `db:"target"`
	Status   string    `db:"status"`
}

func (r standingRow) row() UnitRow {
	return UnitRow{r.PersonID, r.FullName, r.Class, r.UnitName, tenths(r.Claimed), tenths(r.Evidenced), tenths(r.Counted), r.quarters(), r.Target, r.Status}
}

// unitOrders are the ways a list may be sorted, with the sign of counted JP.
var unitOrders = map[string]int{"": 0, "name": 0, "counted": 1, "-counted": -1}

// unitPlace is where a page begins: after this person, in the list's order.
type unitPlace struct {
	Key  int       `json:"k"`
	Name string    `json:"n"`
	ID   uuid.UUID `json:"i"`
}

var firstPlace = unitPlace{Key: math.MinInt32}

func (p unitPlace) cursor() string {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers
	}
	return base64.RawURLEncoding.EncodeToString(body)
}

// unitPlaceOf reads a cursor. To begin again from the start would show a
// program that pages the same people for ever.
func unitPlaceOf(cursor string) (p unitPlace, err error) {
	if cursor == "" {
		return firstPlace, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(raw, &p)
	}
	if err != nil || strings.ContainsRune(p.Name, 0) || p.Key < math.MinInt32 || p.Key > math.MaxInt32 {
		return p, fault.ErrInvalid.Because(err).At(fault.Field{Pointer: "query.cursor", Code: "invalid",
			ID: "Muat ulang daftar dari awal.", EN: "Load the list again from the start."})
	}
	return p, nil
}

// likeName turns a part of a name into an ILIKE pattern that matches it as it
// is written.
func likeName(q string) string {
	q = strings.ToValidUTF8(strings.ReplaceAll(strings.TrimSpace(q), "\x00", ""), "")
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(q) + "%"
}
