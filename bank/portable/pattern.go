package portable

import "strings"

// ReadPattern reads an accepted answer as Moodle writes it: "*" stands for any
// letters, "\*" for the sign itself.
func ReadPattern(s string) (text string, wildcard bool) {
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && s[i+1] == '*' {
			i++
			continue
		}
		if s[i] == '*' {
			return s, true
		}
	}
	return strings.ReplaceAll(s, `\*`, "*"), false
}

// Pattern is what ReadPattern reads.
func (a Accepted) Pattern() string {
	if a.Wildcard {
		return a.Text
	}
	return strings.ReplaceAll(a.Text, "*", `\*`)
}
