package merit

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/fault"
	"lentera/internal/testweb"
)

func TestTargetsAreDatedDataByClass(t *testing.T) {
	h := newHouse(t)
	this := time.Now().In(h.opt.Zone).Year()
	for class, asked := range map[string]bool{"pns": true, "cpns": true, "pppk": false, "pppk_part_time": false, "non_asn": false, "citizen": false} {
		l := h.ledger(h.of(class).PersonID, 0)
		if l.Year != this || !slices.Equal(l.Years, []int{this}) || l.TargetBasis == "" {
			t.Errorf("%s: %+v", class, l)
		}
		if (l.TargetJP != nil) != asked || (asked && *l.TargetJP != 20) {
			t.Errorf("%s: target %v", class, l.TargetJP)
		}
	}
	a := h.of("pns")
	accountstest.Exec(t, h.db, `INSERT INTO merit.targets (class, from_year, jp, basis) VALUES ('pns', 2026, 24, 'aturan baru')`)
	if l := h.ledger(a.PersonID, 2026); *l.TargetJP != 24 || l.TargetBasis != "aturan baru" {
		t.Errorf("2026: %+v", l)
	}
	if l := h.ledger(a.PersonID, 2025); *l.TargetJP != 20 {
		t.Errorf("2025: %+v", l)
	}
	if l := h.ledger(a.PersonID, 2019); l.TargetJP != nil {
		t.Errorf("2019: before any rule: %+v", l)
	}
	en, err := h.LedgerOf(context.Background(), h.of("pppk").PersonID, 2026, "en")
	if err != nil || !strings.Contains(en.TargetBasis, "No JP target") {
		t.Errorf("%+v %v", en, err)
	}
}

func TestYearsAreThoseWithEntriesAndThisOne(t *testing.T) {
	h := newHouse(t)
	a := h.of("pns")
	for _, on := range []string{"2023-03-01", "2025-02-01", "2025-05-01"} {
		must(t, h.credit(credit(a.PersonID, 2, on)))
	}
	this := time.Now().In(h.opt.Zone).Year()
	if l := h.ledger(a.PersonID, 2025); !slices.Equal(l.Years, []int{this, 2025, 2023}) || l.JPClaimed != 4 || l.Entries[0].CompletedOn != "2025-05-01" {
		t.Errorf("%+v", l)
	}
	if _, err := h.LedgerOf(context.Background(), uuid.New(), 0, "id"); !errors.Is(err, ErrPerson) {
		t.Error(err)
	}
}

func TestThePathsAreSIASNs(t *testing.T) {
	if len(Paths) != 25 {
		t.Fatalf("%d paths", len(Paths))
	}
	seminar := []int{4, 7, 9}
	for i, p := range Paths {
		want := "T"
		switch {
		case p.ID == 2:
			want = "F"
		case slices.Contains(seminar, p.ID):
			want = "P"
		}
		if p.ID != i+1 || p.Name == "" || p.Flag != want {
			t.Errorf("%+v", p)
		}
	}
	if name, ok := PathName(16); name != "E-Learning" || !ok {
		t.Error(name)
	}
	for _, id := range []int{-1, 0, 26} {
		if _, ok := PathName(id); ok {
			t.Errorf("%d is known", id)
		}
	}
}

// TestOneListOfClasses holds the list in Go and the one in entry.sql together.
func TestOneListOfClasses(t *testing.T) {
	sql, err := os.ReadFile("entry.sql")
	must(t, err)
	if want := "IN ('" + strings.Join(asn, "', '") + "')"; !strings.Contains(string(sql), want) {
		t.Errorf("entry.sql lacks %s", want)
	}
}

