package kinds

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Typed text is compared after this: compatibility forms and typographic
// quotes, dashes and spaces become plain ones, white space at the ends goes and
// inside is one space, and unless the key minds them, case and accents go.
func typed(s string, minds TextMinds) string {
	s = typography.Replace(norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD")))
	if !minds.Accents {
		// A chain keeps state: one per call.
		if bare, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s); err == nil {
			s = bare
		}
	}
	if !minds.Case {
		s = cases.Fold().String(s)
	}
	return strings.Join(strings.Fields(s), " ")
}

var typography = strings.NewReplacer("‘", "'", "’", "'", "‛", "'", "`", "'", "´", "'", "“", `"`, "”", `"`, "„", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "−", "-", "\u200b", "", "\ufeff", "", "\u00ad", "")

// lettersPerTypo: a text of fewer letters forgives no slip, or "ya" would be
// as good as "ia".
const lettersPerTypo = 4

// forgiven is how many slips this text forgives when the author allows so many.
func forgiven(text string, allowed int) int { return min(allowed, len([]rune(text))/lettersPerTypo) }

// slips is the restricted Damerau-Levenshtein distance (optimal string
// alignment): letters left out, added, replaced, or two neighbours swapped.
// F. J. Damerau, "A technique for computer detection and correction of spelling
// errors", CACM 7(3), 1964. Beyond most it only says "more than most".
func slips(a, b string, most int) int {
	s, t := []rune(a), []rune(b)
	if d := len(s) - len(t); d > most || -d > most {
		return most + 1
	}
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(t)], most+1)
}

// fitsPattern matches text against a pattern whose "*" stands for any text,
// also none. It takes len(pattern) × len(text) steps at most.
func fitsPattern(pattern, text string) bool {
	p, s := []rune(pattern), []rune(text)
	i, j, star, from := 0, 0, -1, 0
	for j < len(s) {
		switch {
		case i < len(p) && p[i] == '*':
			star, from = i, j
			i++
		case i < len(p) && p[i] == s[j]:
			i++
			j++
		case star >= 0:
			from++
			i, j = star+1, from
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}
