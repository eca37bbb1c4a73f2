package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"lentera/internal/access"
)

func actorOf(account uuid.UUID, roles ...access.Role) access.Actor {
	return access.Actor{AccountID: account, Roles: append([]access.Role{access.Learner}, roles...)}
}

func invite(t testing.TB, s *Service, nip, name string) (uuid.UUID, string) {
	t.Helper()
	ctx := context.Background()
	id, err := s.EnsurePerson(ctx, NewPerson{Class: PNS, NIP: nip, FullName: name})
	if err != nil {
		t.Fatal(err)
	}
	codes, err := s.IssueActivationCodes(ctx, CodeRequest{PersonIDs: []uuid.UUID{id}, Reissue: true})
	if err != nil || len(codes) != 1 {
		t.Fatal(codes, err)
	}
	return id, codes[0].Code
}

func TestActivationByCode(t *testing.T) {
	s, d := newService(t)
	ctx := context.Background()
	_, code := invite(t, s, budi, "Budi Santoso")
	if n := count(t, d, `SELECT count(*) FROM accounts.activations x WHERE x::text LIKE '%' || $1 || '%'`, strings.ReplaceAll(code, "-", "")); n > 0 {
		t.Error("the code itself is stored")
	}
	_, err := s.Activate(ctx, budi, code, "pendek", Door{})
	if !errors.Is(err, ErrPasswordRefused) {
		t.Fatalf("a short password: %v", err)
	}
	typed := " " + strings.ToLower(strings.ReplaceAll(code, "-", " ")) + " "
	in, err := s.Activate(ctx, "19850317 201001 1 001", typed, goodPassword, Door{})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.Authenticate(ctx, "Bearer "+in.AccessToken, ""); !ok || err != nil {
		t.Error(ok, err)
	}
	if _, err := s.Activate(ctx, budi, code, otherPassword, Door{Address: "192.0.2.9"}); !errors.Is(err, ErrCodeRefused) {
		t.Errorf("used twice: %v", err)
	}
	signIn(t, s, budi)
}

