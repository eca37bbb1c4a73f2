package accounts

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/testweb"
)

// house is a small agency with one person per role.
type house struct {
	server            *testweb.Server
	s                 *Service
	root, mine, other uuid.UUID
	token             map[access.Role]string
}

func newHouse(t *testing.T) house {
	t.Helper()
	server, s := newServer(t)
	ctx := context.Background()
	h := house{server: server, s: s, token: map[access.Role]string{}}
	unit := func(code string, parent *uuid.UUID) uuid.UUID {
		id, err := s.EnsureUnit(ctx, NewUnit{Code: code, Name: "Unit " + code, ParentID: parent})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	h.root = unit("ROOT", nil)
	h.mine, h.other = unit("MINE", &h.root), unit("ELSE", &h.root)
	for i, role := range access.Roles {
		id, err := s.EnsurePerson(ctx, NewPerson{Class: PNS, NIP: asn(i)["nip_baru"], FullName: "Peran " + string(role), UnitID: &h.mine})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SetPassword(ctx, id, goodPassword); err != nil {
			t.Fatal(err)
		}
		if role != access.Learner {
			var of *uuid.UUID
			if role == access.UnitAdmin {
				of = &h.mine
			}
			if err := s.GrantRole(ctx, id, role, of); err != nil {
				t.Fatal(err)
			}
		}
		h.token[role] = signIn(t, s, asn(i)["nip_baru"]).AccessToken
	}
	if _, err := s.EnsurePerson(ctx, NewPerson{Class: PNS, NIP: asn(20)["nip_baru"], FullName: "Orang Unit Lain", UnitID: &h.other}); err != nil {
		t.Fatal(err)
	}
	return h
}

// TestRolesAtTheDoor: every route of the feature against every role, nobody
// included: let in or turned away, as its rule says.
func TestRolesAtTheDoor(t *testing.T) {
	h := newHouse(t)
	for _, r := range h.s.Routes() {
		path := strings.ReplaceAll(r.Path, "{id}", uuid.NewString())
		if r.ID == "accounts.sign-out" || r.ID == "accounts.sign-out-everywhere" {
			continue // they end the session the next line needs; TestASession… covers them
		}
		for _, role := range append([]access.Role{""}, access.Roles...) {
			res, body := h.server.Do(t, testweb.Scenario{Method: r.Method, Path: path, As: h.token[role]})
			allowed := r.Who.Admits(access.Actor{Roles: []access.Role{access.Learner, role}}, role != "")
			refused := strings.Contains(body, "web.not-allowed") || strings.Contains(body, "web.sign-in-needed")
			if allowed == refused {
				t.Errorf("%s as %q: %d %.120s", r.ID, role, res.StatusCode, body)
			}
			want := http.StatusForbidden
			if role == "" {
				want = http.StatusUnauthorized
			}
			if !allowed && res.StatusCode != want {
				t.Errorf("%s as %q: %d, want %d", r.ID, role, res.StatusCode, want)
			}
		}
	}
}

func TestScopeOfLists(t *testing.T) {
	h := newHouse(t)
	elsewhere := fmt.Sprintf("/api/accounts/people?unit_id=%s", h.other)
	h.server.Run(t, []testweb.Scenario{
		{Name: "unit admin sees the own unit", Path: "/api/accounts/people", As: h.token[access.UnitAdmin], Status: 200, Has: []string{"Peran learner", `"account_state":"active"`}, HasNot: []string{"Orang Unit Lain"}},
		{Name: "and not another by asking for it", Path: elsewhere, As: h.token[access.UnitAdmin], Status: 200, Has: []string{`"people":[]`}},
		{Name: "nor by searching", Path: "/api/accounts/people?q=Lain", As: h.token[access.UnitAdmin], Status: 200, Has: []string{`"people":[]`}},
		{Name: "training admin sees it", Path: elsewhere, As: h.token[access.TrainingAdmin], Status: 200, Has: []string{"Orang Unit Lain"}},
		{Name: "search is literal", Path: "/api/accounts/people?q=%25", As: h.token[access.TrainingAdmin], Status: 200, Has: []string{`"people":[]`}},
		{Name: "no NIP in lists", Path: "/api/accounts/people", As: h.token[access.Auditor], Status: 200, HasNot: []string{asn(0)["nip_baru"]}},
		{Name: "unit tree of the unit admin", Path: "/api/accounts/units", As: h.token[access.UnitAdmin], Status: 200, Has: []string{"Unit MINE", `"people":5`}, HasNot: []string{"Unit ELSE", "Unit ROOT"}},
		{Name: "of a trainer", Path: "/api/accounts/units", As: h.token[access.Trainer], Status: 200, Has: []string{"Unit ELSE", "Unit ROOT"}},
		{Name: "bad cursor", Path: "/api/accounts/people?cursor=zzz", As: h.token[access.Auditor], Status: 422, Has: []string{"accounts.bad-cursor"}},
		{Name: "bad unit", Path: "/api/accounts/people?unit_id=1", As: h.token[access.Auditor], Status: 422},
		{Name: "limit beyond the most", Path: "/api/accounts/people?limit=500", As: h.token[access.Auditor], Status: 422},
	})
	seen := map[string]bool{}
	cursor := ""
	for range 10 {
		var page struct {
			People     []PersonLine `json:"people"`
			NextCursor string       `json:"next_cursor"`
		}
		h.server.JSON(t, testweb.Scenario{Path: "/api/accounts/people?limit=2&cursor=" + cursor, As: h.token[access.TrainingAdmin], Status: 200}, &page)
		for _, p := range page.People {
			if seen[p.FullName] {
				t.Errorf("%s twice", p.FullName)
			}
			seen[p.FullName] = true
		}
		if cursor = page.NextCursor; cursor == "" {
			break
		}
	}
	if len(seen) != 6 {
		t.Errorf("%d of 6 people over the pages", len(seen))
	}
}

func TestAccountRoutes(t *testing.T) {
	h := newHouse(t)
	as := h.token[access.Learner]
	h.server.Run(t, []testweb.Scenario{
		{Name: "me", Path: "/api/accounts/me", As: as, Status: 200, Has: []string{`"nip":"` + asn(0)["nip_baru"] + `"`, `"roles":[{"role":"learner","unit_id":null`, `"lang":"id"`}, Header: map[string]string{"Cache-Control": "no-store"}},
		{Name: "roles name their unit", Path: "/api/accounts/me", As: h.token[access.UnitAdmin], Status: 200, Has: []string{`"role":"unit_admin","unit_id":"` + h.mine.String()}},
		{Name: "language", Method: "PUT", Path: "/api/accounts/me", As: as, Body: map[string]string{"lang": "en"}, Status: 200, Has: []string{`"lang":"en"`}},
		{Name: "no other member", Method: "PUT", Path: "/api/accounts/me", As: as, Body: map[string]any{"lang": "en", "roles": []string{"auditor"}}, Status: 422},
		{Name: "no third language", Method: "PUT", Path: "/api/accounts/me", As: as, Body: map[string]string{"lang": "jv"}, Status: 422},
		{Name: "sessions", Path: "/api/accounts/sessions", As: as, Status: 200, Has: []string{`"current":true`}},
		{Name: "a strange session", Method: "DELETE", Path: "/api/accounts/sessions/" + uuid.NewString(), As: as, Status: 204},
		{Name: "weak password names its field", Method: "POST", Path: "/api/accounts/password", As: as, Body: map[string]string{"current": goodPassword, "new": "pendek"}, Status: 422, Has: []string{`"pointer":"/new"`, `"too-short"`}},
		{Name: "refresh without cookie", Method: "POST", Path: "/api/accounts/refresh", Status: 401, Has: []string{"accounts.session-ended"}},
		{Name: "refresh from another site", Method: "POST", Path: "/api/accounts/refresh", Headers: map[string]string{"Sec-Fetch-Site": "cross-site"}, Status: 403},
		{Name: "sign-in with surplus", Method: "POST", Path: "/api/accounts/sign-in", Body: map[string]any{"name": "x", "password": "y", "role": "auditor"}, Status: 422},
		{Name: "sign-in in English", Method: "POST", Path: "/api/accounts/sign-in", Body: map[string]any{"name": "x", "password": "y"}, Headers: map[string]string{"Accept-Language": "en"}, Status: 401, Has: []string{"does not match"}},
		{Name: "stale token says so", Path: "/api/accounts/me", As: "a.b.c", Status: 401, Has: []string{"accounts.token-refused"}},
		{Name: "sign-out", Method: "POST", Path: "/api/accounts/sign-out", As: as, Status: 204},
		{Name: "and it is over", Path: "/api/accounts/me", As: as, Status: 401, Has: []string{"accounts.session-ended"}},
		{Name: "everywhere", Method: "POST", Path: "/api/accounts/sign-out-everywhere", As: h.token[access.Auditor], Status: 204},
		{Name: "everywhere is over", Path: "/api/accounts/me", As: h.token[access.Auditor], Status: 401},
	})
}

func TestOfficeRoutes(t *testing.T) {
	h := newHouse(t)
	as := h.token[access.TrainingAdmin]
	h.server.Run(t, []testweb.Scenario{
		{Name: "units, dry", Method: "POST", Path: "/api/accounts/units/import?dry_run=true", As: as, Body: string(unitFile()), Headers: map[string]string{"Content-Type": "text/csv"}, Status: 200, Has: []string{`"created":40`, `"changed":1`}},
		{Name: "units", Method: "POST", Path: "/api/accounts/units/import", As: as, Body: "Id;NamaUnor;DiatasanId\nUNOR001;- Satu;ROOT\nYATIM;- Yatim;X\n", Status: 200, Has: []string{`"created":1`, `"line":3`, "unit-orphan", "tidak ada di berkas"}},
		{Name: "codes", Method: "POST", Path: "/api/accounts/activation-codes", As: as, Body: map[string]any{"unit_id": h.other}, Status: 200, Has: []string{"Orang Unit Lain", `"code":"`}},
		{Name: "no code twice", Method: "POST", Path: "/api/accounts/activation-codes", As: as, Body: map[string]any{"unit_id": h.other}, Status: 200, Has: []string{`"codes":[]`}},
		{Name: "nobody chosen", Method: "POST", Path: "/api/accounts/activation-codes", As: as, Body: map[string]any{}, Status: 422, Has: []string{"accounts.nobody-chosen"}},
		{Name: "no such roster", Path: "/api/accounts/rosters/" + uuid.NewString(), As: as, Status: 404},
		{Name: "not a table", Method: "POST", Path: "/api/accounts/rosters?file_name=x.csv", As: as, Body: "hello", Status: 422, Has: []string{"accounts.unreadable-file", "nip_baru"}},
	})
	var r Roster
	file := csvOf(t, ';', siasnColumns, asn(1).with("unor_id", "UNOR001"), asn(31).with("nip_baru", "1"))
	h.server.JSON(t, testweb.Scenario{Method: "POST", Path: "/api/accounts/rosters?file_name=ekspor.csv", As: as, Body: file, Status: 201}, &r)
	at := "/api/accounts/rosters/" + r.ID.String()
	h.server.Run(t, []testweb.Scenario{
		{Name: "roster", Path: at, As: as, Status: 200, Has: []string{`"file_name":"ekspor.csv"`, `"state":"preview"`, `"total":2`, `"refused":1`, "agama_nama"}},
		{Name: "rows", Path: at + "/rows", As: as, Status: 200, Has: []string{`"line":2`, `"line":3`, `"next_cursor":""`}},
		{Name: "refused rows", Path: at + "/rows?verdict=refused", As: as, Status: 200, Has: []string{"nip-length"}, HasNot: []string{`"line":2`}},
		{Name: "first page", Path: at + "/rows?limit=1", As: as, Status: 200, Has: []string{`"next_cursor":"2"`}},
		{Name: "second page", Path: at + "/rows?limit=1&cursor=2", As: as, Status: 200, Has: []string{`"line":3`, `"next_cursor":""`}},
		{Name: "rows with findings", Path: at + "/rows?findings=true", As: as, Headers: map[string]string{"Accept-Language": "en"}, Status: 200, Has: []string{"does not have 18 digits"}},
		{Name: "findings as CSV", Path: at + "/findings.csv", As: as, Status: 200, Has: []string{"baris;putusan", "nip-length"}, Header: map[string]string{"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="temuan-roster.csv"`}},
		{Name: "unit admin has no rosters", Path: at, As: h.token[access.UnitAdmin], Status: 403},
		{Name: "commit", Method: "POST", Path: at + "/commit", As: as, Status: 200, Has: []string{`"refused":1`}},
		{Name: "commit again", Method: "POST", Path: at + "/commit", As: as, Status: 200, Has: []string{`"refused":1`}},
		{Name: "discard after commit", Method: "DELETE", Path: at, As: as, Status: 409, Has: []string{"accounts.roster-closed"}},
	})
}

func TestSecureSitesUseHostCookies(t *testing.T) {
	server, s := newServer(t, func(o *Options) { o.Secure = true })
	newPerson(t, s, budi, "Budi Santoso")
	res, _ := server.Do(t, testweb.Scenario{Method: "POST", Path: "/api/accounts/sign-in", Body: map[string]string{"name": budi, "password": goodPassword}})
	c := cookies(res)["__Host-lentera_refresh"]
	if c == nil || !c.Secure || c.Path != "/" || c.Domain != "" || !c.HttpOnly {
		t.Fatalf("%+v", c)
	}
	for name, want := range map[string]int{"lentera_refresh": 401, "__Host-lentera_refresh": 200} {
		res, body := server.Do(t, testweb.Scenario{Method: "POST", Path: "/api/accounts/refresh", Headers: map[string]string{"Cookie": name + "=" + c.Value}})
		if res.StatusCode != want {
			t.Errorf("%s: %d %s", name, res.StatusCode, body)
		}
	}
}
