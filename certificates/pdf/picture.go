package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Picture makes a PDF of one A4 page out of a PNG or JPEG: a scanned paper, for
// a reader that takes PDF only. The picture keeps its pixels and fills the page
// within 10 mm; the same picture, title and moment give the same bytes. There
// is no text in it to read aloud. It refuses what is no such image (ErrImage).
func Picture(picture []byte, title string, at time.Time) (out []byte, err error) {
	defer func() { // the library answers some odd input by a panic
		if p := recover(); p != nil {
			err = fmt.Errorf("pdf: %v", p)
		}
	}()
	c, kind, err := image.DecodeConfig(bytes.NewReader(picture))
	if err != nil || kind != "png" && kind != "jpeg" || c.Width < 1 || c.Height < 1 {
		return nil, ErrImage
	}
	if picture, err = baseline(picture, kind); err != nil {
		return nil, err
	}
	turn := map[bool]string{true: "L", false: "P"}[c.Width > c.Height]
	d := fpdf.New(turn, "mm", "A4", "")
	d.SetCatalogSort(true)
	d.SetCompression(true)
	d.SetAutoPageBreak(false, 0)
	d.SetCreationDate(at.UTC())
	d.SetModificationDate(at.UTC())
	d.SetLang("id-ID")
	d.SetTitle(plain(title), true)
	d.SetCreator("Lentera", true)
	d.SetProducer("Lentera", true)
	d.AddPage()
	const margin = 10.0
	pageW, pageH := d.GetPageSize()
	scale := min((pageW-2*margin)/float64(c.Width), (pageH-2*margin)/float64(c.Height))
	w, h := float64(c.Width)*scale, float64(c.Height)*scale
	as := fpdf.ImageOptions{ImageType: kind}
	d.RegisterImageOptionsReader("scan", as, bytes.NewReader(picture))
	d.ImageOptions("scan", (pageW-w)/2, (pageH-h)/2, w, h, false, as, 0, "")
	var b bytes.Buffer
	if err := d.Output(&b); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return b.Bytes(), nil
}

// baseline encodes anew what the library cannot embed as it is: a PNG of 16
// bits or interlaced. A JPEG is embedded as it is.
func baseline(picture []byte, kind string) ([]byte, error) {
	if kind == "jpeg" {
		if _, err := jpeg.DecodeConfig(bytes.NewReader(picture)); err != nil {
			return nil, ErrImage
		}
		return picture, nil
	}
	decoded, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, ErrImage
	}
	flat := image.NewNRGBA(image.Rect(0, 0, decoded.Bounds().Dx(), decoded.Bounds().Dy()))
	for y := range flat.Bounds().Dy() {
		for x := range flat.Bounds().Dx() {
			flat.Set(x, y, decoded.At(decoded.Bounds().Min.X+x, decoded.Bounds().Min.Y+y))
		}
	}
	var b bytes.Buffer
	err = png.Encode(&b, flat)
	return b.Bytes(), err
}
