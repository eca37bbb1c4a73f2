package portable

import (
	"strconv"
	"strings"
)

// Kind is the sort of a question, in the words of bank/kinds.
type Kind string

// The kinds that can travel.
const (
	Single     Kind = "single"
	Multiple   Kind = "multiple"
	TrueFalse  Kind = "truefalse"
	Matching   Kind = "matching"   // one place on the right for each on the left
	Categorise Kind = "categorise" // several on the left share one on the right
	Ordering   Kind = "ordering"
	ShortText  Kind = "shorttext"
	Numeric    Kind = "numeric"
	Cloze      Kind = "cloze"
	Hotspot    Kind = "hotspot"
	Essay      Kind = "essay"
	Upload     Kind = "file"
	Case       Kind = "case"
)

// Format is how a Text is written.
type Format string

// The formats. Moodle is its "auto-format": HTML in which a line break breaks
// the line.
const (
	HTML     Format = "html"
	Plain    Format = "plain"
	Markdown Format = "markdown"
	Moodle   Format = "moodle"
)

// Text is something a person reads.
type Text struct {
	Format Format `json:"format,omitempty"`
	Source string `json:"source,omitempty"`
}

// Empty reports a text with nothing to read in it.
func (t Text) Empty() bool { return strings.TrimSpace(t.Source) == "" }

// Question is one question with what is right. Which members are used depends
// on its kind; all texts may point at Files by MediaRef.
type Question struct {
	Kind     Kind     `json:"kind"`
	Name     string   `json:"name,omitempty"`
	Ident    string   `json:"ident,omitempty"`    // the id it has where it comes from
	Category string   `json:"category,omitempty"` // path; parts joined by "/", a slash in a part doubled
	Tags     []string `json:"tags,omitempty"`
	Stem     Text     `json:"stem,omitzero"`
	Feedback Text     `json:"feedback,omitzero"` // why: shown when answers are released
	Points   Fixed    `json:"points,omitempty"`  // 0: not said
	// Policy is how partly right responses are marked, in the words of
	// bank/kinds; "" is by the weights. Only QTI and the workbook carry it.
	Policy string `json:"policy,omitempty"`

	KeepOrder bool       `json:"keep_order,omitempty"` // options must not be shuffled
	Options   []Option   `json:"options,omitempty"`    // single, multiple
	Truth     bool       `json:"truth,omitempty"`      // truefalse
	WhenTrue  Text       `json:"when_true,omitzero"`   // truefalse: feedback for "true" and "false"
	WhenFalse Text       `json:"when_false,omitzero"`
	Pairs     []Pair     `json:"pairs,omitempty"` // matching, categorise
	Spare     []Text     `json:"spare,omitempty"` // matching, categorise: right sides nobody belongs to
	Items     []Text     `json:"items,omitempty"` // ordering, in the right order
	Accepted  []Accepted `json:"accepted,omitempty"`
	MatchCase bool       `json:"match_case,omitempty"` // shorttext
	Numbers   []Number   `json:"numbers,omitempty"`
	Units     []Unit     `json:"units,omitempty"`
	Gaps      []Gap      `json:"gaps,omitempty"`    // cloze; the stem has GapMark(ID) for each
	Areas     []Area     `json:"areas,omitempty"`   // hotspot
	Picture   int        `json:"picture,omitempty"` // hotspot: 1 + index of Files
	Template  Text       `json:"template,omitzero"` // essay: what stands in the box at first
	Grader    Text       `json:"grader,omitzero"`   // essay, file: notes for the marker
	Parts     []Question `json:"parts,omitempty"`   // case

	Files []File `json:"files,omitempty"`
	Line  int    `json:"-"`
}

// Option is one choice. Weight is the share of the question's points it earns
// or costs: One for the right answer of a single choice.
type Option struct {
	Text     Text  `json:"text"`
	Weight   Fixed `json:"weight,omitempty"`
	Feedback Text  `json:"feedback,omitzero"`
}

// Pair is a left side and the right side it belongs to.
type Pair struct {
	Left  Text `json:"left"`
	Right Text `json:"right"`
}

// Accepted is an answer in words; "*" in it stands for any letters when
// Wildcard is true.
type Accepted struct {
	Text     string `json:"text"`
	Wildcard bool   `json:"wildcard,omitempty"`
	Weight   Fixed  `json:"weight"`
	Feedback Text   `json:"feedback,omitzero"`
}

// Number is an accepted number: Value ± Tolerance, or Low to High, both
// included, or any number at all. Decimals with a point.
type Number struct {
	Value     string `json:"value,omitempty"`
	Tolerance string `json:"tolerance,omitempty"`
	Low       string `json:"low,omitempty"`
	High      string `json:"high,omitempty"`
	Any       bool   `json:"any,omitempty"`
	Weight    Fixed  `json:"weight"`
	Feedback  Text   `json:"feedback,omitzero"`
}

// Unit is a unit of measure with its factor to the first one.
type Unit struct {
	Name   string `json:"name"`
	Factor string `json:"factor"`
}

// Gap is one gap of a cloze question: single, shorttext or numeric.
type Gap struct {
	ID        string     `json:"id"`
	Kind      Kind       `json:"kind"`
	Points    Fixed      `json:"points,omitempty"` // relative weight; 0 means one
	Options   []Option   `json:"options,omitempty"`
	Accepted  []Accepted `json:"accepted,omitempty"`
	MatchCase bool       `json:"match_case,omitempty"`
	Numbers   []Number   `json:"numbers,omitempty"`
}

// Area is a place on a picture, in shares of its width and height; Shape is
// circle (x, y, r of the width), rect (left, top, right, bottom) or poly.
type Area struct {
	Shape  string    `json:"shape"`
	Coords []float64 `json:"coords"`
	Weight Fixed     `json:"weight"`
}

// File is a picture, sound or film that came with a question.
type File struct {
	Name string `json:"name"`
	Data []byte `json:"data,omitempty"`
}

// MediaRef is how a text names the file with index i of its question.
func MediaRef(i int) string { return "@@MEDIA:" + strconv.Itoa(i) + "@@" }

// GapMark is how a cloze stem names a gap.
func GapMark(id string) string { return "[[" + id + "]]" }

// KindOfPairs says whether pairs are a matching or, when several on the left
// share one on the right, a categorise question.
func KindOfPairs(pairs []Pair) Kind {
	seen := map[Text]bool{}
	for _, p := range pairs {
		if seen[p.Right] {
			return Categorise
		}
		seen[p.Right] = true
	}
	return Matching
}
