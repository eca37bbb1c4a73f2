package main

// The attacks of issue 3, one test each. Each is refused or found, and no
// answer to somebody who may not see a person holds that person's name, NIP or
// the reason on file. Edits by a superuser of the database are in
// verify_test.go, the replayed callback of a signing portal with signing.

import (
	"context"
	"encoding/csv"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/certificates"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/testweb"
	"lentera/merit"
)

// TestNobodyReachesAcross: a learner, another unit's admin, a trainer and
// somebody without a sign-in call every route with the canary's own ids and
// bodies that would work. Nothing changes, and nothing is told.
func TestNobodyReachesAcross(t *testing.T) {
	o := newTown(t)
	before := o.records()
	trainer := accountstest.Person(t, o.p.db, "Pengajar Utara", o.north, access.Trainer)
	callers := map[string]string{"nobody": "", "a learner": o.web.Token(o.northLearner), "the other unit's admin": o.web.Token(o.northAdmin), "a trainer": o.web.Token(trainer)}
	calls := 0
	for who, token := range callers {
		for _, r := range o.targets() {
			a := o.attack(r)
			a.As = token
			res, body := o.web.Do(t, a)
			calls++
			if word := names(res, body); word != "" {
				t.Errorf("%s, %s %s: %d tells %q", who, r.Method, r.Path, res.StatusCode, word)
			}
			if kind := res.Header.Get("Content-Type"); res.StatusCode == http.StatusOK && (kind == "application/pdf" || strings.HasPrefix(kind, "image/") || strings.Contains(kind, "sheet") || strings.Contains(kind, "zip")) {
				t.Errorf("%s, %s %s: gives a file, %s", who, r.Method, r.Path, kind)
			}
			if res.StatusCode >= 500 {
				t.Errorf("%s, %s %s: %d %s", who, r.Method, r.Path, res.StatusCode, body)
			}
			if r.Method != http.MethodGet && o.records() != before {
				t.Fatalf("%s changed records: %s %s (%d %s)", who, r.Method, r.Path, res.StatusCode, body)
			}
		}
	}
	if calls < 4*70 {
		t.Errorf("only %d calls", calls)
	}
	for _, path := range []string{"/api/merit/units/all/ledger", "/api/merit/units/all/ledger.csv", "/api/merit/units/" + o.south.String() + "/ledger.csv", "/api/merit/claim-queue", "/api/merit/claim-queue?state=checked"} {
		if res, body := o.web.Do(t, testweb.Scenario{Path: path, As: callers["the other unit's admin"]}); names(res, body) != "" {
			t.Errorf("%s tells the other unit's admin: %s", path, body)
		}
	}
	_, book := o.web.Do(t, testweb.Scenario{Path: "/api/merit/units/all/ledger.xlsx", As: callers["the other unit's admin"]})
	for _, line := range o.cells("ledger.xlsx", []byte(book)) {
		if names(&http.Response{}, strings.Join(line, " ")) != "" {
			t.Errorf("the workbook tells the other unit's admin: %v", line)
		}
	}
}

// TestTheCanariesSing is the control of the test above: the same calls do tell
// those who may see the person, and do change records.
func TestTheCanariesSing(t *testing.T) {
	o := newTown(t)
	told := func(a access.Actor) (n int) {
		for _, r := range o.targets() {
			s := o.attack(r)
			s.As = o.web.Token(a)
			if r.Method == http.MethodGet {
				if res, body := o.web.Do(t, s); names(res, body) != "" {
					n++
				}
			}
		}
		return n
	}
	for who, want := range map[*access.Actor]int{&o.first: 7, &o.southAdmin: 3, &o.canary: 2} {
		if n := told(*who); n < want {
			t.Errorf("%v is told by %d routes, want %d at least", who.Roles, n, want)
		}
	}
	for _, act := range []string{"POST /api/certificates/batches/{id}/act", "POST /api/merit/claims/{id}/refuse", "POST /api/merit/deliveries/{id}/by-hand",
		"PUT /api/merit/siasn/line", "POST /api/certificates/series", "POST /api/certificates/certificates/{id}/supersede", "POST /api/certificates/certificates/{id}/revoke"} {
		before := o.records()
		for _, r := range o.targets() {
			if r.Method+" "+r.Path == act {
				s := o.attack(r)
				s.As = o.web.Token(o.second)
				res, body := o.web.Do(t, s)
				if superseded := strings.HasSuffix(act, "revoke"); o.records() == before && !superseded {
					t.Errorf("%s changed nothing: %d %s", act, res.StatusCode, body)
				}
			}
		}
	}
}

