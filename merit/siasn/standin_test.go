package siasn_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"lentera/merit/siasn"
	"lentera/merit/siasn/standin"
)

// call makes a bare request to the stand-in with good tokens.
func (p pair) call(t *testing.T, method, path, mime string, body io.Reader) (int, map[string]any) {
	t.Helper()
	form := strings.NewReader("grant_type=client_credentials")
	r, _ := http.NewRequest(http.MethodPost, p.base+standin.APIMTokenPath, form)
	r.SetBasicAuth(standin.SampleKey, standin.SampleSecret)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, token := send(t, r)
	r, _ = http.NewRequest(method, p.base+standin.BasePath+path, body)
	r.Header.Set("Authorization", "Bearer "+token["access_token"].(string))
	r.Header.Set("Auth", "bearer "+p.server.IssueSSO("", 0))
	if mime != "" {
		r.Header.Set("Content-Type", mime)
	}
	return send(t, r)
}

func send(t *testing.T, r *http.Request) (int, map[string]any) {
	t.Helper()
	res, err := http.DefaultClient.Do(r)
	must(t, err)
	defer func() { _ = res.Body.Close() }()
	var out map[string]any
	_ = json.NewDecoder(res.Body).Decode(&out)
	return res.StatusCode, out
}

func (p pair) raw(t *testing.T, path string) map[string]any {
	t.Helper()
	_, out := p.call(t, http.MethodGet, path, "", nil)
	return out["data"].([]any)[0].(map[string]any)
}

// TestWholeWay is §5 from the person to the document, for both kinds of rows.
func TestWholeWay(t *testing.T) {
	p := newPair(t, standinOptions())
	w := p.course(t, "800.2/1")
	rows, err := p.Courses(ctx, nip)
	must(t, err)
	if len(rows) != 0 {
		t.Fatal("rows before the first")
	}
	id, err := p.SaveCourse(ctx, w)
	must(t, err)
	must(t, p.UploadDocument(ctx, id, siasn.CourseCertificate, "800.2/1", pdf))
	row, err := p.Course(ctx, id)
	must(t, err)
	if row.Number != "800.2/1" || row.JP != 4 || row.StartedOn != "02-03-2026" || row.PathID != 16 || row.Year != "2026" || !row.HasDocument() {
		t.Errorf("%+v", row)
	}
	got, err := p.DownloadDocument(ctx, row.Documents[siasn.CourseCertificate].URI)
	must(t, err)
	if !bytes.Equal(got, pdf) {
		t.Error("other bytes came back")
	}
	w.ID, w.JP = id, 5
	again, err := p.SaveCourse(ctx, w)
	must(t, err)
	if here := p.server.Rows(nip); again != id || len(here) != 1 || here[0].JP != 5 || here[0].Saves != 2 || here[0].Docs[881].Uploads != 1 {
		t.Errorf("%+v", here)
	}
	must(t, p.DeleteCourse(ctx, id))
	must(t, p.DeleteCourse(ctx, id)) // gone counts as deleted
	if _, err := p.Course(ctx, id); !errors.Is(err, siasn.ErrNotFound) {
		t.Error(err)
	}

	tw := siasn.TrainingWrite{PersonID: w.PersonID, AgencyID: w.AgencyID, StructuralID: "8", Number: "D/1", StartedOn: start, CompletedOn: start, JP: 120, Organiser: "BPSDM"}
	id, err = p.SaveTraining(ctx, tw)
	must(t, err)
	must(t, p.UploadDocument(ctx, id, siasn.TrainingCertificate, "D_1.pdf", pdf))
	all, err := p.Trainings(ctx, nip)
	must(t, err)
	if len(all) != 1 || !all[0].HasDocument() || !siasn.SameTraining(all[0], tw) {
		t.Errorf("%+v", all)
	}
	must(t, p.DeleteTraining(ctx, id))
}

