package pdf

import "strings"

// The front is a stack of blocks between the top and the foot. Blocks are
// measured first; when they are too tall together everything is made smaller,
// step by step, and what room is left is shared out between them.

const (
	textWidth = 232.0
	stackTop  = 31.0
	stackEnd  = 153.0
	qrSide    = 31.0
	qrX       = pageWidth - 22 - qrSide
	qrY       = 152.0
)

// body is the running text; a little air between letters makes up for the
// narrow space of the typeface.
var body = style{font: sans, size: 11, color: ink, spacing: 0.14}

// block is one piece of the stack.
type block struct {
	role   string
	style  style
	lines  []string
	before float64 // least distance to the block above
	after  func(d *drawing, y float64) float64
}

func (b block) height() float64 { return b.before + float64(len(b.lines))*b.style.lead() }

func (d *drawing) front() {
	d.newPage()
	d.ornament(func() {
		d.rosette(middle, 100, 74)
		d.frame()
		if len(d.sheet.Emblem) == 0 {
			d.emblem(middle, 23.5, 7)
		}
	})
	d.emblemImage()
	end := d.stackEnd()
	scale := 1.0
	blocks := d.stack(scale)
	for total(blocks) > end-stackTop && scale > 0.3 {
		scale -= 0.04
		blocks = d.stack(scale)
	}
	gap := (end - stackTop - total(blocks)) / float64(len(blocks)+1)
	y := stackTop + min(gap, 3)
	for _, b := range blocks {
		y = d.drawBlock(b, y+min(gap, 3))
	}
	d.foot()
}

func total(blocks []block) (height float64) {
	for _, b := range blocks {
		height += b.height()
		if b.after != nil {
			height += ruleRoom
		}
	}
	return height
}

const ruleRoom = 3.5

func (d *drawing) drawBlock(b block, y float64) float64 {
	y += b.before
	d.tagged(d.tags.root, b.role, func() {
		for _, line := range b.lines {
			y += b.style.lead()
			d.put(b.style, middle, y-b.style.lead()*0.24, 0.5, line)
		}
	})
	if b.after != nil {
		y = b.after(d, y)
	}
	return y
}

// stack measures the front's text at a scale.
func (d *drawing) stack(scale float64) []block {
	s := d.sheet
	add := func(role string, st style, text string, most int, least, before float64) block {
		at, lines := d.fit(st.sized(st.size*scale), text, textWidth, most, least*scale)
		return block{role: role, style: at, lines: lines, before: before * scale}
	}
	name := add("P", style{font: serif, size: 28, color: ink}, s.Name, 1, 21, 0)
	if len(name.lines) > 1 {
		name = add("P", style{font: serif, size: 24, color: ink}, s.Name, 2, 15, 0)
	}
	name.after = func(d *drawing, y float64) float64 {
		d.ornament(func() { d.rule(middle, y+1.8, 58) })
		return y + ruleRoom
	}
	blocks := []block{
		add("P", style{font: bold, size: 13, color: d.teal, spacing: 1.6}, strings.ToUpper(s.Agency), 2, 9, 0),
		add("H1", style{font: serif, size: 37, color: d.deep, spacing: 7}, s.Design.heading(), 1, 20, 0.5),
		add("P", body.in(grey), "Nomor: "+s.Number, 1, 7, 0),
		add("P", body.in(grey), s.say(s.Design.Opening, "diberikan kepada"), 2, 8, 2.5),
		name,
	}
	for i, line := range identity(s) {
		before := 0.2
		if i == 0 {
			before = 0.6
		}
		blocks = append(blocks, add("P", body.in(ink), line, 2, 8.5, before))
	}
	title := add("P", style{font: serif, size: 21, color: d.deep}, s.Title, 1, 18, 0.4)
	if len(title.lines) > 1 {
		title = add("P", style{font: serif, size: 18, color: d.deep}, s.Title, 2, 12, 0.4)
	}
	blocks = append(blocks, add("P", body.in(grey), s.say(s.Design.Statement, "telah mengikuti dan dinyatakan LULUS pelatihan"), 2, 8, 2.5), title)
	if !s.Design.hides("organiser") {
		blocks = append(blocks, add("P", body.in(ink), "yang diselenggarakan oleh "+s.Organiser, 2, 8.5, 0.6))
	}
	if !s.Design.hides("period") {
		blocks = append(blocks, add("P", body.in(ink), period(s.StartedOn, s.CompletedOn)+", selama "+hours(s.JP), 2, 8.5, 0))
	}
	if s.Predicate != "" && !s.Design.hides("predicate") {
		blocks = append(blocks, add("P", style{font: bold, size: 11, color: ink, spacing: 0.14}, "dengan predikat "+s.Predicate, 1, 8, 0))
	}
	if s.Design.Closing != "" {
		blocks = append(blocks, add("P", body.in(grey), s.say(s.Design.Closing, ""), 2, 7, 0.4))
	}
	return blocks
}

