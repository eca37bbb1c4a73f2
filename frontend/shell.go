package frontend

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed" // the page's template and style
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
	"time"
)

//go:embed shell.html
var shellHTML string

//go:embed shell.css
var shellCSS string

var shellTemplate = template.Must(template.New("shell").Parse(shellHTML))

// StyleHash is the CSP source that allows the style inlined into every page of
// the app; it goes into web.Options.StyleHashes.
func StyleHash() string {
	sum := sha256.Sum256([]byte(shellCSS))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

type shellView struct {
	Lang, Title, Path string
	First             first
	Kind              string // "", "exam" (no menus) or "admin" (wide, with its menu)
	Site              Site
	Manage            string      // where "Kelola" leads; empty for people without such a role
	Admin             []menuGroup // the management menu
	Styles            []string
	Entry             string
	Preloads          []string
	CSS               template.CSS
	Boot              template.JS
}

// T picks the sentence of the page's language.
func (v shellView) T(id, en string) string {
	if v.Lang == "en" {
		return en
	}
	return id
}

// shell renders the page of a route around its boot data.
func (s *Service) shell(r appRoute, b boot) ([]byte, error) {
	raw, err := json.Marshal(b) // escapes <, > and &, so it cannot leave its element
	if err != nil {
		return nil, fmt.Errorf("frontend: boot: %w", err)
	}
	v := shellView{Lang: b.Lang, Title: r.ID, Path: r.Path, Kind: kindOf(r), Site: s.opt.Site, Admin: s.menuFor(b.roles),
		Styles: []string{s.manifest.style(everyStyle)}, Preloads: s.manifest.filesOf(r.Page), Entry: "/" + s.manifest[entry].File,
		CSS:  template.CSS(shellCSS), //nolint:gosec // our own embedded file
		Boot: template.JS(raw)}       //nolint:gosec // made by json.Marshal above
	v.Manage = manageFor(v.Admin)
	if v.Kind == "admin" {
		v.Styles = append(v.Styles, s.manifest.style(manageStyle))
	}
	if b.Lang == "en" {
		v.Title = r.EN
		if c, ok := s.manifest[englishWords]; ok {
			v.Preloads = append(v.Preloads, "/"+c.File)
		}
	}
	v.First = firstOf(r, v.Title, b, time.Now().In(s.opt.Zone))
	var page bytes.Buffer
	if err := shellTemplate.Execute(&page, v); err != nil {
		return nil, fmt.Errorf("frontend: shell: %w", err)
	}
	return page.Bytes(), nil
}

const englishWords = "src/lib/english.ts"

// kindOf tells how much room and which menus a page gets.
func kindOf(r appRoute) string {
	switch {
	case strings.HasPrefix(r.Path, "/admin/"):
		return "admin"
	case strings.HasPrefix(r.Path, "/ujian/"):
		return "exam"
	}
	return ""
}

// gzipped compresses a page. Nothing that an outsider could choose is in the
// page, so its length tells nothing about the token inside.
func gzipped(page []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, 5)
	if err != nil {
		return page
	}
	_, _ = z.Write(page)
	_ = z.Close()
	return b.Bytes()
}
