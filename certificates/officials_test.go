package certificates

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"image"
	"image/png"
	"mime/multipart"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/certificates/pdf"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
	"lentera/internal/testweb"
)

// pointers are the members a refusal names.
func pointers(err error) (out []string) {
	for _, f := range fault.Of(err).Fields {
		out = append(out, f.Pointer)
	}
	return out
}

func (h *house) signing(official uuid.UUID, day string) string {
	h.t.Helper()
	on, err := time.Parse(dateForm, day)
	if err != nil {
		h.t.Fatal(err)
	}
	title := ""
	err = h.db.InTx(ctx0, func(ctx context.Context, tx *db.Tx) error {
		who, err := h.signatoriesOn(ctx, tx, Template{Officials: uuids{official}}, on, false)
		if len(who) > 0 {
			title = who[0].Title
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return title
}

// TestAnOfficialSignsAsWhatTheyWereThatDay: titles follow on each other, one
// may be put between, and after the end nobody signs until a title begins.
func TestAnOfficialSignsAsWhatTheyWereThatDay(t *testing.T) {
	h := newHouse(t, nil)
	id, err := h.AddOfficial(ctx0, "Rina Hartati, S.Sos.", "", OfficialTitle{Title: "Sekretaris", ValidFrom: "2026-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	for _, next := range []OfficialTitle{{Title: "Kepala", ValidFrom: "2026-07-01"}, {Title: "Plt. Kepala", ValidFrom: "2026-04-01"}} {
		if err := h.AddTitle(ctx0, id, next); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.EndTitle(ctx0, id, "2026-09-30"); err != nil {
		t.Fatal(err)
	}
	if err := h.AddTitle(ctx0, id, OfficialTitle{Title: "Kepala BKPSDM", ValidFrom: "2026-12-01"}); err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{"2025-12-31": "", "2026-01-01": "Sekretaris", "2026-03-31": "Sekretaris", "2026-04-01": "Plt. Kepala", "2026-06-30": "Plt. Kepala",
		"2026-07-01": "Kepala", "2026-09-30": "Kepala", "2026-10-01": "", "2026-11-30": "", "2026-12-01": "Kepala BKPSDM", "2030-01-01": "Kepala BKPSDM"} {
		if got := h.signing(id, day); got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
}

func TestRefusalsNameTheMember(t *testing.T) {
	h := newHouse(t, nil)
	good := OfficialTitle{Title: "Kepala", ValidFrom: "2026-01-01"}
	id, err := h.AddOfficial(ctx0, "Rina", "", good)
	if err != nil {
		t.Fatal(err)
	}
	_, all := h.AddOfficial(ctx0, " ", "123", OfficialTitle{ValidFrom: "besok"})
	_, series := h.AddSeries(ctx0, Series{Pattern: "{class}/{seq}/{year}", UnitWord: "DK"})
	_, own := h.AddSeries(ctx0, Series{Name: "x", Pattern: "800.2/{seq}/LENTERA/{year}"})
	unknown := uuid.New()
	_, tpl := h.SaveTemplate(ctx0, nil, 0, TemplateContent{Name: "x", Audience: "any", SeriesID: &unknown})
	_, preview := h.Preview(ctx0, TemplateContent{Audience: "any", SeriesID: &unknown})
	for name, c := range map[string]struct {
		err  error
		is   *fault.Fault
		want []string
	}{
		"official":     {all, ErrOfficial, []string{"/title/title", "/title/valid_from", "/name", "/nip"}},
		"title":        {h.AddTitle(ctx0, id, OfficialTitle{Title: "Kepala"}), ErrOfficial, []string{"/valid_from"}},
		"no last day":  {h.EndTitle(ctx0, id, ""), ErrOfficial, []string{"/last_day"}},
		"too early":    {h.EndTitle(ctx0, id, "2025-12-31"), ErrOfficial, []string{"/last_day"}},
		"nobody":       {h.EndTitle(ctx0, uuid.New(), "2026-12-31"), ErrOfficial, []string{"/last_day"}},
		"series":       {series, ErrPattern, []string{"/name", "/class_code", "/unit_word"}},
		"taken":        {own, ErrPattern, []string{"/pattern"}},
		"tpl's series": {tpl, ErrDesign, []string{"/series_id"}},
		"preview's":    {preview, ErrDesign, []string{"/series_id"}},
	} {
		if got := pointers(c.err); !errors.Is(c.err, c.is) || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v %v, want %v", name, c.err, got, c.want)
		}
	}
	if err := h.EndTitle(ctx0, id, "2026-12-31"); err != nil {
		t.Fatal(err)
	}
	if err := h.EndTitle(ctx0, id, "2026-12-31"); !errors.Is(err, ErrOfficial) {
		t.Errorf("ended twice: %v", err)
	}
}

func TestASeriesSaysItsNextNumber(t *testing.T) {
	h := newHouse(t, nil)
	made, err := h.AddSeries(ctx0, Series{Name: "Unit", Pattern: "{unit}/{seq}/{year}", UnitWord: "DK"})
	if err != nil {
		t.Fatal(err)
	}
	h.activeTemplate(TemplateContent{Name: "unit", Audience: "any", SeriesID: &made.ID})
	year := time.Now().In(h.opt.Zone).Format("2006")
	if made.Next != "DK/0001/"+year {
		t.Errorf("before the first: %s", made.Next)
	}
	c := h.mustIssue(h.person("Siti Aminah").PersonID)
	all, err := h.AllSeries(ctx0)
	if err != nil || len(all) != 2 || c.Number != made.Next {
		t.Fatalf("%v %+v, issued %s", err, all, c.Number)
	}
	if all[0].Issued != 0 || all[0].Next != "800.2/0001/LENTERA/"+year || all[1].Issued != 1 || all[1].Next != "DK/0002/"+year {
		t.Errorf("%+v", all)
	}
}

func TestAnAuditorLooksAndChangesNothing(t *testing.T) {
	h := newHouse(t, nil)
	id, err := h.AddOfficial(ctx0, "Rina", "", OfficialTitle{Title: "Kepala", ValidFrom: "2026-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	admin, auditor := h.web.Token(h.person("A", access.TrainingAdmin)), h.web.Token(h.person("O", access.Auditor))
	end := "/api/certificates/officials/" + id.String() + "/end"
	h.web.Run(t, []testweb.Scenario{
		{Name: "looks", Method: "POST", Path: "/api/certificates/template-preview", As: auditor, Body: `{"audience":"any","design":{}}`, Status: 200, Has: []string{"%PDF-1.7"}},
		{Name: "reads", Path: "/api/certificates/templates", As: auditor, Status: 200, Has: []string{`"next_number":"800.2/0001/LENTERA/`, `"title":"Kepala"`}},
		{Name: "may not end", Method: "POST", Path: end, As: auditor, Body: `{"last_day":"2026-12-31"}`, Status: 403},
		{Name: "a wrong day", Method: "POST", Path: end, As: admin, Body: `{"last_day":"2025-01-01"}`, Status: 422, Has: []string{`"pointer":"/last_day"`}},
		{Name: "ends", Method: "POST", Path: end, As: admin, Body: `{"last_day":"2026-12-31"}`, Status: 204},
		{Name: "ended", Path: "/api/certificates/templates", As: admin, Status: 200, Has: []string{`"valid_to":"2026-12-31"`}},
	})
}

// TestWhatWasIssuedStaysByteForByte: whatever becomes of the template, its
// officials and the stored file, the holder gets the bytes of the first day.
func TestWhatWasIssuedStaysByteForByte(t *testing.T) {
	h := newHouse(t, nil)
	id, err := h.AddOfficial(ctx0, "Rina Hartati, S.Sos.", "197505052000032002", OfficialTitle{Title: "Kepala", ValidFrom: "2026-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	content := TemplateContent{Name: "utama", Audience: "any", Officials: []uuid.UUID{id}, Design: pdf.Design{Heading: "STTP", Accent: "#6b1f2a"}}
	tpl, siti := h.activeTemplate(content), h.person("Siti Aminah")
	c := h.mustIssue(siti.PersonID)
	h.drain()
	first := h.file(t, c)
	content.Design = pdf.Design{Heading: "PIAGAM", Hide: pdf.Lines}
	content.Officials = nil
	if _, err := h.SaveTemplate(ctx0, &tpl.ID, tpl.Version, content); err != nil {
		t.Fatal(err)
	}
	today := time.Now().In(h.opt.Zone).Format(dateForm)
	for _, err := range []error{h.SetTemplateState(ctx0, tpl.ID, "retired"), h.AddTitle(ctx0, id, OfficialTitle{Title: "Sekretaris", ValidFrom: today}), h.EndTitle(ctx0, id, today)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	h.store.lose()
	if _, _, err := h.PDF(ctx0, siti, c.ID); !errors.Is(err, ErrDamaged) {
		t.Fatalf("the store lost the file: %v", err)
	}
	h.drain() // the job that draws it again
	if _, again, err := h.PDF(ctx0, siti, c.ID); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the file changed: %v, %d and %d bytes", err, len(first), len(again))
	}
	if text := pdfText(t, first); !strings.Contains(text, "STTP") || !strings.Contains(text, "Rina Hartati") {
		t.Errorf("not the design: %s", text)
	}
}

// TestAnEmblemMayBeLarge: photos are larger than what other calls may send.
func TestAnEmblemMayBeLarge(t *testing.T) {
	h := newHouse(t, nil)
	admin := h.web.Token(h.person("A", access.TrainingAdmin))
	noise := image.NewGray(image.Rect(0, 0, 600, 600))
	sum := sha256.Sum256(nil)
	for i := range noise.Pix { // what no packing makes small
		if i%len(sum) == 0 {
			sum = sha256.Sum256(sum[:])
		}
		noise.Pix[i] = sum[i%len(sum)]
	}
	var picture, form bytes.Buffer
	if err := png.Encode(&picture, noise); err != nil {
		t.Fatal(err)
	}
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "lambang.png")
	if err == nil {
		_, err = part.Write(picture.Bytes())
	}
	if err != nil || w.Close() != nil || picture.Len() < 100<<10 {
		t.Fatal(err, picture.Len())
	}
	h.web.Run(t, []testweb.Scenario{{Name: "taken", Method: "POST", Path: "/api/certificates/emblems", As: admin, Body: form.String(),
		Headers: map[string]string{"Content-Type": w.FormDataContentType()}, Status: 200, Has: []string{`"hash":"`}}})
}
