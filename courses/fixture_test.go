package courses

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/testdb"
	"lentera/media"
)

// world is a database with two branches of units, and the service on it.
type world struct {
	*Service
	t     testing.TB
	db    *db.DB
	media *media.Service
	act   *wordActivity

	agency, office, section, other uuid.UUID
	learner, admin, unitAdmin      access.Actor
}

func newWorld(t testing.TB, minStudy int) *world {
	t.Helper()
	d := testdb.New(t)
	if err := d.Warm(context.Background()); err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: d, act: &wordActivity{}}
	w.agency = accountstest.Unit(t, d, "Pemerintah Kabupaten", uuid.Nil)
	w.office = accountstest.Unit(t, d, "Kecamatan Kembang", w.agency)
	w.section = accountstest.Unit(t, d, "Seksi Pelayanan", w.office)
	w.other = accountstest.Unit(t, d, "Dinas Kesehatan", w.agency)
	w.learner = accountstest.Person(t, d, "Ratri Wulandari", w.section)
	w.admin = accountstest.Person(t, d, "Endah Lestari", w.other, access.TrainingAdmin)
	w.unitAdmin = accountstest.Person(t, d, "Yusuf Hidayat", w.office, access.UnitAdmin)
	w.media = media.New(d, media.NewMemory())
	w.Service = New(d, w.media, Options{Location: jakarta(t), MinStudyPercent: minStudy, Scope: w.scope})
	w.media.MaySee = append(w.media.MaySee, w.MaySeeFile)
	accountstest.Exec(t, d, `CREATE TABLE public.words (lesson_id uuid PRIMARY KEY, word text NOT NULL)`)
	w.Plug(w.act)
	return w
}

func jakarta(t testing.TB) *time.Location {
	l, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// scope is what accounts answers: the training side sees all, a unit admin
// the own unit.
func (w *world) scope(_ context.Context, a access.Actor) (bool, []uuid.UUID, error) {
	if a.HasAny(access.TrainingAdmin, access.Auditor) {
		return true, nil, nil
	}
	if a.Has(access.UnitAdmin) {
		return false, []uuid.UUID{w.office}, nil
	}
	return false, nil, nil
}

// wordActivity is a small activity: each of its files holds one word, which it
// keeps in a table of its own.
type wordActivity struct{ fail error }

type words map[string]string

func (*wordActivity) Kind() string { return "quiz" }

func (*wordActivity) Read(folder fs.FS, lessons []LessonSource) (Parsed, []Finding) {
	out := words{}
	var found []Finding
	for _, l := range lessons {
		text, err := fs.ReadFile(folder, l.File)
		if err != nil || len(strings.Fields(string(text))) != 1 {
			found = append(found, Finding{l.File, 1, "not-one-word", "Tulis satu kata."})
			continue
		}
		out[l.Key] = strings.TrimSpace(string(text))
	}
	return out, found
}

func (ws words) Store(ctx context.Context, tx *db.Tx, _ uuid.UUID, ids map[string]uuid.UUID) error {
	for key, word := range ws {
		if word == "gagal" {
			return fmt.Errorf("the activity could not store %s", key)
		}
		if _, err := tx.Exec(ctx, db.Query{Name: "AddWord", SQL: `INSERT INTO public.words VALUES ($1, $2)`}, ids[key], word); err != nil {
			return err
		}
	}
	return nil
}

const courseYAML = `code: aman-digital
title: Aman di kantor digital
summary: Kursus pendek untuk uji coba.
language: id
jp: 1
siasn_path: 16
organiser: BKPSDM Kabupaten Uji
audience: Semua pegawai
pillar: aman
digcomp: [4]
outcomes:
  - Mengenali pesan tipuan.
law_checked_on: 2026-11-23
references:
  - {title: UU 27/2022, note: Pasal 4}
modules:
  - key: m1
    title: Mengenali
    jp: 1
    lessons:
      - {key: m1-meja, title: Data di meja, kind: text, minutes: 20, file: m1/meja.md}
      - {key: m1-klik, title: Satu klik, kind: video, minutes: 10, file: m1/klik.md, video: media/klik.mp4, captions: media/klik.vtt, poster: media/klik.jpg}
      - {key: m1-kuis, title: Kuis, kind: quiz, minutes: 15, file: quiz/m1.yaml}
`

const captions = "WEBVTT\n\n00:00.000 --> 00:04.000\nSelamat pagi.\n"

// courseFolder is a small, right course.
func courseFolder() fstest.MapFS {
	file := func(data []byte) *fstest.MapFile { return &fstest.MapFile{Data: data, Mode: 0o644} }
	return fstest.MapFS{
		"course.yaml":    file([]byte(courseYAML)),
		"m1/meja.md":     file([]byte("## Meja\n\nIsi **penting**.\n\n![Meja loket](../media/meja.jpg)\n")),
		"m1/klik.md":     file([]byte("Ringkasan video.\n")),
		"media/klik.mp4": file(video(480)),
		"media/klik.vtt": file([]byte(captions)),
		"media/klik.jpg": file(photo(8)),
		"media/meja.jpg": file(photo(9)),
		"quiz/m1.yaml":   file([]byte("lentera\n")),
	}
}

func with(changes map[string]string) fstest.MapFS {
	out := maps.Clone(courseFolder())
	for name, text := range changes {
		if text == "" {
			delete(out, name)
			continue
		}
		out[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return out
}

func photo(side int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, side, side)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// video is the smallest MP4 that says how long it plays.
func video(seconds uint32) []byte {
	box := func(name string, body ...byte) []byte {
		return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), name...), body...)
	}
	head := make([]byte, 100)
	binary.BigEndian.PutUint32(head[12:], 1)
	binary.BigEndian.PutUint32(head[16:], seconds)
	out := box("ftyp", []byte("isom\x00\x00\x02\x00")...)
	out = append(out, box("moov", box("mvhd", head...)...)...)
	return append(out, box("mdat", make([]byte, 4000)...)...)
}

func (w *world) imported(folder fs.FS) ImportResult {
	w.t.Helper()
	res, err := w.ImportFolder(context.Background(), folder, ImportOptions{})
	if err != nil || len(res.Findings) > 0 {
		w.t.Fatalf("import: %v %+v", err, res.Findings)
	}
	return res
}

// number reads one number from the database.
func (w *world) number(statement string, args ...any) int {
	w.t.Helper()
	var n int
	if err := w.db.Get(context.Background(), &n, db.Query{Name: "number", SQL: statement}, args...); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) exec(statement string, args ...any) {
	w.t.Helper()
	accountstest.Exec(w.t, w.db, statement, args...)
}
