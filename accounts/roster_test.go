package accounts

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// rosterService has the forty units of the test rosters.
func rosterService(t testing.TB) (*Service, *db.DB) {
	t.Helper()
	s, d := newService(t)
	if _, err := s.ImportUnits(context.Background(), unitFile(), false); err != nil {
		t.Fatal(err)
	}
	return s, d
}

func preview(t testing.TB, s *Service, lines ...line) (Roster, []RosterRow) {
	t.Helper()
	ctx := context.Background()
	r, err := s.PreviewRoster(ctx, "ekspor.csv", bytes.NewReader(csvOf(t, ';', siasnColumns, lines...)))
	if err != nil {
		t.Fatal(err)
	}
	rows, _, err := s.ListRosterRows(ctx, r.ID, RowsFilter{Limit: 200}, "id")
	if err != nil {
		t.Fatal(err)
	}
	return r, rows
}

func commit(t testing.TB, s *Service, id uuid.UUID) RosterResult {
	t.Helper()
	out, err := s.CommitRoster(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func load(t testing.TB, s *Service, lines ...line) {
	t.Helper()
	r, _ := preview(t, s, lines...)
	if out := commit(t, s, r.ID); out.Refused > 0 {
		t.Fatalf("%+v", out)
	}
}

func codesOf(r RosterRow) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Code)
	}
	slices.Sort(out)
	return out
}

// TestRosterFindings: one row per kind of trouble, each named, none mended.
func TestRosterFindings(t *testing.T) {
	s, _ := rosterService(t)
	good := asn(3)
	for name, c := range map[string]struct {
		change  []string
		verdict Verdict
		codes   string
	}{
		"nothing wrong":          {nil, VerdictNew, ""},
		"no NIP":                 {[]string{"nip_baru", ""}, VerdictRefused, "nip-missing"},
		"NIP became a number":    {[]string{"nip_baru", "1.98503172010011E+17"}, VerdictRefused, "nip-scientific"},
		"with decimal comma":     {[]string{"nip_baru", "1,98503E+17"}, VerdictRefused, "nip-scientific"},
		"digits rounded away":    {[]string{"nip_baru", "198503172010011000"}, VerdictRefused, "nip-serial-zero"},
		"NIP too short":          {[]string{"nip_baru", "19850317201001100"}, VerdictRefused, "nip-length"},
		"impossible date":        {[]string{"nip_baru", "198502302010011001"}, VerdictRefused, "nip-birth-date"},
		"letters":                {[]string{"nip_baru", "19850317X010011001"}, VerdictRefused, "nip-not-digits"},
		"no name":                {[]string{"nama", ""}, VerdictRefused, "name-missing"},
		"birth date differs":     {[]string{"tanggal_lahir", "01-01-1970"}, VerdictNew, "nip-differs-birth-date"},
		"birth date as ISO":      {[]string{"tanggal_lahir", "1971-04-04"}, VerdictNew, ""},
		"birth date unreadable":  {[]string{"tanggal_lahir", "April 1971"}, VerdictNew, "birth-date-unreadable"},
		"birth date month first": {[]string{"tanggal_lahir", "04/31/1971"}, VerdictNew, "birth-date-unreadable"},
		"no birth date":          {[]string{"tanggal_lahir", ""}, VerdictNew, "birth-date-missing"},
		"sex differs":            {[]string{"jenis_kelamin", "M"}, VerdictNew, "nip-differs-sex"},
		"sex in words":           {[]string{"jenis_kelamin", "Perempuan"}, VerdictNew, ""},
		"sex unreadable":         {[]string{"jenis_kelamin", "X"}, VerdictNew, "sex-unreadable"},
		"TMT differs":            {[]string{"tmt_cpns", "01-01-2001"}, VerdictNew, "nip-differs-tmt"},
		"TMT unreadable":         {[]string{"tmt_cpns", "kapan-kapan"}, VerdictNew, "tmt-unreadable"},
		"unknown unit":           {[]string{"unor_id", "TIDAK-ADA"}, VerdictRefused, "unit-unknown"},
		"no unit":                {[]string{"unor_id", "", "unor_nama", ""}, VerdictRefused, "unit-missing"},
		"unit by its name":       {[]string{"unor_id", ""}, VerdictNew, "unit-by-name"},
		"unknown unit name":      {[]string{"unor_id", "", "unor_nama", "Dinas Antah"}, VerdictRefused, "unit-unknown"},
		"retired":                {[]string{"kedudukan_hukum_id", "99", "kedudukan_hukum_nama", "Pensiun"}, VerdictNew, "status-inactive"},
		"standing says PPPK":     {[]string{"kedudukan_hukum_nama", "PPPK Aktif"}, VerdictNew, "status-contradicts-nip"},
		"no status":              {[]string{"status_cpns_pns", ""}, VerdictNew, "class-assumed"},
		"e-mail unreadable":      {[]string{"email", "siti(at)contoh"}, VerdictNew, "email-unreadable"},
		"phone became a number":  {[]string{"nomor_hp", "8,12346E+11"}, VerdictNew, "phone-unreadable"},
		"shifted, absurdly long": {[]string{"jabatan_nama", strings.Repeat("x", 300)}, VerdictRefused, "text-too-long unit-missing name"},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows := preview(t, s, good.with(c.change...))
			if len(rows) != 1 || rows[0].Verdict != c.verdict {
				t.Fatalf("%+v", rows)
			}
			if name == "shifted, absurdly long" {
				if !slices.Contains(codesOf(rows[0]), "text-too-long") {
					t.Errorf("%v", codesOf(rows[0]))
				}
				return
			}
			if got := strings.Join(codesOf(rows[0]), " "); got != c.codes {
				t.Errorf("findings %q, want %q", got, c.codes)
			}
			for _, f := range rows[0].Findings {
				if f.Message == "" || f.Severity == "" {
					t.Errorf("%+v", f)
				}
			}
		})
	}
}

