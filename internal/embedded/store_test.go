package embedded

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"lentera/internal/embedded/storebinary"
)

var buildStore = sync.OnceValues(func() (string, error) { return storebinary.Ensure(context.Background()) })

// storeProgram is lentera-store, as a copy that every user may run.
func storeProgram(t *testing.T) string {
	t.Helper()
	built, err := buildStore()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(built)
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(openDir(t), "lentera-store")
	if err := os.WriteFile(program, content, 0o755); err != nil {
		t.Fatal(err)
	}
	return program
}

func startStore(t *testing.T, dir string) *Store {
	t.Helper()
	secrets, err := Secrets(dir)
	if err != nil {
		t.Fatal(err)
	}
	store, err := StartStore(context.Background(), StoreOptions{
		DataDir: dir, AccessKey: secrets.S3AccessKey, SecretKey: secrets.S3SecretKey, Log: quiet(), Binary: storeProgram(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stopStore(t, store) })
	return store
}

func stopStore(t *testing.T, store *Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := store.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func client(t *testing.T, endpoint, accessKey, secretKey string) *minio.Client {
	t.Helper()
	c, err := minio.New(endpoint, &minio.Options{Creds: credentials.NewStaticV4(accessKey, secretKey, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func putObject(t *testing.T, endpoint, accessKey, secretKey, bucket, key string, content []byte) {
	t.Helper()
	c := client(t, endpoint, accessKey, secretKey)
	if there, err := c.BucketExists(context.Background(), bucket); err != nil {
		t.Fatal(err)
	} else if !there {
		if err := c.MakeBucket(context.Background(), bucket, minio.MakeBucketOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.PutObject(context.Background(), bucket, key, bytes.NewReader(content), int64(len(content)),
		minio.PutObjectOptions{ContentType: "text/vtt", PartSize: 5 << 20}); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, store *Store, bucket, key string, content []byte) {
	t.Helper()
	putObject(t, store.Endpoint(), store.AccessKey(), store.SecretKey(), bucket, key, content)
}

func getObject(t *testing.T, store *Store, bucket, key string) []byte {
	t.Helper()
	content, err := tryGet(store, bucket, key, minio.GetObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func tryGet(store *Store, bucket, key string, opts minio.GetObjectOptions) ([]byte, error) {
	c, err := minio.New(store.Endpoint(), &minio.Options{
		Creds: credentials.NewStaticV4(store.AccessKey(), store.SecretKey(), ""), Region: store.Region(), MaxRetries: 1})
	if err != nil {
		return nil, err
	}
	object, err := c.GetObject(context.Background(), bucket, key, opts)
	if err != nil {
		return nil, err
	}
	defer func() { _ = object.Close() }()
	return io.ReadAll(object)
}

func TestObjectsOutliveARestart(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	store := startStore(t, dir)
	small, large := []byte("WEBVTT\n"), make([]byte, 12<<20) // large goes up in three parts
	_, _ = rand.Read(large)
	put(t, store, "media", "caption/1/id.vtt", small)
	put(t, store, "media", "video/1/film.mp4", large)
	stopStore(t, store)
	if !gone(store.PID()) {
		t.Error("the store is still there after Stop")
	}
	again := startStore(t, dir)
	if got := getObject(t, again, "media", "caption/1/id.vtt"); !bytes.Equal(got, small) {
		t.Errorf("caption came back as %q", got)
	}
	if got := getObject(t, again, "media", "video/1/film.mp4"); !bytes.Equal(got, large) {
		t.Error("the video came back changed")
	}
	info, err := client(t, again.Endpoint(), again.AccessKey(), again.SecretKey()).
		StatObject(context.Background(), "media", "caption/1/id.vtt", minio.StatObjectOptions{})
	if err != nil || info.ContentType != "text/vtt" || info.ETag == "" {
		t.Errorf("attributes came back as %+v, %v", info, err)
	}
	var middle minio.GetObjectOptions
	if err := middle.SetRange(5<<20-3, 5<<20+3); err != nil { // across two parts
		t.Fatal(err)
	}
	if got, err := tryGet(again, "media", "video/1/film.mp4", middle); err != nil || !bytes.Equal(got, large[5<<20-3:5<<20+4]) {
		t.Errorf("range of %d bytes, %v", len(got), err)
	}
}

func TestStoreRefusesStrangers(t *testing.T) {
	t.Parallel()
	store := startStore(t, openDir(t))
	put(t, store, "media", "text/1/file.txt", []byte("private"))
	for name, keys := range map[string][2]string{
		"wrong secret":  {store.AccessKey(), "not-the-secret"},
		"wrong account": {"somebody", store.SecretKey()},
		"no account":    {"", ""},
	} {
		_, err := client(t, store.Endpoint(), keys[0], keys[1]).
			StatObject(context.Background(), "media", "text/1/file.txt", minio.StatObjectOptions{})
		if code := minio.ToErrorResponse(err).StatusCode; code != 403 {
			t.Errorf("%s: status %d (%v), want 403", name, code, err)
		}
	}
	for _, visible := range []string{fmt.Sprintf("/proc/%d/cmdline", store.PID()), filepath.Join(store.opts.DataDir, "store.log")} {
		text, err := os.ReadFile(visible)
		if err != nil || strings.Contains(string(text), store.SecretKey()) {
			t.Errorf("%s must be readable and without the secret (%v)", visible, err)
		}
	}
}

func TestKilledStoreComesBack(t *testing.T) {
	t.Parallel()
	store := startStore(t, openDir(t))
	put(t, store, "media", "text/1/file.txt", []byte("saved"))
	endpoint, killed := store.Endpoint(), store.PID()
	if err := syscall.Kill(killed, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, 20*time.Second, "the object is served again", func() bool {
		got, err := tryGet(store, "media", "text/1/file.txt", minio.GetObjectOptions{})
		return err == nil && string(got) == "saved" && store.PID() != killed
	})
	if store.Endpoint() != endpoint {
		t.Errorf("the address changed from %s to %s", endpoint, store.Endpoint())
	}
}

func TestStoreProgramMissing(t *testing.T) {
	t.Setenv("LENTERA_STORE_BIN", filepath.Join(t.TempDir(), "absent"))
	_, err := StartStore(context.Background(), StoreOptions{DataDir: t.TempDir(), AccessKey: "a", SecretKey: "b"})
	if !errors.Is(err, ErrNoStore) || !strings.Contains(err.Error(), "go build") {
		t.Errorf("the error has to say how to build it: %v", err)
	}
}
