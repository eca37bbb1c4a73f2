package certificates

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"testing"
	"time"

	"lentera/accounts/accountstest"
	"lentera/internal/db"
)

func TestIssueKeepsTheHolderOfTheDay(t *testing.T) {
	h := newHouse(t, nil)
	a := h.person("Siti Aminah")
	accountstest.Exec(t, h.db, `UPDATE accounts.persons SET front_title = 'Dr.', back_title = 'S.Kom.' WHERE id = $1`, a.PersonID)
	c := h.mustIssue(a.PersonID)
	year := time.Now().In(h.opt.Zone).Year()
	if want := fmt.Sprintf("800.2/0001/LENTERA/%d", year); c.Number != want {
		t.Errorf("number %s, want %s", c.Number, want)
	}
	if !regexp.MustCompile(`^[a-z2-7]{32}$`).MatchString(c.PublicID) {
		t.Errorf("public id %q", c.PublicID)
	}
	if c.HolderName != "Dr. Siti Aminah, S.Kom." || c.HolderRank != "Penata (III/c)" || len(c.HolderNIP) != 18 ||
		c.HolderUnit != "Dinas Komunikasi dan Informatika" || c.Place != "Lumajang" ||
		c.VerifyURL != "https://lentera.example.go.id/s/"+c.PublicID+"#"+c.Claim || c.Evidence["learning_days"] != 3.0 {
		t.Errorf("row %+v", c)
	}
	accountstest.Exec(t, h.db, `UPDATE accounts.persons SET full_name = 'Lain', rank = 'IV/a' WHERE id = $1`, a.PersonID)
	again, err := h.issue(Achievement{Source: c.Source, PersonID: a.PersonID, Title: "other"})
	if err != nil || again.ID != c.ID || again.HolderName != c.HolderName || again.Title != c.Title {
		t.Errorf("issuing again: %+v %v", again, err)
	}
	if n := h.count("certificates.certificates"); n != 1 {
		t.Errorf("%d certificates", n)
	}
	if n := h.count("audit.events WHERE action = 'certificates.issued'"); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	if next := h.mustIssue(a.PersonID); next.Number != fmt.Sprintf("800.2/0002/LENTERA/%d", year) {
		t.Errorf("a number was burnt: %s", next.Number)
	}
}

func TestCitizenRowHasNoIdentifier(t *testing.T) {
	h := newHouse(t, nil)
	c := h.mustIssue(h.citizen("Budi Santoso").PersonID)
	if c.HolderNIP+c.HolderRank+c.HolderPosition+c.HolderUnit != "" || c.HolderName != "Budi Santoso" {
		t.Errorf("row %+v", c)
	}
}

