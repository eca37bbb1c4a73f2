package accounts

import (
	"slices"
	"testing"
	"time"
)

var nipToday = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

func TestCheckNIP(t *testing.T) {
	for name, c := range map[string]struct {
		nip  string
		want []NIPProblem
	}{
		"PNS man":                         {"198503172010011001", nil},
		"PNS woman":                       {"198503172010012999", nil},
		"PPPK first contract":             {"199001012022211001", nil},
		"PPPK ninth contract":             {"199001012022292001", nil},
		"PPPK part-time writes 24":        {"199001012025241001", nil},
		"PPPK frequency 0 is not refused": {"199001012022201001", nil},
		"born on 29 February":             {"198402292010011001", nil},
		"appointed at 16 to the month":    {"198503172001031001", nil},
		"appointed next year":             {"199503172027111001", nil},
		"empty":                           {"", []NIPProblem{NIPNotDigits}},
		"letter O for zero":               {"19850317201O011001", []NIPProblem{NIPNotDigits}},
		"Arabic digits":                   {"١٩٨٥٠٣١٧٢٠١٠٠١١٠٠١", []NIPProblem{NIPNotDigits}},
		"17 digits":                       {"19850317201001100", []NIPProblem{NIPLength}},
		"19 digits":                       {"1985031720100110011", []NIPProblem{NIPLength}},
		"old NIP of 9":                    {"510123456", []NIPProblem{NIPLength}},
		"30 February":                     {"198502302010011001", []NIPProblem{NIPBirthDate}},
		"29 February of a common year":    {"198502292010011001", []NIPProblem{NIPBirthDate}},
		"month 13 of birth":               {"198513172010011001", []NIPProblem{NIPBirthDate}},
		"month 00 of appointment":         {"198503172010001001", []NIPProblem{NIPMonth}},
		"month 13 of appointment":         {"198503172010131001", []NIPProblem{NIPMonth}},
		"month 30":                        {"198503172010301001", []NIPProblem{NIPMonth}},
		"sex 3":                           {"198503172010013001", []NIPProblem{NIPSexDigit}},
		"sex 0":                           {"198503172010010001", []NIPProblem{NIPSexDigit}},
		"serial 000":                      {"198503172010011000", []NIPProblem{NIPSerial}},
		"appointed at 15":                 {"198503172001021001", []NIPProblem{NIPTooYoung}},
		"appointed before birth":          {"198503171980011001", []NIPProblem{NIPTooYoung}},
		"PPPK too young":                  {"199012312005211001", []NIPProblem{NIPTooYoung}},
		"appointed in two years":          {"199503172028121001", []NIPProblem{NIPFuture}},
		"several at once":                 {"198502302010133000", []NIPProblem{NIPBirthDate, NIPMonth, NIPSexDigit, NIPSerial}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := CheckNIP(c.nip, nipToday); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.nip, got, c.want)
			}
		})
	}
}

func TestNIPSaysWhatItHolds(t *testing.T) {
	pns, err := ParseNIP("198503172010012007")
	if err != nil || pns.PPPK() || pns.Sex != "F" || pns.Serial != 7 || !pns.AppointedFrom().Equal(time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%q %v", pns.Digits, err)
	}
	pppk, err := ParseNIP("199001012022231003")
	if err != nil || !pppk.PPPK() || pppk.Sex != "M" || !pppk.AppointedFrom().Equal(time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%q %v", pppk.Digits, err)
	}
}

func TestNIPContradictions(t *testing.T) {
	day := func(y, m, d int) *time.Time { v := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC); return &v }
	for name, c := range map[string]struct {
		nip        string
		birth, tmt *time.Time
		sex        string
		want       []NIPProblem
	}{
		"all agree":             {"198503172010011001", day(1985, 3, 17), day(2010, 1, 15), "M", nil},
		"nothing known":         {"198503172010011001", nil, nil, "", nil},
		"birth date":            {"198503172010011001", day(1985, 3, 18), nil, "", []NIPProblem{NIPVersusBirth}},
		"sex":                   {"198503172010011001", nil, nil, "F", []NIPProblem{NIPVersusSex}},
		"month of TMT":          {"198503172010011001", nil, day(2010, 2, 1), "", []NIPProblem{NIPVersusTMT}},
		"PPPK in another month": {"199001012022211001", nil, day(2022, 7, 1), "", nil},
		"PPPK in another year":  {"199001012022211001", nil, day(2023, 1, 1), "", []NIPProblem{NIPVersusTMT}},
		"all three":             {"198503172010011001", day(1986, 3, 17), day(2011, 1, 1), "F", []NIPProblem{NIPVersusBirth, NIPVersusSex, NIPVersusTMT}},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := ParseNIP(c.nip)
			if err != nil {
				t.Fatal(err)
			}
			if got := n.Contradictions(c.birth, c.sex, c.tmt); !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func FuzzParseNIP(f *testing.F) {
	for _, seed := range []string{"198503172010011001", "199001012022241001", "", "1.98503E+17", "000000000000000000", "999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := ParseNIP(text)
		if err != nil {
			return
		}
		if n.Digits != text || len(text) != 18 || n.Birth.Format("20060102") != text[:8] || n.Serial < 1 || n.Serial > 999 || (n.Sex != "M" && n.Sex != "F") {
			t.Errorf("%q read as %q, %v, %d, %s", text, n.Digits, n.Birth, n.Serial, n.Sex)
		}
		if n.lastDayOfAppointment().Before(n.Birth.AddDate(16, 0, 0)) {
			t.Errorf("%q: appointed too young", text)
		}
		if got := n.Contradictions(&n.Birth, n.Sex, nil); got != nil {
			t.Errorf("%q contradicts itself: %v", text, got)
		}
	})
}
