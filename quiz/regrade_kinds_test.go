package quiz

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/fault"
)

// A question of each kind that a machine marks, its key proved wrong, and what a
// key that does not fit is told.
var corrected = []struct {
	kind, content, key string
	old, right         []string       // answers: right by the key, and right by the other
	members            map[string]any // of the other key
	part               float64        // what `right` earned by the first key, of 1
	bad                map[string]any
	at                 string // where the refusal points
}{
	{"matching", `{"left":[{"id":"l1","html":"A"},{"id":"l2","html":"B"}],"right":[{"id":"r1","html":"1"},{"id":"r2","html":"2"}]}`,
		`{"pairs":{"l1":"r1","l2":"r2"}}`, []string{"l1=r1", "l2=r2"}, []string{"l1=r2", "l2=r1"},
		map[string]any{"pairs": map[string]any{"l1": "r2", "l2": "r1"}}, 0, map[string]any{"pairs": map[string]any{"l1": "r2", "l2": "r9"}}, "/key/pairs/l2"},
	{"ordering", `{"items":[{"id":"i1","html":"A"},{"id":"i2","html":"B"},{"id":"i3","html":"C"}]}`, `{"order":["i1","i2","i3"]}`,
		[]string{"i1", "i2", "i3"}, []string{"i2", "i1", "i3"}, map[string]any{"order": []any{"i2", "i1", "i3"}}, 0,
		map[string]any{"order": []any{"i2", "i1"}}, "/key/order"},
	{"categorise", `{"categories":[{"id":"c1","html":"A"},{"id":"c2","html":"B"}],"items":[{"id":"i1","html":"x"},{"id":"i2","html":"y"}]}`,
		`{"of":{"i1":"c1","i2":"c2"}}`, []string{"i1=c1", "i2=c2"}, []string{"i1=c1", "i2=c1"},
		map[string]any{"of": map[string]any{"i1": "c1", "i2": "c1"}}, .5, map[string]any{"of": map[string]any{"i1": "c1"}}, "/key/of/i2"},
	{"shorttext", `{}`, `{"accepted":[{"text":"Surabaya"}],"typos":1}`, []string{"Surabaya"}, []string{"Kota Pahlawan"},
		map[string]any{"accepted": []any{map[string]any{"text": "Surabaya"}, map[string]any{"text": "Kota Pahlawan"}}, "typos": nil}, 0,
		map[string]any{"accepted": []any{map[string]any{"text": " "}}}, "/key/accepted/0/text"},
	{"numeric", `{"units":["kg"]}`, `{"accepted":[{"value":5,"tolerance":0.1}],"units":[{"name":"kg","factor":1}]}`, []string{"5 kg"}, []string{"6,2 kg"},
		map[string]any{"accepted": []any{map[string]any{"value": 5, "tolerance": 1.5}}}, 0,
		map[string]any{"accepted": []any{map[string]any{"value": "lima"}}}, "/key/accepted/0/value"},
	{"cloze", `{"html":"[[g1]] dan [[g2]]","gaps":[{"id":"g1","kind":"shorttext"},{"id":"g2","kind":"single","options":[{"id":"o1","html":"a"},{"id":"o2","html":"b"}]}]}`,
		`{"gaps":{"g1":{"text":{"accepted":[{"text":"satu"}]}},"g2":{"choice":{"correct":["o1"]}}}}`, []string{"g1=satu", "g2=o1"}, []string{"g1=satu", "g2=o2"},
		map[string]any{"gaps": map[string]any{"g1": map[string]any{"text": map[string]any{"accepted": []any{map[string]any{"text": "satu"}}}},
			"g2": map[string]any{"choice": map[string]any{"correct": []any{"o2"}}}}}, .5,
		map[string]any{"gaps": map[string]any{"g1": map[string]any{"text": map[string]any{"accepted": []any{map[string]any{"text": "satu"}}}},
			"g2": map[string]any{"choice": map[string]any{"correct": []any{}}}}}, "/key/gaps/g2/choice/correct"},
	{"hotspot", `{"image":{"src":"/media/x.png","alt":"Peta","width":100,"height":100},"marks":1}`,
		`{"regions":[{"id":"a","shape":"circle","x":0.2,"y":0.2,"r":0.1}]}`, []string{"0.2000,0.2000"}, []string{"0.8000,0.8000"},
		map[string]any{"regions": []any{map[string]any{"id": "a", "shape": "rectangle", "x": 0.7, "y": 0.7, "w": 0.2, "h": 0.2}}}, 0,
		map[string]any{"regions": []any{map[string]any{"id": "a", "shape": "circle", "x": 0.2, "y": 0.2, "r": 9}}}, "/key/regions/0/r"},
	{"multiple", `{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"},{"id":"c","html":"C"}]}`, `{"correct":["a","b"]}`, []string{"a", "b"}, []string{"b", "c"},
		map[string]any{"correct": []any{"c", "b"}}, 0, map[string]any{"correct": []any{}}, "/key/correct"},
	{"case", `{"items":[{"id":"s1","kind":"shorttext","stem_html":"Siapa?","content":{}},{"id":"s2","kind":"truefalse","stem_html":"Benar?","content":{"options":[{"id":"y","html":"Benar"},{"id":"n","html":"Salah"}]}}]}`,
		`{"items":{"s1":{"accepted":[{"text":"Rina"}]},"s2":{"correct":["y"]}}}`, []string{"s1=Rina", "s2=y"}, []string{"s1=Rina", "s2=n"},
		map[string]any{"items": map[string]any{"s1": map[string]any{"accepted": []any{map[string]any{"text": "Rina"}}}, "s2": map[string]any{"correct": []any{"n"}}}}, .5,
		map[string]any{"items": map[string]any{"s1": map[string]any{"accepted": []any{}}, "s2": map[string]any{"correct": []any{"n"}}}}, "/key/items/s1/accepted"},
}