func TestStoredDocumentGoesIntoPath(t *testing.T) {
	p := newPair(t, standinOptions())
	w := p.course(t, "P/1")
	d, err := p.StoreDocument(ctx, siasn.CourseCertificate, "P_1.pdf", pdf)
	must(t, err)
	w.Documents = []siasn.Document{d}
	id, err := p.SaveCourse(ctx, w)
	must(t, err)
	row, err := p.Course(ctx, id)
	must(t, err)
	if row.Documents[siasn.CourseCertificate].URI != d.URI {
		t.Errorf("%+v", row)
	}
	w.Documents[0].URI = "unknown"
	if _, err := p.SaveCourse(ctx, w); kind(err) != "refused: path tidak dikenal" {
		t.Error(kind(err))
	}
}

// TestPeople reads one of each kind, and keeps nothing it has no use for.
func TestPeople(t *testing.T) {
	p := newPair(t, standinOptions())
	for _, s := range standin.Samples {
		who, err := p.Person(ctx, s.NIP)
		must(t, err)
		wantPPPK := s.Kind == "pppk" || s.Kind == "paruh_waktu"
		if who.NIP != s.NIP || who.Name != s.Name || who.PPPK() != wantPPPK || who.PartTime != (s.Kind == "paruh_waktu") || len(who.ID) != 32 {
			t.Errorf("%s: %+v", s.Kind, who)
		}
		if (who.AgencyID == standin.OtherAgency) != (s.AgencyID != "") || (who.StandingID == "99") != (s.Kind == "pensiun") {
			t.Errorf("%s: %+v", s.Kind, who)
		}
		for i := range reflect.TypeOf(who).NumField() {
			if v, ok := reflect.ValueOf(who).Field(i).Interface().(string); ok && (strings.Contains(v, "JALAN") || v == "3508000000000000" || strings.Contains(v, "pribadi") || v == "080000000000") {
				t.Errorf("%s is kept", reflect.TypeOf(who).Field(i).Name)
			}
		}
	}
	if _, err := p.Person(ctx, "199912312024011999"); !errors.Is(err, siasn.ErrNotFound) {
		t.Error(err)
	}
	if _, err := p.Person(ctx, "../../kursus"); !errors.Is(err, siasn.ErrInput) {
		t.Error(err)
	}
}

func TestAnybody(t *testing.T) {
	p := newPair(t, standin.Options{Anybody: true})
	who, err := p.Person(ctx, "199912312024011999")
	must(t, err)
	again, err := p.Person(ctx, "199912312024011999")
	must(t, err)
	if who.ID == "" || who.ID != again.ID || who.PartTime {
		t.Errorf("%+v", who)
	}
	if part, err := p.Person(ctx, standin.Samples[2].NIP); err != nil || !part.PartTime {
		t.Error(part, err)
	}
}

func TestUnits(t *testing.T) {
	p := newPair(t, standinOptions())
	page, err := p.Units(ctx, 2, 2)
	must(t, err)
	if len(page) != 2 || page[0].Name != "BIDANG LITERASI DIGITAL" || page[0].ParentID != "U01" || page[1].ParentID != "TIDAK-ADA" {
		t.Errorf("%+v", page)
	}
	all, err := p.AllUnits(ctx)
	must(t, err)
	if len(all) != 6 || all[4].ParentID != all[5].ID || all[5].ParentID != all[4].ID {
		t.Errorf("%+v", all)
	}
	var many []standin.Unit
	for i := range 1234 {
		many = append(many, standin.Unit{ID: string(rune('A'+i%26)) + time.Duration(i).String()})
	}
	p.server.SetUnits(many)
	if all, err = p.AllUnits(ctx); err != nil || len(all) != 1234 {
		t.Errorf("%d units, %v", len(all), err)
	}
	rows, err := p.Reference(ctx, "jenis-diklat", 10, 0)
	must(t, err)
	if len(rows) != 2 {
		t.Errorf("%v", rows)
	}
	must(t, p.Check(ctx))
}

