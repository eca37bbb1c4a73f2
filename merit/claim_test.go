package merit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/internal/fault"
	"lentera/internal/testweb"
)

// shelf keeps files in memory.
type shelf struct {
	mu sync.Mutex
	m  map[string][]byte
}

func (s *shelf) Put(_ context.Context, key string, body []byte, _ string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[key] = body
	return nil
}

func (s *shelf) Get(_ context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[key], nil
}

// office is a house with an owner and three training admins.
type office struct {
	*house
	owner, checker, approver, third access.Actor
	own                             OwnCertificate
}

func newOffice(t testing.TB) *office {
	o := &office{house: newHouse(t)}
	o.opt.Claims.Files = &shelf{m: map[string][]byte{}}
	o.opt.Claims.Own = func(context.Context, string) (OwnCertificate, error) { return o.own, nil }
	o.owner = accountstest.Person(t, o.db, "Rina Pemilik", o.unit)
	o.checker = accountstest.Person(t, o.db, "Admin Satu", o.unit, access.TrainingAdmin)
	o.approver = accountstest.Person(t, o.db, "Admin Dua", o.unit, access.TrainingAdmin)
	o.third = accountstest.Person(t, o.db, "Admin Tiga", o.unit, access.TrainingAdmin)
	return o
}

var serial int

func content() ClaimContent {
	serial++
	return ClaimContent{Title: fmt.Sprintf("Bimtek Arsip %d", serial), Organiser: "BPSDM Provinsi", Number: fmt.Sprintf("890/%d/BPSDM", serial),
		StartedOn: "2026-03-02", CompletedOn: "2026-03-04", JP: 12, SiasnPath: 8}
}

func picture(t testing.TB, n int) []byte {
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 20+n))))
	return b.Bytes()
}

// submitted is a complete claim of an actor, handed in.
func (o *office) submitted(a access.Actor, c ClaimContent) Claim {
	o.t.Helper()
	ctx := context.Background()
	serial++
	n, err := o.NewClaim(ctx, a, ClaimExternal, "", c)
	must(o.t, err)
	_, err = o.SetClaimFile(ctx, a, n.ID, picture(o.t, serial))
	must(o.t, err)
	n, err = o.SubmitClaim(ctx, a, n.ID)
	must(o.t, err)
	return n
}

func (o *office) checked(c Claim) Claim {
	o.t.Helper()
	c, err := o.CheckClaim(context.Background(), o.checker, c.ID, c.UpdatedAt, "phone", "Penyelenggara membenarkan nomornya.")
	must(o.t, err)
	return c
}

func refused(t testing.TB, what string, err error, want *fault.Fault) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %s", what, err, want.Code)
	}
}

func TestTwoOthersStandBetweenAClaimAndTheLedger(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	c := o.submitted(o.owner, content())
	_, err := o.ApproveClaim(ctx, o.approver, c.ID)
	refused(t, "approved unchecked", err, ErrClaimState)
	_, err = o.CheckClaim(ctx, o.checker, c.ID, c.UpdatedAt, "phone", "  ")
	refused(t, "checked without a note", err, ErrClaimIncomplete)
	c = o.checked(c)
	if c.State != claimChecked || c.WhyNot != "" && c.WhyNot != "checker" {
		t.Errorf("%+v", c)
	}
	_, err = o.ApproveClaim(ctx, o.checker, c.ID)
	refused(t, "the checker approves", err, ErrClaimTwoPersons)
	_, err = o.ApproveClaim(ctx, o.owner, c.ID)
	refused(t, "the owner approves", err, ErrClaimState)
	_, err = o.EditClaim(ctx, o.owner, c.ID, content())
	refused(t, "edited after the check", err, ErrClaimState)
	c, err = o.ApproveClaim(ctx, o.approver, c.ID)
	must(t, err)
	if l := o.ledger(o.owner.PersonID, 2026); l.JPClaimed != 12 || len(l.Entries) != 1 || !strings.Contains(string(l.Entries[0].Evidence), c.FileSHA256) {
		t.Errorf("%+v", l)
	}
	if len(c.History) != 5 || c.History[4].Act != "approve" {
		t.Errorf("%+v", c.History)
	}
	// Annulled by two again, in the year of the credit.
	_, err = o.AskAnnulment(ctx, o.checker, c.ID, "")
	refused(t, "no reason", err, ErrClaimIncomplete)
	_, err = o.AskAnnulment(ctx, o.checker, c.ID, "Sertifikat ternyata palsu.")
	must(t, err)
	_, err = o.Annul(ctx, o.checker, c.ID, true)
	refused(t, "the asker confirms", err, ErrClaimTwoPersons)
	c, err = o.Annul(ctx, o.third, c.ID, true)
	must(t, err)
	if l := o.ledger(o.owner.PersonID, 2026); l.JPClaimed != 0 || len(l.Entries) != 2 || c.State != claimAnnulled {
		t.Errorf("%+v %s", l, c.State)
	}
}

