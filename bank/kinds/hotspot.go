package kinds

import (
	"fmt"
	"slices"
	"strings"
)

// hotspot: one or more places to be marked on a picture.
type hotspot struct {
	content HotspotContent
	key     HotspotKey
}

// HotspotContent is the content of hotspot.
type HotspotContent struct {
	Image Image `json:"image"`
	Marks int   `json:"marks,omitempty"` // how many places may be marked; 0: 1
}

// Image is a picture in the object store. Width and Height in pixels keep its
// place before it has come, and make circles round.
type Image struct {
	Src    string `json:"src"`
	Alt    string `json:"alt"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// HotspotKey is the key of hotspot. Need is how many of the regions must be
// met; 0 means as many as there are regions or marks, whichever is less. One
// mark meets one region.
type HotspotKey struct {
	Regions []Region `json:"regions"`
	Need    int      `json:"need,omitempty"`
	Policy  Policy   `json:"policy,omitempty"`
}

const (
	mostRegions = 20
	mostMarks   = 10
	mostPixels  = 20_000
)

func (q *hotspot) into() (any, any)     { return &q.content, &q.key }
func (q *hotspot) policies() []Policy   { return pairPolicies }
func (q *hotspot) chosenPolicy() Policy { return q.key.Policy }
func (q *hotspot) lists() []list        { return nil }
func (q *hotspot) marks() int           { return max(1, q.content.Marks) }

func (q *hotspot) need() int {
	if q.key.Need > 0 {
		return q.key.Need
	}
	return min(len(q.key.Regions), q.marks())
}

func (q *hotspot) validate(c, w report) {
	c.at("image").image(q.content.Image)
	if q.content.Marks != 0 {
		c.at("marks").between(q.content.Marks, 1, mostMarks)
	}
	regions := w.at("regions")
	regions.count(len(q.key.Regions), 1, mostRegions, "daerah", "regions")
	ids := make([]string, len(q.key.Regions))
	for i, g := range q.key.Regions {
		ids[i] = g.ID
		g.validate(regions.at(i))
	}
	regions.ids(ids)
	if n := q.key.Need; n != 0 && (n < 1 || n > min(len(q.key.Regions), q.marks())) {
		w.at("need").issue("range", "Jumlah yang harus ditemukan melebihi daerah atau tanda yang ada.", "More must be found than there are regions or marks.")
	}
}

func (r report) image(i Image) {
	if i.Src == "" {
		r.at("src").missing("Gambar", "The picture")
	}
	if strings.TrimSpace(i.Alt) == "" {
		r.at("alt").missing("Keterangan gambar", "The alternative text")
	}
	r.at("width").between(i.Width, 1, mostPixels)
	r.at("height").between(i.Height, 1, mostPixels)
}

func (q *hotspot) spots(response []string) (spots []Spot) {
	for _, token := range response {
		if p, ok := readSpot(token); ok && !slices.Contains(spots, p) {
			spots = append(spots, p)
		}
	}
	return spots
}

func (q *hotspot) aspect() float64 {
	if q.content.Image.Width <= 0 || q.content.Image.Height <= 0 {
		return 1
	}
	return float64(q.content.Image.Height) / float64(q.content.Image.Width)
}

// grade: the largest number of regions that can be met, each by a mark of its
// own. More marks than allowed are no answer: the screen cannot have sent them.
func (q *hotspot) grade(p Policy, response []string) score {
	spots := q.spots(response)
	if len(spots) > q.marks() {
		return nothing(true)
	}
	met := q.meet(spots)
	t := tally{of: q.need()}
	for i, g := range q.key.Regions {
		if _, hit := met[i]; hit && t.right < t.of {
			t.add(g.ID, Right)
		}
	}
	for i := range len(spots) - len(met) {
		t.add(fmt.Sprintf("mark-%d", i+1), Wrong)
	}
	for i, g := range q.key.Regions {
		if _, hit := met[i]; !hit && t.right < t.of {
			t.parts = append(t.parts, share{g.ID, Missing, ratio(0, 1), ratio(1, t.of)})
		}
	}
	if t.of == 0 {
		return nothing(len(spots) > 0)
	}
	return t.score(p)
}

// meet gives each region at most one spot and each spot at most one region, as
// many as possible: augmenting paths (H. W. Kuhn, "The Hungarian method for the
// assignment problem", 1955).
func (q *hotspot) meet(spots []Spot) map[int]int {
	by := map[int]int{} // region → spot
	var give func(spot int, asked map[int]bool) bool
	give = func(spot int, asked map[int]bool) bool {
		for i, g := range q.key.Regions {
			if asked[i] || !g.holds(spots[spot], q.aspect()) {
				continue
			}
			asked[i] = true
			if holder, taken := by[i]; !taken || give(holder, asked) {
				by[i] = spot
				return true
			}
		}
		return false
	}
	for spot := range spots {
		give(spot, map[int]bool{})
	}
	return by
}

// right marks regions of their own; where they overlap, the middles may not do
// and there is no simple sample.
func (q *hotspot) right() []string {
	var spots []Spot
	for _, g := range q.key.Regions {
		if p, ok := readSpot(g.middle().token()); ok && len(spots) < q.need() && !slices.Contains(spots, p) {
			if more := append(slices.Clone(spots), p); len(q.meet(more)) == len(more) {
				spots = more
			}
		}
	}
	out := make([]string, len(spots))
	for i, p := range spots {
		out[i] = p.token()
	}
	slices.Sort(out)
	return out
}

func (q *hotspot) describe(response []string) string {
	var words []string
	for _, p := range q.spots(response) {
		words = append(words, fmt.Sprintf("%.0f%% × %.0f%%", 100*p.X, 100*p.Y))
	}
	return strings.Join(words, "; ")
}

func (q *hotspot) limits() Limits {
	return Limits{Tokens: q.marks(), Bytes: mostSpot, Set: true}
}
