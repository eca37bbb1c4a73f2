package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/media"
)

const fileRubric = `{"rubric":[{"id":"a","title":"Isi","levels":[{"id":"x","title":"Kurang","points":0},{"id":"y","title":"Baik","points":1}]}]}`

// filesQuiz makes the quiz "kuis" ask for files twice, and once for a choice.
func (w *world) filesQuiz(content string) {
	w.t.Helper()
	w.s.Uploads = Uploads{Media: media.New(w.db, media.NewMemory()), Most: 1 << 20, MostOfAll: 3 << 20}
	category := w.category(nil)
	w.bankQuestion(category, kinds.File, content, fileRubric, `{}`)
	w.bankQuestion(category, kinds.File, content, fileRubric, `{}`)
	w.bankQuestion(category, kinds.Single, everyKind[0].content, everyKind[0].key, `{}`)
	w.draw(w.kuis, Part{CategoryID: &category, Count: 3})
}

func filesOn(p Paper) (nos []int) {
	for _, it := range p.Items {
		if it.Kind == string(kinds.File) {
			nos = append(nos, it.No)
		}
	}
	return nos
}

// send uploads a whole file in two pieces.
func (w *world) send(s *Service, a access.Actor, attempt uuid.UUID, no int, name, text string) (uuid.UUID, error) {
	w.t.Helper()
	id := uuid.New()
	if _, err := s.BeginUpload(background, a, attempt, id, no, name, int64(len(text))); err != nil {
		return id, err
	}
	half := len(text) / 2
	for _, at := range []int{0, half} {
		to := map[int]int{0: half, half: len(text)}[at]
		if _, err := s.AddPiece(background, a, attempt, id, int64(at), []byte(text[at:to])); err != nil {
			return id, err
		}
	}
	_, err := s.CompleteUpload(background, a, attempt, id)
	return id, err
}

func (w *world) read(s *Service, a access.Actor, attempt, file uuid.UUID) (string, error) {
	w.t.Helper()
	_, body, err := s.ReadFile(background, a, attempt, file)
	if err != nil {
		return "", err
	}
	defer func() { _ = body.Close() }()
	b, err := io.ReadAll(body)
	return string(b), err
}

// The kinds know which types may be asked for, media which it can tell.
func TestFileTypesAreThoseOfMedia(t *testing.T) {
	if got, want := slices.Sorted(slices.Values(kinds.FileTypes)), slices.Sorted(maps.Keys(media.UploadTypes)); !slices.Equal(got, want) {
		t.Errorf("%v\n%v", got, want)
	}
}

// fileCase is a learner with half a file, a whole one and one for another item,
// and another learner with one.
type fileCase struct {
	*world
	a, other                        access.Actor
	p, theirs                       Paper
	no                              int
	half, mine, elsewhere, theirOwn uuid.UUID
}

