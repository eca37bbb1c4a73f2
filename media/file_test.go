package media

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"lentera/internal/access"
	"lentera/internal/testdb"
)

func TestCleanName(t *testing.T) {
	for name, want := range map[string]string{
		"media/Satu Klik.MP4": "satu-klik.mp4", `..\..\x.vtt`: "x.vtt", "../../etc/passwd": "passwd", "..": "", "": "",
		"a\"b\r\nc.mp4": "a-b-c.mp4", "a..b.mp4": "a.b.mp4", strings.Repeat("x", 200) + ".mp4": strings.Repeat("x", 96) + ".mp4",
	} {
		if got := cleanName(name); got != want {
			t.Errorf("%q: %q", name, got)
		}
	}
}

func TestContentTypes(t *testing.T) {
	begins := map[string]string{"video/mp4": "\x00\x00\x00\x18ftypisom", "text/vtt": "\ufeffWEBVTT\n", "image/jpeg": "\xff\xd8\xff\xe0",
		"image/png": "\x89PNG\r\n\x1a\n", "audio/mpeg": "ID3", "application/pdf": "%PDF-1.7"}
	if len(begins) != len(kinds) {
		t.Fatal("a kind without a test")
	}
	for contentType, head := range begins {
		for other, k := range kinds {
			if k.begins([]byte(head)) != (other == contentType) {
				t.Errorf("%s taken for %s: %v", contentType, other, !k.begins([]byte(head)) == false)
			}
		}
		if kinds[contentType].begins([]byte("<html>")) || kinds[contentType].begins(nil) {
			t.Errorf("%s: anything goes", contentType)
		}
	}
	for name, want := range map[string]string{"a.MP4": "video/mp4", "a.jpeg": "image/jpeg", "a.svg": "", "a.html": "", "mp4": ""} {
		if got, ok := ContentTypeOf(name); got != want || ok != (want != "") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func mp4Of(n int) []byte {
	return append([]byte("\x00\x00\x00\x18ftypisom"), bytes.Repeat([]byte("lentera "), n/8)...)
}

func TestStore(t *testing.T) {
	d, blobs, ctx := testdb.New(t), NewMemory(), context.Background()
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	s := New(d, blobs)
	s.most = 1 << 20
	first, err := s.Store(ctx, "media/klik.mp4", "video/mp4", bytes.NewReader(mp4Of(100)))
	if err != nil || first.Bytes != 108 || len(first.SHA256) != 64 || first.Name != "klik.mp4" {
		t.Fatalf("%+v %v", first, err)
	}
	again, err := s.Store(ctx, "lain.mp4", "video/mp4", bytes.NewReader(mp4Of(100)))
	if err != nil || again != first {
		t.Fatalf("the same bytes: %+v %v", again, err)
	}
	if _, err := blobs.Stat(ctx, first.ObjectKey); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		contentType, name string
		r                 io.Reader
		want              error
	}{
		"html":        {"text/html", "x.html", strings.NewReader("<html>"), ErrContentType},
		"not a video": {"video/mp4", "x.mp4", strings.NewReader("<script>alert(1)</script>"), ErrContentType},
		"empty":       {"video/mp4", "x.mp4", strings.NewReader(""), ErrContentType},
		"no name":     {"video/mp4", "..", bytes.NewReader(mp4Of(8)), ErrFileName},
		"too large":   {"video/mp4", "x.mp4", io.MultiReader(bytes.NewReader(mp4Of(8)), io.LimitReader(zeros{}, s.most)), ErrFileTooLarge},
		"broken":      {"video/mp4", "x.mp4", io.MultiReader(bytes.NewReader(mp4Of(8)), brokenReader{}), io.ErrUnexpectedEOF},
	} {
		if _, err := s.Store(ctx, c.name, c.contentType, c.r); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// What a process killed in the middle of an upload would leave behind.
	during := readerFunc(func([]byte) (int, error) {
		if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
			t.Errorf("while it is read: %v %v", left, err)
		}
		return 0, io.EOF
	})
	if _, err := s.Store(ctx, "x.mp4", "video/mp4", io.MultiReader(bytes.NewReader(mp4Of(16)), during)); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left in the end: %v %v", left, err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestStoreTheSameAtOnce(t *testing.T) {
	d, blobs := testdb.New(t), NewMemory()
	s := New(d, blobs)
	ids := make(chan File, 8)
	var all sync.WaitGroup
	for range cap(ids) {
		all.Add(1)
		go func() {
			defer all.Done()
			f, err := s.Store(context.Background(), "klik.mp4", "video/mp4", bytes.NewReader(mp4Of(5000)))
			if err != nil {
				t.Error(err)
			}
			ids <- f
		}()
	}
	all.Wait()
	close(ids)
	first := <-ids
	for f := range ids {
		if f != first {
			t.Fatalf("two files: %+v %+v", first, f)
		}
	}
	if len(blobs.objects) != 1 {
		t.Fatalf("%d objects", len(blobs.objects))
	}
}

func TestFindAsksTheHooks(t *testing.T) {
	d, ctx := testdb.New(t), context.Background()
	s := New(d, NewMemory())
	f, err := s.Store(ctx, "klik.mp4", "video/mp4", bytes.NewReader(mp4Of(8)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find(ctx, access.Actor{}, f.ID); !errors.Is(err, ErrFileNotFound) {
		t.Fatalf("without a hook: %v", err)
	}
	s.MaySee = append(s.MaySee, answers(false, nil), answers(true, nil))
	if got, err := s.Find(ctx, access.Actor{}, f.ID); err != nil || got != f {
		t.Fatalf("%+v %v", got, err)
	}
	wrong := errors.New("the hook failed")
	s.MaySee = append(s.MaySee[:0], answers(false, wrong), answers(true, nil))
	if _, err := s.Find(ctx, access.Actor{}, f.ID); !errors.Is(err, wrong) {
		t.Fatalf("a failing hook: %v", err)
	}
}
