package bank

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
	"lentera/internal/testdb"
	"lentera/internal/testweb"
)

// school is a bank with two trainers, an administrator and an auditor.
type school struct {
	t                         *testing.T
	s                         *Service
	ani, budi, admin, auditor access.Actor
}

func newSchool(t *testing.T) *school {
	t.Helper()
	d := testdb.New(t)
	return &school{t: t, s: New(d, nil),
		ani: accountstest.Person(t, d, "Ani", uuid.Nil, access.Trainer), budi: accountstest.Person(t, d, "Budi", uuid.Nil, access.Trainer),
		admin: accountstest.Person(t, d, "Endah", uuid.Nil, access.TrainingAdmin), auditor: accountstest.Person(t, d, "Tri", uuid.Nil, access.Auditor)}
}

func single(stem string) Writing {
	return Writing{Kind: kinds.Single, StemHTML: "<p>" + stem + "</p>", Points: 1, Shared: true,
		Content: []byte(`{"options":[{"id":"a","html":"<p>Laporkan ke tim keamanan</p>"},{"id":"b","html":"Klik tautannya"}]}`),
		Key:     []byte(`{"correct":["a"]}`), Tags: map[string]string{"objective": "phishing", "difficulty": "mudah"}}
}

func as(a access.Actor) context.Context { return access.WithActor(context.Background(), a) }

func (w *school) create(a access.Actor, q Writing) Question {
	w.t.Helper()
	id, err := w.s.Create(as(a), a, q)
	if err != nil {
		w.t.Fatal(err, fault.Of(err).Fields)
	}
	return w.get(a, id)
}

func (w *school) get(a access.Actor, id uuid.UUID) Question {
	w.t.Helper()
	q, err := w.s.Get(as(a), a, id, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return q
}

func must(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Helper()
		t.Fatalf("%v, not %v", err, want)
	}
}

func TestAQuestionIsWrittenAndReviewedByTwo(t *testing.T) {
	w := newSchool(t)
	q := w.create(w.ani, single(`Apa yang Anda lakukan? <script>alert(1)</script>`))
	if q.State != Draft || q.No != 1 || q.MayReview || strings.Contains(q.Version.StemHTML, "script") || !strings.Contains(string(q.Version.Content), `"Laporkan ke tim keamanan"`) {
		t.Fatalf("%+v", q)
	}
	must(t, w.s.Review(as(w.ani), w.ani, q.ID, 1, ""), ErrOwnReview)
	must(t, w.s.Review(as(w.budi), w.budi, q.ID, 2, ""), ErrChanged)
	must(t, w.s.Return(as(w.budi), w.budi, q.ID, 1, "Pilihan b terlalu mudah."), nil)
	must(t, w.s.Review(as(w.budi), w.budi, q.ID, 1, ""), nil)
	must(t, w.s.Review(as(w.budi), w.budi, q.ID, 1, ""), ErrState)

	again := single("Apa yang Anda lakukan sekarang?")
	must(t, w.s.Save(as(w.budi), w.budi, q.ID, 9, again), ErrChanged)
	must(t, w.s.Save(as(w.budi), w.budi, q.ID, 1, again), nil)
	if q = w.get(w.ani, q.ID); q.State != Reviewed || q.ReviewedNo != 1 || q.No != 2 || !q.MayReview {
		t.Fatalf("the reviewed version must stay in use: %+v", q)
	}
	must(t, w.s.Save(as(w.ani), w.ani, q.ID, 2, again), nil) // nothing changed
	moved := again
	moved.Name = "Nama lain"
	must(t, w.s.Save(as(w.ani), w.ani, q.ID, 2, moved), nil)
	if q = w.get(w.ani, q.ID); q.No != 2 || q.Name != "Nama lain" {
		t.Fatalf("no new version for a new name: %+v", q)
	}
	must(t, w.s.Review(as(w.budi), w.budi, q.ID, 2, ""), ErrOwnReview)
	must(t, w.s.Review(as(w.ani), w.ani, q.ID, 2, ""), nil)
	must(t, w.s.Retire(as(w.ani), w.ani, q.ID, "Usang"), nil)
	must(t, w.s.Save(as(w.ani), w.ani, q.ID, 2, again), ErrRetired)
	must(t, w.s.Restore(as(w.ani), w.ani, q.ID, ""), nil)
	q = w.get(w.admin, q.ID)
	if q.State != Draft || q.ReviewedNo != 0 {
		t.Fatalf("%+v", q)
	}
	acts := ""
	for _, e := range q.Events {
		acts = e.Act + " " + acts
	}
	if acts != "created returned reviewed changed moved reviewed retired restored " {
		t.Error(acts)
	}
	if old, err := w.s.Get(as(w.ani), w.ani, q.ID, 1); err != nil || old.Version.No != 1 || !strings.Contains(old.Version.StemHTML, "lakukan?") {
		t.Errorf("%+v %v", old.Version, err)
	}
}

