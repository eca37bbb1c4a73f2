package main

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/merit"
	"lentera/merit/siasn/standin"
)

// TestPassingReachesSiasn goes from the last answer of a course to a row with
// its document in SIASN (the stand-in), by the settings of docs/configuration.md:
// dry run, approval, push.
func TestPassingReachesSiasn(t *testing.T) {
	siasn := standin.New(standin.Options{AgencyID: "ours", WithoutNames: true})
	web := httptest.NewServer(siasn)
	defer web.Close()
	p, _ := newProgram(t)
	c, s := &p.cfg, siasn.Config(web.URL)
	c.SiasnURL, c.SiasnReferenceURL, c.SiasnTokenURL, c.SiasnSSOURL = s.BaseURL, s.ReferenceURL, s.APIMTokenURL, s.SSOTokenURL
	c.SiasnKey, c.SiasnSecret, c.SiasnSSOMode, c.SiasnAgencyID, c.SiasnWorkers = s.ConsumerKey.Reveal(), s.ConsumerSecret.Reveal(), "manual", "ours", 1
	g, err := wire(p)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	actor, paper := finalist(t, p, g, "pns")
	const nip = "199001012020121001"
	accountstest.Exec(t, p.db, `DELETE FROM accounts.nips WHERE person_id = $1`, actor.PersonID)
	accountstest.Exec(t, p.db, `INSERT INTO accounts.nips (nip, person_id, valid_from) VALUES ($1, $2, '2020-01-01')`, nip, actor.PersonID)
	if err := siasn.AddPerson(standin.Person{NIP: nip, Name: "LARAS PERTIWI"}); err != nil {
		t.Fatal(err)
	}
	if r, err := g.quiz.Submit(ctx, actor, paper.ID); err != nil || !r.HasPassed() {
		t.Fatalf("%+v %v", r, err)
	}
	if err := g.queue.Drain(ctx); err != nil { // draws the certificate
		t.Fatal(err)
	}
	desk := accountstest.Person(t, p.db, "Operator", accountstest.Unit(t, p.db, "BKPSDM", uuid.Nil), access.TrainingAdmin)
	if err := g.merit.PasteToken(ctx, desk, siasn.IssueSSO("", 0)); err != nil {
		t.Fatal(err)
	}
	first := func() merit.Delivery {
		t.Helper()
		rows, _, err := g.merit.DeliveriesOf(ctx, merit.DeliveryFilter{Limit: 10}, "id")
		if err != nil || len(rows) != 1 {
			t.Fatalf("%+v %v", rows, err)
		}
		return rows[0]
	}
	if err := g.merit.DeliverJob(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if d := first(); d.State != merit.StateChecked || len(siasn.Rows(nip)) != 0 {
		t.Fatalf("before the approval: %+v", d)
	}
	dry, err := g.merit.DryRunOf(ctx, []uuid.UUID{first().ID}, "id")
	if err != nil || len(dry) != 1 || len(dry[0].Fields) < 10 {
		t.Fatalf("%+v %v", dry, err)
	}
	if n, err := g.merit.Approve(ctx, desk, []uuid.UUID{first().ID}); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if err := g.merit.DeliverJob(ctx, nil); err != nil {
		t.Fatal(err)
	}
	d, rows := first(), siasn.Rows(nip)
	if d.State != merit.StateConfirmed || len(rows) != 1 {
		t.Fatalf("%+v %+v", d, rows)
	}
	own, err := g.certificates.OfPerson(ctx, actor.PersonID)
	if err != nil || rows[0].Number != own[0].Number || rows[0].JP != 4 || rows[0].PathID != 16 || rows[0].Docs[881].Size < 1000 {
		t.Errorf("%+v %v", rows[0], err)
	}
	_, calls, err := g.merit.HistoryOf(ctx, d.ID)
	if err != nil || len(calls) == 0 {
		t.Errorf("no calls are kept: %v", err)
	}
	for _, call := range calls {
		if text := string(call.Exchange); strings.Contains(text, nip) || strings.Contains(text, "eyJ") {
			t.Errorf("kept: %s", text)
		}
	}
}
