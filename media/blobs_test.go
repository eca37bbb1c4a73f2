package media

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/internal/fault"
)

// testS3 gives a store with a bucket of its own on the server the test run
// provides. Without one the test fails: a skipped store proves nothing.
func testS3(t testing.TB) *S3 {
	t.Helper()
	endpoint := os.Getenv("LENTERA_TEST_S3_ENDPOINT")
	if endpoint == "" {
		t.Fatal("no test object store: run `make test`, or `go run ./internal/embedded/withservers -- go test ./media/...`")
	}
	s, err := NewS3(S3Options{Endpoint: endpoint, AccessKey: os.Getenv("LENTERA_TEST_S3_ACCESS_KEY"),
		SecretKey: os.Getenv("LENTERA_TEST_S3_SECRET_KEY"), Region: "us-east-1", Bucket: "t-" + uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.EnsureBucket(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBlobsMemory(t *testing.T) { conformance(t, NewMemory()) }

func TestBlobsS3(t *testing.T) { conformance(t, testS3(t)) }

// conformance is what every store must do.
func conformance(t *testing.T, b Blobs) {
	ctx := context.Background()
	data := make([]byte, 300_000)
	_, _ = rand.Read(data)
	put := func(key string, data []byte) {
		t.Helper()
		if err := b.Put(ctx, key, bytes.NewReader(data), int64(len(data)), "video/mp4"); err != nil {
			t.Fatal(err)
		}
	}
	get := func(key string, from, to int64) []byte {
		t.Helper()
		r, info, err := b.Get(ctx, key, from, to)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.Close() }()
		got, err := io.ReadAll(r)
		if err != nil || info.Bytes != int64(len(data)) && key == "files/a/x.mp4" || info.ContentType != "video/mp4" {
			t.Fatalf("%v, info %+v", err, info)
		}
		return got
	}
	if err := b.EnsureBucket(ctx); err != nil {
		t.Fatal("a second time:", err)
	}
	put("files/a/x.mp4", data)
	for _, r := range []struct{ from, to, wantFrom, wantTo int64 }{
		{0, -1, 0, 299_999}, {0, 0, 0, 0}, {5, 9, 5, 9}, {299_999, -1, 299_999, 299_999}, {100, 400_000, 100, 299_999},
	} {
		if got := get("files/a/x.mp4", r.from, r.to); !bytes.Equal(got, data[r.wantFrom:r.wantTo+1]) {
			t.Errorf("%d-%d: %d wrong bytes", r.from, r.to, len(got))
		}
	}
	if info, err := b.Stat(ctx, "files/a/x.mp4"); err != nil || info.Bytes != 300_000 || info.ContentType != "video/mp4" {
		t.Errorf("stat: %+v %v", info, err)
	}
	for _, from := range []int64{300_000, -1} {
		if _, _, err := b.Get(ctx, "files/a/x.mp4", from, -1); !errors.Is(err, ErrBlobRange) {
			t.Errorf("from %d: %v", from, err)
		}
	}
	put("files/b/empty.mp4", nil)
	if got := get("files/b/empty.mp4", 0, -1); len(got) != 0 {
		t.Error("empty object is not empty")
	}
	put("files/a/x.mp4", data[:10])
	if got := get("files/b/empty.mp4", 0, -1); len(got) != 0 {
		t.Error("objects are mixed up")
	}
	if r, _, err := b.Get(ctx, "files/a/x.mp4", 0, -1); err != nil {
		t.Error(err)
	} else if got, _ := io.ReadAll(r); !bytes.Equal(got, data[:10]) {
		t.Error("not replaced")
	}
	refusals(t, b)
}

func refusals(t *testing.T, b Blobs) {
	ctx := context.Background()
	if err := b.Put(ctx, "files/c/short.mp4", strings.NewReader("abc"), 10, "video/mp4"); err == nil {
		t.Error("a reader that ends early was stored")
	}
	if _, err := b.Stat(ctx, "files/c/short.mp4"); !errors.Is(err, ErrNoBlob) {
		t.Errorf("after a short put: %v", err)
	}
	if _, _, err := b.Get(ctx, "files/none", 0, -1); !errors.Is(err, ErrNoBlob) {
		t.Errorf("get: %v", err)
	}
	if err := b.Delete(ctx, "files/a/x.mp4"); err != nil {
		t.Error(err)
	}
	if err := b.Delete(ctx, "files/a/x.mp4"); err != nil {
		t.Error("deleting twice:", err)
	}
	if _, err := b.Stat(ctx, "files/a/x.mp4"); !errors.Is(err, ErrNoBlob) {
		t.Errorf("after deletion: %v", err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := b.Get(ended, "files/b/empty.mp4", 0, -1); err == nil {
		t.Error("a cancelled context was not heard")
	}
}

// A store that refuses connections, and one that accepts and keeps silent:
// both are told within two seconds, as a refusal a client may retry.
func TestS3Away(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	for name, address := range map[string]string{"refuses": closed.Addr().String(), "silent": silent.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			s, err := NewS3(S3Options{Endpoint: address, AccessKey: "a", SecretKey: "b", Region: "us-east-1", Bucket: "lentera"})
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			_, _, err = s.Get(context.Background(), "files/x", 0, -1)
			if took := time.Since(began); took > 2*time.Second || !errors.Is(err, ErrStoreAway) || fault.Of(err).RetryAfter == 0 {
				t.Errorf("get: %v after %v", err, took)
			}
			began = time.Now()
			if _, err = s.Stat(context.Background(), "files/x"); time.Since(began) > 2*time.Second || !errors.Is(err, ErrStoreAway) {
				t.Errorf("stat: %v after %v", err, time.Since(began))
			}
		})
	}
}
