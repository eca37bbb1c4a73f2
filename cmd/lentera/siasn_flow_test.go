package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/certificates/pdf"
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

// TestClaimsTravelWithTheirFiles: an approved certificate from elsewhere goes
// into SIASN with the file that was checked, a photo as a page of a PDF; one
// without a file goes to the hand, at once and with its reason.
func TestClaimsTravelWithTheirFiles(t *testing.T) {
	o, ctx := newTown(t), context.Background()
	remote := o.joinSiasn()
	g, err := wire(o.p)
	o.must(err)
	printed, err := pdf.Draw(pdf.Sheet{Agency: "BPSDM", Number: "890/18/BPSDM", Name: "Orang Utara", Title: "Bimtek", Organiser: "BPSDM", JP: 12, VerifyURL: "https://bpsdm.example/1", CheckURL: "https://bpsdm.example", Code: "ABCD"})
	o.must(err)
	o.approvedClaims(g, printed)
	rows := func() []merit.Delivery {
		t.Helper()
		all, _, err := g.merit.DeliveriesOf(ctx, merit.DeliveryFilter{Limit: 50, Words: "890/"}, "id")
		o.must(err)
		return all
	}
	var ids []uuid.UUID
	for _, d := range rows() {
		ids = append(ids, d.ID)
	}
	dry, err := g.merit.DryRunOf(ctx, ids, "id")
	o.must(err)
	without := 0
	for _, d := range dry {
		if d.Act == "none" && len(d.Findings) == 1 && strings.Contains(d.Findings[0], "tidak punya berkas") {
			without++
		}
	}
	if len(dry) != 3 || without != 1 {
		t.Errorf("the dry run: %+v", dry)
	}
	_, err = g.merit.Approve(ctx, o.first, ids)
	o.must(err)
	for range 2 {
		o.must(g.merit.DeliverJob(ctx, nil))
	}
	for _, d := range rows() {
		if want := map[bool]merit.DeliveryState{true: merit.StateByHand, false: merit.StateConfirmed}[d.Number == "890/20/BPSDM"]; d.State != want {
			t.Errorf("%s: %s %s %s", d.Number, d.State, d.ErrorCode, d.ErrorSaid)
		}
	}
	sum := sha256.Sum256(printed)
	there := map[string]standin.Doc{}
	for _, r := range remote.AllRows() {
		there[r.Number] = r.Docs[881]
	}
	if there["890/18/BPSDM"].SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("the PDF is not the one that was checked: %+v", there["890/18/BPSDM"])
	}
	if there["890/19/BPSDM"].Size < 300 || len(there) != 2 {
		t.Errorf("%+v", there)
	}
}

// approvedClaims are three of one person: with a PDF, with a photo, and one of
// a table of old papers, without a file.
func (o *town) approvedClaims(g *program, printed []byte) {
	t, ctx := o.t, context.Background()
	t.Helper()
	decided := func(id uuid.UUID, seen time.Time) {
		t.Helper()
		_, err := g.merit.CheckClaim(ctx, o.first, id, seen, "phone", "benar")
		o.must(err)
		_, err = g.merit.ApproveClaim(ctx, o.second, id)
		o.must(err)
	}
	approved := func(number string, file []byte) {
		t.Helper()
		c := o.content()
		c.Number, c.Title = number, "Bimtek "+number
		n, err := g.merit.NewClaim(ctx, o.northLearner, merit.ClaimExternal, "", c)
		o.must(err)
		_, err = g.merit.SetClaimFile(ctx, o.northLearner, n.ID, file)
		o.must(err)
		n, err = g.merit.SubmitClaim(ctx, o.northLearner, n.ID)
		o.must(err)
		decided(n.ID, n.UpdatedAt)
	}
	approved("890/18/BPSDM", printed)
	approved("890/19/BPSDM", onePicture(t))
	var nip string
	o.must(o.query(`SELECT nip FROM accounts.nips WHERE person_id = $1`, o.northLearner.PersonID).Scan(&nip))
	table := []byte("NIP;Judul;Penyelenggara;Nomor;Tanggal mulai;Tanggal selesai;JP;Jalur\n" + nip + ";Diklat lama;BPSDM;890/20/BPSDM;2026-02-02;2026-02-03;10;8\n")
	look, err := g.merit.PreviewClaims(ctx, o.third, table)
	o.must(err)
	_, err = g.merit.ApplyClaims(ctx, o.third, table, look.SHA256)
	o.must(err)
	var paper uuid.UUID
	var seen time.Time
	o.must(o.query(`SELECT id, updated_at FROM merit.claims WHERE number = '890/20/BPSDM'`).Scan(&paper, &seen))
	decided(paper, seen)
}