func TestAnAdminsOwnClaimNeedsTwoOthers(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	c := o.submitted(o.approver, content())
	_, err := o.CheckClaim(ctx, o.approver, c.ID, c.UpdatedAt, "phone", "saya sendiri")
	refused(t, "own check", err, ErrClaimTwoPersons)
	c = o.checked(c)
	_, err = o.ApproveClaim(ctx, o.approver, c.ID)
	refused(t, "own approval", err, ErrClaimTwoPersons)
	got, err := o.GetClaim(ctx, o.approver, c.ID)
	if err != nil || got.WhyNot != "owner" || allows(got.May, actApprove) {
		t.Errorf("%+v %v", got.May, err)
	}
	_, err = o.ApproveClaim(ctx, o.third, c.ID)
	must(t, err)
}

// TestTheDatabaseHoldsTheRuleToo: the constraints refuse what the program
// would never write.
func TestTheDatabaseHoldsTheRuleToo(t *testing.T) {
	o := newOffice(t)
	c := o.checked(o.submitted(o.owner, content()))
	ok := o.checked(o.submitted(o.owner, content()))
	_, err := o.ApproveClaim(context.Background(), o.approver, ok.ID)
	must(t, err)
	for what, sql := range map[string]string{
		"checker approves":   `UPDATE merit.claims SET state = 'approved', approved_by = checked_by WHERE id = $1`,
		"owner approves":     `UPDATE merit.claims SET state = 'approved', approved_by = person_id WHERE id = $1`,
		"nobody approves":    `UPDATE merit.claims SET state = 'approved' WHERE id = $1`,
		"changed when shown": `UPDATE merit.claims SET jp = 99 WHERE id = $1`,
		"deleted":            `DELETE FROM merit.claims WHERE id = $1`,
	} {
		if err := o.try(sql, c.ID); err == nil {
			t.Error(what)
		}
	}
	for what, sql := range map[string]string{
		"approved is changed":   `UPDATE merit.claims SET jp = 99 WHERE id = $1`,
		"annulled by one":       `UPDATE merit.claims SET state = 'annulled', annul_reason = 'x', annul_asked_by = checked_by, annulled_by = checked_by WHERE id = $1`,
		"approved is reopened":  `UPDATE merit.claims SET state = 'submitted', approved_by = NULL WHERE id = $1`,
		"history is changed":    `UPDATE merit.claim_events SET note = 'x' WHERE claim_id = $1`,
		"history is taken away": `DELETE FROM merit.claim_events WHERE claim_id = $1`,
	} {
		if err := o.try(sql, ok.ID); err == nil {
			t.Error(what)
		}
	}
}

