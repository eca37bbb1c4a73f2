package merit

import (
	"lentera/merit/counting"
)

// counted fills a ledger with the year's entries and what becomes of them.
func (s *Service) counted(l *Ledger, f facts, lang string) {
	set := s.rules.of(l.Year)
	limit := limits(set, f.class, l.Year, f.ceilings)
	y := counting.Count(set, itemsOf(f.entries), l.Year, limit)
	l.RuleSet, l.RuleTitle = set.Name, set.Title.In(lang)
	if limit.Ceiling > 0 {
		l.CeilingJP = &limit.Ceiling
	}
	lines := map[string]counting.Line{}
	for _, line := range y.Lines {
		lines[line.ID] = line
	}
	for _, e := range f.entries {
		line, here := lines[e.ID.String()]
		if !here {
			continue
		}
		l.Entries = append(l.Entries, e.line(line, lang))
	}
	l.JPClaimed = 0
	for _, e := range f.entries {
		if e.Year == l.Year {
			l.JPClaimed += e.JPClaimed
		}
	}
	l.JPEvidenced, l.JPCounted = y.Sums.Evidenced.Float(), y.Sums.Counted.Float()
	l.Quarters = make([]Quarter, len(y.Quarters))
	for i, q := range y.Quarters {
		l.Quarters[i] = Quarter{i + 1, q.Claimed.Float(), q.Evidenced.Float(), q.Counted.Float()}
	}
}

// line says an entry and what counting made of it.
func (e Entry) line(c counting.Line, lang string) LedgerEntry {
	name, _ := PathName(e.SiasnPath)
	out := LedgerEntry{ID: e.ID, Kind: e.Kind, Title: e.Title, JPClaimed: e.JPClaimed, SiasnPath: e.SiasnPath, SiasnPathName: name,
		CertificateNumber: e.CertificateNumber, CompletedOn: e.CompletedOn.Format(dateForm), RuleVersion: e.RuleVersion,
		Evidence: e.Evidence, Reason: e.Reason, CreatedAt: e.CreatedAt.UTC(), JPEvidenced: c.Evidenced.Float(), JPCounted: c.Counted.Float(),
		Quarter: (int(e.CompletedOn.Month())-1)/3 + 1, Reversed: c.Reversed, Reasons: []Reason{},
		Role: e.Role, Origin: e.Origin, International: e.International}
	for _, r := range c.Reasons {
		out.Reasons = append(out.Reasons, Reason{r.Code, r.JP.Float(), r.Text.In(lang), r.Rule, r.Source, r.Confidence})
	}
	return out
}
