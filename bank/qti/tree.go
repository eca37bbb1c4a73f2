package qti

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lentera/bank/portable"
)

// el makes an element; attrs are name, value, name, value.
func el(name string, attrs []string, kids ...*portable.Node) *portable.Node {
	n := &portable.Node{Name: name, Attrs: map[string]string{}}
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			n.Attrs[attrs[i]] = attrs[i+1]
		}
	}
	for _, k := range kids {
		if k != nil {
			n.Kids = append(n.Kids, k)
		}
	}
	return n
}

func a(attrs ...string) []string { return attrs }

func str(s string) *portable.Node { return &portable.Node{Text: s} }

// markup marks an element of HTML, which keeps its name in every version.
const markup = "\x00html"

// text writes a node with all in it as XML.
func text(n *portable.Node, v Version) string {
	var b strings.Builder
	write(&b, n, v)
	return b.String()
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\t", "&#9;")
var escapeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func write(b *strings.Builder, n *portable.Node, v Version) {
	if n.Name == "" {
		b.WriteString(escapeText.Replace(n.Text))
		return
	}
	ofHTML := n.Attrs[markup] != ""
	rename := v == V30 && !ofHTML
	name := n.Name
	if rename {
		name = "qti-" + kebab(name)
	}
	b.WriteString("<" + name)
	names := make([]string, 0, len(n.Attrs))
	for k := range n.Attrs {
		if k != markup {
			names = append(names, k)
		}
	}
	slices.Sort(names)
	for _, k := range names {
		key := k
		if rename {
			key = kebab(k)
		}
		b.WriteString(" " + key + `="` + escape.Replace(n.Attrs[k]) + `"`)
	}
	if len(n.Kids) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	for _, k := range n.Kids {
		write(b, k, v)
	}
	b.WriteString("</" + name + ">")
}

// fragment reads HTML as people write it and gives well-formed nodes.
func fragment(source string) []*portable.Node {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(source), body)
	if err != nil {
		return []*portable.Node{str(source)}
	}
	var out []*portable.Node
	for _, n := range nodes {
		out = append(out, fromHTML(n)...)
	}
	return out
}

func fromHTML(n *html.Node) []*portable.Node {
	switch n.Type {
	case html.TextNode:
		return []*portable.Node{str(portable.Clean(n.Data))}
	case html.ElementNode:
		if !nameIsPlain(n.Data) {
			return kidsOf(n)
		}
		e := &portable.Node{Name: n.Data, Attrs: map[string]string{markup: "1"}}
		for _, at := range n.Attr {
			if nameIsPlain(at.Key) {
				e.Attrs[at.Key] = portable.Clean(at.Val)
			}
		}
		e.Kids = kidsOf(n)
		return []*portable.Node{e}
	}
	return nil
}

func kidsOf(n *html.Node) (out []*portable.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out = append(out, fromHTML(c)...)
	}
	return out
}

// nameIsPlain: a name that XML takes, too.
func nameIsPlain(s string) bool {
	for i, c := range s {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || !(c >= '0' && c <= '9' || c == '-' || c == '_')) {
			return false
		}
	}
	return s != ""
}
