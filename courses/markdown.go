package courses

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

// rendering names the way Markdown becomes HTML. Raising it makes the next
// import of an unchanged folder a new revision.
const rendering = "1"

var (
	// Raw HTML passes the renderer only because the sanitiser stands behind it.
	converter = goldmark.New(
		goldmark.WithExtensions(extension.Linkify, extension.Strikethrough,
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithRendererOptions(html.WithUnsafe()))
	sanitiser = policyForContent()
	withMedia = policyWithMedia()

	ownMedia = regexp.MustCompile(`^/api/media/files/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/content$`)
)

// Markdown turns what an author wrote (lesson, question, explanation) into
// HTML that is safe to put into our pages: GFM tables, details and summary
// pass; scripts, event handlers, styles, forms, frames and pictures from
// elsewhere do not. The highest heading becomes h2.
func Markdown(src []byte) string { return render(src, parseMarkdown(src)) }

// CleanHTML makes HTML from elsewhere (an imported question) safe to put into
// our pages: what Markdown lets pass, and sound and film of our own store.
func CleanHTML(src string) string { return strings.TrimSpace(withMedia.Sanitize(src)) }

func parseMarkdown(src []byte) ast.Node {
	doc := converter.Parser().Parse(text.NewReader(src), parser.WithContext(parser.NewContext()))
	shiftHeadings(doc)
	return doc
}

func render(src []byte, doc ast.Node) string {
	var b bytes.Buffer
	// Rendering into memory fails only for node kinds without a renderer, and
	// the set above is closed.
	if err := converter.Renderer().Render(&b, src, doc); err != nil {
		panic("courses: markdown: " + err.Error())
	}
	return string(bytes.TrimSpace(sanitiser.SanitizeBytes(b.Bytes())))
}

// shiftHeadings moves all headings so that the highest is h2: the page itself
// has the h1.
func shiftHeadings(doc ast.Node) {
	var headings []*ast.Heading
	top := 7
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			headings = append(headings, h)
			top = min(top, h.Level)
		}
		return ast.WalkContinue, nil
	})
	for _, h := range headings {
		h.Level = min(h.Level+2-top, 6)
	}
}

// anyWords is any text; it is escaped when it is written. (bluemonday.Paragraph
// would drop a whole description for one colon, and leave a picture without.)
var anyWords = regexp.MustCompile(`^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$`)

func policyForContent() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "b", "i", "del", "code", "pre", "kbd", "sub", "sup",
		"blockquote", "ul", "li", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "caption",
		"details", "summary", "figure", "figcaption", "dl", "dt", "dd")
	p.AllowElements("ol", "th", "td", "abbr")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(left|center|right)$`)).OnElements("th", "td")
	p.AllowAttrs("scope").Matching(regexp.MustCompile(`^(col|row)$`)).OnElements("th")
	p.AllowAttrs("title").Matching(anyWords).OnElements("abbr")
	p.AllowAttrs("open").Matching(regexp.MustCompile(`^(|open)$`)).OnElements("details")
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[a-z]{2,3}$`)).OnElements("em", "i", "p", "blockquote")
	p.AllowURLSchemes("https", "http", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoReferrerOnLinks(true)
	p.AllowAttrs("src").Matching(ownMedia).OnElements("img", "audio", "video")
	p.AllowAttrs("controls").Matching(regexp.MustCompile(`^(|controls)$`)).OnElements("audio", "video")
	p.AllowAttrs("preload").Matching(regexp.MustCompile(`^(none|metadata)$`)).OnElements("audio", "video")
	p.AllowAttrs("aria-label").Matching(anyWords).OnElements("audio", "video")
	p.AllowAttrs("alt").Matching(anyWords).OnElements("img")
	return p
}

// policyWithMedia adds sound and film, which play only when somebody asks.
func policyWithMedia() *bluemonday.Policy {
	p := policyForContent()
	p.AllowAttrs("src").Matching(ownMedia).OnElements("audio", "video")
	p.AllowAttrs("controls").OnElements("audio", "video")
	p.AllowAttrs("title").Matching(anyWords).OnElements("audio", "video")
	return p
}
