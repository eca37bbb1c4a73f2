package media

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/db"
	"lentera/internal/testdb"
)

var anyType = slices.Sorted(maps.Keys(UploadTypes))

func box(name string, content ...[]byte) []byte {
	body := bytes.Join(content, nil)
	n := len(body) + 8
	return append([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, append([]byte(name), body...)...)
}

func movie(brand string, handlers ...string) []byte {
	var tracks []byte
	for _, h := range handlers {
		tracks = append(tracks, box("trak", box("tkhd", make([]byte, 20)), box("mdia", box("mdhd", make([]byte, 4)), box("hdlr", make([]byte, 8), []byte(h), make([]byte, 12))))...)
	}
	return append(append(box("ftyp", []byte(brand), make([]byte, 4)), box("mdat", make([]byte, 5000))...), box("moov", box("mvhd", make([]byte, 100)), tracks)...)
}

func archive(members ...string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, m := range members {
		name, text, _ := strings.Cut(m, "=")
		method := zip.Deflate
		if name == "mimetype" {
			method = zip.Store
		}
		w, _ := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		_, _ = io.WriteString(w, text)
	}
	_ = z.Close()
	return out.Bytes()
}

func encoded(encode func(io.Writer, image.Image) error) []byte {
	var out bytes.Buffer
	_ = encode(&out, image.NewRGBA(image.Rect(0, 0, 9, 7)))
	return out.Bytes()
}

// A lossy WebP picture of one pixel.
var webp, _ = base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")

func TestTypeByContent(t *testing.T) {
	pngFile := encoded(png.Encode)
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"pdf":                  {[]byte("%PDF-1.7\nx\nstartxref\n%%EOF\n"), "application/pdf"},
		"pdf cut off":          {[]byte("%PDF-1.7\n" + strings.Repeat("x", 3000)), ""},
		"jpeg":                 {encoded(func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }), "image/jpeg"},
		"png":                  {pngFile, "image/png"},
		"png head alone":       {pngFile[:8], ""},
		"webp":                 {webp, "image/webp"},
		"docx":                 {archive("[Content_Types].xml=x", "word/document.xml=x"), uploadTypeOf(".docx")},
		"xlsx":                 {archive("[Content_Types].xml=x", "xl/workbook.xml=x"), uploadTypeOf(".xlsx")},
		"pptx":                 {archive("[Content_Types].xml=x", "ppt/presentation.xml=x"), uploadTypeOf(".pptx")},
		"odt":                  {archive("mimetype="+openDocumentText, "content.xml=x"), openDocumentText},
		"ods":                  {archive("mimetype=application/vnd.oasis.opendocument.spreadsheet", "content.xml=x"), ""},
		"docx with macros":     {archive("[Content_Types].xml=x", "word/document.xml=x", "word/vbaProject.bin=x"), ""},
		"any zip":              {archive("a.txt=x"), ""},
		"zip that climbs":      {archive("[Content_Types].xml=x", "word/document.xml=x", "../../x=x"), ""},
		"zip bomb":             {archive("[Content_Types].xml=x", "word/document.xml="+strings.Repeat("0", 8<<20)), ""},
		"text":                 {[]byte("Jawaban saya: é — baik.\r\n"), "text/plain"},
		"text over a boundary": {[]byte(strings.Repeat("é", 200_001)), "text/plain"},
		"latin text":           {[]byte("caf\xe9"), ""},
		"nothing of a kind":    {[]byte{1, 2, 3, 0, 5}, ""},
		"program":              {append([]byte("MZ"), make([]byte, 400)...), ""},
		"mp3 with a tag":       {[]byte("ID3\x04\x00\x00"), "audio/mpeg"},
		"mp3":                  {[]byte{0xFF, 0xFB, 0x90, 0x64, 0}, "audio/mpeg"},
		"text in UTF-16":       {[]byte{0xFF, 0xFE, 'a', 0}, ""},
		"mp4":                  {movie("isom", "soun", "vide"), "video/mp4"},
		"recording":            {movie("mp42", "soun"), "audio/mp4"},
		"m4a":                  {movie("M4A ", "soun"), "audio/mp4"},
		"mp4 without tracks":   {movie("isom"), ""},
		"mp4 cut off":          {movie("isom", "vide")[:3000], ""},
	} {
		if got := typeOf(bytes.NewReader(c.file), int64(len(c.file))); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// uploadTypeOf finds a type by its ending, for tests.
func uploadTypeOf(ending string) string {
	for contentType, e := range UploadTypes {
		if e == ending {
			return contentType
		}
	}
	return ""
}

func begin(t *testing.T, s *Service, id uuid.UUID, name string, size int64) (u Upload, err error) {
	t.Helper()
	err = s.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		u, _, err = s.BeginUpload(ctx, tx, id, name, size)
		return err
	})
	return u, err
}

func objects(m *Memory) int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.objects)
}

