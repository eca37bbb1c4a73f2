package pdf

import (
	"bytes"
	"errors"
	"image"
	paint "image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAPictureBecomesAPage: each kind of picture, wide and high, is one sound
// A4 page, and the same bytes each time; qpdf and pdfimages agree.
func TestAPictureBecomesAPage(t *testing.T) {
	wide, high := image.NewRGBA(image.Rect(0, 0, 300, 200)), image.NewRGBA64(image.Rect(0, 0, 50, 80))
	for x := range 300 {
		wide.Set(x, x%200, paint.RGBA{200, 30, 60, 255})
	}
	encode := func(m image.Image, as func(b *bytes.Buffer, m image.Image) error) []byte {
		var b bytes.Buffer
		if err := as(&b, m); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	asPNG := func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) }
	asJPEG := func(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) }
	for name, c := range map[string]struct {
		picture []byte
		page    string
	}{"wide PNG": {encode(wide, asPNG), "841.89 x 595.28"}, "high PNG of 16 bits": {encode(high, asPNG), "595.28 x 841.89"},
		"wide JPEG": {encode(wide, asJPEG), "841.89 x 595.28"}, "grey JPEG": {encode(image.NewGray(image.Rect(0, 0, 40, 90)), asJPEG), "595.28 x 841.89"}} {
		one, err := Picture(c.picture, "Bimtek Arsip 890/17", asn().IssuedAt)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if two, err := Picture(c.picture, "Bimtek Arsip 890/17", asn().IssuedAt); err != nil || !bytes.Equal(one, two) {
			t.Errorf("%s: other bytes the second time, %v", name, err)
		}
		file := filepath.Join(t.TempDir(), "scan.pdf")
		if err := os.WriteFile(file, one, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("qpdf", "--check", file).CombinedOutput(); err != nil {
			t.Errorf("%s: qpdf: %v %s", name, err, out)
		}
		if out, err := exec.Command("pdfinfo", file).CombinedOutput(); err != nil || !strings.Contains(string(out), c.page) || !strings.Contains(string(out), "Bimtek Arsip") {
			t.Errorf("%s: %v %s", name, err, out)
		}
		if out, err := exec.Command("pdfimages", "-list", file).CombinedOutput(); err != nil || !strings.Contains(string(out), "image") {
			t.Errorf("%s: %v %s", name, err, out)
		}
	}
	for _, bad := range [][]byte{nil, []byte("%PDF-1.7"), []byte("GIF89a\x01\x00\x01\x00"), encode(wide, asPNG)[:60]} {
		if _, err := Picture(bad, "x", asn().IssuedAt); !errors.Is(err, ErrImage) {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
}
