package quiz

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/courses"
	"lentera/internal/access"
)

// reimport brings the example folder with some files replaced, and gives the
// lesson of a key in the newest revision.
func (w *world) reimport(change map[string]string) courses.ImportResult {
	w.t.Helper()
	files := maps.Clone(exampleFolder())
	for name, text := range change {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	res, err := w.courses.ImportFolder(background, files, courses.ImportOptions{})
	if err != nil {
		w.t.Fatal(err)
	}
	return res
}

func (w *world) newest(key string) uuid.UUID {
	w.t.Helper()
	return scan[uuid.UUID](w, `SELECT l.id FROM courses.lessons l JOIN courses.revisions r ON r.id = l.revision_id WHERE l.key = $1 ORDER BY r.number DESC LIMIT 1`, key)
}

const otherUjian = "title: Ujian\ninstructions: Ujian akhir.\nduration_minutes: 45\npass_percent: 75\nattempt_cap: 2\n" +
	"draw: [{pool: a, count: 5}, {pool: b, count: 1}]\n"

// What was changed on the screen stays, the rest follows the folder, revision
// after revision.
func TestRulesOfTheScreenAreCarriedOver(t *testing.T) {
	w := newWorld(t)
	admin := access.WithActor(background, w.trainer())
	rules := w.rules(w.ujian).Rules
	rules.PassPercent, rules.AccessCode, rules.OpensAt, rules.ClosesAt = 80, "mangga", ref(at("07:00:00")), ref(at("09:00:00"))
	rules.ReleaseScore, rules.Networks = ByHand, []string{"10.0.0.0/8"}
	if _, err := w.s.SetRules(admin, w.ujian, 0, rules); err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.Release(admin, w.ujian); err != nil {
		t.Fatal(err)
	}
	for _, change := range []map[string]string{{"quiz/ujian.yaml": otherUjian}, {"quiz/ujian.yaml": otherUjian, "m1/bacaan.md": "Isi baru.\n"}} {
		if res := w.reimport(change); !res.Created {
			t.Fatalf("%+v", res)
		}
		got := w.rules(w.newest("ujian"))
		if r := got.Rules; r.PassPercent != 80 || r.AccessCode != "mangga" || !r.ClosesAt.Equal(at("09:00:00")) || r.ReleaseScore != ByHand || len(r.Networks) != 1 {
			t.Errorf("lost from the screen: %+v", r)
		}
		if r := got.Rules; r.DurationSeconds != 2700 || r.AttemptCap != 2 || len(r.Draw) != 2 || r.Draw[0].Count != 5 {
			t.Errorf("the folder is not followed: %+v", r)
		}
		if got.ReleasedAt != nil {
			t.Error("results of nobody yet are released")
		}
		if kuis := w.rules(w.newest("kuis")); kuis.No != 0 || kuis.Rules.PassPercent != 60 {
			t.Errorf("never touched, and %+v", kuis)
		}
	}
	trail := scan[string](w, `SELECT string_agg(details::text, ' ') FROM audit.events WHERE action = 'quiz.rules-carried'`)
	if strings.Count(trail, `"pass_percent": 80`) != 2 || strings.Contains(trail, "mangga") {
		t.Error(trail)
	}
}

// A draw of the screen that the new questions cannot fill stops the import; set
// back to what the folder said, the draw is the folder's again.
func TestRulesThatDoNotFitStopTheImport(t *testing.T) {
	w := newWorld(t)
	admin := access.WithActor(background, w.trainer())
	first := w.rules(w.ujian).Rules
	rules := first
	rules.Draw = []Part{{Pool: "a", Count: 8, Points: 2}}
	if _, err := w.s.SetRules(admin, w.ujian, 0, rules); err != nil {
		t.Fatal(err)
	}
	fewer := exampleFolder()["questions/a.yaml"].Data
	lines := strings.SplitAfter(string(fewer), "\n")
	change := map[string]string{"questions/a.yaml": strings.Join(lines[:6], "")}
	res := w.reimport(change)
	if len(res.Findings) != 1 || res.Findings[0].File != "quiz/ujian.yaml" || res.Findings[0].Code != "rules-do-not-fit" || !strings.Contains(res.Findings[0].Message, "Hanya ada 6 soal") {
		t.Fatalf("%+v", res)
	}
	if n := scan[int](w, `SELECT count(*) FROM courses.revisions`); n != 1 {
		t.Fatalf("%d revisions", n)
	}
	if _, err := w.s.SetRules(admin, w.ujian, 1, first); err != nil {
		t.Fatal(err)
	}
	if res := w.reimport(change); len(res.Findings) > 0 || !res.Created {
		t.Fatalf("%+v", res)
	}
	if r := w.rules(w.newest("ujian")).Rules; len(r.Draw) != 3 || r.Draw[0].Count != 4 {
		t.Errorf("%+v", r.Draw)
	}
}

// Time given in advance is for whom it names; time given in a sitting is not.
func TestExtraTimeIsCarriedOver(t *testing.T) {
	w := newWorld(t)
	trainer := w.trainer()
	ctx := access.WithActor(background, trainer)
	dinas := accountstest.Unit(t, w.db, "Dinas", uuid.Nil)
	a, b := w.learner(), w.learner()
	give := func(g Time) int {
		g.LessonID = w.ujian
		got, err := w.s.GrantTime(ctx, trainer, g)
		if err != nil {
			t.Fatal(err)
		}
		return got.Moved
	}
	give(Time{PersonID: &a.PersonID, Seconds: 600, Reason: "Pembaca layar"})
	give(Time{UnitID: &dinas, Seconds: 300, Reason: "Sinyal lemah"})
	w.start(b, w.ujian)
	if moved := give(Time{PersonID: &b.PersonID, Seconds: 900, Reason: "Listrik padam"}); moved != 1 {
		t.Fatal(moved)
	}
	for _, text := range []string{"Satu.\n", "Dua.\n"} {
		w.reimport(map[string]string{"m1/bacaan.md": text})
		got := scan[string](w, `SELECT string_agg(x.seconds || ' ' || x.reason, ', ' ORDER BY x.seconds) FROM quiz.extra_times x JOIN quiz.quizzes z ON z.id = x.quiz_id WHERE z.lesson_id = $1`, w.newest("ujian"))
		if got != "300 Sinyal lemah, 600 Pembaca layar" {
			t.Error(got)
		}
	}
}
