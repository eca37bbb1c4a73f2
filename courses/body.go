package courses

import (
	"bytes"
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"

	"lentera/media"
)

// body is the Markdown of a lesson before its pictures have an address.
type body struct {
	file     string
	src      []byte
	doc      ast.Node
	pictures []picture
}

type picture struct {
	node *ast.Image
	file string // path inside the folder
}

// readBody parses a lesson and finds its pictures: each must be a file of the
// folder, of a kind we serve, and say in words what it shows.
func readBody(dir *folder, name string) (*body, []Finding) {
	src, err := dir.read(name)
	if err != nil {
		return nil, []Finding{{name, 0, "unreadable", "Berkas ini tidak dapat dibaca: " + err.Error()}}
	}
	if len(bytes.TrimSpace(src)) == 0 {
		return nil, []Finding{{name, 1, "empty", "Pelajaran ini kosong."}}
	}
	b := &body{file: name, src: src, doc: parseMarkdown(src)}
	var found []Finding
	_ = ast.Walk(b.doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		img, ok := n.(*ast.Image)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		line := lineOf(src, n)
		if strings.TrimSpace(plainText(img, src)) == "" {
			found = append(found, Finding{name, line, "image-without-alt", "Gambar belum punya keterangan pengganti untuk pembaca layar."})
		}
		file, problem := b.resolvePicture(dir, string(img.Destination))
		if problem != "" {
			found = append(found, Finding{name, line, "bad-image", problem})
			return ast.WalkContinue, nil
		}
		b.pictures = append(b.pictures, picture{img, file})
		return ast.WalkContinue, nil
	})
	return b, found
}

func (b *body) resolvePicture(dir *folder, destination string) (file, problem string) {
	ref, err := url.PathUnescape(destination)
	if u, uerr := url.Parse(destination); err != nil || uerr != nil || u.Scheme != "" || u.Host != "" {
		return "", "Gambar harus berkas di dalam folder kursus, bukan alamat dari tempat lain."
	}
	file, ok := dir.resolve(path.Dir(b.file), ref)
	if !ok {
		return "", "Gambar \"" + ref + "\" tidak ada di dalam folder kursus."
	}
	if t, known := media.ContentTypeOf(file); !known || !strings.HasPrefix(t, "image/") {
		return "", "Gambar \"" + ref + "\" harus JPEG atau PNG."
	}
	return file, ""
}

// html renders the lesson with its pictures at their stored addresses.
func (b *body) html(stored map[string]media.File) string {
	for _, p := range b.pictures {
		p.node.Destination = []byte(stored[p.file].URL())
	}
	return render(b.src, b.doc)
}

// lineOf is the line on which the block around a node begins.
func lineOf(src []byte, n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return 1 + bytes.Count(src[:n.Lines().At(0).Start], []byte("\n"))
		}
	}
	return 1
}

func plainText(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(src))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}
