package pdf

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
)

func emblem(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 90, 120))); err != nil {
		t.Fatal(err)
	}
	out, err := Emblem(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// designed uses everything a design can say.
func designed(t testing.TB, s Sheet) Sheet {
	s.Predicate = "Sangat Baik"
	s.ESigned = true
	s.Emblem = emblem(t)
	s.Design = Design{Heading: "STTP", Accent: "#6b1f2a", Opening: "dengan hormat diberikan kepada", Statement: "telah mengikuti {title}",
		Closing: "Diselenggarakan di {place} selama {jp} JP", EmblemHash: "x", EmblemAlt: "Lambang Kabupaten Lumajang", SecondBack: true}
	s.Signatories = []Signatory{{"Drs. Bambang Wijaya, M.M.", "197001011995031001", "Pembina Utama Muda (IV/c)", "Kepala BKPSDM Kabupaten Lumajang"},
		{"Rina Hartati, S.Sos.", "197505052000032002", "Pembina (IV/a)", "Kepala Bidang Pengembangan Kompetensi"}}
	return s
}

func TestADesignIsReadBack(t *testing.T) {
	file := draw(t, designed(t, asn()))
	front := gaps.ReplaceAllString(run(t, "pdftotext", file, "-layout", "-l", "1", "-", "-"), " ")
	for _, want := range []string{"STTP", "dengan hormat diberikan kepada", "telah mengikuti Keamanan Informasi", "dengan predikat Sangat Baik",
		"di Lumajang selama 4 JP", "Kepala BKPSDM Kabupaten Lumajang", "Drs. Bambang Wijaya", "ditandatangani secara elektronik"} {
		if !strings.Contains(front, want) {
			t.Errorf("the front lacks %q: %s", want, front)
		}
	}
	if strings.Contains(front, "Rina Hartati") || strings.Contains(front, "SERTIFIKAT") {
		t.Error("the second signatory or the built-in heading is on the front")
	}
	back := run(t, "pdftotext", file, "-f", "2", "-", "-")
	if !strings.Contains(back, "Rina Hartati") || !strings.Contains(back, "Lampiran STTP nomor") {
		t.Errorf("the second page: %s", back)
	}
	tree, at := run(t, "pdfinfo", file, "-struct-text", "-"), 0
	for _, want := range []string{"Figure", `"STTP"`, `"Kepala BKPSDM`, `"Drs. Bambang`, "Table", `"Jumlah"`, `"Rina Hartati`} {
		next := strings.Index(tree[at:], want)
		if next < 0 {
			t.Fatalf("the structure lacks %q after %d:\n%s", want, at, tree)
		}
		at += next
	}
	if out := run(t, "qpdf", file, "--check", "-"); !strings.Contains(out, "No syntax or stream encoding errors") {
		t.Error(out)
	}
	fontsEmbedded(t, file)
	if !bytes.Equal(file, draw(t, designed(t, asn()))) {
		t.Error("two drawings of one design differ")
	}
}

func TestADesignedCitizenHasNoIdentifier(t *testing.T) {
	s := designed(t, citizen())
	for i := range s.Signatories {
		s.Signatories[i].NIP = ""
	}
	text := run(t, "pdftotext", draw(t, s), "-", "-")
	for _, not := range []string{"NIP", "1985", "Penata", "Dinas"} {
		if strings.Contains(text, not) {
			t.Errorf("says %q: %s", not, text)
		}
	}
}

func TestADesignLeavesLinesOut(t *testing.T) {
	s := asn()
	s.Design.Hide = Lines
	text := run(t, "pdftotext", draw(t, s), "-l", "1", "-", "-")
	for _, not := range []string{"NIP", "Penata", "Analis", "Dinas", "BKPSDM", "10 s.d."} {
		if strings.Contains(text, not) {
			t.Errorf("says %q", not)
		}
	}
}

func TestNoDesignLeavesTheFrame(t *testing.T) {
	for _, base := range []Sheet{asn(), crowded()} {
		for _, second := range []bool{false, true} {
			s := designed(t, base)
			s.Design.SecondBack = second
			s.Design.Heading = strings.Repeat("W", 40)
			s.Design.Opening, s.Design.Statement = strings.Repeat("pembuka ", 20), strings.Repeat("W", 160)
			s.Design.Closing, s.Design.Footer = strings.Repeat("penutup ", 30), strings.Repeat("kaki ", 40)
			for i := range s.Signatories {
				s.Signatories[i] = Signatory{strings.Repeat("Nama Panjang ", 10), "197001011995031001", "Pembina", strings.Repeat("Kepala Bidang ", 20)}
			}
			edge := (frameInner + 1) * pointsPerMM
			for _, w := range wordBox.FindAllStringSubmatch(run(t, "pdftotext", draw(t, s), "-bbox", "-", "-"), -1) {
				if points(t, w[1]) < edge || points(t, w[2]) < edge || points(t, w[3]) > pageWidth*pointsPerMM-edge || points(t, w[4]) > pageHeight*pointsPerMM-edge {
					t.Errorf("%q leaves the frame: %v", w[5], w[1:5])
				}
			}
		}
	}
}

func TestProblemsOfADesign(t *testing.T) {
	for _, c := range []struct {
		design Design
		want   []Problem
	}{
		{Design{}, nil},
		{Design{Accent: "#0b5c7a", Statement: "telah mengikuti {title} ({jp} JP)"}, nil},
		{Design{Opening: "{nip}"}, []Problem{{"opening", "placeholder"}}},
		{Design{Opening: "{name"}, []Problem{{"opening", "placeholder"}}},
		{Design{Heading: "{name}"}, []Problem{{"heading", "placeholder"}}},
		{Design{Heading: strings.Repeat("a", 41)}, []Problem{{"heading", "length"}}},
		{Design{Accent: "teal"}, []Problem{{"accent", "color"}}},
		{Design{Accent: "#ffee00"}, []Problem{{"accent", "contrast"}}},
		{Design{Hide: []string{"name"}}, []Problem{{"hide", "line"}}},
		{Design{EmblemHash: "ab"}, []Problem{{"emblem_alt", "alt"}}},
	} {
		if got := c.design.Problems(); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.design, got, c.want)
		}
	}
}

func TestEmblemTakesOnlySmallImages(t *testing.T) {
	var big, photo bytes.Buffer
	if err := png.Encode(&big, image.NewGray(image.Rect(0, 0, 4001, 1000))); err != nil {
		t.Fatal(err)
	}
	if _, err := Emblem(big.Bytes()); err != ErrImageLarge { //nolint:errorlint // the very value
		t.Errorf("a bomb: %v", err)
	}
	for _, no := range [][]byte{nil, []byte("<svg/>"), []byte("GIF89a"), big.Bytes()[:40]} {
		if _, err := Emblem(no); err == nil {
			t.Errorf("took %q", no)
		}
	}
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 1500, 900)), nil); err != nil {
		t.Fatal(err)
	}
	out, err := Emblem(photo.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(out))
	if err != nil || kind != "png" || max(c.Width, c.Height) > emblemSide {
		t.Errorf("%s %dx%d %v", kind, c.Width, c.Height, err)
	}
}
