package courses

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/db"
	"lentera/media"
	"lentera/media/mp4"
	"lentera/media/vtt"
)

func addRevision(ctx context.Context, tx *db.Tx, id, courseID uuid.UUID, number int, in revisionInput) error {
	var encoded [3]string
	for i, v := range []any{in.Outcomes, in.References, in.Tags} {
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		encoded[i] = string(text)
	}
	_, err := tx.Exec(ctx, sqls.AddRevision, id, courseID, number, in.Title, in.Summary, in.Language, in.Organiser,
		in.Audience, in.JP, in.Minutes, in.SiasnPath, encoded[0], encoded[1], encoded[2], in.LawCheckedOn, in.checksum)
	return err
}

// addModules writes modules and lessons and gives the lessons' ids by key.
func addModules(ctx context.Context, tx *db.Tx, revisionID uuid.UUID, in revisionInput) (map[string]uuid.UUID, error) {
	ids := map[string]uuid.UUID{}
	for i, m := range in.Modules {
		moduleID := uuid.Must(uuid.NewV7())
		if _, err := tx.Exec(ctx, sqls.AddModule, moduleID, revisionID, m.Key, i+1, m.Title, m.JP); err != nil {
			return nil, err
		}
		for _, l := range m.Lessons {
			id := uuid.Must(uuid.NewV7())
			ids[l.Key] = id
			if err := addLesson(ctx, tx, id, revisionID, moduleID, len(ids), l, in.stored); err != nil {
				return nil, err
			}
		}
	}
	return ids, nil
}

func addLesson(ctx context.Context, tx *db.Tx, id, revisionID, moduleID uuid.UUID, position int, l *lessonSource,
	stored map[string]media.File) error {
	html := ""
	if l.body != nil {
		html = l.body.html(stored)
	}
	file := func(name string) *uuid.UUID {
		if f, ok := stored[name]; ok && name != "" {
			return &f.ID
		}
		return nil
	}
	if _, err := tx.Exec(ctx, sqls.AddLesson, id, revisionID, moduleID, l.Key, position, l.Title, l.Kind, l.Minutes, html,
		file(l.Video), file(l.Captions), file(l.Poster), l.VideoSeconds); err != nil {
		return err
	}
	var files []uuid.UUID
	for _, name := range l.files() {
		files = append(files, stored[name].ID)
	}
	if len(files) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, sqls.AddLessonFiles, id, db.Array(files))
	return err
}

// checkMedia looks into the video and the captions of a lesson, and learns how
// long the video plays.
func checkMedia(dir *folder, l *lessonSource) []Finding {
	var found []Finding
	var length time.Duration
	if l.Video != "" {
		info, err := readVideo(dir, l.Video)
		length = info.Duration
		l.VideoSeconds = int(math.Ceil(length.Seconds()))
		switch {
		case errors.Is(err, mp4.ErrNoDuration):
			found = append(found, Finding{l.Video, 0, "bad-video", "Berkas video tidak menyebut panjangnya."})
		case err != nil:
			found = append(found, Finding{l.Video, 0, "bad-video", "Berkas ini bukan video MP4."})
		case !info.FastStart:
			found = append(found, Finding{l.Video, 0, "video-starts-late",
				"Video ini baru dapat diputar setelah terunduh seluruhnya. Buat ulang dengan indeks di depan (ffmpeg: -movflags +faststart)."})
		}
	}
	if l.Captions != "" {
		found = append(found, checkCaptions(dir, l.Captions, length)...)
	}
	if l.Poster != "" {
		found = append(found, checkPicture(dir, l.Poster)...)
	}
	if l.body != nil {
		for _, p := range l.body.pictures {
			found = append(found, checkPicture(dir, p.file)...)
		}
	}
	return found
}

func readVideo(dir *folder, name string) (mp4.Info, error) {
	f, err := dir.Open(name)
	if err != nil {
		return mp4.Info{}, err
	}
	defer func() { _ = f.Close() }()
	r, ok := f.(io.ReadSeeker)
	if !ok {
		return mp4.Info{}, fmt.Errorf("%s cannot be read from the middle", name)
	}
	return mp4.Read(r)
}

func checkCaptions(dir *folder, name string, length time.Duration) []Finding {
	src, err := dir.read(name)
	if err != nil {
		return []Finding{{name, 0, "unreadable", "Berkas ini tidak dapat dibaca: " + err.Error()}}
	}
	var found []Finding
	cues, problems := vtt.Parse(src)
	for _, p := range problems {
		found = append(found, Finding{name, p.Line, "bad-captions", "WebVTT: " + p.Message + "."})
	}
	if n := len(cues); n > 0 && length > 0 && cues[n-1].End > length+2*time.Second {
		found = append(found, Finding{name, cues[n-1].Line, "captions-too-long", "Teks ini muncul setelah video selesai."})
	}
	return found
}

// checkPicture makes sure that a picture is what its name says.
func checkPicture(dir *folder, name string) []Finding {
	f, err := dir.Open(name)
	if err != nil {
		return []Finding{{name, 0, "unreadable", "Berkas ini tidak dapat dibaca."}}
	}
	defer func() { _ = f.Close() }()
	contentType, _ := media.ContentTypeOf(name)
	if err := media.CheckPicture(contentType, f); err != nil {
		return []Finding{{name, 0, "bad-image", "Gambar ini rusak, terlalu besar, atau bukan " +
			strings.ToUpper(strings.TrimPrefix(contentType, "image/")) + "."}}
	}
	return nil
}
