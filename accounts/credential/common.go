package credential

import (
	_ "embed"
	"strings"
)

//go:embed common.txt
var commonText string

// common are words that carry most passwords found in leaks, Indonesian ones
// among them, folded. They do not forbid a password; they only count for
// nothing in it.
var common = readCommon(commonText)

func readCommon(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			out = append(out, fold(w), unleet(fold(w)))
		}
	}
	return out
}
