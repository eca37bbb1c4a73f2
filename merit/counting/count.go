package counting

import (
	"fmt"
	"time"
)

// Part is JP of a line in a quarter.
type Part struct {
	Year, Quarter int
	JP            JP
}

// Line is what became of one item.
type Line struct {
	ID                          string
	Path                        int
	Claimed, Evidenced, Counted JP
	Reversed                    bool // taken back: counts nothing, and its reversal neither
	Reasons                     []Reason
	Parts                       []Part // where it counts: sums to Counted
}

// Sums are the totals of a year or quarter.
type Sums struct{ Claimed, Evidenced, Counted JP }

// Year is a calendar year as the rule set sees it.
type Year struct {
	Year     int
	RuleSet  string
	Limits   Limits
	Sums     Sums
	Quarters [4]Sums // Counted as the parts lie; claimed and evidenced in the quarter of completion
	Lines    []Line  // in order of completion; the reversed after the others
}

// Count works out a calendar year from all items of a person: those of other
// years are needed because a day before New Year holds its cap for both.
// Limits are in whole JP.
func Count(r *RuleSet, items []Item, year int, limits Limits) Year {
	credits := live(items)
	lines := make([]Line, len(credits))
	for i, it := range credits {
		lines[i] = r.evidenced(it)
	}
	r.convert(credits, lines)
	out := Year{Year: year, RuleSet: r.Name, Limits: limits}
	for i, it := range credits {
		if it.End.Year() == year || inYear(lines[i].Parts, year) > 0 {
			out.Lines = append(out.Lines, lines[i])
		}
	}
	r.ceiling(&out, credits)
	out.sum(credits)
	out.Lines = append(out.Lines, reversed(items, year, r)...)
	return out
}

// evidenced compares the claim with its evidence.
func (r *RuleSet) evidenced(it Item) Line {
	claimed := Whole(it.Claimed)
	l := Line{ID: it.ID, Path: it.Path, Claimed: claimed, Evidenced: claimed}
	src := r.Evidence.Source
	cut := func(to JP, code, id, en string) {
		if to >= l.Evidenced {
			return
		}
		l.Reasons = append(l.Reasons, r.reason(code, to-l.Evidenced, it.Path, src, id, en))
		l.Evidenced = max(to, 0)
	}
	e := it.Evidence
	switch {
	case e.Stated != nil:
		cut(max(e.Stated.JP, 0), codeStated, "Bukti mendukung lebih sedikit: "+e.Stated.Note.ID, "The evidence supports less: "+e.Stated.Note.EN)
	case e.empty() && r.Evidence.Required:
		cut(0, codeNoEvidence, "Tidak ada bukti di catatan.", "There is no evidence on record.")
	default:
		if s := e.Lessons; s != nil && s.Of > 0 && s.Done < s.Of {
			cut(claimed*JP(max(s.Done, 0))/JP(s.Of), codeLessons,
				fmt.Sprintf("Baru %d dari %d pelajaran selesai.", s.Done, s.Of), fmt.Sprintf("Only %d of %d lessons are finished.", s.Done, s.Of))
		}
		if p := r.Evidence.PresencePercent; p > 0 && e.SecondsPresent > 0 && !it.Teaching {
			cut(JP(e.SecondsPresent*10*100/(r.MinutesPerJP*60*p)), codePresence,
				"Waktu belajar yang tercatat lebih singkat.", "Less learning time is on record.")
		}
	}
	return l
}

// convert applies the paths: it fills Counted, Parts and the reasons.
func (r *RuleSet) convert(credits []Item, lines []Line) {
	byPath := map[int][]int{}
	for i, it := range credits {
		l := &lines[i]
		p, _ := r.path(it.Path)
		v, supply := r.value(it, p, l)
		if r.ValidFrom > it.End.Format(time.DateOnly) || r.ValidTo != "" && r.ValidTo < it.End.Format(time.DateOnly) {
			l.Reasons = append(l.Reasons, r.reason(codeOutside, 0, -1, r.Calendar.Source,
				"Selesai di luar masa berlaku aturan ini.", "Completed outside the time in which this rule set holds."))
		}
		l.Counted = supply
		if v == nil || it.Teaching || p.Unit == byProgramme {
			l.Parts = whole(it, supply)
			continue
		}
		byPath[it.Path] = append(byPath[it.Path], i)
	}
	for path, of := range byPath {
		p, _ := r.path(path)
		r.lay(p, of, credits, lines)
	}
}

