package media

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"lentera/internal/safezip"
	"lentera/media/mp4"
)

// typeOf decides by content which of UploadTypes a handed-in file is; "" for
// none. It looks at heads, ends and tables of contents. Nothing in a file is
// unpacked, decoded or run: a file may still be harmful to whoever opens it.
func typeOf(r io.ReaderAt, size int64) string {
	head := part(r, 0, min(size, 512<<10))
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		// The end mark too: a file that was cut off is none.
		if bytes.Contains(part(r, max(0, size-1024), min(size, 1024)), []byte("%%EOF")) {
			return "application/pdf"
		}
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return typeOfArchive(r, size)
	case kinds["video/mp4"].begins(head):
		return typeOfMovie(io.NewSectionReader(r, 0, size))
	case len(head) > 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return picture("image/webp", head)
	case kinds["image/jpeg"].begins(head):
		return picture("image/jpeg", head)
	case kinds["image/png"].begins(head):
		return picture("image/png", head)
	case beginsSound(head):
		return "audio/mpeg"
	case isText(io.NewSectionReader(r, 0, size)):
		return "text/plain"
	}
	return ""
}

func part(r io.ReaderAt, from, n int64) []byte {
	b := make([]byte, n)
	read, _ := r.ReadAt(b, from)
	return b[:read]
}

func picture(contentType string, head []byte) string {
	if CheckPicture(contentType, bytes.NewReader(head)) != nil {
		return ""
	}
	return contentType
}

// beginsSound wants a tag, or the head of an MPEG frame of layer III with a
// bit rate and a sampling rate that exist.
func beginsSound(h []byte) bool {
	if bytes.HasPrefix(h, []byte("ID3")) {
		return true
	}
	return len(h) >= 4 && h[0] == 0xFF && h[1]&0xE6 == 0xE2 && h[2]&0xF0 != 0xF0 && h[2]&0xF0 != 0 && h[2]&0x0C != 0x0C
}

// typeOfMovie: a recording of sound alone is audio, whatever its brand says.
func typeOfMovie(r io.ReadSeeker) string {
	pictures, sound, err := mp4.Tracks(r)
	switch {
	case err != nil:
		return ""
	case pictures:
		return "video/mp4"
	case sound:
		return "audio/mp4"
	}
	return ""
}

// office says which member makes an archive a document of which type. One with
// macros is none.
var office = map[string]string{
	"word/document.xml":    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xl/workbook.xml":      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

const openDocumentText = "application/vnd.oasis.opendocument.text"

func typeOfArchive(r io.ReaderAt, size int64) string {
	a, err := safezip.Open(r, size, safezip.Limits{Entries: 10_000, Total: 1 << 30})
	if err != nil {
		return ""
	}
	names := a.Names()
	if slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(strings.ToLower(n), "vbaproject.bin") }) {
		return ""
	}
	if slices.Contains(names, "[Content_Types].xml") {
		for member, contentType := range office {
			if slices.Contains(names, member) {
				return contentType
			}
		}
	}
	// OpenDocument names itself in its first member, stored as it is.
	if len(names) > 0 && names[0] == "mimetype" && slices.Contains(names, "content.xml") && firstMember(r, size) == openDocumentText {
		return openDocumentText
	}
	return ""
}

func firstMember(r io.ReaderAt, size int64) string {
	z, err := zip.NewReader(r, size)
	if err != nil || len(z.File) == 0 || z.File[0].Method != zip.Store {
		return ""
	}
	at, err := z.File[0].DataOffset()
	if err != nil || z.File[0].UncompressedSize64 > 100 {
		return ""
	}
	return strings.TrimSpace(string(part(r, at, int64(z.File[0].UncompressedSize64))))
}

// isText wants UTF-8 without control characters, to the end.
func isText(r io.Reader) bool {
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		all := buf[:kept+n]
		for len(all) > 0 {
			c, wide := utf8.DecodeRune(all)
			if c == utf8.RuneError && wide <= 1 {
				if err == nil && !utf8.FullRune(all) {
					break // the rest of it is still to come
				}
				return false
			}
			if (c < ' ' && !strings.ContainsRune("\t\n\r\f", c)) || c == 0x7F {
				return false
			}
			all = all[wide:]
		}
		kept = copy(buf, all)
		if err != nil {
			return err == io.EOF && kept == 0 //nolint:errorlint // a reader's own end
		}
	}
}
