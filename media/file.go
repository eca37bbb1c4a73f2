package media

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/google/uuid"
)

// MaxBytes bounds one stored file: 512 MiB.
const MaxBytes = 512 << 20

// File is one stored, immutable file.
type File struct {
	ID          uuid.UUID `db:"id"`
	ObjectKey   string    `db:"object_key"`
	Name        string    `db:"name"`
	ContentType string    `db:"content_type"`
	Bytes       int64     `db:"bytes"`
	SHA256      string    `db:"sha256"` // lower-case hex; the ETag
}

// URL is the address of the file's content on our own origin.
func (f File) URL() string { return URL(f.ID) }

// URL is the address of a file's content on our own origin.
func URL(id uuid.UUID) string { return "/api/media/files/" + id.String() + "/content" }

// kind is one sort of file we take: what its name ends with and what its first
// bytes look like.
type kind struct {
	extensions []string
	begins     func(head []byte) bool
}

// kinds is the closed list: what is not in it is neither stored nor served.
var kinds = map[string]kind{
	"video/mp4":       {[]string{".mp4"}, func(h []byte) bool { return len(h) >= 12 && string(h[4:8]) == "ftyp" }},
	"text/vtt":        {[]string{".vtt"}, beginsWebVTT},
	"image/jpeg":      {[]string{".jpg", ".jpeg"}, func(h []byte) bool { return bytes.HasPrefix(h, []byte{0xFF, 0xD8, 0xFF}) }},
	"image/png":       {[]string{".png"}, func(h []byte) bool { return bytes.HasPrefix(h, []byte("\x89PNG\r\n\x1a\n")) }},
	"audio/mpeg":      {[]string{".mp3"}, beginsMP3},
	"application/pdf": {[]string{".pdf"}, func(h []byte) bool { return bytes.HasPrefix(h, []byte("%PDF-")) }},
}

func beginsWebVTT(h []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimPrefix(h, []byte("\ufeff")), []byte("WEBVTT"))
	return ok && (len(rest) == 0 || strings.IndexByte(" \t\r\n", rest[0]) >= 0)
}

func beginsMP3(h []byte) bool {
	return bytes.HasPrefix(h, []byte("ID3")) || (len(h) >= 2 && h[0] == 0xFF && h[1]&0xE0 == 0xE0)
}

// ContentTypeOf gives the content type for a file name; ok is false for a name
// whose ending is not in the closed list.
func ContentTypeOf(name string) (contentType string, ok bool) {
	ext := strings.ToLower(path.Ext(name))
	for contentType, k := range kinds {
		for _, e := range k.extensions {
			if e == ext {
				return contentType, true
			}
		}
	}
	return "", false
}

var (
	unsafeInName = regexp.MustCompile(`[^a-z0-9._-]+`)
	dotsInName   = regexp.MustCompile(`\.{2,}`)
)

// cleanName makes the last part of a file's path safe as part of an object
// key; it is empty when nothing is left of it.
func cleanName(name string) string {
	name = strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
	name = dotsInName.ReplaceAllString(unsafeInName.ReplaceAllString(name, "-"), ".")
	name = strings.Trim(name, ".-")
	if len(name) > 100 {
		name = name[len(name)-100:]
	}
	return name
}
