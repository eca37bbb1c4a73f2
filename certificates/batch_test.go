package certificates

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

func event() BatchContent {
	return BatchContent{Title: "Lokakarya Literasi Digital", Organiser: "BKPSDM Kabupaten Lumajang", Place: "Senduro", StartedOn: "2026-11-20", CompletedOn: "2026-11-21",
		JP: 6, SiasnPath: 16, Predicate: "Baik", Subjects: []Subject{{"Materi satu", 2}, {"Materi dua", 4}}}
}

func (h *house) people(n int) (out []uuid.UUID) {
	for i := range n {
		out = append(out, h.person(fmt.Sprintf("Peserta %d", i)).PersonID)
	}
	return out
}

func TestABatchNeedsTwoPersons(t *testing.T) {
	h := newHouse(t, nil)
	one, two := h.person("Satu", access.TrainingAdmin), h.person("Dua", access.TrainingAdmin)
	b, err := h.PrepareBatch(ctx0, one, event(), nil, h.people(5))
	if err != nil {
		t.Fatal(err)
	}
	h.drain()
	if n := h.count("certificates.certificates"); n != 0 {
		t.Fatal("issued before approval")
	}
	if err := h.ApproveBatch(ctx0, one, b.ID); !errors.Is(err, ErrOwnBatch) {
		t.Errorf("approved by who prepared it: %v", err)
	}
	if err := h.exec(`UPDATE certificates.batches SET state = 'running', approved_by = prepared_by, approved_at = now()`); err == nil {
		t.Error("the database lets one person do both")
	}
	if err := h.ApproveBatch(ctx0, two, b.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.ApproveBatch(ctx0, two, b.ID); !errors.Is(err, ErrBatchState) {
		t.Errorf("approved twice: %v", err)
	}
	h.drain()
	b, err = h.Batch(ctx0, b.ID)
	if err != nil || b.State != "done" || b.Issued != 5 || b.Failed != 0 || b.Total != 5 {
		t.Errorf("%+v %v", b, err)
	}
	var c Certificate
	var id uuid.UUID
	if err := h.db.Get(ctx0, &id, db.Query{Name: "T", SQL: `SELECT id FROM certificates.certificates LIMIT 1`}); err != nil {
		t.Fatal(err)
	}
	if err := h.db.Get(ctx0, &c, sqls.Certificate, id); err != nil {
		t.Fatal(err)
	}
	if c.Evidence["prepared_by"] != one.PersonID.String() || c.Evidence["approved_by"] != two.PersonID.String() || c.Place != "Senduro" || c.Predicate != "Baik" {
		t.Errorf("%+v", c)
	}
}

// TestAnInterruptedBatchGoesOn: an issue that fails half way leaves nothing
// of that person, and the next run goes on with exactly one each.
func TestAnInterruptedBatchGoesOn(t *testing.T) {
	h := newHouse(t, nil)
	one, two := h.person("Satu", access.TrainingAdmin), h.person("Dua", access.TrainingAdmin)
	b, err := h.PrepareBatch(ctx0, one, event(), nil, h.people(8))
	if err != nil {
		t.Fatal(err)
	}
	n, cut, cutting := 0, errors.New("cut off"), true
	h.OnIssued = append(h.OnIssued, func(context.Context, *db.Tx, Certificate) error {
		n++
		switch {
		case n > 3 && cutting: // also the retry, should it come due while other work is drained
			return cut
		case n == 3 && !cutting:
			return ErrReason // any refusal
		}
		return nil
	})
	if err := h.ApproveBatch(ctx0, two, b.ID); err != nil {
		t.Fatal(err)
	}
	h.drain()
	if got, _ := h.Batch(ctx0, b.ID); got.State != "running" || got.Issued != 3 {
		t.Fatalf("%+v", got)
	}
	if err := h.SetBatch(ctx0, b.ID, "pause"); err != nil {
		t.Fatal(err)
	}
	h.due()
	h.drain()
	if got, _ := h.Batch(ctx0, b.ID); got.State != "paused" || got.Issued != 3 {
		t.Fatalf("went on while paused: %+v", got)
	}
	n, cutting = 0, false
	if err := h.SetBatch(ctx0, b.ID, "resume"); err != nil {
		t.Fatal(err)
	}
	h.drain()
	if got, _ := h.Batch(ctx0, b.ID); got.State != "done" || got.Issued != 7 || got.Failed != 1 {
		t.Fatalf("%+v", got)
	}
	if err := h.SetBatch(ctx0, b.ID, "resume"); err != nil { // those that failed again
		t.Fatal(err)
	}
	h.drain()
	if got, _ := h.Batch(ctx0, b.ID); got.Issued != 8 || h.count("certificates.certificates") != 8 {
		t.Fatalf("%+v", got)
	}
	if h.count("certificates.series WHERE last = 8") != 1 {
		t.Error("numbers were lost")
	}
}

func TestABatchIsCheckedFirst(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.PathKnown = func(p int) bool { return p == 16 } })
	one, who := h.person("Satu", access.TrainingAdmin), h.people(1)
	wrong := event()
	wrong.JP = 7
	if _, err := h.PrepareBatch(ctx0, one, wrong, nil, who); !errors.Is(err, ErrCorrections) {
		t.Error(err)
	}
	wrong = event()
	wrong.SiasnPath = 99
	for name, err := range map[string]error{
		"path":   second(h.PrepareBatch(ctx0, one, wrong, nil, who)),
		"nobody": second(h.PrepareBatch(ctx0, one, event(), nil, nil)),
		"twice":  second(h.PrepareBatch(ctx0, one, event(), nil, append(who, who...))),
		"crowd":  second(h.PrepareBatch(ctx0, one, event(), nil, make([]uuid.UUID, 1001))),
	} {
		if !errors.Is(err, ErrBatch) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var nip string
	if err := h.db.Get(ctx0, &nip, db.Query{Name: "T", SQL: `SELECT nip FROM accounts.current_nips WHERE person_id = $1`}, who[0]); err != nil {
		t.Fatal(err)
	}
	got, err := h.CheckPeople(ctx0, "NIP;Nama\n"+nip+";Peserta\r\nabc\n199912312020011009\n'"+nip+"\n\n")
	if err != nil || len(got) != 4 {
		t.Fatal(got, err)
	}
	for i, want := range []string{"", "not_a_nip", "unknown", "twice"} {
		if got[i].Finding != want {
			t.Errorf("line %d: %q, want %q", got[i].Line, got[i].Finding, want)
		}
	}
	below, err := h.PeopleBelow(ctx0, h.unit)
	if err != nil || len(below) < 2 {
		t.Error(below, err)
	}
}

func second(_ Batch, err error) error { return err }