func TestRaces(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	atOnce := func(acts ...func() error) (good int) {
		var wg sync.WaitGroup
		errs := make([]error, len(acts))
		for i, act := range acts {
			wg.Add(1)
			go func() { defer wg.Done(); errs[i] = act() }()
		}
		wg.Wait()
		for _, err := range errs {
			if err == nil {
				good++
			} else if !errors.Is(err, ErrClaimState) && !errors.Is(err, ErrClaimTwin) {
				t.Error(err)
			}
		}
		return good
	}
	approve := func(a access.Actor, id uuid.UUID) func() error {
		return func() error { _, err := o.ApproveClaim(ctx, a, id); return err }
	}
	for range 4 {
		c := o.checked(o.submitted(o.owner, content()))
		if n := atOnce(approve(o.approver, c.ID), approve(o.third, c.ID), approve(o.approver, c.ID)); n != 1 {
			t.Errorf("%d approvals", n)
		}
		c = o.checked(o.submitted(o.owner, content()))
		drop := func() error { _, err := o.WithdrawClaim(ctx, o.owner, c.ID); return err }
		if n := atOnce(approve(o.approver, c.ID), drop); n != 1 {
			t.Errorf("%d of approval and withdrawal", n)
		}
		// The same certificate handed in twice, approved at once by two.
		same := content()
		a, b := o.checked(o.submitted(o.owner, same)), o.checked(o.submitted(o.owner, same))
		if n := atOnce(approve(o.approver, a.ID), approve(o.third, b.ID)); n != 1 {
			t.Errorf("%d approvals of one certificate", n)
		}
	}
	var entries, approved int
	must(t, o.db.Get(ctx, &entries, testCount(`SELECT count(*) FROM merit.entries`)))
	must(t, o.db.Get(ctx, &approved, testCount(`SELECT count(*) FROM merit.claims WHERE state = 'approved'`)))
	if entries != approved || entries < 8 {
		t.Errorf("%d entries of %d approved claims", entries, approved)
	}
}

func TestACheckIsOfWhatWasSeen(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	c := o.submitted(o.owner, content())
	_, err := o.EditClaim(ctx, o.owner, c.ID, content())
	must(t, err)
	_, err = o.CheckClaim(ctx, o.checker, c.ID, c.UpdatedAt, "phone", "dibenarkan")
	refused(t, "checked what has changed", err, ErrClaimState)
	bad := content()
	bad.JP, bad.CompletedOn = 0, time.Now().AddDate(0, 0, 3).Format(dateForm)
	_, err = o.EditClaim(ctx, o.owner, c.ID, bad)
	refused(t, "made incomplete after submitting", err, ErrClaimIncomplete)
	if n := len(fault.Of(err).Fields); n != 2 {
		t.Errorf("%d fields", n)
	}
	_, err = o.RefuseClaim(ctx, o.checker, c.ID, "Nomor tidak terbaca.")
	must(t, err)
	got, err := o.SubmitClaim(ctx, o.owner, c.ID)
	if err != nil || got.State != claimSubmitted || got.Reason == "" {
		t.Errorf("%+v %v", got, err)
	}
}

func TestDuplicatesAndOurOwn(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	first := content()
	a := o.submitted(o.owner, first)
	other := accountstest.Person(t, o.db, "Orang Lain", o.unit)
	again := content()
	again.Number, again.Organiser = strings.ToLower(" "+strings.ReplaceAll(first.Number, "/", " - ")), "bpsdm  provinsi."
	b := o.submitted(other, again)
	seen, err := o.GetClaim(ctx, o.checker, b.ID)
	if err != nil || len(seen.Twins) != 1 || seen.Twins[0].By != "number" || seen.Twins[0].PersonName == "" {
		t.Errorf("%+v %v", seen.Twins, err)
	}
	if mine, _ := o.GetClaim(ctx, other, b.ID); len(mine.Twins) != 0 {
		t.Errorf("another's claim is shown: %+v", mine.Twins)
	}
	_, err = o.SetClaimFile(ctx, other, b.ID, picture(t, 9999))
	must(t, err)
	_, err = o.SetClaimFile(ctx, o.owner, a.ID, picture(t, 9999))
	must(t, err)
	if seen, _ = o.GetClaim(ctx, o.checker, b.ID); seen.Twins[0].By != "file" {
		t.Errorf("%+v", seen.Twins)
	}
	// A course of the ledger, handed in as if from elsewhere.
	k := credit(o.owner.PersonID, 3, "2026-05-05")
	must(t, o.credit(k))
	same := content()
	same.Number = k.CertificateNumber
	d := o.checked(o.submitted(o.owner, same))
	_, err = o.ApproveClaim(ctx, o.approver, d.ID)
	refused(t, "entered already", err, ErrClaimTwin)
	_, err = o.SetClaimFile(ctx, o.owner, a.ID, bytes.Repeat([]byte("%PDF-"), 6<<20/5))
	refused(t, "six megabytes", err, ErrClaimFileSize)
	must(t, o.notOurs(ctx, claimRow{}, "https://lain.example"))
	o.own = OwnCertificate{Ours: true, Valid: true, PersonID: o.owner.PersonID}
	refused(t, "ours", o.notOurs(ctx, claimRow{PersonID: o.owner.PersonID}, "x"), ErrClaimOwn)
	refused(t, "another's", o.notOurs(ctx, claimRow{PersonID: other.PersonID}, "x"), ErrClaimForeign)
	o.own.Valid = false
	refused(t, "revoked", o.notOurs(ctx, claimRow{PersonID: o.owner.PersonID}, "x"), ErrClaimForeign)
}

