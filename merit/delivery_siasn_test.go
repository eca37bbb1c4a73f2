package merit

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/merit/siasn"
	"lentera/merit/siasn/standin"
)

// desk is the queue joined to the stand-in over HTTP.
type desk struct {
	*post
	siasn *standin.Server
}

func newDesk(t testing.TB, mode siasn.SSOMode, timeout time.Duration) *desk {
	o := &desk{post: newPost(t), siasn: standin.New(standin.Options{AgencyID: "ours", Seed: 11, Hold: 2 * timeout, WithoutNames: true})}
	web := httptest.NewServer(o.siasn)
	t.Cleanup(web.Close)
	cfg := o.siasn.Config(web.URL)
	cfg.SSOMode, cfg.Timeout = mode, timeout
	cfg.ManualToken = func(ctx context.Context) (siasn.Secret, error) {
		token, err := o.SsoToken(ctx)
		return siasn.Secret(token), err
	}
	cfg.Log = func(ctx context.Context, e siasn.Exchange) { o.LogExchange(ctx, e) }
	c, err := siasn.New(cfg)
	must(t, err)
	o.opt.Siasn.Remote, o.opt.Siasn.SsoMode = NewConnector(c, ConnectorOptions{AgencyID: "ours"}), string(mode)
	return o
}

func (o *desk) hired() (access.Actor, string) {
	a, nip := o.asn()
	must(o.t, o.siasn.AddPerson(standin.Person{NIP: nip, Name: "CONTOH " + nip, Kind: "pns"}))
	return a, nip
}

// hurry lets what waits be due, as time would.
func (o *desk) hurry() {
	for _, q := range []db.Query{labHurry, labLine} {
		_, err := o.db.Exec(context.Background(), q)
		must(o.t, err)
	}
}

var (
	labLine  = db.Query{Name: "LabLine", SQL: `UPDATE merit.siasn_settings SET next_try_at = now()`}
	labCalls = db.Query{Name: "LabCalls", SQL: `SELECT COALESCE(string_agg(exchange::text, ' '), '') FROM merit.siasn_requests`}
)

// TestJoined pushes a course and a structural training, sees one refused, is
// tried again, reverses one.
func TestJoined(t *testing.T) {
	o := newDesk(t, siasn.SSOPassword, 5*time.Second)
	a, nip := o.hired()
	course := o.earn(a, "J/1", 16)
	o.earn(a, "J/2", 1)
	must(t, o.siasn.SetFaults(standin.Fault{Op: "save_course", Kind: standin.MapString, Next: 1}))
	o.approveAll()
	o.run() // checks
	o.approveAll()
	o.run()
	refused := 0
	for _, d := range o.list() {
		if d.State == StateRefused {
			refused++
			if !strings.Contains(d.ErrorSaid, "stand-in (mapData)") {
				t.Errorf("SIASN's words are not kept: %q", d.ErrorSaid)
			}
			must(t, o.RetryDelivery(context.Background(), d.ID, false))
		}
	}
	if refused != 1 {
		t.Fatalf("%d refused", refused)
	}
	o.run()
	o.approveAll()
	o.run()
	rows := o.siasn.Rows(nip)
	if len(rows) != 2 {
		t.Fatalf("%+v", rows)
	}
	for _, r := range rows {
		ref := map[string]int{standin.Kursus: 881, standin.Diklat: 874}[r.Kind]
		if r.Docs[ref].Uploads != 1 || r.Saves != 1 || r.JP != 4 {
			t.Errorf("%+v", r)
		}
		if r.Kind == standin.Kursus && (r.Number != "J/1" || r.PathID != 16 || r.Flag != "T") || r.Kind == standin.Diklat && (r.Number != "J/2" || r.StructuralID != "8") {
			t.Errorf("%+v", r)
		}
	}
	must(t, o.reverse(course.Source, "salah orang"))
	for range 3 {
		o.hurry()
		o.run()
	}
	if rows := o.siasn.Rows(nip); len(rows) != 1 || rows[0].Kind != standin.Diklat {
		t.Errorf("after the reversal: %+v", rows)
	}
	var log string
	must(t, o.db.Get(context.Background(), &log, labCalls))
	if log == "" || strings.Contains(log, nip) || strings.Contains(log, "CONTOH") || strings.Contains(log, standin.SamplePassword) || !strings.Contains(log, "save_training") {
		t.Errorf("the log of calls: %.300s", log)
	}
}

