package accounts

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// siasnColumns are the headings of "Export Data ASN" (siasn-contract §7).
var siasnColumns = strings.Fields(`pns_id nip_baru nip_lama nama gelar_depan gelar_belakang tempat_lahir_id tempat_lahir_nama tanggal_lahir
	jenis_kelamin agama_id agama_nama jenis_kawin_id jenis_kawin_nama nik nomor_hp email email_gov alamat npwp_nomor bpjs jenis_pegawai_id
	jenis_pegawai_nama kedudukan_hukum_id kedudukan_hukum_nama status_cpns_pns kartu_asn_virtual nomor_sk_cpns tanggal_sk_cpns tmt_cpns
	nomor_sk_pns tanggal_sk_pns tmt_pns gol_awal_id gol_awal_nama gol_akhir_id gol_akhir_nama tmt_golongan mk_tahun mk_bulan
	jenis_jabatan_id jenis_jabatan_nama jabatan_id jabatan_nama tmt_jabatan tingkat_pendidikan_id tingkat_pendidikan_nama pendidikan_id
	pendidikan_nama tahun_lulus kpkn_id kpkn_nama lokasi_kerja_id lokasi_kerja_nama unor_id unor_nama instansi_induk_id
	instansi_induk_nama instansi_kerja_id instansi_kerja_nama satuan_kerja_induk_id satuan_kerja_induk_nama satuan_kerja_kerja_id
	satuan_kerja_kerja_nama is_valid_nik`)

// canaries stand in columns that must never be kept; tests look for them.
var canaries = map[string]string{"agama_nama": "CANARY-AGAMA", "jenis_kawin_nama": "CANARY-KAWIN", "alamat": "CANARY-ALAMAT", "npwp_nomor": "CANARY-NPWP",
	"bpjs": "CANARY-BPJS", "kpkn_nama": "CANARY-KPKN", "nik": "3508990000CANARY", "tempat_lahir_nama": "CANARY-LAHIR"}

type line map[string]string

// asn makes a consistent row number i of a roster.
func asn(i int) line {
	birth := time.Date(1968+i%30, time.Month(1+i%12), 1+i%28, 0, 0, 0, 0, time.UTC)
	appointed := time.Date(birth.Year()+24, time.Month(1+(i/12)%12), 1, 0, 0, 0, 0, time.UTC)
	sex, digit := "M", 1
	if i%2 == 1 {
		sex, digit = "F", 2
	}
	serial := 1 + (i/360)%999
	month := fmt.Sprintf("%02d", int(appointed.Month()))
	l := line{"pns_id": fmt.Sprintf("A8ACA7%026d", i), "nama": fmt.Sprintf("PEGAWAI NOMOR %05d", i), "gelar_belakang": "S.Kom.",
		"tanggal_lahir": birth.Format("02-01-2006"), "jenis_kelamin": sex, "nomor_hp": fmt.Sprintf("08%010d", 1_200_000_000+i), "email": fmt.Sprintf("pegawai%05d@contoh.go.id", i), "email_gov": "",
		"kedudukan_hukum_id": "01", "kedudukan_hukum_nama": "Aktif", "status_cpns_pns": "PNS", "tmt_cpns": appointed.Format("02-01-2006"),
		"gol_akhir_nama": "III/c", "jenis_jabatan_id": "4", "jenis_jabatan_nama": "Jabatan Fungsional Umum", "jabatan_nama": "PENGOLAH DATA",
		"unor_id": fmt.Sprintf("UNOR%03d", i%40), "unor_nama": fmt.Sprintf("UNIT %03d", i%40)}
	if i%10 == 9 {
		month = "2" + fmt.Sprint(1+i%4)
		l["kedudukan_hukum_nama"], l["status_cpns_pns"], l["gol_akhir_nama"] = "PPPK Aktif", "PPPK", "IX"
	}
	l["nip_baru"] = birth.Format("20060102") + fmt.Sprint(appointed.Year()) + month + fmt.Sprint(digit) + fmt.Sprintf("%03d", serial)
	for _, c := range siasnColumns {
		if _, set := l[c]; !set {
			l[c] = "isi " + c
		}
	}
	for c, v := range canaries {
		l[c] = v
	}
	return l
}

func (l line) with(pairs ...string) line {
	out := line{}
	for k, v := range l {
		out[k] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

func (l line) cells(columns []string) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = l[c]
	}
	return out
}

func csvOf(t testing.TB, separator rune, columns []string, lines ...line) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = separator
	_ = w.Write(columns)
	for _, l := range lines {
		_ = w.Write(l.cells(columns))
	}
	w.Flush()
	if w.Error() != nil {
		t.Fatal(w.Error())
	}
	return b.Bytes()
}

func xlsxOf(t testing.TB, columns []string, lines ...line) []byte {
	t.Helper()
	book := excelize.NewFile()
	w, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	put := func(n int, cells []string) {
		row := make([]any, len(cells))
		for i, c := range cells {
			row[i] = c
		}
		if err := w.SetRow(fmt.Sprintf("A%d", n), row); err != nil {
			t.Fatal(err)
		}
	}
	put(1, columns)
	for i, l := range lines {
		put(i+2, l.cells(columns))
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func crowd(n int) []line {
	out := make([]line, n)
	for i := range out {
		out[i] = asn(i)
	}
	return out
}

// unitFile is a tree of 40 units below one root.
func unitFile() []byte {
	var b strings.Builder
	b.WriteString("Id;NamaUnor;DiatasanId\nROOT;PEMERINTAH KABUPATEN CONTOH;\n")
	for i := range 40 {
		fmt.Fprintf(&b, "UNOR%03d;-- UNIT %03d;ROOT\n", i, i)
	}
	return []byte(b.String())
}