func newFileCase(t *testing.T) *fileCase {
	t.Helper()
	c := &fileCase{world: newWorld(t), half: uuid.New()}
	c.filesQuiz(`{"max_files":2,"max_bytes":5000,"types":["text/plain"]}`)
	c.a, c.other = c.learner(), c.learner()
	c.p, c.theirs = c.start(c.a, c.kuis), c.start(c.other, c.kuis)
	c.no = filesOn(c.p)[0]
	if _, err := c.s.BeginUpload(background, c.a, c.p.ID, c.half, c.no, "setengah.txt", 10); err != nil {
		t.Fatal(err)
	}
	if _, err := c.s.AddPiece(background, c.a, c.p.ID, c.half, 0, []byte("12345")); err != nil {
		t.Fatal(err)
	}
	whole := func(who access.Actor, p Paper, no int, name, text string) uuid.UUID {
		id, err := c.send(c.s, who, p.ID, no, name, text)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	c.mine = whole(c.a, c.p, c.no, "Siti Aminah.txt", "Jawaban Siti")
	c.elsewhere = whole(c.a, c.p, filesOn(c.p)[1], "dua.txt", "Jawaban lain")
	c.theirOwn = whole(c.other, c.theirs, filesOn(c.theirs)[0], "mereka.txt", "Jawaban orang lain")
	return c
}

func (c *fileCase) save(s *Service, chosen ...string) error {
	_, err := s.SaveAnswer(background, c.a, c.p.ID, Answer{c.no, 1, chosen})
	return err
}

func TestAnswerOfFiles(t *testing.T) {
	c := newFileCase(t)
	if told := c.p.Items[c.no-1].Content; told["max_files"] != 2 || told["max_bytes"] != int64(5000) || fmt.Sprint(told["types"]) != "[text/plain]" || fmt.Sprint(told["files"]) != "[]" {
		t.Errorf("the learner is not told the limits: %v", told)
	}
	for name, chosen := range map[string][]string{
		"half a file": {c.half.String()}, "another item's": {c.elsewhere.String()}, "another learner's": {c.theirOwn.String()},
		"unknown": {uuid.NewString()}, "no id": {"x"}, "one good, one not": {c.mine.String(), c.half.String()},
	} {
		if err := c.save(c.s, chosen...); !errors.Is(err, ErrForeignFile) {
			t.Errorf("%s: %v", name, err)
		}
		v, err := c.s.SaveAnswers(background, c.a, c.p.ID, []QueuedAnswer{{Answer{c.no, 1, chosen}, nil}}, nil)
		if err != nil || v.Verdicts[0].Code != ErrForeignFile.Code {
			t.Errorf("%s by the queue: %+v %v", name, v, err)
		}
	}
	// The server died between upload and save: the next one takes the save.
	again := New(c.db, c.courses, slog.New(slog.DiscardHandler))
	again.Uploads = c.s.Uploads
	if err := c.save(again, c.mine.String()); err != nil {
		t.Fatal(err)
	}
	if got, err := c.read(again, c.a, c.p.ID, c.mine); err != nil || got != "Jawaban Siti" {
		t.Error(got, err)
	}
}

func TestFilesOfOthers(t *testing.T) {
	c := newFileCase(t)
	if err := c.save(c.s, c.mine.String()); err != nil {
		t.Fatal(err)
	}
	as := func(role access.Role) access.Actor {
		return access.Actor{PersonID: uuid.New(), Roles: []access.Role{role}}
	}
	for name, who := range map[string]struct {
		access.Actor
		attempt uuid.UUID
	}{"another learner": {c.other, c.p.ID}, "by another attempt": {c.other, c.theirs.ID}, "own file by another's attempt": {c.a, c.theirs.ID},
		"trainer": {as(access.Trainer), c.p.ID}, "admin, while open": {as(access.TrainingAdmin), c.p.ID}} {
		if got, err := c.read(c.s, who.Actor, who.attempt, c.mine); !errors.Is(err, media.ErrFileNotFound) {
			t.Errorf("%s reads %q, %v", name, got, err)
		}
	}
	begin := func(attempt, id uuid.UUID, no int, name string, size int64) error {
		_, err := c.s.BeginUpload(background, c.other, attempt, id, no, name, size)
		return err
	}
	_, piece := c.s.AddPiece(background, c.other, c.p.ID, c.half, 5, []byte("12345"))
	_, complete := c.s.CompleteUpload(background, c.other, c.theirs.ID, c.half)
	for name, err := range map[string]error{
		"begin": begin(c.p.ID, uuid.New(), c.no, "x", 1), "piece": piece, "complete": complete,
		"begin under a taken id": begin(c.theirs.ID, c.half, filesOn(c.theirs)[0], "setengah.txt", 10),
	} {
		if !errors.Is(err, media.ErrFileNotFound) && !errors.Is(err, ErrNoAttempt) {
			t.Errorf("another learner: %s: %v", name, err)
		}
	}
}

func TestFilesAfterTheClose(t *testing.T) {
	c := newFileCase(t)
	if err := c.save(c.s, c.mine.String()); err != nil {
		t.Fatal(err)
	}
	r, err := c.s.Submit(background, c.a, c.p.ID)
	if err != nil || r.Pending != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	b, _ := json.Marshal(r.Items[c.no-1].Content["files"])
	if !strings.Contains(string(b), "Siti Aminah.txt") || strings.Contains(string(b), "setengah") {
		t.Errorf("%s", b)
	}
	if _, err := c.send(c.s, c.a, c.p.ID, c.no, "x", "y"); !errors.Is(err, ErrAttemptClosed) {
		t.Error("after the close:", err)
	}
	auditor := access.Actor{PersonID: uuid.New(), Roles: []access.Role{access.Auditor}}
	if _, err := c.read(c.s, auditor, c.p.ID, c.mine); !errors.Is(err, media.ErrFileNotFound) {
		t.Error("before it is marked:", err)
	}
	if list, err := c.s.HandedIn(background, c.p.ID); err != nil || len(list) != 0 {
		t.Errorf("listed before it is marked: %+v %v", list, err)
	}
	if left, err := c.marks(c.p.ID, ItemMark{c.no, kinds.Point}); err != nil || left != 0 {
		t.Fatal(left, err)
	}
	// Marked: who oversees may read it, and leaves a trace.
	if got, err := c.read(c.s, auditor, c.p.ID, c.mine); err != nil || got != "Jawaban Siti" {
		t.Error(got, err)
	}
	if list, err := c.s.HandedIn(background, c.p.ID); err != nil || len(list) != 1 || list[0].ID != c.mine || list[0].Name != "" {
		t.Errorf("%+v %v", list, err)
	}
	if n := scan[int](c.world, `SELECT count(*) FROM audit.events WHERE action = 'quiz.read-file'`); n != 1 {
		t.Errorf("%d traces", n)
	}
}

func TestUploadLimits(t *testing.T) {
	w := newWorld(t)
	w.filesQuiz(`{"max_files":1,"types":["text/plain"]}`)
	a := w.learner()
	p := w.start(a, w.kuis)
	no := filesOn(p)[0]
	begin := func(no int, size int64) error {
		_, err := w.s.BeginUpload(background, a, p.ID, uuid.New(), no, "a.txt", size)
		return err
	}
	plain := 1
	for slices.Contains(filesOn(p), plain) {
		plain++
	}
	if err := begin(no, 1<<20+1); !errors.Is(err, media.ErrFileTooLarge) {
		t.Error("over the server's limit:", err)
	}
	if err := begin(plain, 5); !errors.Is(err, ErrNoItem) {
		t.Error("an item that is no file:", err)
	}
	if err := begin(99, 5); !errors.Is(err, ErrNoItem) {
		t.Error(err)
	}
	if _, err := w.send(w.s, a, p.ID, no, "foto.txt", "%PDF-1.7 x %%EOF"); !errors.Is(err, ErrFileType) {
		t.Error("named as text, but a PDF:", err)
	}
	if err := begin(no, 1<<20); err != nil {
		t.Fatal(err)
	}
	first, err := w.send(w.s, a, p.ID, no, "satu.txt", strings.Repeat("x", 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	if err := begin(no, 1<<20); !errors.Is(err, ErrUploadsFull) {
		t.Error("over the attempt's cap:", err)
	}
	// What was taken out of the answer again leaves its room.
	for seq, chosen := range [][]string{{first.String()}, {}} {
		if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{no, int64(seq + 1), chosen}); err != nil {
			t.Fatal(err)
		}
	}
	if err := begin(no, 1<<20-100); err != nil {
		t.Error(err)
	}
	second, err := w.send(w.s, a, p.ID, no, "b.txt", "b")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{no, 9, []string{first.String(), second.String()}}); !errors.Is(err, ErrTooManyOptions) {
		t.Error("two files of one:", err)
	}
	begun := uuid.New()
	if _, err := w.s.BeginUpload(background, a, p.ID, begun, no, "c.txt", 4); err != nil {
		t.Fatal(err)
	}
	w.late(p.ID, Grace+time.Second)
	if err := begin(no, 5); !errors.Is(err, ErrAttemptExpired) {
		t.Error("begun after the deadline:", err)
	}
	if _, err := w.s.AddPiece(background, a, p.ID, begun, 0, []byte("ab")); !errors.Is(err, ErrAttemptExpired) {
		t.Error("a piece after the deadline:", err)
	}
	if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{no, 10, []string{second.String()}}); !errors.Is(err, ErrAttemptExpired) {
		t.Error("saved after the deadline:", err)
	}
}

