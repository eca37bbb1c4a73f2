package counting

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"lentera/merit/ruleset"
)

//go:embed rules/*.json
var shipped embed.FS

// Text and Source are those of every rule set.
type (
	Text   = ruleset.Text
	Source = ruleset.Source
)

// The units in which a path counts.
const (
	byProgramme = "programme" // 1:1
	byDay       = "day"
	bySession   = "session"
	byEvent     = "event"
	bySemester  = "semester"
	byNothing   = "unknown" // the source gives no value
)

// Value is what one unit is worth.
type Value struct {
	JP      int    `json:"jp,omitempty"`      // whole JP of a day, session, event or semester
	Percent int    `json:"percent,omitempty"` // of what is claimed; 0 is 100
	Unit    string `json:"unit,omitempty"`    // where it differs from the path's
}

func (v Value) percent() int {
	if v.Percent == 0 {
		return 100
	}
	return v.Percent
}

// PathRule is the conversion of one SIASN path; path 0 is "tugas belajar",
// which SIASN keeps elsewhere.
type PathRule struct {
	Path          int    `json:"path"`
	Unit          string `json:"unit"`
	National      *Value `json:"national,omitempty"`
	International *Value `json:"international,omitempty"` // nil: not given
	PerMonth      int    `json:"per_month,omitempty"`     // units that count in a month; 0 is no limit
	Source        string `json:"source"`
}

// ClassRule is what a class of ASN is asked for or limited to in a year, in
// JP; 0 is none. What is not On is known but not certain: it holds only where
// the agency has set it (merit.targets, merit.ceilings).
type ClassRule struct {
	Class   string `json:"class"`
	Target  int    `json:"target,omitempty"`
	Ceiling int    `json:"ceiling,omitempty"`
	On      bool   `json:"on"`
	Source  string `json:"source"`
}

// RuleSet is one named and dated set of rules.
type RuleSet struct {
	Name         string            `json:"name"`
	Edition      string            `json:"-"`          // tells this text from another under the same name
	ValidFrom    string            `json:"valid_from"` // date
	ValidTo      string            `json:"valid_to"`   // last day; "" is still in force
	Title        Text              `json:"title"`
	Sources      map[string]Source `json:"sources"`
	MinutesPerJP int               `json:"minutes_per_jp"`
	Calendar     struct {
		YearOf string `json:"year_of"` // completion or learning_day
		Source string `json:"source"`
	} `json:"calendar"`
	Evidence struct {
		Required        bool   `json:"required"`         // without any evidence nothing counts
		PresencePercent int    `json:"presence_percent"` // share of a JP's minutes that must have been seen; 0 is off
		MinDaySeconds   int    `json:"min_day_seconds"`  // shorter days are no learning days, where the time is known
		Source          string `json:"source"`
	} `json:"evidence"`
	Teaching struct {
		Percent int    `json:"percent"`
		Source  string `json:"source"`
	} `json:"teaching"`
	Classes []ClassRule `json:"classes"`
	Paths   []PathRule  `json:"paths"`
}

// Parse reads a rule set and refuses what could not be counted with.
func Parse(body []byte) (*RuleSet, error) {
	var r RuleSet
	if err := ruleset.Decode(body, &r); err != nil {
		return nil, fmt.Errorf("rule set: %w", err)
	}
	sum := sha256.Sum256(body)
	r.Edition = hex.EncodeToString(sum[:6])
	return &r, r.check()
}

func (r *RuleSet) check() error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("rule set %q: "+format, append([]any{r.Name}, args...)...)
	}
	if r.Name == "" || r.MinutesPerJP <= 0 || r.Teaching.Percent <= 0 {
		return wrong("name, minutes_per_jp and teaching.percent are needed")
	}
	for _, day := range []string{r.ValidFrom, r.ValidTo} {
		if _, err := time.Parse(time.DateOnly, day); err != nil && (day != "" || r.ValidFrom == "") {
			return wrong("%q is no date", day)
		}
	}
	if r.Calendar.YearOf != "completion" && r.Calendar.YearOf != "learning_day" {
		return wrong("calendar.year_of is completion or learning_day")
	}
	used := []string{r.Calendar.Source, r.Evidence.Source, r.Teaching.Source}
	seen := map[int]bool{}
	for _, p := range r.Paths {
		if seen[p.Path] {
			return wrong("path %d twice", p.Path)
		}
		seen[p.Path] = true
		used = append(used, p.Source)
		if err := p.check(); err != nil {
			return wrong("%w", err)
		}
	}
	for _, c := range r.Classes {
		used = append(used, c.Source)
	}
	for _, s := range used {
		if !slices.Contains([]string{"high", "medium", "low"}, r.Sources[s].Confidence) {
			return wrong("source %q has no confidence", s)
		}
	}
	return nil
}

func (p PathRule) check() error {
	if !slices.Contains([]string{byProgramme, byDay, bySession, byEvent, bySemester, byNothing}, p.Unit) {
		return fmt.Errorf("path %d: unit %q", p.Path, p.Unit)
	}
	if (p.National == nil) != (p.Unit == byNothing) {
		return fmt.Errorf("path %d: a value, or the unit %q", p.Path, byNothing)
	}
	for _, v := range []*Value{p.National, p.International} {
		if v != nil && p.Unit != byProgramme && v.JP <= 0 {
			return fmt.Errorf("path %d: JP of a %s", p.Path, p.Unit)
		}
	}
	return nil
}

// Shipped is every rule set of this program, by name.
func Shipped() map[string]*RuleSet { return sets }

var sets = func() map[string]*RuleSet {
	out := map[string]*RuleSet{}
	for _, r := range ruleset.Shipped(shipped, Parse) {
		out[r.Name] = r
	}
	return out
}()

// Named gives a shipped rule set; the error names those there are.
func Named(name string) (*RuleSet, error) {
	if r, ok := sets[name]; ok {
		return r, nil
	}
	var names []string
	for n := range sets {
		names = append(names, n)
	}
	slices.Sort(names)
	return nil, fmt.Errorf("JP rule set %q is not known; there are %s", name, strings.Join(names, ", "))
}

// JPOf says how many JP (in tenths, rounded down) so many seconds are.
func (r *RuleSet) JPOf(seconds int) JP { return JP(seconds * 10 / (r.MinutesPerJP * 60)) }

// LimitsOf is what the rule set itself asks of a class in a year: only what is
// On.
func (r *RuleSet) LimitsOf(class string) (l Limits) {
	for _, c := range r.Classes {
		if c.Class == class && c.On {
			l.Target, l.Ceiling = c.Target, c.Ceiling
		}
	}
	return l
}

func (r *RuleSet) path(id int) (PathRule, bool) {
	for _, p := range r.Paths {
		if p.Path == id {
			return p, true
		}
	}
	return PathRule{Path: id, Unit: byNothing, Source: r.Calendar.Source}, false
}
