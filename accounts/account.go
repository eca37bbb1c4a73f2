package accounts

import (
	"strings"

	"github.com/google/uuid"

	"lentera/internal/access"
)

// Me is what the signed-in person sees of their own account.
type Me struct {
	AccountID   uuid.UUID   `json:"account_id"`
	PersonID    uuid.UUID   `json:"person_id"`
	FullName    string      `json:"full_name"`
	DisplayName string      `json:"display_name" doc:"with titles"`
	Class       Class       `json:"class" enum:"pns,cpns,pppk,pppk_part_time,non_asn,citizen"`
	NIP         string      `json:"nip" doc:"empty for people without one"`
	Rank        string      `json:"rank"`
	Position    string      `json:"position"`
	Unit        *UnitRef    `json:"unit"`
	Roles       []RoleGrant `json:"roles" doc:"learner first, then what was granted"`
	Lang        string      `json:"lang" enum:"id,en"`
}

// RoleGrant is one role an account holds; unit_admin names the root of its
// subtree.
type RoleGrant struct {
	Role     access.Role `json:"role" db:"role" enum:"learner,trainer,unit_admin,training_admin,auditor"`
	UnitID   *uuid.UUID  `json:"unit_id" db:"unit_id"`
	UnitName string      `json:"unit_name" db:"unit_name"`
}

// Door is where a secret was presented: what the guard counts by, and what the
// list of sessions shows.
type Door struct {
	Address   string // network address of the caller
	UserAgent string
	Device    string // the device cookie, if the browser has one
}

// loginName is what somebody typed to say who they are: a NIP, with or without
// the blanks and dots people copy along, or an e-mail address.
type loginName struct {
	nip   string
	email string
}

func readLoginName(typed string) loginName {
	typed = strings.TrimSpace(typed)
	digits := strings.NewReplacer(" ", "", ".", "", "-", "", "\u00a0", "", "\t", "").Replace(typed)
	if allDigits(digits) {
		return loginName{nip: digits}
	}
	return loginName{email: strings.ToLower(typed)}
}

// canonical is one spelling per name, for counting tries of names that belong
// to nobody.
func (n loginName) canonical() string { return n.nip + "|" + n.email }

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
