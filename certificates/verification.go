package certificates

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Verification is all that the public may know of a certificate.
type Verification struct {
	Number      string
	MaskedName  string
	Initials    string // "B S", what a screen reader says for the masked name
	CourseTitle string
	Code        string // of the course, "" where there is none
	Revision    int    // of the course, 0 where there is none
	Organiser   string
	Agency      string
	JP          int
	Predicate   string
	StartedOn   time.Time
	CompletedOn time.Time
	IssuedOn    time.Time
	Subjects    []Subject
	Officials   []string // titles of the signatories in order, never their names or NIP
	Signing     string   // "none", or how the file is signed
	SignedOn    *time.Time
	RevokedOn   *time.Time // day in the agency's time zone; nil while valid
	ReplacedOn  *time.Time // day a newer certificate took its place; which one is not said
}

// Status is "valid", "revoked" or "superseded"; revoked goes before.
func (v Verification) Status() string {
	switch {
	case v.RevokedOn != nil:
		return "revoked"
	case v.ReplacedOn != nil:
		return "superseded"
	}
	return "valid"
}

// maxTyped is room for a whole QR text: the address with its signed claim.
const maxTyped = 1000

// codeOf reads a code as people give it: any case, in groups with spaces,
// hyphens or dots, the whole address pasted, 0, 1 and 8 typed for O, I and B.
// ok is false for what cannot be a code.
func codeOf(typed string) (code string, ok bool) {
	if len(typed) > maxTyped {
		return "", false
	}
	if i := strings.LastIndex(typed, "/s/"); i >= 0 {
		typed = typed[i+len("/s/"):]
		typed, _, _ = strings.Cut(typed, "?")
		typed, _, _ = strings.Cut(typed, "#")
	}
	if plain, err := url.PathUnescape(typed); err == nil {
		typed = plain
	}
	var b strings.Builder
	for _, r := range typed {
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("-‐‑‒–—._/", r):
			continue
		case r == '0':
			r = 'o'
		case r == '1':
			r = 'i'
		case r == '8':
			r = 'b'
		}
		b.WriteRune(unicode.ToLower(r))
	}
	code = b.String()
	if len(code) != codeLength {
		return "", false
	}
	for _, r := range code {
		if (r < 'a' || r > 'z') && (r < '2' || r > '7') {
			return "", false
		}
	}
	return code, true
}

// titles that stand before a name without a dot.
var frontTitles = map[string]bool{"dr": true, "drg": true, "ir": true, "prof": true, "h": true, "hj": true, "drs": true, "dra": true, "apt": true, "ns": true}

// namesOf leaves titles away: everything after the first comma, and leading
// words that are titles.
func namesOf(printed string) []string {
	plain, _, _ := strings.Cut(printed, ",")
	words := strings.Fields(plain)
	for len(words) > 1 {
		bare := strings.ToLower(strings.TrimRight(words[0], "."))
		dotted := strings.HasSuffix(words[0], ".") && utf8.RuneCountInString(bare) > 1
		if !dotted && !frontTitles[bare] {
			break
		}
		words = words[1:]
	}
	return words
}

// maskName keeps the first letter of each name and hides the rest, at most
// seven signs of it: "Budi Santoso, S.Kom." becomes "B*** S******".
func maskName(printed string) (masked, initials string) {
	var hidden, first []string
	for _, word := range namesOf(printed) {
		r, _ := utf8.DecodeRuneInString(word)
		first = append(first, string(r))
		hidden = append(hidden, string(r)+strings.Repeat("*", min(max(utf8.RuneCountInString(word)-1, 1), 7)))
	}
	return strings.Join(hidden, " "), strings.Join(first, " ")
}