// TestAnAuditorOnlyReads: every route that writes, as an auditor.
func TestAnAuditorOnlyReads(t *testing.T) {
	o := newTown(t)
	before, token := o.records(), o.web.Token(o.auditor)
	for _, r := range o.targets() {
		if r.Method == http.MethodGet {
			continue
		}
		a := o.attack(r)
		a.As = token
		if res, body := o.web.Do(t, a); o.records() != before {
			t.Fatalf("%s %s changed records: %d %s", r.Method, r.Path, res.StatusCode, body)
		}
	}
}

// TestTwoPersons: nobody approves what they prepared, filed or checked, and
// what one prepared is not issued before another says so.
func TestTwoPersons(t *testing.T) {
	o := newTown(t)
	ctx := context.Background()
	before := o.records()
	refused := func(what string, a access.Actor, path string, body any, code string) {
		t.Helper()
		if res, text := o.web.Do(t, testweb.Scenario{Method: "POST", Path: path, As: o.web.Token(a), Body: body}); res.StatusCode < 400 || !strings.Contains(text, code) {
			t.Errorf("%s: %d %s", what, res.StatusCode, text)
		}
	}
	refused("a batch by its preparer", o.first, "/api/certificates/batches/"+o.batch.String()+"/approve", nil, "certificates.batch-needs-second-person")
	refused("a claim by its checker", o.first, "/api/merit/claims/"+o.claim.ID.String()+"/approve", nil, "merit.")
	if o.records() != before {
		t.Fatal("records changed")
	}
	own, err := o.g.merit.NewClaim(ctx, o.second, merit.ClaimExternal, "", o.content())
	o.must(err)
	_, err = o.g.merit.SetClaimFile(ctx, o.second, own.ID, append(onePicture(t), 0))
	o.must(err)
	own, err = o.g.merit.SubmitClaim(ctx, o.second, own.ID)
	o.must(err)
	at := "/api/merit/claims/" + own.ID.String()
	check := map[string]any{"seen": own.UpdatedAt.Format(time.RFC3339Nano), "method": "phone", "note": "ya"}
	refused("a claim checked by who filed it", o.second, at+"/check", check, "merit.")
	_, err = o.g.merit.CheckClaim(ctx, o.first, own.ID, own.UpdatedAt, "phone", "dibenarkan penyelenggara")
	o.must(err)
	refused("a claim approved by who filed it", o.second, at+"/approve", nil, "merit.")
	var entries, certificates int
	o.must(o.query(`SELECT count(*) FROM merit.entries WHERE source LIKE 'external:%'`).Scan(&entries))
	o.must(o.query(`SELECT count(*) FROM certificates.certificates`).Scan(&certificates))
	if entries != 0 || certificates != 1 {
		t.Errorf("%d entries, %d certificates", entries, certificates)
	}
	o.must(o.g.certificates.ApproveBatch(ctx, o.second, o.batch))
	if _, err := o.g.merit.ApproveClaim(ctx, o.third, own.ID); err != nil {
		t.Errorf("the third person is refused too: %v", err)
	}
}

