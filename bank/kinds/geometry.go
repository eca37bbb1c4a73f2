package kinds

import (
	"math"
	"strconv"
	"strings"
)

// Spot is a place on a picture: shares of its width and height, from the upper
// left corner, 0…1.
type Spot struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Region is a part of a picture. Shape is circle (X, Y and R, a share of the
// WIDTH), rectangle (X, Y of its upper left corner, W, H) or polygon (Points,
// at least three). Its edge belongs to it.
type Region struct {
	ID     string  `json:"id"`
	Label  string  `json:"label,omitempty"` // what it is, for the review
	Shape  string  `json:"shape"`
	X      float64 `json:"x,omitempty"`
	Y      float64 `json:"y,omitempty"`
	R      float64 `json:"r,omitempty"`
	W      float64 `json:"w,omitempty"`
	H      float64 `json:"h,omitempty"`
	Points []Spot  `json:"points,omitempty"`
}

// The shapes.
const (
	Circle    = "circle"
	Rectangle = "rectangle"
	Polygon   = "polygon"
)

const (
	mostPoints = 60
	// smallest side or radius that a finger can meet on a small screen.
	smallest = 0.01
	// near forgives the rounding of tokens to four decimals.
	near = 0.00005
)

func (g Region) validate(r report) {
	inside := func(name string, v float64) {
		if !(v >= 0 && v <= 1) { // also refuses NaN
			r.at(name).issue("range", "Tempat ini harus di dalam gambar: 0 sampai 100%.", "This place must lie within the picture: 0 to 100%.")
		}
	}
	size := func(name string, v float64) {
		if !(v >= smallest && v <= 1) {
			r.at(name).issue("range", "Daerah ini terlalu kecil atau lebih besar daripada gambar.", "This region is too small, or larger than the picture.")
		}
	}
	inside("x", g.X)
	inside("y", g.Y)
	switch g.Shape {
	case Circle:
		size("r", g.R)
	case Rectangle:
		size("w", g.W)
		size("h", g.H)
		if g.X+g.W > 1+near || g.Y+g.H > 1+near {
			r.issue("outside", "Daerah ini melewati tepi gambar.", "This region passes the edge of the picture.")
		}
	case Polygon:
		r.at("points").count(len(g.Points), 3, mostPoints, "titik sudut", "corners")
		for _, p := range g.Points {
			inside("points", p.X)
			inside("points", p.Y)
		}
		if len(g.Points) >= 3 && math.Abs(area(g.Points)) < smallest*smallest {
			r.at("points").issue("range", "Daerah ini terlalu kecil.", "This region is too small.")
		}
	default:
		r.at("shape").issue("bad-shape", "Bentuk harus circle, rectangle, atau polygon.", "The shape must be circle, rectangle or polygon.")
	}
}

// holds reports whether a spot lies in the region. aspect is the picture's
// height divided by its width: a circle is round on the screen.
func (g Region) holds(p Spot, aspect float64) bool {
	switch g.Shape {
	case Circle:
		return math.Hypot(p.X-g.X, (p.Y-g.Y)*aspect) <= g.R+near
	case Rectangle:
		return p.X >= g.X-near && p.X <= g.X+g.W+near && p.Y >= g.Y-near && p.Y <= g.Y+g.H+near
	case Polygon:
		return inPolygon(p, g.Points)
	}
	return false
}

// inPolygon is the even-odd rule (M. Shimrat, Algorithm 112, CACM 5(8), 1962),
// with the edge inside.
func inPolygon(p Spot, corners []Spot) bool {
	in := false
	for i, a := range corners {
		b := corners[(i+len(corners)-1)%len(corners)]
		if toSegment(p, a, b) <= near {
			return true
		}
		if (a.Y > p.Y) != (b.Y > p.Y) && p.X < (b.X-a.X)*(p.Y-a.Y)/(b.Y-a.Y)+a.X {
			in = !in
		}
	}
	return in
}

func toSegment(p, a, b Spot) float64 {
	dx, dy := b.X-a.X, b.Y-a.Y
	t := 0.0
	if long := dx*dx + dy*dy; long > 0 {
		t = max(0, min(1, ((p.X-a.X)*dx+(p.Y-a.Y)*dy)/long))
	}
	return math.Hypot(p.X-a.X-t*dx, p.Y-a.Y-t*dy)
}

// area by the shoelace formula; its sign is the sense of rotation.
func area(corners []Spot) (sum float64) {
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		sum += a.X*b.Y - b.X*a.Y
	}
	return sum / 2
}

// middle is a spot inside the region: the centre, or for a bent polygon one
// found on a grid.
func (g Region) middle() Spot {
	switch g.Shape {
	case Rectangle:
		return Spot{g.X + g.W/2, g.Y + g.H/2}
	case Polygon:
		return middleOf(g.Points)
	}
	return Spot{g.X, g.Y}
}

func middleOf(corners []Spot) Spot {
	var c Spot
	low, high := Spot{1, 1}, Spot{}
	for _, p := range corners {
		c.X, c.Y = c.X+p.X/float64(len(corners)), c.Y+p.Y/float64(len(corners))
		low, high = Spot{min(low.X, p.X), min(low.Y, p.Y)}, Spot{max(high.X, p.X), max(high.Y, p.Y)}
	}
	best, room := c, -1.0
	const steps = 40
	for i := range steps*steps + 1 {
		p := c
		if i > 0 {
			p = Spot{low.X + (high.X-low.X)*float64((i-1)%steps)/(steps-1), low.Y + (high.Y-low.Y)*float64((i-1)/steps)/(steps-1)}
		}
		if !inPolygon(p, corners) {
			continue
		}
		d := math.Inf(1)
		for j, a := range corners {
			d = min(d, toSegment(p, a, corners[(j+1)%len(corners)]))
		}
		if d > room {
			best, room = p, d
		}
	}
	if room < 0 { // thinner than the grid: a corner belongs to it
		return corners[0]
	}
	return best
}

// token writes a spot as a response does: four decimals.
func (p Spot) token() string {
	return strconv.FormatFloat(p.X, 'f', 4, 64) + "," + strconv.FormatFloat(p.Y, 'f', 4, 64)
}

// readSpot reads "x,y"; ok is false outside the picture.
func readSpot(token string) (p Spot, ok bool) {
	x, y, ok := strings.Cut(token, ",")
	if !ok || len(token) > mostSpot {
		return p, false
	}
	var badX, badY error
	p.X, badX = strconv.ParseFloat(x, 64)
	p.Y, badY = strconv.ParseFloat(y, 64)
	return p, badX == nil && badY == nil && p.X >= 0 && p.X <= 1 && p.Y >= 0 && p.Y <= 1
}

// mostSpot is the longest token of a spot, in bytes.
const mostSpot = 24
