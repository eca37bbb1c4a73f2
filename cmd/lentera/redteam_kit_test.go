package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/certificates"
	"lentera/internal/access"
	"lentera/internal/testweb"
	"lentera/internal/web"
	"lentera/merit"
)

// The canaries: words of one person that must not be in any answer to somebody
// who may not see that person.
const (
	canaryName = "Kenari Pamungkas"
	canaryNIP  = "196806061990032777"
)

var canaries = []string{"Kenari", "Pamungkas", canaryNIP, "Jabatan Rahasia", "alasan yang dirahasiakan"}

// town is a program with two units that are nothing to each other. The person
// of the canaries is of the south and has one of everything.
type town struct {
	t                                   *testing.T
	p                                   *platform
	g                                   *program
	web                                 *testweb.Server
	north, south                        uuid.UUID
	canary, northLearner                access.Actor
	northAdmin, southAdmin, auditor     access.Actor
	first, second, third                access.Actor // training admins
	cert                                certificates.Certificate
	claim                               merit.Claim
	batch, delivery, template, official uuid.UUID
}

func newTown(t *testing.T) *town {
	t.Helper()
	p, g := newProgram(t)
	o := &town{t: t, p: p, g: g, web: testweb.New(t, g.routes(p)...)}
	if err := g.certificates.OpenIssuer(context.Background()); err != nil {
		t.Fatal(err)
	}
	root := accountstest.Unit(t, p.db, "Pemerintah Kabupaten Uji", uuid.Nil)
	o.north, o.south = accountstest.Unit(t, p.db, "Dinas Utara", root), accountstest.Unit(t, p.db, "Dinas Selatan", root)
	o.canary, o.northLearner = accountstest.Person(t, p.db, canaryName, o.south), accountstest.Person(t, p.db, "Orang Utara", o.north)
	accountstest.Exec(t, p.db, `DELETE FROM accounts.nips WHERE person_id = $1`, o.canary.PersonID)
	accountstest.Exec(t, p.db, `INSERT INTO accounts.nips (nip, person_id, valid_from) VALUES ($1, $2, '1990-03-01')`, canaryNIP, o.canary.PersonID)
	accountstest.Exec(t, p.db, `UPDATE accounts.persons SET position = 'Jabatan Rahasia' WHERE id = $1`, o.canary.PersonID)
	o.northAdmin, o.southAdmin = accountstest.Person(t, p.db, "Admin Utara", o.north, access.UnitAdmin), accountstest.Person(t, p.db, "Admin Selatan", o.south, access.UnitAdmin)
	o.auditor = accountstest.Person(t, p.db, "Pemeriksa", root, access.Auditor)
	for i, a := range []*access.Actor{&o.first, &o.second, &o.third} {
		*a = accountstest.Person(t, p.db, fmt.Sprintf("Admin Latih %d", i+1), root, access.TrainingAdmin)
	}
	o.furnish()
	return o
}

// furnish gives the person of the canaries a certificate, with its entry and
// record for SIASN, a claim that was checked, and a place in a batch.
func (o *town) furnish() {
	o.t.Helper()
	ctx := context.Background()
	s := &sealedSchool{t: o.t, p: o.p, g: o.g}
	o.must(o.g.register.Backfill(ctx))
	o.cert = s.issue(o.canary.PersonID)
	o.must(o.g.queue.Drain(ctx))
	if _, err := o.g.register.Sign(ctx); err != nil {
		o.t.Fatal(err)
	}
	c := o.content()
	var err error
	o.claim, err = o.g.merit.NewClaim(ctx, o.canary, merit.ClaimExternal, "", c)
	o.must(err)
	_, err = o.g.merit.SetClaimFile(ctx, o.canary, o.claim.ID, onePicture(o.t))
	o.must(err)
	o.claim, err = o.g.merit.SubmitClaim(ctx, o.canary, o.claim.ID)
	o.must(err)
	o.claim, err = o.g.merit.CheckClaim(ctx, o.first, o.claim.ID, o.claim.UpdatedAt, "phone", "Penyelenggara membenarkan: "+canaryName)
	o.must(err)
	b, err := o.g.certificates.PrepareBatch(ctx, o.first, certificates.BatchContent{Title: "Bimtek", Organiser: "BKPSDM", StartedOn: "2026-11-02", CompletedOn: "2026-11-03",
		JP: 2, SiasnPath: 16, Subjects: []certificates.Subject{}}, nil, []uuid.UUID{o.canary.PersonID})
	o.must(err)
	o.batch = b.ID
	o.must(o.query(`SELECT id FROM merit.deliveries WHERE person_id = $1 LIMIT 1`, o.canary.PersonID).Scan(&o.delivery))
	o.template, o.official = uuid.New(), uuid.New()
}

func (o *town) content() merit.ClaimContent {
	return merit.ClaimContent{Title: "Bimtek Arsip", Organiser: "BPSDM Provinsi", Number: "890/17/BPSDM", StartedOn: "2026-03-02", CompletedOn: "2026-03-04", JP: 12, SiasnPath: 8}
}

func (o *town) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

type row struct {
	*sql.Row
	pool *sql.DB
}

func (r row) Scan(to ...any) error { defer func() { _ = r.pool.Close() }(); return r.Row.Scan(to...) }

func (o *town) query(statement string, args ...any) row {
	pool, err := sql.Open("postgres", o.p.db.DSN())
	o.must(err)
	return row{pool.QueryRow(statement, args...), pool}
}

