package pdf

import (
	"slices"
	"strings"
	"testing"
)

// variants are the template set: every kind of sheet that is issued, with the
// facts that must be found in this order.
func variants(t testing.TB) map[string]struct {
	sheet Sheet
	facts []string
} {
	first := Signatory{"Drs. Bambang Wijaya, M.M.", "197001011995031001", "Pembina Utama Muda (IV/c)", "Kepala BKPSDM Kabupaten Lumajang"}
	one, two, long, thirty, bare := asn(), asn(), asn(), asn(), asn()
	one.Signatories = []Signatory{first}
	two.Signatories = []Signatory{first, {"Rina Hartati, S.Sos.", "197505052000032002", "Pembina (IV/a)", "Kepala Bidang Pengembangan Kompetensi"}}
	long.Name = "Prof. Dr. Zoë Nuñez-Đặng Łukasz Ḥasan Ümit Ibnu ‘Abd al-Raḥmān Tjokroaminoto Adiwidjaja, S.Kom., M.T., Ph.D."
	long.Title = "Kecerdasan Artifisial Généreuse: Batas, Data Rahasia, dan Verifikasi untuk Pekerjaan Aparatur Sipil Negara di Daerah"
	long.Signatories = []Signatory{{"Raden Mas Bambang Kusumaningrat Wicaksono Tjokroaminoto, S.H., M.Hum.", "", "", "Pelaksana Tugas Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kabupaten Lumajang"}}
	thirty.JP = 60
	thirty.Subjects = nil
	for range 30 {
		thirty.Subjects = append(thirty.Subjects, Subject{"Mata pelatihan dengan judul yang agak panjang", 2})
	}
	bare.Design = Design{Hide: Lines}
	type variant = struct {
		sheet Sheet
		facts []string
	}
	return map[string]variant{
		"asn": {asn(), []string{"PEMERINTAH KABUPATEN LUMAJANG", "SERTIFIKAT", "Nomor: 800.2/0001/LENTERA/2026", "Dr. Siti Nurhaliza", "NIP 198503172010012001", "Penata (III/c)", "Analis Sumber Daya",
			"Dinas Komunikasi", "Keamanan Informasi", "BKPSDM Kabupaten Lumajang", "10 s.d. 23 November 2026", "4 JP", "Lumajang, 23 November 2026", "Daftar Mata Pelatihan", "No", "Mata Pelatihan", "JP", "Mengapa kantor", "Melapor", "Jumlah", "4"}},
		"citizen":         {citizen(), []string{"SERTIFIKAT", "Nomor:", "Budi Santoso", "Keamanan Informasi", "Lumajang, 23 November 2026", "Daftar Mata Pelatihan", "Jumlah"}},
		"one signatory":   {one, []string{"Dr. Siti", "Keamanan Informasi", "Lumajang, 23 November 2026", "Kepala BKPSDM", "Drs. Bambang", "Pembina Utama", "NIP 197001011995031001", "Daftar Mata"}},
		"two signatories": {two, []string{"Dr. Siti", "Lumajang, 23 November 2026", "Kepala BKPSDM", "Drs. Bambang", "Kepala Bidang", "Rina Hartati", "Daftar Mata"}},
		"second on back":  {designed(t, asn()), []string{"STTP", "dengan hormat", "Dr. Siti", "telah mengikuti", "dengan predikat Sangat Baik", "selama 4 JP", "Kepala BKPSDM", "Drs. Bambang", "Daftar Mata", "Jumlah", "Kepala Bidang", "Rina Hartati"}},
		"long names":      {long, []string{"Nuñez-Đặng", "Łukasz Ḥasan Ümit", "al-Raḥmān", "Généreuse", "Pelaksana Tugas", "Raden Mas Bambang", "Daftar Mata"}},
		"thirty subjects": {thirty, []string{"Dr. Siti", "Daftar Mata Pelatihan", "1", "Mata pelatihan dengan", "30", "Mata pelatihan dengan", "Jumlah", "60"}},
		"lines left out":  {bare, []string{"SERTIFIKAT", "Nomor:", "Dr. Siti", "Keamanan Informasi", "Daftar Mata", "Jumlah", "4"}},
		"crowded":         {crowded(), []string{"Prof. Dr. Ir. H. Raden Mas", "Kepala Subbagian", "Kecerdasan Artifisial", "Daftar Mata Pelatihan", "Materi tambahan", "Jumlah"}},
	}
}

// inOrder finds each fact after the one before.
func inOrder(t *testing.T, where, text string, facts []string) {
	t.Helper()
	at := 0
	for _, want := range facts {
		next := strings.Index(text[at:], want)
		if next < 0 {
			t.Fatalf("%s lacks %q after %d: %s", where, want, at, text)
		}
		at += next + len(want)
	}
}

