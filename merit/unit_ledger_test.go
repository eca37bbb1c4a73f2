package merit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/fault"
	"lentera/internal/testweb"
)

// office makes a unit with four people at different distances from the target.
func (h *house) office() (below uuid.UUID, admin access.Actor) {
	h.t.Helper()
	below = accountstest.Unit(h.t, h.db, "Bidang", h.unit)
	for _, p := range []struct {
		name, class string
		unit        uuid.UUID
		jp          int
	}{{"Ani", "pns", h.unit, 20}, {"=Budi", "pns", below, 12}, {"Citra", "pns", below, 3}, {"Dewi", "pns", h.unit, 0}, {"Eko", "pppk", below, 5}, {"Warga", "citizen", below, 0}} {
		a := accountstest.Person(h.t, h.db, p.name, p.unit)
		accountstest.Exec(h.t, h.db, `UPDATE accounts.persons SET class = $2 WHERE id = $1`, a.PersonID, p.class)
		if p.jp > 0 {
			c := credit(a.PersonID, p.jp, "2026-05-04")
			c.SiasnPath = 3
			must(h.t, h.credit(c))
		}
	}
	return below, access.Actor{AccountID: uuid.New(), Roles: []access.Role{access.TrainingAdmin}, Lang: "id"}
}

func names(rows []UnitRow) string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.FullName
	}
	return strings.Join(out, ",")
}

func TestTheLedgerOfAUnit(t *testing.T) {
	h := newHouse(t)
	below, admin := h.office()
	read := func(f UnitFilter) UnitLedger {
		t.Helper()
		f.Year = 2026
		l, err := h.UnitLedgerOf(context.Background(), admin, f)
		must(t, err)
		return l
	}
	all := read(UnitFilter{})
	want := UnitTotals{People: 5, Reached: 1, Half: 1, Low: 1, None: 1, NoTarget: 1, JPClaimed: 40, JPEvidenced: 40, JPCounted: 40, Quarters: []float64{0, 40, 0, 0}}
	if fmt.Sprint(all.Totals) != fmt.Sprint(want) || names(all.Rows) != "Ani,=Budi,Citra,Dewi,Eko" && names(all.Rows) != "=Budi,Ani,Citra,Dewi,Eko" {
		t.Errorf("%+v %s", all.Totals, names(all.Rows))
	}
	for want, f := range map[string]UnitFilter{
		"Dewi,Citra,Eko,=Budi,Ani": {Sort: "counted"},
		"Ani,=Budi,Eko,Citra,Dewi": {Sort: "-counted"},
		"Ani":                      {Status: "reached"},
		"Dewi,Citra,=Budi":         {Status: "below", Sort: "counted"},
		"Eko":                      {Status: "no_target"},
		"Citra":                    {Q: " citr"},
		"":                         {Q: "%"},
		"Citra,Eko,=Budi":          {UnitID: below, Sort: "counted"},
	} {
		if l := read(f); names(l.Rows) != want || f.UnitID == uuid.Nil && l.Totals.People != 5 {
			t.Errorf("%+v: %s of %d", f, names(l.Rows), l.Totals.People)
		}
	}
	var paged []UnitRow
	f := UnitFilter{Sort: "-counted", Limit: 2}
	for pages := 0; ; pages++ {
		l := read(f)
		paged = append(paged, l.Rows...)
		if f.Cursor = l.NextCursor; f.Cursor == "" || pages > 5 {
			break
		}
	}
	if names(paged) != "Ani,=Budi,Eko,Citra,Dewi" {
		t.Errorf("paged: %s", names(paged))
	}
	if _, err := h.UnitLedgerOf(context.Background(), admin, UnitFilter{Cursor: "bukan"}); !errors.Is(err, fault.ErrInvalid) {
		t.Error(err)
	}
	if l, err := h.UnitLedgerOf(context.Background(), admin, UnitFilter{Year: 2025}); err != nil || l.Totals.JPCounted != 0 || l.Totals.None != 4 {
		t.Errorf("%+v %v", l.Totals, err)
	}
}

