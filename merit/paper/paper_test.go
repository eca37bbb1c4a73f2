package paper

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// sheet is a picture of a certificate with a QR code in its corner.
func sheet(t testing.TB, text string, w, h int) *image.RGBA {
	t.Helper()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	out.Set(2, 3, color.RGBA{255, 0, 0, 255})
	if text != "" {
		m, err := qrcode.NewQRCodeWriter().Encode(text, gozxing.BarcodeFormat_QR_CODE, 200, 200, nil)
		if err != nil {
			t.Fatal(err)
		}
		draw.Draw(out, image.Rect(w-220, h-220, w-20, h-20), m, image.Point{}, draw.Src)
	}
	return out
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pdfWith(stream []byte) []byte {
	return []byte("%PDF-1.4\n1 0 obj<</Subtype/Image/Filter/DCTDecode>>stream\r\n" + string(stream) + "\nendstream endobj\nstartxref\n9\n%%EOF\n")
}

func TestTheQRCodeIsRead(t *testing.T) {
	const text = "https://sertifikat.contoh.example/v/ABC-123"
	for name, sent := range map[string][]byte{
		"jpeg": asJPEG(t, sheet(t, text, 900, 640)), "png": asPNG(t, sheet(t, text, 1800, 1200)), "scanned pdf": pdfWith(asJPEG(t, sheet(t, text, 900, 640))),
	} {
		f, err := Take(sent)
		if err != nil || f.QR != text || f.QRState != QRFound {
			t.Errorf("%s: %q %s %v", name, f.QR, f.QRState, err)
		}
	}
	for name, c := range map[string]struct {
		sent  []byte
		state string
	}{
		"picture without": {asPNG(t, sheet(t, "", 400, 300)), QRNone}, "scan without": {pdfWith(asJPEG(t, sheet(t, "", 400, 300))), QRNone},
		"drawn pdf": {pdfWith([]byte("BT (nama) Tj ET")), QRUnreadable}, "pdf with a broken picture": {pdfWith([]byte("\xff\xd8\xff\xe0 broken")), QRUnreadable},
	} {
		if f, err := Take(c.sent); err != nil || f.QRState != c.state || f.QR != "" {
			t.Errorf("%s: %s %q %v", name, f.QRState, f.QR, err)
		}
	}
}

func TestHostileFilesAreRefusedOrMadeHarmless(t *testing.T) {
	good := asJPEG(t, sheet(t, "", 300, 200))
	var moving bytes.Buffer
	if err := gif.Encode(&moving, sheet(t, "", 20, 20), nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sent []byte
		want error
	}{
		"nothing":              {nil, ErrType},
		"svg":                  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), ErrType},
		"html":                 {[]byte("<!doctype html><script>alert(1)</script>"), ErrType},
		"html with a late pdf": {[]byte("<script>1</script>%PDF-1.4\nstartxref\n9\n%%EOF"), ErrType},
		"html named pdf":       {[]byte("%PDF-<script>alert(1)</script>"), ErrType},
		"cut pdf":              {[]byte("%PDF-1.7\n1 0 obj"), ErrType},
		"gif":                  {moving.Bytes(), ErrType},
		"half a jpeg":          {good[:len(good)/2], ErrType},
		"only a header":        {[]byte("\x89PNG\r\n\x1a\n"), ErrType},
		"six megabytes":        {bytes.Repeat([]byte("%PDF-"), 6<<20/5), ErrTooLarge},
		"pixel flood":          {flood(t), ErrPixels},
	} {
		if _, err := Take(c.sent); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A picture that is also a page: what is kept is the picture alone.
	for name, both := range map[string][]byte{
		"jpeg": append(bytes.Clone(good), "<script>alert(1)</script>%PDF-1.4 startxref %%EOF"...),
		"png":  append(asPNG(t, sheet(t, "", 60, 40)), "<script>alert(1)</script>"...),
	} {
		f, err := Take(both)
		if err != nil || f.Type != "image/"+name || bytes.Contains(f.Bytes, []byte("script")) || f.SHA256 == f.UploadSHA256 {
			t.Errorf("%s: %s %v", name, f.Type, err)
		}
	}
	sent := pdfWith([]byte("x"))
	if f, err := Take(sent); err != nil || !bytes.Equal(f.Bytes, sent) || f.SHA256 != f.UploadSHA256 {
		t.Errorf("a PDF is kept as it is: %v", err)
	}
}

// flood is a tiny PNG that claims 100,000 × 100,000 pixels.
func flood(t testing.TB) []byte {
	b := asPNG(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	binary.BigEndian.PutUint32(b[16:], 100_000)
	binary.BigEndian.PutUint32(b[20:], 100_000)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

// TestAPhonesPictureStandsUpright: the red dot near the top left corner must
// come out where each orientation puts it.
func TestAPhonesPictureStandsUpright(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 4, 3))
	m.Set(0, 0, color.RGBA{255, 0, 0, 255})
	for o, at := range map[int]image.Point{1: {0, 0}, 2: {3, 0}, 3: {3, 2}, 4: {0, 2}, 5: {0, 0}, 6: {2, 0}, 7: {2, 3}, 8: {0, 3}} {
		got := upright(m, o)
		if r, _, _, _ := got.At(at.X, at.Y).RGBA(); r == 0 {
			t.Errorf("orientation %d: not at %v", o, at)
		}
	}
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"
	if o := orientation([]byte(exif)); o != 6 {
		t.Error(o)
	}
	for _, bad := range []string{"", "Exif\x00\x00", "Exif\x00\x00II*\x00\xff\xff\xff\xff", exif[:20], strings.Replace(exif, "\x00\x06\x00", "\x00\x99\x00", 1)} {
		if o := orientation([]byte(bad)); o != 1 {
			t.Errorf("%q: %d", bad, o)
		}
	}
}

func FuzzTake(f *testing.F) {
	f.Add(asPNG(f, sheet(f, "x", 260, 240)))
	f.Add(pdfWith(asJPEG(f, sheet(f, "", 40, 40))))
	f.Add([]byte("%PDF-stream\xff\xd8\xffendstreamstartxref%%EOF"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		if file, err := Take(b); err == nil && (file.Type == "" || file.SHA256 == "") {
			t.Error("taken without a type")
		}
	})
}
