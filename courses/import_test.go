package courses

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

func TestImportStoresTheCourseOnce(t *testing.T) {
	w := newWorld(t, 0)
	ctx := context.Background()
	dry, err := w.ImportFolder(ctx, courseFolder(), ImportOptions{DryRun: true})
	if err != nil || len(dry.Findings) > 0 || !dry.Created || dry.Revision != 1 {
		t.Fatalf("dry run: %+v %v", dry, err)
	}
	if n := w.number(`SELECT (SELECT count(*) FROM courses.courses) + (SELECT count(*) FROM media.files)`); n != 0 {
		t.Fatalf("the dry run stored %d rows", n)
	}
	first := w.imported(courseFolder())
	if !first.Created || first.Revision != 1 || first.Code != "aman-digital" {
		t.Fatalf("%+v", first)
	}
	again := w.imported(courseFolder())
	if again.Created || again.Revision != 1 || again.CourseID != first.CourseID {
		t.Fatalf("the same folder again: %+v", again)
	}
	var html string
	if err := w.db.Get(ctx, &html, queryText(`SELECT body_html FROM courses.lessons WHERE key = 'm1-meja'`)); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(html, `<h2>Meja</h2>`) || !ownMedia.MatchString(strings.Split(strings.Split(html, `src="`)[1], `"`)[0]) {
		t.Fatalf("body: %s", html)
	}
	if n := w.number(`SELECT video_seconds FROM courses.lessons WHERE key = 'm1-klik'`); n != 480 {
		t.Fatalf("video seconds %d", n)
	}
	if n := w.number(`SELECT count(*) FROM public.words`); n != 1 {
		t.Fatalf("%d words", n)
	}
	if n := w.number(`SELECT count(*) FROM courses.lesson_files`); n != 4 {
		t.Fatalf("%d files", n)
	}
	if n := w.number(`SELECT count(*) FROM audit.events WHERE action = 'courses.revision-imported'`); n != 1 {
		t.Fatalf("%d audit rows", n)
	}
}

func TestImportChangedFolderIsTheNextRevision(t *testing.T) {
	w := newWorld(t, 0)
	w.imported(courseFolder())
	second := w.imported(with(map[string]string{"m1/klik.md": "Ringkasan yang diperbaiki."}))
	if !second.Created || second.Revision != 2 {
		t.Fatalf("%+v", second)
	}
	if n := w.number(`SELECT count(*) FROM media.files`); n != 4 {
		t.Fatalf("%d files after two imports of the same media", n)
	}
	back := w.imported(courseFolder())
	if back.Revision != 3 {
		t.Fatalf("going back is a new revision, not %d", back.Revision)
	}
}

func TestImportInParallelIsOneRevision(t *testing.T) {
	w := newWorld(t, 0)
	var all sync.WaitGroup
	created := make(chan bool, 3)
	for range cap(created) {
		all.Add(1)
		go func() {
			defer all.Done()
			res, err := w.ImportFolder(context.Background(), courseFolder(), ImportOptions{})
			if err != nil {
				t.Error(err)
			}
			created <- res.Created
		}()
	}
	all.Wait()
	close(created)
	n := 0
	for c := range created {
		if c {
			n++
		}
	}
	if n != 1 || w.number(`SELECT count(*) FROM courses.revisions`) != 1 || w.number(`SELECT count(*) FROM media.files`) != 4 {
		t.Fatalf("%d said created, %d revisions, %d files", n, w.number(`SELECT count(*) FROM courses.revisions`),
			w.number(`SELECT count(*) FROM media.files`))
	}
}

func TestImportFailsWhole(t *testing.T) {
	w := newWorld(t, 0)
	_, err := w.ImportFolder(context.Background(), with(map[string]string{"quiz/m1.yaml": "gagal"}), ImportOptions{})
	if err == nil {
		t.Fatal("the activity's error was swallowed")
	}
	if n := w.number(`SELECT (SELECT count(*) FROM courses.courses) + (SELECT count(*) FROM courses.lessons)`); n != 0 {
		t.Fatalf("%d rows of a failed import", n)
	}
}

