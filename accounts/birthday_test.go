//go:build !race

package accounts

import (
	"testing"
	"time"

	"lentera/accounts/credential"
)

// birthdayGuesses are what somebody who knows a NIP tries first.
func birthdayGuesses(nip NIP) []string {
	b, m := nip.Birth, nip.AppointedFrom()
	days := []string{b.Format("02012006"), b.Format("20060102"), b.Format("020106"), b.Format("02-01-2006"), b.Format("2 January 2006"), b.Format("01022006")}
	out := []string{nip.Digits, nip.Digits[:8], nip.Digits[8:], "nip" + nip.Digits, nip.Digits[:8] + nip.Digits[:8], m.Format("200601") + b.Format("20060102"), m.Format("012006012006012006")}
	for _, d := range days {
		out = append(out, d, d+d, "lahir"+d+"lahir", "Sandi"+d+"!!!!", d+"Lumajang!", "pegawai nomor "+d)
	}
	return out
}

// TestNoBirthdayPasswordCanBeSet: 1,000 NIPs with the guesses that NIPs give
// away, at the default length and at a short one.
func TestNoBirthdayPasswordCanBeSet(t *testing.T) {
	settable, tried := 0, 0
	for i := range 1000 {
		l := asn(i)
		nip, err := ParseNIP(l["nip_baru"])
		if err != nil {
			t.Fatal(err)
		}
		owner := credential.Owner{Words: []string{l["nama"], l["unor_nama"]}, Numbers: []string{nip.Digits, l["nomor_hp"]}, Days: []time.Time{nip.Birth}, Months: []time.Time{nip.AppointedFrom()}}
		for _, guess := range birthdayGuesses(nip) {
			for _, length := range []int{8, 15} {
				tried++
				if len((credential.Rules{MinLength: length}).Judge(guess, owner)) == 0 {
					settable++
					t.Errorf("%q can be set by the owner of %s (at least %d)", guess, nip.Digits, length)
				}
			}
		}
		if settable > 10 {
			t.Fatal("and so on")
		}
	}
	t.Logf("%d guesses, %d settable", tried, settable)
}
