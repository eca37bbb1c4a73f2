package marking

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/quiz"
)

func TestAgreement(t *testing.T) {
	for _, c := range []struct {
		a, b, points, tolerance string
		agree                   bool
		mean                    string
	}{
		{"0.5", "0.5", "1", "0", true, "0.5"},
		{"0.5", "0.50001", "1", "0", false, "0.50001"}, // a half of the last place goes up
		{"0.5", "0.6", "1", "10", true, "0.55"},
		{"0.6", "0.5", "1", "10", true, "0.55"},
		{"0.5", "0.60001", "1", "10", false, "0.55001"},
		{"0", "1", "1", "100", true, "0.5"},
		{"0.33333", "0.66667", "1", "33.334", true, "0.5"},
		{"0.33333", "0.66667", "1", "33.333", false, "0.5"},
		{"0", "9999999", "9999999", "99.99999", false, "4999999.5"},
		{"1", "3.5", "10", "25", true, "2.25"},
	} {
		m := func(s string) kinds.Mark {
			v, err := kinds.ParseMark(s)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		if got := Agree(m(c.a), m(c.b), m(c.points), m(c.tolerance)); got != c.agree {
			t.Errorf("%+v: %t", c, got)
		}
		if got := Mean(m(c.a), m(c.b)); got != m(c.mean) {
			t.Errorf("%+v: mean %s", c, got)
		}
	}
}

func TestOneMarker(t *testing.T) {
	w := newWorld(t)
	learner, marker := w.person("Siti KENARI"), w.person("Budi", access.Trainer)
	attempt := w.handIn(learner, "Jawaban")
	sheet := w.next(marker)
	if len(sheet.Items) != 2 || sheet.Items[0].Answer != "Jawaban 1" || len(sheet.Items[0].Rubric) != 2 || sheet.Moderation || len(sheet.Items[0].Before) != 0 {
		t.Fatalf("%+v", sheet)
	}
	if again := w.next(marker); again.ID != sheet.ID {
		t.Error("a begun sheet is not given again")
	}
	if _, err := w.s.Next(background, w.person("Endah", access.Trainer), w.lesson, false); !errors.Is(err, ErrNothingWaiting) {
		t.Error("a held sheet was given away:", err)
	}
	for _, c := range []struct {
		given []Given
		want  error
	}{
		{nil, ErrRubric},
		{give(sheet, 2)[:1], ErrRubric},
		{[]Given{{No: 9}}, ErrUnknownItem},
		{append(give(sheet, 2), give(sheet, 1)...), ErrUnknownItem},
		{[]Given{{No: 1, Levels: map[string]string{"x": "y"}}}, ErrUnknownItem},
		{[]Given{{No: 1, Levels: map[string]string{sheet.Items[0].Rubric[0].ID: "y"}}}, ErrUnknownItem},
	} {
		if _, err := w.s.Finish(background, marker, sheet.ID, c.given); !errors.Is(err, c.want) {
			t.Errorf("%v: %v, want %v", c.given, err, c.want)
		}
	}
	if n := scan[int](w, `SELECT count(*) FROM marking.marks`); n != 0 {
		t.Error("a refused finish left marks:", n)
	}
	if f := w.finish(marker, sheet, 1); f.State != Done {
		t.Errorf("%+v", f)
	}
	if f := w.finish(marker, sheet, 2); f.State != Done {
		t.Errorf("a repeat: %+v", f)
	}
	if got := scan[string](w, `SELECT points || ' ' || passed || ' ' || pending FROM quiz.attempts WHERE id = $1`, attempt); got != "1.00000 false 0" {
		t.Error(got)
	}
	if _, err := w.s.SaveDraft(background, marker, sheet.ID, 9, give(sheet, 2)); !errors.Is(err, ErrNoSheet) {
		t.Error("a draft of a finished sheet:", err)
	}
	for _, change := range []string{`UPDATE marking.marks SET mark = 1`, `DELETE FROM marking.marks`, `UPDATE marking.decisions SET mark = 1`, `DELETE FROM marking.turns`, `UPDATE marking.turns SET person_id = person_id`} {
		if _, err := w.pool.Exec(change); err == nil {
			t.Error("history was changed by", change)
		}
	}
}

func TestTwoMarkers(t *testing.T) {
	for name, c := range map[string]struct {
		tolerance     float64
		first, second int
		state         State
		points        string
	}{
		"agreed":      {50, 1, 2, Done, "1.50000"},
		"exact":       {0, 2, 2, Done, "2.00000"},
		"in dispute":  {49.99, 1, 2, Moderation, "0.00000"},
		"wide open":   {100, 0, 2, Done, "1.00000"},
		"none at all": {0, 0, 0, Done, "0.00000"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.plan(2, c.tolerance)
			attempt := w.handIn(w.person("Siti"), "Jawaban")
			one, two := w.person("Budi", access.Trainer), w.person("Endah", access.Trainer)
			if f := w.finish(one, w.next(one), c.first); f.State != Marking {
				t.Fatalf("%+v", f)
			}
			if _, err := w.s.Next(background, one, w.lesson, false); !errors.Is(err, ErrNothingWaiting) {
				t.Error("one person marks twice:", err)
			}
			second := w.next(two)
			if len(second.Items[0].Before) != 0 {
				t.Error("the second marker sees the first's marks")
			}
			if f := w.finish(two, second, c.second); f.State != c.state {
				t.Fatalf("%+v", f)
			}
			if got := scan[string](w, `SELECT points::text FROM quiz.attempts WHERE id = $1`, attempt); got != c.points {
				t.Error(got)
			}
			if got := scan[int](w, `SELECT pending FROM quiz.attempts WHERE id = $1`, attempt); (got == 0) != (c.state == Done) {
				t.Error("pending", got)
			}
		})
	}
}

