package quiz

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/fault"
)

func (w *world) trainer() access.Actor {
	w.t.Helper()
	return accountstest.Person(w.t, w.db, "Budi", uuid.Nil, access.Trainer)
}

func (w *world) rules(lesson uuid.UUID) RulesOf {
	w.t.Helper()
	r, err := w.s.rulesOf(background, lesson)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// A quiz of a course file means what it meant.
func TestDefaultsAreTheCourseFile(t *testing.T) {
	w := newWorld(t)
	r := w.rules(w.ujian)
	if r.No != 0 || r.Rules.Kind != Test || r.Rules.AttemptCap != 3 || r.Rules.PassPercent != 70 || r.Rules.DurationSeconds != 1800 ||
		r.Rules.OpensAt != nil || r.Rules.LateSeconds != 0 || r.Rules.ReleaseScore != AtOnce || r.Rules.NegativePercent != 0 ||
		len(r.Rules.Draw) != 3 || fmt.Sprint(r.Available) != "[8 4 4]" {
		t.Errorf("%+v", r)
	}
}

func TestSetRules(t *testing.T) {
	w := newWorld(t)
	admin := access.WithActor(background, w.trainer())
	r := w.rules(w.ujian)
	rules := r.Rules
	rules.Kind, rules.OpensAt, rules.ClosesAt = Test, ref(at("07:00:00")), ref(at("09:00:00"))
	rules.Networks, rules.AccessCode, rules.NegativePercent = []string{"10.0.0.0/8"}, "mangga", 33.33333
	rules.Sections = []Section{{"Dasar", 50}}
	rules.Draw[0].Section, rules.Draw[0].Points = "Dasar", 2
	rules.ReleaseScore, rules.ReleaseAnswers, rules.ReleaseExplanations = AfterClose, ByHand, Never
	got, err := w.s.SetRules(admin, w.ujian, 0, rules)
	if err != nil {
		t.Fatal(err)
	}
	if got.No != 1 || got.Rules.NegativePercent != 33.33333 || !got.Rules.ClosesAt.Equal(at("09:00:00")) || got.Rules.Networks[0] != "10.0.0.0/8" ||
		got.Rules.Draw[0] != rules.Draw[0] || got.Rules.Sections[0] != rules.Sections[0] || got.Rules.AccessCode != "mangga" {
		t.Errorf("%+v", got)
	}
	if _, err := w.s.SetRules(admin, w.ujian, 0, rules); !errors.Is(err, ErrRulesChanged) {
		t.Error(err)
	}
	if trail := scan[string](w, `SELECT details::text FROM audit.events WHERE action = 'quiz.set-rules'`); strings.Contains(trail, "mangga") || !strings.Contains(trail, "33.33333") {
		t.Error(trail)
	}
	for name, change := range map[string]func(*Rules){
		"/rules/closes_at":            func(r *Rules) { r.ClosesAt = ref(at("06:00:00")) },
		"/rules/remedial_closes_at":   func(r *Rules) { r.RemedialOpensAt = ref(at("10:00:00")) },
		"/rules/remedial_opens_at":    func(r *Rules) { r.RemedialOpensAt, r.RemedialClosesAt = ref(at("08:00:00")), ref(at("10:00:00")) },
		"/rules/networks/0":           func(r *Rules) { r.Networks = []string{"10.0.0.1/8"} },
		"/rules/anonymous":            func(r *Rules) { r.Anonymous = true },
		"/rules/draw/0/section":       func(r *Rules) { r.Draw[0].Section = "Lain" },
		"/rules/draw/0/count":         func(r *Rules) { r.Draw[0].Count = 9 },
		"/rules/draw":                 func(r *Rules) { r.Draw = append(r.Draw, Part{Count: 1, Section: "Dasar"}) },
		"/rules/sections/1/name":      func(r *Rules) { r.Sections = append(r.Sections, Section{"Dasar", 1}) },
		"/rules/draw (forms)":         func(r *Rules) { r.Draw[0].Form = FormA },
		"/rules/closes_at (releases)": func(r *Rules) { r.ClosesAt = nil },
	} {
		broken := rules
		broken.Draw = append([]Part(nil), rules.Draw...)
		broken.Sections = append([]Section(nil), rules.Sections...)
		change(&broken)
		_, err := w.s.SetRules(admin, w.ujian, 1, broken)
		pointer, _, _ := strings.Cut(name, " ")
		if f := fault.Of(err); f == nil || len(f.Fields) == 0 || f.Fields[0].Pointer != pointer {
			t.Errorf("%s: %v %+v", name, err, f)
		}
	}
	if _, err := w.s.SetRules(admin, w.text, 0, rules); !errors.Is(err, ErrNoQuiz) {
		t.Error(err)
	}
}

// The blueprint draws by objective and difficulty, from categories of the bank
// and everything below, unseen ones first, and pins each learner's paper.
func TestBlueprint(t *testing.T) {
	w := newWorld(t)
	top := w.category(nil)
	below := w.category(&top)
	content, key := `{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"}]}`, `{"correct":["a"]}`
	for i := range 6 {
		w.bankQuestion(below, kinds.Single, content, key, fmt.Sprintf(`{"objective":"o%d","difficulty":"mudah"}`, i%2))
		w.bankQuestion(top, kinds.Single, content, key, `{"objective":"o1","difficulty":"sulit"}`)
	}
	admin := access.WithActor(background, w.trainer())
	rules := w.rules(w.kuis).Rules
	rules.Draw = []Part{{CategoryID: &top, Objective: "o0", Difficulty: "mudah", Count: 1}, {CategoryID: &top, Objective: "o1", Difficulty: "sulit", Count: 2}}
	got, err := w.s.SetRules(admin, w.kuis, 0, rules)
	if err != nil || fmt.Sprint(got.Available) != "[3 6]" {
		t.Fatal(got.Available, err)
	}
	a := w.learner()
	for range 3 {
		if _, err := w.s.Submit(background, a, w.start(a, w.kuis).ID); err != nil {
			t.Fatal(err)
		}
	}
	if n := scan[int](w, `SELECT count(DISTINCT question_id) FROM quiz.items`); n != 9 {
		t.Errorf("%d of 9 questions met in three attempts", n)
	}
	w.exec(`UPDATE bank.questions SET state = 'retired' WHERE category_id = $1`, top)
	w.forget()
	if _, _, err := w.s.Start(background, a, w.kuis); !errors.Is(err, ErrTooFewQuestions) {
		t.Error(err)
	}
}

// A new version is drawn from now on; a paper keeps the one it showed.
func TestAnAttemptPinsItsVersion(t *testing.T) {
	w := newWorld(t)
	category := w.category(nil)
	question := w.bankQuestion(category, kinds.Single, `{"options":[{"id":"a","html":"Lama"},{"id":"b","html":"B"}]}`, `{"correct":["a"]}`, `{}`)
	w.draw(w.kuis, Part{CategoryID: &category, Count: 1})
	a := w.learner()
	p := w.start(a, w.kuis)
	w.exec(`INSERT INTO bank.versions (id, question_id, no, kind, stem_html, content) VALUES ($1, $2, 2, 'single', 'Baru', '{"options":[{"id":"a","html":"Baru"},{"id":"b","html":"B"}]}')`, uuid.New(), question)
	if again := w.start(a, w.kuis); again.Items[0].StemHTML != "Soal" || fmt.Sprint(again.Items[0].Options) != fmt.Sprint(p.Items[0].Options) {
		t.Errorf("%+v", again.Items[0])
	}
	w.forget()
	if other := w.start(w.learner(), w.kuis); other.Items[0].StemHTML != "Baru" {
		t.Errorf("%+v", other.Items[0])
	}
}

func TestExtraTime(t *testing.T) {
	w := newWorld(t)
	trainer := w.trainer()
	ctx := access.WithActor(background, trainer)
	dinas := accountstest.Unit(t, w.db, "Dinas", uuid.Nil)
	bidang := accountstest.Unit(t, w.db, "Bidang", dinas)
	a, b, c := w.learner(), w.learner(), w.learner()
	w.exec(`INSERT INTO accounts.memberships (person_id, unit_id, valid_from) VALUES ($1, $2, '2026-01-01')
		ON CONFLICT (person_id, valid_from) DO UPDATE SET unit_id = EXCLUDED.unit_id`, b.PersonID, bidang)
	pa, pc := w.start(a, w.ujian), w.start(c, w.ujian)
	pb := w.start(b, w.ujian)
	left := func(who access.Actor, p Paper) int {
		sign, err := w.s.SignPresence(background, who, p.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		return sign.SecondsLeft
	}
	if g, err := w.s.GrantTime(ctx, trainer, Time{LessonID: w.ujian, PersonID: &a.PersonID, Seconds: 600, Reason: "Layar rusak"}); err != nil || g.Moved != 1 {
		t.Fatal(g, err)
	}
	if g, err := w.s.GrantTime(ctx, trainer, Time{LessonID: w.ujian, UnitID: &dinas, Seconds: 300, Reason: "Listrik padam"}); err != nil || g.Moved != 1 {
		t.Fatal(g, err)
	}
	for name, got := range map[string][2]int{"person": {left(a, pa), 2400}, "unit": {left(b, pb), 2100}, "neither": {left(c, pc), 1800}} {
		if got[0] > got[1] || got[0] < got[1]-15 {
			t.Errorf("%s: %d seconds left, want about %d", name, got[0], got[1])
		}
	}
	saved, err := w.s.SaveAnswer(background, a, pa.ID, Answer{1, 1, []string{pa.Items[0].Options[0].ID}})
	if err != nil || saved.SecondsLeft < 2380 {
		t.Error("the clock does not hear of it with a save", saved, err)
	}
	// Given before the start it counts as well, and both kinds add up.
	w.exec(`UPDATE quiz.extra_times SET person_id = $1 WHERE person_id IS NOT NULL`, b.PersonID)
	if _, err := w.s.Submit(background, b, pb.ID); err != nil {
		t.Fatal(err)
	}
	if p := w.start(b, w.ujian); p.SecondsLeft < 2690 || p.SecondsLeft > 2700 {
		t.Error(p.SecondsLeft)
	}
	// Too late for one that no longer accepts: that is reopened, with a reason.
	w.late(pa.ID, Grace+time.Second)
	if g, err := w.s.GrantTime(ctx, trainer, Time{LessonID: w.ujian, PersonID: &a.PersonID, Seconds: 600, Reason: "x"}); err != nil || g.Moved != 0 {
		t.Error(g, err)
	}
	if _, err := w.s.GrantTime(ctx, trainer, Time{LessonID: w.ujian, Seconds: 600, Reason: "x"}); err == nil {
		t.Error("time for nobody")
	}
	if _, err := w.s.GrantTime(ctx, trainer, Time{LessonID: w.ujian, PersonID: ref(uuid.New()), Seconds: 600, Reason: "x"}); !errors.Is(err, ErrNotEnrolled) {
		t.Error(err)
	}
	if n := scan[int](w, `SELECT count(*) FROM audit.events WHERE action = 'quiz.grant-time'`); n != 3 {
		t.Errorf("%d audit rows", n)
	}
}

func TestReopen(t *testing.T) {
	w := newWorld(t)
	ctx := access.WithActor(background, w.trainer())
	a := w.learner()
	p := w.start(a, w.kuis)
	w.answerRight(a, p, 1)
	if err := w.s.Reopen(ctx, p.ID, 600, "x"); !errors.Is(err, ErrNotReopened) {
		t.Error("an open one", err)
	}
	w.late(p.ID, Grace+time.Second)
	if r, err := w.s.Review(background, a, p.ID); err != nil || r.Outcome == "" || r.State != Expired || r.Score() != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	if err := w.s.Reopen(ctx, p.ID, 600, "Listrik padam"); err != nil {
		t.Fatal(err)
	}
	again, err := w.s.Paper(background, a, p.ID)
	if err != nil || again.State != Open || again.SecondsLeft < 590 || len(again.Items[0].Chosen) == 0 {
		t.Fatalf("%+v %v", again, err)
	}
	keys := w.keys(p.ID)
	for no := 1; no <= 4; no++ {
		if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{no, 2, keys[no]}); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := w.s.Submit(background, a, p.ID); err != nil || !r.HasPassed() || r.Score() != 4 {
		t.Errorf("%+v %v", r, err)
	}
	if err := w.s.Reopen(ctx, p.ID, 600, "x"); !errors.Is(err, ErrNotReopened) {
		t.Error("a passed one", err)
	}
	if err := w.s.Reopen(ctx, uuid.New(), 600, "x"); !errors.Is(err, ErrNoAttempt) {
		t.Error(err)
	}
	if n := scan[int](w, `SELECT count(*) FROM audit.events WHERE action = 'quiz.reopen' AND details ->> 'reason' = 'Listrik padam'`); n != 1 {
		t.Errorf("%d audit rows", n)
	}
}

func TestOneSessionAndTakeOver(t *testing.T) {
	w := newWorld(t)
	w.set(w.kuis, `one_session = true, access_code = 'mangga'`)
	a := w.learner()
	phone, office := a, a
	phone.SessionID, office.SessionID = uuid.New(), uuid.New()
	if _, _, err := w.s.Start(background, phone, w.kuis); !errors.Is(err, ErrWrongCode) {
		t.Fatal(err)
	}
	p, _, err := w.s.Enter(background, phone, w.kuis, Entry{Code: "mangga"})
	if err != nil || p.Held {
		t.Fatal(p.Held, err)
	}
	answer := Answer{1, 1, []string{p.Items[0].Options[0].ID}}
	if _, err := w.s.SaveAnswer(background, phone, p.ID, answer); err != nil {
		t.Fatal(err)
	}
	if seen := func() Paper { p, _ := w.s.Paper(background, office, p.ID); return p }(); !seen.Held {
		t.Error("the second device is not told")
	}
	answer.Seq = 2
	if _, err := w.s.SaveAnswer(background, office, p.ID, answer); !errors.Is(err, ErrOtherDevice) {
		t.Error(err)
	}
	if _, err := w.s.TakeOver(background, office, p.ID, Entry{}); !errors.Is(err, ErrWrongCode) {
		t.Error("taken over without the code", err)
	}
	if got, err := w.s.TakeOver(background, office, p.ID, Entry{Code: "MANGGA"}); err != nil || got.Held || got.Items[0].Seq != 1 {
		t.Fatal(got.Held, err)
	}
	if _, err := w.s.SaveAnswer(background, office, p.ID, answer); err != nil {
		t.Error(err)
	}
	answer.Seq = 3
	if _, err := w.s.SaveAnswer(background, phone, p.ID, answer); !errors.Is(err, ErrOtherDevice) {
		t.Error("the first device still saves", err)
	}
	if _, err := w.s.Submit(background, phone, p.ID); !errors.Is(err, ErrOtherDevice) {
		t.Error("the first device hands in", err)
	}
	if sign, err := w.s.SignPresence(background, phone, p.ID, nil); err != nil || !sign.Held {
		t.Error(sign, err)
	}
	if _, err := w.s.TakeOver(background, w.learner(), p.ID, Entry{Code: "mangga"}); !errors.Is(err, ErrNoAttempt) {
		t.Error("another's attempt", err)
	}
	if events, err := w.s.Events(background, p.ID); err != nil || len(events) != 1 || events[0].Kind != "taken-over" {
		t.Error(events, err)
	}
	if _, err := w.s.Submit(background, office, p.ID); err != nil {
		t.Error("the holder hands in", err)
	}
	if _, err := w.s.Submit(background, phone, p.ID); err != nil {
		t.Error("the result is everywhere", err)
	}
}

// When nothing is accepted any more, any device of the owner closes.
func TestAnotherDeviceClosesWhatIsOverdue(t *testing.T) {
	w := newWorld(t)
	w.set(w.kuis, `one_session = true`)
	a := w.learner()
	a.SessionID = uuid.New()
	p := w.start(a, w.kuis)
	w.late(p.ID, Grace+time.Second)
	a.SessionID = uuid.New()
	if r, err := w.s.Submit(background, a, p.ID); err != nil || r.State != Expired {
		t.Error(r.State, err)
	}
}

func TestFocusLogIsBounded(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	p := w.start(a, w.kuis)
	sign := func(away ...int) Sign {
		s, err := w.s.SignPresence(background, a, p.ID, away)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	count := func() int { return scan[int](w, `SELECT count(*) FROM quiz.events WHERE kind = 'focus-lost'`) }
	if sign(5, 6); count() != 0 {
		t.Error("noted although nobody was told")
	}
	w.set(w.kuis, `focus_log = true`)
	if s := sign(5, 0, -3, 999999, 7); !s.FocusLog || count() != 2 {
		t.Errorf("%+v %d", s, count())
	}
	w.exec(`INSERT INTO quiz.events (attempt_id, no, kind) SELECT $1, n, 'focus-lost' FROM generate_series(3, 499) n`, p.ID)
	if sign(1, 2, 3, 4); count() != 500 {
		t.Errorf("%d kept", count())
	}
	if _, err := w.s.SignPresence(background, w.learner(), p.ID, nil); !errors.Is(err, ErrNoAttempt) {
		t.Error(err)
	}
	second := a
	second.SessionID = uuid.New()
	if s, err := w.s.SignPresence(background, second, p.ID, nil); err != nil || !s.Elsewhere || s.Held {
		t.Errorf("two devices are not told: %+v %v", s, err)
	}
}

func TestMonitor(t *testing.T) {
	w := newWorld(t)
	idle, saving, gone, done, never := w.learner(), w.learner(), w.learner(), w.learner(), w.learner()
	w.start(idle, w.kuis)
	w.answerRight(saving, w.start(saving, w.kuis), 2)
	w.exec(`UPDATE quiz.attempts SET started_at = now() - interval '5 minutes' WHERE id = $1`, w.start(gone, w.kuis).ID)
	if _, err := w.s.Submit(background, done, w.start(done, w.kuis).ID); err != nil {
		t.Fatal(err)
	}
	m, err := w.s.Watch(background, w.kuis, "", uuid.Nil, 100)
	if err != nil || len(m.People) != 5 || fmt.Sprint(m.Counts) != "map[disconnected:1 not-started:1 saving:1 started:1 submitted:1]" {
		t.Fatalf("%+v %v", m, err)
	}
	want := map[uuid.UUID]string{idle.PersonID: "started", saving.PersonID: "saving", gone.PersonID: "disconnected", done.PersonID: "submitted", never.PersonID: "not-started"}
	for _, p := range m.People {
		if p.Standing != want[p.PersonID] {
			t.Errorf("%s, want %s", p.Standing, want[p.PersonID])
		}
		if p.PersonID == saving.PersonID && *p.Answered != 2 {
			t.Error(*p.Answered)
		}
	}
	w.set(w.kuis, `opens_at = now() - interval '2 hours', closes_at = now() - interval '1 hour'`)
	page, err := w.s.Watch(background, w.kuis, m.People[1].FullName, m.People[1].PersonID, 2)
	if err != nil || len(page.People) != 2 || page.People[0].PersonID != m.People[2].PersonID || page.Counts["absent"] != 1 {
		t.Errorf("%+v %v", page, err)
	}
	if _, err := w.s.Watch(background, w.text, "", uuid.Nil, 2); !errors.Is(err, ErrNoQuiz) {
		t.Error(err)
	}
}

func TestPracticeChecksAndFixes(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	p := w.start(a, w.kuis)
	if _, err := w.s.Check(background, a, p.ID, 1); !errors.Is(err, ErrNotPractice) {
		t.Fatal("a test tells what is right:", err)
	}
	w.set(w.kuis, `kind = 'practice'`)
	if _, err := w.s.Check(background, a, p.ID, 1); !errors.Is(err, ErrNothingToCheck) {
		t.Fatal("tells what is right before an answer:", err)
	}
	keys := w.keys(p.ID)
	wrong := []string{}
	for _, o := range p.Items[0].Options {
		if o.ID != keys[1][0] {
			wrong = []string{o.ID}
		}
	}
	if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{1, 1, wrong}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		it, err := w.s.Check(background, a, p.ID, 1)
		if err != nil || *it.Correct || *it.Points != 0 || !strings.Contains(it.ExplanationHTML, "KENARI") {
			t.Fatalf("%+v %v", it, err)
		}
	}
	if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{1, 2, keys[1]}); !errors.Is(err, ErrItemGraded) {
		t.Fatal("an answer was changed after what is right was told:", err)
	}
	if _, err := w.s.Check(background, w.learner(), p.ID, 1); !errors.Is(err, ErrNoAttempt) {
		t.Error(err)
	}
	for no := 2; no <= 4; no++ {
		if _, err := w.s.SaveAnswer(background, a, p.ID, Answer{no, 1, keys[no]}); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := w.s.Submit(background, a, p.ID); err != nil || r.Score() != 3 {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := w.s.Check(background, a, p.ID, 2); !errors.Is(err, ErrAttemptClosed) {
		t.Error(err)
	}
}
