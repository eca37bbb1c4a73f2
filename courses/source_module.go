package courses

import (
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
)

// moduleReader reads the modules and lessons of course.yaml.
type moduleReader struct {
	y          *yamlFile
	dir        *folder
	kinds      map[string]bool
	moduleKeys map[string]int // key → line
	lessonKeys map[string]int
}

func (r *moduleReader) module(n *yaml.Node) moduleSource {
	f, ok := r.y.mapping(n, "key", "title", "jp", "lessons")
	if !ok {
		return moduleSource{}
	}
	m := moduleSource{Key: r.key(f, r.moduleKeys), Title: f.text("title", true, 200), JP: f.number("jp", true, 0, 200)}
	minutes := 0
	for _, n := range f.list("lessons", true, 100) {
		if l := r.lesson(n); l != nil {
			m.Lessons = append(m.Lessons, l)
			minutes += l.Minutes
		}
	}
	if m.JP > 0 && minutes != m.JP*minutesPerJP {
		r.y.report(f.lineOf("jp"), "minutes-not-jp", fmt.Sprintf(
			"Modul %s: %d JP berarti %d menit, tetapi pelajarannya berjumlah %d menit.", m.Key, m.JP, m.JP*minutesPerJP, minutes))
	}
	return m
}

// key reads a key and remembers it: keys are unique, because they are how a
// lesson is known across revisions.
func (r *moduleReader) key(f fields, have map[string]int) string {
	key := f.text("key", true, 80)
	switch {
	case key == "":
	case !codeForm.MatchString(key):
		r.y.report(f.lineOf("key"), "bad-value", "Kunci \""+key+"\" hanya boleh memuat huruf kecil, angka, dan tanda hubung.")
	case have[key] != 0:
		r.y.report(f.lineOf("key"), "duplicate-key", fmt.Sprintf("Kunci \"%s\" sudah dipakai di baris %d.", key, have[key]))
	default:
		have[key] = f.lineOf("key")
	}
	return key
}

func (r *moduleReader) lesson(n *yaml.Node) *lessonSource {
	f, ok := r.y.mapping(n, "key", "title", "kind", "minutes", "file", "video", "captions", "poster")
	if !ok {
		return nil
	}
	l := &lessonSource{Kind: f.text("kind", true, 40), Minutes: f.number("minutes", true, 1, 600)}
	l.Key, l.Title, l.Line = r.key(f, r.lessonKeys), f.text("title", true, 200), f.line
	switch {
	case l.Kind == "":
	case !r.kinds[l.Kind] && l.Kind == "quiz":
		r.y.report(f.lineOf("kind"), "no-activity", "Jenis pelajaran \"quiz\" tidak tersedia di sini.")
	case !r.kinds[l.Kind]:
		r.y.report(f.lineOf("kind"), "bad-kind", "Jenis pelajaran \""+l.Kind+"\" tidak dikenal.")
	}
	own := l.Kind == kindText || l.Kind == kindVideo
	l.File = r.file(f, "file", true, "")
	if own && l.File != "" && path.Ext(l.File) != ".md" {
		r.y.report(f.lineOf("file"), "bad-file", "Isi pelajaran harus berkas Markdown (.md).")
	}
	if l.Kind == kindVideo {
		r.video(f, l)
		return l
	}
	for _, name := range []string{"video", "captions", "poster"} {
		if f.values[name] != nil {
			r.y.report(f.lineOf(name), "unknown-field", "Isian \""+name+"\" hanya untuk pelajaran video.")
		}
	}
	return l
}

func (r *moduleReader) video(f fields, l *lessonSource) {
	l.Video = r.file(f, "video", true, ".mp4")
	l.Poster = r.file(f, "poster", false, ".jpg", ".jpeg", ".png")
	if f.values["captions"] == nil {
		r.y.report(f.line, "no-captions", "Video \""+l.Key+"\" belum punya teks (captions). Video tanpa teks tidak dapat diimpor.")
		return
	}
	l.Captions = r.file(f, "captions", true, ".vtt")
}

// file reads a reference to a file of the folder; "" after a finding.
func (r *moduleReader) file(f fields, name string, required bool, endings ...string) string {
	ref := f.text(name, required, 200)
	if ref == "" {
		return ""
	}
	found, ok := r.dir.resolve(".", ref)
	switch {
	case found == "" || found != ref:
		r.y.report(f.lineOf(name), "bad-path", "\""+ref+"\" bukan alamat berkas di dalam folder kursus.")
		return ""
	case !ok:
		r.y.report(f.lineOf(name), "missing-file", "Berkas \""+ref+"\" tidak ada.")
		return ""
	}
	for _, e := range endings {
		if e == "" || strings.EqualFold(path.Ext(ref), e) {
			return ref
		}
	}
	r.y.report(f.lineOf(name), "bad-file", "\""+ref+"\" harus berakhiran "+strings.Join(endings, " atau ")+".")
	return ""
}

// checkMinutes holds the promise of the JP: 1 JP is 45 honest minutes.
func (c *source) checkMinutes(f fields) {
	jp := 0
	for _, m := range c.Modules {
		jp += m.JP
		for _, l := range m.Lessons {
			c.Minutes += l.Minutes
		}
	}
	if c.JP > 0 && c.Minutes != c.JP*minutesPerJP {
		f.y.report(f.lineOf("jp"), "minutes-not-jp", fmt.Sprintf(
			"%d JP berarti %d menit, tetapi semua pelajaran berjumlah %d menit.", c.JP, c.JP*minutesPerJP, c.Minutes))
	}
	if c.JP > 0 && jp != c.JP {
		f.y.report(f.lineOf("jp"), "jp-not-sum", fmt.Sprintf("Kursus menyebut %d JP, tetapi modulnya berjumlah %d JP.", c.JP, jp))
	}
}
