package frontend

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// asset is one file of the build with its compressed forms, read once at start.
type asset struct {
	contentType string
	etag        string
	immutable   bool // the name holds a hash of the content
	forms       map[string][]byte
}

const oneYear = "public, max-age=31536000, immutable"

var contentTypes = map[string]string{
	".js":          "text/javascript; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".svg":         "image/svg+xml",
	".json":        "application/json",
	".webmanifest": "application/manifest+json",
	".png":         "image/png",
}

// readAssets takes every file of the build, keyed by its URL path. Files of a
// kind that has no entry above are left out: nothing unexpected is served.
func readAssets(dist fs.FS) (map[string]*asset, error) {
	assets := map[string]*asset{}
	err := fs.WalkDir(dist, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(name, ".") {
			return err
		}
		kind, ok := contentTypes[path.Ext(name)]
		if !ok {
			return nil
		}
		a := &asset{contentType: kind, immutable: strings.HasPrefix(name, "assets/"), forms: map[string][]byte{}}
		for encoding, suffix := range map[string]string{"": "", "br": ".br", "gzip": ".gz"} {
			if content, err := fs.ReadFile(dist, name+suffix); err == nil {
				a.forms[encoding] = content
			}
		}
		sum := sha256.Sum256(a.forms[""])
		a.etag = hex.EncodeToString(sum[:8])
		assets["/"+name] = a
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("frontend: build: %w", err)
	}
	return assets, nil
}

// choose picks the smallest form the browser takes: brotli, gzip, as it is.
func (a *asset) choose(acceptEncoding string) (encoding string, content []byte) {
	for _, encoding := range []string{"br", "gzip"} {
		content, have := a.forms[encoding]
		if have && accepts(acceptEncoding, encoding) {
			return encoding, content
		}
	}
	return "", a.forms[""]
}

func accepts(header, encoding string) bool {
	for _, part := range strings.Split(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, encoding) {
			return strings.ReplaceAll(weight, " ", "") != "q=0"
		}
	}
	return false
}

// cacheControl lets a browser keep hashed files for a year and pictures for a
// day; it must ask for every other, above all for the worker.
func (a *asset) cacheControl() string {
	switch {
	case a.immutable:
		return oneYear
	case a.contentType == contentTypes[".svg"]:
		return "public, max-age=86400"
	}
	return "no-cache"
}
