package merit

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/testweb"
)

func queryOf(sql string) db.Query {
	return db.Query{Name: "Test " + sql[:min(20, len(sql))] + uuid.NewString(), SQL: sql}
}

func TestTheSimulationReadsTheLedger(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	a := h.of("pns")
	accountstest.Exec(t, h.db, `UPDATE accounts.persons SET position_kind = 'pelaksana' WHERE id = $1`, a.PersonID)
	this := h.ledger(a.PersonID, 0).Year
	enter := func(path, jp, year int, role string) {
		t.Helper()
		c := credit(a.PersonID, jp, "2026-03-02")
		c.CompletedOn = c.CompletedOn.AddDate(year-2026, 0, 0)
		c.SiasnPath, c.Role = path, role
		must(t, h.credit(c))
	}
	enter(3, 12, this, "")
	enter(3, 20, this-1, "")      // last year's do not count for technical
	enter(3, 40, this, "trainer") // taught, not learned
	enter(9, 4, this-1, "")       // a seminar of the last two years
	enter(9, 4, this-2, "")
	enter(1, 900, this-9, "")
	o, err := h.IpasnOf(ctx, a.PersonID, "", "id")
	must(t, err)
	if o.Ledger != (IpasnLedger{TechnicalJP: 12, TechnicalLongest: 12, Seminars: 1, LeadershipDone: true}) || o.Input.Job != "pelaksana" || o.Input.Discipline != "none" ||
		o.RuleSet != "BKN-8/2019" || !o.Simulation || o.Saved || o.Official != nil {
		t.Fatalf("%+v", o)
	}
	if k := o.Dimensions[1]; k.Score != (IpasnScore{17.5, 17.5}) || o.Full == nil || len(o.Full.Actions) != 1 || *o.Full.Actions[0].JP != 8 {
		t.Errorf("8 JP short: %+v %+v", k, o.Full)
	}
	value := 92.0
	must(t, h.SetIpasnInput(ctx, a.PersonID, IpasnInput{RuleSet: "BKN-8/2019", Job: "pelaksana", Education: "s1", Performance: &value, Discipline: "none"}))
	must(t, h.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return h.RecordOfficial(ctx, tx, a.PersonID, Official{Qualification: 15, Competence: 22.5, Performance: 30, Discipline: 5, Total: 72.5, Source: "SIASN"})
	}))
	if o, err = h.IpasnOf(ctx, a.PersonID, "", "en"); err != nil || !o.Saved || o.Total != (IpasnScore{67.5, 67.5}) || o.Category != "Rendah" || o.Official == nil || o.Official.Total != 72.5 {
		t.Errorf("%+v %v", o, err)
	}
	if o, err = h.IpasnOf(ctx, a.PersonID, "BKN-2024", "id"); err != nil || o.WayKnown || o.Next != nil || o.Total.Min == o.Total.Max || o.Category != "" {
		t.Errorf("of 2024 only a part is known: %+v %v", o.Total, err)
	}
	if _, err = h.IpasnOf(ctx, a.PersonID, "BKN-1999", "id"); !errors.Is(err, ErrIpasnRules) {
		t.Error(err)
	}
	if _, err = h.IpasnOf(ctx, h.of("citizen").PersonID, "", "id"); !errors.Is(err, ErrPerson) {
		t.Error(err)
	}
	must(t, h.ForgetIpasnInput(ctx, a.PersonID))
	if o, err = h.IpasnOf(ctx, h.of("pppk").PersonID, "", "id"); err != nil || o.RuleSet != "BKN-2024" {
		t.Errorf("a PPPK is covered by %s: %v", o.RuleSet, err)
	}
}

func TestTheSimulationIsOnesOwn(t *testing.T) {
	h := newHouse(t)
	web := testweb.New(t, h.CountingRoutes()...)
	own := web.Token(accountstest.Person(t, h.db, "Siti", h.unit))
	other := web.Token(accountstest.Person(t, h.db, "Budi", h.unit, access.TrainingAdmin))
	input := func(change ...any) map[string]any {
		m := map[string]any{"rule_set": "BKN-8/2019", "job": "pelaksana", "education": "s1", "leadership_done": false, "functional_done": false,
			"functional_required": false, "performance": 80, "predicate": "", "discipline": "light"}
		for i := 0; i < len(change); i += 2 {
			m[change[i].(string)] = change[i+1]
		}
		return m
	}
	const path = "/api/merit/ipasn"
	web.Run(t, []testweb.Scenario{
		{Name: "nobody", Path: path, Status: 401},
		{Name: "own", Path: path, As: own, Status: 200, Has: []string{`"simulation":true`, `"saved":false`, `"official":null`}},
		{Name: "kept", Method: "PUT", Path: path + "/input", As: own, Body: input(), Status: 200, Has: []string{`"saved":true`, `"discipline":"light"`}},
		{Name: "not for another", Path: path, As: other, Status: 200, Has: []string{`"saved":false`}, HasNot: []string{`"light"`}},
		{Name: "unknown rules", Method: "PUT", Path: path + "/input", As: own, Body: input("rule_set", "X"), Status: 404},
		{Name: "unknown job", Method: "PUT", Path: path + "/input", As: own, Body: input("job", "raja"), Status: 422},
		{Name: "too high", Method: "PUT", Path: path + "/input", As: own, Body: input("performance", 500), Status: 422},
		{Name: "not known", Method: "PUT", Path: path + "/input", As: own, Body: input("performance", nil), Status: 200, Has: []string{`"performance":null`}},
		{Name: "dropped", Method: "DELETE", Path: path + "/input", As: own, Status: 204},
		{Name: "gone", Path: path, As: own, Status: 200, Has: []string{`"saved":false`}},
	})
}
