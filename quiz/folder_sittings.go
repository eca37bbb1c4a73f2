package quiz

import (
	"io/fs"
	"math"
	"strings"

	"go.yaml.in/yaml/v3"

	"lentera/courses"
)

// courseFile is where a lesson names its quiz file.
const courseFile = "course.yaml"

// sitting reads the quiz file of one lesson and checks that every pool has
// enough questions; ok is false after any finding in it.
func (r *reader) sitting(lesson courses.LessonSource, bank []question) (s sitting, ok bool) {
	before := len(r.findings)
	if !fs.ValidPath(lesson.File) || !strings.HasPrefix(lesson.File, "quiz/") || !exists(r.folder, lesson.File) {
		r.find(courseFile, lesson.Line, "no-quiz-file", "Berkas kuis %q untuk pelajaran %q tidak ada di folder quiz.", lesson.File, lesson.Key)
		return s, false
	}
	doc := r.document(lesson.File)
	if doc == nil {
		return s, false
	}
	c, isRecord := r.record(lesson.File, doc, "title", "instructions", "duration_minutes", "pass_percent", "attempt_cap", "draw")
	if !isRecord {
		return s, false
	}
	s = sitting{LessonKey: lesson.Key, File: lesson.File, Title: c.words("title"), InstructionsHTML: c.block("instructions")}
	s.Minutes, _ = c.number("duration_minutes", 1, 240)
	s.PassPercent, _ = c.number("pass_percent", 1, 100)
	if c.has["attempt_cap"] != nil {
		s.AttemptCap, _ = c.number("attempt_cap", 0, 100)
	}
	if draw, has := c.must("draw"); has {
		s.Draw = c.parts(draw, bank)
	}
	return s, len(r.findings) == before
}

func exists(folder fs.FS, file string) bool {
	info, err := fs.Stat(folder, file)
	return err == nil && info.Mode().IsRegular()
}

// parts reads draw: so many from each pool, no pool twice (the same question
// could come twice on one paper).
func (c record) parts(list *yaml.Node, bank []question) (parts []Part) {
	have := map[string]int{}
	for _, q := range bank {
		have[q.Pool]++
	}
	named := map[string]bool{}
	for _, n := range c.list(c.file, list, "kelompok soal") {
		p, ok := c.record(c.file, n, "pool", "count")
		if !ok {
			continue
		}
		pool := p.words("pool")
		count, ok := p.number("count", 1, math.MaxInt16)
		switch {
		case pool == "" || !ok:
			continue
		case named[pool]:
			c.find(c.file, n.Line, "pool-twice", "Kelompok soal %q disebut dua kali.", pool)
		case have[pool] < count:
			c.find(c.file, n.Line, "pool-too-small", "Kelompok soal %q memuat %d soal yang dapat dipakai, padahal diminta %d.", pool, have[pool], count)
		}
		named[pool] = true
		parts = append(parts, Part{Pool: pool, Count: count})
	}
	return parts
}
