package qti

import (
	"errors"
	"html"
	"io"
	"path"
	"slices"
	"strings"

	"lentera/bank/portable"
)

var void = map[string]bool{"br": true, "img": true, "hr": true, "col": true, "source": true, "track": true}

// transparent elements show their content and nothing else.
var transparent = map[string]bool{"contentBody": true, "prompt": true, "catalogInfo": false}

// hidden elements have been read elsewhere, or are for nobody.
var hidden = map[string]bool{"feedbackInline": true, "rubricBlock": true, "catalogInfo": true, "companionMaterialsInfo": true, "stylesheet": true, "label": true}

func (r *reading) html(nodes []*portable.Node) string { return r.render(nodes, nil) }

// render writes nodes as HTML; gaps become their marks. It is not sanitised
// here, that is done by whoever stores it.
func (r *reading) render(nodes []*portable.Node, skip map[*portable.Node]bool) string {
	var b strings.Builder
	for _, n := range nodes {
		switch {
		case n.Name == "":
			b.WriteString(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(n.Text))
		case skip[n] || hidden[n.Name]:
		case r.gaps[n] != "":
			b.WriteString(portable.GapMark(r.gaps[n]))
		case transparent[n.Name]:
			b.WriteString(r.render(n.Kids, skip))
		case n.Name == "object":
			b.WriteString(r.object(n, skip))
		default:
			b.WriteString("<" + n.Name + r.attributes(n) + ">")
			if !void[n.Name] {
				b.WriteString(r.render(n.Kids, skip) + "</" + n.Name + ">")
			}
		}
	}
	return b.String()
}

func (r *reading) attributes(n *portable.Node) string {
	names := make([]string, 0, len(n.Attrs))
	for name := range n.Attrs {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		value := n.Attrs[name]
		if name == "src" {
			value = r.media(n, value)
		}
		b.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
	}
	return b.String()
}

// object is a picture, sound or film of QTI 2.
func (r *reading) object(n *portable.Node, skip map[*portable.Node]bool) string {
	src := html.EscapeString(r.media(n, n.Attr("data")))
	alt := strings.TrimSpace(n.Value())
	switch kind := n.Attr("type"); {
	case strings.HasPrefix(kind, "audio/"):
		return `<audio controls src="` + src + `"></audio>`
	case strings.HasPrefix(kind, "video/"):
		return `<video controls src="` + src + `"></video>`
	case strings.HasPrefix(kind, "image/") || kind == "":
		return `<img src="` + src + `" alt="` + html.EscapeString(alt) + `">`
	}
	r.say(n, portable.DetailLost, "object "+n.Attr("type"))
	return r.render(n.Kids, skip)
}

// media takes a file of the package into the question.
func (r *reading) media(at *portable.Node, href string) string {
	if strings.HasPrefix(href, "@@MEDIA:") { // nobody's file but ours
		return ""
	}
	name := resolve(r.file, href)
	data, err := r.p.bytes(name)
	if err != nil {
		r.say(at, portable.FileMissing, href)
		return href
	}
	return portable.MediaRef(r.q.AddFile(portable.File{Name: path.Base(name), Data: data}))
}

var errTooLong = errors.New("too long")

func (p *parser) bytes(name string) ([]byte, error) {
	f, err := p.pkg.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, p.mostMedia+1))
	if err == nil && int64(len(data)) > p.mostMedia {
		err = errTooLong
	}
	return data, err
}

func (p *parser) read(name string) (*portable.Node, error) {
	data, err := p.bytes(name)
	if err != nil {
		return nil, err
	}
	if len(data) > mostItem {
		return nil, errTooLong
	}
	return portable.ReadXML(data, 1)
}
