package pagecontent_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"lentera/certificates/pdf"
	"lentera/signing/pagecontent"
)

func sheet(number string) pdf.Sheet {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	return pdf.Sheet{Agency: "Pemerintah Kabupaten Lumajang", Number: number, Name: "Siti Aminah", Title: "Keamanan informasi", Organiser: "BKPSDM", JP: 4,
		StartedOn: day, CompletedOn: day, IssuedOn: day, IssuedAt: day, Subjects: []pdf.Subject{{Title: "Dasar", JP: 4}}, VerifyURL: "https://x.example/s/a", Code: "ABCD"}
}

func draw(t *testing.T, number string) []byte {
	t.Helper()
	b, err := pdf.Draw(sheet(number))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// rewrite has qpdf write the file anew: other object numbers, object streams,
// other compression.
func rewrite(t *testing.T, file []byte, args ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.pdf"), filepath.Join(dir, "out.pdf")
	if err := os.WriteFile(in, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command("qpdf", append(args, in, out)...).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, said)
	}
	body, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestTheSamePagesInAnotherForm(t *testing.T) {
	one := draw(t, "1")
	for name, body := range map[string][]byte{
		"itself":          one,
		"object streams":  rewrite(t, one, "--object-streams=generate"),
		"uncompressed":    rewrite(t, one, "--stream-data=uncompress", "--object-streams=disable"),
		"linearized":      rewrite(t, one, "--linearize"),
		"contents joined": rewrite(t, one, "--coalesce-contents"),
	} {
		if bytes.Equal(body, one) && name != "itself" {
			t.Errorf("%s: nothing was rewritten", name)
		}
		if err := pagecontent.Same(one, body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOtherPages(t *testing.T) {
	one, two := draw(t, "1"), draw(t, "2")
	dir := t.TempDir()
	other := filepath.Join(dir, "two.pdf")
	if err := os.WriteFile(other, two, 0o600); err != nil {
		t.Fatal(err)
	}
	turned := sheet("1")
	turned.JP = 5
	five, err := pdf.Draw(turned)
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{
		"another number": two,
		"another JP":     five,
		"rewritten too":  rewrite(t, two, "--object-streams=generate"),
		"a page less":    rewrite(t, one, "--pages", ".", "1", "--"),
		"overlaid":       rewrite(t, one, "--overlay", other, "--"),
		"no PDF":         []byte("%PDF-1.7 halo"),
		"nothing":        nil,
		"cut":            one[:len(one)/2],
	} {
		if err := pagecontent.Same(one, body); !errors.Is(err, pagecontent.ErrDiffers) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzSame(f *testing.F) {
	f.Add([]byte("%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"))
	f.Fuzz(func(t *testing.T, body []byte) { _ = pagecontent.Same(body, body) })
}
