package portable

import (
	"html"
	"strings"
)

// AsHTML gives a text as HTML source; it is not sanitised, that is the work of
// whoever shows it. Markdown is handed to the given renderer.
func (t Text) AsHTML(markdown func([]byte) string) string {
	switch t.Format {
	case Plain:
		return breaks(html.EscapeString(t.Source))
	case Markdown:
		if markdown != nil {
			return markdown([]byte(t.Source))
		}
		return breaks(html.EscapeString(t.Source))
	case Moodle:
		if strings.Contains(t.Source, "<p") || strings.Contains(t.Source, "<br") {
			return t.Source
		}
		return breaks(t.Source)
	}
	return t.Source
}

func breaks(s string) string { return strings.ReplaceAll(s, "\n", "<br>\n") }

// AsPlain gives a text without markup: tags out, entities resolved, blocks on
// lines of their own. whole is false when something was lost by it.
func (t Text) AsPlain() (plain string, whole bool) {
	if t.Format == Plain {
		return t.Source, true
	}
	if t.Format == Markdown {
		return t.Source, !strings.ContainsAny(t.Source, "*_`#[]<>|")
	}
	var b strings.Builder
	whole = true
	rest := t.Source
	for rest != "" {
		open := strings.IndexByte(rest, '<')
		if open < 0 || open+1 == len(rest) || !tagBegins(rest[open+1]) {
			if open < 0 {
				open = len(rest)
			} else {
				open++
			}
			b.WriteString(html.UnescapeString(rest[:open]))
			rest = rest[open:]
			continue
		}
		b.WriteString(html.UnescapeString(rest[:open]))
		shut := strings.IndexByte(rest[open:], '>')
		if shut < 0 {
			b.WriteString(rest[open:])
			break
		}
		switch tag := tagName(rest[open : open+shut]); tag {
		case "br", "/p", "/div", "/li", "/tr":
			b.WriteByte('\n')
		case "p", "div":
		default:
			whole = false
		}
		rest = rest[open+shut+1:]
	}
	return strings.TrimSpace(b.String()), whole
}

func tagBegins(c byte) bool {
	return c == '/' || c == '!' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func tagName(tag string) string {
	tag = strings.ToLower(strings.TrimLeft(tag, "<"))
	if i := strings.IndexAny(tag[min(1, len(tag)):], " \t\n/"); i >= 0 {
		tag = tag[:i+1]
	}
	return tag
}

// Escaped gives a plain text as HTML text.
func Escaped(s string) string { return html.EscapeString(s) }
