package pdf

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// asn is an ordinary civil servant's certificate.
func asn() Sheet {
	return Sheet{Agency: "Pemerintah Kabupaten Lumajang", Number: "800.2/0001/LENTERA/2026",
		Name: "Dr. Siti Nurhaliza Rahmawati, S.Kom., M.T.", NIP: "198503172010012001", Rank: "Penata (III/c)",
		Position: "Analis Sumber Daya Manusia Aparatur Ahli Muda", Unit: "Dinas Komunikasi dan Informatika",
		Title: "Keamanan Informasi dan Phishing di Kantor", Organiser: "BKPSDM Kabupaten Lumajang", JP: 4,
		StartedOn: day(2026, 11, 10), CompletedOn: day(2026, 11, 23), Place: "Lumajang", IssuedOn: day(2026, 11, 23),
		IssuedAt: time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC),
		Subjects: []Subject{{"Mengapa kantor kita menjadi sasaran", 1}, {"Mengenali phishing dan rekayasa sosial", 1},
			{"Kata sandi, perangkat, dan berbagi data", 1}, {"Melapor dan memulihkan", 1}},
		VerifyURL: "https://lentera.lumajangkab.go.id/s/abcdefghijklmnopqrstuvwxyz234567",
		CheckURL:  "https://lentera.lumajangkab.go.id/verifikasi", Code: "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"}
}

// citizen is a certificate without identifiers.
func citizen() Sheet {
	s := asn()
	s.Name, s.NIP, s.Rank, s.Position, s.Unit = "Budi Santoso", "", "", "", ""
	return s
}

// crowded has the longest of everything.
func crowded() Sheet {
	s := asn()
	s.Name = "Prof. Dr. Ir. H. Raden Mas Bambang Kusumaningrat Wicaksono Tjokroaminoto Adiwidjaja, S.Kom., M.T., M.Si., Ph.D., IPU., ASEAN Eng."
	s.Position = strings.Repeat("Kepala Subbagian Perencanaan, Evaluasi, dan Pelaporan pada Sekretariat Badan Kepegawaian ", 2)
	s.Unit = strings.Repeat("Bidang Pengelolaan Informasi dan Komunikasi Publik, Dinas Komunikasi dan Informatika ", 3)
	s.Title = strings.Repeat("Kecerdasan Artifisial Generatif untuk Pekerjaan Aparatur: Batas, Data Rahasia, dan Verifikasi ", 3)
	s.Organiser = strings.Repeat("Badan Kepegawaian dan Pengembangan Sumber Daya Manusia ", 3)
	for range 40 {
		s.Subjects = append(s.Subjects, Subject{strings.Repeat("Materi tambahan dengan judul yang panjang ", 8), 2})
	}
	return s
}

func draw(t testing.TB, s Sheet) []byte {
	t.Helper()
	b, err := Draw(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheSameSheetGivesTheSameBytes(t *testing.T) {
	first := draw(t, asn())
	for range 15 {
		if !bytes.Equal(first, draw(t, asn())) {
			t.Fatal("two drawings differ")
		}
	}
	other := asn()
	other.JP = 5
	if bytes.Equal(first, draw(t, other)) {
		t.Fatal("another sheet gave the same bytes")
	}
}

// TestNothingLeavesTheFrame measures every line the front and the list place.
func TestNothingLeavesTheFrame(t *testing.T) {
	for name, s := range map[string]Sheet{"asn": asn(), "citizen": citizen(), "crowded": crowded(),
		"one word": func() Sheet {
			s := asn()
			s.Name = strings.Repeat("W", 400)
			s.Title = strings.Repeat("M", 900)
			return s
		}()} {
		t.Run(name, func(t *testing.T) {
			text, boxes := run(t, "pdftotext", draw(t, s), "-bbox", "-", "-"), 0
			for _, word := range wordBox.FindAllStringSubmatch(text, -1) {
				boxes++
				x0, y0, x1, y1 := points(t, word[1]), points(t, word[2]), points(t, word[3]), points(t, word[4])
				const edge = (frameInner + 1) * pointsPerMM
				if x0 < edge || y0 < edge || x1 > pageWidth*pointsPerMM-edge || y1 > pageHeight*pointsPerMM-edge {
					t.Errorf("%q leaves the frame: %v %v %v %v", word[5], x0, y0, x1, y1)
				}
			}
			if boxes < 20 {
				t.Fatalf("only %d words found", boxes)
			}
		})
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct {
		from, to time.Time
		want     string
	}{
		{day(2026, 11, 23), day(2026, 11, 23), "pada tanggal 23 November 2026"},
		{day(2026, 11, 10), day(2026, 11, 23), "pada tanggal 10 s.d. 23 November 2026"},
		{day(2026, 10, 30), day(2026, 11, 2), "pada tanggal 30 Oktober s.d. 2 November 2026"},
		{day(2026, 12, 29), day(2027, 1, 4), "pada tanggal 29 Desember 2026 s.d. 4 Januari 2027"},
	} {
		if got := period(c.from, c.to); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// BenchmarkRender is one certificate drawn whole.
func BenchmarkRender(b *testing.B) {
	s := asn()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Draw(s); err != nil {
			b.Fatal(err)
		}
	}
}
