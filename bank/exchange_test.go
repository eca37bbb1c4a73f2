package bank

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/bank/portable"
	"lentera/bank/questionsheet"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/testdb"
	"lentera/internal/testweb"
	"lentera/media"
)

// world is a bank on a real database and a real object store.
type world struct {
	*Service
	t              testing.TB
	db             *db.DB
	media          *media.Service
	trainer, admin access.Actor
	learner        access.Actor
	ctx            context.Context
}

func newWorld(t testing.TB) *world {
	t.Helper()
	endpoint := os.Getenv("LENTERA_TEST_S3_ENDPOINT")
	if endpoint == "" {
		t.Fatal("no test object store: run `make test`, or `go run ./internal/embedded/withservers -- go test ./bank/...`")
	}
	blobs, err := media.NewS3(media.S3Options{Endpoint: endpoint, AccessKey: os.Getenv("LENTERA_TEST_S3_ACCESS_KEY"),
		SecretKey: os.Getenv("LENTERA_TEST_S3_SECRET_KEY"), Region: "us-east-1", Bucket: "t-" + uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	if err := blobs.EnsureBucket(context.Background()); err != nil {
		t.Fatal(err)
	}
	d := testdb.New(t)
	w := &world{t: t, db: d, media: media.New(d, blobs)}
	unit := accountstest.Unit(t, d, "BKPSDM", uuid.Nil)
	w.trainer = accountstest.Person(t, d, "Bayu Pelatih", unit, access.Trainer)
	w.admin = accountstest.Person(t, d, "Endah Lestari", unit, access.TrainingAdmin)
	w.learner = accountstest.Person(t, d, "Ratri Wulandari", unit)
	w.Service = New(d, w.media)
	w.media.MaySee = append(w.media.MaySee, w.MaySeeFile)
	w.ctx = access.WithActor(context.Background(), w.trainer)
	return w
}

func (w *world) count(query string, args ...any) (n int) {
	w.t.Helper()
	if err := w.db.Get(w.ctx, &n, db.Query{Name: "test", SQL: query}, args...); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) apply(file ImportFile) Import {
	w.t.Helper()
	preview, err := w.PreviewImport(w.ctx, file)
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := w.ApplyImport(w.ctx, file, preview.Digest)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func picture(t testing.TB, side int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestGoodQuestionsBesideBadOnes: the good ones become drafts, the others are
// kept with their source, and the preview writes nothing.
func TestGoodQuestionsBesideBadOnes(t *testing.T) {
	w := newWorld(t)
	file := ImportFile{FileName: "kuis.gift", Content: []byte("$CATEGORY: Keamanan/Sandi\n\n::Satu::Baik? {=ya ~tidak#Salah <script>alert(1)</script>}\n\n::Dua::Rusak {=a\n\nKeterangan saja\n\n::Tiga::[html]<p onclick=\"x()\">Nomor?</p> {#3:1}\n\n::Empat::Terlalu banyak {=a ~b ~c ~d ~e ~f ~g ~h ~i ~j ~k ~l}\n")}
	preview, err := w.PreviewImport(w.ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	if want := (ImportCounts{Read: 5, New: 2, Refused: 2, Kept: 1, Altered: 1}); preview.Counts != want || preview.ID != nil || preview.Format != "gift" {
		t.Fatalf("%+v", preview)
	}
	if n := w.count(`SELECT (SELECT count(*) FROM bank.questions) + (SELECT count(*) FROM bank.categories) + (SELECT count(*) FROM bank.imports)`); n != 0 {
		t.Fatalf("a preview wrote %d rows", n)
	}
	out, err := w.ApplyImport(w.ctx, file, preview.Digest)
	if err != nil {
		t.Fatal(err)
	}
	if out.Counts != preview.Counts || out.ID == nil {
		t.Fatalf("%+v", out)
	}
	if n := w.count(`SELECT count(*) FROM bank.questions q JOIN bank.categories c ON c.id = q.category_id JOIN bank.categories p ON p.id = c.parent_id
		WHERE c.name = 'Sandi' AND p.name = 'Keamanan' AND q.state = 'draft' AND q.created_by = $1`, w.trainer.AccountID); n != 2 {
		t.Fatalf("%d drafts", n)
	}
	if n := w.count(`SELECT count(*) FROM bank.versions v JOIN bank.keys k ON k.version_id = v.id WHERE v.stem_html ~ 'onclick|script' OR v.content::text ~ 'script' OR k.explanation_html ~ '<script'`); n != 0 {
		t.Error("unclean HTML was stored")
	}
	kept, err := w.KeptSources(w.ctx, *out.ID)
	if err != nil || !strings.Contains(string(kept), "::Dua::Rusak") || !strings.Contains(string(kept), "Keterangan saja") || !strings.Contains(string(kept), `breaks-a-rule`) {
		t.Fatalf("%s %v", kept, err)
	}
	again, err := w.GetImport(w.ctx, *out.ID)
	if err != nil || again.Counts != out.Counts || len(again.Problems) != len(out.Problems) || again.Problems[0].ID == "" {
		t.Fatalf("%+v %v", again, err)
	}
	if n := w.count(`SELECT count(*) FROM audit.events WHERE action = 'bank.imported' AND subject = $1`, out.ID.String()); n != 1 {
		t.Error("no trail")
	}
}

// TestApplyingAgainAddsNothing, and another file under the digest is refused.
func TestApplyingAgainAddsNothing(t *testing.T) {
	w := newWorld(t)
	file := ImportFile{FileName: "a.txt", Content: []byte("Mana?\nA) satu\nB) dua\nANSWER: B\n\nMana?\nA) satu\nB) dua\nANSWER: B\n\nLain?\nA) satu\nB) dua\nANSWER: A\n")}
	first := w.apply(file)
	if first.Counts.New != 2 || first.Counts.Same != 1 || first.Format != "aiken" {
		t.Fatalf("%+v", first.Counts)
	}
	second := w.apply(file)
	if second.Counts.New != 0 || second.Counts.Same != 3 || w.count(`SELECT count(*) FROM bank.questions`) != 2 {
		t.Fatalf("%+v", second.Counts)
	}
	changed := file
	changed.Content = append(slices.Clone(file.Content), "x"...)
	if _, err := w.ApplyImport(w.ctx, changed, first.Digest); !errors.Is(err, ErrImportChanged) {
		t.Errorf("%v", err)
	}
	corrected := w.apply(ImportFile{FileName: "a.txt", Content: []byte("Lain?\nA) satu\nB) dua\nANSWER: B\n")})
	if corrected.Counts.New != 1 || corrected.Problems[0].Code != portable.MaybeThere {
		t.Errorf("a corrected key: %+v", corrected)
	}
	place := uuid.New()
	changed = file
	changed.CategoryID = &place
	if _, err := w.ApplyImport(w.ctx, changed, first.Digest); !errors.Is(err, ErrImportChanged) {
		t.Errorf("%v", err)
	}
	if _, err := w.PreviewImport(w.ctx, changed); !errors.Is(err, ErrNoSuchCategory) {
		t.Errorf("%v", err)
	}
}

// TestMediaLandsInTheStore: embedded pictures become files of ours, references
// point at them, authors see them, learners do not, and what is no picture is
// named.
func TestMediaLandsInTheStore(t *testing.T) {
	w := newWorld(t)
	data := picture(t, 3)
	xml := `<quiz><question type="truefalse"><name><text>Gambar</text></name><questiontext format="html"><text><![CDATA[<p>Lihat <img src="@@PLUGINFILE@@/a.png" alt="peta"> dan <img src="@@PLUGINFILE@@/b.svg" alt="x"> <img src="http://jahat.example/x.png"></p>]]></text>` +
		`<file name="a.png" path="/" encoding="base64">` + base64.StdEncoding.EncodeToString(data) + `</file><file name="b.svg" path="/" encoding="base64">` + base64.StdEncoding.EncodeToString([]byte("<svg onload='x()'/>")) + `</file></questiontext>` +
		`<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>`
	file := ImportFile{FileName: "a.xml", Content: []byte(xml)}
	if _, err := w.PreviewImport(w.ctx, file); err != nil || w.count(`SELECT count(*) FROM media.files`) != 0 {
		t.Fatalf("a preview stored files: %v", err)
	}
	out := w.apply(file)
	if out.Counts.New != 1 || !slices.ContainsFunc(out.Problems, func(p ImportProblem) bool { return p.Code == portable.MediaRefused }) {
		t.Fatalf("%+v", out)
	}
	var stem string
	if err := w.db.Get(w.ctx, &stem, db.Query{Name: "stem", SQL: `SELECT stem_html FROM bank.versions`}); err != nil {
		t.Fatal(err)
	}
	url := ownFile.FindString(stem)
	if url == "" || strings.Contains(stem, "jahat") || strings.Contains(stem, "svg") {
		t.Fatal(stem)
	}
	id := uuid.MustParse(strings.TrimSuffix(strings.TrimPrefix(url, "/api/media/files/"), "/content"))
	if _, err := w.media.Find(w.ctx, w.trainer, id); err != nil {
		t.Error(err)
	}
	if _, err := w.media.Find(w.ctx, w.learner, id); !errors.Is(err, media.ErrFileNotFound) {
		t.Errorf("a learner sees the file: %v", err)
	}
	if _, got, err := w.media.Read(w.ctx, id, 1<<20); err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if again := w.apply(file); again.Counts.Same != 1 {
		t.Errorf("%+v", again.Counts)
	}
	other := strings.Replace(xml, base64.StdEncoding.EncodeToString(data), base64.StdEncoding.EncodeToString(picture(t, 5)), 1)
	if more := w.apply(ImportFile{FileName: "a.xml", Content: []byte(other)}); more.Counts.New != 1 {
		t.Errorf("another picture is another question: %+v", more.Counts)
	}
}

// shape is a question without what may differ between two imports: ids are
// taken away, files compared by their bytes.
var idsOfKinds = regexp.MustCompile(`"ident": "[^"]*",?\s*`)

func (w *world) shapes() []string {
	w.t.Helper()
	var all []stored
	if err := w.db.Select(w.ctx, &all, sqls.ExportQuestions, nil, nil); err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, q := range all {
		o := &outgoing{file: func(url string) (portable.File, bool) {
			f, err := w.fileAt(w.ctx, url, 1<<20)
			return f, err == nil
		}}
		if err := o.write(q); err != nil {
			w.t.Fatal(err)
		}
		text, err := json.MarshalIndent(o.q, "", " ")
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, idsOfKinds.ReplaceAllString(string(text), ""))
	}
	slices.Sort(out)
	return out
}

// TestExportImportGivesTheSame: what the bank holds goes out and comes back
// the same, in every format, for the kinds that format can hold.
func TestExportImportGivesTheSame(t *testing.T) {
	w := newWorld(t)
	var sheet bytes.Buffer
	book := questionsheet.NewWriter(&sheet)
	for _, q := range questionsheet.Examples() {
		q.Category, q.Points, q.Ident, q.Feedback = "Uji/Bolak balik", 5*portable.One/2, "kode-"+string(q.Kind), portable.Text{Format: portable.Plain, Source: "Karena <b> & begitu."}
		if _, err := book.Write(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	if out := w.apply(ImportFile{FileName: "soal.xlsx", Content: sheet.Bytes()}); out.Counts.New != 11 || out.Counts.Altered != 2 { // two rubrics made
		t.Fatalf("%+v", out)
	}
	w.apply(ImportFile{FileName: "kasus.zip", Content: qtiOnly(t)})
	all := w.shapes()
	for format, holds := range map[string]int{"gift": 9, "aiken": 2, "moodle-xml": 11, "qti-2.1": 13, "qti-2.2": 13, "qti-3.0": 13, "xlsx": 11} {
		out, err := w.Export(w.ctx, format, nil)
		if err != nil || out.Written != holds {
			t.Errorf("%s: %d written, want %d: %v %v", format, out.Written, holds, out.Problems, err)
			continue
		}
		other := newWorld(t)
		back := other.apply(ImportFile{FileName: out.FileName, Content: out.Content})
		if back.Counts.New != holds {
			t.Errorf("%s: %+v", format, back)
			continue
		}
		if format == "gift" || format == "aiken" || format == "moodle-xml" { // these name what they lose
			if len(out.Problems) == 0 {
				t.Errorf("%s: nothing said of what is lost", format)
			}
			continue
		}
		for _, shape := range other.shapes() {
			if !slices.Contains(all, shape) {
				t.Errorf("%s: came back otherwise: %s", format, shape)
			}
		}
	}
}

// qtiOnly is a package with a hotspot and a case.
func qtiOnly(t testing.TB) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range map[string]string{
		"hot.xml":  `<assessmentItem identifier="hot" title="Titik"><responseDeclaration identifier="RESPONSE" cardinality="single" baseType="point"><areaMapping><areaMapEntry shape="circle" coords="20,20,5" mappedValue="1"/></areaMapping></responseDeclaration><itemBody><p>Ketuk</p><selectPointInteraction responseIdentifier="RESPONSE" maxChoices="1"><object type="image/png" data="p.png"/></selectPointInteraction></itemBody><responseProcessing template="map_response_point"/></assessmentItem>`,
		"case.xml": `<assessmentItem identifier="kasus" title="Kasus"><responseDeclaration identifier="A" cardinality="single" baseType="identifier"><correctResponse><value>x</value></correctResponse></responseDeclaration><responseDeclaration identifier="B" cardinality="ordered" baseType="identifier"><correctResponse><value>p</value><value>q</value></correctResponse></responseDeclaration><itemBody><p>Bacaan</p><choiceInteraction responseIdentifier="A" maxChoices="1" shuffle="true"><prompt>Satu?</prompt><simpleChoice identifier="x">x</simpleChoice><simpleChoice identifier="y">y</simpleChoice></choiceInteraction><orderInteraction responseIdentifier="B"><prompt>Dua?</prompt><simpleChoice identifier="q">q</simpleChoice><simpleChoice identifier="p">p</simpleChoice></orderInteraction></itemBody></assessmentItem>`,
		"p.png":    string(picture(t, 40)),
	} {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestCorpusComesIn: every file of the parsers' corpora goes through the whole
// import; nothing fails, and the counts add up.
func TestCorpusComesIn(t *testing.T) {
	w := newWorld(t)
	for _, dir := range []string{"gift", "aiken", "moodlexml", "qti"} {
		files, err := filepath.Glob(filepath.Join(dir, "testdata/corpus/*"))
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, name := range files {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			format := map[string]string{"moodlexml": "moodle-xml"}[dir]
			if format == "" {
				format = dir
			}
			file := ImportFile{FileName: filepath.Base(name), Format: format, Content: content}
			preview, err := w.PreviewImport(w.ctx, file)
			if errors.Is(err, ErrUnreadableFile) {
				continue
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if c := preview.Counts; c.Read != c.New+c.Same+c.Refused+c.Kept {
				t.Errorf("%s: %+v", name, c)
			}
			if _, err := w.ApplyImport(w.ctx, file, preview.Digest); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if n := w.count(`SELECT count(*) FROM bank.questions`); n < 60 {
		t.Errorf("%d questions of the corpus", n)
	}
}

// TestHostileFilesAreRefused: one sentence each, nothing written.
func TestHostileFilesAreRefused(t *testing.T) {
	w := newWorld(t)
	hostile := func(name, body string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(body))
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for what, content := range map[string][]byte{
		"traversal":     hostile("../../imsmanifest.xml", "x"),
		"bomb":          hostile("imsmanifest.xml", strings.Repeat("0", 16<<20)),
		"sheet bomb":    hostile("xl/workbook.xml", strings.Repeat("0", 16<<20)),
		"empty sheet":   hostile("xl/workbook.xml", "x"),
		"not a zip":     []byte("PK\x03\x04rubbish"),
		"entities":      []byte(`<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz><question type="essay"/></quiz>`),
		"another thing": []byte("<html><body>{x}</body></html>"),
		"nothing":       nil,
	} {
		_, err := w.PreviewImport(w.ctx, ImportFile{FileName: "x", Content: content})
		if !errors.Is(err, ErrUnreadableFile) && !errors.Is(err, ErrUnknownFormat) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestManyQuestions: 5,000 questions come in one import.
func TestManyQuestions(t *testing.T) {
	if testing.Short() {
		t.Skip("5,000 questions")
	}
	w := newWorld(t)
	var text strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&text, "::Soal %d::Pertanyaan nomor %d {=ya ~tidak}\n\n", i, i)
	}
	out := w.apply(ImportFile{FileName: "besar.gift", Content: []byte(text.String())})
	if out.Counts.New != 5000 || len(out.Questions) != 500 || w.count(`SELECT count(*) FROM bank.keys`) != 5000 {
		t.Fatalf("%+v", out.Counts)
	}
}

// TestRoutes: authors alone, and every answer as it is promised.
func TestRoutes(t *testing.T) {
	w := newWorld(t)
	server := testweb.New(t, append(w.Routes(), w.media.Routes()...)...)
	trainer, learner := server.Token(w.trainer), server.Token(w.learner)
	octets := map[string]string{"Content-Type": "application/octet-stream"}
	file := []byte("::Satu::Baik? {=ya ~tidak}\n")
	var preview Import
	server.JSON(t, testweb.Scenario{Method: http.MethodPost, Path: "/api/bank/imports?file_name=a.gift", As: trainer, Body: file, Headers: octets, Status: 200}, &preview)
	apply := "/api/bank/imports?file_name=a.gift&apply=" + preview.Digest
	server.Run(t, []testweb.Scenario{
		{Name: "learner imports", Method: "POST", Path: "/api/bank/imports", As: learner, Body: file, Headers: octets, Status: 403},
		{Name: "nobody imports", Method: "POST", Path: "/api/bank/imports", Body: file, Headers: octets, Status: 401},
		{Name: "learner exports", Path: "/api/bank/export?format=gift", As: learner, Status: 403},
		{Name: "learner reads kept", Path: "/api/bank/imports/" + uuid.NewString() + "/kept", As: learner, Status: 403},
		{Name: "unknown format", Method: "POST", Path: "/api/bank/imports", As: trainer, Body: []byte("<html/>"), Headers: octets, Status: 422, Has: []string{"bank.unknown-format"}},
		{Name: "changed", Method: "POST", Path: apply, As: trainer, Body: []byte("Lain? {T}\n"), Headers: octets, Status: 409, Has: []string{"bank.import-changed"}},
		{Name: "apply", Method: "POST", Path: apply, As: trainer, Body: file, Headers: octets, Status: 200, Has: []string{`"new":1`, `"id":"`}},
		{Name: "apply again", Method: "POST", Path: apply, As: trainer, Body: file, Headers: octets, Status: 200, Has: []string{`"new":0`, `"same":1`, "already-there"}},
		{Name: "no such import", Path: "/api/bank/imports/" + uuid.NewString(), As: trainer, Status: 404, Has: []string{"bank.import-not-found"}},
		{Name: "export", Path: "/api/bank/export?format=gift", As: trainer, Status: 200, Has: []string{"::Satu::", "=[html]ya"}, Header: map[string]string{"Content-Disposition": `attachment; filename="soal.gift"`, "Cache-Control": "no-store"}},
		{Name: "export nothing known", Path: "/api/bank/export?format=docx", As: trainer, Status: 422, Has: []string{"bank.unknown-format"}},
		{Name: "export of no category", Path: "/api/bank/export?format=gift&category_id=" + uuid.NewString(), As: trainer, Status: 404, Has: []string{"bank.category-not-found"}},
		{Name: "report", Path: "/api/bank/export/report?format=aiken", As: trainer, Status: 200, Has: []string{`"written":1`, "names-lost"}},
		{Name: "sheet", Path: "/api/bank/template.xlsx", As: trainer, Status: 200, Has: []string{"PK"}},
	})
	if n := w.count(`SELECT count(*) FROM audit.events WHERE action = 'bank.exported'`); n != 2 {
		t.Errorf("%d exports in the trail", n)
	}
}