func TestFindingsSpeakBothLanguages(t *testing.T) {
	s, _ := rosterService(t)
	r, _ := preview(t, s, asn(1).with("nip_baru", "123"))
	for lang, want := range map[string]string{"id": "NIP tidak terdiri atas 18 angka", "en": "does not have 18 digits"} {
		rows, _, err := s.ListRosterRows(context.Background(), r.ID, RowsFilter{}, lang)
		if err != nil || !strings.Contains(rows[0].Findings[0].Message, want) {
			t.Errorf("%s: %+v %v", lang, rows, err)
		}
	}
	for problem, r := range nipRemarks {
		if r.ID == "" || r.EN == "" || r.Code != string(problem) {
			t.Errorf("%s: %+v", problem, r)
		}
	}
}

func TestTwinsInAFileAreAllRefused(t *testing.T) {
	s, _ := rosterService(t)
	a := asn(1)
	_, rows := preview(t, s, a, asn(2), a.with("pns_id", "LAIN", "nama", "ORANG LAIN", "email", ""), asn(4).with("pns_id", asn(2)["pns_id"], "email", asn(2)["email"]))
	want := []string{"nip-twice", "email-shared pns-id-twice", "nip-twice", "email-shared pns-id-twice"}
	for i, r := range rows {
		if got := strings.Join(codesOf(r), " "); got != want[i] || r.Verdict != VerdictRefused {
			t.Errorf("line %d: %s %s", r.Line, r.Verdict, got)
		}
	}
}

