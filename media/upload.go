package media

import (
	"path"
	"strings"
	"unicode"

	"github.com/google/uuid"
)

// MaxPiece bounds one piece of an upload: 1 MiB.
const MaxPiece = 1 << 20

// Upload is a file that a person hands in, or a part of it so far. Unlike a
// File it belongs to whom the feature above says, and the same bytes handed in
// twice are two.
type Upload struct {
	ID          uuid.UUID `db:"id"`
	Name        string    `db:"name"` // as its owner calls it
	Bytes       int64     `db:"bytes"`
	Received    int64     `db:"received"`
	ObjectKey   string    `db:"object_key"`
	ContentType string    `db:"content_type"` // of UploadTypes; empty until complete
	Complete    bool      `db:"complete"`
}

// UploadTypes are the media types of files that people may hand in, with the
// ending a copy of them gets. Decided by content (typeOf), never by name.
var UploadTypes = map[string]string{
	"application/pdf": ".pdf",
	"image/jpeg":      ".jpg",
	"image/png":       ".png",
	"image/webp":      ".webp",
	"text/plain":      ".txt",
	"audio/mpeg":      ".mp3",
	"audio/mp4":       ".m4a",
	"video/mp4":       ".mp4",

	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         ".xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
	"application/vnd.oasis.opendocument.text":                                   ".odt",
}

const mostName = 200 // characters

// tidyName is the last part of a name without what cannot be seen.
func tidyName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.TrimSpace(path.Base(strings.ReplaceAll(name, `\`, "/")))
	if letters := []rune(name); len(letters) > mostName {
		name = string(letters[len(letters)-mostName:]) // the ending stays
	}
	if name == "" || name == "." || name == "/" {
		return "berkas"
	}
	return name
}
