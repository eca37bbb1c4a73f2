package paper

import (
	"bytes"
	"image"
	"image/color"
	"strings"
	"unicode"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

const (
	qrMost   = 2048 // characters of a code that are kept
	pdfMost  = 6    // pictures of a PDF that are looked at
	firstTry = 1000 // longest side, pixels: quick, and enough for most
	lastTry  = 2200
)

// readQR looks for a QR code, first in a smaller copy.
func readQR(picture image.Image) (string, bool) {
	longest := max(picture.Bounds().Dx(), picture.Bounds().Dy())
	for _, side := range []int{firstTry, lastTry} {
		if text, ok := tryQR(smaller(picture, side)); ok {
			return text, true
		}
		if longest <= side {
			break
		}
	}
	return "", false
}

// tryQR keeps a defect of the reader from being ours: the picture is foreign.
func tryQR(picture image.Image) (text string, ok bool) {
	defer func() {
		if recover() != nil {
			text, ok = "", false
		}
	}()
	bits, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		return "", false
	}
	r, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]interface{}{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", false
	}
	text = printable(r.GetText())
	return text, text != ""
}

// printable keeps what can be shown: no control or direction characters.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, s)
	if len(s) > qrMost {
		s = strings.ToValidUTF8(s[:qrMost], "")
	}
	return s
}

// smaller is a grey copy whose longest side is at most side pixels, each the
// mean of those it stands for.
func smaller(in image.Image, side int) image.Image {
	r := in.Bounds()
	step := (max(r.Dx(), r.Dy()) + side - 1) / side
	if step < 1 {
		step = 1
	}
	out := image.NewGray(image.Rect(0, 0, max(1, r.Dx()/step), max(1, r.Dy()/step)))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			sum, n := 0, 0
			for dy := 0; dy < step && y*step+dy < r.Dy(); dy++ {
				for dx := 0; dx < step && x*step+dx < r.Dx(); dx++ {
					g, _ := color.GrayModel.Convert(in.At(r.Min.X+x*step+dx, r.Min.Y+y*step+dy)).(color.Gray)
					sum += int(g.Y)
					n++
				}
			}
			out.Pix[y*out.Stride+x] = uint8(sum / max(1, n)) //nolint:gosec // a mean of bytes
		}
	}
	return out
}

// qrOfPDF looks at pictures that lie in the file as whole JPEG streams, as
// scanners write them. Anything else is not taken apart.
func qrOfPDF(b []byte) (string, string) {
	state := QRUnreadable
	for seen := 0; seen < pdfMost; {
		at := bytes.Index(b, []byte("stream"))
		if at < 0 {
			break
		}
		b = bytes.TrimLeft(b[at+len("stream"):], "\r\n")
		if !bytes.HasPrefix(b, []byte{0xff, 0xd8, 0xff}) {
			continue
		}
		seen++
		end := bytes.Index(b, []byte("endstream"))
		if end < 0 {
			break
		}
		picture, format, err := decode(b[:end])
		if err != nil || format != "jpeg" {
			continue
		}
		state = QRNone
		if text, ok := readQR(picture); ok {
			return text, QRFound
		}
		b = b[end:]
	}
	return "", state
}
