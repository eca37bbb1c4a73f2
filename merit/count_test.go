package merit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"lentera/accounts/accountstest"
	"lentera/internal/db"
	"lentera/merit/counting"
)

func days(of ...string) (out []EvidenceDay) {
	for _, d := range of {
		out = append(out, EvidenceDay{On: d, Seconds: 3000})
	}
	return out
}

func (h *house) recount(repair bool) (people int, found []Miscount) {
	h.t.Helper()
	people, err := h.Recount(context.Background(), repair, func(d Miscount) { found = append(found, d) })
	must(h.t, err)
	return people, found
}

func TestALedgerSaysWhatCountsAndWhy(t *testing.T) {
	h := newHouse(t)
	a := h.of("pns")
	c := credit(a.PersonID, 6, "2026-11-23")
	c.Evidence = map[string]any{EvidenceDays: days("2026-11-22"), EvidenceLessons: map[string]int{"done": 3, "of": 3}}
	must(t, h.credit(c))
	old := credit(a.PersonID, 3, "2026-02-10") // learning_days: 2, as the first entries had it
	must(t, h.credit(old))
	abroad := credit(a.PersonID, 4, "2026-05-04")
	abroad.SiasnPath, abroad.International, abroad.Evidence = 3, true, nil
	must(t, h.credit(abroad))
	gone := credit(a.PersonID, 20, "2026-06-01")
	must(t, h.credit(gone))
	must(t, h.reverse(gone.Source, "salah orang"))
	l := h.ledger(a.PersonID, 2026)
	if l.JPClaimed != 13 || l.JPEvidenced != 13 || l.JPCounted != 10.8 || len(l.Entries) != 5 || l.RuleSet != "PerLAN-10/2018" || l.CeilingJP != nil {
		t.Fatalf("%+v", l)
	}
	if l.Quarters[0].JPCounted != 3 || l.Quarters[1].JPCounted != 4.8 || l.Quarters[3] != (Quarter{4, 6, 6, 3}) {
		t.Errorf("%+v", l.Quarters)
	}
	newest := l.Entries[0]
	if newest.JPCounted != 3 || newest.Quarter != 4 || len(newest.Reasons) != 1 || newest.Reasons[0].JP != -3 ||
		newest.Reasons[0].Text != "Paling banyak 3 JP per hari; tercatat 1 hari belajar." || newest.Reasons[0].Confidence != "medium" {
		t.Errorf("%+v", newest)
	}
	for _, e := range l.Entries {
		if e.Reversed != (e.JPClaimed == 20 || e.JPClaimed == -20) || e.Reversed && e.JPCounted != 0 {
			t.Errorf("%+v", e)
		}
	}
	en, err := h.LedgerOf(context.Background(), a.PersonID, 2026, "en")
	if err != nil || !strings.HasPrefix(en.Entries[0].Reasons[0].Text, "At most 3 JP a day") {
		t.Errorf("%+v %v", en.Entries[0].Reasons, err)
	}
}

func TestEvidenceOfEveryAgeIsRead(t *testing.T) {
	on := mustDay("2026-03-04")
	read := func(evidence string) counting.Evidence {
		return Entry{ID: uuid.New(), Origin: "course", Source: "external:x", CompletedOn: on, Evidence: json.RawMessage(evidence)}.item().Evidence
	}
	if e := read(`{"learning_days": 2, "seconds_present": 10900}`); e.UndatedDays != 2 || e.SecondsPresent != 10900 || len(e.Days) != 0 || e.Provenance != "server" {
		t.Errorf("of issue 1: %+v", e)
	}
	e := read(`{"days": [{"on": "2026-03-04", "seconds": 60}, {"on": "besok"}], "lessons": {"done": 3, "of": 4}, "attempts": {"taken": 2, "passed": 1},
		"sessions": ["2026-03-04"], "events": 2, "stated": {"jp": 2.5, "by": "penilai", "id": "dinilai", "en": "judged"}, "more": {"later": true}}`)
	if len(e.Days) != 1 || e.Days[0].Seconds != 60 || *e.Lessons != (counting.Share{Done: 3, Of: 4}) || *e.Attempts != (counting.Share{Done: 1, Of: 2}) ||
		len(e.Sessions) != 1 || e.Events != 2 || e.Stated.JP != 25 {
		t.Errorf("now: %+v", e)
	}
	for _, junk := range []string{``, `[]`, `{"days": 3, "lessons": "semua", "learning_days": "dua"}`} {
		if e := read(junk); e.UndatedDays != 0 || len(e.Days) != 0 || e.Lessons != nil {
			t.Errorf("%s: %+v", junk, e)
		}
	}
	if e := read(`{"claim_id": "x"}`); e.Document == "" {
		t.Error("an approved claim without a number is a document")
	}
}

