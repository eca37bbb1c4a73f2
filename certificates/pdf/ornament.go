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
	d.stroke(d.teal, 1.1)
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
	d.stroke(d.teal, 0.5)
	d.Rect(x-half, y-half, 2*half, 2*half, "FD")
	d.petals(x, y, half-0.9, petals{count: 4, turn: math.Pi / 4, spread: 0.49, color: gold, heart: d.teal})
}

// petals is a ring of leaves around a small lozenge.
type petals struct {
	count        int
	turn, spread float64 // radians: of the first petal, and its half width
	color, heart color
}

func (d *drawing) petals(x, y, r float64, p petals) {
	d.fill(p.color)
	for i := range p.count {
		d.leaf(x, y, r*1.25, p.turn+2*math.Pi*float64(i)/float64(p.count), p.spread)
	}
	d.fill(p.heart)
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

// emblem stands where a coat of arms would: two rings of petals that open
// like a light.
func (d *drawing) emblem(x, y, r float64) {
	d.stroke(gold, 0.4)
	d.Circle(x, y, r, "D")
	d.stroke(gold, 0.15)
	d.Circle(x, y, r-0.7, "D")
	d.petals(x, y, r*0.66, petals{count: 8, turn: math.Pi / 8, spread: 0.2, color: gold, heart: gold})
	d.petals(x, y, r*0.62, petals{count: 8, spread: 0.37, color: d.teal, heart: gold})
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