// TestNothingElseIsKept: columns that are not on the list are in no table.
func TestNothingElseIsKept(t *testing.T) {
	s, d := rosterService(t)
	r, _ := preview(t, s, asn(1), asn(2), asn(3).with("nip_baru", "1"))
	commit(t, s, r.ID)
	for _, table := range []string{"roster_rows", "rosters", "persons", "accounts", "nips", "memberships"} {
		for column, canary := range canaries {
			if n := count(t, d, `SELECT count(*) FROM accounts.`+table+` x WHERE x::text LIKE '%' || $1 || '%'`, canary); n > 0 {
				t.Errorf("%s of the file stands in %s", column, table)
			}
		}
	}
	if n := count(t, d, `SELECT count(*) FROM audit.events x WHERE x::text LIKE '%CANARY%' OR x::text LIKE '%' || $1 || '%'`, asn(1)["nip_baru"]); n > 0 {
		t.Error("the trail holds personal data")
	}
	for _, column := range []string{"agama_nama", "alamat", "npwp_nomor", "bpjs", "kpkn_nama", "nik", "jenis_kawin_nama", "tempat_lahir_nama"} {
		if !slices.Contains(r.DroppedColumns, column) {
			t.Errorf("%s is not named among the dropped columns", column)
		}
	}
	if len(r.MissingColumns) > 0 {
		t.Errorf("missing: %v", r.MissingColumns)
	}
}

func TestTheSameFileTwiceChangesNothing(t *testing.T) {
	s, d := rosterService(t)
	lines := crowd(30)
	load(t, s, lines...)
	before := count(t, d, `SELECT count(*) FROM accounts.persons`)
	r, _ := preview(t, s, lines...)
	if r.Counts.Same != 30 {
		t.Fatalf("%+v", r.Counts)
	}
	if out := commit(t, s, r.ID); out != (RosterResult{Unchanged: 30}) {
		t.Errorf("%+v", out)
	}
	if again := commit(t, s, r.ID); again != (RosterResult{Unchanged: 30}) {
		t.Errorf("committing again: %+v", again)
	}
	if after := count(t, d, `SELECT count(*) FROM accounts.persons`); after != before || before != 30 {
		t.Errorf("%d people, then %d", before, after)
	}
	for _, c := range []struct {
		what, sql string
		want      int
	}{
		{"accounts", `SELECT count(*) FROM accounts.accounts WHERE state = 'invited' AND email IS NOT NULL`, 30},
		{"current NIPs", `SELECT count(*) FROM accounts.current_nips`, 30},
		{"members", `SELECT count(*) FROM accounts.current_members`, 30},
		{"PPPK", `SELECT count(*) FROM accounts.persons WHERE class = 'pppk' AND rank = 'IX'`, 3},
	} {
		if n := count(t, d, c.sql); n != c.want {
			t.Errorf("%s: %d, want %d", c.what, n, c.want)
		}
	}
}