// An upload in pieces of any size, each sent twice, some at the wrong place,
// by two services that know nothing of each other: the file is what was sent.
func TestUploadInPieces(t *testing.T) {
	ctx, d, store := context.Background(), testdb.New(t), NewMemory()
	services := []*Service{New(d, store), New(d, store)}
	file := []byte(strings.Repeat("Baris jawaban.\n", 30_000))
	id := uuid.New()
	size := int64(len(file))
	if u, err := begin(t, services[0], id, `C:\Users\Siti\jawaban.txt`, size); err != nil || u.Name != "jawaban.txt" {
		t.Fatal(u, err)
	}
	if _, err := begin(t, services[1], id, `jawaban.txt`, size); err != nil {
		t.Error("a repeat is refused:", err)
	}
	if _, err := begin(t, services[1], id, `jawaban.txt`, size+1); !errors.Is(err, ErrUploadDiffers) {
		t.Error(err)
	}
	for i, at := 0, int64(0); at < size; i++ {
		to := min(size, at+int64(1+i*7919%100_000))
		s := services[i%2]
		if _, err := s.CompleteUpload(ctx, id, anyType); !errors.Is(err, ErrUploadUnfinished) {
			t.Fatal(err)
		}
		if u, err := s.AddPiece(ctx, id, at+3, file[at:at+1]); (err == nil) != (at+4 <= size) || (err == nil && u.Received != at) {
			t.Fatal("a piece at the wrong place", u, err)
		}
		for range 2 {
			if u, err := s.AddPiece(ctx, id, at, file[at:to]); err != nil || u.Received != to {
				t.Fatal(u, err)
			}
		}
		at = to
	}
	if _, err := services[0].AddPiece(ctx, id, size, []byte("x")); !errors.Is(err, ErrFileTooLarge) {
		t.Error(err)
	}
	if _, _, err := services[0].OpenUpload(ctx, id); !errors.Is(err, ErrFileNotFound) {
		t.Error("read before it is complete:", err)
	}
	if _, err := services[0].CompleteUpload(ctx, id, []string{"application/pdf"}); !errors.Is(err, ErrContentType) {
		t.Error(err)
	}
	var all sync.WaitGroup
	for i := range 4 {
		all.Add(1)
		go func() {
			defer all.Done()
			if u, err := services[i%2].CompleteUpload(ctx, id, anyType); err != nil || !u.Complete || u.ContentType != "text/plain" {
				t.Error(u, err)
			}
		}()
	}
	all.Wait()
	_, body, err := services[1].OpenUpload(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(body)
	_ = body.Close()
	if err != nil || !bytes.Equal(got, file) {
		t.Errorf("%d bytes of %d, %v", len(got), size, err)
	}
}

// Two devices send pieces of different lengths at once: one wins, and the file
// is still what one of them would have sent.
func TestPiecesAtOnce(t *testing.T) {
	ctx := context.Background()
	s := New(testdb.New(t), NewMemory())
	file := []byte(strings.Repeat("0123456789abcdef", 4000))
	id := uuid.New()
	if _, err := begin(t, s, id, "a.txt", int64(len(file))); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for device := range 4 {
		all.Add(1)
		go func() {
			defer all.Done()
			for at := int64(0); at < int64(len(file)); {
				u, err := s.AddPiece(ctx, id, at, file[at:min(int64(len(file)), at+int64(1000+700*device))])
				if err != nil {
					t.Error(err)
					return
				}
				at = u.Received
			}
		}()
	}
	all.Wait()
	if _, err := s.CompleteUpload(ctx, id, anyType); err != nil {
		t.Fatal(err)
	}
	_, body, err := s.OpenUpload(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := io.ReadAll(body)
	_ = body.Close()
	if !bytes.Equal(got, file) {
		t.Error("the file is another")
	}
}

func TestClearUploads(t *testing.T) {
	ctx, store := context.Background(), NewMemory()
	s := New(testdb.New(t), store)
	drop := func(id uuid.UUID) {
		if err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.DropUpload(ctx, tx, id) }); err != nil {
			t.Fatal(err)
		}
	}
	clear := func(want int) {
		t.Helper()
		for range 2 {
			if err := s.ClearUploads(ctx, nil); err != nil {
				t.Fatal(err)
			}
		}
		if got := objects(store); got != want {
			t.Errorf("%d objects, want %d", got, want)
		}
	}
	whole, begun := uuid.New(), uuid.New()
	for _, id := range []uuid.UUID{whole, begun} {
		if _, err := begin(t, s, id, "a.txt", 4); err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddPiece(ctx, id, 0, []byte("ab")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.AddPiece(ctx, whole, 2, []byte("cd")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CompleteUpload(ctx, whole, anyType); err != nil {
		t.Fatal(err)
	}
	clear(4) // two pieces and the whole are young, one piece waits for more
	accountstest.Exec(t, s.db, `UPDATE media.uploads SET completed_at = now() - interval '1 hour' WHERE id = $1`, whole)
	clear(2) // the whole stays without its pieces
	drop(begun)
	clear(1)
	drop(whole)
	clear(0)
	if _, err := s.Upload(ctx, whole); !errors.Is(err, ErrFileNotFound) {
		t.Error(err)
	}
}
