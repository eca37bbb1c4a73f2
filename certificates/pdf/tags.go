package pdf

// tags is the logical structure of the document, kept while it is drawn:
// which marked piece of which page belongs to which heading, paragraph or
// table cell, in reading order.
type tags struct {
	root  *element
	pages [][]*element // per page, the owner of each marked piece by its number
}

// element is one node of the structure tree.
type element struct {
	role  string // H1, H2, P, Table, TR, TH, TD, Figure …
	alt   string
	scope string     // of a TH: Column or Row
	box   [4]float64 // of a Figure, points from the lower left
	page  int        // index of the page its pieces are on
	marks []int
	kids  []*element
}

func newTags() *tags { return &tags{root: &element{role: "Document"}} }

func (t *tags) page() { t.pages = append(t.pages, nil) }

// under adds a node without content of its own, for a table or a row.
func (t *tags) under(parent *element, role string) *element {
	e := &element{role: role, page: len(t.pages) - 1}
	parent.kids = append(parent.kids, e)
	return e
}

// piece marks what draw writes as content of e.
func (d *drawing) piece(e *element, draw func()) {
	last := len(d.tags.pages) - 1
	e.page = last
	mark := len(d.tags.pages[last])
	d.tags.pages[last] = append(d.tags.pages[last], e)
	e.marks = append(e.marks, mark)
	d.RawWriteStr("/" + e.role + " <</MCID " + whole(mark) + ">> BDC")
	draw()
	d.RawWriteStr("EMC")
}

// tagged adds a node with the content that draw writes.
func (d *drawing) tagged(parent *element, role string, draw func()) *element {
	e := d.tags.under(parent, role)
	d.piece(e, draw)
	return e
}

// ornament marks what draw writes as decoration that is not read aloud.
func (d *drawing) ornament(draw func()) {
	d.RawWriteStr("/Artifact BMC")
	draw()
	d.RawWriteStr("EMC")
}