func TestIPASNLags(t *testing.T) {
	p := newPair(t, standinOptions())
	_, err := p.SaveCourse(ctx, p.course(t, "I/1"))
	must(t, err)
	if _, ok, err := p.IPASN(ctx, nip); ok || err != nil {
		t.Fatal("a value before the first computation", err)
	}
	p.server.Recompute()
	before, ok, err := p.IPASN(ctx, nip)
	must(t, err)
	_, err = p.SaveCourse(ctx, p.course(t, "I/2"))
	must(t, err)
	same, _, err := p.IPASN(ctx, nip)
	must(t, err)
	p.server.Recompute()
	after, _, err := p.IPASN(ctx, nip)
	must(t, err)
	if !ok || before.Competence != 4 || same.Competence != before.Competence || after.Competence != 8 || after.Total != 53 || after.QualificationNote != "S-1" {
		t.Errorf("%+v %+v %+v", before, same, after)
	}
}

// TestStandInTokens is the token row of §8, by bare requests.
func TestStandInTokens(t *testing.T) {
	now := time.Now()
	p := newPair(t, standin.Options{Now: func() time.Time { return now }})
	get := func(a, b string) (int, map[string]any) {
		r, _ := http.NewRequest(http.MethodGet, p.base+standin.BasePath+"/pns/data-utama/"+nip, nil)
		for name, v := range map[string]string{"Authorization": a, "Auth": b} {
			if v != "" {
				r.Header.Set(name, v)
			}
		}
		return send(t, r)
	}
	token := func(key string) (int, map[string]any) {
		r, _ := http.NewRequest(http.MethodPost, p.base+standin.APIMTokenPath, strings.NewReader("grant_type=client_credentials"))
		r.SetBasicAuth(key, standin.SampleSecret)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return send(t, r)
	}
	if status, out := token("wrong"); status != 401 || out["error"] != "invalid_client" {
		t.Error(status, out)
	}
	_, out := token(standin.SampleKey)
	a := "Bearer " + out["access_token"].(string)
	if out["token_type"] != "Bearer" || out["expires_in"].(float64) != 3600 {
		t.Error(out)
	}
	if status, out := get("", ""); status != 401 || out["code"].(float64) != 900902 {
		t.Error(status, out)
	}
	if status, out := get("Bearer x", ""); status != 401 || out["code"].(float64) != 900901 || out["message"] != "Invalid Credentials" {
		t.Error(status, out)
	}
	if status, out := get(a, "bearer x"); status != 401 || out["message"] != "invalid or expired jwt" {
		t.Error(status, out)
	}
	if status, out := get(a, "bearer "+p.server.IssueSSO(standin.OtherAgency, 0)); status/100 != 4 || out["data"] != "Token SSO mismatch" {
		t.Error(status, out)
	}
	b := "BEARER " + p.server.IssueSSO("", 0)
	if status, _ := get(a, b); status != 200 {
		t.Error(status)
	}
	now = now.Add(2 * time.Hour)
	if status, out := get(a, b); status != 401 || out["code"].(float64) != 900901 {
		t.Error(status, out)
	}
	p.server.SetMFA(true)
	r, _ := http.NewRequest(http.MethodPost, p.base+standin.SSOTokenPath, strings.NewReader("grant_type=password&client_id=lentera-standin&username="+standin.SampleOperator+"&password="+standin.SamplePassword))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if status, out := send(t, r); status != 401 || out["error"] != "invalid_grant" {
		t.Error(status, out)
	}
}