func TestTheKeyOfEveryKindIsCorrected(t *testing.T) {
	c := newClinic(t)
	for _, x := range corrected {
		t.Run(x.kind, func(t *testing.T) {
			c.t = t
			version := c.ask(x.kind, x.content, x.key)
			by := func(answer []string) access.Actor {
				a := c.learner()
				p := c.start(a, c.kuis)
				if _, err := c.s.SaveAnswer(background, a, p.ID, Answer{No: 1, Seq: 1, Chosen: answer}); err != nil {
					t.Fatal(err)
				}
				if _, err := c.s.Submit(background, a, p.ID); err != nil {
					t.Fatal(err)
				}
				return a
			}
			mark := func(a access.Actor) float64 {
				return scan[float64](c.world, `SELECT i.mark FROM quiz.items i JOIN quiz.attempts a ON a.id = i.attempt_id WHERE a.person_id = $1`, a.PersonID)
			}
			old, right := by(x.old), by(x.right)
			if mark(old) != 1 || mark(right) != x.part {
				t.Fatalf("by the first key: %v and %v", mark(old), mark(right))
			}
			k, err := c.s.KeyOf(background, version)
			if err != nil || k.Kind != x.kind || k.ByHand || k.Voided || len(k.Key) == 0 || k.NewestNo != k.VersionNo {
				t.Fatalf("%+v %v", k, err)
			}
			var content any
			if err := json.Unmarshal([]byte(x.content), &content); err != nil {
				t.Fatal(err)
			}
			// What does not fit is told where it stands.
			_, err = c.s.ProposeRegrade(background, c.trainer, Proposal{version, changeKey, x.bad, reason})
			if !errors.Is(err, ErrBadKey) || !slices.ContainsFunc(fault.Of(err).Fields, func(f fault.Field) bool { return f.Pointer == x.at && f.ID != "" && f.EN != "" }) {
				t.Errorf("a bad key: %v %+v", err, fault.Of(err).Fields)
			}
			if _, err := c.s.ProposeRegrade(background, c.trainer, Proposal{version, changeKey, k.Key, reason}); !errors.Is(err, ErrSameKey) {
				t.Errorf("the same key: %v", err)
			}
			id, err := c.s.ProposeRegrade(background, c.trainer, Proposal{version, changeKey, x.members, reason})
			if err != nil {
				t.Fatal(err)
			}
			if p, _ := c.preview(id); p.Attempts != 2 || p.Rise != 1 {
				t.Errorf("%+v", p)
			}
			c.approve(id, BothWays)
			c.work(id)
			later := by(x.right) // drawn after: the same version, by the corrected key
			if mark(right) != 1 || mark(later) != 1 {
				t.Errorf("by the other key: %v, later %v", mark(right), mark(later))
			}
			if x.kind != "shorttext" && x.kind != "numeric" && mark(old) == 1 {
				t.Error("who answered by the wrong key keeps the mark, both ways")
			}
			if got := scan[string](c.world, `SELECT content::text FROM bank.versions WHERE id = $1`, version); !sameDocument(got, x.content) {
				t.Error("what learners saw has changed:", got)
			}
			if got := scan[string](c.world, `SELECT string_agg(e.act || ' ' || e.version_no || ' ' || e.note, '; ') FROM bank.events e JOIN bank.versions v ON v.question_id = e.question_id WHERE v.id = $1`, version); got != "corrected 1 "+reason {
				t.Error("the history:", got)
			}
		})
	}
	c.t = t
	if got := scan[string](c.world, `SELECT k.key::text FROM bank.keys k JOIN bank.versions v ON v.id = k.version_id WHERE v.kind = 'shorttext' AND k.no = 2`); !sameDocument(got,
		`{"accepted":[{"text":"Surabaya"},{"text":"Kota Pahlawan"}]}`) {
		t.Error("a member that was null is still there:", got)
	}
}

