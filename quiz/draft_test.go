package quiz

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/bank"
	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/fault"
)

func plan(category *uuid.UUID, count int) Plan {
	return Plan{Title: "Kuis  Aman!", InstructionsHTML: `<p>Kerjakan.<script>x</script></p>`, Organiser: "BKPSDM", SiasnPath: 16, Rules: Rules{Kind: Test, DurationSeconds: 600,
		PassPercent: 60, AttemptCap: 2, Sections: []Section{}, Networks: []string{}, ReleaseScore: AtOnce, ReleaseAnswers: AtOnce, ReleaseExplanations: AtOnce,
		Draw: []Part{{CategoryID: category, Difficulty: "mudah", Count: count}}}}
}

// A trainer builds a quiz from the bank; a learner finds it in the catalogue
// and passes it. An unreviewed correction is not what learners see.
func TestABuiltQuizIsTaken(t *testing.T) {
	w := newWorld(t)
	ani := accountstest.Person(t, w.db, "Ani", uuid.Nil, access.Trainer)
	budi := accountstest.Person(t, w.db, "Budi", uuid.Nil, access.Trainer)
	as := access.WithActor(context.Background(), ani)
	b := bank.New(w.db, nil)
	category, err := b.AddCategory(as, ani, nil, "Aman")
	if err != nil {
		t.Fatal(err)
	}
	writing := bank.Writing{CategoryID: &category, Shared: true, Kind: kinds.ShortText, StemHTML: "<p>Ibu kota Jawa Timur?</p>", Points: 2,
		Content: []byte(`{}`), Key: []byte(`{"accepted":[{"text":"Surabaya"}]}`), Tags: map[string]string{"difficulty": "mudah"}}
	id, err := b.Create(as, ani, writing)
	if err != nil {
		t.Fatal(err)
	}
	d, err := w.s.NewDraft(as, ani, plan(&category, 1))
	if err != nil || len(d.Problems) != 1 || d.Problems[0].Pointer != "/rules/draw/0/count" || d.Available[0] != 0 || d.Plan.Title != "Kuis Aman!" || d.Plan.InstructionsHTML != "<p>Kerjakan.</p>" {
		t.Fatalf("%+v %v", d, err)
	}
	if _, err := w.s.Publish(as, ani, d.ID, d.No); !errors.Is(err, fault.ErrInvalid) {
		t.Fatal(err)
	}
	if err := b.Review(access.WithActor(context.Background(), budi), budi, id, 1, ""); err != nil {
		t.Fatal(err)
	}
	writing.StemHTML = "<p>Ibu kota provinsi Jawa Timur?</p>"
	if err := b.Save(as, ani, id, 1, writing); err != nil {
		t.Fatal(err)
	}
	withJP := plan(&category, 1)
	withJP.JP = 2
	if d, err = w.s.SetDraft(as, d.ID, d.No, withJP); err != nil || len(d.Problems) != 0 {
		t.Fatalf("%+v %v", d, err)
	}
	if _, err := w.s.Publish(as, ani, d.ID, d.No); !errors.Is(err, ErrJPNotYours) {
		t.Fatal(err)
	}
	if _, err := w.s.SetDraft(as, d.ID, d.No+1, withJP); !errors.Is(err, ErrRulesChanged) {
		t.Fatal(err)
	}
	if d, err = w.s.SetDraft(as, d.ID, d.No, plan(&category, 1)); err != nil {
		t.Fatal(err)
	}
	where, err := w.s.Publish(as, ani, d.ID, d.No)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.Publish(as, ani, d.ID, d.No); !errors.Is(err, ErrPublished) {
		t.Fatal(err)
	}
	siti := accountstest.Person(t, w.db, "Siti", uuid.Nil)
	if _, err := w.courses.Enrol(background, siti, where.Code); err != nil {
		t.Fatal(err)
	}
	p := w.start(siti, where.LessonID)
	if len(p.Items) != 1 || p.Items[0].StemHTML != "<p>Ibu kota Jawa Timur?</p>" {
		t.Fatalf("%+v", p.Items)
	}
	if _, err := w.s.SaveAnswer(background, siti, p.ID, Answer{No: 1, Seq: 1, Chosen: []string{"surabaya"}}); err != nil {
		t.Fatal(err)
	}
	r, err := w.s.Submit(background, siti, p.ID)
	if err != nil || r.Passed == nil || !*r.Passed || !r.CourseCompleted {
		t.Fatalf("%+v %v", r, err)
	}
	list, err := w.s.ListBuilt(background, "aman!")
	if err != nil || len(list) != 1 || list[0].DraftID != nil || list[0].CourseCode != where.Code || list[0].Writer != "Ani" || list[0].Questions != 1 {
		t.Errorf("%+v %v", list, err)
	}
	if all, err := w.s.ListBuilt(background, ""); err != nil || len(all) != 3 {
		t.Errorf("%+v %v", all, err)
	}
}
