package pdf

import (
	_ "embed"
	"sync"

	"codeberg.org/go-pdf/fpdf"
)

//go:embed fonts/SourceSerif4_600SemiBold.ttf
var serifFont []byte

//go:embed fonts/PlusJakartaSans_400Regular.ttf
var sansFont []byte

//go:embed fonts/PlusJakartaSans_600SemiBold.ttf
var boldFont []byte

// font is one typeface: what the library calls it, and its real name.
type font struct {
	family, style, name string
	file                []byte
}

func (f font) key() string { return f.family + f.style }

var (
	serif = font{"sourceserif", "", "SourceSerif4-SemiBold", serifFont}
	sans  = font{"plusjakarta", "", "PlusJakartaSans-Regular", sansFont}
	bold  = font{"plusjakarta", "B", "PlusJakartaSans-SemiBold", boldFont}
	fonts = []font{serif, sans, bold}
)

// widths are the advance widths of every letter, in thousandths of the size,
// read once. Asking the library while a page is open would write a change of
// font into the page for each question.
var widths = sync.OnceValue(func() map[string][]uint16 {
	ruler := fpdf.New("L", "mm", "A4", "")
	out := map[string][]uint16{}
	for _, f := range fonts {
		ruler.AddUTF8FontFromBytes(f.family, f.style, f.file)
		ruler.SetFont(f.family, f.style, 10)
		all := make([]uint16, 1<<16)
		for r := range all {
			all[r] = uint16(ruler.GetStringSymbolWidth(string(rune(r)))) //nolint:gosec // widths are below 3000
		}
		out[f.key()] = all
	}
	return out
})
