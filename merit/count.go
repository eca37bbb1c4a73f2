package merit

import (
	"encoding/json"
	"slices"
	"time"

	"lentera/merit/counting"
)

// EvidenceDay is one learning day in an entry's evidence.
type EvidenceDay struct {
	On      string `json:"on"` // date in the agency's time zone
	Seconds int    `json:"seconds"`
}

// member reads one member of an entry's evidence. One that is not there, or of
// another kind, supports nothing: entries of every age stay readable.
func member[T any](of map[string]json.RawMessage, name string) (value T) {
	var read T
	if json.Unmarshal(of[name], &read) == nil {
		value = read
	}
	return value
}

// studied is an entry's evidence in the words of counting.
func (e Entry) studied() counting.Evidence {
	var of map[string]json.RawMessage
	_ = json.Unmarshal(e.Evidence, &of) // what is no object has no members
	out := counting.Evidence{UndatedDays: member[int](of, EvidenceLearningDays), SecondsPresent: member[int](of, EvidenceSecondsPresent),
		Events: member[int](of, EvidenceEvents), Document: e.CertificateNumber, Provenance: "document"}
	if out.Document == "" && (of["claim_id"] != nil || of["file_sha256"] != nil) {
		out.Document = e.Source
	}
	if e.Origin == "course" {
		out.Provenance = "server"
	}
	for _, d := range member[[]EvidenceDay](of, EvidenceDays) {
		if on, err := time.Parse(dateForm, d.On); err == nil {
			out.Days = append(out.Days, counting.Day{On: on, Seconds: d.Seconds})
		}
	}
	for _, d := range member[[]string](of, EvidenceSessions) {
		if on, err := time.Parse(dateForm, d); err == nil {
			out.Sessions = append(out.Sessions, on)
		}
	}
	if l := member[*struct{ Done, Of int }](of, EvidenceLessons); l != nil {
		out.Lessons = &counting.Share{Done: l.Done, Of: l.Of}
	}
	if a := member[*struct{ Taken, Passed int }](of, EvidenceAttempts); a != nil {
		out.Attempts = &counting.Share{Done: a.Passed, Of: a.Taken}
	}
	if j := member[*struct {
		JP         float64
		By, ID, EN string
	}](of, EvidenceStated); j != nil {
		out.Stated = &counting.Stated{JP: counting.JP(j.JP*10 + .5), By: j.By, Note: counting.Text{ID: j.ID, EN: j.EN}}
	}
	return out
}

// item says an entry in the words of counting.
func (e Entry) item() counting.Item {
	it := counting.Item{ID: e.ID.String(), Path: e.SiasnPath, Claimed: e.JPClaimed, End: e.CompletedOn,
		International: e.International, Teaching: e.Role == "trainer"}
	if e.StartedOn != nil {
		it.Start = *e.StartedOn
	}
	if e.Reverses != nil {
		it.Reverses = e.Reverses.String()
	}
	it.Evidence = e.studied()
	return it
}

func itemsOf(entries []Entry) []counting.Item {
	out := make([]counting.Item, len(entries))
	for i, e := range entries {
		out[i] = e.item()
	}
	return out
}

// rules are the agency's rule sets in the order of preference.
type rules []*counting.RuleSet

// readRules takes one name or several with commas: a year is counted under the
// newest of them that is in force on its first day, else under the first.
func readRules(names []string) (out rules, err error) {
	for _, name := range names {
		r, err := counting.Named(name)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

func (r rules) of(year int) *counting.RuleSet {
	best := r[0]
	first := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format(dateForm)
	found := false
	for _, set := range r {
		in := set.ValidFrom <= first && (set.ValidTo == "" || first <= set.ValidTo)
		if in && (!found || set.ValidFrom > best.ValidFrom) {
			best, found = set, true
		}
	}
	return best
}

// edition names everything the rules say: another text under the same name is
// another edition.
func (r rules) edition() (out string) {
	for _, set := range r {
		out += set.Name + "@" + set.Edition + " "
	}
	return out
}

// ceiling is one row of merit.ceilings.
type ceiling struct {
	FromYear int    `db:"from_year"`
	JP       int    `db:"jp"`
	Basis    string `db:"basis"`
}

// limits of a class in a year: the agency's ceiling, else what the rule set
// has switched on. rows are the newest first.
func limits(set *counting.RuleSet, class string, year int, rows []ceiling) counting.Limits {
	l := set.LimitsOf(class)
	for _, c := range rows {
		if c.FromYear <= year {
			l.Ceiling = c.JP
			break
		}
	}
	return l
}

// yearsOf lists the years of which counting may have something to say: those
// of completion and those of learning days.
func yearsOf(items []counting.Item) (out []int) {
	for _, it := range items {
		out = append(out, it.End.Year())
		for _, d := range it.Evidence.Days {
			out = append(out, d.On.Year())
		}
		for _, d := range it.Evidence.Sessions {
			out = append(out, d.Year())
		}
		if !it.Start.IsZero() {
			out = append(out, it.Start.Year())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// replay works all years out from nothing but the entries.
func (r rules) replay(class string, entries []Entry, rows []ceiling) (out []counting.Year) {
	items := itemsOf(entries)
	own := map[int]bool{}
	for _, e := range entries {
		own[e.Year] = true
	}
	for _, year := range yearsOf(items) {
		set := r.of(year)
		y := counting.Count(set, items, year, limits(set, class, year, rows))
		if own[year] || len(y.Lines) > 0 {
			out = append(out, y)
		}
	}
	return out
}
