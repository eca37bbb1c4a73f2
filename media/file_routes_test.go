package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/testdb"
	"lentera/internal/testweb"
)

func answers(yes bool, err error) func(context.Context, access.Actor, uuid.UUID) (bool, error) {
	return func(context.Context, access.Actor, uuid.UUID) (bool, error) { return yes, err }
}

func TestServeContent(t *testing.T) {
	s := New(testdb.New(t), NewMemory())
	s.MaySee = append(s.MaySee, func(_ context.Context, a access.Actor, _ uuid.UUID) (bool, error) { return a.Has(access.Learner), nil })
	data := mp4Of(1000)
	f, err := s.Store(context.Background(), "klik.mp4", "video/mp4", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	captions, err := s.Store(context.Background(), "klik.vtt", "text/vtt", strings.NewReader("WEBVTT\n\n"))
	if err != nil {
		t.Fatal(err)
	}
	server := testweb.New(t, s.Routes()...)
	in := server.Token(access.Actor{Roles: []access.Role{access.Learner}})
	stranger := server.Token(access.Actor{})
	url, tag := f.URL(), `"`+f.SHA256+`"`
	size := fmt.Sprint(len(data))
	ranged := func(r string, more ...string) map[string]string {
		h := map[string]string{"Range": r}
		for i := 0; i+1 < len(more); i += 2 {
			h[more[i]] = more[i+1]
		}
		return h
	}
	server.Run(t, []testweb.Scenario{
		{Name: "nobody", Path: url, Status: 401},
		{Name: "not allowed is not found", Path: url, As: stranger, Status: 404, Has: []string{"media.file-not-found"}},
		{Name: "unknown", Path: URL(uuid.New()), As: in, Status: 404},
		{Name: "no id", Path: "/api/media/files/x/content", As: in, Status: 404},
		{Name: "whole", Path: url, As: in, Status: 200, Header: map[string]string{"Content-Type": "video/mp4", "Etag": tag,
			"Accept-Ranges": "bytes", "Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff",
			"Content-Length": size, "Content-Security-Policy": "default-src 'none'; sandbox"}},
		{Name: "captions", Path: captions.URL(), As: in, Status: 200, Has: []string{"WEBVTT"}, Header: map[string]string{"Content-Type": "text/vtt; charset=utf-8"}},
		{Name: "media cookie", Path: url, Headers: map[string]string{"Cookie": "lentera_media=" + in}, Status: 200},
		{Name: "part", Path: url, As: in, Headers: ranged("bytes=4-7"), Status: 206, Has: []string{"ftyp"},
			Header: map[string]string{"Content-Range": "bytes 4-7/" + size, "Content-Length": "4", "Etag": tag}},
		{Name: "tail", Path: url, As: in, Headers: ranged("bytes=-8"), Status: 206, Has: []string{"lentera "},
			Header: map[string]string{"Content-Length": "8"}},
		{Name: "open end", Path: url, As: in, Headers: ranged("bytes=1000-"), Status: 206,
			Header: map[string]string{"Content-Range": "bytes 1000-" + fmt.Sprint(len(data)-1) + "/" + size}},
		{Name: "outside", Path: url, As: in, Headers: ranged("bytes=5000-"), Status: 416, Header: map[string]string{"Content-Range": "bytes */" + size}},
		{Name: "several ranges", Path: url, As: in, Headers: ranged("bytes=0-1,5-6"), Status: 200, Header: map[string]string{"Content-Length": size}},
		{Name: "nonsense", Path: url, As: in, Headers: ranged("bytes=zz"), Status: 200},
		{Name: "same tag", Path: url, As: in, Headers: map[string]string{"If-None-Match": tag}, Status: 304, Header: map[string]string{"Etag": tag}},
		{Name: "same tag before range", Path: url, As: in, Headers: ranged("bytes=4-7", "If-None-Match", "W/"+tag), Status: 304},
		{Name: "other tag", Path: url, As: in, Headers: map[string]string{"If-None-Match": `"x"`}, Status: 200},
		{Name: "if-range holds", Path: url, As: in, Headers: ranged("bytes=4-7", "If-Range", tag), Status: 206},
		{Name: "if-range is old", Path: url, As: in, Headers: ranged("bytes=4-7", "If-Range", `"x"`), Status: 200},
		{Name: "head", Method: "HEAD", Path: url, As: in, Status: 200, Header: map[string]string{"Content-Length": size, "Etag": tag}},
		{Name: "head ignores range", Method: "HEAD", Path: url, As: in, Headers: ranged("bytes=4-7"), Status: 200},
		{Name: "writing is no way in", Method: "POST", Path: url, As: in, Status: 404},
	})
}

// served runs the routes on a real connection.
func served(t *testing.T, s *Service) (base, token string) {
	t.Helper()
	server := testweb.New(t, s.Routes()...)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.App.Listener(l) }()
	t.Cleanup(func() { _ = server.App.ShutdownWithTimeout(5 * time.Second) })
	return "http://" + l.Addr().String(), server.Token(access.Actor{Roles: []access.Role{access.Learner}})
}