// TestTheOfficialValueIsRead: BKN's own value stands beside the simulation with
// its date and the day it was read; who has none is not asked again at once; a
// line that fails makes the queue wait and loses nobody's turn.
func TestTheOfficialValueIsRead(t *testing.T) {
	o, ctx := newDesk(t, siasn.SSOPassword, 5*time.Second), context.Background()
	a, nip := o.hired()
	b, _ := o.hired() // made after the values were worked out: BKN has none yet
	if _, err := o.siasn.AddRow(standin.Row{NIP: nip, Kind: standin.Kursus, Number: "IP/1", Title: "Kursus", JP: 6}); err != nil {
		t.Fatal(err)
	}
	ipasnOf := func(p access.Actor) *Official {
		t.Helper()
		out, err := o.IpasnOf(ctx, p.PersonID, "", "id")
		must(t, err)
		return out.Official
	}
	asked := func() int { return o.siasn.Counts()["ipasn"] }
	must(t, o.ReadIpasnJob(ctx, nil))
	if ipasnOf(a) != nil || asked() < 2 {
		t.Fatalf("before BKN worked it out: %+v, %d asked", ipasnOf(a), asked())
	}
	o.siasn.Recompute()
	before := asked()
	must(t, o.ReadIpasnJob(ctx, nil))
	if asked() != before || ipasnOf(a) != nil {
		t.Errorf("asked again within %d days", ipasnDays)
	}
	old := db.Query{Name: "LabIpasnOld", SQL: `UPDATE merit.ipasn_asked SET asked_at = now() - interval '40 days'`}
	_, err := o.db.Exec(ctx, old)
	must(t, err)
	must(t, o.siasn.SetFaults(standin.Fault{Op: "ipasn", Kind: standin.Suspended, P: 1}))
	must(t, o.ReadIpasnJob(ctx, nil))
	l, err := o.line(ctx)
	must(t, err)
	if ipasnOf(a) != nil || l.Failures == 0 {
		t.Errorf("SIASN is away: %+v, %d failures of the line", ipasnOf(a), l.Failures)
	}
	must(t, o.siasn.SetFaults())
	o.hurry()
	must(t, o.ReadIpasnJob(ctx, nil))
	got := ipasnOf(a)
	if got == nil || got.Competence != 6 || got.Total != 51 || got.Source != "SIASN" || got.ReckonedAt == nil || got.ReckonedAt.Format(time.DateOnly) != time.Now().Format(time.DateOnly) || time.Since(got.ReadAt) > time.Minute {
		t.Errorf("%+v", got)
	}
	if got := ipasnOf(b); got == nil || got.Competence != 0 {
		t.Errorf("the other: %+v", got)
	}
	if l, err = o.line(ctx); err != nil || l.Failures != 0 {
		t.Errorf("the line is not well again: %d %v", l.Failures, err)
	}
}

// TestTokenRunsOutMidBatch: the queue stops, loses nothing, and ends complete
// after an operator pastes another token.
func TestTokenRunsOutMidBatch(t *testing.T) {
	o, ctx := newDesk(t, siasn.SSOManual, 5*time.Second), context.Background()
	a, nip := o.hired()
	must(t, o.PasteToken(ctx, o.operator, o.siasn.IssueSSO("", time.Hour)))
	for i := range 6 {
		o.earn(a, fmt.Sprintf("M/%d", i), 16)
	}
	o.run()
	o.approveAll()
	must(t, o.siasn.SetFaults(standin.Fault{Op: "upload", Kind: standin.JWTExpired, Next: 1}))
	for range 5 {
		o.run()
		o.hurry()
	}
	l, err := o.line(ctx)
	must(t, err)
	if l.Paused != troubleToken {
		t.Fatalf("paused %q", l.Paused)
	}
	must(t, o.PasteToken(ctx, o.operator, o.siasn.IssueSSO("", 2*time.Hour)))
	for range 3 {
		o.hurry()
		o.run()
	}
	rows := o.siasn.Rows(nip)
	for _, r := range rows {
		if r.Docs[881].Uploads < 1 {
			t.Errorf("%s has no document", r.Number)
		}
	}
	for _, d := range o.list() {
		if d.State != StateConfirmed {
			t.Errorf("%s: %s %s", d.Number, d.State, d.ErrorCode)
		}
	}
	if len(rows) != 6 {
		t.Errorf("%d rows", len(rows))
	}
}