func TestAnUnknownRuleSetIsRefused(t *testing.T) {
	h := newHouse(t)
	opt := h.opt
	for name, ok := range map[string]bool{"PerLAN-10/2018": true, "PerLAN-10/2018,Program-1:1": true, "PerLAN-99": false, "": false, "PerLAN-10/2018, ": false} {
		opt.RuleVersion = name
		if _, err := New(opt); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestTheNewestSetInForceIsUsed(t *testing.T) {
	set := func(name, from, to string) *counting.RuleSet {
		return &counting.RuleSet{Name: name, ValidFrom: from, ValidTo: to}
	}
	r := rules{set("lama", "2018-01-01", ""), set("baru", "2027-01-01", "2027-12-31"), set("tengah tahun", "2029-07-01", "")}
	for year, want := range map[int]string{2017: "lama", 2026: "lama", 2027: "baru", 2028: "lama", 2029: "lama", 2030: "tengah tahun"} {
		if got := r.of(year).Name; got != want {
			t.Errorf("%d: %s, want %s", year, got, want)
		}
	}
}

func TestACeilingIsSetAndFollowed(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	a := h.of("pppk")
	c := credit(a.PersonID, 30, "2026-05-04")
	c.SiasnPath = 3
	must(t, h.credit(c))
	if l := h.ledger(a.PersonID, 2026); l.JPCounted != 30 || l.CeilingJP != nil {
		t.Errorf("shipped without a ceiling: %+v", l)
	}
	must(t, h.SetLimit(ctx, Limit{Class: "pppk", FromYear: 2026, JP: 24, Ceiling: true, Basis: "Keputusan instansi"}))
	must(t, h.SetLimit(ctx, Limit{Class: "pppk", FromYear: 2026, JP: 12, Basis: "Keputusan instansi"}))
	l := h.ledger(a.PersonID, 2026)
	if l.JPCounted != 24 || *l.CeilingJP != 24 || *l.TargetJP != 12 || h.ledger(a.PersonID, 2025).CeilingJP != nil {
		t.Errorf("%+v", l)
	}
	if _, found := h.recount(false); len(found) != 1 || found[0].Stored != "30.0/30.0/30.0" || found[0].Replay != "30.0/30.0/24.0" {
		t.Errorf("before the job: %+v", found)
	}
	must(t, h.RecountJob(ctx, nil))
	if _, found := h.recount(false); len(found) != 0 {
		t.Errorf("after the job: %+v", found)
	}
	for _, bad := range []Limit{{Class: "warga", FromYear: 2026, JP: 5, Basis: "x"}, {Class: "pns", FromYear: 26, JP: 5, Basis: "x"},
		{Class: "pns", FromYear: 2026, JP: 5, Basis: " "}, {Class: "pns", FromYear: 2026, Basis: "x"}} {
		if err := h.SetLimit(ctx, bad); !errors.Is(err, ErrLimit) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestATamperedBalanceIsNamedAndRepaired(t *testing.T) {
	h := newHouse(t)
	a := h.of("pns")
	must(t, h.credit(credit(a.PersonID, 3, "2026-05-04")))
	must(t, h.credit(credit(h.of("pns").PersonID, 3, "2026-05-04")))
	accountstest.Exec(t, h.db, `UPDATE merit.balances SET counted = 400 WHERE person_id = $1`, a.PersonID)
	accountstest.Exec(t, h.db, `INSERT INTO merit.balances (person_id, year, claimed, evidenced, counted, quarters) VALUES ($1, 2020, 10, 10, 10, '{10,0,0,0}')`, a.PersonID)
	people, found := h.recount(true)
	if people != 2 || len(found) != 2 || found[0].PersonID != a.PersonID || found[0].Year != 2026 || found[1].Year != 2020 {
		t.Fatalf("%d people, %+v", people, found)
	}
	if _, found := h.recount(false); len(found) != 0 {
		t.Errorf("after the repair: %+v", found)
	}
}

// TestEntriesAtOnceAreAllCounted: no balance is made without the entries that
// another transaction is committing.
func TestEntriesAtOnceAreAllCounted(t *testing.T) {
	h := newHouse(t)
	a := h.of("pns")
	var all sync.WaitGroup
	for i := range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			c := credit(a.PersonID, 2, fmt.Sprintf("2026-05-%02d", i+1))
			c.SiasnPath = 3
			if err := h.credit(c); err != nil {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	var b []balance
	must(t, h.db.Select(context.Background(), &b, sqls.BalancesOf, a.PersonID))
	if len(b) != 1 || b[0].Claimed != 160 || b[0].Counted != 160 {
		t.Errorf("%+v", b)
	}
}

// TestReplayGivesTheSameBalance plays credits and reversals in any order; the
// balances kept along the way are those of a replay from nothing, and those
// the ledger shows.
func TestReplayGivesTheSameBalance(t *testing.T) {
	h := newHouse(t)
	rapid.Check(t, func(rt *rapid.T) {
		person := h.of(rapid.SampledFrom([]string{"pns", "pppk"}).Draw(rt, "class")).PersonID
		var credits []Credit
		day := func(name string) string {
			return fmt.Sprintf("202%d-%02d-%02d", rapid.IntRange(5, 6).Draw(rt, name+" year"), rapid.SampledFrom([]int{1, 12}).Draw(rt, name+" month"), rapid.IntRange(1, 3).Draw(rt, name+" day"))
		}
		for range rapid.IntRange(1, 6).Draw(rt, "acts") {
			if len(credits) > 0 && rapid.IntRange(0, 2).Draw(rt, "act") == 0 {
				must(h.t, h.reverse(rapid.SampledFrom(credits).Draw(rt, "which").Source, "dicabut"))
				continue
			}
			c := credit(person, rapid.IntRange(1, 9).Draw(rt, "jp"), day("end"))
			c.SiasnPath = rapid.SampledFrom([]int{3, 9, 14, 16, 16, 22, 25}).Draw(rt, "path")
			c.International = rapid.Bool().Draw(rt, "abroad")
			c.Role = rapid.SampledFrom([]string{"participant", "participant", "trainer"}).Draw(rt, "role")
			if rapid.Bool().Draw(rt, "dated") {
				c.Evidence = map[string]any{EvidenceDays: days(day("a"), day("b"))}
			}
			must(h.t, h.credit(c))
			credits = append(credits, c)
		}
		must(h.t, h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			f, err := h.factsOf(ctx, tx, person)
			if err != nil {
				return err
			}
			var stored []balance
			if err := tx.Select(ctx, &stored, sqls.BalancesOf, person); err != nil {
				return err
			}
			if found := compareBalances(person, stored, h.rules.replay(f.class, f.entries, f.ceilings)); len(found) > 0 {
				rt.Fatalf("%+v", found)
			}
			for _, b := range stored {
				if l := h.ledger(person, b.Year); l.JPCounted != tenths(b.Counted) || l.JPEvidenced != tenths(b.Evidenced) || l.JPClaimed*10 != b.Claimed {
					rt.Fatalf("%d: ledger %v/%v/%v, balance %+v", b.Year, l.JPClaimed, l.JPEvidenced, l.JPCounted, b)
				}
			}
			return nil
		}))
	})
}
