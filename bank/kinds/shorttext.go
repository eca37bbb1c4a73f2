package kinds

import (
	"math/big"
	"strings"
	"unicode/utf8"
)

// shortText: a word or a few, typed.
type shortText struct {
	content TextContent
	key     TextKey
}

// TextContent is the content of shorttext.
type TextContent struct {
	MaxChars int `json:"max_chars,omitempty"` // 0: 200
}

// TextKey is the key of shorttext. Several variants may fit a response: the
// one that gives most counts.
type TextKey struct {
	Accepted  []Variant `json:"accepted"`
	TextMinds           // what may not differ
	Typos     int       `json:"typos,omitempty"`     // slips forgiven, 0…2, one per 4 letters of the variant at most
	Wildcards bool      `json:"wildcards,omitempty"` // "*" in a variant stands for any text; such a variant forgives no slip
}

// TextMinds says which differences make a text another text.
type TextMinds struct {
	Case    bool `json:"case_sensitive,omitempty"`
	Accents bool `json:"accent_sensitive,omitempty"`
}

// Variant is one accepted text and the per cent it gives; 0 means 100.
type Variant struct {
	Text   string `json:"text"`
	Credit Mark   `json:"credit,omitempty"`
}

const (
	defaultChars = 200
	mostChars    = 1000
	mostVariants = 50
	mostTypos    = 2
)

func (q *shortText) into() (any, any)     { return &q.content, &q.key }
func (q *shortText) policies() []Policy   { return nil }
func (q *shortText) chosenPolicy() Policy { return "" }
func (q *shortText) lists() []list        { return nil }

func (q *shortText) validate(c, w report) {
	validateChars(c, q.content.MaxChars)
	q.key.validate(w, q.chars())
}

func validateChars(c report, n int) {
	if n != 0 {
		c.at("max_chars").between(n, 1, mostChars)
	}
}

func (k TextKey) validate(w report, chars int) {
	w.at("typos").between(k.Typos, 0, mostTypos)
	accepted := w.at("accepted")
	accepted.count(len(k.Accepted), 1, mostVariants, "jawaban yang diterima", "accepted answers")
	seen, whole := map[string]bool{}, false
	for i, v := range k.Accepted {
		at, text := accepted.at(i, "text"), typed(v.Text, k.TextMinds)
		switch {
		case text == "" || (k.Wildcards && strings.Trim(text, "* ") == ""):
			at.issue("empty-text", "Jawaban yang diterima belum diisi.", "The accepted answer is missing.")
		case utf8.RuneCountInString(text) > chars:
			at.issue("too-long", "Jawaban ini lebih panjang daripada yang dapat diketik peserta.", "This is longer than what a learner may type.")
		case seen[text]:
			at.issue("duplicate-option", "Jawaban ini sama dengan jawaban lain yang diterima.", "This is the same as another accepted answer.")
		}
		seen[text] = true
		accepted.at(i, "credit").percent(v.Credit, 0)
		whole = whole || v.credit() == 100*Point
	}
	if len(k.Accepted) > 0 && !whole {
		accepted.issue("credit-sum", "Paling sedikit satu jawaban harus memberi 100 persen.", "At least one answer must give 100 per cent.")
	}
}

func (v Variant) credit() Mark {
	if v.Credit == 0 {
		return 100 * Point
	}
	return v.Credit
}

func (q *shortText) chars() int {
	if q.content.MaxChars == 0 {
		return defaultChars
	}
	return q.content.MaxChars
}

// fraction is the best credit of the variants that fit.
func (k TextKey) fraction(response string) *big.Rat {
	best, given := Mark(0), typed(response, k.TextMinds)
	if given == "" || utf8.RuneCountInString(given) > mostChars {
		return new(big.Rat)
	}
	for _, v := range k.Accepted {
		if want := typed(v.Text, k.TextMinds); want != "" && k.fits(want, given) {
			best = max(best, v.credit())
		}
	}
	return best.percent()
}

// fits compares normal texts. A full stop that a telephone put at the end is
// no mistake.
func (k TextKey) fits(want, given string) bool {
	if k.Wildcards && strings.Contains(want, "*") {
		return fitsPattern(want, given)
	}
	if want == given || (!strings.HasSuffix(want, ".") && want == strings.TrimRight(given, ". ")) {
		return true
	}
	most := forgiven(want, k.Typos)
	return most > 0 && slips(want, given, most) <= most
}

// sample is the first variant that gives everything, its wildcards empty.
func (k TextKey) sample() string {
	for _, v := range k.Accepted {
		if v.credit() == 100*Point {
			if k.Wildcards {
				return strings.TrimSpace(strings.ReplaceAll(v.Text, "*", ""))
			}
			return v.Text
		}
	}
	return ""
}

func (q *shortText) grade(_ Policy, response []string) score {
	text := onlyText(response)
	return score{answered: text != "", fraction: q.key.fraction(text)}
}

// onlyText is the one string of a response, without white space around it.
func onlyText(response []string) string {
	if len(response) != 1 {
		return ""
	}
	return strings.TrimSpace(response[0])
}

func (q *shortText) right() []string                   { return []string{q.key.sample()} }
func (q *shortText) describe(response []string) string { return onlyText(response) }
func (q *shortText) limits() Limits                    { return Limits{Tokens: 1, Bytes: bytesFor(q.chars())} }
func bytesFor(chars int) int                           { return 4 * chars } // UTF-8
