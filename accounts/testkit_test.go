package accounts

import (
	"context"
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/page"
	"lentera/internal/testdb"
)

const (
	goodPassword  = "payung hujan biru tua"
	otherPassword = "tangga kayu di sumur lama"
)

var testKey = ed25519.NewKeyFromSeed([]byte("0123456789abcdef0123456789abcdef"))

// newService makes the feature on a database of its own.
func newService(t testing.TB, change ...func(*Options)) (*Service, *db.DB) {
	t.Helper()
	d := testdb.New(t)
	if err := d.Warm(context.Background()); err != nil { // as a program does before it serves
		t.Fatal(err)
	}
	return serviceOn(d, change...), d
}

func serviceOn(d *db.DB, change ...func(*Options)) *Service {
	zone := time.FixedZone("WIB", 7*3600)
	opt := Options{SigningKey: testKey, Pepper: []byte("pepper for tests, 32 bytes long."), Issuer: "http://lentera.test", Location: zone,
		Site: page.Site{Agency: "Pemerintah Kabupaten Contoh"}}
	for _, c := range change {
		c(&opt)
	}
	return New(d, opt)
}

// newPerson makes somebody with a password already set.
func newPerson(t testing.TB, s *Service, nip, name string) uuid.UUID {
	t.Helper()
	id, err := s.EnsurePerson(context.Background(), NewPerson{Class: PNS, NIP: nip, FullName: name})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetPassword(context.Background(), id, goodPassword); err != nil {
		t.Fatal(err)
	}
	return id
}

func signIn(t testing.TB, s *Service, nip string) SignedIn {
	t.Helper()
	in, err := s.SignIn(context.Background(), nip, goodPassword, Door{Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// officeActor is a training admin who exists for policy only.
func officeActor() access.Actor {
	return access.Actor{AccountID: uuid.Must(uuid.NewV7()), PersonID: uuid.Must(uuid.NewV7()), Roles: []access.Role{access.Learner, access.TrainingAdmin}}
}

// count reads one number from the test's database.
func count(t testing.TB, d *db.DB, statement string, args ...any) int {
	t.Helper()
	var n int
	if err := d.Get(context.Background(), &n, db.Query{Name: "test", SQL: statement}, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return n
}

// do runs a statement on the test's database.
func do(t testing.TB, d *db.DB, statement string, args ...any) {
	t.Helper()
	if _, err := d.Exec(context.Background(), db.Query{Name: "test", SQL: statement}, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