func TestImportFindings(t *testing.T) {
	change := func(old, new string) map[string]string {
		if !strings.Contains(courseYAML, old) {
			t.Fatal("not in the fixture: " + old)
		}
		return map[string]string{"course.yaml": strings.Replace(courseYAML, old, new, 1)}
	}
	cases := []struct {
		name    string
		changes map[string]string
		file    string
		line    int
		code    string
	}{
		{"no course.yaml", map[string]string{"course.yaml": ""}, "course.yaml", 0, "missing-file"},
		{"not yaml", map[string]string{"course.yaml": "code: [\n"}, "course.yaml", 0, "not-yaml"},
		{"empty", map[string]string{"course.yaml": "# kosong\n"}, "course.yaml", 1, "not-yaml"},
		{"two documents", map[string]string{"course.yaml": courseYAML + "---\ncode: lain\n"}, "course.yaml", 0, "several-documents"},
		{"unknown field", change("pillar: aman", "pilar: aman"), "course.yaml", 9, "unknown-field"},
		{"unknown field in a lesson", change("minutes: 20,", "minutes: 20, menit: 20,"), "course.yaml", 21, "unknown-field"},
		{"duplicate field", change("pillar: aman", "title: Dua"), "course.yaml", 9, "duplicate-field"},
		{"missing field", change("organiser: BKPSDM Kabupaten Uji\n", ""), "course.yaml", 1, "missing-field"},
		{"bad code", change("code: aman-digital", "code: Aman Digital"), "course.yaml", 1, "bad-value"},
		{"bad jp", change("jp: 1\nsiasn", "jp: satu\nsiasn"), "course.yaml", 5, "bad-value"},
		{"bad path id", change("siasn_path: 16", "siasn_path: 26"), "course.yaml", 6, "bad-value"},
		{"bad date", change("2026-11-23", "2026-13-23"), "course.yaml", 13, "bad-value"},
		{"alias", change("pillar: aman", "pillar: &a aman"), "course.yaml", 9, "alias"},
		{"minutes", change("minutes: 20", "minutes: 21"), "course.yaml", 5, "minutes-not-jp"},
		{"minutes of a module", change("minutes: 20", "minutes: 21"), "course.yaml", 19, "minutes-not-jp"},
		{"jp of modules", change("    jp: 1", "    jp: 0"), "course.yaml", 5, "jp-not-sum"},
		{"bad kind", change("kind: text", "kind: game"), "course.yaml", 21, "bad-kind"},
		{"duplicate key", change("key: m1-klik", "key: m1-meja"), "course.yaml", 22, "duplicate-key"},
		{"no captions", change(" captions: media/klik.vtt,", ""), "course.yaml", 22, "no-captions"},
		{"captions of a text", change("file: m1/meja.md", "file: m1/meja.md, captions: media/klik.vtt"), "course.yaml", 21, "unknown-field"},
		{"missing lesson", map[string]string{"m1/meja.md": ""}, "course.yaml", 21, "missing-file"},
		{"outside", change("m1/meja.md", "../../etc/passwd.md"), "course.yaml", 21, "bad-path"},
		{"absolute", change("m1/meja.md", "/etc/passwd.md"), "course.yaml", 21, "bad-path"},
		{"roundabout", change("m1/meja.md", "m1/../m1/meja.md"), "course.yaml", 21, "bad-path"},
		{"not markdown", change("m1/meja.md", "media/klik.vtt"), "course.yaml", 21, "bad-file"},
		{"video is a picture", change("video: media/klik.mp4", "video: media/klik.jpg"), "course.yaml", 22, "bad-file"},
		{"empty lesson", map[string]string{"m1/meja.md": " \n"}, "m1/meja.md", 1, "empty"},
		{"foreign picture", map[string]string{"m1/meja.md": "Satu\n\n![x](https://example.com/x.png)"}, "m1/meja.md", 3, "bad-image"},
		{"picture outside", map[string]string{"m1/meja.md": "![x](../../x.png)"}, "m1/meja.md", 1, "bad-image"},
		{"picture without words", map[string]string{"m1/meja.md": "A\n\nB\n\n![](../media/meja.jpg)"}, "m1/meja.md", 5, "image-without-alt"},
		{"picture is not one", map[string]string{"media/meja.jpg": "<script>"}, "media/meja.jpg", 0, "bad-image"},
		{"bad captions", map[string]string{"media/klik.vtt": "WEBVTT\n\n00:00,000 --> 00:04,000\nHalo"}, "media/klik.vtt", 3, "bad-captions"},
		{"captions after the end", map[string]string{"media/klik.vtt": "WEBVTT\n\n09:00.000 --> 09:04.000\nHalo"}, "media/klik.vtt", 3, "captions-too-long"},
		{"not a video", map[string]string{"media/klik.mp4": "halo, ini bukan video"}, "media/klik.mp4", 0, "bad-video"},
		{"the activity's own", map[string]string{"quiz/m1.yaml": "dua kata"}, "quiz/m1.yaml", 1, "not-one-word"},
	}
	w := newWorld(t, 0)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res, err := w.ImportFolder(context.Background(), with(c.changes), ImportOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range res.Findings {
				if f.File == c.file && (f.Line == c.line || c.line == 0) && f.Code == c.code && f.Message != "" {
					return
				}
			}
			t.Fatalf("no %s at %s:%d in %+v", c.code, c.file, c.line, res.Findings)
		})
	}
	if n := w.number(`SELECT (SELECT count(*) FROM courses.courses) + (SELECT count(*) FROM media.files)`); n != 0 {
		t.Fatalf("findings, and yet %d rows", n)
	}
}

