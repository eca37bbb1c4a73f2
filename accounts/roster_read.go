package accounts

import (
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lentera/accounts/rosterfile"
)

var scientific = regexp.MustCompile(`^[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+$`)

// longestText is what a kept text may have, in characters; more is a sign that
// columns have shifted.
const longestText = 250

// readRoster reads the kept columns of every row and says what is wrong with
// each by itself and among the others. Pure.
func readRoster(content []byte, today time.Time) (rosterHeader, []stagedRow, error) {
	var header rosterHeader
	found, skipped := false, 0
	var rows []stagedRow
	err := rosterfile.Read(content, func(f rosterfile.Format, r rosterfile.Row) error {
		if !found {
			if header, found = readRosterHeader(r.Cells); !found {
				if skipped++; skipped >= 10 {
					return errNoHeader
				}
			}
			return nil
		}
		rows = append(rows, readRosterRow(header, f, r, today))
		return nil
	})
	if err == nil && !found {
		err = errNoHeader
	}
	if err == nil && len(rows) == 0 {
		err = rosterfile.ErrEmpty
	}
	noteTwins(rows)
	return header, rows, err
}

func readRosterRow(h rosterHeader, f rosterfile.Format, r rosterfile.Row, today time.Time) stagedRow {
	get := func(column string) string { return h.get(r.Cells, column) }
	out := stagedRow{Line: r.Line, Changes: []Change{}, Findings: []remark{}}
	p := &out.Person
	p.SIASNID, p.FullName, p.FrontTitle, p.BackTitle = get("pns_id"), get("nama"), get("gelar_depan"), get("gelar_belakang")
	p.Rank, p.Position = get("gol_akhir_nama"), get("jabatan_nama")
	p.PositionKind = positionKind(get("jenis_jabatan_nama"), get("jenis_jabatan_id"))
	p.UnitCode, p.UnitName = get("unor_id"), get("unor_nama")
	if len(r.Cells) > h.width && strings.Join(r.Cells[h.width:], "") != "" {
		out.note(remarkTooMany)
	}
	for _, text := range []string{p.SIASNID, p.FullName, p.FrontTitle, p.BackTitle, p.Rank, p.Position, p.UnitCode, p.UnitName} {
		if utf8.RuneCountInString(text) > longestText {
			out.note(remarkTooLong)
			*p = rosterPerson{FullName: cutText(p.FullName)}
			break
		}
	}
	if p.FullName == "" {
		out.note(remarkNameMissing)
	}
	out.readContact(get("nomor_hp"), get("email_gov"), get("email"))
	nip, good := out.readNIP(get("nip_baru"), today)
	birth := out.readDay(get("tanggal_lahir"), f, remarkBirthUnread, &p.BirthDate)
	tmt := out.readDay(get("tmt_cpns"), f, remarkTMTUnread, &p.TMT)
	if get("tanggal_lahir") == "" {
		out.note(remarkBirthMissing)
	}
	if sex, known := readSex(get("jenis_kelamin")); known {
		p.Sex = sex
	} else {
		out.note(remarkSexUnread)
	}
	if good {
		for _, problem := range nip.Contradictions(birth, p.Sex, tmt) {
			out.note(nipRemarks[problem])
		}
		out.readStanding(nip, get("kedudukan_hukum_id"), get("kedudukan_hukum_nama"), get("status_cpns_pns"))
	}
	return out
}

func cutText(s string) string {
	if utf8.RuneCountInString(s) > longestText {
		return string([]rune(s)[:longestText])
	}
	return s
}

func (r *stagedRow) readNIP(text string, today time.Time) (NIP, bool) {
	compact := strings.ReplaceAll(text, " ", "")
	if utf8.RuneCountInString(compact) > 40 {
		compact = string([]rune(compact)[:40])
	}
	r.Person.NIP = compact
	switch {
	case compact == "":
		r.note(remarkNIPMissing)
		return NIP{}, false
	case scientific.MatchString(compact):
		r.note(remarkNIPScientific)
		return NIP{}, false
	}
	nip, problems := CheckNIP(compact, today)
	for _, p := range problems {
		r.note(nipRemarks[p])
	}
	return nip, len(problems) == 0
}

func (r *stagedRow) readDay(text string, f rosterfile.Format, unread remark, into *string) *time.Time {
	if text == "" || text == "-" {
		return nil
	}
	day, ok := readDay(text, f)
	if !ok {
		r.note(unread)
		return nil
	}
	*into = day.Format(time.DateOnly)
	return &day
}

var dayForms = []string{"02-01-2006", "2006-01-02", "02/01/2006", "2/1/2006", "2-1-2006", "2006/01/02", "02.01.2006",
	"2006-01-02 15:04:05", "02-01-2006 15:04:05", "02/01/2006 15:04:05", "2006-01-02T15:04:05Z07:00"}

// readDay reads the forms SIASN and spreadsheets write; the day comes before
// the month. In a workbook a bare number is a day number.
func readDay(text string, f rosterfile.Format) (time.Time, bool) {
	if f.Workbook {
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return dayNumber(n, f.Date1904)
		}
	}
	for _, form := range dayForms {
		if t, err := time.Parse(form, text); err == nil {
			return realDay(t.Year(), int(t.Month()), t.Day())
		}
	}
	return time.Time{}, false
}