// TestGuessingNumbers: certificate numbers run on, so they can be guessed. None
// leads anywhere in public: a real one gets the very answer of a wrong one.
func TestGuessingNumbers(t *testing.T) {
	o := newTown(t)
	real, wrong := o.cert.Number, strings.Replace(o.cert.Number, "0001", "9999", 1)
	if real == wrong {
		t.Fatal("the number is not what this test thinks: " + real)
	}
	escape := func(n string) string { return strings.ReplaceAll(n, "/", "%2F") }
	for _, at := range []string{"/s/", "/s/-", "/verifikasi?kode=", "/api/certificates/verify/", "/api/register/proof/certificate?public_id=",
		"/api/register/search?number=", "/api/certificates/register?q=", "/api/certificates/certificates/", "/api/register/certificates/"} {
		a, hit := o.web.Do(t, testweb.Scenario{Path: at + escape(real)})
		b, miss := o.web.Do(t, testweb.Scenario{Path: at + escape(wrong)})
		if a.StatusCode != b.StatusCode || a.Header.Get("Location") != b.Header.Get("Location") || anonymous(hit) != anonymous(miss) {
			t.Errorf("%s: %d %s\n%d %s", at, a.StatusCode, hit, b.StatusCode, miss)
		}
		if a.StatusCode == http.StatusOK || names(a, hit) != "" || strings.Contains(hit, o.cert.PublicID) {
			t.Errorf("%s: %d %s", at, a.StatusCode, hit)
		}
	}
}

// anonymous takes out what differs between any two answers.
func anonymous(body string) string {
	for _, member := range []string{`"instance":"`, `"request_id":"`} {
		if before, after, ok := strings.Cut(body, member); ok {
			_, rest, _ := strings.Cut(after, `"`)
			body = before + rest
		}
	}
	return body
}

// TestGuessersAreSlowedDown: page, JSON and register say 429 after a minute's
// worth of questions, to a right code and a wrong one alike; none sets a cookie.
func TestGuessersAreSlowedDown(t *testing.T) {
	o := newTown(t)
	for _, at := range []string{"/api/certificates/verify/", "/api/register/proof/certificate?public_id="} {
		admitted := 0
		for range 130 {
			res, body := o.web.Do(t, testweb.Scenario{Path: at + strings.Repeat("a", 32)})
			if res.StatusCode == http.StatusTooManyRequests {
				break
			}
			if admitted++; res.StatusCode != 404 || res.Header.Get("Set-Cookie") != "" {
				t.Fatalf("%d %s", res.StatusCode, body)
			}
		}
		if admitted == 0 || admitted > 120 {
			t.Errorf("%s: %d guesses in a moment", at, admitted)
		}
		a, hit := o.web.Do(t, testweb.Scenario{Path: at + o.cert.PublicID})
		b, miss := o.web.Do(t, testweb.Scenario{Path: at + strings.Repeat("b", 32)})
		if a.StatusCode != 429 || b.StatusCode != 429 || a.Header.Get("Retry-After") == "" || anonymous(hit) != anonymous(miss) {
			t.Errorf("%s: %d %s\n%d %s", at, a.StatusCode, hit, b.StatusCode, miss)
		}
	}
	if res, body := o.web.Do(t, testweb.Scenario{Path: "/s/" + o.cert.PublicID}); res.StatusCode != 429 || names(res, body) != "" {
		t.Errorf("the page is not under the limit of its JSON: %d", res.StatusCode)
	}
}

