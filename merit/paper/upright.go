package paper

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation reads how a phone held the picture (EXIF tag 0x0112, 1–8); 1
// where it says nothing. Encoding anew drops the tag, so it is applied.
func orientation(b []byte) int {
	at := bytes.Index(b[:min(len(b), 64<<10)], []byte("Exif\x00\x00"))
	if at < 0 {
		return 1
	}
	tiff := b[at+6:]
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	ifd := uint64(order.Uint32(tiff[4:]))
	if ifd+2 > uint64(len(tiff)) {
		return 1
	}
	n := uint64(order.Uint16(tiff[ifd:]))
	for i := range n {
		e := ifd + 2 + 12*i
		if e+12 > uint64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[e:]) == 0x0112 {
			if o := int(order.Uint16(tiff[e+8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
	}
	return 1
}

// upright turns a picture as its orientation asks.
func upright(in image.Image, o int) image.Image {
	if o == 1 {
		return in
	}
	r := in.Bounds()
	w, h := r.Dx(), r.Dy()
	if o >= 5 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := source(o, x, y, w, h)
			out.Set(x, y, in.At(r.Min.X+sx, r.Min.Y+sy))
		}
	}
	return out
}

// source tells which pixel of the picture as stored stands at x, y upright.
func source(o, x, y, w, h int) (int, int) {
	switch o {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, w - 1 - x
	case 7:
		return h - 1 - y, w - 1 - x
	default: // 8
		return h - 1 - y, x
	}
}
