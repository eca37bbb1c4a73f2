package certificates

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lentera/certificates/pdf"
	"lentera/internal/fault"
)

func TestRenderedOnceAndServedAsItWas(t *testing.T) {
	h := newHouse(t, nil)
	a := h.person("Siti Aminah")
	c := h.mustIssue(a.PersonID)
	ctx := context.Background()
	if _, _, err := h.PDF(ctx, a, c.ID); !errors.Is(err, ErrBeingDrawn) || fault.Of(err).RetryAfter == 0 {
		t.Fatalf("before drawing: %v", err)
	}
	h.drain()
	row, body, err := h.PDF(ctx, a, c.ID)
	if err != nil || !bytes.HasPrefix(body, []byte("%PDF-")) || hashOf(body) != row.PDFSHA256 {
		t.Fatalf("%v: %d bytes, key %q", err, len(body), row.PDFKey)
	}
	args, _ := json.Marshal(certificateArgs{ID: c.ID})
	for range 2 { // a job that runs again changes nothing
		if err := h.render(ctx, args); err != nil {
			t.Fatal(err)
		}
	}
	again, second, err := h.PDF(ctx, a, c.ID)
	if err != nil || !bytes.Equal(body, second) || again.PDFKey != row.PDFKey || len(h.store.kept) != 1 {
		t.Fatalf("%v: the file changed, or there are %d", err, len(h.store.kept))
	}
}

func TestTheFileSaysWhatTheRowSays(t *testing.T) {
	h := newHouse(t, nil)
	a, warga := h.person("Siti Aminah"), h.citizen("Budi Santoso")
	c, other := h.mustIssue(a.PersonID), h.mustIssue(warga.PersonID)
	h.drain()
	text := pdfText(t, h.file(t, c))
	for _, want := range []string{c.HolderName, "NIP " + c.HolderNIP, c.Number, "4 JP (1 JP = 45 menit)", "Penata (III/c)",
		"Mata Pelatihan", "Mengapa kantor kita menjadi sasaran", grouped(c.PublicID)[:19]} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF lacks %q: %s", want, text)
		}
	}
	for _, not := range []string{"NIP", "1985", "Penata", "Analis", "Dinas Komunikasi"} {
		if strings.Contains(pdfText(t, h.file(t, other)), not) {
			t.Errorf("the citizen's PDF has %q", not)
		}
	}
}

func TestDemoCertificatesAreMarked(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Site.Demo = true })
	c := h.mustIssue(h.person("Siti Aminah").PersonID)
	h.drain()
	if text := pdfText(t, h.file(t, c)); !strings.Contains(text, "CONTOH. Mode demo") {
		t.Errorf("not marked: %s", text)
	}
}

func (h *house) file(t *testing.T, c Certificate) []byte {
	t.Helper()
	if err := h.db.Get(context.Background(), &c, sqls.Certificate, c.ID); err != nil {
		t.Fatal(err)
	}
	body, err := h.stored(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func pdfText(t *testing.T, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "c.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (apt-get install poppler-utils): %v", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func TestAStoreThatIsAwayIsTriedAgain(t *testing.T) {
	h := newHouse(t, nil)
	a := h.person("Siti Aminah")
	c := h.mustIssue(a.PersonID)
	h.store.setAway(true)
	h.drain()
	if n := h.count("jobs.jobs WHERE kind = 'certificates.render' AND state = 'waiting' AND tries > 0"); n != 1 {
		t.Fatalf("%d drawings wait for another try", n)
	}
	if _, _, err := h.PDF(context.Background(), a, c.ID); !errors.Is(err, ErrBeingDrawn) {
		t.Fatal(err)
	}
	h.store.setAway(false)
	h.due()
	h.drain()
	h.store.setAway(true)
	if _, _, err := h.PDF(context.Background(), a, c.ID); !errors.Is(err, ErrStoreAway) {
		t.Fatalf("store away while reading: %v", err)
	}
	h.store.setAway(false)
	if _, _, err := h.PDF(context.Background(), a, c.ID); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedOrLostFileIsNotServedButRestored(t *testing.T) {
	h := newHouse(t, nil)
	a := h.person("Siti Aminah")
	c := h.mustIssue(a.PersonID)
	h.drain()
	good := h.file(t, c)
	for name, harm := range map[string]func(){"damaged": h.store.damage, "lost": h.store.lose} {
		t.Run(name, func(t *testing.T) {
			harm()
			if _, body, err := h.PDF(context.Background(), a, c.ID); !errors.Is(err, ErrDamaged) || body != nil {
				t.Fatalf("%v, %d bytes", err, len(body))
			}
			h.drain()
			_, body, err := h.PDF(context.Background(), a, c.ID)
			if err != nil || !bytes.Equal(body, good) {
				t.Fatalf("not restored: %v", err)
			}
		})
	}
}

// TestARestoredFileIsTheRecordedOne: a program that draws otherwise must not
// put its own file in the place of the recorded one.
func TestARestoredFileIsTheRecordedOne(t *testing.T) {
	h := newHouse(t, nil)
	c := h.mustIssue(h.person("Siti Aminah").PersonID)
	sheet := plainSheet(c)
	sheet.Title += " (gambar lama)"
	old, err := pdf.Draw(sheet)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.exec(`UPDATE certificates.certificates SET pdf_key = 'k', pdf_sha256 = $2 WHERE id = $1`, c.ID, hashOf(old)); err != nil {
		t.Fatal(err)
	}
	args, _ := json.Marshal(certificateArgs{ID: c.ID})
	if err := h.render(context.Background(), args); err == nil || !strings.Contains(err.Error(), "backup") {
		t.Fatalf("restored something else: %v", err)
	}
	if len(h.store.kept) != 0 {
		t.Error("something was stored")
	}
}