func TestChangesAreShownAndDated(t *testing.T) {
	s, d := rosterService(t)
	was := asn(5)
	load(t, s, was)
	do(t, d, `UPDATE accounts.memberships SET valid_from = '2020-01-01'`)
	_, rows := preview(t, s, was.with("gol_akhir_nama", "III/d", "unor_id", "UNOR007", "unor_nama", "UNIT 007", "gelar_belakang", ""))
	if rows[0].Verdict != VerdictChanged || len(rows[0].Changes) != 2 {
		t.Fatalf("%+v", rows)
	}
	want := []Change{{"rank", "III/c", "III/d"}, {"unit", "UNIT 005", "UNIT 007"}}
	if !slices.Equal(rows[0].Changes, want) {
		t.Errorf("%+v", rows[0].Changes)
	}
	load(t, s, was.with("gol_akhir_nama", "III/d", "unor_id", "UNOR007", "unor_nama", "UNIT 007", "gelar_belakang", ""))
	if n := count(t, d, `SELECT count(*) FROM accounts.memberships m JOIN accounts.units u ON u.id = m.unit_id
		WHERE (u.code = 'UNOR005' AND m.valid_to IS NOT NULL) OR (u.code = 'UNOR007' AND m.valid_to IS NULL)`); n != 2 {
		t.Errorf("%d memberships", n)
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.persons WHERE rank = 'III/d' AND back_title = 'S.Kom.'`); n != 1 {
		t.Error("an empty cell erased a fact, or the rank did not change")
	}
	// A second move on the same day corrects the first.
	load(t, s, was.with("gol_akhir_nama", "III/d", "unor_id", "UNOR009", "unor_nama", "UNIT 009"))
	if n := count(t, d, `SELECT count(*) FROM accounts.memberships`); n != 2 {
		t.Errorf("%d memberships after two moves on one day", n)
	}
}

func TestANewNIPKeepsThePerson(t *testing.T) {
	s, d := rosterService(t)
	was := asn(9) // a PPPK
	load(t, s, was)
	nip := was["nip_baru"]
	next := nip[:8] + "2020" + "21" + nip[14:15] + "777"
	moved := was.with("nip_baru", next, "tmt_cpns", "01-01-2020")
	_, rows := preview(t, s, moved)
	if rows[0].Verdict != VerdictChanged || !slices.Contains(codesOf(rows[0]), "nip-changed") {
		t.Fatalf("%+v", rows)
	}
	load(t, s, moved)
	if n := count(t, d, `SELECT count(*) FROM accounts.persons`); n != 1 {
		t.Errorf("%d people", n)
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.nips WHERE (nip = $1 AND valid_to IS NOT NULL) OR (nip = $2 AND valid_to IS NULL)`, nip, next); n != 2 {
		t.Errorf("history: %d", n)
	}
	for name, c := range map[string]struct {
		line line
		want string
	}{
		"an older file with pns_id":           {was, "nip-former"},
		"an older file without":               {was.with("pns_id", ""), "nip-former"},
		"another pns_id with the present NIP": {moved.with("pns_id", "LAIN"), "pns-id-conflict"},
		"another person under this NIP":       {moved.with("pns_id", "", "nama", "ORANG LAIN", "tanggal_lahir", "01-01-1999"), "nip-of-other"},
	} {
		if _, rows := preview(t, s, c.line); rows[0].Verdict != VerdictRefused || !slices.Contains(codesOf(rows[0]), c.want) {
			t.Errorf("%s: %s %v", name, rows[0].Verdict, codesOf(rows[0]))
		}
	}
	load(t, s, asn(19))
	if _, rows := preview(t, s, moved.with("nip_baru", asn(19)["nip_baru"])); !slices.Contains(codesOf(rows[0]), "nip-of-other") {
		t.Errorf("%+v", rows)
	}
}

// TestTheBaseMovesOnAfterThePreview: what is written is what was shown, or
// nothing.
func TestTheBaseMovesOnAfterThePreview(t *testing.T) {
	s, d := rosterService(t)
	load(t, s, asn(0), asn(1), asn(2))
	r, _ := preview(t, s, asn(0).with("gol_akhir_nama", "IV/a"), asn(1).with("gol_akhir_nama", "IV/a"), asn(2), asn(3), asn(4))
	if r.Counts != (RosterCounts{New: 2, Changed: 2, Same: 1}) {
		t.Fatalf("%+v", r.Counts)
	}
	do(t, d, `UPDATE accounts.persons SET rank = 'III/d' WHERE siasn_id = $1`, asn(0)["pns_id"])    // other than shown
	do(t, d, `UPDATE accounts.persons SET rank = 'IV/a' WHERE siasn_id = $1`, asn(1)["pns_id"])     // already as wanted
	do(t, d, `UPDATE accounts.persons SET position = 'LAIN' WHERE siasn_id = $1`, asn(2)["pns_id"]) // same no more
	load(t, s, asn(3).with("jabatan_nama", "CAMAT"))                                                // new no more, and different
	if out := commit(t, s, r.ID); out != (RosterResult{Created: 1, Unchanged: 1, Refused: 3}) {
		t.Errorf("%+v", out)
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.persons WHERE siasn_id = $1 AND rank = 'III/d'`, asn(0)["pns_id"]); n != 1 {
		t.Error("a change that was not shown was written")
	}
	rows, _, err := s.ListRosterRows(context.Background(), r.ID, RowsFilter{Verdict: VerdictRefused}, "id")
	if err != nil || len(rows) != 3 {
		t.Fatalf("%+v %v", rows, err)
	}
	for _, row := range rows {
		if !slices.Contains(codesOf(row), "base-changed") {
			t.Errorf("line %d: %v", row.Line, codesOf(row))
		}
	}
}

func TestManyCommitsAtOnceApplyOnce(t *testing.T) {
	s, d := rosterService(t)
	first, _ := preview(t, s, crowd(50)...)
	second, _ := preview(t, s, crowd(50)...)
	results := make(chan error, 8)
	for i := range 8 {
		go func() {
			_, err := s.CommitRoster(context.Background(), []uuid.UUID{first.ID, second.ID}[i%2])
			results <- err
		}()
	}
	for range 8 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.persons`); n != 50 {
		t.Errorf("%d people", n)
	}
}

