package pdf

import (
	"bytes"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
)

// The page, in millimetres.
const (
	pageWidth  = 297.0
	pageHeight = 210.0
	middle     = pageWidth / 2
)

type color struct{ r, g, b int }

var (
	ink   = color{27, 39, 51}
	deep  = color{8, 61, 82}
	teal  = color{11, 92, 122}
	gold  = color{168, 128, 52}
	grey  = color{82, 96, 106}
	pale  = color{238, 243, 245}
	tint  = color{243, 238, 226}
	red   = color{171, 36, 28}
	white = color{255, 255, 255}
)

// drawing is one PDF in the making: the library's document and the structure
// we keep beside it.
type drawing struct {
	*fpdf.Fpdf
	sheet Sheet
	tags  *tags
	// the design's colour and its dark shade
	teal, deep color
}

// Draw gives the PDF of a sheet. It fails only when the library does.
func Draw(sheet Sheet) (out []byte, err error) {
	defer func() { // the library answers some odd input by a panic
		if p := recover(); p != nil {
			err = fmt.Errorf("pdf: %v", p)
		}
	}()
	d := &drawing{Fpdf: fpdf.New("L", "mm", "A4", ""), sheet: sheet.clean(), tags: newTags(), teal: teal, deep: deep}
	if c, ok := parseColor(d.sheet.Design.Accent); ok {
		d.teal, d.deep = c, c.darker()
	}
	d.prepare()
	d.front()
	d.back()
	var b bytes.Buffer
	if err := d.Output(&b); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return finish(b.Bytes(), d.tags)
}

// prepare sets what makes the bytes depend on the sheet alone.
func (d *drawing) prepare() {
	d.SetCatalogSort(true)
	d.SetCompression(true)
	d.SetAutoPageBreak(false, 0)
	d.SetMargins(0, 0, 0)
	d.SetCellMargin(0)
	d.SetCreationDate(d.sheet.IssuedAt.UTC())
	d.SetModificationDate(d.sheet.IssuedAt.UTC())
	d.SetLang("id-ID")
	d.SetTitle(d.sheet.Design.name()+" "+d.sheet.Number, true)
	d.SetSubject(d.sheet.Title, true)
	d.SetAuthor(d.sheet.Agency, true)
	d.SetCreator("Lentera", true)
	d.SetProducer("Lentera", true)
	for _, f := range fonts {
		d.AddUTF8FontFromBytes(f.family, f.style, f.file)
	}
}

func (d *drawing) newPage() {
	d.AddPage()
	d.tags.page()
}
