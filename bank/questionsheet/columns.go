package questionsheet

import (
	"strconv"
	"strings"

	"lentera/bank/portable"
)

// mostOptions is how many choice columns the sheet has; a file may have more.
const mostOptions = 10

// The columns, by the name in their head. Order in a file is free.
const (
	colKind     = "jenis"
	colIdent    = "kode"
	colName     = "judul"
	colStem     = "pertanyaan"
	colOption   = "pilihan" // "pilihan 1", "pilihan 2", …
	colKey      = "kunci"
	colPoints   = "nilai"
	colPolicy   = "penilaian"
	colFeedback = "penjelasan"
	colUnits    = "satuan"
	colCase     = "huruf besar"
	colMixed    = "acak"
	colCategory = "kategori"
	colTags     = "label"
	colGrader   = "catatan penilai"
	colFormat   = "format"
)

// english are the English heads that are read as well.
var english = map[string]string{"kind": colKind, "type": colKind, "code": colIdent, "id": colIdent, "title": colName, "name": colName, "question": colStem, "stem": colStem,
	"option": colOption, "choice": colOption, "key": colKey, "answer": colKey, "points": colPoints, "grading": colPolicy, "policy": colPolicy, "explanation": colFeedback, "feedback": colFeedback,
	"units": colUnits, "case": colCase, "match case": colCase, "shuffle": colMixed, "category": colCategory, "tags": colTags, "marker notes": colGrader, "soal": colStem}

var heads = func() []string {
	h := []string{colKind, colIdent, colName, colStem}
	for i := range mostOptions {
		h = append(h, colOption+" "+strconv.Itoa(i+1))
	}
	return append(h, colKey, colPoints, colPolicy, colFeedback, colUnits, colCase, colMixed, colCategory, colTags, colGrader, colFormat)
}()

var headOrder = func() map[string]int {
	m := map[string]int{}
	for i, h := range heads {
		m[h] = i
	}
	return m
}()

// headOf brings a head to its column; option columns carry their number.
func headOf(cell string) (column string, number int) {
	name := strings.Join(strings.Fields(strings.NewReplacer("_", " ", "*", " ", "-", " ").Replace(strings.ToLower(cell))), " ")
	word := strings.TrimRight(name, "0123456789 ")
	if n, err := strconv.Atoi(strings.TrimSpace(name[len(word):])); err == nil {
		if e := english[word]; e != "" {
			word = e
		}
		if word == colOption && n > 0 && n < 100 {
			return colOption, n
		}
	}
	if e := english[name]; e != "" && e != colOption { // a choice has a number
		return e, 0
	}
	if _, ok := headOrder[name]; ok {
		return name, 0
	}
	return "", 0
}

// kindWords are the words of the kind column, Indonesian first; the words of
// bank/kinds are read, too.
var kindWords = []struct {
	word string
	kind portable.Kind
}{
	{"pilihan tunggal", portable.Single}, {"pilihan ganda", portable.Multiple}, {"benar salah", portable.TrueFalse}, {"menjodohkan", portable.Matching},
	{"mengelompokkan", portable.Categorise}, {"mengurutkan", portable.Ordering}, {"isian singkat", portable.ShortText}, {"isian angka", portable.Numeric},
	{"isian rumpang", portable.Cloze}, {"uraian", portable.Essay}, {"unggah berkas", portable.Upload},
}

func kindOf(cell string) (portable.Kind, bool) {
	cell = strings.Join(strings.Fields(strings.NewReplacer("-", " ", "/", " ").Replace(strings.ToLower(cell))), " ")
	for _, k := range kindWords {
		if cell == k.word || cell == string(k.kind) {
			return k.kind, true
		}
	}
	return "", false
}

func wordOf(kind portable.Kind) (string, bool) {
	for _, k := range kindWords {
		if k.kind == kind {
			return k.word, true
		}
	}
	return "", false
}

var formatWords = map[string]portable.Format{"": portable.Plain, "teks": portable.Plain, "text": portable.Plain, "plain": portable.Plain, "html": portable.HTML, "markdown": portable.Markdown}

// truth reads yes and no, also as a spreadsheet writes them.
func truth(cell string) (value, ok bool) {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "benar", "ya", "true", "yes", "1", "b", "y", "t":
		return true, true
	case "salah", "tidak", "false", "no", "0", "s", "f":
		return false, true
	}
	return false, false
}
