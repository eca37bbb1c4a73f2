package quiz

import (
	"encoding/json"
	"image"
	_ "image/jpeg" // pictures are JPEG
	_ "image/png"  // or PNG
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/google/uuid"

	"lentera/courses"
	"lentera/media"
)

// standIn is the address of a file before it is stored: of the form that the
// sanitiser lets through, and replaced by the true one when it is known.
func standIn(file string) string { return media.URL(uuid.NewSHA1(uuid.NameSpaceURL, []byte(file))) }

// file finds what a reference of a YAML file means: a picture, sound or video
// inside the folder; "" after a finding.
func (r *reader) file(from string, line int, reference string) string {
	ref, err := url.PathUnescape(reference)
	name := path.Join(path.Dir(from), ref)
	if err != nil || ref == "" || strings.HasPrefix(ref, "/") || strings.Contains(ref, ":") || !fs.ValidPath(name) || !exists(r.folder, name) {
		r.find(from, line, "no-file", "Berkas %q tidak ada di dalam folder kursus.", reference)
		return ""
	}
	contentType, known := media.ContentTypeOf(name)
	if sort, _, _ := strings.Cut(contentType, "/"); !known || (sort != "image" && sort != "audio" && sort != "video") {
		r.find(from, line, "bad-file", "Berkas %q harus gambar JPEG atau PNG, suara MP3, atau video MP4.", reference)
		return ""
	}
	if !slices.Contains(r.files, name) {
		r.files = append(r.files, name)
	}
	return name
}

// markdown renders a text of the record with its files.
func (c record) markdown(name, text string) string {
	return strings.TrimSpace(courses.MarkdownWith([]byte(text), func(reference, words string) string {
		if words == "" {
			c.find(c.file, c.at(name), "image-without-alt", "Gambar, suara, atau video belum punya keterangan untuk pembaca layar.")
		}
		file := c.reader.file(c.file, c.at(name), reference)
		if file == "" {
			return ""
		}
		return standIn(file)
	}))
}

// pixels gives the size of a picture; ok is false after a finding.
func (c record) pixels(name, file string) (width, height int, ok bool) {
	f, err := c.folder.Open(file)
	if err == nil {
		defer func() { _ = f.Close() }()
		var info image.Config
		if info, _, err = image.DecodeConfig(f); err == nil {
			return info.Width, info.Height, true
		}
	}
	c.find(c.file, c.at(name), "bad-file", "Gambar %q tidak dapat dibaca.", file)
	return 0, 0, false
}

// Files names the files that the questions refer to.
func (f folder) Files() []string { return f.files }

// Placed puts the true addresses into everything learners see.
func (f folder) Placed(addresses map[string]string) courses.Parsed {
	var pairs []string
	for _, file := range f.files {
		pairs = append(pairs, standIn(file), addresses[file])
	}
	place := strings.NewReplacer(pairs...)
	questions := make([]question, len(f.questions))
	for i, q := range f.questions {
		q.StemHTML, q.ExplanationHTML = place.Replace(q.StemHTML), place.Replace(q.ExplanationHTML)
		if q.Content != nil {
			q.Content, q.Secret = json.RawMessage(place.Replace(string(q.Content))), json.RawMessage(place.Replace(string(q.Secret)))
		}
		q.Options = slices.Clone(q.Options)
		for j, o := range q.Options {
			q.Options[j].HTML = place.Replace(o.HTML)
		}
		questions[i] = q
	}
	f.questions = questions
	return f
}
