package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/certificates"
	"lentera/internal/config"
	"lentera/internal/db"
	"lentera/register"
)

// sealedSchool is a program with three certificates and their entries, the
// second certificate revoked, everything under a checkpoint.
type sealedSchool struct {
	t     *testing.T
	p     *platform
	g     *program
	certs []certificates.Certificate
}

func newSealedSchool(t *testing.T) *sealedSchool {
	t.Helper()
	p, g := newProgram(t)
	s := &sealedSchool{t: t, p: p, g: g}
	ctx := context.Background()
	if err := g.register.Backfill(ctx); err != nil {
		t.Fatal(err)
	}
	unit := accountstest.Unit(t, p.db, "Kecamatan Contoh", uuid.Nil)
	for _, name := range []string{"Siti Aminah", "Budi Santoso", "Laras Pertiwi"} {
		s.certs = append(s.certs, s.issue(accountstest.Person(t, p.db, name, unit).PersonID))
	}
	if _, err := g.certificates.Revoke(ctx, s.certs[1].ID, "diterbitkan untuk orang yang salah"); err != nil {
		t.Fatal(err)
	}
	s.sign()
	return s
}

func (s *sealedSchool) issue(person uuid.UUID) (c certificates.Certificate) {
	s.t.Helper()
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	if err := s.p.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = s.g.certificates.Issue(ctx, tx, certificates.Achievement{Source: "enrolment:" + uuid.NewString(), PersonID: person,
			Title: "Keamanan Informasi", Organiser: "BKPSDM", JP: 4, SiasnPath: 16, StartedOn: day, CompletedOn: day,
			Curriculum: []certificates.Subject{{Title: "Satu", JP: 4}}, Evidence: map[string]any{"learning_days": 3}})
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *sealedSchool) sign() {
	s.t.Helper()
	if signed, err := s.g.register.Sign(context.Background()); err != nil || !signed {
		s.t.Fatal(signed, err)
	}
}

// verify runs what the command runs and gives what it prints.
func (s *sealedSchool) verify(kept ...string) (string, error) {
	var out bytes.Buffer
	err := verify(context.Background(), &out, s.p.db, []string{register.KeyOf(s.p.secrets.RegisterKey())}, kept)
	return out.String(), err
}

// edit is one statement of a superuser, with every trigger and foreign key off.
func (s *sealedSchool) edit(statement string, args ...any) {
	s.t.Helper()
	pool, err := sql.Open("postgres", s.p.db.DSN())
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	pool.SetMaxOpenConns(1)
	if _, err := pool.Exec(`SET session_replication_role = replica`); err != nil {
		s.t.Fatal(err)
	}
	r, err := pool.Exec(statement, args...)
	if err != nil {
		s.t.Fatal(err)
	}
	if n, _ := r.RowsAffected(); n == 0 {
		s.t.Fatalf("%s changed nothing", statement)
	}
}

var copied = `INSERT INTO certificates.certificates SELECT (jsonb_populate_record(c, jsonb_build_object(
	'id', gen_random_uuid(), 'public_id', reverse(c.public_id), 'number', '800.2/9999/LENTERA/2026', 'source', 'enrolment:forged'))).*
	FROM certificates.certificates c WHERE id = $1`

var forgedEntry = `INSERT INTO merit.entries SELECT (jsonb_populate_record(e, jsonb_build_object(
	'id', gen_random_uuid(), 'source', 'certificate:forged', 'title', 'Forged course'))).* FROM merit.entries e WHERE source = $1`

