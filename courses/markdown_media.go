package courses

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"

	"lentera/media"
)

// MarkdownWith is Markdown whose pictures are files: ![words](reference). place
// gives the address for a reference and its words, and "" for one that may not
// stand, which then shows nothing. A reference to sound or video becomes a
// player with controls, named by its words, that loads nothing until it is
// asked to play.
func MarkdownWith(src []byte, place func(reference, words string) string) string {
	doc := parseMarkdown(src)
	plays := map[string]string{} // address → element
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		img, ok := n.(*ast.Image)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		reference := string(img.Destination)
		address := place(reference, strings.TrimSpace(plainText(img, src)))
		img.Destination = []byte(address)
		contentType, _ := media.ContentTypeOf(reference)
		if element, _, _ := strings.Cut(contentType, "/"); element == "audio" || element == "video" {
			plays[address] = element
		}
		return ast.WalkContinue, nil
	})
	return pictureTag.ReplaceAllStringFunc(render(src, doc), func(tag string) string {
		m := pictureTag.FindStringSubmatch(tag)
		element := plays[m[1]]
		if element == "" {
			return tag
		}
		return fmt.Sprintf(`<%s controls="" preload="none" src="%s" aria-label="%s"></%[1]s>`, element, m[1], html.EscapeString(html.UnescapeString(m[2])))
	})
}

// pictureTag is a picture as the renderer and sanitiser above write it.
var pictureTag = regexp.MustCompile(`<img src="([^"]+)" alt="([^"]*)"/?>`)