func TestImportListsEveryFinding(t *testing.T) {
	w := newWorld(t, 0)
	broken := strings.NewReplacer("pillar: aman", "pilar: aman", "minutes: 20", "minutes: 2", "m1/klik.md", "m1/tiada.md").Replace(courseYAML)
	res, err := w.ImportFolder(context.Background(), with(map[string]string{"course.yaml": broken, "m1/meja.md": " "}), ImportOptions{})
	if err != nil || len(res.Findings) != 5 {
		t.Fatalf("%v, %d findings: %+v", err, len(res.Findings), res.Findings)
	}
}

func TestImportWithoutTheActivity(t *testing.T) {
	w := newWorld(t, 0)
	bare := New(w.db, w.media, Options{})
	res, err := bare.ImportFolder(context.Background(), courseFolder(), ImportOptions{})
	if err != nil || len(res.Findings) != 1 || res.Findings[0].Code != "no-activity" || res.Findings[0].Line != 23 {
		t.Fatalf("%v %+v", err, res.Findings)
	}
}

func TestImportRefusesSymlinks(t *testing.T) {
	w := newWorld(t, 0)
	dir := t.TempDir()
	if err := os.CopyFS(dir, courseFolder()); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "rahasia.md")
	if err := os.WriteFile(secret, []byte("rahasia"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "m1/meja.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "m1/meja.md")); err != nil {
		t.Fatal(err)
	}
	res, err := w.ImportFolder(context.Background(), os.DirFS(dir), ImportOptions{})
	if err != nil || len(res.Findings) != 2 || res.Findings[0].Code != "not-a-file" || res.Findings[1].Code != "missing-file" {
		t.Fatalf("%v %+v", err, res.Findings)
	}
}

func TestFolderOpensOnlyWhatItListed(t *testing.T) {
	dir, found, err := openFolder(fstest.MapFS{"a.md": {Data: []byte("a")}, "b": {Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink}, ".env": {Data: []byte("x")}})
	if err != nil || len(found) != 1 {
		t.Fatal(err, found)
	}
	for _, name := range []string{"b", ".env", "../a.md", "/a.md", "c", ""} {
		if f, err := dir.Open(name); err == nil {
			_ = f.Close()
			t.Errorf("%q opened", name)
		}
	}
	if names, err := fs.Glob(dir, "*.md"); err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
}