func sameDocument(a, b string) bool {
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	one, _ := json.Marshal(x)
	two, _ := json.Marshal(y)
	return string(one) == string(two)
}

// ask makes one reviewed question of the course the whole quiz.
func (c *clinic) ask(kind, content, key string) uuid.UUID {
	c.t.Helper()
	q, v := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
	c.exec(`INSERT INTO bank.questions (id, revision_id, key, pool, state) VALUES ($1, $2, $3, $3, 'reviewed')`, q, c.revision, kind)
	c.exec(`INSERT INTO bank.versions (id, question_id, no, kind, stem_html, content) VALUES ($1, $2, 1, $3, 'Soal', $4)`, v, q, kind, content)
	c.exec(`INSERT INTO bank.keys (version_id, key, explanation_html) VALUES ($1, $2, '')`, v, key)
	c.exec(`UPDATE quiz.quizzes SET draw = jsonb_build_array(jsonb_build_object('pool', $2::text, 'count', 1)), rules_no = rules_no + 1 WHERE lesson_id = $1`, c.kuis, kind)
	return v
}

// What people mark has no key to correct; it can be voided.
func TestAnEssayHasNoKeyToCorrect(t *testing.T) {
	c := newClinic(t)
	version := c.ask("essay", `{}`, `{"rubric":[]}`)
	if k, err := c.s.KeyOf(background, version); err != nil || !k.ByHand {
		t.Errorf("%+v %v", k, err)
	}
	if _, err := c.s.ProposeRegrade(background, c.trainer, Proposal{version, changeKey, map[string]any{"rubric": []any{}}, reason}); !errors.Is(err, ErrBadKey) {
		t.Error(err)
	}
	if _, err := c.s.ProposeRegrade(background, c.trainer, Proposal{version, changeVoid, nil, reason}); err != nil {
		t.Error(err)
	}
	if _, err := c.s.KeyOf(background, uuid.New()); !errors.Is(err, ErrUnknownQuestion) {
		t.Error(err)
	}
}

