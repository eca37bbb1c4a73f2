package counting

import (
	"fmt"
	"strings"
)

// The codes of reasons. A cut takes JP, a plus adds, a remark does neither.
const (
	codeReversed        = "reversed"
	codeNoEvidence      = "no-evidence"
	codeLessons         = "lessons-unfinished"
	codePresence        = "too-little-time"
	codeStated          = "evidence-judged"
	codeDayCap          = "day-cap"
	codeDayShared       = "day-shared"
	codeMonthCap        = "month-cap"
	codeSessionCap      = "session-cap"
	codeEventCap        = "event-cap"
	codeSemesterCap     = "semester-cap"
	codeCeiling         = "ceiling"
	codeInternational   = "international-plus"
	codeTeaching        = "teaching"
	codeNoConversion    = "no-conversion"
	codeNoAbroad        = "no-international-value"
	codeUndated         = "days-undated"
	codeRange           = "days-from-certificate"
	codeSessionsUnknown = "sessions-unknown"
	codeOutside         = "outside-validity"
)

// Reason says why a line has more or less than it claims. JP is negative for a
// cut, positive for a plus, and 0 for a remark.
type Reason struct {
	Code       string
	JP         JP
	Text       Text
	Rule       string // "PerLAN-10/2018, jalur 16"
	Source     string // where the rule was read
	Confidence string // of the source: high, medium or low
}

func (r *RuleSet) reason(code string, jp JP, path int, source, id, en string) Reason {
	s := r.Sources[source]
	rule := r.Name
	if path >= 0 {
		rule = fmt.Sprintf("%s, jalur %d", r.Name, path)
	}
	return Reason{Code: code, JP: jp, Text: Text{ID: id, EN: en}, Rule: rule, Source: s.Text, Confidence: s.Confidence}
}

// say writes an amount with the decimal sign of the language.
func say(jp JP, lang string) string {
	text := strings.TrimSuffix(fmt.Sprintf("%.1f", jp.Float()), ".0")
	if lang != "en" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// capped explains what the slots of an item did not hold: first what its own
// caps cut, then what other items on the same days have taken.
func (r *RuleSet) capped(p PathRule, v Value, slots []slot, supply, laid JP) (out []Reason) {
	var own JP
	for _, s := range slots {
		own += s.cap
	}
	worth := JP(v.JP * v.percent() / 10)
	if cut := supply - min(supply, own); cut > 0 {
		out = append(out, r.ownCap(p, worth, len(slots), cut))
	}
	if cut := min(supply, own) - laid; cut > 0 {
		if p.Unit == bySession {
			out = append(out, r.reason(codeMonthCap, -cut, p.Path, p.Source,
				fmt.Sprintf("Paling banyak %d sesi dihitung dalam satu bulan.", p.PerMonth),
				fmt.Sprintf("At most %d sessions count in one month.", p.PerMonth)))
		} else {
			out = append(out, r.reason(codeDayShared, -cut, p.Path, p.Source,
				"Hari belajar yang sama sudah terpakai untuk kegiatan lain.",
				"The same learning days are already used up by other activities."))
		}
	}
	return out
}

func (r *RuleSet) ownCap(p PathRule, worth JP, n int, cut JP) Reason {
	switch p.Unit {
	case byDay:
		return r.reason(codeDayCap, -cut, p.Path, p.Source,
			fmt.Sprintf("Paling banyak %s JP per hari; tercatat %d hari belajar.", say(worth, "id"), n),
			fmt.Sprintf("At most %s JP a day; %d learning days are on record.", say(worth, "en"), n))
	case bySession:
		return r.reason(codeSessionCap, -cut, p.Path, p.Source,
			fmt.Sprintf("Satu sesi bernilai %s JP, paling banyak %d sesi per bulan.", say(worth, "id"), p.PerMonth),
			fmt.Sprintf("A session is worth %s JP, at most %d sessions a month.", say(worth, "en"), p.PerMonth))
	case bySemester:
		return r.reason(codeSemesterCap, -cut, p.Path, p.Source,
			fmt.Sprintf("Satu semester bernilai %s JP.", say(worth, "id")),
			fmt.Sprintf("A semester is worth %s JP.", say(worth, "en")))
	default:
		return r.reason(codeEventCap, -cut, p.Path, p.Source,
			fmt.Sprintf("Satu kegiatan bernilai paling banyak %s JP.", say(worth, "id")),
			fmt.Sprintf("One event is worth at most %s JP.", say(worth, "en")))
	}
}

// doubted is the remark on slots that were not read from the record.
func (r *RuleSet) doubted(code string, path int) Reason {
	switch code {
	case codeUndated:
		return r.reason(code, 0, path, r.Evidence.Source,
			"Jumlah hari belajar diketahui, tanggalnya tidak.", "The number of learning days is known, their dates are not.")
	case codeRange:
		return r.reason(code, 0, path, r.Evidence.Source,
			"Hari dihitung dari tanggal mulai dan selesai di sertifikat.", "Days are taken from the first and last date of the certificate.")
	default:
		return r.reason(code, 0, path, r.Evidence.Source,
			"Tanggal sesi tidak tercatat; dipakai batas per bulan.", "The dates of the sessions are not on record; the monthly cap is used.")
	}
}
