package counting

import "fmt"

// ceiling takes what is above the year's ceiling from what was completed last.
func (r *RuleSet) ceiling(y *Year, credits []Item) {
	if y.Limits.Ceiling <= 0 {
		return
	}
	var sum JP
	for _, l := range y.Lines {
		sum += inYear(l.Parts, y.Year)
	}
	over := sum - Whole(y.Limits.Ceiling)
	for i := len(y.Lines) - 1; i >= 0 && over > 0; i-- {
		l := &y.Lines[i]
		cut := min(over, inYear(l.Parts, y.Year))
		if cut == 0 {
			continue
		}
		over -= cut
		l.Counted -= cut
		l.Parts = less(l.Parts, y.Year, cut)
		l.Reasons = append(l.Reasons, r.reason(codeCeiling, -cut, -1, r.ceilingSource(),
			fmt.Sprintf("Paling banyak %d JP dihitung dalam satu tahun untuk jenis kepegawaian ini.", y.Limits.Ceiling),
			fmt.Sprintf("At most %d JP count in one year for this kind of appointment.", y.Limits.Ceiling)))
	}
}

func (r *RuleSet) ceilingSource() string {
	for _, c := range r.Classes {
		if c.Ceiling > 0 {
			return c.Source
		}
	}
	return r.Calendar.Source
}

// less takes cut from the last parts of a year.
func less(parts []Part, year int, cut JP) []Part {
	out := make([]Part, 0, len(parts))
	for i := len(parts) - 1; i >= 0; i-- {
		p := parts[i]
		if p.Year == year {
			take := min(cut, p.JP)
			p.JP -= take
			cut -= take
		}
		if p.JP > 0 {
			out = append([]Part{p}, out...)
		}
	}
	return out
}

// sum fills the totals: what counts where its parts lie, what is claimed and
// evidenced in the quarter of completion.
func (y *Year) sum(credits []Item) {
	ends := make(map[string]Item, len(credits))
	for _, it := range credits {
		ends[it.ID] = it
	}
	for _, l := range y.Lines {
		if it := ends[l.ID]; it.End.Year() == y.Year {
			q := &y.Quarters[quarter(it.End)-1]
			q.Claimed += l.Claimed
			q.Evidenced += l.Evidenced
		}
		for _, p := range l.Parts {
			if p.Year == y.Year {
				y.Quarters[p.Quarter-1].Counted += p.JP
			}
		}
	}
	for _, q := range y.Quarters {
		y.Sums.Claimed += q.Claimed
		y.Sums.Evidenced += q.Evidenced
		y.Sums.Counted += q.Counted
	}
}

// reversed are the lines of a year that were taken back. Both the credit and
// its reversal count nothing; the credit says why.
func reversed(items []Item, year int, r *RuleSet) (out []Line) {
	by := map[string]bool{}
	for _, it := range items {
		if it.Reverses != "" {
			by[it.Reverses] = true
		}
	}
	for _, it := range items {
		if it.End.Year() != year || it.Reverses == "" && !by[it.ID] {
			continue
		}
		claimed := Whole(it.Claimed)
		if it.Reverses != "" && claimed > 0 {
			claimed = -claimed
		}
		out = append(out, Line{ID: it.ID, Path: it.Path, Claimed: claimed, Evidenced: 0, Reversed: true,
			Reasons: []Reason{r.reason(codeReversed, -claimed, -1, r.Calendar.Source, "Catatan ini dibatalkan.", "This entry was reversed.")}})
	}
	return out
}
