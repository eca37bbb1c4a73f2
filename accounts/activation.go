package accounts

import (
	"crypto/rand"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	// codeAlphabet has no two signs that look alike on paper: without 0 O, 1 I L,
	// 5 S, 8 B, U.
	codeAlphabet = "234679ACDEFGHJKMNPQRTVWXYZ"
	codeLength   = 12
	codeGroup    = 4
	codeLife     = 30 * 24 * time.Hour
)

// ActivationCode is a code as it is handed over, once; the database keeps a
// keyed hash only.
type ActivationCode struct {
	PersonID  uuid.UUID `json:"person_id"`
	FullName  string    `json:"full_name"`
	NIP       string    `json:"nip"`
	UnitName  string    `json:"unit_name"`
	Code      string    `json:"code" doc:"shown this once"`
	ExpiresAt time.Time `json:"expires_at"`
}

// newCode makes a code of 12 random signs (more than 55 bits) in groups of four.
func newCode() string {
	var b strings.Builder
	for b.Len() < codeLength+codeLength/codeGroup-1 {
		if (b.Len()+1)%(codeGroup+1) == 0 {
			b.WriteByte('-')
			continue
		}
		b.WriteByte(codeAlphabet[randomBelow(len(codeAlphabet))])
	}
	return b.String()
}

// randomBelow draws without the slight favour that a plain remainder gives to
// the first signs.
func randomBelow(n int) int {
	var one [1]byte
	for {
		_, _ = rand.Read(one[:]) // never fails: the program ends instead
		if v := int(one[0]); v < 256-256%n {
			return v % n
		}
	}
}

// readCode brings what somebody typed to the form that was hashed: upper case,
// no blanks or dashes.
func readCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(codeAlphabet, r) {
			return r
		}
		return -1
	}, strings.ToUpper(typed))
}