// dayNumber counts from the last day of 1899, as Excel does after its missing
// 29 February 1900, or from 1904.
func dayNumber(n float64, from1904 bool) (time.Time, bool) {
	if n < 61 || n > 80_000 {
		return time.Time{}, false
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if from1904 {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return first.AddDate(0, 0, int(n)), true
}

// readSex knows the letters of SIASN (M, F) and those of other exports; an
// empty cell says nothing.
func readSex(text string) (sex string, known bool) {
	switch strings.ToLower(strings.ReplaceAll(text, " ", "")) {
	case "":
		return "", true
	case "m", "l", "1", "pria", "laki-laki", "lakilaki", "male":
		return "M", true
	case "f", "p", "w", "2", "wanita", "perempuan", "female":
		return "F", true
	}
	return "", false
}

func (r *stagedRow) readContact(phone, emailGov, email string) {
	if phone != "" && phone != "-" {
		digits := strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "").Replace(phone)
		if allDigits(strings.TrimPrefix(digits, "+")) && len(digits) >= 8 && len(digits) <= 16 {
			r.Person.Phone = digits
		} else {
			r.note(remarkPhone)
		}
	}
	for _, text := range []string{emailGov, email} {
		if text == "" || text == "-" || r.Person.Email != "" {
			continue
		}
		if address, err := mail.ParseAddress(text); err == nil && address.Address == text && len(text) <= 254 {
			r.Person.Email = strings.ToLower(text)
		} else {
			r.note(remarkEmail)
		}
	}
}

// positionKind is one of the three job classes IP ASN needs (asn-domain §3.3).
func positionKind(name, id string) string {
	name = strings.ToLower(name)
	switch {
	case strings.Contains(name, "struktural"), name == "" && id == "1":
		return "struktural"
	case strings.Contains(name, "pelaksana"), strings.Contains(name, "umum"), name == "" && id == "4":
		return "pelaksana"
	case strings.Contains(name, "fungsional"), name == "" && id == "2":
		return "fungsional"
	}
	return ""
}

// inactiveStandings are ids of kedudukan hukum that end service or suspend it
// (siasn-contract §6.2): 04 suspended, 52 inactive, 66/77/88 dismissed, 98/99
// retired.
var inactiveStandings = map[string]bool{"04": true, "4": true, "52": true, "66": true, "77": true, "88": true, "98": true, "99": true}

var inactiveWords = regexp.MustCompile(`(?i)tidak aktif|diberhentikan|pemberhentian|pensiun|meninggal|\bbup\b`)

// readStanding finds class and standing. The form of the number decides
// between PNS and PPPK; a column that says otherwise is named ("PPPK Aktif" is
// the standing of a PPPK, plain "Aktif" that of a PNS: siasn-contract §4.5).
func (r *stagedRow) readStanding(nip NIP, standingID, standing, status string) {
	p := &r.Person
	words := strings.ToUpper(standing + " " + status)
	saysPPPK := strings.Contains(words, "PPPK")
	switch {
	case nip.PPPK() && strings.Contains(words, "PARUH WAKTU"):
		p.Class = PPPKPartTime
	case nip.PPPK():
		p.Class = PPPK
	case status == "C" || strings.EqualFold(status, "CPNS"):
		p.Class = CPNS
	case status == "P" || strings.EqualFold(status, "PNS"):
		p.Class = PNS
	}
	saysPNS := strings.EqualFold(status, "PNS") || strings.EqualFold(status, "CPNS") || strings.EqualFold(standing, "Aktif")
	if (saysPPPK && !nip.PPPK()) || (nip.PPPK() && saysPNS && !saysPPPK) {
		r.note(remarkStatusNIP)
	}
	switch {
	case inactiveStandings[standingID] || inactiveWords.MatchString(standing):
		p.Standing = "inactive"
		r.note(remarkInactive)
	case standingID != "" || standing != "":
		p.Standing = "active"
	}
}

// noteTwins marks every row of a number that occurs more than once: which one
// is right is not ours to choose.
func noteTwins(rows []stagedRow) {
	nips, ids, emails := map[string][]int{}, map[string][]int{}, map[string][]int{}
	for i, r := range rows {
		index(nips, r.Person.NIP, i)
		index(ids, r.Person.SIASNID, i)
		index(emails, r.Person.Email, i)
	}
	each(rows, nips, func(lines []int) remark { return remarkTwice("nip-twice", "nip_baru", "NIP", lines) })
	each(rows, ids, func(lines []int) remark { return remarkTwice("pns-id-twice", "pns_id", "pns_id", lines) })
	each(rows, emails, func([]int) remark { return remarkEmailTwin })
}

func index(of map[string][]int, key string, row int) {
	if key != "" {
		of[key] = append(of[key], row)
	}
}

func each(rows []stagedRow, of map[string][]int, say func(lines []int) remark) {
	for _, at := range of {
		if len(at) < 2 {
			continue
		}
		lines := make([]int, 0, min(len(at), 20))
		for _, i := range at[:min(len(at), 20)] {
			lines = append(lines, rows[i].Line)
		}
		for _, i := range at {
			rows[i].note(say(lines))
		}
	}
}