func TestDryRunShowsWhatIsSent(t *testing.T) {
	c, err := siasn.New(standin.New(standin.Options{}).Config("https://siasn.invalid"))
	must(t, err)
	r := NewConnector(c, ConnectorOptions{AgencyID: "A", KindID: "K", LocationID: "L"})
	b, _ := json.Marshal(r.Fields(SiasnWrite{SiasnRow: SiasnRow{Kind: "kursus", Title: "x", JP: 2}, PathID: 9}))
	for _, want := range []string{`{"name":"instansiId","value":"A"}`, `{"name":"jenisKursus","value":"K"}`, `{"name":"lokasiId","value":"L"}`, `{"name":"jenisKursusSertipikat","value":"P"}`, `{"name":"jumlahJam","value":"2"}`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s lacks %s", b, want)
		}
	}
	if b, _ := json.Marshal(r.Fields(SiasnWrite{SiasnRow: SiasnRow{Kind: "diklat"}, StructuralID: "8"})); !strings.Contains(string(b), `{"name":"latihanStrukturalId","value":"8"}`) {
		t.Errorf("%s", b)
	}
}

// labFaults befall about a fifth of the calls, each way SIASN is known to fail.
func labFaults() (out []standin.Fault) {
	for _, f := range []string{"*:unauthorized:0.03", "*:jwt_expired:0.01", "*:html_502:0.03", "*:runtime_error:0.03", "*:suspended:0.03", "*:reset_before:0.02", "*:reset_after:0.03",
		"write:hang_after:0.005", "write:html_502_after:0.02", "write:refused:0.03", "write:map_string:0.03", "upload:runtime_error:0.1"} {
		fault, err := standin.ParseFault(f)
		if err != nil {
			panic(err)
		}
		out = append(out, fault)
	}
	return out
}

// TestLabStandIn is TestLab over HTTP: client, stand-in, a fifth of the calls
// failing, the worker dying ten times. LENTERA_SIASN_LAB is the number of
// certificates. Exactly one row each, every document attached, every reversal
// traced.
func TestLabStandIn(t *testing.T) {
	size, _ := strconv.Atoi(os.Getenv("LENTERA_SIASN_LAB"))
	if size == 0 {
		size = 60
	}
	o, ctx, began := newDesk(t, siasn.SSOPassword, 250*time.Millisecond), context.Background(), time.Now()
	o.opt.Siasn.Workers, o.opt.Siasn.Backoff, o.opt.Siasn.MaxBackoff = 4, 0, 0
	_, err := o.db.Exec(ctx, labApprove)
	must(t, err)
	nips, reversed := map[string]string{}, map[string]bool{}
	var people []access.Actor
	var numbers []string
	for range max(4, size/20) {
		a, nip := o.hired()
		people, numbers = append(people, a), append(numbers, nip)
	}
	must(t, o.siasn.SetFaults(labFaults()...))
	var later []Credit
	for i := range size {
		path := 16
		if i%7 == 0 {
			path = 1
		}
		c := o.earn(people[i%len(people)], fmt.Sprintf("LAB-%05d", i), path)
		nips[c.CertificateNumber] = numbers[i%len(people)]
		if i%10 == 3 {
			later = append(later, c)
		}
	}
	type dead struct{}
	var steps, kills atomic.Int64
	o.crash = func(string) {
		if n := steps.Add(1); kills.Load() < 10 && n%int64(max(7, size/6)) == 0 {
			kills.Add(1)
			panic(dead{})
		}
	}
	left := size
	for round := 0; left > 0 && round < 200*size; round++ {
		o.labRound(ctx, func(e any) bool { _, ours := e.(dead); return ours })
		o.hurry()
		if len(later) > 0 && round%3 == 0 {
			must(t, o.reverse(later[0].Source, "salah orang"))
			reversed[later[0].CertificateNumber], later = true, later[1:]
		}
		must(t, o.db.Get(ctx, &left, labUnsettled))
		left += len(later)
	}
	there, bare := map[string]int{}, 0
	for _, r := range o.siasn.AllRows() {
		there[r.Number]++
		if len(r.Docs) == 0 || nips[r.Number] != r.NIP {
			bare++
		}
	}
	wrong := 0
	for number := range nips {
		if want := map[bool]int{true: 0, false: 1}[reversed[number]]; there[number] != want {
			wrong++
		}
	}
	var untraced int
	must(t, o.db.Get(ctx, &untraced, labTrace))
	calls, faults := 0, 0
	for name, n := range o.siasn.Counts() {
		if strings.HasPrefix(name, "fault:") {
			faults += n
		} else if !strings.Contains(name, ":") {
			calls += n
		}
	}
	t.Logf("siasn lab over HTTP: %d certificates, %d reversed, %d calls, %d faults, %d kills, %v: %d unsettled, %d not exactly once, %d without document, %d untraced",
		size, len(reversed), calls, faults, kills.Load(), time.Since(began).Round(time.Millisecond), left, wrong, bare, untraced)
	if left+wrong+bare+untraced > 0 || kills.Load() < 10 || faults*8 < calls {
		t.Fail()
	}
}