// A voided version is drawn no more from the moment of the approval. Where a
// part has no other question the paper is that much shorter: nobody is asked
// the faulty one, and nobody is kept from starting.
func TestAVoidedQuestionIsDrawnNoMore(t *testing.T) {
	c := newClinic(t)
	c.exec(`UPDATE bank.questions SET state = 'reviewed' WHERE pool = 'a' AND key = 'a-1'`) // two of which one is drawn
	drawn := func() (n int, has bool) {
		p := c.start(c.learner(), c.kuis)
		return len(p.Items), scan[bool](c.world, `SELECT EXISTS (SELECT FROM quiz.items WHERE attempt_id = $1 AND question_id = $2)`, p.ID, c.version)
	}
	met := false
	for range 20 {
		_, has := drawn()
		met = met || has
	}
	if !met {
		t.Fatal("the question is never drawn anyway")
	}
	id := c.propose(changeVoid)
	c.approve(id, RaiseOnly)
	for range 20 { // before the work is done, and without waiting for what is kept at hand
		if n, has := drawn(); n != 3 || has {
			t.Fatalf("%d items, the voided one among them: %t", n, has)
		}
	}
	c.work(id)
	if got := scan[string](c.world, `SELECT q.state || ': ' || string_agg(e.act || ' ' || e.version_no || ' ' || e.note, '; ' ORDER BY e.id) FROM bank.questions q
		JOIN bank.events e ON e.question_id = q.id JOIN bank.versions v ON v.question_id = q.id WHERE v.id = $1 GROUP BY q.state`, c.version); got != "retired: voided 1 "+reason+"; retired 1 "+reason {
		t.Error(got)
	}
	// The other is voided too: the part has nothing left.
	c.version = scan[uuid.UUID](c.world, `SELECT v.id FROM bank.versions v JOIN bank.questions q ON q.id = v.question_id WHERE q.key = 'a-1'`)
	id = c.propose(changeVoid)
	c.approve(id, RaiseOnly)
	if n, has := drawn(); n != 2 || has {
		t.Errorf("%d items, the voided one among them: %t", n, has)
	}
	// Its hours may still be changed; the draw may not ask for what is not there.
	rules, err := c.s.ShowRules(background, access.Actor{Roles: []access.Role{access.TrainingAdmin}}, c.kuis)
	if err != nil || !slices.Equal(rules.Available, []int{0, 4, 4}) {
		t.Fatalf("%+v %v", rules.Available, err)
	}
	rules.Rules.DurationSeconds += 60
	after, err := c.s.SetRules(background, c.kuis, rules.No, rules.Rules)
	if err != nil {
		t.Fatal(err)
	}
	after.Rules.Draw = append([]Part{}, after.Rules.Draw...)
	after.Rules.Draw[1].Count++
	if _, err := c.s.SetRules(background, c.kuis, after.No, after.Rules); !errors.Is(err, fault.ErrInvalid) {
		t.Error(err)
	}
	// What an author retired is missed as before.
	c.exec(`UPDATE bank.questions SET state = 'retired' WHERE pool = 'b'`)
	c.s.forgetPrepared()
	if _, _, err := c.s.Start(background, c.learner(), c.kuis); !errors.Is(err, ErrTooFewQuestions) {
		t.Error(err)
	}
}

// Where a newer version is in use, voiding an older one does not touch it.
func TestVoidingAnOlderVersionLeavesTheNewerInUse(t *testing.T) {
	c := newClinic(t)
	a := c.sat(c.wrong, 1)
	newer := uuid.Must(uuid.NewV7())
	c.exec(`INSERT INTO bank.versions (id, question_id, no, kind, stem_html, content) SELECT $2, question_id, 2, kind, 'Diperbaiki', content FROM bank.versions WHERE id = $1`, c.version, newer)
	c.exec(`INSERT INTO bank.keys (version_id, key, explanation_html) SELECT $2, key, '' FROM bank.keys WHERE version_id = $1`, c.version, newer)
	if k, err := c.s.KeyOf(background, c.version); err != nil || k.VersionNo != 1 || k.NewestNo != 2 {
		t.Errorf("%+v %v", k, err)
	}
	id := c.propose(changeVoid)
	c.approve(id, RaiseOnly)
	c.work(id)
	if got := c.standing(a); got != "2 passed done course" {
		t.Error(got)
	}
	p := c.start(c.learner(), c.kuis)
	if !scan[bool](c.world, `SELECT EXISTS (SELECT FROM quiz.items WHERE attempt_id = $1 AND question_id = $2)`, p.ID, newer) {
		t.Error("the newer version is drawn no more")
	}
}