// value picks what holds for the item, adds what it gains, and tells what is
// to be laid. nil: nothing caps it.
func (r *RuleSet) value(it Item, p PathRule, l *Line) (*Value, JP) {
	supply := l.Evidenced
	add := func(code string, jp JP, source, id, en string) {
		l.Reasons = append(l.Reasons, r.reason(code, jp, p.Path, source, id, en))
		supply += jp
	}
	v := p.National
	switch {
	case it.Teaching:
		gain := supply*JP(r.Teaching.Percent)/100 - supply
		add(codeTeaching, gain, r.Teaching.Source, "Jam mengajar dihitung apa adanya; aturan konversinya belum ada.", "Teaching hours count as they stand; there is no conversion rule yet.")
		return nil, supply
	case p.Unit == byNothing:
		add(codeNoConversion, 0, p.Source, "Belum ada nilai konversi; dihitung sesuai klaim.", "No conversion value is known; it counts as claimed.")
		return nil, supply
	case it.International && p.International == nil:
		add(codeNoAbroad, 0, p.Source, "Nilai untuk luar negeri tidak diberikan; dipakai nilai nasional.", "No value abroad is given; the national one is used.")
	case it.International:
		v = p.International
	}
	if v.percent() > 100 && supply > 0 {
		add(codeInternational, supply*JP(v.percent()-100)/100, p.Source,
			fmt.Sprintf("Internasional: ditambah %d %%.", v.percent()-100), fmt.Sprintf("International: %d %% are added.", v.percent()-100))
	}
	return v, supply
}

func (r *RuleSet) valueOf(it Item, p PathRule) Value {
	if it.International && p.International != nil {
		return *p.International
	}
	return *p.National
}

// lay puts the items of one path on their slots.
func (r *RuleSet) lay(p PathRule, of []int, credits []Item, lines []Line) {
	slots, supply := make([][]slot, len(of)), make([]JP, len(of))
	for n, i := range of {
		var doubt string
		slots[n], doubt = r.slotsOf(credits[i], p, r.valueOf(credits[i], p))
		supply[n] = lines[i].Counted
		if doubt != "" {
			lines[i].Reasons = append(lines[i].Reasons, r.doubted(doubt, p.Path))
		}
	}
	laid := place(supply, slots)
	for n, i := range of {
		l, it := &lines[i], credits[i]
		l.Counted = laid.of(n)
		l.Reasons = append(l.Reasons, r.capped(p, r.valueOf(it, p), slots[n], supply[n], l.Counted)...)
		l.Parts = whole(it, l.Counted)
		if r.Calendar.YearOf == "learning_day" {
			l.Parts = spread(it, slots[n], laid.laid[n])
		}
	}
}

// whole puts a line into the quarter of its completion.
func whole(it Item, jp JP) []Part {
	if jp == 0 {
		return nil
	}
	return []Part{{it.End.Year(), quarter(it.End), jp}}
}

// spread puts a line into the quarters of its days.
func spread(it Item, slots []slot, laid map[string]JP) (out []Part) {
	for _, s := range slots {
		jp := laid[s.key]
		if jp == 0 {
			continue
		}
		on := s.on
		if on.IsZero() {
			on = it.End
		}
		if n := len(out); n > 0 && out[n-1].Year == on.Year() && out[n-1].Quarter == quarter(on) {
			out[n-1].JP += jp
			continue
		}
		out = append(out, Part{on.Year(), quarter(on), jp})
	}
	return out
}

func inYear(parts []Part, year int) (sum JP) {
	for _, p := range parts {
		if p.Year == year {
			sum += p.JP
		}
	}
	return sum
}
