package pdf

// Signatory is one official as the sheet names them.
type Signatory struct{ Name, NIP, Rank, Title string }

const (
	maxSignatories = 2
	signTop        = 131.0 // base line of place and date above the signatures
	signStackEnd   = 125.0 // where the text above them ends
	signWidth      = 98.0
	signHeight     = 38.0
)

// onFront are the officials whose signatures stand on the first page.
func (s Sheet) onFront() []Signatory {
	if s.Design.SecondBack && len(s.Signatories) > 1 {
		return s.Signatories[:1]
	}
	return s.Signatories
}

func (d *drawing) stackEnd() float64 {
	if len(d.sheet.onFront()) > 0 {
		return signStackEnd
	}
	return stackEnd
}

// signatures draws place and date and below them one or two columns, left of
// the QR code. They are read in the order of signing.
func (d *drawing) signatures(of []Signatory, day string, y float64) {
	centre := (24.0 + 238.0) / 2
	at, lines := d.fit(style{font: bold, size: 11, color: ink, spacing: 0.1}, day, 2*signWidth, 1, 6)
	d.tagged(d.tags.root, "P", func() { d.put(at, centre, y, 0.5, lines[0]) })
	columns := []float64{centre}
	if len(of) == 2 {
		columns = []float64{centre - signWidth/2 - 3, centre + signWidth/2 + 3}
	}
	for i, o := range of {
		d.signature(o, columns[i], y+2)
	}
}

// signature is one column: title, room for a signature, name, rank, NIP. What
// is too long is made smaller and, in the end, cut: the room is fixed.
func (d *drawing) signature(o Signatory, x, y float64) {
	small := style{font: sans, size: 9.5, color: ink, spacing: 0.1}
	put := func(st style, text string, base float64, most int) {
		if text == "" {
			return
		}
		at, lines := d.fit(st, text, signWidth, most, 5)
		lines = lines[:min(len(lines), most)]
		d.tagged(d.tags.root, "P", func() {
			for i, line := range lines {
				d.put(at, x, base+float64(i)*at.lead(), 0.5, line)
			}
		})
	}
	put(small, o.Title, y+4, 2)
	put(style{font: bold, size: 10.5, color: ink, spacing: 0.1}, o.Name, y+26, 1)
	put(small, o.Rank, y+30.6, 1)
	if o.NIP != "" {
		put(small, "NIP "+o.NIP, y+35, 1)
	}
}

// backSignatory is the second official under the list of subjects, on a page
// of its own when the list leaves no room.
func (d *drawing) backSignatory(y float64) {
	s := d.sheet
	if !s.Design.SecondBack || len(s.Signatories) < 2 {
		return
	}
	if y+signHeight > pageHeight-frameInner-4 {
		d.newPage()
		d.ornament(d.frame)
		y = 30
	}
	d.signature(s.Signatories[1], tableLeft+tableWidth-signWidth/2, y)
}