// Where one device holds the attempt, another uploads nothing either.
func TestUploadByAnotherDevice(t *testing.T) {
	w := newWorld(t)
	w.filesQuiz(`{}`)
	w.set(w.kuis, `one_session = true`)
	a := w.learner()
	a.SessionID = uuid.New()
	p := w.start(a, w.kuis)
	b := a
	b.SessionID = uuid.New()
	if _, err := w.send(w.s, b, p.ID, filesOn(p)[0], "a.txt", "teks"); !errors.Is(err, ErrOtherDevice) {
		t.Error(err)
	}
}

func TestSweepOfOrphans(t *testing.T) {
	w := newWorld(t)
	w.filesQuiz(`{"max_files":2}`)
	a := w.learner()
	p := w.start(a, w.kuis)
	no := filesOn(p)[0]
	kept, err := w.send(w.s, a, p.ID, no, "a.txt", "tersimpan")
	if err != nil {
		t.Fatal(err)
	}
	orphan, err := w.send(w.s, a, p.ID, no, "b.txt", "terbuang")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{no, 1, []string{kept.String()}}); err != nil {
		t.Fatal(err)
	}
	sweep := func(want string) {
		t.Helper()
		if err := w.s.SweepUploads(background, nil); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, id := range []uuid.UUID{kept, orphan} {
			if _, err := w.read(w.s, a, p.ID, id); err == nil {
				got += "+"
			} else {
				got += "-"
			}
		}
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	w.exec(`UPDATE media.uploads SET touched_at = now() - interval '25 hours'`)
	sweep("++") // still open: it may yet be saved
	if _, err := w.s.Submit(background, a, p.ID); err != nil {
		t.Fatal(err)
	}
	w.exec(`UPDATE media.uploads SET touched_at = now() - interval '23 hours'`)
	sweep("++") // too young
	w.exec(`UPDATE media.uploads SET touched_at = now() - interval '25 hours'`)
	sweep("+-")
	if err := w.s.Uploads.Media.ClearUploads(background, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := w.read(w.s, a, p.ID, kept); err != nil || got != "tersimpan" {
		t.Error(got, err)
	}
}

// Sweep and save at once: what a save acknowledged can be read.
func TestSweepNeverTakesWhatWasSaved(t *testing.T) {
	w := newWorld(t)
	w.filesQuiz(`{}`)
	a := w.learner()
	p := w.start(a, w.kuis)
	no := filesOn(p)[0]
	saved, swept := 0, 0
	for seq := int64(1); seq <= 40; seq++ {
		id, err := w.send(w.s, a, p.ID, no, "a.txt", "teks")
		if err != nil {
			t.Fatal(err)
		}
		var both sync.WaitGroup
		both.Add(2)
		var refused error
		go func() {
			defer both.Done()
			_, refused = w.s.SaveAnswer(context.Background(), a, p.ID, Answer{no, seq, []string{id.String()}})
		}()
		go func() {
			defer both.Done()
			if err := w.s.sweepOne(context.Background(), id); err != nil {
				t.Error(err)
			}
		}()
		both.Wait()
		_, err = w.read(w.s, a, p.ID, id)
		switch {
		case refused == nil && err == nil:
			saved++
		case errors.Is(refused, ErrForeignFile) && err != nil:
			swept++
		default:
			t.Fatalf("saved %v, read %v", refused, err)
		}
	}
	t.Logf("%d saved, %d swept", saved, swept)
}
