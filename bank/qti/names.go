package qti

import (
	"net/url"
	"strings"

	"lentera/bank/portable"
)

// toVersion2 renames what is of QTI 3.0 ("qti-choice-interaction",
// "response-identifier") to the names of 2.x, in place.
func toVersion2(n *portable.Node) {
	if rest, ok := strings.CutPrefix(n.Name, "qti-"); ok {
		n.Name = camel(rest)
		for name, value := range n.Attrs {
			if strings.Contains(name, "-") && !strings.HasPrefix(name, "data-") {
				delete(n.Attrs, name)
				n.Attrs[camel(name)] = value
			}
		}
	}
	for _, k := range n.Kids {
		if k.Name != "" {
			toVersion2(k)
		}
	}
}

func camel(s string) string {
	parts := strings.Split(s, "-")
	for i := 1; i < len(parts); i++ {
		if parts[i] != "" {
			parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
		}
	}
	return strings.Join(parts, "")
}

// kebab is camel turned round.
func kebab(s string) string {
	var b strings.Builder
	for _, c := range s {
		if c >= 'A' && c <= 'Z' {
			b.WriteByte('-')
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}

func unescapePath(s string) (string, bool) {
	plain, err := url.PathUnescape(s)
	return plain, err == nil
}
