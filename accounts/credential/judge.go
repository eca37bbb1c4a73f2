package credential

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxLength is the longest password taken, in characters.
const MaxLength = 128

// Rules are what a new password must satisfy.
type Rules struct {
	MinLength   int  // characters
	FourClasses bool // a local rule some regulations ask: lower, upper, digit, sign
}

// Owner is what strangers can find out about the owner of a password.
type Owner struct {
	Words   []string    // names, titles, units, e-mail addresses, as they are written
	Numbers []string    // NIPs and phone numbers
	Days    []time.Time // birth date
	Months  []time.Time // month of appointment (TMT), also in the NIP
}

// Reason is one thing wrong with a password, and what to do about it.
type Reason struct{ Code, ID, EN string }

// The reasons, in the order they are told.
func tooShort(n int) Reason {
	return Reason{"too-short", fmt.Sprintf("Pakai paling sedikit %d karakter. Beberapa kata yang hanya Anda tahu lebih mudah diingat.", n),
		fmt.Sprintf("Use at least %d characters. A few words only you know are easier to remember.", n)}
}

var (
	tooLong = Reason{"too-long", fmt.Sprintf("Pakai paling banyak %d karakter.", MaxLength), fmt.Sprintf("Use at most %d characters.", MaxLength)}
	hasDate = Reason{"birth-or-appointment-date", "Jangan pakai tanggal lahir atau tanggal pengangkatan; keduanya terbaca dari NIP.",
		"Do not use your birth or appointment date; both can be read from the NIP."}
	hasNumber   = Reason{"own-number", "Jangan pakai NIP atau nomor telepon Anda.", "Do not use your NIP or phone number."}
	tooGuessed  = Reason{"easily-guessed", "Terlalu mudah ditebak: hampir seluruhnya nama, unit, tahun, atau kata sandi yang umum. Tambahkan kata lain.", "Too easily guessed: almost all of it is a name, unit, year or common password. Add other words."}
	tooUniform  = Reason{"repeated", "Terlalu mudah ditebak: karakter atau potongan yang sama berulang.", "Too easily guessed: the same characters or pieces repeat."}
	needClasses = Reason{"four-classes", "Pakai huruf kecil, huruf besar, angka, dan tanda baca.", "Use a lower-case letter, an upper-case letter, a digit and a sign."}
)

// Judge gives every reason against a password; none means it may be set. Pure.
func (r Rules) Judge(password string, o Owner) []Reason {
	password = norm.NFKC.String(password)
	var out []Reason
	length := utf8.RuneCountInString(password)
	if length < r.MinLength {
		out = append(out, tooShort(r.MinLength))
	}
	if length > MaxLength {
		return append(out, tooLong)
	}
	if r.FourClasses && !fourClasses(password) {
		out = append(out, needClasses)
	}
	return append(out, r.guessable(password, o)...)
}

// guessable looks at the password as a guesser would: without case, blanks and
// signs, and once more with the usual digits-for-letters undone.
func (r Rules) guessable(password string, o Owner) (out []Reason) {
	folded := fold(password)
	switch {
	case containsAny(folded, dateSpellings(o)):
		out = append(out, hasDate)
	case containsAny(folded, numberSpellings(o)):
		out = append(out, hasNumber)
	}
	words := guessedWords(o)
	need := min(8, max(4, r.MinLength-4))
	for _, form := range []string{folded, unleet(folded)} {
		left := stripRuns(strip(form, words))
		switch {
		case distinct(folded) < 5 || utf8.RuneCountInString(unrepeated(folded)) < need:
			return append(out, tooUniform)
		case utf8.RuneCountInString(unrepeated(left)) < need:
			return append(out, tooGuessed)
		}
	}
	return out
}

func containsAny(text string, pieces []string) bool {
	return slices.ContainsFunc(pieces, func(p string) bool { return strings.Contains(text, p) })
}

// fold keeps letters and digits, lower-cased.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		if leet, known := leetSigns[r]; known {
			return leet
		}
		return -1
	}, s)
}

var leetSigns = map[rune]rune{'@': 'a', '$': 's'}

var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b")

func unleet(s string) string { return leet.Replace(s) }

// strip removes every listed word, longest first.
func strip(text string, words []string) string {
	for _, w := range words {
		if len(w) > 0 {
			text = strings.ReplaceAll(text, w, "")
		}
	}
	return text
}

// guessedWords are words worth nothing in this person's password.
func guessedWords(o Owner) []string {
	out := append([]string(nil), common...)
	for _, text := range o.Words {
		for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if utf8.RuneCountInString(w) >= 3 {
				out = append(out, w)
			}
		}
	}
	for _, d := range append(append([]time.Time(nil), o.Days...), o.Months...) {
		out = append(out, d.Format("2006"), d.Format("0201"), d.Format("0102"))
		out = append(out, monthNames(d.Month())...)
	}
	for _, n := range o.Numbers {
		n = digitsOf(n)
		for size := 6; size <= len(n); size++ {
			out = append(out, n[len(n)-size:], n[:size])
		}
	}
	sort.Slice(out, func(i, j int) bool { return len(out[i]) > len(out[j]) })
	return slices.Compact(out)
}

// numberSpellings are pieces of own numbers that must not occur at all.
func numberSpellings(o Owner) (out []string) {
	for _, n := range o.Numbers {
		n = digitsOf(n)
		for i := 0; i+8 <= len(n); i++ {
			out = append(out, n[i:i+8])
		}
	}
	return out
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func fourClasses(s string) bool {
	return strings.ContainsFunc(s, unicode.IsLower) && strings.ContainsFunc(s, unicode.IsUpper) && strings.ContainsFunc(s, unicode.IsDigit) &&
		strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// unrepeated gives the piece a text is made of when it is one piece again and
// again ("abcabcab" → "abc"), else the text.
func unrepeated(s string) string {
	runes := []rune(s)
	for size := 1; size <= len(runes)/2; size++ {
		same := true
		for i := size; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-size]
		}
		if same {
			return string(runes[:size])
		}
	}
	return s
}

// stripRuns shortens runs of four or more neighbours ("4567", "dcba", "aaaa")
// to their first character.
func stripRuns(s string) string {
	runes := []rune(s)
	var out []rune
	for i := 0; i < len(runes); {
		end := i + 1
		if end < len(runes) {
			if step := runes[end] - runes[i]; step >= -1 && step <= 1 {
				for end < len(runes) && runes[end]-runes[end-1] == step {
					end++
				}
			}
		}
		if end-i >= 4 {
			out = append(out, runes[i])
			i = end
			continue
		}
		out = append(out, runes[i])
		i++
	}
	return string(out)
}