func request(t *testing.T, url, token, byteRange string) *http.Response {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if byteRange != "" {
		req.Header.Set("Range", byteRange)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

const large = 50 << 20

// A 50 MB video through the real store: the right bytes, whole and in parts at
// once, and memory that does not grow with the file.
func TestServeLargeFile(t *testing.T) {
	s := New(testdb.New(t), testS3(t))
	s.MaySee = append(s.MaySee, answers(true, nil))
	path := t.TempDir() + "/besar.mp4"
	data := mp4Of(large)
	for i := 16; i+8 < len(data); i += 4096 { // no two blocks alike
		copy(data[i:], fmt.Sprintf("%08d", i))
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	f, err := s.Store(context.Background(), "besar.mp4", "video/mp4", in)
	if err != nil || f.SHA256 != hex.EncodeToString(sum[:]) {
		t.Fatal(f, err)
	}
	base, token := served(t, s)
	most := watchMemory(t)
	whole := sha256.New()
	res := request(t, base+f.URL(), token, "")
	n, err := io.Copy(whole, res.Body)
	_ = res.Body.Close()
	if err != nil || n != f.Bytes || !bytes.Equal(whole.Sum(nil), sum[:]) {
		t.Fatalf("%d bytes, %v", n, err)
	}
	var all sync.WaitGroup
	for i := range 16 {
		all.Add(1)
		go func() {
			defer all.Done()
			from := i * 3_000_017
			res := request(t, base+f.URL(), token, fmt.Sprintf("bytes=%d-%d", from, from+1_999_999))
			defer func() { _ = res.Body.Close() }()
			got := sha256.New()
			n, err := io.Copy(got, res.Body)
			want := sha256.Sum256(data[from : from+2_000_000])
			if err != nil || res.StatusCode != http.StatusPartialContent || !bytes.Equal(got.Sum(nil), want[:]) {
				t.Errorf("range %d: %d bytes, status %d, %v", i, n, res.StatusCode, err)
			}
		}()
	}
	all.Wait()
	runtime.KeepAlive(data)
	grew := most()
	t.Logf("the heap grew by %d MB at most", grew>>20)
	if grew > 16<<20 {
		t.Errorf("the heap grew by %d MB", grew>>20)
	}
}

// watchMemory samples the heap; the function it gives stops and tells the most
// it grew.
func watchMemory(t *testing.T) func() uint64 {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	start, most := m.HeapAlloc, atomic.Uint64{}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if m.HeapAlloc > start {
				most.Store(max(most.Load(), m.HeapAlloc-start))
			}
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(stop); <-done; return most.Load() }
}

// counting counts the readers of the store that are open.
type counting struct {
	Blobs
	open atomic.Int64
}

func (c *counting) Get(ctx context.Context, key string, from, to int64) (io.ReadCloser, BlobInfo, error) {
	r, info, err := c.Blobs.Get(ctx, key, from, to)
	if err == nil {
		c.open.Add(1)
		r = &counted{r, c, sync.Once{}}
	}
	return r, info, err
}

type counted struct {
	io.ReadCloser
	c    *counting
	once sync.Once
}

func (r *counted) Close() error {
	r.once.Do(func() { r.c.open.Add(-1) })
	return r.ReadCloser.Close()
}

func TestLostClientsCloseTheStore(t *testing.T) {
	blobs := &counting{Blobs: testS3(t)}
	s := New(testdb.New(t), blobs)
	s.MaySee = append(s.MaySee, answers(true, nil))
	f, err := s.Store(context.Background(), "besar.mp4", "video/mp4", bytes.NewReader(mp4Of(30<<20)))
	if err != nil {
		t.Fatal(err)
	}
	base, token := served(t, s)
	for range 20 {
		res := request(t, base+f.URL(), token, "bytes=0-")
		if _, err := io.CopyN(io.Discard, res.Body, 100_000); err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close() // with bytes left: the connection is dropped
	}
	deadline := time.Now().Add(10 * time.Second)
	for blobs.open.Load() != 0 {
		if time.Now().After(deadline) {
			t.Fatalf("%d readers of the store are still open", blobs.open.Load())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestStoreAwayIsSaidQuickly(t *testing.T) {
	s := New(testdb.New(t), NewMemory())
	s.MaySee = append(s.MaySee, answers(true, nil))
	f, err := s.Store(context.Background(), "klik.mp4", "video/mp4", bytes.NewReader(mp4Of(8)))
	if err != nil {
		t.Fatal(err)
	}
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	s.blobs, err = NewS3(S3Options{Endpoint: silent.Addr().String(), AccessKey: "a", SecretKey: "b", Region: "us-east-1", Bucket: "lentera"})
	if err != nil {
		t.Fatal(err)
	}
	server := testweb.New(t, s.Routes()...)
	in := server.Token(access.Actor{Roles: []access.Role{access.Learner}})
	began := time.Now()
	server.Run(t, []testweb.Scenario{
		{Name: "content", Path: f.URL(), As: in, Status: 503, Has: []string{"media.store-away", `"retry_after":5`},
			Header: map[string]string{"Retry-After": "5", "Cache-Control": "no-store"}},
		{Name: "not modified needs no store", Path: f.URL(), As: in, Headers: map[string]string{"If-None-Match": `"` + f.SHA256 + `"`}, Status: 304},
		{Name: "head needs no store", Method: "HEAD", Path: f.URL(), As: in, Status: 200},
	})
	if took := time.Since(began); took > 2*time.Second {
		t.Fatalf("took %v", took)
	}
}

// A store that stops in the middle ends the response, so that the browser asks
// again for the rest.
func TestStalledStoreEndsTheStream(t *testing.T) {
	r, w := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-ctx.Done(); _ = w.CloseWithError(ctx.Err()) }()
	st := &stream{body: r, cancel: cancel, stalls: 200 * time.Millisecond}
	go func() { _, _ = w.Write([]byte("awal")) }()
	if n, err := st.Read(make([]byte, 10)); n != 4 || err != nil {
		t.Fatal(n, err)
	}
	began := time.Now()
	if _, err := st.Read(make([]byte, 10)); err == nil || time.Since(began) > 2*time.Second {
		t.Fatalf("%v after %v", err, time.Since(began))
	}
}
