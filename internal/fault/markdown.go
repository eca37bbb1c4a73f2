package fault

import (
	"fmt"
	"strings"
)

var kindNames = map[Kind]string{
	Invalid: "invalid (422)", Unauthenticated: "unauthenticated (401)", Forbidden: "forbidden (403)",
	NotFound: "not found (404)", Conflict: "conflict (409)", Gone: "gone (410)", TooLarge: "too large (413)",
	RateLimited: "rate limited (429)", Unavailable: "unavailable (503)", Internal: "internal (500)",
}

// Markdown is docs/api/problems.md: every declared refusal whose code is not
// of a test.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Problems\n\nEvery refusal of the API is an RFC 9457 problem document with one of these codes. " +
		"Codes are stable; `title` is the sentence below in the language of the request (`Accept-Language: en` for English), `detail` speaks of the occurrence.\n" +
		"This page is generated from the `errors.go` files; a test holds it to them.\n\n| Code | Kind | Indonesian | English |\n|---|---|---|---|\n")
	for _, f := range Catalogue() {
		if strings.Contains(f.Code, "test.") {
			continue
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.Code, kindNames[f.Kind], f.ID, f.EN)
	}
	return b.String()
}
