package pdf

import (
	"math"

	"codeberg.org/go-pdf/fpdf"
)

// The decoration is geometry only: a double frame, a four-petalled figure in
// each corner, a rosette behind the text. No coat of arms is drawn: none was
// given to us, and one is not to be imitated.

const (
	frameOuter = 8.0
	frameInner = 11.5
)

func (d *drawing) stroke(c color, width float64) {
	d.SetDrawColor(c.r, c.g, c.b)
	d.SetLineWidth(width)
}

func (d *drawing) fill(c color) { d.SetFillColor(c.r, c.g, c.b) }

func (d *drawing) frame() {
	d.stroke(teal, 1.1)
	d.Rect(frameOuter, frameOuter, pageWidth-2*frameOuter, pageHeight-2*frameOuter, "D")
	d.stroke(gold, 0.3)
	d.Rect(frameInner, frameInner, pageWidth-2*frameInner, pageHeight-2*frameInner, "D")
	const in = 13.2
	for _, x := range []float64{in, pageWidth - in} {
		for _, y := range []float64{in, pageHeight - in} {
			d.corner(x, y)
		}
	}
}

// corner covers the crossing of the frame lines with a square and four petals.
func (d *drawing) corner(x, y float64) {
	const half = 5.6
	d.fill(white)
	d.stroke(teal, 0.5)
	d.Rect(x-half, y-half, 2*half, 2*half, "FD")
	d.petals(x, y, half-0.9, 4, gold, teal)
}

// petals draws n petals around a point, and a small square standing on its
// corner at the centre.
func (d *drawing) petals(x, y, r float64, n int, petal, heart color) {
	d.fill(petal)
	for i := range n {
		a := math.Pi/4 + 2*math.Pi*float64(i)/float64(n)
		d.leaf(x, y, r*1.25, a, math.Pi/float64(n)*0.62)
	}
	d.fill(heart)
	s := r * 0.2
	d.Polygon([]fpdf.PointType{{X: x, Y: y - s}, {X: x + s, Y: y}, {X: x, Y: y + s}, {X: x - s, Y: y}}, "F")
}

// leaf is a petal from the centre out to length r at angle a, spread wide.
func (d *drawing) leaf(x, y, r, a, spread float64) {
	at := func(l, angle float64) (float64, float64) { return x + l*math.Cos(angle), y + l*math.Sin(angle) }
	bx, by := at(r*0.16, a)
	tx, ty := at(r, a)
	c1x, c1y := at(r*0.55, a-spread)
	c2x, c2y := at(r*0.9, a-spread*0.55)
	c3x, c3y := at(r*0.9, a+spread*0.55)
	c4x, c4y := at(r*0.55, a+spread)
	d.MoveTo(bx, by)
	d.CurveBezierCubicTo(c1x, c1y, c2x, c2y, tx, ty)
	d.CurveBezierCubicTo(c3x, c3y, c4x, c4y, bx, by)
	d.ClosePath()
	d.DrawPath("F")
}

// emblem stands where a coat of arms would: a flame between two lines of
// petals, for "lentera", lantern.
func (d *drawing) emblem(x, y, r float64) {
	d.stroke(gold, 0.35)
	d.Circle(x, y, r, "D")
	d.petals(x, y, r*0.72, 8, teal, gold)
}

// rosette is the pale web of curves behind the text.
func (d *drawing) rosette(x, y, r float64) {
	d.stroke(tint, 0.22)
	const turns, steps = 16, 180
	for k := range turns {
		phase := 2 * math.Pi * float64(k) / turns
		for i := range steps + 1 {
			a := 2 * math.Pi * float64(i) / steps
			l := r * (0.66 + 0.34*math.Cos(6*a+phase))
			px, py := x+l*math.Cos(a)*1.45, y+l*math.Sin(a)
			if i == 0 {
				d.MoveTo(px, py)
			} else {
				d.LineTo(px, py)
			}
		}
		d.DrawPath("D")
	}
}

// rule is a thin line with a lozenge in its middle.
func (d *drawing) rule(x, y, half float64) {
	d.stroke(gold, 0.35)
	d.Line(x-half, y, x-2.6, y)
	d.Line(x+2.6, y, x+half, y)
	d.fill(gold)
	d.Polygon([]fpdf.PointType{{X: x - 1.3, Y: y}, {X: x, Y: y - 1.3}, {X: x + 1.3, Y: y}, {X: x, Y: y + 1.3}}, "F")
}
