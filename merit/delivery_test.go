package merit

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/db"
	"lentera/internal/testweb"
	"lentera/merit/siasnfile"
)

func TestNothingLeavesBeforeAnOperatorApproves(t *testing.T) {
	p := newPost(t)
	a, nip := p.asn()
	p.earn(a, "N-1", 16)
	p.run()
	p.want(StateChecked, "")
	p.remote(nip, 0, false)
	if _, err := p.Approve(context.Background(), p.operator, []uuid.UUID{p.only().ID}); !errors.Is(err, ErrNotSeen) {
		t.Fatalf("approved unseen: %v", err)
	}
	dry, err := p.DryRunOf(context.Background(), []uuid.UUID{p.only().ID}, "id")
	must(t, err)
	if len(dry) != 1 || dry[0].Act != "create" || len(dry[0].Fields) == 0 {
		t.Fatalf("%+v", dry)
	}
	p.remote(nip, 0, false)
	p.approveAll()
	p.run()
	p.want(StateConfirmed, "")
	p.remote(nip, 1, true)
	// Later ones wait for their own approval, unless the agency says otherwise.
	b, other := p.asn()
	p.earn(b, "N-2", 16)
	p.run()
	p.remote(other, 0, false)
	must(t, p.SetLine(context.Background(), nil, "auto"))
	p.run()
	p.remote(other, 1, true)
}

func TestARowThatIsThereIsNeverPostedAgain(t *testing.T) {
	for name, there := range map[string]SiasnRow{
		"by number":          {Kind: "kursus", RemoteID: "old-1", Number: "n 1", Title: "Lain", StartedOn: "01-01-2026"},
		"by title, day, org": {Kind: "kursus", RemoteID: "old-1", Title: "KURSUS N-1", StartedOn: "23-11-2026", Organiser: "bkpsdm"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t)
			a, nip := p.asn()
			no := false
			there.HasDocument = &no
			p.book.rows[nip] = []SiasnRow{there}
			p.earn(a, "N-1", 16)
			p.approveAll()
			p.run()
			p.want(StateConfirmed, "")
			p.remote(nip, 1, true)
			if r := p.book.rows[nip][0]; r.RemoteID != "old-1" || r.Number != "N-1" {
				t.Errorf("not corrected: %+v", r)
			}
		})
	}
}

func TestLostAnswersAndRefusals(t *testing.T) {
	away := &RemoteFault{Code: troubleAway}
	for name, set := range map[string]func(b *remoteBook){
		"save accepted, answer lost": func(b *remoteBook) { b.lost["save"] = 1 },
		"upload fails after save":    func(b *remoteBook) { b.fail["upload"] = []error{away, &RemoteFault{Code: troubleReply}} },
		"upload answer lost":         func(b *remoteBook) { b.lost["upload"] = 2 },
		"away again and again":       func(b *remoteBook) { b.fail["rows"] = []error{away, away, away, away, away, away} },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t)
			a, nip := p.asn()
			set(p.book)
			p.earn(a, "N-1", 16)
			p.approveAll()
			p.run()
			p.want(StateConfirmed, "")
			p.remote(nip, 1, true)
		})
	}
	t.Run("refused, mended, pushed", func(t *testing.T) {
		p := newPost(t)
		a, nip := p.asn()
		p.book.fail["save"] = []error{&RemoteFault{Code: troubleSaid, Said: "jumlahJam salah"}}
		p.earn(a, "N-1", 16)
		p.approveAll()
		p.run()
		p.want(StateRefused, troubleSaid)
		if d := p.only(); d.ErrorSaid != "jumlahJam salah" || d.Reason == "" {
			t.Errorf("%+v", d)
		}
		must(t, p.RetryDelivery(context.Background(), p.only().ID, false))
		p.run()
		p.want(StateConfirmed, "")
		p.remote(nip, 1, true)
	})
	t.Run("another agency's person", func(t *testing.T) {
		p := newPost(t)
		a, nip := p.asn()
		p.book.agencyOf[nip] = "theirs"
		p.earn(a, "N-1", 16)
		p.run()
		p.want(StateRefused, troubleElsewhere)
	})
}