func TestModeration(t *testing.T) {
	w := newWorld(t)
	w.plan(2, 10)
	attempt := w.handIn(w.person("Siti"), "Jawaban")
	one, two, three := w.person("Budi", access.Trainer), w.person("Endah", access.Trainer), w.person("Joko", access.TrainingAdmin)
	first := w.next(one)
	w.finish(one, first, 2)
	second := w.next(two)
	given := give(second, 2) // item 1 agrees, item 2 does not
	given[1] = give(second, 0)[1]
	given[1].Note = "Tidak menjawab."
	if f, err := w.s.Finish(background, two, second.ID, given); err != nil || f.State != Moderation {
		t.Fatal(f, err)
	}
	for _, a := range []access.Actor{one, two} {
		if _, err := w.s.Next(background, a, w.lesson, true); !errors.Is(err, ErrNothingWaiting) {
			t.Error("a marker moderates the own marking:", err)
		}
	}
	if _, err := w.s.Next(background, three, w.lesson, false); !errors.Is(err, ErrNothingWaiting) {
		t.Error("a third marking:", err)
	}
	m, err := w.s.Next(background, three, w.lesson, true)
	if err != nil || !m.Moderation || len(m.Items) != 1 || m.Items[0].No != 2 || len(m.Items[0].Before) != 2 || m.Items[0].Before[1].Note != "Tidak menjawab." || m.Items[0].Before[0].Points != 1 {
		t.Fatalf("%+v %v", m, err)
	}
	if _, err := w.s.Finish(background, three, m.ID, give(second, 2)); !errors.Is(err, ErrUnknownItem) {
		t.Error("a settled item was moderated:", err)
	}
	if f := w.finish(three, m, 1); f.State != Done {
		t.Fatalf("%+v", f)
	}
	if got := scan[string](w, `SELECT points || ' ' || passed FROM quiz.attempts WHERE id = $1`, attempt); got != "1.50000 true" {
		t.Error(got)
	}
	if got := scan[string](w, `SELECT string_agg(no || how || mark, ' ' ORDER BY no) FROM marking.decisions`); got != "1agreed1.00000 2moderated0.50000" {
		t.Error(got)
	}
	records, err := w.s.History(background, w.lesson, uuid.Nil, 50)
	if err != nil || len(records) != 1 || len(records[0].Turns) != 3 || records[0].Turns[1].Marker != "Joko" || records[0].State != Done || len(records[0].Decisions) != 2 {
		t.Fatalf("%+v %v", records, err)
	}
	if rest, err := w.s.History(background, w.lesson, records[0].SheetID, 50); err != nil || len(rest) != 0 {
		t.Errorf("%+v %v", rest, err)
	}
}

func TestNobodyMarksAnOwnAnswer(t *testing.T) {
	w := newWorld(t)
	trainer := w.person("Budi", access.Trainer)
	own := w.handIn(trainer, "Punya sendiri")
	if _, err := w.s.Next(background, trainer, w.lesson, false); !errors.Is(err, ErrOwnAnswer) {
		t.Error(err)
	}
	w.handIn(w.person("Siti"), "Punya Siti")
	sheet := w.next(trainer)
	if sheet.Items[0].Answer != "Punya Siti 1" {
		t.Errorf("%+v", sheet)
	}
	w.finish(trainer, sheet, 1)
	// Even with a turn put there behind the feature's back.
	id := scan[uuid.UUID](w, `SELECT id FROM marking.sheets WHERE attempt_id = $1`, own)
	w.exec(`INSERT INTO marking.turns (id, sheet_id, place, person_id, leased_until) VALUES ($1, $2, 'first', $3, now() + interval '1 hour')`, uuid.New(), id, trainer.PersonID)
	if _, err := w.s.Finish(background, trainer, id, give(sheet, 2)); !errors.Is(err, ErrOwnAnswer) {
		t.Error(err)
	}
	queue, err := w.s.Queue(background, w.person("Endah", access.Auditor))
	if err != nil || len(queue) != 1 || queue[0].Waiting != 1 || queue[0].Done != 1 || queue[0].CanMark != 0 || queue[0].Markers != 1 || queue[0].TolerancePercent != 10 {
		t.Errorf("%+v %v", queue, err)
	}
}