func TestRankNames(t *testing.T) {
	for in, want := range map[string]string{"I/a": "Juru Muda (I/a)", "III/c": "Penata (III/c)", "IV/e": "Pembina Utama (IV/e)",
		"IX": "Golongan IX", "XVII": "Golongan XVII", "": "", "paruh waktu": "paruh waktu"} {
		if got := rankName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if len(ranks) != 17 {
		t.Errorf("%d ranks", len(ranks))
	}
}

// TestNumbersHaveNoGapAndNoDouble issues from many sides at once; every fifth
// transaction fails after taking its number.
func TestNumbersHaveNoGapAndNoDouble(t *testing.T) {
	h := newHouse(t, nil)
	a := h.person("Siti Aminah")
	stop := errors.New("rolled back on purpose")
	var all sync.WaitGroup
	const sides = 125
	for i := range sides {
		all.Add(1)
		go func() {
			defer all.Done()
			err := h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				if _, err := h.Issue(ctx, tx, achievement(a.PersonID)); err != nil {
					return err
				}
				if i%5 == 0 {
					return stop
				}
				return nil
			})
			if err != nil && !errors.Is(err, stop) {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	const issued = sides - sides/5
	var numbers []int
	q := db.Query{Name: "Numbers", SQL: `SELECT split_part(number, '/', 2)::int FROM certificates.certificates ORDER BY 1`}
	if err := h.db.Select(context.Background(), &numbers, q); err != nil {
		t.Fatal(err)
	}
	if len(numbers) != issued {
		t.Fatalf("%d certificates, want %d", len(numbers), issued)
	}
	for i, n := range numbers {
		if n != i+1 {
			t.Fatalf("numbers %v: gap or double at %d", numbers, i+1)
		}
	}
	if n := h.count("jobs.jobs WHERE kind = 'certificates.render'"); n != issued {
		t.Errorf("%d drawings queued for %d certificates", n, issued)
	}
}

func TestOneSourceFromManySidesIsOneCertificate(t *testing.T) {
	h := newHouse(t, nil)
	hooks := 0
	h.OnIssued = append(h.OnIssued, func(context.Context, *db.Tx, Certificate) error { hooks++; return nil })
	one := achievement(h.person("Siti Aminah").PersonID)
	var all sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		all.Add(1)
		go func() {
			defer all.Done()
			c, err := h.issue(one)
			if err != nil {
				t.Error(err)
			}
			ids[i] = c.Number
		}()
	}
	all.Wait()
	for _, number := range ids {
		if number != ids[0] || number == "" {
			t.Fatalf("different certificates: %v", ids)
		}
	}
	if n := h.count("certificates.series WHERE last = 1"); n != 1 || hooks != 1 {
		t.Errorf("series rows at 1: %d, hooks run: %d", n, hooks)
	}
}

func TestAFailingHookUndoesTheCertificate(t *testing.T) {
	h := newHouse(t, nil)
	h.OnIssued = append(h.OnIssued, func(context.Context, *db.Tx, Certificate) error { return errors.New("no ledger") })
	if _, err := h.issue(achievement(h.person("Siti Aminah").PersonID)); err == nil {
		t.Fatal("issued without its entry")
	}
	if n := h.count("certificates.certificates") + h.count("jobs.jobs") + h.count("audit.events") + h.count("certificates.series WHERE last > 0"); n != 0 {
		t.Errorf("%d rows stayed behind", n)
	}
}

// TestYearIsTheAgencys: the same moment is another year elsewhere.
func TestYearIsTheAgencys(t *testing.T) {
	far := time.FixedZone("far", 14*3600)
	h := newHouse(t, func(o *Options) { o.Zone = far })
	c := h.mustIssue(h.person("Siti Aminah").PersonID)
	there := c.IssuedAt.In(far)
	if c.IssuedOn.Format(dateForm) != there.Format(dateForm) {
		t.Errorf("issued on %s, there it is %s", c.IssuedOn.Format(dateForm), there.Format(dateForm))
	}
	if want := fmt.Sprintf("800.2/0001/LENTERA/%d", there.Year()); c.Number != want {
		t.Errorf("number %s, want %s", c.Number, want)
	}
}

func TestACertificateIsARecord(t *testing.T) {
	h := newHouse(t, nil)
	c := h.mustIssue(h.person("Siti Aminah").PersonID)
	for _, statement := range []string{
		`UPDATE certificates.certificates SET holder_name = 'Lain'`,
		`UPDATE certificates.certificates SET jp = 40`,
		`UPDATE certificates.certificates SET completed_on = completed_on + 1`,
		`DELETE FROM certificates.certificates`,
		`TRUNCATE certificates.certificates CASCADE`,
	} {
		if err := h.exec(statement); !db.Violates(err, "certificates_are_records") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if _, err := h.Revoke(context.Background(), c.ID, "diterbitkan untuk orang yang salah"); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`UPDATE certificates.certificates SET revoked_at = NULL, revoke_reason = ''`,
		`UPDATE certificates.certificates SET revoke_reason = 'alasan lain'`,
	} {
		if err := h.exec(statement); !db.Violates(err, "certificates_are_records") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestPatterns(t *testing.T) {
	for _, bad := range []string{"", "800.2/LENTERA/{year}", "800.2/{seq}/LENTERA", "{seq}{year}", "{year}{seq}", "{seq}/{year}/{unit}", "{seq}/{seq}/{year}"} {
		if _, err := parsePattern(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	p, err := parsePattern("800.2/{seq}/LENTERA/{year}")
	own, year := Series{Pattern: string(p)}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if err != nil || own.number(7, year) != "800.2/0007/LENTERA/2026" || own.number(12345, year) != "800.2/12345/LENTERA/2026" {
		t.Error(p, err)
	}
	if got := fileName("800.2/0007/LENTERA/2026"); got != "sertifikat-800-2-0007-lentera-2026.pdf" {
		t.Error(got)
	}
	for in, want := range map[string]string{"Pemerintah Kabupaten Lumajang": "Lumajang", "Pemerintah Daerah Kabupaten Lampung Utara": "Lampung Utara",
		"Pemerintah Provinsi Jawa Timur": "Jawa Timur", "Pemerintah Kota Metro": "Metro", "Kotabumi": "Kotabumi"} {
		if got := placeOf(in); got != want {
			t.Errorf("place of %q: %q", in, got)
		}
	}
}
