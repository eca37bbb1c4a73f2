package certificates

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/certificates/pdf"
	"lentera/internal/access"
	"lentera/internal/db"
)

var ctx0 = context.Background()

func (h *house) activeTemplate(c TemplateContent) Template {
	h.t.Helper()
	t, err := h.SaveTemplate(ctx0, nil, 0, c)
	if err == nil {
		err = h.SetTemplateState(ctx0, t.ID, "active")
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return t
}

func TestTheTemplateIsThatOfTheDayOfIssue(t *testing.T) {
	h := newHouse(t, nil)
	head, err := h.AddOfficial(ctx0, "Drs. Bambang, M.M.", "197001011995031001", OfficialTitle{Title: "Plt. Kepala BKPSDM", Rank: "Pembina (IV/a)", ValidFrom: "2020-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	content := TemplateContent{Name: "Utama", Audience: "any", Officials: []uuid.UUID{head}, Design: pdf.Design{Heading: "STTP", Opening: "kepada {name}"}}
	tpl := h.activeTemplate(content)
	before := h.mustIssue(h.person("Siti Aminah").PersonID)
	tomorrow := time.Now().AddDate(0, 0, 2).Format(dateForm) // ahead of today in every zone: the agency's day begins before UTC's
	if err := h.AddTitle(ctx0, head, OfficialTitle{Title: "Sekretaris Daerah", ValidFrom: tomorrow}); err != nil {
		t.Fatal(err)
	}
	content.Design.Heading = "PIAGAM"
	if _, err := h.SaveTemplate(ctx0, &tpl.ID, tpl.Version, content); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SaveTemplate(ctx0, &tpl.ID, tpl.Version, content); !errors.Is(err, ErrTemplateChanged) {
		t.Errorf("an old version was taken: %v", err)
	}
	after, citizen := h.mustIssue(h.person("Budi").PersonID), h.mustIssue(h.citizen("Sumarni").PersonID)
	if got := before.Signatories; len(got) != 1 || got[0].Title != "Plt. Kepala BKPSDM" || !strings.Contains(string(before.Design), "STTP") || *before.TemplateID != tpl.ID {
		t.Errorf("issued before: %+v %s", got, before.Design)
	}
	if after.Signatories[0].Title != "Plt. Kepala BKPSDM" || !strings.Contains(string(after.Design), "PIAGAM") {
		t.Errorf("issued after: %+v %s", after.Signatories, after.Design)
	}
	if citizen.Signatories[0].NIP != "" || citizen.HolderNIP != "" {
		t.Error("a citizen's certificate bears an identifier")
	}
	h.drain()
	if n := h.count("certificates.certificates WHERE pdf_key <> ''"); n != 3 {
		t.Errorf("%d drawn", n)
	}
}

func TestTheNarrowerTemplateWins(t *testing.T) {
	h := newHouse(t, nil)
	for _, c := range []TemplateContent{{Name: "semua", Audience: "any"}, {Name: "warga", Audience: "citizen"}, {Name: "kursus", Audience: "any", CourseCode: "A2"}} {
		h.activeTemplate(c)
	}
	second, err := h.SaveTemplate(ctx0, nil, 0, TemplateContent{Name: "lain", Audience: "any"})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SetTemplateState(ctx0, second.ID, "active"); !errors.Is(err, ErrSlotTaken) {
		t.Errorf("two active for one slot: %v", err)
	}
	for _, c := range []struct{ course, class, want string }{{"", "pns", "semua"}, {"", "citizen", "warga"}, {"A2", "citizen", "kursus"}, {"A3", "pppk", "semua"}} {
		_ = h.db.InTx(ctx0, func(ctx context.Context, tx *db.Tx) error {
			got, err := h.templateFor(ctx, tx, Achievement{CourseCode: c.course}, Holder{Class: c.class})
			if err != nil || got.Name != c.want {
				t.Errorf("%v: %s %v", c, got.Name, err)
			}
			return nil
		})
	}
}

func TestAnEmblemIsKeptAndDrawn(t *testing.T) {
	h := newHouse(t, nil)
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 60, 60))); err != nil {
		t.Fatal(err)
	}
	hash, err := h.AddEmblem(ctx0, b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	h.activeTemplate(TemplateContent{Name: "berlambang", Audience: "any", Design: pdf.Design{EmblemHash: hash, EmblemAlt: "Lambang"}})
	h.mustIssue(h.person("Siti").PersonID)
	h.drain()
	if n := h.count("certificates.certificates WHERE pdf_key <> ''"); n != 1 {
		t.Error("not drawn")
	}
	if _, err := h.SaveTemplate(ctx0, nil, 0, TemplateContent{Name: "x", Audience: "any", Design: pdf.Design{EmblemHash: strings.Repeat("a", 64), EmblemAlt: "x"}}); !errors.Is(err, ErrEmblem) {
		t.Errorf("an unknown emblem: %v", err)
	}
	if _, err := h.AddEmblem(ctx0, []byte("<svg/>")); !errors.Is(err, ErrEmblem) {
		t.Error(err)
	}
	body, err := h.Preview(ctx0, TemplateContent{Audience: "any", Design: pdf.Design{EmblemHash: hash, EmblemAlt: "Lambang"}})
	if err != nil || !bytes.HasPrefix(body, []byte("%PDF")) {
		t.Error(err)
	}
}

func TestPatternsThatCouldGiveOneNumberTwiceAreRefused(t *testing.T) {
	h := newHouse(t, nil)
	for _, bad := range []Series{{Pattern: "{seq}"}, {Pattern: "{seq}{year}"}, {Pattern: "1{seq}/{year}"}, {Pattern: "{seq}/{year}2"}, {Pattern: "{seq}/{year}/{nip}"},
		{Pattern: "{class}{seq}/{year}", ClassCode: "800.2"}, {Pattern: "{unit}/{seq}/{year}"}, {Pattern: "800.2/{seq}/LENTERA/{year}"}, {Pattern: "{unit}/{seq}/{year}", UnitWord: "{seq}"}} {
		bad.Name = "x"
		if _, err := h.AddSeries(ctx0, bad); !errors.Is(err, ErrPattern) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	good := Series{Name: "Diskominfo", Pattern: "{class}/{seq}/{unit}/{month_roman}/{year}", ClassCode: "800.2.4", UnitWord: "DISKOMINFO", UnitID: &h.unit}
	if _, err := h.AddSeries(ctx0, good); err != nil {
		t.Fatal(err)
	}
	if _, err := h.AddSeries(ctx0, good); !errors.Is(err, ErrPattern) {
		t.Errorf("the same numbers twice: %v", err)
	}
	if got := good.number(7, time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)); got != "800.2.4/0007/DISKOMINFO/XI/2026" {
		t.Error(got)
	}
}

// TestNumbersOfTwoSeriesAreDense: 100 at once, every third rolled back.
func TestNumbersOfTwoSeriesAreDense(t *testing.T) {
	h := newHouse(t, nil)
	n, err := h.AddSeries(ctx0, Series{Name: "Unit", Pattern: "{unit}/{seq}/{year}", UnitWord: "DK", UnitID: &h.unit})
	if err != nil {
		t.Fatal(err)
	}
	h.activeTemplate(TemplateContent{Name: "unit", Audience: "any", CourseCode: "U1", SeriesID: &n.ID})
	who, undone := h.person("Siti").PersonID, errors.New("undone")
	var all sync.WaitGroup
	for i := range 100 {
		all.Add(1)
		go func() {
			defer all.Done()
			a := achievement(who)
			if i%2 == 0 {
				a.CourseCode = "U1"
			}
			err := h.db.InTx(ctx0, func(ctx context.Context, tx *db.Tx) error {
				if _, err := h.Issue(ctx, tx, a); err != nil || i%3 > 0 {
					return err
				}
				return undone
			})
			if err != nil && !errors.Is(err, undone) {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	year := time.Now().In(h.opt.Zone).Year()
	for form, want := range map[string]int{"DK/%04d/%d": 33, "800.2/%04d/LENTERA/%d": 33} {
		for i := 1; i <= want; i++ {
			if h.count("certificates.certificates WHERE number = $1", fmt.Sprintf(form, i, year)) != 1 {
				t.Errorf("no "+form, i, year)
			}
		}
	}
	if n := h.count("certificates.certificates"); n != 66 {
		t.Errorf("%d certificates", n)
	}
	if n := h.count("certificates.certificates WHERE unit_id = $1", h.unit); n != 33 {
		t.Errorf("%d counted in the unit", n)
	}
}

func TestSuperseding(t *testing.T) {
	h := newHouse(t, nil)
	siti, admin := h.person("Siti Aminah"), h.person("Admin", access.TrainingAdmin)
	old := h.mustIssue(siti.PersonID)
	h.drain()
	var told []string
	h.OnIssued = append(h.OnIssued, func(_ context.Context, _ *db.Tx, c Certificate) error {
		told = append(told, "issued "+c.Number)
		return nil
	})
	h.OnSuperseded = append(h.OnSuperseded, func(_ context.Context, _ *db.Tx, c Certificate) error {
		told = append(told, "superseded "+c.Number)
		return nil
	})
	title := "Keamanan Informasi"
	if _, err := h.Supersede(ctx0, admin, old.ID, Corrections{Title: &title}, "salah"); !errors.Is(err, ErrReason) {
		t.Error(err)
	}
	jp := 5
	if _, err := h.Supersede(ctx0, admin, old.ID, Corrections{JP: &jp}, "JP keliru dicetak"); !errors.Is(err, ErrCorrections) {
		t.Errorf("JP that the subjects do not sum up to: %v", err)
	}
	next, err := h.Supersede(ctx0, admin, old.ID, Corrections{Title: &title}, "Judul keliru dicetak")
	if err != nil {
		t.Fatal(err)
	}
	if *next.Supersedes != old.ID || next.Title != title || next.Source != old.Source+"#2" || next.Number == old.Number {
		t.Errorf("%+v", next)
	}
	if len(told) != 2 || told[0] != "issued "+next.Number || told[1] != "superseded "+old.Number {
		t.Error(told)
	}
	if _, err := h.Supersede(ctx0, admin, old.ID, Corrections{}, "Judul keliru dicetak"); !errors.Is(err, ErrAlreadySuperseded) {
		t.Error(err)
	}
	v, ok, err := h.Verify(ctx0, old.PublicID)
	if !ok || err != nil || v.ReplacedOn == nil {
		t.Errorf("the public page: %+v %v", v, err)
	}
	if _, _, err := h.PDF(ctx0, siti, old.ID); !errors.Is(err, ErrSuperseded) {
		t.Error(err)
	}
	list, err := h.OfPerson(ctx0, siti.PersonID)
	if err != nil || len(list) != 2 || list[0].Status != "valid" || list[1].Status != "superseded" {
		t.Errorf("%+v %v", list, err)
	}
	third, err := h.Supersede(ctx0, admin, next.ID, Corrections{}, "Nama sudah berubah")
	if err != nil || third.Source != old.Source+"#3" {
		t.Error(third.Source, err)
	}
	if _, err := h.Revoke(ctx0, third.ID, "Pelatihan dibatalkan"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Supersede(ctx0, admin, third.ID, Corrections{}, "Judul keliru dicetak"); !errors.Is(err, ErrAlreadyRevoked) {
		t.Error(err)
	}
}

func TestSupersedingAtOnceLeavesOne(t *testing.T) {
	h := newHouse(t, nil)
	admin, old := h.person("Admin", access.TrainingAdmin), h.mustIssue(h.person("Siti").PersonID)
	var all sync.WaitGroup
	for range 8 {
		all.Add(1)
		go func() { defer all.Done(); _, _ = h.Supersede(ctx0, admin, old.ID, Corrections{}, "Nama sudah berubah") }()
	}
	all.Wait()
	if n := h.count("certificates.certificates"); n != 2 {
		t.Errorf("%d certificates", n)
	}
}
