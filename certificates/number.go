package certificates

import (
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"
)

// pattern writes certificate numbers. {seq} is the running number of the year
// with at least four digits, {year} the year.
type pattern string

// parsePattern refuses a pattern that could give one number twice.
func parsePattern(text string) (pattern, error) {
	for _, part := range []string{"{seq}", "{year}"} {
		if strings.Count(text, part) != 1 {
			return "", fmt.Errorf("certificates: the number pattern %q must hold %s once", text, part)
		}
	}
	rest := strings.NewReplacer("{seq}", "", "{year}", "").Replace(text)
	if strings.ContainsAny(rest, "{}") {
		return "", fmt.Errorf("certificates: the number pattern %q knows only {seq} and {year}", text)
	}
	if strings.Contains(text, "{seq}{year}") || strings.Contains(text, "{year}{seq}") {
		return "", fmt.Errorf("certificates: the number pattern %q needs something between {seq} and {year}", text)
	}
	return pattern(text), nil
}

// fileName is the name a downloaded PDF gets: letters, digits and hyphens of
// the number, nothing of the person.
func fileName(number string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(number) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return "sertifikat-" + strings.Trim(b.String(), "-") + ".pdf"
}

var codeLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

const (
	codeBytes  = 20 // 160 bits
	codeLength = 32 // letters a–z and digits 2–7
)

// newPublicID draws the address of a public page from the system's own source
// of randomness, which does not fail.
func newPublicID() string {
	b := make([]byte, codeBytes)
	_, _ = rand.Read(b)
	return strings.ToLower(codeLetters.EncodeToString(b))
}
