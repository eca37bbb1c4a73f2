package certificates

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lentera/internal/testweb"
)

func TestCodesAreReadForgivingly(t *testing.T) {
	const code = "abcdefghijklmnopqrstuvwxyz234567"
	for _, typed := range []string{code, strings.ToUpper(code), grouped(code), strings.ReplaceAll(grouped(code), "-", " "),
		"  " + grouped(code) + "\n", "https://lentera.example.go.id/s/" + code, "HTTPS://LENTERA.EXAMPLE.GO.ID/s/" + grouped(code) + "?utm=x#top",
		"abcd–efgh—ijkl.mnop qrst uvwx yz23 4567", "lentera.example.go.id/s/abcdefghijklmnopqrstuvwxyz234567/"} {
		if got, ok := codeOf(typed); !ok || got != code {
			t.Errorf("%q: %q %v", typed, got, ok)
		}
	}
	if got, ok := codeOf("0BCD-EFGH-1JKL-MN0P-QRST-UVWX-YZ23-8567"); !ok || got != "obcdefghijklmnopqrstuvwxyz23b567" {
		t.Errorf("look-alikes: %q %v", got, ok)
	}
	for _, typed := range []string{"", "abc", code + "a", strings.Repeat("9", 32), "' OR 1=1 --", strings.Repeat("a", 10_000), "%zz", "\x00" + code, "é" + code[1:]} {
		if got, ok := codeOf(typed); ok {
			t.Errorf("%q was taken as %q", typed, got)
		}
	}
}

func TestNamesAreMasked(t *testing.T) {
	for in, want := range map[string]string{
		"Budi Santoso":                        "B*** S******",
		"Dr. Siti Aminah, S.Kom., M.T.":       "S*** A*****",
		"Prof. Dr. Ir. H. M. Soleh, M.Si":     "M* S****",
		"drg Ayu":                             "A**",
		"I Made Wirawan, S.H.":                "I* M*** W******",
		"Suharto":                             "S******",
		"Tjokroaminotoadiningratkusuma":       "T*******",
		"H. Ali":                              "A**",
		"Élise":                               "É****",
		"Dr.":                                 "D**",
		"Ny. Hj. Siti Fatimah binti Abdullah": "S*** F****** b**** A*******",
	} {
		if got, _ := maskName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestThePublicPage(t *testing.T) {
	h := newHouse(t, nil)
	a := h.person("Siti Aminah")
	c, gone := h.mustIssue(a.PersonID), h.mustIssue(a.PersonID)
	if _, err := h.Revoke(context.Background(), gone.ID, "rahasia: nilai keliru"); err != nil {
		t.Fatal(err)
	}
	private := []string{c.HolderNIP, "Siti Aminah", "Siti", "Dinas Komunikasi", "Analis", "Penata", "rahasia", "<script", "NIP", a.PersonID.String()}
	headers := map[string]string{"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Set-Cookie": "", "Content-Type": "text/html; charset=utf-8"}
	today := time.Now().In(h.opt.Zone)
	h.web.Run(t, []testweb.Scenario{
		{Name: "valid", Path: codeFor(c), Status: 200, HasNot: append(private, "icabut"), Header: headers,
			Has: []string{"Sertifikat ini sah", "S*** A*****", c.Number, c.Title, "4 JP (1 JP = 45 menit)", "23 November 2026", "BKPSDM Kabupaten Lumajang", `content="noindex"`}},
		{Name: "valid in English", Path: codeFor(c), Headers: map[string]string{"Accept-Language": "en"}, Status: 200, HasNot: private,
			Has: []string{"This certificate is valid", `lang="en"`, "4 JP (learning hours of 45 minutes)", "23 November 2026"}},
		{Name: "other language by address", Path: codeFor(c) + "?lang=en", Status: 200, Has: []string{"This certificate is valid"}},
		{Name: "as people type it", Path: "/s/" + grouped(c.PublicID), Status: 200, Has: []string{c.Number}},
		{Name: "revoked", Path: codeFor(gone), Status: 200, HasNot: append(private, "ini sah"), Header: headers,
			Has: []string{"sudah dicabut", "tidak berlaku sejak", today.Format("2006"), gone.Number, "S*** A*****"}},
		{Name: "revoked in English", Path: codeFor(gone), Headers: map[string]string{"Accept-Language": "en"}, Status: 200, Has: []string{"was revoked", today.Format("2 January 2006")}},
		{Name: "unknown", Path: "/s/" + newPublicID(), Status: 404, Has: []string{"tidak ditemukan", "huruf demi huruf"}, Header: headers},
		{Name: "its number is no address", Path: "/s/800.2%2F0001%2FLENTERA%2F2026", Status: 404},
		{Name: "its id is no address", Path: "/s/" + c.ID.String(), Status: 404},
		{Name: "head", Method: http.MethodHead, Path: codeFor(c), Status: 200},
		{Name: "post", Method: http.MethodPost, Path: codeFor(c), Status: 404},
		{Name: "form", Path: "/verifikasi", Status: 200, Has: []string{`name="kode"`, `method="get"`, `for="kode"`}, HasNot: []string{"<script"}, Header: headers},
		{Name: "form with a code", Path: "/verifikasi?kode=" + strings.ReplaceAll(grouped(c.PublicID), "-", "+"), Status: 303, Header: map[string]string{"Location": codeFor(c), "Set-Cookie": ""}},
		{Name: "form with an address", Path: "/verifikasi?kode=https%3A%2F%2Flentera.example.go.id%2Fs%2F" + c.PublicID, Status: 303, Header: map[string]string{"Location": codeFor(c)}},
		{Name: "form with a whole QR text", Path: "/verifikasi?kode=" + url.QueryEscape(c.VerifyURL), Status: 303, Header: map[string]string{"Location": codeFor(c)}},
		{Name: "form leads nowhere else", Path: "/verifikasi?kode=%2F%2Fevil.example%2F", Status: 303, Header: map[string]string{"Location": "/s/tidak-dikenal"}},
		{Name: "nonsense", Path: "/s/tidak-dikenal", Status: 404, Has: []string{"tidak ditemukan"}},
		{Name: "form in English", Path: "/verifikasi?lang=en", Status: 200, Has: []string{"Check a certificate", `lang="en"`, "?lang=id"}},
	})
}

func TestChecksAreLimitedByAddress(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.ChecksPerMinute = 5 })
	c := h.mustIssue(h.person("Siti Aminah").PersonID)
	for range 5 {
		if res, _ := h.web.Do(t, testweb.Scenario{Path: codeFor(c)}); res.StatusCode != 200 {
			t.Fatal(res.StatusCode)
		}
	}
	res, body := h.web.Do(t, testweb.Scenario{Path: codeFor(c)})
	if res.StatusCode != 429 || res.Header.Get("Retry-After") == "" || !strings.Contains(body, ErrTooManyChecks.ID) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}
