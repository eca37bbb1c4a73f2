package merit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/testdb"
)

// house is the feature on a real database.
type house struct {
	*Service
	t    testing.TB
	db   *db.DB
	unit uuid.UUID
}

func newHouse(t testing.TB) *house {
	t.Helper()
	d := testdb.New(t)
	if err := d.Warm(context.Background()); err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, db: d}
	zone := time.FixedZone("WIB", 7*3600)
	var err error
	h.Service, err = New(Options{DB: d, RuleVersion: "PerLAN-10/2018", Zone: zone, Scope: h.scope})
	if err != nil {
		t.Fatal(err)
	}
	h.unit = accountstest.Unit(t, d, "Dinas Komunikasi dan Informatika", uuid.Nil)
	return h
}

var scopeRoots = db.Query{Name: "TestScope", SQL: `SELECT unit_id FROM accounts.roles WHERE account_id = $1 AND role = 'unit_admin'`}

// scope reads the roles table, as accounts does.
func (h *house) scope(ctx context.Context, a access.Actor) (all bool, roots []uuid.UUID, err error) {
	if a.HasAny(access.TrainingAdmin, access.Auditor) {
		return true, nil, nil
	}
	err = h.db.Select(ctx, &roots, scopeRoots, a.AccountID)
	return false, roots, err
}

func (h *house) of(class string) access.Actor {
	a := accountstest.Person(h.t, h.db, "Orang "+class, h.unit)
	accountstest.Exec(h.t, h.db, `UPDATE accounts.persons SET class = $2 WHERE id = $1`, a.PersonID, class)
	return a
}

func credit(person uuid.UUID, jp int, on string) Credit {
	day, err := time.Parse(dateForm, on)
	if err != nil {
		panic(err)
	}
	return Credit{PersonID: person, Source: "certificate:" + uuid.NewString(), Title: "Keamanan Informasi dan Phishing di Kantor",
		CertificateNumber: "800.2/0001/LENTERA/2026", JP: jp, SiasnPath: 16, CompletedOn: day,
		Evidence: map[string]any{EvidenceEnrolment: uuid.NewString(), EvidenceRevision: 3, EvidenceLearningDays: 2, EvidenceSecondsPresent: 10_900}}
}

func (h *house) credit(c Credit) error {
	return h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return h.Credit(ctx, tx, c) })
}

func (h *house) reverse(source, reason string) error {
	return h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return h.Reverse(ctx, tx, source, reason) })
}