func TestTheFileOfAUnit(t *testing.T) {
	h := newHouse(t)
	_, admin := h.office()
	name, body, err := h.ExportUnitLedger(context.Background(), admin, UnitFilter{Year: 2026, Sort: "counted"}, "csv", "id")
	must(t, err)
	lines := strings.Split(string(body), "\r\n")
	if name != "jp-unit-2026.csv" || len(lines) != 7 || !strings.HasPrefix(lines[0], "\ufeffNama,Unit kerja") || !strings.HasPrefix(lines[4], "'=Budi,Bidang,PNS,2026,12,12,12,0,12,0,0,20,") {
		t.Errorf("%s\n%s", name, body)
	}
	if _, body, err = h.ExportUnitLedger(context.Background(), admin, UnitFilter{Year: 2026, Sort: "counted"}, "xlsx", "en"); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(body))
	must(t, err)
	rows, err := book.GetRows("JP")
	must(t, err)
	formula, _ := book.GetCellFormula("JP", "A5")
	kind, _ := book.GetCellType("JP", "G5")
	if len(rows) != 6 || rows[0][6] != "JP counted" || rows[4][0] != "=Budi" || rows[4][6] != "12" || formula != "" || kind == excelize.CellTypeInlineString {
		t.Errorf("%q %q %v", rows, formula, kind)
	}
	var n int
	must(t, h.db.Get(context.Background(), &n, queryOf(`SELECT count(*) FROM audit.events WHERE action = 'merit.unit-ledger-exported' AND (details->>'people')::int = 5`)))
	if n != 2 {
		t.Errorf("%d lines of audit", n)
	}
}

func TestWhoMayReadAUnitsLedger(t *testing.T) {
	h := newHouse(t)
	below, _ := h.office()
	beside := accountstest.Unit(t, h.db, "Dinas Kesehatan", uuid.Nil)
	web := testweb.New(t, h.CountingRoutes()...)
	of := func(unit uuid.UUID, roles ...access.Role) string {
		return web.Token(accountstest.Person(t, h.db, "Orang", unit, roles...))
	}
	admin, bidang, aside, learner := of(uuid.Nil, access.TrainingAdmin), of(below, access.UnitAdmin), of(beside, access.UnitAdmin), of(beside)
	path := "/api/merit/units/" + below.String() + "/ledger"
	web.Run(t, []testweb.Scenario{
		{Name: "nobody", Path: path, Status: 401},
		{Name: "learner", Path: path, As: learner, Status: 403},
		{Name: "trainer", Path: path, As: of(below, access.Trainer), Status: 403},
		{Name: "admin", Path: path + "?year=2026&sort=counted", As: admin, Status: 200, Has: []string{`"Citra"`, `"people":5`, `"rule_set":"PerLAN-10/2018"`}},
		{Name: "auditor, all", Path: "/api/merit/units/all/ledger?year=2026", As: of(beside, access.Auditor), Status: 200, Has: []string{`"Ani"`, `"unit":null`}},
		{Name: "unit admin, own", Path: path + "?year=2026", As: bidang, Status: 200, Has: []string{`"Citra"`}, HasNot: []string{`"Ani"`}},
		{Name: "unit admin, all of the own", Path: "/api/merit/units/all/ledger?year=2026", As: bidang, Status: 200, Has: []string{`"Citra"`}, HasNot: []string{`"Ani"`}},
		{Name: "unit admin above the own", Path: "/api/merit/units/" + h.unit.String() + "/ledger", As: bidang, Status: 404, Has: []string{"merit.unit-not-found"}},
		{Name: "unit admin beside", Path: path, As: aside, Status: 404, HasNot: []string{"Citra"}},
		{Name: "file of another unit", Path: path + ".csv", As: aside, Status: 404, HasNot: []string{"Citra"}},
		{Name: "workbook of another unit", Path: path + ".xlsx", As: aside, Status: 404},
		{Name: "own file", Path: path + ".csv?year=2026", As: bidang, Status: 200, Has: []string{"Citra"}, HasNot: []string{"Ani"}},
		{Name: "file for a learner", Path: path + ".csv", As: learner, Status: 403},
		{Name: "nonsense filter of the file", Path: path + ".csv?status=semua", As: admin, Status: 422},
		{Name: "nonsense year of the file", Path: path + ".csv?year=abad", As: admin, Status: 422},
		{Name: "nonsense year", Path: path + "?year=26", As: admin, Status: 422},
		{Name: "no unit", Path: "/api/merit/units/x/ledger", As: admin, Status: 404},
	})
}