func TestHoursTaughtBecomeJP(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	trainer := accountstest.Person(t, o.db, "Pelatih", o.unit, access.Trainer)
	c := content()
	c.Minutes, c.TeachingRole, c.JP = 45*3+44, "narasumber", 99
	_, err := o.NewClaim(ctx, o.owner, ClaimTeaching, "", c)
	refused(t, "a learner teaches", err, fault.ErrForbidden)
	n, err := o.NewClaim(ctx, trainer, ClaimTeaching, "", c)
	must(t, err)
	if n.JP != 3 {
		t.Errorf("%d JP of 179 minutes", n.JP)
	}
	n, err = o.SubmitClaim(ctx, trainer, n.ID) // the letter of assignment is optional
	must(t, err)
	_, err = o.ApproveClaim(ctx, o.approver, o.checked(n).ID)
	must(t, err)
	var role, origin string
	must(t, o.db.Get(ctx, &role, testCount(`SELECT role FROM merit.entries LIMIT 1`)))
	must(t, o.db.Get(ctx, &origin, testCount(`SELECT origin FROM merit.entries LIMIT 1`)))
	if role != "trainer" || origin != "teaching" {
		t.Error(role, origin)
	}
}

func TestATableOfPaperCertificates(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	nip := o.nip(o.owner.PersonID)
	head := "NIP;Judul;Penyelenggara;Nomor;Tanggal mulai;Tanggal selesai;JP;Jalur\n"
	table := head +
		nip + ";=HYPERLINK(\"http://x\");Kementerian;A/1/2019;01-02-2019;03-02-2019;24;Bimbingan Teknis\n" +
		nip + ";Lain;Kementerian;A/1/2019;04-02-2019;04-02-2019;4;9\n" +
		"199001012020011999;Tak dikenal;X;1;2019-01-01;2019-01-01;2;8\n" +
		nip + ";;X;2;2019-31-01;2019-01-01;0;99\n" +
		o.nip(o.checker.PersonID) + ";Milik sendiri;X;7;2019-01-01;2019-01-01;2;8\n"
	p, err := o.PreviewClaims(ctx, o.checker, []byte(table))
	must(t, err)
	want := []string{"", "twin_file", "nip", "title,started_on,jp,siasn_path", "own"}
	for i, r := range p.Rows {
		if got := strings.Join(r.Findings, ","); got != want[i] {
			t.Errorf("line %d: %s, want %s", r.Line, got, want[i])
		}
	}
	_, err = o.ApplyClaims(ctx, o.checker, []byte(table+" "), p.SHA256)
	refused(t, "another file", err, ErrClaimTableChanged)
	p, err = o.ApplyClaims(ctx, o.checker, []byte(table), p.SHA256)
	if err != nil || p.Applied != 1 {
		t.Fatalf("%+v %v", p, err)
	}
	if p, err = o.ApplyClaims(ctx, o.checker, []byte(table), p.SHA256); err != nil || p.Applied != 0 || p.Rows[0].Findings[0] != "twin_known" {
		t.Errorf("applied twice: %+v %v", p, err)
	}
	lines, _, err := o.ClaimQueue(ctx, o.approver, ClaimFilter{State: "to_check", Limit: 10})
	if err != nil || len(lines) != 1 {
		t.Fatalf("%+v %v", lines, err)
	}
	c, err := o.GetClaim(ctx, o.checker, lines[0].ID)
	if err != nil || c.WhyNot != "enterer" || allows(c.May, actCheck) {
		t.Errorf("who entered it decides: %v %v", c.May, err)
	}
	for _, bad := range []string{"", "nip;judul\n1;2\n", "\xd0\xcf\x11\xe0"} {
		_, err := o.PreviewClaims(ctx, o.checker, []byte(bad))
		refused(t, "table "+bad, err, ErrClaimTable)
	}
}