func TestAPrivateQuestionIsItsWritersAlone(t *testing.T) {
	w := newSchool(t)
	private := single("Rahasia kelas saya?")
	private.Shared = false
	q := w.create(w.ani, private)
	_, err := w.s.Get(as(w.budi), w.budi, q.ID, 0)
	must(t, err, ErrNoQuestion)
	must(t, w.s.Save(as(w.budi), w.budi, q.ID, 1, private), ErrNoQuestion)
	for actor, want := range map[*access.Actor]int{&w.ani: 1, &w.budi: 0, &w.admin: 1, &w.auditor: 1} {
		if rows, _, err := w.s.List(as(*actor), *actor, Filter{}); err != nil || len(rows) != want {
			t.Errorf("%d rows, not %d: %v", len(rows), want, err)
		}
	}
	must(t, w.s.Review(as(w.admin), w.admin, q.ID, 1, ""), nil)
	if !w.get(w.budi, q.ID).Shared {
		t.Error("a reviewed question is for all")
	}
}

func TestListingNarrowsAndTurnsPages(t *testing.T) {
	w := newSchool(t)
	root, err := w.s.AddCategory(as(w.ani), w.ani, nil, "Aman")
	must(t, err, nil)
	below, err := w.s.AddCategory(as(w.ani), w.ani, &root, "Surel")
	must(t, err, nil)
	_, err = w.s.AddCategory(as(w.ani), w.ani, &root, "Surel")
	must(t, err, ErrCategoryTaken)
	for i := range 7 {
		q := single(fmt.Sprintf("Soal nomor %d tentang kelapa%d?", i, i))
		if i < 3 {
			q.CategoryID = &below
		}
		if i == 0 {
			q.Tags["difficulty"] = "sulit"
		}
		w.create(w.ani, q)
	}
	count := func(f Filter) int {
		t.Helper()
		seen, f := 0, f
		for f.Limit = 2; ; {
			rows, next, err := w.s.List(as(w.budi), w.budi, f)
			must(t, err, nil)
			if seen += len(rows); next == "" {
				return seen
			}
			f.Cursor = next
		}
	}
	for name, c := range map[string]struct {
		f    Filter
		want int
	}{
		"all": {Filter{}, 7}, "words": {Filter{Query: "kelapa3"}, 1}, "begin of a word": {Filter{Query: "kelap, NOMOR"}, 7}, "in options": {Filter{Query: "keamanan tautan"}, 7},
		"below": {Filter{CategoryID: &root}, 3}, "difficulty": {Filter{Difficulty: "sulit"}, 1}, "objective": {Filter{Objective: "phishing"}, 7},
		"mine": {Filter{Mine: true}, 0}, "waiting": {Filter{State: "waiting"}, 7}, "reviewed": {Filter{State: "reviewed"}, 0}, "course": {Filter{Origin: "course"}, 0},
		"kind": {Filter{Kind: "essay"}, 0}, "odd": {Filter{Query: "':*& |"}, 7}, "twins": {Filter{Twins: true}, 0},
	} {
		if got := count(c.f); got != c.want {
			t.Errorf("%s: %d, not %d", name, got, c.want)
		}
	}
	must(t, w.s.RemoveCategory(as(w.ani), w.ani, below), ErrCategoryUsed)
	must(t, w.s.RenameCategory(as(w.budi), w.budi, below, "Pos"), fault.ErrForbidden)
	must(t, w.s.RenameCategory(as(w.admin), w.admin, below, "Pos"), nil)
}

func TestDuplicatesAreShown(t *testing.T) {
	w := newSchool(t)
	w.create(w.ani, single("Apa tanda surel pengelabuan yang paling jelas?"))
	w.create(w.ani, single("Berapa lama kata sandi dipakai?"))
	list, err := w.s.Similar(as(w.budi), w.budi, kinds.Single, "<p>Apa tanda surel pengelabuan yang <b>paling</b> jelas?</p>", single("").Content, nil)
	must(t, err, nil)
	if len(list) != 1 || !list[0].Same || list[0].Share != 1 {
		t.Errorf("%+v", list)
	}
	list, err = w.s.Similar(as(w.budi), w.budi, kinds.Single, "<p>Apakah tanda-tanda surel pengelabuan yang jelas?</p>", single("").Content, nil)
	must(t, err, nil)
	if len(list) != 1 || list[0].Same || list[0].Share < nearlySame {
		t.Errorf("%+v", list)
	}
	again := w.create(w.ani, single("Apa tanda surel pengelabuan yang paling jelas?"))
	if rows, _, err := w.s.List(as(w.budi), w.budi, Filter{Twins: true}); err != nil || len(rows) != 2 || !rows[0].Twin {
		t.Errorf("%+v %v", rows, err)
	}
	must(t, w.s.Retire(as(w.ani), w.ani, again.ID, ""), nil)
	if rows, _, _ := w.s.List(as(w.budi), w.budi, Filter{State: "draft", Twins: true}); len(rows) != 0 {
		t.Errorf("%+v", rows)
	}
}

