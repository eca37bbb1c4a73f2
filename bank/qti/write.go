package qti

import (
	"archive/zip"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"lentera/bank/portable"
)

// Version is the version of QTI a package is written in.
type Version string

// The versions written.
const (
	V21 Version = "2.1"
	V22 Version = "2.2"
	V30 Version = "3.0"
)

var namespaces = map[Version]string{
	V21: "http://www.imsglobal.org/xsd/imsqti_v2p1", V22: "http://www.imsglobal.org/xsd/imsqti_v2p2", V30: "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}

var resourceTypes = map[Version]string{V21: "imsqti_item_xmlv2p1", V22: "imsqti_item_xmlv2p2", V30: "imsqti_item_xmlv3p0"}

type writer struct {
	zip     *zip.Writer
	version Version
	used    map[string]bool
	count   int
	entries strings.Builder // of the manifest
	failed  error
}

// NewWriter writes a package of one item per question with its media to w.
func NewWriter(w io.Writer, version Version) portable.Writer {
	return &writer{zip: zip.NewWriter(w), version: version, used: map[string]bool{}}
}

var identForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]{0,60}$`)

// Write writes one question as an item.
func (w *writer) Write(q portable.Question) ([]portable.Problem, error) {
	w.count++
	ident := ours + strconv.Itoa(w.count)
	it := &item{q: q, version: w.version, folder: "../media/" + strconv.Itoa(w.count) + "/"}
	if q.Ident != "" {
		if identForm.MatchString(q.Ident) && !w.used[q.Ident] && !strings.HasPrefix(q.Ident, ours) {
			ident = q.Ident
		} else {
			it.lose(portable.NamesLost)
		}
	}
	w.used[ident] = true
	root, ok := it.build(ident)
	if !ok {
		it.lose(portable.CannotHold, "QTI", string(q.Kind))
		return it.lost, nil
	}
	name := "items/" + strconv.Itoa(w.count) + ".xml"
	if err := w.put(name, []byte(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"+text(root, w.version)+"\n")); err != nil {
		return nil, err
	}
	var media []string
	for i, f := range q.Files {
		at := "media/" + strconv.Itoa(w.count) + "/" + it.fileName(i)
		media = append(media, at)
		if err := w.put(at, f.Data); err != nil {
			return nil, err
		}
	}
	w.describe(name, q, media)
	return it.lost, nil
}

func (w *writer) put(name string, data []byte) error {
	f, err := w.zip.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return err
}

// describe adds an item to the manifest: tags as keywords, the category as a
// classification (IEEE LOM).
func (w *writer) describe(name string, q portable.Question, media []string) {
	b := &w.entries
	b.WriteString(`<resource identifier="r-` + strconv.Itoa(w.count) + `" type="` + resourceTypes[w.version] + `" href="` + name + `">`)
	if len(q.Tags) > 0 || q.Category != "" {
		b.WriteString(`<metadata><lom xmlns="http://ltsc.ieee.org/xsd/LOM">`)
		if len(q.Tags) > 0 {
			b.WriteString(`<general>`)
			for _, t := range q.Tags {
				b.WriteString(`<keyword><string>` + portable.Escaped(t) + `</string></keyword>`)
			}
			b.WriteString(`</general>`)
		}
		if q.Category != "" {
			b.WriteString(`<classification><taxonPath>`)
			for _, part := range portable.SplitCategory(q.Category) {
				b.WriteString(`<taxon><entry><string>` + portable.Escaped(part) + `</string></entry></taxon>`)
			}
			b.WriteString(`</taxonPath></classification>`)
		}
		b.WriteString(`</lom></metadata>`)
	}
	b.WriteString(`<file href="` + name + `"/>`)
	for _, m := range media {
		b.WriteString(`<file href="` + portable.Escaped(m) + `"/>`)
	}
	b.WriteString("</resource>\n")
}

// Close writes the manifest.
func (w *writer) Close() error {
	schema := map[Version]string{V21: "QTIv2.1 Package", V22: "QTIv2.2 Package", V30: "QTI Package"}[w.version]
	if err := w.put("imsmanifest.xml", []byte(`<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="lentera" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><metadata><schema>`+schema+`</schema><schemaversion>`+string(w.version)+`.0</schemaversion></metadata><organizations/>
<resources>
`+w.entries.String()+"</resources></manifest>\n")); err != nil {
		return err
	}
	return w.zip.Close()
}

var unsafeInName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// fileName is a name that is safe and unique in the item's folder.
func (it *item) fileName(i int) string {
	clean := func(i int) string {
		n := strings.Trim(unsafeInName.ReplaceAllString(path.Base(it.q.Files[i].Name), "-"), ".-")
		if n == "" {
			return "file"
		}
		return n
	}
	name := clean(i)
	for j := range i {
		if strings.EqualFold(clean(j), name) {
			return strconv.Itoa(i) + "-" + name
		}
	}
	return name
}