// TestTheLedgerOfAWholeAgency: 15,000 people in 600 units. It prints what each
// page takes; the bound is an outer one that a busy machine keeps.
func TestTheLedgerOfAWholeAgency(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	for _, statement := range []string{
		`INSERT INTO accounts.units (id, code, name, parent_id) SELECT gen_random_uuid(), 'B' || n, 'Badan ' || n, (SELECT id FROM accounts.units LIMIT 1) FROM generate_series(1, 40) n`,
		`INSERT INTO accounts.units (id, code, name, parent_id) SELECT gen_random_uuid(), u.code || '-' || n, 'Seksi ' || n, u.id FROM accounts.units u, generate_series(1, 14) n WHERE u.code LIKE 'B%'`,
		`INSERT INTO accounts.persons (id, class, full_name) SELECT gen_random_uuid(), CASE WHEN n % 4 = 0 THEN 'pppk' ELSE 'pns' END, 'Orang ' || lpad(n::text, 5, '0') FROM generate_series(1, 15000) n`,
		`INSERT INTO accounts.memberships (person_id, unit_id, valid_from) SELECT p.id, (u.ids)[1 + p.n % array_length(u.ids, 1)], '2020-01-01'
			FROM (SELECT id, row_number() OVER (ORDER BY full_name) n FROM accounts.persons) p, (SELECT array_agg(id) ids FROM accounts.units WHERE code LIKE 'B%') u`,
		`INSERT INTO merit.balances (person_id, year, claimed, evidenced, counted, quarters)
			SELECT p.id, y, 300, 280, (p.n * 7 % 260)::int, ARRAY[(p.n * 7 % 260)::int, 0, 0, 0]
			FROM (SELECT id, row_number() OVER (ORDER BY full_name) n FROM accounts.persons) p, generate_series(2022, 2026) y WHERE p.n % 5 <> 0`,
		`ANALYZE`,
	} {
		accountstest.Exec(t, h.db, statement)
	}
	admin := access.Actor{AccountID: uuid.New(), Roles: []access.Role{access.Auditor}}
	best := func(f UnitFilter) time.Duration {
		least := time.Hour
		for range 7 { // the plan kept for good comes after the fifth
			began := time.Now()
			l, err := h.UnitLedgerOf(ctx, admin, f)
			must(t, err)
			if least = min(least, time.Since(began)); l.Totals.People != 15000 || len(l.Rows) == 0 {
				t.Fatalf("%+v, %d rows", l.Totals, len(l.Rows))
			}
		}
		return least
	}
	for name, f := range map[string]UnitFilter{
		"first page": {Year: 2026}, "least first": {Year: 2026, Sort: "counted", Status: "below"}, "by name": {Year: 2026, Q: "orang 14"},
		"a late page": {Year: 2026, Limit: 200, Cursor: unitPlace{0, "Orang 14000", uuid.Nil}.cursor()},
	} {
		took := best(f)
		t.Logf("unit ledger of 15,000 people, %s: %d ms", name, took.Milliseconds())
		if took > 2*time.Second { // the goal is 300 ms; docs/performance.md holds what was measured
			t.Errorf("%s takes %v", name, took)
		}
	}
	began := time.Now()
	_, body, err := h.ExportUnitLedger(ctx, admin, UnitFilter{Year: 2026}, "csv", "id")
	must(t, err)
	t.Logf("its file: %d lines in %d ms", bytes.Count(body, []byte("\n")), time.Since(began).Milliseconds())
	if n := bytes.Count(body, []byte("\n")); n != 15001 {
		t.Errorf("%d lines", n)
	}
	seen := map[string]bool{}
	for _, line := range strings.Split(string(body), "\r\n")[1:15001] {
		name, _, _ := strings.Cut(line, ",")
		if seen[name] {
			t.Fatalf("%s twice", name)
		}
		seen[name] = true
	}
}
