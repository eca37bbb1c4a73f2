package siasn_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lentera/merit/siasn"
	"lentera/merit/siasn/standin"
)

func standinOptions() standin.Options { return standin.Options{} }

func golden(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	must(t, err)
	return b
}

// TestWriteSpelling pins every member of a write, its type and its order.
func TestWriteSpelling(t *testing.T) {
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	const who, agency = "A8ACA7F0B5E23912E040640A040269BB", "A5EB03E23CD7F6A0E040640A040252AD"
	for name, w := range map[string]json.Marshaler{
		"course_write.json": siasn.CourseWrite{PersonID: who, AgencyID: agency, PathID: 16, Flag: "T", Title: "Literasi Digital Dasar", Organiser: "BKPSDM Kabupaten Contoh",
			Number: "800.2/0001/LENTERA/2026", JP: 4, StartedOn: day(2025, 12, 30), CompletedOn: day(2026, 1, 2)},
		"course_write_full.json": siasn.CourseWrite{ID: "57a9d1a0-0000-4000-8000-000000000001", PersonID: who, AgencyID: agency, PathID: 9, KindID: "A5EB03E20299F6A0E040640A040252AD",
			Title: `Seminar "AI" & Layanan`, Organiser: "Diskominfo", Number: "X/1", JP: 3, Year: 2025, StartedOn: day(2026, 3, 5), CompletedOn: day(2026, 3, 5),
			LocationID: "A5EB03E21F45F6A0E040640A040252AD", Groups: []string{siasn.Groups[0].ID},
			Documents: []siasn.Document{{ID: "881", Name: "Sertifikat", URI: "peremajaan/a.pdf", Object: "peremajaan/a.pdf", Slug: "881"}}},
		"training_write.json": siasn.TrainingWrite{PersonID: who, AgencyID: agency, StructuralID: "8", Number: "800.2/0002/LENTERA/2026", StartedOn: day(2026, 6, 1),
			CompletedOn: day(2026, 6, 30), JP: 120, Organiser: "BPSDM"},
	} {
		got, err := json.Marshal(w)
		must(t, err)
		var want bytes.Buffer
		must(t, json.Compact(&want, golden(t, name)))
		plain := strings.NewReplacer(`\u0026`, "&").Replace(string(got))
		if plain != want.String() {
			t.Errorf("%s:\n got %s\nwant %s", name, plain, want.String())
		}
	}
}

// TestFieldsAreWhatIsSent compares a dry run with the request itself.
func TestFieldsAreWhatIsSent(t *testing.T) {
	client, s := newScript(t, saved)
	w := siasn.CourseWrite{PersonID: "P", PathID: 16, Title: "Judul", JP: 4, StartedOn: start, CompletedOn: start}
	_, err := client.SaveCourse(ctx, w)
	must(t, err)
	var sent map[string]any
	must(t, json.Unmarshal([]byte(s.bodys[0]), &sent))
	if len(w.Fields()) != len(sent) {
		t.Errorf("%d fields, %d members", len(w.Fields()), len(sent))
	}
	for _, f := range w.Fields() {
		v, ok := sent[f.Name]
		switch x := v.(type) {
		case string:
			ok = ok && x == f.Value
		case float64:
			b, _ := json.Marshal(x)
			ok = ok && string(b) == f.Value
		case nil:
			ok = ok && f.Value == "null" || f.Value == ""
		}
		if !ok {
			t.Errorf("%s: %q here, %v sent", f.Name, f.Value, v)
		}
	}
}

// TestReadSpelling pins the read names, the types that vary, and old spellings.
func TestReadSpelling(t *testing.T) {
	client, _ := newScript(t, "200|"+string(golden(t, "course_read.json")), "200|"+string(golden(t, "training_read.json")))
	rows, err := client.Courses(ctx, nip)
	must(t, err)
	doc := siasn.Document{ID: "881", Name: "Sertifikat", URI: "peremajaan/a.pdf", Object: "o", Slug: "881"}
	want := []siasn.CourseRow{
		{ID: "R1", PersonID: "P1", KindID: "K", KindName: "KURSUS KOMPUTER", Flag: "T", Title: "Literasi", Organiser: "BKPSDM", Number: "800.2/0001", JP: 4, Year: "2026",
			StartedOn: "02-01-2026", CompletedOn: "03-01-2026", PathID: 16, Documents: map[siasn.DocRef]siasn.Document{881: doc}},
		{ID: "R2", Title: "Lain", JP: 12, Year: "2025", StartedOn: "06-05-2025", PathID: 3, Documents: map[siasn.DocRef]siasn.Document{}},
		{ID: "R3", Number: "tulis", Flag: "F", Documents: map[siasn.DocRef]siasn.Document{881: {ID: "881", URI: "b.pdf"}}},
	}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("got  %+v\nwant %+v", rows, want)
	}
	if !rows[0].HasDocument() || rows[1].HasDocument() {
		t.Error("documents")
	}
	training, err := client.Training(ctx, "D1")
	must(t, err)
	if w := (siasn.TrainingRow{ID: "D1", PersonID: "P1", StructuralID: "8", StructuralName: "Diklat Struktural Lainnya", Number: "N/1", StartedOn: "01-06-2026",
		CompletedOn: "30-06-2026", Year: "2026", JP: 120, Organiser: "BPSDM", Documents: map[siasn.DocRef]siasn.Document{874: {ID: "874", URI: "c.pdf"}}}); !reflect.DeepEqual(training, w) {
		t.Errorf("got  %+v\nwant %+v", training, w)
	}
}

// TestStandInSpellsAsTheContract reads raw rows: the names of §4.1 and §4.2,
// no write spelling among them, path an object.
func TestStandInSpellsAsTheContract(t *testing.T) {
	p := newPair(t, standinOptions())
	id, err := p.SaveCourse(ctx, p.course(t, "800.2/1"))
	must(t, err)
	must(t, p.UploadDocument(ctx, id, siasn.CourseCertificate, "800.2_1.pdf", pdf))
	row := p.raw(t, "/pns/rw-kursus/"+nip)
	want := []string{"id", "idPns", "institusiPenyelenggara", "jenisDiklatId", "jenisKursusId", "jenisKursusNama", "jenisKursusSertifikat", "jumlahJam", "namaKursus", "nipBaru", "nipLama",
		"noSertipikat", "path", "tahunKursus", "tanggalKursus", "tanggalSelesaiKursus"}
	if got := slices.Sorted(maps.Keys(row)); !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if _, text := row["tahunKursus"].(string); !text {
		t.Error("tahunKursus is no text on read")
	}
	if path, ok := row["path"].(map[string]any); !ok || path["881"] == nil {
		t.Errorf("path %v", row["path"])
	}
}
