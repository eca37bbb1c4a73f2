package ipasn

import (
	"embed"
	"fmt"
	"math"
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

// Levels is a dimension that is read from a table.
type Levels struct {
	Max    float64            `json:"max"`
	Source string             `json:"source"`
	Levels map[string]float64 `json:"levels"`
}

// Paths says which SIASN paths of development are read as what.
type Paths struct {
	Technical  []int  `json:"technical"`
	Seminar    []int  `json:"seminar"`
	Leadership []int  `json:"leadership"`
	Functional []int  `json:"functional"`
	Source     string `json:"source"`
}

// Band is the score of performance values from a value up.
type Band struct {
	From  float64 `json:"from"`
	Score float64 `json:"score"`
}

// Category is the name of totals from a value up.
type Category struct {
	From float64 `json:"from"`
	Name string  `json:"name"`
}

// Weights are the parts of kompetensi for one kind of job; 0 is not asked.
type Weights struct {
	Leadership float64 `json:"leadership"`
	Functional float64 `json:"functional"`
	Technical  float64 `json:"technical"`
	Seminar    float64 `json:"seminar"`
}

// RuleSet is one named and dated way to reckon the index.
type RuleSet struct {
	Name       string            `json:"name"`
	ValidFrom  string            `json:"valid_from"`
	ValidTo    string            `json:"valid_to"`
	Complete   bool              `json:"complete"` // false: the rule is known in part only
	Title      Text              `json:"title"`
	Note       Text              `json:"note"`
	Sources    map[string]Source `json:"sources"`
	Classes    []string          `json:"classes"` // of ASN that it covers
	Paths      Paths             `json:"paths"`
	Education  Levels            `json:"education"`
	Competence struct {
		Max             float64            `json:"max"`
		Source          string             `json:"source"`
		TechnicalJP     int                `json:"technical_jp"`  // JP asked in the last year
		Technical       string             `json:"technical"`     // binary or proportional
		TechnicalSum    string             `json:"technical_sum"` // sum of courses, or the single longest
		TechnicalSource string             `json:"technical_source"`
		SeminarJP       int                `json:"seminar_jp"` // of one seminar day, to weigh it against courses
		Jobs            map[string]Weights `json:"jobs"`
		FromPredicate   map[string]float64 `json:"from_predicate"` // part given by the performance predicate
		RestUnknown     float64            `json:"rest_unknown"`   // part whose rule was not found
	} `json:"competence"`
	Performance struct {
		Max        float64            `json:"max"`
		Source     string             `json:"source"`
		Bands      []Band             `json:"bands"`
		Predicates map[string]float64 `json:"predicates"`
	} `json:"performance"`
	Discipline Levels     `json:"discipline"`
	Categories []Category `json:"categories"`
}

// Parse reads a rule set and refuses what could not be reckoned with.
func Parse(body []byte) (*RuleSet, error) {
	var r RuleSet
	if err := ruleset.Decode(body, &r); err != nil {
		return nil, fmt.Errorf("IP-ASN rule set: %w", err)
	}
	c := r.Competence
	switch {
	case r.Name == "" || len(r.Categories) == 0 || r.Categories[len(r.Categories)-1].From != 0:
		return nil, fmt.Errorf("IP-ASN rule set %q: name and categories down to 0 are needed", r.Name)
	case len(c.Jobs) > 0 && (c.TechnicalJP <= 0 || !slices.Contains([]string{"binary", "proportional"}, c.Technical) || !slices.Contains([]string{"sum", "single"}, c.TechnicalSum)):
		return nil, fmt.Errorf("IP-ASN rule set %q: technical is binary or proportional, technical_sum is sum or single", r.Name)
	case len(c.Jobs) == 0 && len(c.FromPredicate) == 0:
		return nil, fmt.Errorf("IP-ASN rule set %q: nothing is known of kompetensi", r.Name)
	}
	if _, err := time.Parse(time.DateOnly, r.ValidFrom); err != nil {
		return nil, fmt.Errorf("IP-ASN rule set %q: %w", r.Name, err)
	}
	for _, s := range []string{r.Paths.Source, r.Education.Source, c.Source, r.Performance.Source, r.Discipline.Source} {
		if r.Sources[s].Confidence == "" {
			return nil, fmt.Errorf("IP-ASN rule set %q: source %q has no confidence", r.Name, s)
		}
	}
	return &r, nil
}

// Shipped is every rule set of this program, the newest first.
func Shipped() []*RuleSet { return sets }

var sets = func() (out []*RuleSet) {
	out = ruleset.Shipped(shipped, Parse)
	slices.SortFunc(out, func(a, b *RuleSet) int { return strings.Compare(b.ValidFrom, a.ValidFrom) })
	return out
}()

// Named gives a shipped rule set.
func Named(name string) (*RuleSet, bool) {
	for _, r := range sets {
		if r.Name == name {
			return r, true
		}
	}
	return nil, false
}

// Covers tells whether the rule set is for a class of ASN.
func (r *RuleSet) Covers(class string) bool { return slices.Contains(r.Classes, class) }

func round(v float64) float64 { return math.Round(v*100) / 100 }