// TestStandInSaves is the save row of §8, by bare bodies.
func TestStandInSaves(t *testing.T) {
	p := newPair(t, standinOptions())
	w := p.course(t, "S/1")
	good, _ := json.Marshal(w)
	change := func(name string, v any) []byte {
		var m map[string]any
		_ = json.Unmarshal(good, &m)
		if m[name] = v; v == nil {
			delete(m, name)
		}
		b, _ := json.Marshal(m)
		return b
	}
	other, _ := p.Person(ctx, standin.Samples[3].NIP)
	for _, c := range []struct {
		name string
		body []byte
		ok   bool
	}{
		{"good", good, true},
		{"the same again: doubles are not noticed", good, true},
		{"unknown member", change("tidakDikenal", map[string]int{"a": 1}), true},
		{"no person", change("pnsOrangId", nil), false},
		{"unknown person", change("pnsOrangId", "X"), false},
		{"another agency's person", change("pnsOrangId", other.ID), false},
		{"no title", change("namaKursus", nil), false},
		{"no JP", change("jumlahJam", nil), false},
		{"JP as text", change("jumlahJam", "4"), false},
		{"year as text", change("tahunKursus", "2026"), false},
		{"date the other way", change("tanggalKursus", "2026-03-02"), false},
		{"path id as number", change("jenisDiklatId", 16), false},
		{"structural", change("jenisDiklatId", "1"), false},
		{"path as object", change("path", map[string]any{"881": map[string]any{}}), false},
		{"unknown row", change("id", "R"), false},
	} {
		status, out := p.call(t, http.MethodPost, "/kursus/save", "application/json", bytes.NewReader(c.body))
		if status != 200 || out["success"] != c.ok {
			t.Errorf("%s: %d %v", c.name, status, out)
		}
	}
	if n := len(p.server.Rows(nip)); n != 3 {
		t.Errorf("%d rows", n)
	}
	// The read spelling is unknown to a save: the number is lost, not taken.
	_, _ = p.call(t, http.MethodPost, "/kursus/save", "application/json", bytes.NewReader(bytes.Replace(good, []byte("nomorSertipikat"), []byte("noSertipikat"), 1)))
	if rows := p.server.Rows(nip); rows[3].Number != "" {
		t.Error("took the read spelling")
	}
	for name, doc := range map[string]error{
		"refused: id_riwayat tidak ditemukan":                 p.UploadDocument(ctx, "R", siasn.CourseCertificate, "x", pdf),
		"refused: id_ref_dokumen tidak dikenal":               p.UploadDocument(ctx, p.server.Rows(nip)[0].ID, 999, "x", pdf),
		"refused: id_ref_dokumen tidak sesuai dengan riwayat": p.UploadDocument(ctx, p.server.Rows(nip)[0].ID, siasn.TrainingCertificate, "x", pdf),
	} {
		if kind(doc) != name {
			t.Errorf("%s, want %s", kind(doc), name)
		}
	}
	if err := p.UploadDocument(ctx, "R", siasn.CourseCertificate, "x", []byte("PK")); !errors.Is(err, siasn.ErrInput) {
		t.Error(err)
	}
}

func TestCodeAlternates(t *testing.T) {
	p := newPair(t, standinOptions())
	seen := map[string]bool{}
	for range 4 {
		_, out := p.call(t, http.MethodGet, "/pns/data-utama/"+nip, "", nil)
		switch out["code"].(type) {
		case string:
			seen["text"] = true
		case float64:
			seen["number"] = true
		}
	}
	if len(seen) != 2 {
		t.Error(seen)
	}
}

// TestFaults throws every switch once at a save and at a read: what the client
// says, and how many rows there are in truth.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		kind, save string
		rows       int
		read       string
	}{
		{standin.Latency, "ok", 1, "ok"},
		{standin.ResetBefore, "uncertain", 0, "ok"},
		{standin.ResetAfter, "uncertain", 1, "ok"},
		{standin.HangAfter, "uncertain", 1, "unavailable"},
		{standin.HTML502, "uncertain", 0, "unavailable"},
		{standin.HTML502After, "uncertain", 1, "unavailable"},
		{standin.RuntimeError, "uncertain", 0, "ok"},
		{standin.Suspended, "unavailable", 0, "unavailable"},
		{standin.Refuse, "refused: Data ditolak oleh stand-in", 0, "ok"},
		{standin.MapString, "refused: failed: Data ditolak oleh stand-in (mapData)", 0, "ok"},
		{standin.Unauthorized, "ok", 1, "ok"},
		{standin.JWTExpired, "ok", 1, "ok"},
		{standin.Mismatch, "ok", 1, "ok"},
		{standin.IPDenied, "denied", 0, "denied"},
		{standin.TooMany, "unavailable", 0, "unavailable"},
		{standin.ErrorTrue, "refused: Terjadi kesalahan pada stand-in", 0, "refused: Terjadi kesalahan pada stand-in"},
	} {
		t.Run(c.kind, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, standinOptions(), func(cfg *siasn.Config) { cfg.Timeout = 400 * time.Millisecond })
			w := p.course(t, "F/1")
			p.faults(t, "save_course:"+c.kind+":1x:20", "courses:"+c.kind+":1x:20")
			_, err := p.SaveCourse(ctx, w)
			if kind(err) != c.save || len(p.server.Rows(nip)) != c.rows {
				t.Errorf("save: %s and %d rows, want %s and %d", kind(err), len(p.server.Rows(nip)), c.save, c.rows)
			}
			if _, err = p.Courses(ctx, nip); kind(err) != c.read {
				t.Errorf("read: %s, want %s", kind(err), c.read)
			}
		})
	}
	if len(standin.Kinds) != 16 {
		t.Error("a kind of fault is not in this table")
	}
}

