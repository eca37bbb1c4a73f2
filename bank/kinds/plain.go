package kinds

import (
	"html"
	"regexp"
	"strings"
)

var (
	mediaTag = regexp.MustCompile(`(?i)<(img|audio|video)\b[^>]*>`)
	altText  = regexp.MustCompile(`(?i)\b(?:alt|aria-label|title)\s*=\s*"([^"]*)"`)
	// A block ends a word; an inline tag does not.
	blockTag = regexp.MustCompile(`(?i)</?(p|br|hr|div|li|ul|ol|tr|td|th|h[1-6]|table|blockquote|pre|figure|figcaption|dt|dd|summary)\b[^>]*>`)
	anyTag   = regexp.MustCompile(`<[^>]*>`)
)

// Plain gives sanitised HTML as one line of text, pictures as their alternative
// text. The result is text, never to be put into a page as HTML.
func Plain(s string) string {
	s = mediaTag.ReplaceAllStringFunc(s, func(tag string) string {
		if m := altText.FindStringSubmatch(tag); m != nil {
			return " " + m[1] + " "
		}
		return " "
	})
	s = blockTag.ReplaceAllString(s, " ")
	s = html.UnescapeString(anyTag.ReplaceAllString(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// says reports whether a learner would meet anything here: text or media.
func says(s string) bool { return Plain(s) != "" || mediaTag.MatchString(s) }
