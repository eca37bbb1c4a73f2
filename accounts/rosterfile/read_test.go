package rosterfile

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func read(t *testing.T, content []byte) (rows []Row, format Format, err error) {
	t.Helper()
	err = Read(content, func(f Format, r Row) error {
		format = f
		rows = append(rows, Row{Line: r.Line, Cells: append([]string(nil), r.Cells...)})
		return nil
	})
	return rows, format, err
}

func TestCSVAsOfficesMakeIt(t *testing.T) {
	plain := "nip_baru;nama;alamat\r\n198503172010011001;Siti Aminah;\"Jl. Merdeka; No. 1\r\nLumajang\"\r\n"
	latin, _ := charmap.Windows1252.NewEncoder().Bytes([]byte("nip_baru;nama;alamat\n198503172010011001;José Müller;Jl. A\n"))
	wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte("nip_baru\tnama\talamat\n198503172010011001\tSiti\tJl. A\n"))
	for name, c := range map[string]struct {
		content []byte
		name    string
	}{
		"semicolon, quoted break": {[]byte(plain), "Siti Aminah"},
		"BOM":                     {append([]byte("\ufeff"), plain...), "Siti Aminah"},
		"comma":                   {[]byte("nip_baru,nama,alamat\n198503172010011001,Siti,\"Jl. A, No 1\"\n"), "Siti"},
		"tab":                     {[]byte("nip_baru\tnama\talamat\n198503172010011001\tSiti\tJl. A\n"), "Siti"},
		"windows-1252":            {latin, "José Müller"},
		"UTF-16":                  {wide, "Siti"},
		"apostrophe before text":  {[]byte("nip_baru;nama;alamat\n'198503172010011001;Siti;Jl\n"), "Siti"},
		"no-break blanks":         {[]byte("nip_baru;nama;alamat\n\u00a0198503172010011001 ; Siti\u00a0;Jl\n"), "Siti"},
		"blank lines":             {[]byte("\n\nnip_baru;nama;alamat\n\n198503172010011001;Siti;Jl\n\n"), "Siti"},
		"commas inside the title": {[]byte("Daftar pegawai, per 1 Januari, lengkap\nnip_baru;nama;alamat\n198503172010011001;Siti;Jl\n")[len("Daftar pegawai, per 1 Januari, lengkap\n"):], "Siti"},
		"single quote in a name":  {[]byte("nip_baru;nama;alamat\n198503172010011001;Ma'ruf \"Gus\" Ali;Jl\n"), "Ma'ruf \"Gus\" Ali"},
	} {
		t.Run(name, func(t *testing.T) {
			rows, _, err := read(t, c.content)
			if err != nil || len(rows) != 2 {
				t.Fatalf("%v %v", rows, err)
			}
			if rows[1].Cells[0] != "198503172010011001" || rows[1].Cells[1] != c.name {
				t.Errorf("%q", rows[1].Cells)
			}
		})
	}
}

func TestLinesAreThoseOfTheFile(t *testing.T) {
	rows, _, err := read(t, []byte("a;b\n\n\"x\ny\";2\n3;4\n"))
	if err != nil || len(rows) != 3 || rows[1].Line != 3 || rows[2].Line != 5 {
		t.Errorf("%+v %v", rows, err)
	}
}

func TestWorkbook(t *testing.T) {
	book := excelize.NewFile()
	for at, v := range map[string]any{"A1": "nip_baru", "B1": "tanggal_lahir", "A2": 198503172010011001.0, "B2": 31123, "A3": "198503172010011001", "B3": "17-03-1985"} {
		if err := book.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	style, _ := book.NewStyle(&excelize.Style{NumFmt: 14})
	_ = book.SetCellStyle("Sheet1", "B2", "B2", style)
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	rows, format, err := read(t, b.Bytes())
	if err != nil || len(rows) != 3 || !format.Workbook {
		t.Fatalf("%v %+v %v", rows, format, err)
	}
	if got := rows[1].Cells[0]; !strings.Contains(got, "E+17") && got == "198503172010011001" {
		t.Errorf("a number that lost digits looks whole: %s", got)
	}
	if rows[1].Cells[1] != "31123" || rows[2].Cells[0] != "198503172010011001" {
		t.Errorf("%+v", rows)
	}
}

func TestWhatIsNotATable(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		want    error
	}{
		"empty":       {nil, ErrEmpty},
		"blank lines": {[]byte("\n ;\n\n"), ErrEmpty},
		"old Excel":   {[]byte{0xD0, 0xCF, 0x11, 0xE0, 1, 2, 3}, ErrOldExcel},
		"broken zip":  {[]byte("PK\x03\x04 nothing"), ErrDamaged},
		"binary":      {[]byte("a;b\n\x00\x01\x02;c\n"), ErrDamaged},
		"huge cell":   {[]byte("a;b\n" + strings.Repeat("x", maxCell+1) + ";c\n"), ErrTooBig},
		"too wide":    {[]byte(strings.Repeat("x;", maxColumns+1) + "x\n"), ErrTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := read(t, c.content); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a;b\n1;2\n"))
	f.Add([]byte("\xef\xbb\xbfa,\"b\n"))
	f.Add([]byte("\xff\xfea\x00;\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if bytes.HasPrefix(content, []byte("PK")) {
			return // zip containers are excelize's own
		}
		_ = Read(content, func(_ Format, r Row) error {
			for _, c := range r.Cells {
				if !utf8.ValidString(c) || strings.ContainsAny(c, "\n\r\t") {
					t.Errorf("cell %q", c)
				}
			}
			return nil
		})
	})
}
