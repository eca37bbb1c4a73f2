package pdf

import "strconv"

// The list of subjects: "No · Mata Pelatihan · JP", with the sum. It goes on
// to further pages, each with the heading row again.

const (
	tableLeft  = 34.0
	tableWidth = pageWidth - 2*tableLeft
	noWidth    = 18.0
	jpWidth    = 26.0
	tableEnd   = 186.0
	cellPad    = 2.6
)

var (
	headStyle = style{font: bold, size: 10.5, color: white}
	cellStyle = style{font: sans, size: 10.5, color: ink, spacing: 0.12}
)

func (d *drawing) back() {
	table := (*element)(nil)
	y := 0.0
	for i, subject := range d.sheet.Subjects {
		lines := d.wrap(cellStyle, subject.Title, tableWidth-noWidth-jpWidth-2*cellPad)
		room := d.rowHeight(lines)
		if i == len(d.sheet.Subjects)-1 {
			room += d.rowHeight([]string{""}) // the sum stays with the last line
		}
		if table == nil || y+room > tableEnd {
			y, table = d.tablePage(table)
		}
		y = d.row(table, y, strconv.Itoa(i+1), lines, strconv.Itoa(subject.JP), i%2 == 1)
	}
	d.sum(table, y)
}

// tablePage begins a page of the list; the table goes on when there is one.
func (d *drawing) tablePage(table *element) (float64, *element) {
	d.newPage()
	d.ornament(d.frame)
	heading := style{font: serif, size: 20, color: d.deep}
	grow := func(draw func()) { d.tagged(d.tags.root, "H2", draw) }
	if table != nil {
		grow = d.ornament // the heading is read once
	}
	grow(func() { d.put(heading, middle, 32, 0.5, "Daftar Mata Pelatihan") })
	about := func(st style, y float64, text string) {
		at, lines := d.fit(st, text, textWidth, 1, 7)
		if len(lines) > 2 {
			lines = lines[:2]
		}
		draw := func() {
			for i, line := range lines {
				d.put(at, middle, y+float64(i)*at.lead(), 0.5, line)
			}
		}
		if table != nil {
			d.ornament(draw)
			return
		}
		d.tagged(d.tags.root, "P", draw)
	}
	about(cellStyle, 40, d.sheet.Title)
	about(body.sized(9.5).in(grey), 47.5, "Lampiran "+d.sheet.Design.word()+" nomor "+d.sheet.Number)
	y := 53.0
	if table == nil {
		table = d.tags.under(d.tags.root, "Table")
		return d.head(table, y), table
	}
	return d.headAgain(y), table
}

func (d *drawing) headCells(y float64) [3]func() {
	base := y + 6.1
	return [3]func(){
		func() { d.put(headStyle, tableLeft+noWidth/2, base, 0.5, "No") },
		func() { d.put(headStyle, tableLeft+noWidth+cellPad, base, 0, "Mata Pelatihan") },
		func() { d.put(headStyle, tableLeft+tableWidth-jpWidth/2, base, 0.5, "JP") },
	}
}

func (d *drawing) headBand(y float64) {
	d.fill(d.teal)
	d.Rect(tableLeft, y, tableWidth, 9.4, "F")
}

func (d *drawing) head(table *element, y float64) float64 {
	d.ornament(func() { d.headBand(y) })
	row := d.tags.under(table, "TR")
	for _, cell := range d.headCells(y) {
		d.tagged(row, "TH", cell).scope = "Column"
	}
	return y + 9.4
}

func (d *drawing) headAgain(y float64) float64 {
	d.ornament(func() {
		d.headBand(y)
		for _, cell := range d.headCells(y) {
			cell()
		}
	})
	return y + 9.4
}

func (d *drawing) rowHeight(lines []string) float64 {
	return float64(len(lines))*cellStyle.lead() + 2*cellPad - 1
}

func (d *drawing) row(table *element, y float64, no string, title []string, jp string, shaded bool) float64 {
	h := d.rowHeight(title)
	d.ornament(func() {
		if shaded {
			d.fill(pale)
			d.Rect(tableLeft, y, tableWidth, h, "F")
		}
		d.stroke(color{200, 210, 216}, 0.2)
		d.Line(tableLeft, y+h, tableLeft+tableWidth, y+h)
	})
	base := y + cellPad - 0.5 + cellStyle.lead()*0.76
	row := d.tags.under(table, "TR")
	d.tagged(row, "TD", func() { d.put(cellStyle, tableLeft+noWidth/2, base, 0.5, no) })
	d.tagged(row, "TD", func() {
		for i, line := range title {
			d.put(cellStyle, tableLeft+noWidth+cellPad, base+float64(i)*cellStyle.lead(), 0, line)
		}
	})
	d.tagged(row, "TD", func() { d.put(cellStyle, tableLeft+tableWidth-jpWidth/2, base, 0.5, jp) })
	return y + h
}

func (d *drawing) sumStyle() style { return style{font: bold, size: 10.5, color: d.deep} }

func (d *drawing) sum(table *element, y float64) {
	d.ornament(func() {
		d.stroke(gold, 0.5)
		d.Line(tableLeft, y, tableLeft+tableWidth, y)
	})
	base := y + cellPad + cellStyle.lead()*0.76
	row := d.tags.under(table, "TR")
	d.tagged(row, "TD", func() {})
	total := d.tagged(row, "TH", func() { d.put(d.sumStyle(), tableLeft+noWidth+cellPad, base, 0, "Jumlah") })
	total.scope = "Row"
	d.tagged(row, "TD", func() { d.put(d.sumStyle(), tableLeft+tableWidth-jpWidth/2, base, 0.5, strconv.Itoa(d.sheet.JP)) })
	note := body.sized(9).in(grey)
	d.tagged(d.tags.root, "P", func() { d.put(note, tableLeft, base+9, 0, "JP: jam pelajaran; 1 JP = 45 menit.") })
	d.backSignatory(base + 14)
}
