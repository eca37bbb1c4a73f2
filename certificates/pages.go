package certificates

import (
	"embed"
	"fmt"
	"time"

	"lentera/certificates/pdf"
	"lentera/internal/page"
)

//go:embed *.html
var templates embed.FS

// pages are the public pages; one template each.
type pages struct{ answer, form, busy *page.Page }

func newPages(site page.Site) pages {
	return pages{answer: page.New(site, templates, "verification.html"),
		form: page.New(site, templates, "verification_form.html"), busy: page.New(site, templates, "verification_busy.html")}
}

// answer is what verification.html is given; Known false is the page for
// every code that leads nowhere.
type answer struct {
	Known bool
	Of    Verification
	Other string // address of this page in the other language
}

// Day writes a date in the language of the page.
func (answer) Day(lang string, day time.Time) string {
	if lang == "en" {
		return day.Format("2 January 2006")
	}
	return pdf.Day(day)
}

// Hours explains JP in the language of the page.
func (a answer) Hours(lang string) string {
	if lang == "en" {
		return fmt.Sprintf("%d JP (learning hours of 45 minutes)", a.Of.JP)
	}
	return fmt.Sprintf("%d JP (1 JP = 45 menit)", a.Of.JP)
}

// Signed says in the language of the page whether the file carries an
// electronic signature.
func (a answer) Signed(lang string) string {
	pick := func(id, en string) string {
		if lang == "en" {
			return en
		}
		return id
	}
	switch {
	case a.Of.SignedOn != nil:
		return pick("Ditandatangani secara elektronik pada ", "Signed electronically on ") + a.Day(lang, *a.Of.SignedOn)
	case a.Of.Signing != "none" && a.Of.Signing != "":
		return pick("Menunggu tanda tangan elektronik", "Waiting for the electronic signature")
	}
	return pick("Tanpa tanda tangan elektronik; keabsahannya lewat kode QR", "No electronic signature; validity is shown by the QR code")
}