func TestDraftsAndLeases(t *testing.T) {
	w := newWorld(t)
	w.handIn(w.person("Siti"), "Jawaban")
	one, two := w.person("Budi", access.Trainer), w.person("Endah", access.Trainer)
	sheet := w.next(one)
	save := func(seq, level int) Saved {
		t.Helper()
		s, err := w.s.SaveDraft(background, one, sheet.ID, seq, give(sheet, level))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := save(3, 2); s.Stale || s.Seq != 3 {
		t.Errorf("%+v", s)
	}
	if s := save(2, 0); !s.Stale || s.Seq != 3 {
		t.Errorf("an older draft won: %+v", s)
	}
	if s := save(3, 0); s.Seq != 3 {
		t.Errorf("%+v", s)
	}
	again := w.next(one)
	if d := again.Items[1].Draft; again.Seq != 3 || d == nil || d.Levels[again.Items[1].Rubric[0].ID] != again.Items[1].Rubric[0].Levels[2].ID {
		t.Errorf("%+v", again)
	}
	if _, err := w.s.Show(background, two, sheet.ID); !errors.Is(err, ErrNoSheet) {
		t.Error("a sheet of another:", err)
	}
	w.exec(`UPDATE marking.turns SET leased_until = now() - interval '1 second'`)
	taken := w.next(two)
	if taken.ID != sheet.ID || taken.Seq != 0 || taken.Items[0].Draft != nil {
		t.Errorf("%+v", taken)
	}
	if _, err := w.s.Finish(background, one, sheet.ID, give(sheet, 2)); !errors.Is(err, ErrNoSheet) {
		t.Error("the lease was lost:", err)
	}
	if err := w.s.GiveBack(background, two, sheet.ID); err != nil {
		t.Fatal(err)
	}
	if back := w.next(one); back.Seq != 3 || back.Items[0].Draft == nil {
		t.Errorf("an acknowledged draft is lost: %+v", back)
	}
}

// An attempt that was reopened and handed in again is marked anew; the old
// sheet cannot be finished.
func TestReopenedAttempt(t *testing.T) {
	w := newWorld(t)
	learner, marker := w.person("Siti"), w.person("Budi", access.Trainer)
	attempt := w.handIn(learner, "Jawaban")
	sheet := w.next(marker)
	if err := w.quiz.Reopen(background, attempt, 600, "Listrik padam"); err != nil {
		t.Fatal(err)
	}
	gone := func() {
		t.Helper()
		if _, err := w.s.Finish(background, marker, sheet.ID, give(sheet, 2)); !errors.Is(err, ErrSheetGone) {
			t.Error(err)
		}
		if _, err := w.s.Show(background, marker, sheet.ID); !errors.Is(err, ErrSheetGone) {
			t.Error(err)
		}
	}
	gone()
	if _, err := w.quiz.SaveAnswer(background, learner, attempt, quiz.Answer{No: 1, Seq: 2, Chosen: []string{"Lebih baik"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.quiz.Submit(background, learner, attempt); err != nil {
		t.Fatal(err)
	}
	gone()
	anew := w.next(marker)
	if anew.ID == sheet.ID || anew.Items[0].Answer != "Lebih baik" {
		t.Errorf("%+v", anew)
	}
	if f := w.finish(marker, anew, 2); f.State != Done {
		t.Errorf("%+v", f)
	}
}

// Many markers at once: each sheet has exactly its two markers, nobody twice.
func TestManyMarkersAtOnce(t *testing.T) {
	w := newWorld(t)
	w.plan(2, 100)
	const sheets, people = 4, 6
	for range sheets {
		w.handIn(w.person("Siti"), "Jawaban")
	}
	results := make(chan error, people)
	for range people {
		marker := w.person("Penilai", access.Trainer)
		go func() {
			for {
				sheet, err := w.s.Next(background, marker, w.lesson, false)
				if errors.Is(err, ErrNothingWaiting) {
					results <- nil
					return
				}
				if err == nil {
					_, err = w.s.Finish(background, marker, sheet.ID, give(sheet, 2))
				}
				if err != nil {
					results <- err
					return
				}
			}
		}()
	}
	for range people {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if got := scan[string](w, `SELECT count(*) || ' ' || count(*) FILTER (WHERE state = 'done') FROM marking.sheets`); got != "4 4" {
		t.Error(got)
	}
	if got := scan[int](w, `SELECT count(*) FROM marking.turns WHERE finished_at IS NOT NULL`); got != 2*sheets {
		t.Error(got)
	}
	if got := scan[int](w, `SELECT count(*) FROM courses.progress WHERE completed_at IS NOT NULL`); got != sheets {
		t.Error("lessons completed:", got)
	}
}

// One sheet, one marker, many hands: one gets it.
func TestOneSheetManyHands(t *testing.T) {
	w := newWorld(t)
	w.handIn(w.person("Siti"), "Jawaban")
	results := make(chan error, 8)
	for range cap(results) {
		marker := w.person("Penilai", access.Trainer)
		go func() { _, err := w.s.Next(background, marker, w.lesson, false); results <- err }()
	}
	got := 0
	for range cap(results) {
		switch err := <-results; {
		case err == nil:
			got++
		case !errors.Is(err, ErrNothingWaiting):
			t.Error(err)
		}
	}
	if got != 1 {
		t.Errorf("given %d times", got)
	}
}