// TestThePublicPageKeepsQuiet: with the right code the page tells what it is
// for, to a browser without cookies, and no canary.
func TestThePublicPageKeepsQuiet(t *testing.T) {
	o := newTown(t)
	_, err := o.g.certificates.Revoke(context.Background(), o.cert.ID, "alasan yang dirahasiakan")
	o.must(err)
	for _, path := range []string{"/s/" + o.cert.PublicID, "/s/" + o.cert.PublicID + "?lang=en", "/api/certificates/verify/" + o.cert.PublicID,
		"/api/register/proof/certificate?public_id=" + o.cert.PublicID, "/api/certificates/revocations", "/api/certificates/badges/revocations",
		"/api/certificates/issuer", "/verifikasi", "/verifikasi-luring"} {
		res, body := o.web.Do(t, testweb.Scenario{Path: path})
		if res.StatusCode != 200 || names(res, body) != "" || res.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d, tells %q, cookie %q", path, res.StatusCode, names(res, body), res.Header.Get("Set-Cookie"))
		}
	}
	if _, body := o.web.Do(t, testweb.Scenario{Path: "/s/" + o.cert.PublicID}); !strings.Contains(body, o.cert.Number) || !strings.Contains(body, "dicabut") || strings.Contains(body, "<script") {
		t.Errorf("the page: %s", body)
	}
}

// TestIssuedTwiceAtOnce: one finished course, twelve at once: one certificate,
// one number, one credit, one leaf each.
func TestIssuedTwiceAtOnce(t *testing.T) {
	o := newTown(t)
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	source := "enrolment:" + uuid.NewString()
	var all sync.WaitGroup
	for range 12 {
		all.Add(1)
		go func() {
			defer all.Done()
			err := o.p.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				_, err := o.g.certificates.Issue(ctx, tx, certificates.Achievement{Source: source, PersonID: o.northLearner.PersonID, Title: "Sekali", Organiser: "BKPSDM",
					JP: 4, SiasnPath: 16, StartedOn: day, CompletedOn: day, Curriculum: []certificates.Subject{{Title: "Satu", JP: 4}}})
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	for what, statement := range map[string]string{
		"certificates": `SELECT count(*) FROM certificates.certificates WHERE person_id = $1`,
		"credits":      `SELECT count(*) FROM merit.entries WHERE person_id = $1`,
		"records":      `SELECT count(*) FROM merit.deliveries WHERE person_id = $1`,
		"leaves":       `SELECT count(*) FROM register.leaves l WHERE l.kind = 'certificate.issued' AND l.subject IN (SELECT id FROM certificates.certificates WHERE person_id = $1)`,
	} {
		var n int
		o.must(o.query(statement, o.northLearner.PersonID).Scan(&n))
		if n != 1 {
			t.Errorf("%d %s", n, what)
		}
	}
}

// TestNoFormulaLeaves: names and titles that a spreadsheet would run are texts
// in every file that leaves.
func TestNoFormulaLeaves(t *testing.T) {
	o, day := newTown(t), time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for i, evil := range []string{`=HYPERLINK("http://evil.example";"klik")`, "+62811", "-2+3", "@SUM(1)", " =1+1", "＝1+1", "|calc", "%0A=1"} {
		a := accountstest.Person(t, o.p.db, evil, o.south)
		o.must(o.p.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := o.g.certificates.Issue(ctx, tx, certificates.Achievement{Source: "enrolment:" + uuid.NewString(), PersonID: a.PersonID, Title: evil, Organiser: evil,
				JP: 4, SiasnPath: 16, StartedOn: day, CompletedOn: day, Curriculum: []certificates.Subject{{Title: evil, JP: 4}}})
			return err
		}))
		if i == 0 {
			accountstest.Exec(t, o.p.db, `UPDATE accounts.units SET name = '=cmd' WHERE id = $1`, o.south)
		}
	}
	read := 0
	for _, path := range []string{"/api/certificates/register.csv", "/api/merit/units/all/ledger.csv"} {
		res, body := o.web.Do(t, testweb.Scenario{Path: path, As: o.web.Token(o.first)})
		if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d %q", path, res.StatusCode, res.Header.Get("Content-Disposition"))
		}
		lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
		o.must(err)
		for _, line := range lines {
			for _, cell := range line {
				if read++; dangerous(cell) {
					t.Errorf("%s: cell %q", path, cell)
				}
			}
		}
	}
	if read < 100 {
		t.Errorf("only %d cells read", read)
	}
	o.noFormulaInTheExport()
}