// superuserEdits: what is done to which certificate, and what verify must say;
// NUMBER is the certificate's number.
var superuserEdits = map[string]struct {
	statement string
	source    bool // $1 is the ledger's source instead of the certificate's id
	of        int
	want      []string
}{
	"certificate's JP raised":     {`UPDATE certificates.certificates SET jp = 40 WHERE id = $1`, false, 0, []string{"edited: certificate.issued NUMBER (leaf "}},
	"certificate given away":      {`UPDATE certificates.certificates SET holder_name = 'Lain' WHERE id = $1`, false, 2, []string{"edited: certificate.issued NUMBER (leaf "}},
	"certificate deleted":         {`DELETE FROM certificates.certificates WHERE id = $1`, false, 0, []string{"deleted: certificate.issued NUMBER (leaf "}},
	"certificate inserted":        {copied, false, 0, []string{"inserted: certificate.issued 800.2/9999/LENTERA/2026"}},
	"revocation taken back":       {`UPDATE certificates.certificates SET revoked_at = NULL, revoke_reason = '' WHERE id = $1`, false, 1, []string{"deleted: certificate.revoked NUMBER (leaf "}},
	"revocation's reason changed": {`UPDATE certificates.certificates SET revoke_reason = 'lain sama sekali' WHERE id = $1`, false, 1, []string{"edited: certificate.revoked NUMBER (leaf "}},
	"revocation invented":         {`UPDATE certificates.certificates SET revoked_at = now(), revoke_reason = 'tidak suka orangnya' WHERE id = $1`, false, 0, []string{"inserted: certificate.revoked NUMBER"}},
	"entry raised":                {`UPDATE merit.entries SET jp_claimed = 40 WHERE source = $1`, true, 0, []string{`edited: merit.credit "Keamanan Informasi", NUMBER, 2026 (leaf `}},
	"entry's year changed":        {`UPDATE merit.entries SET year = 2025, completed_on = '2025-12-31' WHERE source = $1`, true, 0, []string{`edited: merit.credit "Keamanan Informasi", NUMBER, 2025`}},
	"entry deleted":               {`DELETE FROM merit.entries WHERE source = $1`, true, 2, []string{"deleted: merit.credit ENTRY (leaf "}},
	"reversal deleted":            {`DELETE FROM merit.entries WHERE source = $1 AND kind = 'reversal'`, true, 1, []string{"deleted: merit.reversal ENTRY (leaf "}},
	"entry inserted":              {forgedEntry, true, 0, []string{`inserted: merit.credit "Forged course", NUMBER, 2026`}},
	"leaf edited": {`UPDATE register.leaves SET body = replace(body, '"at":"20', '"at":"19') WHERE subject = $1 AND kind = 'certificate.issued'`, false, 2,
		[]string{"leaf: certificate.issued NUMBER (leaf "}},
	"leaf deleted":        {`DELETE FROM register.leaves WHERE subject = $1 AND kind = 'certificate.issued'`, false, 2, []string{"the leaf is gone", "inserted: certificate.issued NUMBER"}},
	"salt destroyed":      {`DELETE FROM register.salts WHERE idx = (SELECT idx FROM register.leaves WHERE subject = $1 AND kind = 'certificate.issued')`, false, 0, []string{"salt: certificate.issued NUMBER"}},
	"checkpoint reworked": {`UPDATE register.checkpoints SET note = upper(note) WHERE $1 <> ''`, true, 0, []string{"checkpoint 1 (size 9) was changed"}},
	"checkpoint deleted":  {`DELETE FROM register.checkpoints WHERE $1 <> ''`, true, 0, []string{"checkpoint 1 and those after it are gone"}},
	"stored hash edited":  {`UPDATE register.hashes SET hash = sha256(hash) WHERE idx = 2 AND $1 <> ''`, true, 0, []string{"tree: – stored hash 2 (level 1, number 0, over leaves 0 to 1) is not"}},
}

// TestSuperuserEditsAreNamed: lentera verify finds each and names the record.
func TestSuperuserEditsAreNamed(t *testing.T) {
	for name, c := range superuserEdits {
		t.Run(name, func(t *testing.T) {
			s := newSealedSchool(t)
			if out, err := s.verify(); err != nil || !strings.Contains(out, "Everything agrees.") || !strings.Contains(out, "Leaves:      9 ") {
				t.Fatalf("before: %v\n%s", err, out)
			}
			cert := s.certs[c.of]
			arg, entry := any(cert.ID), ""
			if c.source {
				arg = ledgerSource(cert)
				q := db.Query{Name: "Entry", SQL: `SELECT id FROM merit.entries WHERE source = $1 ORDER BY kind DESC LIMIT 1`}
				if err := s.p.db.Get(context.Background(), &entry, q, arg); err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(c.want[0], "deleted: merit.credit") {
					q.SQL = `SELECT id FROM merit.entries WHERE source = $1 AND kind = 'credit'`
					if err := s.p.db.Get(context.Background(), &entry, q, arg); err != nil {
						t.Fatal(err)
					}
				}
			}
			s.edit(c.statement, arg)
			out, err := s.verify()
			if !errors.Is(err, errFindings) {
				t.Errorf("error %v", err)
			}
			for _, want := range c.want {
				want = strings.NewReplacer("NUMBER", cert.Number, "ENTRY", entry).Replace(want)
				if !strings.Contains(out, want) {
					t.Errorf("lacks %q:\n%s", want, out)
				}
			}
			if n := strings.Count(out, "\n  "); n > 3 {
				t.Errorf("one change gave %d findings:\n%s", n, out)
			}
		})
	}
}

// TestKeptCheckpointOfAnAuditor: what was fetched earlier is in the register of
// later; one of another register is not.
func TestKeptCheckpointOfAnAuditor(t *testing.T) {
	s := newSealedSchool(t)
	kept, _, _, err := s.g.register.Latest(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s.issue(s.certs[0].PersonID)
	s.sign()
	if out, err := s.verify(kept); err != nil || !strings.Contains(out, "1 kept elsewhere") {
		t.Errorf("%v\n%s", err, out)
	}
	other := newSealedSchool(t)
	if out, err := other.verify(kept); !errors.Is(err, errFindings) || !strings.Contains(out, "kept checkpoint 1 cannot be used") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestVerifyMakesNothing: an empty folder stays empty, and is refused.
func TestVerifyMakesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("LENTERA_DATA_DIR", dir)
	t.Setenv("LENTERA_DATABASE_URL", "")
	t.Setenv("LENTERA_S3_ENDPOINT", "")
	key := register.KeyOf(ed25519.NewKeyFromSeed(make([]byte, 32)))
	for _, c := range []verifyCmd{{}, {Key: []string{key}}} {
		if err := c.Run(context.Background()); err == nil {
			t.Error("an empty folder was verified")
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v was made, %v", left, err)
	}
	file := filepath.Join(t.TempDir(), "key.txt")
	if err := os.WriteFile(file, []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := (verifyCmd{Key: []string{file}}).keys(config.Config{}); err != nil || got[0] != key {
		t.Errorf("%v %v", got, err)
	}
}
