package qti

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strings"

	"lentera/bank/portable"
)

// Package is an archive that somebody has opened safely: names are relative,
// clean and unique, and what Open gives is bounded.
type Package interface {
	Names() []string
	Open(name string) (io.ReadCloser, error)
}

const (
	mostItem     = 4 << 20 // bytes of one item's XML
	mostManifest = 16 << 20
)

// Parse reads one item of QTI 2 or 3, or a file of QTI 1.2 items, without any
// files beside it.
func Parse(r io.Reader, lim portable.Limits, to portable.Sink) error {
	lim = lim.Defaults()
	p := &parser{to: portable.Bound(to, lim), pkg: none{}}
	return p.to.End(p.one(portable.Capped(r, lim.FileBytes)))
}

// ParsePackage reads every item of a package, in the order of its manifest,
// with the media the items show.
func ParsePackage(pkg Package, lim portable.Limits, to portable.Sink) error {
	lim = lim.Defaults()
	p := &parser{to: portable.Bound(to, lim), pkg: pkg, mostMedia: lim.QuestionBytes}
	return p.to.End(p.whole())
}

// none is the package of an item that came alone.
type none struct{}

func (none) Names() []string                    { return nil }
func (none) Open(string) (io.ReadCloser, error) { return nil, errors.New("no package") }

type parser struct {
	to        *portable.Bounded
	pkg       Package
	mostMedia int64
	found     int
}

func (p *parser) one(r io.Reader) error {
	old, text, err := p.begin(r)
	if err != nil {
		return err
	}
	if old != nil {
		return p.old(old, "")
	}
	if err := p.item(text, "", resource{}); err != nil {
		return err
	}
	if p.found == 0 {
		return portable.Say(1, portable.NotThisFormat, "QTI")
	}
	return nil
}

var oldRoot = regexp.MustCompile(`<(?:\w+:)?(questestinterop|section|objectbank)\b`)

// begin looks at the head of a file: an item is read whole, a file of QTI 1.2
// is given back as a stream.
func (p *parser) begin(r io.Reader) (old io.Reader, text []byte, err error) {
	decoded := portable.DecodeXML(r)
	head := make([]byte, 4096)
	n, err := io.ReadFull(decoded, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil, err
	}
	rest := io.MultiReader(bytes.NewReader(head[:n]), decoded)
	if oldRoot.Match(head[:n]) {
		return rest, nil, nil
	}
	text, err = io.ReadAll(io.LimitReader(rest, mostItem+1))
	return nil, text, err
}

// resource is what the manifest says of an item.
type resource struct {
	href, category string
	tags           []string
}

func (p *parser) whole() error {
	names := p.pkg.Names()
	resources, err := p.manifest(names)
	if err != nil {
		return err
	}
	for _, res := range resources {
		if err := p.file(res); err != nil {
			return err
		}
	}
	if p.found == 0 {
		return p.to.Problem(portable.Say(0, portable.NoQuestions))
	}
	return nil
}

func (p *parser) file(res resource) error {
	f, err := p.pkg.Open(res.href)
	if err != nil {
		return p.to.Problem(portable.Say(0, portable.FileMissing, res.href).In(res.href))
	}
	defer func() { _ = f.Close() }()
	old, text, err := p.begin(f)
	switch {
	case err != nil:
		return p.damaged(res.href, err)
	case old != nil:
		return p.old(old, res.href)
	}
	return p.item(text, res.href, res)
}

// damaged names a file that cannot be read; a file that is too large for the
// archive's bounds says so itself.
func (p *parser) damaged(name string, err error) error {
	var said portable.Problem
	if errors.As(err, &said) {
		return said
	}
	return p.to.Problem(portable.Say(0, portable.NotWellFormed, err.Error()).In(name))
}