func (h *house) ledger(person uuid.UUID, year int) Ledger {
	h.t.Helper()
	l, err := h.LedgerOf(context.Background(), person, year, "id")
	if err != nil {
		h.t.Fatal(err)
	}
	return l
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyAnASNIsCredited(t *testing.T) {
	h := newHouse(t)
	for _, class := range []string{"pns", "cpns", "pppk", "pppk_part_time", "non_asn", "citizen"} {
		a := h.of(class)
		must(t, h.credit(credit(a.PersonID, 4, "2026-11-23")))
		want := 0
		if slices.Contains(asn, class) {
			want = 4
		}
		if l := h.ledger(a.PersonID, 2026); l.JPClaimed != want || l.Class != class {
			t.Errorf("%s: %d JP, want %d", class, l.JPClaimed, want)
		}
	}
}

func TestAnEntrySaysWhatItStandsOn(t *testing.T) {
	h := newHouse(t)
	a := h.of("pns")
	c := credit(a.PersonID, 4, "2026-11-23")
	must(t, h.credit(c))
	l := h.ledger(a.PersonID, 2026)
	if len(l.Entries) != 1 {
		t.Fatalf("%+v", l)
	}
	e := l.Entries[0]
	if e.Kind != "credit" || e.SiasnPath != 16 || e.SiasnPathName != "E-Learning" || e.RuleVersion != "PerLAN-10/2018" ||
		e.CompletedOn != "2026-11-23" || e.CertificateNumber != c.CertificateNumber || e.Title != c.Title {
		t.Errorf("%+v", e)
	}
	for _, want := range []string{`"learning_days": 2`, `"revision": 3`, `"seconds_present": 10900`, `"certificate_number"`, c.Evidence[EvidenceEnrolment].(string)} {
		if !strings.Contains(string(e.Evidence), want) {
			t.Errorf("evidence lacks %s: %s", want, e.Evidence)
		}
	}
}

func TestSameSourceFromEightSidesIsOneEntry(t *testing.T) {
	h := newHouse(t)
	a := h.of("pns")
	c := credit(a.PersonID, 4, "2026-11-23")
	for _, act := range []func() error{func() error { return h.credit(c) }, func() error { return h.reverse(c.Source, "dicabut") }} {
		var all sync.WaitGroup
		for range 8 {
			all.Add(1)
			go func() {
				defer all.Done()
				if err := act(); err != nil {
					t.Error(err)
				}
			}()
		}
		all.Wait()
	}
	if l := h.ledger(a.PersonID, 2026); len(l.Entries) != 2 || l.JPClaimed != 0 {
		t.Errorf("%d entries, %d JP", len(l.Entries), l.JPClaimed)
	}
}

func TestAReversalStandsInTheYearOfItsCredit(t *testing.T) {
	h := newHouse(t)
	a := h.of("pns")
	c := credit(a.PersonID, 6, "2024-12-31")
	must(t, h.credit(c))
	must(t, h.reverse(c.Source, "sertifikat dicabut"))
	must(t, h.reverse(c.Source, "sekali lagi"))
	l := h.ledger(a.PersonID, 2024)
	if l.JPClaimed != 0 || len(l.Entries) != 2 || l.Entries[0].Kind != "reversal" || l.Entries[0].JPClaimed != -6 || l.Entries[0].Reason != "sertifikat dicabut" {
		t.Errorf("%+v", l)
	}
	if n := len(h.ledger(a.PersonID, 0).Entries); n != 0 {
		t.Errorf("%d entries this year", n)
	}
	must(t, h.reverse("certificate:"+uuid.NewString(), "tanpa kredit")) // a citizen's: nothing to take back
	if err := h.reverse(c.Source, "  "); !errors.Is(err, ErrReason) {
		t.Errorf("no reason: %v", err)
	}
}

// TestARunOverNewYearCountsWhole: peers lose a run that begins in one year and
// ends in the next.
func TestARunOverNewYearCountsWhole(t *testing.T) {
	h := newHouse(t)
	a := h.of("pns")
	must(t, h.credit(credit(a.PersonID, 4, "2026-01-02")))
	if h.ledger(a.PersonID, 2026).JPClaimed != 4 || h.ledger(a.PersonID, 2025).JPClaimed != 0 {
		t.Error("not in the year of completion")
	}
}

func TestTheLedgerIsAppendOnly(t *testing.T) {
	h := newHouse(t)
	must(t, h.credit(credit(h.of("pns").PersonID, 4, "2026-11-23")))
	for _, statement := range []string{`UPDATE merit.entries SET jp_claimed = 40`, `DELETE FROM merit.entries`, `TRUNCATE merit.entries CASCADE`, `TRUNCATE merit.entries CASCADE`} {
		if _, err := h.db.Exec(context.Background(), db.Query{Name: "Harm", SQL: statement}); !db.Violates(err, "append_only") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestWhatCannotBeHandedOverIsRefused(t *testing.T) {
	h := newHouse(t)
	a := h.of("pns")
	for _, c := range []Credit{{SiasnPath: 0, JP: 4}, {SiasnPath: 26, JP: 4}, {SiasnPath: 16, JP: -1}} {
		c.PersonID, c.Source = a.PersonID, "certificate:x"
		if err := h.credit(c); !errors.Is(err, ErrPath) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	none := credit(a.PersonID, 0, "2026-11-23")
	must(t, h.credit(none))
	if n := len(h.ledger(a.PersonID, 2026).Entries); n != 0 {
		t.Errorf("0 JP made %d entries", n)
	}
	if _, err := New(Options{DB: h.db, Zone: time.UTC, Scope: h.scope}); err == nil {
		t.Error("no rule version was taken")
	}
}

// TestTheBalanceIsTheSumOfEntries plays credits, repeats and reversals in any
// order against a model.
func TestTheBalanceIsTheSumOfEntries(t *testing.T) {
	h := newHouse(t)
	rapid.Check(t, func(t *rapid.T) {
		person := h.of("pns").PersonID
		var credits []Credit
		model := map[string]int{}
		for range rapid.IntRange(1, 8).Draw(t, "acts") {
			if len(credits) == 0 || rapid.Bool().Draw(t, "new") {
				c := credit(person, rapid.IntRange(1, 20).Draw(t, "jp"), fmt.Sprintf("%d-06-01", rapid.IntRange(2024, 2026).Draw(t, "year")))
				must(h.t, h.credit(c))
				credits, model[c.Source] = append(credits, c), c.JP
				continue
			}
			c := rapid.SampledFrom(credits).Draw(t, "which")
			if rapid.Bool().Draw(t, "repeat") {
				must(h.t, h.credit(c))
				continue
			}
			must(h.t, h.reverse(c.Source, "dicabut"))
			model[c.Source] = 0
		}
		for year := 2024; year <= 2026; year++ {
			want := 0
			for _, c := range credits {
				if c.CompletedOn.Year() == year {
					want += model[c.Source]
				}
			}
			l := h.ledger(person, year)
			if l.JPClaimed != want || Balance(l.Entries) != want {
				t.Fatalf("%d: %d JP, want %d", year, l.JPClaimed, want)
			}
		}
	})
}