// TestKilledAnywhere stops the worker dead at every step, lets the lease run
// out, and goes on: one row, with its document, always.
func TestKilledAnywhere(t *testing.T) {
	type dead struct{ point string }
	points := []string{"before-save", "after-save", "settled-checked", "settled-saved", "before-upload", "after-upload", "settled-uploaded", "settled-confirmed"}
	for _, reversed := range []bool{false, true} {
		at := points
		if reversed {
			at = append([]string{"before-delete", "after-delete"}, points...)
		}
		p := newPost(t)
		p.opt.Siasn.Workers = 1
		for _, point := range at {
			a, nip := p.asn()
			c := p.earn(a, "N-"+point, 16)
			p.approveAll()
			armed, fell := true, false
			p.crash = func(here string) {
				if armed && here == point {
					armed = false
					panic(dead{here})
				}
			}
			one := func() {
				defer func() {
					if e := recover(); e != nil {
						if _, ours := e.(dead); !ours {
							panic(e)
						}
						fell = true
						accountstest.Exec(t, p.db, `UPDATE merit.deliveries SET lease = gen_random_uuid(), lease_until = now() - interval '1 second' WHERE person_id = $1`, a.PersonID)
						if reversed {
							must(t, p.reverse(c.Source, "salah orang"))
						}
					}
				}()
				_, err := p.deliverOne(context.Background())
				must(t, err)
			}
			for range 8 {
				one()
			}
			if reversed && !fell {
				must(t, p.reverse(c.Source, "salah orang"))
				for range 8 {
					one()
				}
			}
			if !fell {
				t.Errorf("the worker never came to %s", point)
			}
			if reversed {
				p.remote(nip, 0, false)
			} else {
				p.remote(nip, 1, true)
			}
		}
		for _, d := range p.list() {
			if want := map[bool]DeliveryState{false: StateConfirmed, true: StateRemoved}[reversed]; d.State != want {
				t.Errorf("%s: %s, want %s (%s)", d.Number, d.State, want, d.ErrorCode)
			}
		}
	}
}

func TestReversal(t *testing.T) {
	ctx := context.Background()
	t.Run("not pushed: never will be", func(t *testing.T) {
		p := newPost(t)
		a, nip := p.asn()
		c := p.earn(a, "N-1", 16)
		must(t, p.reverse(c.Source, "salah"))
		p.approveAll()
		p.run()
		p.want(StateRemoved, "")
		p.remote(nip, 0, false)
	})
	t.Run("pushed: deleted there, delete answer lost", func(t *testing.T) {
		p := newPost(t)
		a, nip := p.asn()
		c := p.earn(a, "N-1", 16)
		p.approveAll()
		p.run()
		p.remote(nip, 1, true)
		p.book.lost["delete"] = 1
		must(t, p.reverse(c.Source, "salah"))
		p.run()
		p.want(StateRemoved, "")
		p.remote(nip, 0, false)
		events, _, err := p.HistoryOf(ctx, p.only().ID)
		must(t, err)
		if len(events) < 6 || events[len(events)-1].To != "removed" {
			t.Errorf("not traceable: %+v", events)
		}
	})
	t.Run("accepted save with a lost answer: found and deleted", func(t *testing.T) {
		p := newPost(t)
		p.opt.Siasn.Workers = 1
		a, nip := p.asn()
		c := p.earn(a, "N-1", 16)
		p.approveAll()
		p.book.lost["save"] = 1
		_, err := p.deliverOne(ctx)
		must(t, err)
		_, err = p.deliverOne(ctx)
		must(t, err)
		p.remote(nip, 1, false)
		must(t, p.reverse(c.Source, "salah"))
		p.run()
		p.want(StateRemoved, "")
		p.remote(nip, 0, false)
	})
}