func TestBankRoutes(t *testing.T) {
	w := newSchool(t)
	web := testweb.New(t, w.s.Routes()...)
	learner := accountstest.Person(t, w.s.db, "Siti", uuid.Nil)
	q := w.create(w.ani, single("Soal rahasia?"))
	path := "/api/bank/questions/" + q.ID.String()
	body := map[string]any{"kind": "single", "stem_html": "", "shared": true, "points": 0, "content": map[string]any{"options": []any{}}, "key": map[string]any{"correct": []string{}}}
	right := map[string]any{"no": 1, "kind": "single", "stem_html": "<p>Baru?</p>", "shared": true, "points": 0.5, "tags": map[string]string{"level": "3"},
		"content": map[string]any{"options": []any{map[string]any{"id": "a", "html": "Ya"}, map[string]any{"id": "b", "html": "Tidak"}}}, "key": map[string]any{"correct": []string{"b"}}}
	ani, budi, siti, tri := web.Token(w.ani), web.Token(w.budi), web.Token(learner), web.Token(w.auditor)
	web.Run(t, []testweb.Scenario{
		{Name: "nobody", Path: path, Status: 401},
		{Name: "learner reads no key", Path: path, As: siti, Status: 403, HasNot: []string{"correct"}},
		{Name: "learner lists nothing", Path: "/api/bank/questions", As: siti, Status: 403},
		{Name: "auditor reads", Path: path, As: tri, Status: 200, Has: []string{`"correct":["a"]`, `"may_write":false`, `"may_review":false`}},
		{Name: "auditor writes not", Method: http.MethodPut, Path: path, As: tri, Body: right, Status: 403},
		{Name: "fields", Method: http.MethodPost, Path: "/api/bank/questions", As: ani, Body: body, Status: 422, Has: []string{`"/stem_html"`, `"/points"`, `"/content/options"`, `"/key/correct"`}},
		{Name: "list", Path: "/api/bank/questions?q=rahasia", As: budi, Status: 200, Has: []string{`"state":"draft"`, `"objective":"phishing"`}, HasNot: []string{`"correct"`}},
		{Name: "save", Method: http.MethodPut, Path: path, As: budi, Body: right, Status: 200, Has: []string{`"no":2`, `"points":0.5`, `"level":"3"`}},
		{Name: "save the old", Method: http.MethodPut, Path: path, As: budi, Body: right, Status: 409, Has: []string{"bank.question-changed"}},
		{Name: "return without words", Method: http.MethodPost, Path: path + "/return", As: budi, Body: map[string]any{"no": 2, "note": " "}, Status: 422},
		{Name: "own review", Method: http.MethodPost, Path: path + "/review", As: budi, Body: map[string]any{"no": 2}, Status: 409, Has: []string{"bank.own-review"}},
		{Name: "both wrote it", Method: http.MethodPost, Path: path + "/review", As: ani, Body: map[string]any{"no": 2}, Status: 409},
		{Name: "review", Method: http.MethodPost, Path: path + "/review", As: web.Token(w.admin), Body: map[string]any{"no": 2}, Status: 200, Has: []string{`"state":"reviewed"`, `"reviewed_no":2`}},
		{Name: "similar", Method: http.MethodPost, Path: "/api/bank/similar", As: budi, Body: map[string]any{"kind": "single", "stem_html": "Baru?", "content": right["content"]}, Status: 200, Has: []string{`"same":true`}},
	})
}

// A version that a correction voided comes back only as a newer one.
func TestAVoidedVersionIsNotReviewedAgain(t *testing.T) {
	w := newSchool(t)
	q := w.create(w.ani, single("Soal cacat"))
	must(t, w.s.Review(as(w.budi), w.budi, q.ID, 1, ""), nil)
	must(t, w.s.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return CorrectKey(ctx, tx, w.admin, Correction{VersionID: q.Version.ID, Key: q.Version.Key, Voided: true, Reason: "Dua pilihan sama benarnya."})
	}), nil)
	q = w.get(w.ani, q.ID)
	if q.State != Retired || !q.Version.Voided || q.Events[0].Act != "retired" || q.Events[1].Act != "voided" || q.Events[0].Note != "Dua pilihan sama benarnya." {
		t.Fatalf("%+v", q)
	}
	must(t, w.s.Restore(as(w.ani), w.ani, q.ID, ""), nil)
	if w.get(w.budi, q.ID).MayReview {
		t.Error("offered for review as it is")
	}
	must(t, w.s.Review(as(w.budi), w.budi, q.ID, 1, ""), ErrVoided)
	mended := single("Soal yang diperbaiki")
	mended.Name = q.Name
	must(t, w.s.Save(as(w.ani), w.ani, q.ID, 1, mended), nil)
	must(t, w.s.Review(as(w.budi), w.budi, q.ID, 2, ""), nil)
	if q = w.get(w.ani, q.ID); q.State != Reviewed || q.Version.Voided {
		t.Errorf("%+v", q)
	}
}
