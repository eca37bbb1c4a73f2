package accounts

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// Class is the legal kind of a person.
type Class string

// The classes. ASN are the first four; JP in the merit ledger are theirs only.
const (
	PNS          Class = "pns"
	CPNS         Class = "cpns"
	PPPK         Class = "pppk"
	PPPKPartTime Class = "pppk_part_time"
	NonASN       Class = "non_asn"
	Citizen      Class = "citizen"
)

// IsASN reports a civil servant (PNS, CPNS, PPPK, also part-time).
func (c Class) IsASN() bool { return c == PNS || c == CPNS || c == PPPK || c == PPPKPartTime }

func (c Class) known() bool { return c.IsASN() || c == NonASN || c == Citizen }

// Person is what other features may know of a person today.
type Person struct {
	ID           uuid.UUID  `db:"id"`
	AccountID    *uuid.UUID `db:"account_id"`
	Class        Class      `db:"class"`
	FullName     string     `db:"full_name"`
	FrontTitle   string     `db:"front_title"`
	BackTitle    string     `db:"back_title"`
	DisplayName  string     `db:"-"` // with titles
	NIP          string     `db:"nip"`
	SIASNID      string     `db:"siasn_id"`
	BirthDate    *time.Time `db:"birth_date"`
	Sex          string     `db:"sex"` // "M", "F" or ""
	Rank         string     `db:"rank"`
	Position     string     `db:"position"`
	PositionKind string     `db:"position_kind"`
	Phone        string     `db:"phone"`
	Email        string     `db:"email"`
	Active       bool       `db:"active"`
	UnitID       *uuid.UUID `db:"unit_id"`
	UnitName     string     `db:"unit_name"`
}

// IsASN reports that the person is a civil servant.
func (p Person) IsASN() bool { return p.Class.IsASN() }

// displayName is the name with its titles: "Dr. Siti Aminah, S.Kom."
func displayName(front, name, back string) string {
	out := strings.TrimSpace(strings.TrimSpace(front) + " " + strings.TrimSpace(name))
	if back = strings.Trim(strings.TrimSpace(back), ","); back != "" {
		out += ", " + strings.TrimSpace(back)
	}
	return out
}

// UnitRef names a unit in answers.
type UnitRef struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}