// TestOneCodeOneWinner: eight browsers with one code, one gets in.
func TestOneCodeOneWinner(t *testing.T) {
	s, d := newService(t)
	for round := range 3 {
		nip := asn(round)["nip_baru"]
		_, code := invite(t, s, nip, "Peserta")
		var won atomic.Int64
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				_, err := s.Activate(context.Background(), nip, code, fmt.Sprintf("payung hujan biru nomor %d", i), Door{Address: fmt.Sprintf("192.0.2.%d", i)})
				switch {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, ErrCodeRefused):
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Errorf("%d winners", won.Load())
		}
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.sessions WHERE ended_at IS NULL`); n != 3 {
		t.Errorf("%d sessions for three people", n)
	}
}

func TestCodesThatNoLongerWork(t *testing.T) {
	s, d := newService(t)
	ctx := context.Background()
	id, first := invite(t, s, budi, "Budi Santoso")
	codes, err := s.IssueActivationCodes(ctx, CodeRequest{PersonIDs: []uuid.UUID{id}})
	if err != nil || len(codes) != 0 {
		t.Errorf("an unused code was replaced without being asked: %v %v", codes, err)
	}
	codes, err = s.IssueActivationCodes(ctx, CodeRequest{PersonIDs: []uuid.UUID{id}, Reissue: true})
	if err != nil || len(codes) != 1 {
		t.Fatal(codes, err)
	}
	if _, err := s.Activate(ctx, budi, first, goodPassword, Door{}); !errors.Is(err, ErrCodeRefused) {
		t.Errorf("a withdrawn code: %v", err)
	}
	_, other := invite(t, s, "199001012015012001", "Siti Aminah")
	if _, err := s.Activate(ctx, budi, other, goodPassword, Door{}); !errors.Is(err, ErrCodeRefused) {
		t.Errorf("somebody else's code: %v", err)
	}
	do(t, d, `UPDATE accounts.activations SET expires_at = now() - interval '1 second'`)
	if _, err := s.Activate(ctx, budi, codes[0].Code, goodPassword, Door{}); !errors.Is(err, ErrCodeRefused) {
		t.Errorf("an expired code: %v", err)
	}
}

func TestALostPasswordIsReplacedByCode(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	id := newPerson(t, s, budi, "Budi Santoso")
	old := signIn(t, s, budi)
	codes, err := s.IssueActivationCodes(ctx, CodeRequest{PersonIDs: []uuid.UUID{id}, Reissue: true})
	if err != nil || len(codes) != 1 {
		t.Fatal(codes, err)
	}
	if _, err := s.Activate(ctx, budi, codes[0].Code, otherPassword, Door{}); err != nil {
		t.Fatal(err)
	}
	mustBeEnded(t, s, old)
	if _, err := s.SignIn(ctx, budi, goodPassword, Door{}); !errors.Is(err, ErrSignInFailed) {
		t.Errorf("the old password: %v", err)
	}
}

// TestWhoMayIssueCodes: unit admins for ordinary people of their subtree only.
func TestWhoMayIssueCodes(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	unit := func(code string, parent *uuid.UUID) uuid.UUID {
		id, err := s.EnsureUnit(ctx, NewUnit{Code: code, Name: "Unit " + code, ParentID: parent})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	root := unit("ROOT", nil)
	mine, theirs := unit("A", &root), unit("B", &root)
	below := unit("A1", &mine)
	person := func(i int, in uuid.UUID) uuid.UUID {
		id, err := s.EnsurePerson(ctx, NewPerson{Class: PNS, NIP: asn(i)["nip_baru"], FullName: fmt.Sprint("Orang ", i), UnitID: &in})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	admin, ordinary, foreign, boss := person(0, mine), person(1, below), person(2, theirs), person(4, below)
	if err := s.GrantRole(ctx, admin, access.UnitAdmin, &mine); err != nil {
		t.Fatal(err)
	}
	if err := s.GrantRole(ctx, boss, access.TrainingAdmin, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.SetPassword(ctx, admin, goodPassword); err != nil {
		t.Fatal(err)
	}
	in := signIn(t, s, asn(0)["nip_baru"])
	actor, _, _ := s.Authenticate(ctx, "Bearer "+in.AccessToken, "")
	asAdmin := access.WithActor(ctx, actor)
	if got, err := s.IssueActivationCodes(asAdmin, CodeRequest{UnitID: &root}); err != nil || len(got) != 1 || got[0].PersonID != ordinary {
		t.Errorf("the whole agency: %v %v", got, err)
	}
	for name, c := range map[string]struct {
		id   uuid.UUID
		want error
	}{"somebody of another unit": {foreign, ErrNoSuchPerson}, "a training admin": {boss, ErrPrivileged}, "themselves": {admin, ErrPrivileged}, "nobody": {uuid.New(), ErrNoSuchPerson}} {
		if _, err := s.IssueActivationCodes(asAdmin, CodeRequest{PersonIDs: []uuid.UUID{c.id}, Reissue: true}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.IssueActivationCodes(access.WithActor(ctx, actorOf(uuid.New())), CodeRequest{PersonIDs: []uuid.UUID{ordinary}}); !errors.Is(err, ErrNoSuchPerson) {
		t.Errorf("a learner: %v", err)
	}
	if _, err := s.IssueActivationCodes(ctx, CodeRequest{}); !errors.Is(err, ErrNobodyChosen) {
		t.Errorf("nobody chosen: %v", err)
	}
}

func TestCodesAreRandomAndReadable(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		c := newCode()
		if seen[c] || len(c) != 14 || len(readCode(c)) != codeLength || strings.ContainsAny(c, "01ILOU5S8B") {
			t.Fatal(c)
		}
		seen[c] = true
	}
	if readCode(" hj4k 7qmr‑2xtd ") != "HJ4K7QMR2XTD" {
		t.Error(readCode(" hj4k 7qmr‑2xtd "))
	}
}