// identity are the lines below the name; a citizen has none.
func identity(s Sheet) (lines []string) {
	first := make([]string, 0, 2)
	if s.NIP != "" && !s.Design.hides("nip") {
		first = append(first, "NIP "+s.NIP)
	}
	if s.Rank != "" && !s.Design.hides("rank") {
		first = append(first, s.Rank)
	}
	if len(first) > 0 {
		lines = append(lines, strings.Join(first, "  ·  "))
	}
	if s.Position != "" && !s.Design.hides("position") {
		lines = append(lines, s.Position)
	}
	if s.Unit != "" && !s.Design.hides("unit") {
		lines = append(lines, s.Unit)
	}
	return lines
}

// foot holds place, date and how to check on the left, the QR code with its
// code on the right.
func (d *drawing) foot() {
	s := d.sheet
	const left = 24.0
	day := Day(s.IssuedOn)
	if s.Place != "" {
		day = s.Place + ", " + day
	}
	if front := s.onFront(); len(front) > 0 {
		d.signatures(front, day, signTop)
	} else {
		d.tagged(d.tags.root, "P", func() {
			d.put(style{font: bold, size: 12, color: ink, spacing: 0.1}, left, 167.5, 0, day)
		})
	}
	y := 175.0
	for _, text := range []string{
		s.footer(),
		"Tanpa pemindai: buka " + s.CheckURL + " lalu ketik kode di bawah kode QR.",
	} {
		note, lines := d.fit(style{font: sans, size: 9.2, color: grey, spacing: 0.12}, text, 185, 2, 6)
		d.tagged(d.tags.root, "P", func() {
			for _, line := range lines {
				d.put(note, left, y, 0, line)
				y += note.lead()
			}
		})
		y += 0.8
	}
	if s.Demo {
		d.tagged(d.tags.root, "P", func() {
			d.put(style{font: bold, size: 10.5, color: red, spacing: 0.1}, left, y+1, 0, "CONTOH. Mode demo: orang di lembar ini rekaan; bukan sertifikat resmi.")
		})
	}
	figure := d.tagged(d.tags.root, "Figure", func() { d.qr(s.VerifyURL, qrX, qrY, qrSide) })
	address, _, _ := strings.Cut(s.VerifyURL, "#") // the signed claim after it is for machines
	figure.alt = "Kode QR menuju halaman pemeriksaan sertifikat: " + address
	figure.box = [4]float64{qrX * pointsPerMM, (pageHeight - qrY - qrSide) * pointsPerMM,
		(qrX + qrSide) * pointsPerMM, (pageHeight - qrY) * pointsPerMM}
	d.codeLines()
}

// codeLines writes the code under the QR code, in two lines.
func (d *drawing) codeLines() {
	s := d.sheet
	code := style{font: bold, size: 7.4, color: ink, spacing: 0.3}
	half := len(s.Code) / 2
	first, second := s.Code[:half], strings.TrimPrefix(s.Code[half:], "-")
	d.tagged(d.tags.root, "P", func() {
		d.put(code, qrX+qrSide/2, qrY+qrSide+2.6, 0.5, first)
		d.put(code, qrX+qrSide/2, qrY+qrSide+6, 0.5, second)
	})
}