func onePicture(t *testing.T) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 31, 37))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// records is a fingerprint of every row of certificates, ledger, register and
// signing.
func (o *town) records() string {
	o.t.Helper()
	var names []string
	pool, err := sql.Open("postgres", o.p.db.DSN())
	o.must(err)
	defer func() { _ = pool.Close() }()
	rows, err := pool.Query(`SELECT table_schema || '.' || table_name FROM information_schema.tables
		WHERE table_schema IN ('certificates', 'merit', 'register', 'signing') AND table_type = 'BASE TABLE' ORDER BY 1`)
	o.must(err)
	for rows.Next() {
		var name string
		o.must(rows.Scan(&name))
		names = append(names, name)
	}
	o.must(errorsOf(rows.Err(), rows.Close()))
	var all strings.Builder
	for _, name := range names {
		var sum string
		o.must(pool.QueryRow(`SELECT COALESCE(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM ` + name + ` t`).Scan(&sum)) //nolint:gosec // a name from the catalogue
		fmt.Fprintln(&all, name, sum)
	}
	return all.String()
}

func errorsOf(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// attack is a route with the canary's own ids in the place of its parameters,
// and a body that the rightful caller could send.
func (o *town) attack(r web.Route) testweb.Scenario {
	ids := map[string]uuid.UUID{"certificates/certificates/": o.cert.ID, "register/certificates/": o.cert.ID, "batches/": o.batch, "templates/": o.template,
		"officials/": o.official, "claims/": o.claim.ID, "deliveries/": o.delivery}
	path := strings.NewReplacer("{person_id}", o.canary.PersonID.String(), "{unit_id}", o.south.String(), "{public_id}", o.cert.PublicID, "{form}", "json").Replace(r.Path)
	for before, id := range ids {
		path = strings.Replace(path, before+"{id}", before+id.String(), 1)
	}
	switch {
	case strings.HasSuffix(path, "/search"):
		path += "?number=" + strings.ReplaceAll(o.cert.Number, "/", "%2F")
	case strings.HasSuffix(path, "/reconciliation"):
		path += "?what=here"
	case strings.HasSuffix(path, "/certificate"):
		path += "?public_id=" + o.cert.PublicID
	case strings.HasSuffix(path, "/inclusion"):
		path += "?index=0"
	case strings.HasSuffix(path, "/consistency"):
		path += "?from=1&to=2"
	}
	s := testweb.Scenario{Method: r.Method, Path: path}
	if r.Method != http.MethodGet {
		s.Body = o.body(r.Method + " " + r.Path)
	}
	return s
}

// body is what makes the act of a route succeed for whoever may do it; an
// empty object for those whose act needs no body, or none of these.
func (o *town) body(route string) any {
	one := map[string]any{"ids": []uuid.UUID{o.delivery}}
	bodies := map[string]any{
		"POST /api/certificates/certificates/{id}/revoke":    map[string]any{"reason": "alasan yang dirahasiakan"},
		"POST /api/certificates/certificates/{id}/supersede": map[string]any{"reason": "alasan yang dirahasiakan"},
		"POST /api/certificates/batches/{id}/act":            map[string]any{"act": "cancel"},
		"POST /api/certificates/batch-people":                map[string]any{"nips": canaryNIP},
		"POST /api/certificates/officials":                   map[string]any{"name": "Palsu", "title": "Kepala", "valid_from": "2020-01-01"},
		"POST /api/certificates/series":                      map[string]any{"name": "Palsu", "pattern": "X/{seq}/{year}", "class_code": "", "unit_word": ""},
		"PUT /api/merit/claims/{id}":                         o.content(),
		"POST /api/merit/claims/{id}/check":                  map[string]any{"seen": o.claim.UpdatedAt.Format(time.RFC3339Nano), "method": "phone", "note": "palsu"},
		"POST /api/merit/claims/{id}/refuse":                 map[string]any{"reason": "alasan yang dirahasiakan"},
		"POST /api/merit/claims/{id}/annul":                  map[string]any{"reason": "alasan yang dirahasiakan"},
		"POST /api/merit/claims/{id}/annulment":              map[string]any{"yes": true},
		"POST /api/merit/claims/{id}/file":                   onePicture(o.t),
		"POST /api/merit/deliveries/approve":                 one,
		"POST /api/merit/deliveries/dry-run":                 one,
		"POST /api/merit/deliveries/{id}/by-hand":            map[string]any{"reason": "palsu"},
		"POST /api/merit/deliveries/{id}/entered":            map[string]any{"remote_id": "57a9d1a0-0000-4000-8000-000000000001"},
		"PUT /api/merit/siasn/line":                          map[string]any{"stop": true, "push_mode": "auto"},
		"PUT /api/merit/siasn/token":                         map[string]any{"token": "eyJhbGciOiJub25lIn0.eyJleHAiOjQwMDAwMDAwMDB9.x"},
		"POST /api/merit/siasn/reconciliation/note":          map[string]any{"key": "here:" + o.delivery.String(), "verdict": "ignored", "reason": "palsu"},
	}
	if b, ok := bodies[route]; ok {
		return b
	}
	return map[string]any{}
}

// targets are the routes of certificates, ledger, register and signing.
func (o *town) targets() (out []web.Route) {
	for _, r := range o.web.Routes() {
		for _, at := range []string{"/api/certificates/", "/api/merit/", "/api/register/", "/api/signing/", "/s/", "/verifikasi"} {
			if strings.HasPrefix(r.Path, at) {
				out = append(out, r)
			}
		}
	}
	return out
}

// names finds a canary in an answer, its headers included.
func names(res *http.Response, body string) string {
	for _, word := range canaries {
		if strings.Contains(body, word) {
			return word
		}
		for name, values := range res.Header {
			if strings.Contains(strings.Join(values, " "), word) {
				return word + " in " + name
			}
		}
	}
	return ""
}
