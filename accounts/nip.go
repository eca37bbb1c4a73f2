package accounts

import (
	"time"
)

// NIP is the 18-digit number of a civil servant (Perka BKN 22/2007), or the
// equally long NI PPPK. It has no check digit: a well-formed NIP is not yet a
// true one.
//
//	PNS   YYYYMMDD YYYYMM S NNN   birth date, month of TMT CPNS, sex, serial
//	PPPK  YYYYMMDD YYYY2F S NNN   birth date, year of first appointment, frequency digit F
type NIP struct {
	Digits string
	Birth  time.Time // midnight UTC of the day
	Year   int       // of appointment
	Month  int       // of appointment, 1–12; 0 for PPPK, whose number does not say
	Sex    string    // "M" or "F"
	Serial int       // 1–999
}

// NIPProblem is one rule that a number breaks, or one fact it contradicts.
type NIPProblem string

// The rules of the number itself, then BKN's consistency findings.
const (
	NIPNotDigits   NIPProblem = "nip-not-digits"
	NIPLength      NIPProblem = "nip-length"
	NIPBirthDate   NIPProblem = "nip-birth-date"
	NIPMonth       NIPProblem = "nip-appointment-month"
	NIPTooYoung    NIPProblem = "nip-appointed-before-16"
	NIPFuture      NIPProblem = "nip-appointment-in-future"
	NIPSexDigit    NIPProblem = "nip-sex-digit"
	NIPSerial      NIPProblem = "nip-serial-zero"
	NIPVersusBirth NIPProblem = "nip-differs-birth-date"
	NIPVersusSex   NIPProblem = "nip-differs-sex"
	NIPVersusTMT   NIPProblem = "nip-differs-tmt"
)

// Error makes a problem an error of ParseNIP.
func (p NIPProblem) Error() string { return string(p) }

// ParseNIP reads a number and gives the first rule it breaks as a NIPProblem.
// Whether the appointment lies too far ahead needs a day to compare with:
// AppointedAfter.
func ParseNIP(text string) (NIP, error) {
	n, problems := readNIP(text)
	if len(problems) > 0 {
		return NIP{}, problems[0]
	}
	return n, nil
}

// CheckNIP gives every rule a number breaks on a day. Pure.
func CheckNIP(text string, today time.Time) (NIP, []NIPProblem) {
	n, problems := readNIP(text)
	if len(problems) == 0 && n.AppointedAfter(today.AddDate(1, 0, 0)) {
		problems = append(problems, NIPFuture)
	}
	return n, problems
}

func readNIP(text string) (NIP, []NIPProblem) {
	if !allDigits(text) {
		return NIP{}, []NIPProblem{NIPNotDigits}
	}
	if len(text) != 18 {
		return NIP{}, []NIPProblem{NIPLength}
	}
	var problems []NIPProblem
	bad := func(p NIPProblem) { problems = append(problems, p) }
	n := NIP{Digits: text, Year: number(text[8:12]), Serial: number(text[15:18])}
	birth, real := realDay(number(text[0:4]), number(text[4:6]), number(text[6:8]))
	if !real {
		bad(NIPBirthDate)
	}
	n.Birth = birth
	switch {
	case text[12] == '2': // PPPK; the frequency digit is never restricted (part-time numbers show 24)
	case number(text[12:14]) >= 1 && number(text[12:14]) <= 12:
		n.Month = number(text[12:14])
	default:
		bad(NIPMonth)
	}
	switch text[14] {
	case '1':
		n.Sex = "M"
	case '2':
		n.Sex = "F"
	default:
		bad(NIPSexDigit)
	}
	if n.Serial == 0 {
		bad(NIPSerial)
	}
	if len(problems) == 0 && n.lastDayOfAppointment().Before(birth.AddDate(16, 0, 0)) {
		bad(NIPTooYoung)
	}
	return n, problems
}

// PPPK reports the number of a PPPK (digit 13 is 2), else of a PNS or CPNS.
func (n NIP) PPPK() bool { return n.Month == 0 }

// AppointedFrom is the first day the number allows for the appointment: of the
// month for PNS, of the year for PPPK.
func (n NIP) AppointedFrom() time.Time {
	return time.Date(n.Year, time.Month(max(n.Month, 1)), 1, 0, 0, 0, 0, time.UTC)
}

func (n NIP) lastDayOfAppointment() time.Time {
	if n.PPPK() {
		return time.Date(n.Year, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(n.Year, time.Month(n.Month)+1, 0, 0, 0, 0, 0, time.UTC)
}

// AppointedAfter reports that the appointment cannot have begun by the day.
func (n NIP) AppointedAfter(day time.Time) bool { return n.AppointedFrom().After(day) }

// Contradictions gives BKN's consistency findings: birth date against digits
// 1–8, sex against digit 15, TMT CPNS against digits 9–14, for PPPK the year
// against digits 9–12. What is not known (nil, "") contradicts nothing.
func (n NIP) Contradictions(birth *time.Time, sex string, tmt *time.Time) []NIPProblem {
	var out []NIPProblem
	if birth != nil && !birth.Equal(n.Birth) {
		out = append(out, NIPVersusBirth)
	}
	if sex != "" && sex != n.Sex {
		out = append(out, NIPVersusSex)
	}
	if tmt != nil && (tmt.Year() != n.Year || (!n.PPPK() && int(tmt.Month()) != n.Month)) {
		out = append(out, NIPVersusTMT)
	}
	return out
}

// realDay refuses days that no calendar has, such as 30 February.
func realDay(y, m, d int) (time.Time, bool) {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t, y >= 1900 && t.Year() == y && int(t.Month()) == m && t.Day() == d
}

// number reads a few ASCII digits.
func number(digits string) int {
	n := 0
	for _, c := range []byte(digits) {
		n = n*10 + int(c-'0')
	}
	return n
}