func TestWorkbookRoster(t *testing.T) {
	s, _ := rosterService(t)
	ctx := context.Background()
	r, err := s.PreviewRoster(ctx, `C:\unduh\ekspor.xlsx`, bytes.NewReader(xlsxOf(t, siasnColumns, asn(1), asn(2).with("tanggal_lahir", "25630"), asn(3).with("nip_baru", "1.98503172010011E+17"))))
	if err != nil || r.FileName != "ekspor.xlsx" {
		t.Fatalf("%+v %v", r, err)
	}
	rows, _, err := s.ListRosterRows(ctx, r.ID, RowsFilter{}, "en")
	if err != nil {
		t.Fatal(err)
	}
	if rows[0].Verdict != VerdictNew || rows[0].Line != 2 || len(rows[0].Findings) > 0 {
		t.Errorf("%+v", rows[0])
	}
	if rows[1].Verdict != VerdictNew || len(rows[1].Findings) > 0 { // day number 25630 is 3 March 1970, as the NIP says
		t.Errorf("%+v", rows[1])
	}
	if rows[2].Verdict != VerdictRefused || !slices.Contains(codesOf(rows[2]), "nip-scientific") {
		t.Errorf("%+v", rows[2])
	}
}

func TestFilesWithoutTheirHeadingsAreRefused(t *testing.T) {
	s, _ := newService(t)
	for name, file := range map[string]string{"no header": "1;2;3\n4;5;6\n", "no nip": "nama;alamat\nSiti;Jl\n", "header only": "nip_baru;nama\n", "empty": ""} {
		if _, err := s.PreviewRoster(context.Background(), "x.csv", strings.NewReader(file)); err == nil || !strings.Contains(fmt.Sprint(err), "unreadable") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHeadingsMayStandBelowATitle(t *testing.T) {
	s, _ := rosterService(t)
	l := asn(1)
	file := "Data Pegawai;;;\n\nNIP Baru;Nama;UNOR ID;Agama\n" + l["nip_baru"] + ";" + l["nama"] + ";UNOR001;CANARY\n"
	r, err := s.PreviewRoster(context.Background(), "x.csv", strings.NewReader(file))
	if err != nil || r.Counts.New != 1 || !slices.Contains(r.DroppedColumns, "agama") || !slices.Contains(r.MissingColumns, "tanggal_lahir") {
		t.Errorf("%+v %v", r, err)
	}
}

func TestFindingsAsCSVHoldNoFormula(t *testing.T) {
	s, _ := rosterService(t)
	r, _ := preview(t, s, asn(1).with("nama", "=HYPERLINK(\"http://jahat\")", "nip_baru", "@1", "unor_nama", "+1"))
	content, err := s.RosterFindings(context.Background(), r.ID, "id")
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	if !strings.HasPrefix(text, "\ufeffbaris;") || !strings.Contains(text, "'=HYPERLINK") || !strings.Contains(text, ";'@1;") || strings.Contains(text, ";=") {
		t.Error(text)
	}
}

func TestDiscardedRostersKeepNothing(t *testing.T) {
	s, d := rosterService(t)
	r, _ := preview(t, s, asn(1))
	for range 2 {
		if err := s.DiscardRoster(context.Background(), r.ID); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.roster_rows`); n != 0 {
		t.Errorf("%d rows left", n)
	}
	if _, err := s.CommitRoster(context.Background(), r.ID); err == nil || !strings.Contains(err.Error(), "roster-closed") {
		t.Error(err)
	}
	done, _ := preview(t, s, asn(2))
	commit(t, s, done.ID)
	if err := s.DiscardRoster(context.Background(), done.ID); err == nil {
		t.Error("an applied roster was discarded")
	}
}
