package pdf

import (
	"bytes"
	"image"
	paint "image/color"
	blit "image/draw"
	_ "image/jpeg" // an emblem may come as JPEG
	"image/png"

	"codeberg.org/go-pdf/fpdf"
)

const (
	maxPixels  = 4_000_000 // of what is uploaded, counted before it is decoded
	emblemSide = 600       // of what is kept: 14 mm at more than 1000 dpi
)

// Emblem makes the image that a sheet carries out of an uploaded PNG or JPEG:
// decoded and encoded anew, on white, at most 600 pixels wide and high. It
// refuses what is no such image (ErrImage) and one of more than four million
// pixels (ErrImageLarge) before decoding it.
func Emblem(upload []byte) ([]byte, error) {
	c, kind, err := image.DecodeConfig(bytes.NewReader(upload))
	if err != nil || kind != "png" && kind != "jpeg" || c.Width < 1 || c.Height < 1 {
		return nil, ErrImage
	}
	if c.Width > maxPixels || c.Height > maxPixels || c.Width*c.Height > maxPixels {
		return nil, ErrImageLarge
	}
	from, _, err := image.Decode(bytes.NewReader(upload))
	if err != nil {
		return nil, ErrImage
	}
	flat := image.NewRGBA(image.Rect(0, 0, c.Width, c.Height))
	blit.Draw(flat, flat.Bounds(), image.NewUniform(paint.White), image.Point{}, blit.Src)
	blit.Draw(flat, flat.Bounds(), from, from.Bounds().Min, blit.Over)
	var b bytes.Buffer
	err = png.Encode(&b, shrink(flat))
	return b.Bytes(), err
}

// shrink averages whole blocks of pixels until the image is small enough.
func shrink(from *image.RGBA) *image.RGBA {
	w, h := from.Bounds().Dx(), from.Bounds().Dy()
	step := (max(w, h) + emblemSide - 1) / emblemSide
	if step <= 1 {
		return from
	}
	to := image.NewRGBA(image.Rect(0, 0, max(w/step, 1), max(h/step, 1)))
	for y := range to.Bounds().Dy() {
		for x := range to.Bounds().Dx() {
			var sum [3]int
			n := 0
			for dy := 0; dy < step && y*step+dy < h; dy++ {
				for dx := 0; dx < step && x*step+dx < w; dx++ {
					p := from.RGBAAt(x*step+dx, y*step+dy)
					sum[0], sum[1], sum[2], n = sum[0]+int(p.R), sum[1]+int(p.G), sum[2]+int(p.B), n+1
				}
			}
			to.SetRGBA(x, y, paint.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255}) //nolint:gosec // an average of bytes
		}
	}
	return to
}

// emblemImage draws the design's own emblem where the built-in figure stands.
func (d *drawing) emblemImage() {
	if len(d.sheet.Emblem) == 0 {
		return
	}
	const side, top = 14.0, 15.8
	info := d.RegisterImageOptionsReader("emblem", fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(d.sheet.Emblem))
	if info == nil || !d.Ok() {
		return // Output gives the library's error
	}
	w, h := info.Width(), info.Height()
	scale := side / max(w, h)
	w, h = w*scale, h*scale
	x, y := middle-w/2, top+(side-h)/2
	figure := d.tagged(d.tags.root, "Figure", func() {
		d.ImageOptions("emblem", x, y, w, h, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	})
	figure.alt = d.sheet.Design.EmblemAlt
	figure.box = [4]float64{x * pointsPerMM, (pageHeight - y - h) * pointsPerMM, (x + w) * pointsPerMM, (pageHeight - y) * pointsPerMM}
}
