package questionsheet

import (
	"strconv"

	"github.com/xuri/excelize/v2"

	"lentera/bank/portable"
)

// help is the help sheet: what, in Indonesian, in English.
var help = [][3]string{
	{"Kolom", "Cara mengisi", "How to fill it in"},
	{colKind, "Jenis soal; pilih dari daftar. Wajib.", "The kind of question; choose from the list. Needed."},
	{colIdent, "Kode Anda sendiri, boleh kosong.", "Your own code, may be empty."},
	{colName, "Nama pendek untuk Anda, tidak dilihat peserta.", "A short name for you; learners do not see it."},
	{colStem, "Teks soal. Wajib. Untuk isian rumpang tulis [[1]], [[2]], … di tempat yang harus diisi.", "The text of the question. Needed. For gaps write [[1]], [[2]], … where something is to be filled in."},
	{"pilihan 1 … 10", "Pilihan jawaban. Menjodohkan dan mengelompokkan: kiri => kanan (=> kanan saja: pengecoh). Mengurutkan: dalam urutan yang benar. Isian singkat: setiap jawaban yang diterima (* = huruf apa saja). Isian angka: 3,5 atau 3,5 ± 0,1 atau 3..4. Isian rumpang: pilihan n untuk rumpang [[n]], misalnya isian: Jakarta | DKI=50 atau pilihan: *ya | tidak atau angka: 8", "The choices. Matching and categorising: left => right (=> right alone: a distractor). Ordering: in the right order. Short text: every accepted answer (* = any letters). Numeric: 3,5 or 3,5 ± 0,1 or 3..4. Gaps: choice n for gap [[n]], for example isian: Jakarta | DKI=50 or pilihan: *ya | tidak or angka: 8"},
	{colKey, "Huruf pilihan yang benar: B, atau A;C. Dengan bobot persen: A=50;C=50;D=-25. Benar salah: benar atau salah. Isian: kosong, atau bobot A=100;B=50.", "The letter of the right choice: B, or A;C. With weights in per cent: A=50;C=50;D=-25. True or false: benar or salah. Typed answers: empty, or weights A=100;B=50."},
	{colPoints, "Nilai maksimum soal; kosong = 1.", "The points of the question; empty = 1."},
	{colPolicy, "Cara menilai jawaban yang sebagian benar, misalnya all-or-nothing, per-option, penalty; kosong = menurut bobot, dan tanpa bobot semua harus tepat.", "How partly right answers are marked, for example all-or-nothing, per-option, penalty; empty = by the weights, and without weights everything must be right."},
	{colFeedback, "Penjelasan setelah jawaban dibuka.", "The explanation once answers are released."},
	{colUnits, "Isian angka: satuan dan faktornya, misalnya kg=1; g=0,001.", "Numeric: units with their factor, for example kg=1; g=0,001."},
	{colCase, "Isian: ya bila huruf besar dan kecil dibedakan.", "Typed answers: ya when capitals matter."},
	{colMixed, "tidak bila urutan pilihan harus tetap.", "tidak when the order of the choices must stay."},
	{colCategory, "Kategori, tingkat dipisah garis miring: Keamanan/Kata sandi.", "Category, levels divided by a slash: Keamanan/Kata sandi."},
	{colTags, "Label, dipisah titik koma.", "Tags, divided by semicolons."},
	{colGrader, "Uraian dan berkas: catatan bagi penilai.", "Essay and file: notes for the marker."},
	{colFormat, "teks (baku), html, atau markdown.", "teks (the usual), html, or markdown."},
}

// Close writes heads, lists, help and the file.
func (w *writer) Close() error {
	if w.row == 1 {
		if err := w.book.SetSheetName("Sheet1", sheetName); err != nil {
			return err
		}
	}
	rows := w.row
	w.row = 1
	for i, h := range heads {
		if err := w.put(i, h); err != nil {
			return err
		}
	}
	for n := mostOptions + 1; n <= w.most; n++ {
		if err := w.put(len(heads)+n-1-mostOptions, colOption+" "+strconv.Itoa(n)); err != nil {
			return err
		}
	}
	if err := w.lists(max(rows, 500)); err != nil {
		return err
	}
	if err := w.sheet("Petunjuk", helpRows()); err != nil {
		return err
	}
	if err := w.book.Write(w.out); err != nil {
		return err
	}
	return w.book.Close()
}

func helpRows() (rows [][]string) {
	for _, h := range help {
		rows = append(rows, h[:])
	}
	return rows
}

// lists puts drop-downs on the columns of closed words, and makes the head
// stay in sight.
func (w *writer) lists(rows int) error {
	var kinds []string
	for _, k := range kindWords {
		kinds = append(kinds, k.word)
	}
	for column, words := range map[string][]string{colKind: kinds, colCase: {"ya", "tidak"}, colMixed: {"ya", "tidak"}, colFormat: {"teks", "html", "markdown"}} {
		name, err := excelize.ColumnNumberToName(headOrder[column] + 1)
		if err != nil {
			return err
		}
		v := excelize.NewDataValidation(true)
		v.SetSqref(name + "2:" + name + strconv.Itoa(rows))
		if err := v.SetDropList(words); err != nil {
			return err
		}
		if err := w.book.AddDataValidation(sheetName, v); err != nil {
			return err
		}
	}
	if err := w.book.SetColWidth(sheetName, "D", "D", 60); err != nil {
		return err
	}
	if err := w.bold(sheetName); err != nil {
		return err
	}
	return w.book.SetPanes(sheetName, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (w *writer) bold(sheet string) error {
	style, err := w.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	return w.book.SetRowStyle(sheet, 1, 1, style)
}

// sheet adds a sheet of texts.
func (w *writer) sheet(name string, rows [][]string) error {
	if _, err := w.book.NewSheet(name); err != nil {
		return err
	}
	for i, row := range rows {
		for j, value := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return err
			}
			if err := w.book.SetCellStr(name, cell, value); err != nil {
				return err
			}
		}
	}
	if err := w.book.SetColWidth(name, "B", "C", 80); err != nil {
		return err
	}
	return w.bold(name)
}

// examples are one question of each kind, on a sheet of their own so that
// nobody imports them by mistake.
func (w *writer) examples() error {
	rows := [][]string{heads}
	for _, q := range Examples() {
		cells, options, _ := w.cells(q)
		row := make([]string, len(heads))
		for name, value := range cells {
			row[headOrder[name]] = value
		}
		copy(row[headOrder[colOption+" 1"]:], options)
		rows = append(rows, row)
	}
	return w.sheet("Contoh", rows)
}

func plain(s string) portable.Text { return portable.Text{Format: portable.Plain, Source: s} }
