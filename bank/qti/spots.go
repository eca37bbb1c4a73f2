package qti

import (
	"bytes"
	"image"
	_ "image/jpeg" // the pictures a hotspot may have
	_ "image/png"
	"strconv"
	"strings"

	"lentera/bank/portable"
)

func fields2(s string, a, b *string) bool {
	f := strings.Fields(s)
	if len(f) != 2 {
		return false
	}
	*a, *b = f[0], f[1]
	return true
}

// picture takes the interaction's picture into the question and gives its
// size in pixels.
func (r *reading) picture(n *portable.Node, q *portable.Question) (width, height float64, ok bool) {
	var src string
	for _, k := range n.Kids {
		if k.Name == "object" {
			src = k.Attr("data")
		} else if k.Name == "img" {
			src = k.Attr("src")
		} else {
			continue
		}
		width, _ = strconv.ParseFloat(k.Attr("width"), 64)
		height, _ = strconv.ParseFloat(k.Attr("height"), 64)
		break
	}
	data, err := r.p.bytes(resolve(r.file, src))
	if err != nil {
		r.say(n, portable.BadReference, src)
		return 0, 0, false
	}
	name := resolve(r.file, src)
	q.Picture = 1 + r.q.AddFile(portable.File{Name: name[strings.LastIndex(name, "/")+1:], Data: data})
	if width <= 0 || height <= 0 {
		c, _, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil || c.Width == 0 || c.Height == 0 {
			r.say(n, portable.FileDamaged, src)
			r.failed = true
			return 0, 0, false
		}
		width, height = float64(c.Width), float64(c.Height)
	}
	return width, height, true
}

// areaOf brings pixels to shares of the picture.
func areaOf(shape, coords string, width, height float64) (portable.Area, bool) {
	a := portable.Area{Shape: shape}
	for i, c := range strings.FieldsFunc(coords, func(c rune) bool { return c == ',' || c == ' ' }) {
		v, err := strconv.ParseFloat(c, 64)
		if err != nil || v != v || v < -1e6 || v > 1e6 {
			return a, false
		}
		if i%2 == 0 {
			v /= width
		} else {
			v /= height
		}
		a.Coords = append(a.Coords, v)
	}
	switch n := len(a.Coords); shape {
	case "circle":
		return a, n == 3
	case "rect":
		return a, n == 4
	case "poly":
		return a, n >= 6 && n%2 == 0
	}
	return a, false
}

func (r *reading) areas(n *portable.Node, q *portable.Question, all []areaEntry, total func(areaEntry) portable.Fixed) {
	width, height, ok := r.picture(n, q)
	if !ok {
		return
	}
	for _, e := range all {
		a, ok := areaOf(e.shape, e.coords, width, height)
		if !ok {
			r.say(n, portable.UnsupportedType, "shape "+e.shape)
			return
		}
		a.Weight = total(e)
		q.Areas = append(q.Areas, a)
	}
	if len(q.Areas) == 0 {
		r.say(n, portable.NoCorrect)
	}
}

func (r *reading) selectPoint(n *portable.Node, q *portable.Question) {
	s := r.rule(n)
	if s == nil {
		return
	}
	q.Kind, q.Stem = portable.Hotspot, r.prompt(n)
	most := s.most(s.cardinality == "multiple")
	r.areas(n, q, s.areas, func(e areaEntry) portable.Fixed { return share(e.value, most) })
	if !s.byMapping {
		r.say(n, portable.UnsupportedMarks, "selectPointInteraction")
	}
}

// hotspot reads places to choose among: the right ones are the areas.
func (r *reading) hotspot(n *portable.Node, q *portable.Question) {
	s := r.rule(n)
	if s == nil {
		return
	}
	q.Kind, q.Stem = portable.Hotspot, r.prompt(n)
	values := map[string]scoreCase{}
	for _, a := range s.answers() {
		values[a.text] = a
	}
	var all []areaEntry
	for _, c := range n.All("hotspotChoice") {
		if a, ok := values[c.Attr("identifier")]; ok && a.value.Sign() > 0 {
			all = append(all, areaEntry{c.Attr("shape"), c.Attr("coords"), a.value})
		}
	}
	r.areas(n, q, all, func(areaEntry) portable.Fixed { return portable.One / portable.Fixed(max(1, len(all))) })
}