// manifest lists the items of a package: what imsmanifest.xml names, or
// without one every XML file.
func (p *parser) manifest(names []string) ([]resource, error) {
	var out []resource
	for _, name := range names {
		if path.Base(name) != "imsmanifest.xml" {
			continue
		}
		found, err := p.readManifest(name)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	if len(out) > 0 {
		return out, nil
	}
	for _, name := range names {
		if strings.EqualFold(path.Ext(name), ".xml") && path.Base(name) != "imsmanifest.xml" {
			out = append(out, resource{href: name})
		}
	}
	return out, nil
}

func (p *parser) readManifest(name string) ([]resource, error) {
	f, err := p.pkg.Open(name)
	if err != nil {
		return nil, p.damaged(name, err)
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(portable.DecodeXML(f), mostManifest))
	if err != nil {
		return nil, p.damaged(name, err)
	}
	root, err := portable.ReadXML(text, 1)
	if err != nil {
		return nil, p.damaged(name, err)
	}
	var out []resource
	for _, n := range root.Deep("resource") {
		kind := n.Attr("type")
		href := resolve(name, n.Attr("href"))
		switch {
		case href == outside:
			if err := p.to.Problem(portable.Say(n.Line, portable.FileMissing, n.Attr("href")).In(name)); err != nil {
				return nil, err
			}
		case strings.Contains(kind, "imsqti_item") || strings.HasPrefix(kind, "imsqti_xmlv1p") || strings.HasPrefix(kind, "imsqti_asi"):
			out = append(out, resource{href: href, category: categoryOf(n), tags: tagsOf(n)})
		case strings.Contains(kind, "imsqti_test") || strings.Contains(kind, "imsqti_section") || strings.Contains(kind, "imsqti_outcomes"):
			if err := p.to.Problem(portable.Say(n.Line, portable.DetailLost, kind).In(href)); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func tagsOf(n *portable.Node) (out []string) {
	for _, k := range n.Deep("keyword") {
		if t := strings.Join(strings.Fields(k.Value()), " "); t != "" {
			out = append(out, t)
		}
	}
	return out
}

func categoryOf(n *portable.Node) string {
	var parts []string
	for _, taxon := range n.Deep("taxon") {
		if t := strings.Join(strings.Fields(taxon.Find("entry").Value()), " "); t != "" {
			parts = append(parts, t)
		}
	}
	return portable.JoinCategory(parts)
}

// outside is a name that no file of a package has.
const outside = "\x00"

// resolve gives a reference relative to the file that makes it, as a name of
// the package; one that leads out of it gives a name nothing has.
func resolve(from, href string) string {
	if i := strings.IndexAny(href, "?#"); i >= 0 {
		href = href[:i]
	}
	if plain, ok := unescapePath(href); ok {
		href = plain
	}
	if href == "" || strings.Contains(href, ":") || strings.HasPrefix(href, "/") || strings.Contains(href, `\`) {
		return outside
	}
	joined := path.Join(path.Dir(from), href)
	if joined == ".." || strings.HasPrefix(joined, "../") {
		return outside
	}
	return joined
}

var itemRoot = map[string]bool{"assessmentItem": true, "qti-assessment-item": true}

// rootOf is the name of a text's first element, also when the rest is broken.
func rootOf(text []byte) string {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		t, err := d.Token()
		if err != nil {
			return ""
		}
		if s, ok := t.(xml.StartElement); ok {
			return s.Name.Local
		}
	}
}

// item reads the text of one item.
func (p *parser) item(text []byte, name string, res resource) error {
	root := rootOf(text)
	if !itemRoot[root] {
		if root == "" && name != "" { // an XML file that is none: say so
			p.found++
			return p.to.Problem(portable.Say(1, portable.NotWellFormed, "XML").In(name).From(string(text)))
		}
		return nil
	}
	p.found++
	if len(text) > mostItem {
		return p.to.Problem(portable.Say(1, portable.QuestionTooLarge, mostItem>>20).In(name))
	}
	n, err := portable.ReadXML(text, 1)
	if err != nil {
		return p.to.Problem(portable.Say(1, portable.NotWellFormed, err.Error()).In(name).From(string(text)))
	}
	toVersion2(n)
	r := &reading{p: p, file: name, n: n, q: portable.Question{Line: n.Line, Category: res.category, Tags: res.tags}}
	r.read()
	return p.hand(r.q, r.problems, r.failed, name, text)
}

func (p *parser) hand(q portable.Question, problems []portable.Problem, failed bool, name string, source []byte) error {
	for _, problem := range problems {
		if problem = problem.About(q.Name).In(name); problem.Severity != portable.Altered {
			problem = problem.From(string(source))
		}
		if err := p.to.Problem(problem); err != nil {
			return err
		}
	}
	if failed {
		return nil
	}
	return p.to.Question(q)
}
