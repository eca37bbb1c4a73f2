package quiz

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
)

// Before a unit gets time, the screen says whom it reaches; then it reaches them.
func TestPreviewOfTimeForAUnit(t *testing.T) {
	w := newWorld(t)
	trainer := w.trainer()
	dinas := accountstest.Unit(t, w.db, "Dinas", uuid.Nil)
	bidang := accountstest.Unit(t, w.db, "Bidang", dinas)
	other := accountstest.Unit(t, w.db, "Badan", uuid.Nil)
	in := func(unit uuid.UUID) access.Actor {
		a := w.learner()
		w.exec(`INSERT INTO accounts.memberships (person_id, unit_id, valid_from) VALUES ($1, $2, '2026-01-01')
			ON CONFLICT (person_id, valid_from) DO UPDATE SET unit_id = EXCLUDED.unit_id`, a.PersonID, unit)
		return a
	}
	running, late, elsewhere := in(bidang), in(dinas), in(other)
	in(dinas) // enrolled, has not begun
	w.start(running, w.ujian)
	w.late(w.start(late, w.ujian).ID, Grace+time.Second)
	w.start(elsewhere, w.ujian)
	who, err := w.s.PreviewTime(background, w.ujian, dinas)
	if err != nil || who.Unit != "Dinas" || who.People != 3 || who.Running != 1 || len(who.Names) != 1 || who.Given != 0 {
		t.Fatalf("%+v %v", who, err)
	}
	ctx := access.WithActor(background, trainer)
	if g, err := w.s.GrantTime(ctx, trainer, Time{LessonID: w.ujian, UnitID: &dinas, Seconds: 300, Reason: "Listrik padam"}); err != nil || g.Moved != who.Running {
		t.Errorf("said %d, moved %d, %v", who.Running, g.Moved, err)
	}
	if who, err := w.s.PreviewTime(background, w.ujian, dinas); err != nil || who.Given != 300 {
		t.Errorf("%+v %v", who, err)
	}
	if _, err := w.s.PreviewTime(background, w.ujian, uuid.New()); !errors.Is(err, ErrNotEnrolled) {
		t.Error(err)
	}
	if _, err := w.s.PreviewTime(background, w.text, dinas); !errors.Is(err, ErrNoQuiz) {
		t.Error(err)
	}
}

// Auditors read the rules, and of the access code that there is one.
func TestAuditorsReadTheRules(t *testing.T) {
	w := newWorld(t)
	w.set(w.ujian, `access_code = 'mangga'`)
	auditor := accountstest.Person(t, w.db, "Pemeriksa", uuid.Nil, access.Auditor)
	for _, c := range []struct {
		who  access.Actor
		code string
	}{{w.trainer(), "mangga"}, {auditor, "(set)"}} {
		r, err := w.s.ShowRules(background, c.who, w.ujian)
		if err != nil || r.Rules.AccessCode != c.code || len(r.Rules.Draw) != 3 {
			t.Errorf("%+v %v", r, err)
		}
	}
	plan := Plan{Title: "Rancangan", SiasnPath: 16, Rules: w.rules(w.ujian).Rules}
	d, err := w.s.NewDraft(access.WithActor(background, w.trainer()), w.trainer(), plan)
	if err != nil {
		t.Fatal(err)
	}
	if read, err := w.s.ReadDraft(background, auditor, d.ID); err != nil || read.Plan.Rules.AccessCode != "(set)" {
		t.Errorf("%+v %v", read.Plan.Rules, err)
	}
}
