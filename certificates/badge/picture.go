package badge

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
)

// The badge's sign: a lantern in a scalloped seal with two ribbons. It carries
// no words as PNG, so that no font is needed, and title and JP as SVG.

const (
	pictureSide = 400 // pixels of the PNG
	samples     = 3   // per pixel and direction, for smooth edges
)

var (
	deepBlue = color.NRGBA{7, 61, 75, 255}
	midBlue  = color.NRGBA{15, 107, 128, 255}
	gold     = color.NRGBA{242, 169, 59, 255}
	darkGold = color.NRGBA{190, 122, 24, 255}
	cream    = color.NRGBA{255, 246, 224, 255}
	snow     = color.NRGBA{255, 255, 255, 255}
	clear    = color.NRGBA{}
)

// PNG draws the sign; the same bytes each time.
func PNG() ([]byte, error) {
	img := image.NewNRGBA(image.Rect(0, 0, pictureSide, pictureSide))
	for y := range pictureSide {
		for x := range pictureSide {
			img.SetNRGBA(x, y, smooth(x, y))
		}
	}
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img)
	return b.Bytes(), err
}

// smooth is the mean colour of a pixel's samples, in the sign's own units.
func smooth(x, y int) color.NRGBA {
	var r, g, b, a int
	for i := range samples * samples {
		px := (float64(x) + (float64(i%samples)+0.5)/samples) * 100 / pictureSide
		py := (float64(y) + (float64(i/samples)+0.5)/samples) * 100 / pictureSide
		c := at(px, py)
		r, g, b, a = r+int(c.R)*int(c.A), g+int(c.G)*int(c.A), b+int(c.B)*int(c.A), a+int(c.A)
	}
	if a == 0 {
		return clear
	}
	return color.NRGBA{uint8(r / a), uint8(g / a), uint8(b / a), uint8(a / (samples * samples))} //nolint:gosec // means of bytes
}

// at is the sign's colour at a point of a square of 100 by 100.
func at(x, y float64) color.NRGBA {
	dx, dy := x-50, y-42
	distance, angle := math.Hypot(dx, dy), math.Atan2(dy, dx)
	edge := 37 + 1.6*math.Cos(24*angle)
	switch {
	case distance < 28:
		return lantern(dx/0.9+32, dy/0.9+33)
	case distance < 30:
		return cream
	case distance < 34:
		return deepBlue
	case distance < edge:
		return gold
	case ribbon(x, y):
		return darkGold
	}
	return clear
}

// ribbon are two bands below the seal, each with a notch.
func ribbon(x, y float64) bool {
	for _, side := range []float64{-1, 1} {
		along := (y - 70) / 27
		across := (x - 50 - side*(12+8*along)) * side
		if along > 0 && along < 1-0.16*(1-math.Abs(across)/8) && math.Abs(across) < 8 {
			return true
		}
	}
	return false
}

// lantern is Lentera's sign in its own square of 64 by 64.
func lantern(x, y float64) color.NRGBA {
	flame := func(cx, cy, radius, tip float64) bool {
		if y >= cy {
			return math.Hypot(x-cx, y-cy) < radius
		}
		along := (cy - y) / tip
		return along < 1 && math.Abs(x-cx) < radius*(1-along)*(1+along*0.55)
	}
	arch := math.Hypot(x-32, y-17)
	switch {
	case flame(32, 39.5, 3, 5.5) && y > 34:
		return cream
	case flame(32, 38.5, 7, 12):
		return gold
	case y <= 17 && arch > 6.2 && arch < 9.8:
		return snow
	case x > 20 && x < 44 && ((y > 19 && y < 23) || (y > 49 && y < 53)):
		return snow
	case y >= 23 && y <= 49 && math.Abs(x-32) < 10+(y-23)*3/26:
		return color.NRGBA{0x2b, 0x8f, 0xa6, 255}
	}
	return midBlue
}

// SVG draws the sign with the course's title and its JP.
func SVG(title string, jp int) string {
	var seal strings.Builder
	for i := range 360 {
		angle := float64(i) * 2 * math.Pi / 360
		edge := 37 + 1.6*math.Cos(24*angle)
		fmt.Fprintf(&seal, "%.2f,%.2f ", 50+edge*math.Cos(angle), 42+edge*math.Sin(angle))
	}
	var words strings.Builder
	lines := linesOf(title, 34, 3)
	for i, line := range lines {
		fmt.Fprintf(&words, `<text x="50" y="%.1f">%s</text>`, 107+float64(i)*6, html.EscapeString(line))
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 132" role="img"><title>%s</title>`+
		`<g fill="#be7a18"><path d="M30 70h16l-8 27-7-4-9 4z"/><path d="M70 70H54l8 27 7-4 9 4z"/></g>`+
		`<polygon fill="#f2a93b" points="%s"/><circle cx="50" cy="42" r="34" fill="#073d4b"/><circle cx="50" cy="42" r="30" fill="#fff6e0"/>`+
		`<circle cx="50" cy="42" r="28" fill="#0f6b80"/><g transform="translate(21.2 12.3) scale(.9)"><path d="M24 17a8 8 0 0 1 16 0" fill="none" stroke="#fff" stroke-width="3.5"/>`+
		`<path d="M20 19h24v4H20zM20 49h24v4H20z" fill="#fff"/><path d="M22 23h20l3 26H19z" fill="#2b8fa6"/>`+
		`<path d="M32 26c6 6 7 9 7 12a7 7 0 0 1-14 0c0-3 1-6 7-12z" fill="#f2a93b"/><path d="M32 34c2.5 3 3 4 3 5.5a3 3 0 0 1-6 0c0-1.5.5-2.5 3-5.5z" fill="#fff6e0"/></g>`+
		`<g font-family="Plus Jakarta Sans,Segoe UI,Roboto,sans-serif" text-anchor="middle" fill="#073d4b"><g font-size="4.6" font-weight="700">%s</g><text x="50" y="%.1f" font-size="4">%d JP</text></g></svg>`,
		html.EscapeString(title), strings.TrimSpace(seal.String()), words.String(), 108+float64(len(lines))*6, jp)
}

// linesOf breaks a title into at most most lines of about width letters.
func linesOf(title string, width, most int) (lines []string) {
	for _, word := range strings.Fields(title) {
		n := len(lines)
		if n > 0 && len([]rune(lines[n-1]))+1+len([]rune(word)) <= width {
			lines[n-1] += " " + word
			continue
		}
		if n == most {
			lines[n-1] += "…"
			break
		}
		if r := []rune(word); len(r) > width {
			word = string(r[:width-1]) + "…"
		}
		lines = append(lines, word)
	}
	return lines
}
