package pdf

import (
	"fmt"

	"github.com/skip2/go-qrcode"
)

// qr draws the code as vectors into a square of side millimetres, with the
// quiet zone of four modules that readers need inside it. Medium correction:
// 15 % of a folded or stained sheet may be lost.
func (d *drawing) qr(text string, x, y, side float64) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		d.SetError(fmt.Errorf("qr code: %w", err))
		return
	}
	code.DisableBorder = true
	modules := code.Bitmap()
	one := side / float64(len(modules)+8)
	d.SetFillColor(white.r, white.g, white.b)
	d.Rect(x, y, side, side, "F")
	d.SetFillColor(0, 0, 0)
	for row, line := range modules {
		for from := 0; from < len(line); from++ {
			if !line[from] {
				continue
			}
			to := from
			for to < len(line) && line[to] {
				to++
			}
			d.Rect(x+float64(from+4)*one, y+float64(row+4)*one, float64(to-from)*one, one*1.004, "F")
			from = to
		}
	}
}
