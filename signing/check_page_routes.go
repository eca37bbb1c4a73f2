package signing

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lentera/internal/fault"
	"lentera/internal/web"
	"lentera/signing/pades"
)

// checkPage is what check.html is given: nothing, a finding, or a refusal.
type checkPage struct {
	Found   *Finding
	Refusal *fault.Fault
}

// Good reports a file that holds: signed and whole, and of a certificate that
// is valid where it is ours.
func (p checkPage) Good() bool {
	f := p.Found
	return (f.Result == pades.Valid || f.Ours && f.Result == pades.NoSignature) && (!f.Ours || f.Status == "valid")
}

var headlines = map[pades.Reason][2]string{
	pades.Valid:       {"Tanda tangannya sah dan berkasnya utuh", "The signature is valid and the file is unchanged"},
	pades.Tampered:    {"Isi berkas ini sudah diubah", "The content of this file was changed"},
	pades.Changed:     {"Ada yang ditambahkan setelah ditandatangani", "Something was added after it was signed"},
	pades.Truncated:   {"Berkas ini tidak lengkap", "This file is not complete"},
	pades.Untrusted:   {"Penanda tangannya tidak dikenal di sini", "The signer is not known here"},
	pades.Expired:     {"Sertifikat elektronik penanda tangan tidak berlaku pada waktunya", "The signer's certificate did not hold at the time"},
	pades.BadStamp:    {"Cap waktunya tidak dapat dipercaya", "The time-stamp cannot be believed"},
	pades.NoSignature: {"Berkas ini tidak bertanda tangan elektronik", "This file has no electronic signature"},
	pades.NotPDF:      {"Ini bukan berkas PDF", "This is not a PDF file"},
}

var statusWords = map[string][2]string{
	"valid":      {"Sertifikatnya berlaku.", "The certificate is valid."},
	"revoked":    {"Sertifikatnya sudah dicabut.", "The certificate was revoked."},
	"superseded": {"Sertifikatnya sudah diganti.", "The certificate was superseded."},
}

func pick(words [2]string, lang string) string {
	if lang == "en" {
		return words[1]
	}
	return words[0]
}

// Headline is the finding in one sentence.
func (p checkPage) Headline(lang string) string {
	if p.Found.Ours && p.Found.Result == pades.NoSignature {
		return pick([2]string{"Berkas ini asli; sertifikat ini memakai kode QR saja", "This file is genuine; this certificate has a QR code alone"}, lang)
	}
	return pick(headlines[p.Found.Result], lang)
}

// Status is what became of the certificate.
func (p checkPage) Status(lang string) string { return pick(statusWords[p.Found.Status], lang) }

// showCheck answers /verifikasi-berkas, which works without script.
func (s *Service) showCheck(c *fiber.Ctx) error { return s.sendCheck(c, fiber.StatusOK, checkPage{}) }

// doCheck takes the form of that page.
func (s *Service) doCheck(c *fiber.Ctx) error {
	if wait := s.limit.Take(web.ClientAddress(c.UserContext()), time.Now()); wait > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		return s.sendCheck(c, fiber.StatusTooManyRequests, checkPage{Refusal: ErrTooManyChecks})
	}
	body, err := uploaded(c)
	if errors.Is(err, ErrNoFile) {
		return s.sendCheck(c, fiber.StatusUnprocessableEntity, checkPage{Refusal: ErrNoFile})
	} else if err != nil {
		return err
	}
	f, err := s.Check(c.UserContext(), body)
	if err != nil {
		return err
	}
	return s.sendCheck(c, fiber.StatusOK, checkPage{Found: &f})
}

func (s *Service) sendCheck(c *fiber.Ctx, status int, data checkPage) error {
	lang := c.Query("lang")
	if lang != "id" && lang != "en" {
		lang = web.Lang(c.UserContext())
	}
	body, err := s.page.HTML(lang, data)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Robots-Tag", "noindex")
	return c.Status(status).Send(body)
}