// TestEverySheetIsReadInOrder by two ways of poppler: the text of the pages as
// it stands in the file, and the tree of tags that screen readers follow.
func TestEverySheetIsReadInOrder(t *testing.T) {
	for name, v := range variants(t) {
		t.Run(name, func(t *testing.T) {
			file := draw(t, v.sheet)
			// In the order of the file a spaced heading has gaps; searching in a
			// viewer goes by the other mode, which has none.
			heading := v.sheet.Design.heading()
			spaced := strings.Join(strings.Split(heading, ""), " ")
			text := gaps.ReplaceAllString(run(t, "pdftotext", file, "-raw", "-", "-"), " ")
			inOrder(t, "the text", strings.Replace(text, spaced, heading, 1), v.facts)
			if found := run(t, "pdftotext", file, "-", "-"); !strings.Contains(found, heading) {
				t.Errorf("searching finds no %s: %s", heading, found)
			}
			tree := run(t, "pdfinfo", file, "-struct-text", "-")
			var said []string
			for _, line := range strings.Split(tree, "\n") {
				if text, ok := strings.CutPrefix(strings.TrimSpace(line), `"`); ok {
					said = append(said, strings.TrimSuffix(text, `"`))
				}
			}
			inOrder(t, "the structure", gaps.ReplaceAllString(strings.Join(said, " "), " "), v.facts)
			if out := run(t, "qpdf", file, "--check", "-"); !strings.Contains(out, "No syntax or stream encoding errors") {
				t.Error(out)
			}
			fontsEmbedded(t, file)
		})
	}
}

// TestEverySheetIsTaggedThroughout holds what PDF/UA asks and a program can
// see: language and title are told, everything on a page is a tagged piece or
// decoration, each piece belongs to one element and that to a tree from the
// document down, pictures say what they show, table headings their direction.
func TestEverySheetIsTaggedThroughout(t *testing.T) {
	for name, v := range variants(t) {
		t.Run(name, func(t *testing.T) {
			d := structureOf(t, draw(t, v.sheet))
			if d.root["/Lang"] != "u:id-ID" || d.dict(d.root["/MarkInfo"])["/Marked"] != true || d.dict(d.root["/ViewerPreferences"])["/DisplayDocTitle"] != true {
				t.Errorf("the catalogue: %v", d.root)
			}
			if title, _ := d.info["/Title"].(string); !strings.HasSuffix(title, v.sheet.Number) {
				t.Errorf("the title: %v", d.info)
			}
			w := walk{document: d, pieces: map[string]map[int]string{}}
			tree := d.dict(d.root["/StructTreeRoot"])
			parents := d.list(d.dict(tree["/ParentTree"])["/Nums"])
			for i, kid := range d.list(tree["/K"]) {
				if i > 0 || d.dict(kid)["/S"] != "/Document" {
					t.Errorf("the tree begins with %v", d.dict(kid)["/S"])
				}
				w.element(kid.(string), d.root["/StructTreeRoot"].(string))
			}
			for i, page := range d.pages(d.root["/Pages"]) {
				p := d.dict(page)
				if p["/Tabs"] != "/S" || p["/StructParents"] != float64(i) || parents[2*i] != float64(i) {
					t.Errorf("page %d: %v", i+1, p)
				}
				roles, owners := d.marks(d.content(page)), d.list(parents[2*i+1])
				if len(roles) != len(owners) || len(roles) != len(w.pieces[page]) {
					t.Errorf("page %d has %d pieces, %d owners, %d in the tree", i+1, len(roles), len(owners), len(w.pieces[page]))
				}
				for number, role := range roles {
					if owner := owners[number].(string); w.pieces[page][number] != owner || d.dict(owner)["/S"] != role {
						t.Errorf("page %d piece %d: %s belongs to %v", i+1, number, role, owner)
					}
				}
			}
			w.headings()
		})
	}
}

// walk goes through the tree of elements.
type walk struct {
	*document
	pieces map[string]map[int]string // page → number of the piece → element
	levels []string
}

func (w *walk) element(ref, parent string) {
	e := w.dict(ref)
	role, _ := e["/S"].(string)
	if e["/P"] != parent {
		w.t.Errorf("%s %s has parent %v, not %s", role, ref, e["/P"], parent)
	}
	if !slices.Contains(strings.Fields("/Document /H1 /H2 /P /Figure /Table /TR /TH /TD"), role) {
		w.t.Errorf("a role that readers do not know: %s", role)
	}
	attributes, _ := e["/A"].(object)
	switch role {
	case "/H1", "/H2":
		w.levels = append(w.levels, role)
	case "/Figure":
		if alt, _ := e["/Alt"].(string); len(alt) < len("u:x") || attributes["/BBox"] == nil {
			w.t.Errorf("a figure says nothing: %v", e)
		}
	case "/TH":
		if scope := attributes["/Scope"]; scope != "/Column" && scope != "/Row" {
			w.t.Errorf("a heading cell without direction: %v", e)
		}
	case "/TR":
		if w.dict(parent)["/S"] != "/Table" {
			w.t.Error("a row outside of a table")
		}
	}
	for _, kid := range w.list(e["/K"]) {
		switch k := kid.(type) {
		case string:
			w.element(k, ref)
		case float64:
			page := e["/Pg"].(string)
			if w.pieces[page] == nil {
				w.pieces[page] = map[int]string{}
			}
			w.pieces[page][int(k)] = ref
		}
	}
}

// headings begin with the one of the sheet, and none is passed over.
func (w *walk) headings() {
	if len(w.levels) < 2 || w.levels[0] != "/H1" || slices.Contains(w.levels[1:], "/H1") {
		w.t.Errorf("headings: %v", w.levels)
	}
}
