package pdf

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// These tests ask programs that are not ours: poppler, qpdf and zbar. `make
// test` installs them; without them the test fails, because a certificate that
// only we can read is not tested.

var (
	wordBox = regexp.MustCompile(`<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>`)
	gaps    = regexp.MustCompile(`\s+`)
)

// run gives a reader the file on its first "-" argument's place.
func run(t testing.TB, program string, file []byte, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Fatalf("%s is missing: apt-get install poppler-utils qpdf zbar-tools", program)
	}
	path := filepath.Join(t.TempDir(), "certificate.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	placed := false
	for i, a := range args {
		if a == "-" && !placed {
			args[i], placed = path, true
		}
	}
	var out, problem bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = &out, &problem
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v: %s%s", program, err, out.String(), problem.String())
	}
	if problem.Len() > 0 {
		t.Errorf("%s complains: %s", program, problem.String())
	}
	return out.String()
}

func points(t testing.TB, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestReadersFindTheText(t *testing.T) {
	front := run(t, "pdftotext", draw(t, asn()), "-layout", "-l", "1", "-", "-")
	for _, want := range []string{"PEMERINTAH KABUPATEN LUMAJANG", "SERTIFIKAT", "Nomor: 800.2/0001/LENTERA/2026",
		"Dr. Siti Nurhaliza Rahmawati, S.Kom., M.T.", "NIP 198503172010012001", "Penata (III/c)",
		"Analis Sumber Daya Manusia Aparatur Ahli Muda", "Dinas Komunikasi dan Informatika",
		"telah mengikuti dan dinyatakan LULUS", "Keamanan Informasi dan Phishing di Kantor",
		"BKPSDM Kabupaten Lumajang", "10 s.d. 23 November 2026", "4 JP (1 JP = 45 menit)", "Lumajang, 23 November 2026",
		"Sertifikat ini diterbitkan secara elektronik; keabsahannya diperiksa melalui kode QR",
		"ABCD-EFGH-IJKL-MNOP", "QRST-UVWX-YZ23-4567"} {
		if !strings.Contains(gaps.ReplaceAllString(front, " "), want) {
			t.Errorf("the front lacks %q:\n%s", want, front)
		}
	}
	back := gaps.ReplaceAllString(run(t, "pdftotext", draw(t, asn()), "-layout", "-f", "2", "-l", "2", "-", "-"), " ")
	for _, want := range []string{"No Mata Pelatihan JP", "1 Mengapa kantor kita menjadi sasaran 1", "4 Melapor dan memulihkan 1", "Jumlah 4"} {
		if !strings.Contains(back, want) {
			t.Errorf("the second page lacks %q: %s", want, back)
		}
	}
}

func TestADemoSheetSaysSo(t *testing.T) {
	s := asn()
	if strings.Contains(run(t, "pdftotext", draw(t, s), "-", "-"), "CONTOH") {
		t.Error("a real certificate is marked as a demo")
	}
	s.Demo = true
	if text := run(t, "pdftotext", draw(t, s), "-", "-"); !strings.Contains(text, "CONTOH. Mode demo") {
		t.Errorf("not marked: %s", text)
	}
}

func TestDiacriticsSurvive(t *testing.T) {
	s := asn()
	s.Name = "Zoë Nuñez-Đặng Łukasz Ḥasan Ümit Ibnu ‘Abd"
	if got := run(t, "pdftotext", draw(t, s), "-layout", "-", "-"); !strings.Contains(got, s.Name) {
		t.Errorf("name lost: %s", got)
	}
}

func TestCitizenHasNoIdentifier(t *testing.T) {
	text := run(t, "pdftotext", draw(t, citizen()), "-", "-")
	if !strings.Contains(text, "Budi Santoso") {
		t.Fatal("no name")
	}
	for _, not := range []string{"NIP", "1985", "Penata", "Golongan", "Jabatan", "Dinas"} {
		if strings.Contains(text, not) {
			t.Errorf("a citizen's certificate says %q: %s", not, text)
		}
	}
}

func TestFileIsSound(t *testing.T) {
	for name, s := range map[string]Sheet{"asn": asn(), "citizen": citizen(), "crowded": crowded()} {
		t.Run(name, func(t *testing.T) {
			file := draw(t, s)
			if out := run(t, "qpdf", file, "--check", "-"); !strings.Contains(out, "No syntax or stream encoding errors") {
				t.Error(out)
			}
			info := run(t, "pdfinfo", file, "-")
			for _, want := range []string{"Title:           Sertifikat 800.2/0001/LENTERA/2026", "Tagged:          yes",
				"Page size:       841.89 x 595.28 pts (A4)", "JavaScript:      no", "Encrypted:       no", "PDF version:     1.7"} {
				if !strings.Contains(info, want) {
					t.Errorf("pdfinfo lacks %q:\n%s", want, info)
				}
			}
			fontsEmbedded(t, file)
			if !bytes.Contains(file, []byte("/ID [<")) || !bytes.Contains(file, []byte("/Lang (id-ID)")) {
				t.Error("no file id or language")
			}
		})
	}
}

func fontsEmbedded(t *testing.T, file []byte) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(run(t, "pdffonts", file, "-")), "\n")[2:]
	if len(lines) != len(fonts) {
		t.Fatalf("%d fonts, want %d: %s", len(lines), len(fonts), lines)
	}
	for _, line := range lines {
		if !regexp.MustCompile(`^[A-Z]{6}\+(SourceSerif4|PlusJakartaSans)-\S+ .* yes yes yes +\d+ +0$`).MatchString(line) {
			t.Errorf("font not embedded as a subset with text: %s", line)
		}
	}
}