func TestWhoMayDoWhatWithClaims(t *testing.T) {
	o := newOffice(t)
	web := testweb.New(t, o.Routes()...)
	beside := accountstest.Unit(t, o.db, "Dinas Kesehatan", uuid.Nil)
	token := func(unit uuid.UUID, roles ...access.Role) string {
		return web.Token(accountstest.Person(t, o.db, "Orang", unit, roles...))
	}
	c := o.submitted(o.owner, content())
	draft, err := o.NewClaim(context.Background(), o.owner, ClaimExternal, "", content())
	must(t, err)
	path := "/api/merit/claims/" + c.ID.String()
	stranger, unitAdmin, aside := token(o.unit), token(o.unit, access.UnitAdmin), token(beside, access.UnitAdmin)
	owner, admin, auditor := web.Token(o.owner), web.Token(o.checker), token(beside, access.Auditor)
	octets := map[string]string{"Content-Type": "application/octet-stream"}
	web.Run(t, []testweb.Scenario{
		{Name: "owner reads", Path: path, As: owner, Status: 200, Has: []string{`"state":"submitted"`, `"nip":""`}},
		{Name: "stranger", Path: path, As: stranger, Status: 404, HasNot: []string{"Arsip"}},
		{Name: "nobody", Path: path, Status: 401},
		{Name: "unit admin", Path: path, As: unitAdmin, Status: 200, Has: []string{`"may":[]`, `"nip":""`}},
		{Name: "unit admin beside", Path: path, As: aside, Status: 404},
		{Name: "auditor", Path: path, As: auditor, Status: 200, Has: []string{`"may":[]`}},
		{Name: "a draft is nobody's business", Path: "/api/merit/claims/" + draft.ID.String(), As: admin, Status: 404},
		{Name: "file, owner", Path: path + "/file", As: owner, Status: 200, Header: map[string]string{"Content-Type": "image/png",
			"Content-Disposition": `attachment; filename="sertifikat.png"`, "Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}},
		{Name: "file, auditor", Path: path + "/file", As: auditor, Status: 200},
		{Name: "file, unit admin", Path: path + "/file", As: unitAdmin, Status: 404},
		{Name: "file, stranger", Path: path + "/file", As: stranger, Status: 404},
		{Name: "queue, learner", Path: "/api/merit/claim-queue", As: stranger, Status: 403},
		{Name: "queue, unit admin", Path: "/api/merit/claim-queue", As: unitAdmin, Status: 200, Has: []string{"Rina Pemilik"}},
		{Name: "queue, beside", Path: "/api/merit/claim-queue", As: aside, Status: 200, Has: []string{`"claims":[]`}},
		{Name: "a learner approves", Method: "POST", Path: path + "/approve", As: owner, Status: 403},
		{Name: "an auditor approves", Method: "POST", Path: path + "/approve", As: auditor, Status: 403},
		{Name: "for another", Method: "POST", Path: "/api/merit/claims", As: owner, Body: map[string]any{"kind": "external", "nip": o.nip(o.checker.PersonID),
			"title": "x", "organiser": "", "number": "", "started_on": "", "completed_on": "", "minutes": 0, "jp": 1, "siasn_path": 8, "international": false, "teaching_role": ""}, Status: 403},
		{Name: "svg", Method: "POST", Path: path + "/file", As: owner, Headers: octets, Body: "<svg onload=alert(1)>", Status: 422, Has: []string{"merit.claim-file-type"}},
		{Name: "file of a stranger", Method: "POST", Path: path + "/file", As: stranger, Headers: octets, Body: picture(t, 3), Status: 404},
		{Name: "import, learner", Method: "POST", Path: "/api/merit/claim-imports", As: owner, Headers: octets, Body: "nip", Status: 403},
	})
}
