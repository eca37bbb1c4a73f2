package frontend

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestFilesAreServedCompressedAndKept(t *testing.T) {
	s := serve(t, Options{})
	for accept, expect := range map[string]string{"gzip, deflate, br": "brotli", "gzip;q=1": "gzip", "br;q=0, gzip": "gzip", "": "app()"} {
		res, body := get(t, s, "/assets/app-1.js", "Accept-Encoding", accept)
		if body != expect || res.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
			t.Errorf("%q gave %q as %s", accept, body, res.Header.Get("Content-Type"))
		}
		if res.Header.Get("Cache-Control") != oneYear || res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("kept as %q", res.Header.Get("Cache-Control"))
		}
		again, body := get(t, s, "/assets/app-1.js", "Accept-Encoding", accept, "If-None-Match", res.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified || body != "" {
			t.Errorf("asked again: %d %q", again.StatusCode, body)
		}
	}
	if res, _ := get(t, s, "/sw.js"); res.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("the worker is kept as %q", res.Header.Get("Cache-Control"))
	}
}

func TestOnlyExpectedFilesAreServed(t *testing.T) {
	s := serve(t, Options{})
	for _, path := range []string{"/assets/app-1.js.map", "/assets/unexpected.html", "/assets/app-1.js.br", "/assets/..%2f.vite%2fmanifest.json", "/assets/none.js"} {
		if res, body := get(t, s, path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d %q", path, res.StatusCode, body)
		}
	}
}

func TestPagesAreGzipped(t *testing.T) {
	s := serve(t, Options{Boot: bootAs("id", "learner")})
	res, body := get(t, s, "/jp", "Cookie", "lentera_refresh=good", "Accept-Encoding", "gzip")
	if res.Header.Get("Content-Encoding") != "gzip" || len(body) > 5<<10 {
		t.Fatalf("%q, %d bytes", res.Header.Get("Content-Encoding"), len(body))
	}
	z, err := gzip.NewReader(bytes.NewBufferString(body))
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(z)
	if err != nil || !strings.Contains(string(page), "JP saya") {
		t.Errorf("%v", err)
	}
}