func TestStructureReadsInOrder(t *testing.T) {
	tree := run(t, "pdfinfo", draw(t, asn()), "-struct-text", "-")
	at := 0
	for _, want := range []string{"H1 (block)", `"SERTIFIKAT"`, `"Dr. Siti Nurhaliza`, "Figure", "H2 (block)", `"Daftar Mata Pelatihan"`,
		"Table", "TR", "TH", `"No"`, `"Mata Pelatihan"`, `"JP"`, "TD", `"Mengapa kantor`, `"Jumlah"`, `"4"`} {
		next := strings.Index(tree[at:], want)
		if next < 0 {
			t.Fatalf("the structure lacks %q after %d:\n%s", want, at, tree)
		}
		at += next
	}
}

func TestQRLeadsToTheVerificationPage(t *testing.T) {
	for name, s := range map[string]Sheet{"asn": asn(), "citizen": citizen(), "crowded": crowded()} {
		t.Run(name, func(t *testing.T) {
			image := filepath.Join(t.TempDir(), "page")
			run(t, "pdftoppm", draw(t, s), "-r", "110", "-png", "-f", "1", "-l", "1", "-singlefile", "-", image)
			out, err := exec.Command("zbarimg", "--quiet", "--raw", image+".png").Output()
			if err != nil {
				t.Fatalf("zbarimg (zbar-tools): %v", err)
			}
			if got := strings.TrimSpace(string(out)); got != s.VerifyURL {
				t.Errorf("the QR code says %q", got)
			}
		})
	}
}

// TestQRWithTheLongestClaimIsRead at the resolution of an office scanner.
func TestQRWithTheLongestClaimIsRead(t *testing.T) {
	for name, letters := range map[string]int{"ordinary": 340, "longest": 389} {
		t.Run(name, func(t *testing.T) {
			s := asn()
			for i := range letters {
				s.VerifyURL += string("#ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[min(i, 1)*(1+(i*i*7+i*13)%32)])
			}
			image := filepath.Join(t.TempDir(), "page")
			run(t, "pdftoppm", draw(t, s), "-r", "150", "-png", "-f", "1", "-l", "1", "-singlefile", "-", image)
			out, err := exec.Command("zbarimg", "--quiet", "--raw", image+".png").Output()
			if err != nil {
				t.Fatalf("zbarimg (zbar-tools): %v", err)
			}
			if got := strings.TrimSpace(string(out)); got != s.VerifyURL {
				t.Errorf("the QR code says %q", got)
			}
		})
	}
}

// TestFixedDatesOnly: nothing of the moment of drawing is in the file.
func TestFixedDatesOnly(t *testing.T) {
	info := run(t, "pdfinfo", draw(t, asn()), "-rawdates", "-")
	for _, want := range []string{"CreationDate:    D:20261123030405", "ModDate:         D:20261123030405"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo lacks %q:\n%s", want, info)
		}
	}
}