func TestTokenEndsAndIsReplaced(t *testing.T) {
	p, ctx := newPost(t), context.Background()
	p.opt.Siasn.SsoMode = "manual"
	jwt := func(d time.Duration) string {
		return "e30." + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"exp":%d}`, time.Now().Add(d).Unix())) + ".c2ln"
	}
	a, nip := p.asn()
	p.earn(a, "N-1", 16)
	p.approveAll()
	p.run()
	if l, _ := p.line(ctx); l.Paused != troubleToken {
		t.Fatalf("paused %q", l.Paused)
	}
	if err := p.PasteToken(ctx, p.operator, "not a token"); !errors.Is(err, ErrToken) {
		t.Error(err)
	}
	if err := p.PasteToken(ctx, p.operator, jwt(-time.Minute)); !errors.Is(err, ErrTokenOld) {
		t.Error(err)
	}
	good := jwt(time.Hour)
	must(t, p.PasteToken(ctx, p.operator, " Bearer "+good+"\n"))
	if back, err := p.SsoToken(ctx); err != nil || back != good {
		t.Errorf("%q %v", back, err)
	}
	var kept []byte
	must(t, p.db.Get(ctx, &kept, db.Query{Name: "TestToken", SQL: `SELECT token FROM merit.siasn_settings`}))
	if bytes.Contains(kept, []byte("e30.")) {
		t.Error("the token lies open in the database")
	}
	// SIASN refuses it three times: the queue stops and loses nothing.
	bad := &RemoteFault{Code: troubleToken}
	p.book.fail["person"] = []error{bad, bad, bad}
	p.run()
	if l, _ := p.line(ctx); l.Paused != troubleToken {
		t.Fatalf("paused %q", l.Paused)
	}
	must(t, p.PasteToken(ctx, p.operator, jwt(2*time.Hour)))
	p.run()
	p.want(StateConfirmed, "")
	p.remote(nip, 1, true)
}

func TestByHandAndFiles(t *testing.T) {
	p, ctx := newPost(t), context.Background()
	a, _ := p.asn()
	p.earn(a, "800/1", 16)
	p.earn(a, "=800/2", 1)
	var out bytes.Buffer
	must(t, p.WriteExport(ctx, &out, exportable[""]))
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	must(t, err)
	have := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		var b bytes.Buffer
		_, err = b.ReadFrom(r)
		must(t, err)
		have[f.Name] = b.Bytes()
	}
	for _, name := range []string{"kursus.csv", "kursus.xlsx", "diklat.csv", "diklat.xlsx", "pdf/800_1.pdf", "pdf/_800_2.pdf"} {
		if len(have[name]) == 0 {
			t.Errorf("%s is missing: %v", name, len(have))
		}
	}
	sheet, err := siasnfile.Read(have["kursus.xlsx"])
	must(t, err)
	if len(sheet.Rows) != 1 || sheet.Column(sheet.Rows[0], "nomorSertipikat") != "800/1" || sheet.Column(sheet.Rows[0], "jenisKursusSertipikat") != "T" ||
		sheet.Column(sheet.Rows[0], "tanggalKursus") != "23-11-2026" {
		t.Errorf("%+v", sheet)
	}
	sheet.Rows[0][len(sheet.Columns)-1] = "A5EB03E2-0001"
	sheet.Rows = append(sheet.Rows, make([]string, len(sheet.Columns)))
	sheet.Rows[1][len(sheet.Columns)-2], sheet.Rows[1][len(sheet.Columns)-1] = uuid.NewString(), "A5EB03E2-0002"
	var back bytes.Buffer
	must(t, siasnfile.WriteCSV(&back, sheet))
	rep, err := p.ImportEntered(ctx, back.Bytes(), "id")
	must(t, err)
	if rep.Taken != 1 || len(rep.Findings) != 1 || !strings.HasPrefix(rep.Findings[0], "Baris 3") {
		t.Errorf("%+v", rep)
	}
	for _, d := range p.list() {
		if d.Number == "800/1" && (d.State != StateConfirmed || d.RemoteID != "A5EB03E2-0001") {
			t.Errorf("%+v", d)
		}
		if d.Number == "=800/2" {
			must(t, p.MarkByHand(ctx, d.ID, "tidak ada jenis"))
			if err := p.EnteredByHand(ctx, d.ID, "x"); !errors.Is(err, ErrRemoteID) {
				t.Error(err)
			}
			must(t, p.EnteredByHand(ctx, d.ID, "A5EB03E2-0003"))
		}
	}
}

func TestReconciliation(t *testing.T) {
	p, ctx := newPost(t), context.Background()
	a, nip := p.asn()
	b, _ := p.asn()
	p.earn(a, "N-1", 16)
	p.earn(a, "N-2", 16)
	p.earn(b, "N-3", 16) // never read: nothing is said of it
	file := "nipBaru,id,namaKursus,noSertipikat,jumlahJam,tanggalKursus,institusiPenyelenggara,jenisDiklatId\n" +
		nip + ",r-1,Kursus N-1,N-1,3,23-11-2026,BKPSDM,16\n" + nip + ",r-9,Kursus lain,Z-9,5,01-02-2026,LAN,3\n999,r-8,x,y,1,,,\n"
	rep, err := p.ImportSiasnRows(ctx, []byte(file), "id")
	must(t, err)
	if rep.Taken != 2 || len(rep.Findings) != 1 {
		t.Fatalf("%+v", rep)
	}
	found, err := p.Reconciliation(ctx, "", false)
	must(t, err)
	got := map[string]Finding{}
	for _, f := range found {
		got[f.What+" "+f.Number] = f
	}
	if len(found) != 3 || got["here N-2"].DeliveryID == nil || got["there Z-9"].There == nil || len(got["differ N-1"].Differ) != 1 || got["differ N-1"].Differ[0] != (Difference{"jp", "4", "3"}) {
		t.Fatalf("%+v", found)
	}
	if err := p.NoteFinding(ctx, p.operator, got["there Z-9"].Key, "ignored", " "); !errors.Is(err, ErrNoteReason) {
		t.Error(err)
	}
	must(t, p.NoteFinding(ctx, p.operator, got["there Z-9"].Key, "ignored", "diklat LAN"))
	if found, _ = p.Reconciliation(ctx, "there", false); len(found) != 0 {
		t.Errorf("%+v", found)
	}
	must(t, p.Refetch(ctx))
	must(t, p.RefetchJob(ctx, []byte(`{"days":30}`)))
	if found, _ = p.Reconciliation(ctx, "here", false); len(found) != 3 {
		t.Errorf("after reading an empty SIASN: %+v", found)
	}
}

func TestDeliveryRoutes(t *testing.T) {
	p := newPost(t)
	a, _ := p.asn()
	p.earn(a, "N-1", 16)
	w := testweb.New(t, p.DeliveryRoutes()...)
	admin, own, other := w.Token(p.operator), w.Token(a), w.Token(p.of("pns"))
	id := p.only().ID.String()
	w.Run(t, []testweb.Scenario{
		{Name: "board", Path: "/api/merit/siasn", As: admin, Status: 200, Has: []string{`"connected":true`, `"draft":1`}},
		{Name: "board is not for learners", Path: "/api/merit/siasn", As: own, Status: 403},
		{Name: "list", Path: "/api/merit/deliveries?states=draft&q=kursus", As: admin, Status: 200, Has: []string{`"N-1"`}},
		{Name: "own", Path: "/api/merit/deliveries/mine", As: own, Status: 200, Has: []string{`"N-1"`}},
		{Name: "not another's", Path: "/api/merit/deliveries/mine", As: other, Status: 200, HasNot: []string{`"N-1"`}},
		{Name: "own rows", Path: "/api/merit/siasn/mine", As: own, Status: 200, Has: []string{`"seen_at":null`}},
		{Name: "dry run", Method: "POST", Path: "/api/merit/deliveries/dry-run", As: admin, Body: map[string]any{"ids": []string{id}}, Status: 200, Has: []string{`"act":"create"`}},
		{Name: "approve", Method: "POST", Path: "/api/merit/deliveries/approve", As: admin, Body: map[string]any{"ids": []string{id}}, Status: 200, Has: []string{`"approved":1`}},
		{Name: "by hand", Method: "POST", Path: "/api/merit/deliveries/" + id + "/by-hand", As: admin, Body: map[string]any{"reason": "x"}, Status: 204},
		{Name: "retry", Method: "POST", Path: "/api/merit/deliveries/" + id + "/retry", As: admin, Body: map[string]any{}, Status: 204},
		{Name: "history", Path: "/api/merit/deliveries/" + id + "/history", As: admin, Status: 200, Has: []string{`"by_hand"`}},
		{Name: "unknown", Method: "POST", Path: "/api/merit/deliveries/" + uuid.NewString() + "/retry", As: admin, Body: map[string]any{}, Status: 404},
		{Name: "export", Path: "/api/merit/siasn/export", As: admin, Status: 200, Has: []string{"kursus.xlsx"}},
		{Name: "bad file", Method: "POST", Path: "/api/merit/siasn/rows", As: admin, Body: "a,b\n1,2\n", Headers: map[string]string{"Content-Type": "application/octet-stream"}, Status: 422},
		{Name: "line", Method: "PUT", Path: "/api/merit/siasn/line", As: admin, Body: map[string]any{"stop": true}, Status: 204},
		{Name: "stopped", Path: "/api/merit/siasn", As: admin, Status: 200, Has: []string{`"paused":"stopped"`}},
	})
}
