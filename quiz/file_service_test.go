package quiz

import (
	"testing"

	"github.com/google/uuid"
)

// TestAQuestionsFileIsForWhoeverWasGivenIt: a picture in a question shows to
// the learner of the attempt and to no other.
func TestAQuestionsFileIsForWhoeverWasGivenIt(t *testing.T) {
	w := newWorld(t)
	mine, other := w.learner(), w.learner()
	p := w.start(mine, w.kuis)
	file := uuid.New()
	w.exec(`INSERT INTO media.files (id, object_key, name, content_type, bytes, sha256) VALUES ($1::uuid, 'files/' || $1 || '/a.png', 'a.png', 'image/png', 1, repeat('a', 64))`, file.String())
	see := func() (bool, bool) {
		a, err := w.s.MaySeeFile(background, mine, file)
		if err != nil {
			t.Fatal(err)
		}
		b, err := w.s.MaySeeFile(background, other, file)
		if err != nil {
			t.Fatal(err)
		}
		return a, b
	}
	if a, b := see(); a || b {
		t.Error("a file of no question is seen")
	}
	w.exec(`INSERT INTO bank.version_files (version_id, file_id) SELECT question_id, $2 FROM quiz.items WHERE attempt_id = $1 AND no = 1`, p.ID, file)
	if a, b := see(); !a || b {
		t.Errorf("the learner sees it: %t, another: %t", a, b)
	}
}
