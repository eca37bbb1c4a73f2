// Package page renders the pages that work without any script: sign-in,
// activation, certificate verification, errors. Each feature keeps its own
// templates; the layout (masthead, demo notice, language, footer) and the
// style sheet are here. The style sheet is inlined, allowed by its hash, so a
// first page is one request.
package page

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
)

//go:embed layout.html
var layout string

//go:embed page.css
var css string

// StyleHash is the CSP source that allows the inlined style sheet.
func StyleHash() string {
	sum := sha256.Sum256([]byte(css))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Site is what every page says about the place it comes from.
type Site struct {
	Agency string // "Pemerintah Kabupaten Lumajang"
	Demo   bool   // then every page says so
}

// Page is one parsed template with the layout around it. The template defines
// "title" and "main".
type Page struct {
	site Site
	t    *template.Template
}

// New parses a feature's template and what it shares with others; a mistake in
// it stops the program.
func New(site Site, files fs.FS, names ...string) *Page {
	t := template.Must(template.New("layout").Parse(layout))
	return &Page{site: site, t: template.Must(t.ParseFS(files, names...))}
}

type view struct {
	Site
	Lang string
	CSS  template.CSS
	Data any
}

// ID reports whether the page is in Indonesian.
func (v view) ID() bool { return v.Lang != "en" }

// T picks the sentence of the page's language.
func (v view) T(id, en string) string {
	if v.ID() {
		return id
	}
	return en
}

// HTML renders the page in "id" or "en". In templates .T picks a sentence and
// .Data is what was given.
func (p *Page) HTML(lang string, data any) ([]byte, error) {
	var b bytes.Buffer
	if lang != "en" {
		lang = "id"
	}
	v := view{Site: p.site, Lang: lang, CSS: template.CSS(css), Data: data} //nolint:gosec // our own embedded file
	if err := p.t.ExecuteTemplate(&b, "layout", v); err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	return b.Bytes(), nil
}