func TestSavedThenUploadFails(t *testing.T) {
	p := newPair(t, standinOptions())
	p.faults(t, "upload:runtime_error:1x", "upload:refused:1x")
	id, err := p.SaveCourse(ctx, p.course(t, "U/1"))
	must(t, err)
	for _, want := range []string{"uncertain", "refused: Data ditolak oleh stand-in", "ok"} {
		if err := p.UploadDocument(ctx, id, siasn.CourseCertificate, "x", pdf); kind(err) != want {
			t.Errorf("%s, want %s", kind(err), want)
		}
	}
	if rows := p.server.Rows(nip); len(rows) != 1 || rows[0].Docs[881].Uploads != 1 {
		t.Errorf("%+v", rows)
	}
}

func TestChanceIsRepeatable(t *testing.T) {
	run := func() (out []string) {
		p := newPair(t, standin.Options{Seed: 42})
		w := p.course(t, "C")
		p.faults(t, "save_course:refused:0.5")
		for range 20 {
			_, err := p.SaveCourse(ctx, w)
			out = append(out, kind(err))
		}
		return out
	}
	a, b := run(), run()
	if !reflect.DeepEqual(a, b) || !strings.Contains(strings.Join(a, ""), "ok") || !strings.Contains(strings.Join(a, ""), "refused") {
		t.Errorf("%v\n%v", a, b)
	}
}

func TestAddressesAndSwitches(t *testing.T) {
	p := newPair(t, standinOptions())
	p.server.Allow(netip.MustParsePrefix("192.0.2.0/24"))
	if _, err := p.Person(ctx, nip); kind(err) != "denied" {
		t.Error(kind(err))
	}
	p.server.Allow()
	post := func(path, body string) (int, map[string]any) {
		r, _ := http.NewRequest(http.MethodPost, p.base+"/_standin/"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		return send(t, r)
	}
	if status, out := post("people", `{"people":[{"nip":"199001012020121001","name":"CONTOH TAMBAHAN"}]}`); status != 200 || out["added"] != 1.0 {
		t.Error(status, out)
	}
	if who, err := p.Person(ctx, "199001012020121001"); err != nil || who.Name != "CONTOH TAMBAHAN" {
		t.Error(who, err)
	}
	if status, out := post("faults", `{"faults":[{"op":"save_course","kind":"nonsense","next":1}]}`); status != 400 {
		t.Error(status, out)
	}
	if status, _ := post("faults", `{"faults":[{"op":"person","kind":"ip_denied","next":1}]}`); status != 200 {
		t.Error(status)
	}
	if _, err := p.Person(ctx, nip); kind(err) != "denied" {
		t.Error(kind(err))
	}
	if _, out := post("rows", `{"kind":"kursus","nip":"`+nip+`","number":"TANGAN/1","title":"x","jp":2}`); out["id"] == nil {
		t.Error(out)
	}
	r, _ := http.NewRequest(http.MethodGet, p.base+"/_standin/rows?nip="+nip, nil)
	if _, out := send(t, r); out["count"] != 1.0 {
		t.Error(out)
	}
	for path, body := range map[string]string{"recompute": "{}", "sso": "{}", "expire": `{"apim":true,"sso":true}`, "mfa": `{"on":true}`, "allow": `{"prefixes":["127.0.0.0/8"]}`} {
		if status, out := post(path, body); status != 200 {
			t.Error(path, status, out)
		}
	}
	r, _ = http.NewRequest(http.MethodPost, p.base+"/_standin/mfa", strings.NewReader("on=true"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if status, _ := send(t, r); status != 415 {
		t.Error("a form of another site is taken")
	}
}