func TestWhoMayReadALedger(t *testing.T) {
	h := newHouse(t)
	web := testweb.New(t, h.Routes()...)
	below := accountstest.Unit(t, h.db, "Bidang Informatika", h.unit)
	beside := accountstest.Unit(t, h.db, "Dinas Kesehatan", uuid.Nil)
	siti := accountstest.Person(t, h.db, "Siti", below)
	loose := accountstest.Person(t, h.db, "Tanpa unit", uuid.Nil)
	must(t, h.credit(credit(siti.PersonID, 4, "2026-11-23")))
	of := func(unit uuid.UUID, roles ...access.Role) string {
		return web.Token(accountstest.Person(t, h.db, "Orang", unit, roles...))
	}
	path := "/api/merit/people/" + siti.PersonID.String() + "/ledger?year=2026"
	noOne := "/api/merit/people/" + uuid.NewString() + "/ledger"
	above, aside := of(h.unit, access.UnitAdmin), of(beside, access.UnitAdmin)
	sitiToken, admin := web.Token(siti), of(h.unit, access.TrainingAdmin)
	web.Run(t, []testweb.Scenario{
		{Name: "own", Path: "/api/merit/ledger?year=2026", As: sitiToken, Status: 200, Has: []string{`"jp_claimed":4`, `"target_jp":20`, `"class":"pns"`, "PP 17/2020", `"siasn_path_name":"E-Learning"`, `"learning_days":2`}},
		{Name: "own, another year", Path: "/api/merit/ledger?year=2024", As: sitiToken, Status: 200, Has: []string{`"jp_claimed":0`, `"entries":[]`}},
		{Name: "own, nonsense year", Path: "/api/merit/ledger?year=26", As: sitiToken, Status: 422, Has: []string{"merit.bad-year", "empat angka"}},
		{Name: "own, nonsense year in English", Path: "/api/merit/ledger?year=26", As: sitiToken, Headers: map[string]string{"Accept-Language": "en"}, Status: 422, Has: []string{"four digits"}},
		{Name: "own, no year at all", Path: "/api/merit/ledger?year=x", As: sitiToken, Status: 422},
		{Name: "nobody's own", Path: "/api/merit/ledger", Status: 401},
		{Name: "nobody", Path: path, Status: 401},
		{Name: "the person by the admins' door", Path: path, As: sitiToken, Status: 403},
		{Name: "a trainer", Path: path, As: of(below, access.Trainer), Status: 403},
		{Name: "admin", Path: path, As: admin, Status: 200, Has: []string{`"jp_claimed":4`}},
		{Name: "auditor", Path: path, As: of(beside, access.Auditor), Status: 200},
		{Name: "unit admin above", Path: path, As: above, Status: 200, Has: []string{`"jp_claimed":4`}},
		{Name: "unit admin of the unit", Path: path, As: of(below, access.UnitAdmin), Status: 200},
		{Name: "unit admin beside", Path: path, As: aside, Status: 404, Has: []string{"merit.person-not-found"}, HasNot: []string{"jp_claimed"}},
		{Name: "nobody there, for an admin", Path: noOne, As: admin, Status: 404, Has: []string{"merit.person-not-found"}},
		{Name: "nobody there, for a unit admin", Path: noOne, As: above, Status: 404, Has: []string{"merit.person-not-found"}},
		{Name: "without a unit, for a unit admin", Path: "/api/merit/people/" + loose.PersonID.String() + "/ledger", As: above, Status: 404},
		{Name: "no id", Path: "/api/merit/people/1/ledger", As: admin, Status: 404},
		{Name: "nobody writes", Method: "POST", Path: "/api/merit/ledger", As: admin, Body: map[string]int{"jp_claimed": 40}, Status: 404},
	})
	// The unit is moved below another: the scope follows at once.
	accountstest.Exec(t, h.db, `UPDATE accounts.units SET parent_id = $2 WHERE id = $1`, below, beside)
	web.Run(t, []testweb.Scenario{
		{Name: "former unit admin", Path: path, As: above, Status: 404},
		{Name: "new unit admin", Path: path, As: aside, Status: 200},
	})
}

func TestRefusalsSpeakBothLanguages(t *testing.T) {
	for _, f := range fault.Catalogue() {
		if strings.HasPrefix(f.Code, "merit.") && f.ID == f.EN {
			t.Errorf("%s says the same twice", f.Code)
		}
	}
}
