package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

func TestEnsuringTwiceIsOnce(t *testing.T) {
	s, d := newService(t)
	ctx := context.Background()
	var ids [2]uuid.UUID
	for i := range 2 {
		unit, err := s.EnsureUnit(ctx, NewUnit{Code: "R", Name: "Kabupaten"})
		if err != nil {
			t.Fatal(err)
		}
		ids[i], err = s.EnsurePerson(ctx, NewPerson{Class: PNS, NIP: budi, FullName: "Budi Santoso", FrontTitle: "Dr.", BackTitle: "S.Kom.", Rank: "III/c", UnitID: &unit})
		if err != nil {
			t.Fatal(err)
		}
	}
	if ids[0] != ids[1] || count(t, d, `SELECT count(*) FROM accounts.persons`) != 1 || count(t, d, `SELECT count(*) FROM accounts.memberships`) != 1 {
		t.Error("made twice")
	}
	if _, err := s.EnsurePerson(ctx, NewPerson{Class: PNS, NIP: budi, FullName: "Budi Santoso", Rank: "III/d"}); err != nil {
		t.Fatal(err)
	}
	err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := s.PersonOf(ctx, tx, ids[0])
		if err != nil {
			return err
		}
		if p.Rank != "III/d" || p.NIP != budi || !p.IsASN() || p.UnitName != "Kabupaten" || p.Sex != "M" || p.BirthDate == nil || p.DisplayName != "Budi Santoso" {
			t.Errorf("rank %q, NIP kept %v, ASN %v, unit %q, sex %q, name %q", p.Rank, p.NIP == budi, p.IsASN(), p.UnitName, p.Sex, p.DisplayName)
		}
		_, err = s.PersonOf(ctx, tx, uuid.New())
		if !errors.Is(err, ErrNoSuchPerson) {
			t.Error(err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]NewPerson{"no name": {Class: PNS, NIP: budi}, "no key": {Class: Citizen, FullName: "X"}, "no class": {NIP: budi, FullName: "X"}} {
		if _, err := s.EnsurePerson(ctx, bad); !errors.Is(err, ErrNoSuchPerson) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.EnsurePerson(ctx, NewPerson{Class: PNS, NIP: "123", FullName: "X"}); !errors.Is(err, ErrNIPRefused) {
		t.Error(err)
	}
	nowhere := uuid.New()
	if _, err := s.EnsurePerson(ctx, NewPerson{Class: PNS, NIP: "199001012015012001", FullName: "X", UnitID: &nowhere}); !errors.Is(err, ErrNoSuchUnit) {
		t.Error(err)
	}
	if _, err := s.EnsureUnit(ctx, NewUnit{Code: "Q", Name: "Q", ParentID: &nowhere}); !errors.Is(err, ErrNoSuchUnit) {
		t.Error(err)
	}
}

func TestDisplayName(t *testing.T) {
	for _, c := range [][4]string{{"Dr.", "Siti Aminah", "S.Kom., M.T.", "Dr. Siti Aminah, S.Kom., M.T."}, {"", "Budi", "", "Budi"}, {" dr ", " Ani ", ", Sp.A ", "dr Ani, Sp.A"}} {
		if got := displayName(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%q, want %q", got, c[3])
		}
	}
}

func TestScope(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	actor := func(role access.Role) access.Actor {
		a, ok, err := h.s.Authenticate(ctx, "Bearer "+h.token[role], "")
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		return a
	}
	below, err := h.s.EnsureUnit(ctx, NewUnit{Code: "BELOW", Name: "Below", ParentID: &h.mine})
	if err != nil {
		t.Fatal(err)
	}
	for role, want := range map[access.Role][4]bool{ // mine, below, other, unknown
		access.Learner: {}, access.Trainer: {}, access.UnitAdmin: {true, true, false, false},
		access.TrainingAdmin: {true, true, true, true}, access.Auditor: {true, true, true, true},
	} {
		for i, unit := range []uuid.UUID{h.mine, below, h.other, uuid.New()} {
			if got, err := h.s.MayReadUnit(ctx, actor(role), unit); err != nil || got != want[i] {
				t.Errorf("%s, unit %d: %v %v", role, i, got, err)
			}
		}
	}
	admin := actor(access.UnitAdmin)
	learner := actor(access.Learner)
	for name, c := range map[string]struct {
		who  access.Actor
		whom uuid.UUID
		want bool
	}{"unit admin, own unit": {admin, learner.PersonID, true}, "oneself": {learner, learner.PersonID, true}, "learner, another": {learner, admin.PersonID, false}} {
		if got, err := h.s.MayReadPerson(ctx, c.who, c.whom); err != nil || got != c.want {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
	if _, err := h.s.EnsureUnit(ctx, NewUnit{Code: "MINE", Name: "Unit MINE", ParentID: &h.other}); err != nil {
		t.Fatal(err)
	}
	if got, err := h.s.MayReadUnit(ctx, admin, below); err != nil || !got {
		t.Errorf("the subtree moved with its root: %v %v", got, err)
	}
}

func TestSweepKeepsWhatIsStillNeeded(t *testing.T) {
	s, d := rosterService(t)
	ctx := context.Background()
	newPerson(t, s, budi, "Budi Santoso")
	in := signIn(t, s, budi)
	kept, _ := preview(t, s, asn(1))
	old, _ := preview(t, s, asn(2))
	do(t, d, `UPDATE accounts.rosters SET uploaded_at = now() - interval '8 days' WHERE id = $1`, old.ID)
	do(t, d, `INSERT INTO accounts.throttles (bucket, last_at) VALUES ('old', now() - interval '3 days'), ('new', now())`)
	for range 2 { // it survives running twice
		if err := s.sweep(ctx, json.RawMessage(`{}`)); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.roster_rows WHERE roster_id = $1`, old.ID); n != 0 {
		t.Error("rows of a forgotten roster stay")
	}
	if r, err := s.GetRoster(ctx, old.ID); err != nil || r.State != "discarded" {
		t.Error(r.State, err)
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.roster_rows WHERE roster_id = $1`, kept.ID); n != 1 {
		t.Error("rows still needed are gone")
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.throttles WHERE bucket = 'old'`); n != 0 {
		t.Error("an old counter stays")
	}
	if _, err := s.Refresh(ctx, in.refresh, Door{}); err != nil {
		t.Error(err)
	}
}

func BenchmarkAuthenticate(b *testing.B) {
	s, _ := newService(b)
	ctx := context.Background()
	newPerson(b, s, budi, "Budi Santoso")
	in := signIn(b, s, budi)
	bearer := "Bearer " + in.AccessToken
	b.Run("remembered", func(b *testing.B) {
		for b.Loop() {
			if _, ok, err := s.Authenticate(ctx, bearer, ""); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
	b.Run("from the database", func(b *testing.B) {
		for b.Loop() {
			s.access.drop(uuid.Nil)
			if _, ok, err := s.Authenticate(ctx, bearer, ""); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
	b.Run("signature alone", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.tokens.verify(audienceAccess, in.AccessToken); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestTheOperatorNamesPeople(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	unit, err := s.EnsureUnit(ctx, NewUnit{Code: "R", Name: "Kabupaten"})
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.EnsurePerson(ctx, NewPerson{Class: ClassOfNIP(budi), NIP: budi, Email: "budi@contoh.go.id", FullName: "Budi Santoso", UnitID: &unit})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{budi, " BUDI@contoh.go.id "} {
		if got, err := s.PersonByName(ctx, name); err != nil || got != id {
			t.Errorf("found %v, %v", got == id, err)
		}
	}
	if _, err := s.PersonByName(ctx, "siapa@contoh.go.id"); !errors.Is(err, ErrNoSuchPerson) {
		t.Error(err)
	}
	if got, err := s.UnitByCode(ctx, "R"); err != nil || got != unit {
		t.Error(got, err)
	}
	if _, err := s.UnitByCode(ctx, "X"); !errors.Is(err, ErrNoSuchUnit) {
		t.Error(err)
	}
	if active, err := s.IsActive(ctx, id); err != nil || active {
		t.Error(active, err)
	}
	if err := s.GrantRole(ctx, id, access.UnitAdmin, &unit); err != nil {
		t.Fatal(err)
	}
	actor, err := s.ActorOf(ctx, id)
	if err != nil || actor.PersonID != id || !actor.Has(access.UnitAdmin) || !actor.Has(access.Learner) {
		t.Error(actor.Roles, err)
	}
	for nip, want := range map[string]Class{budi: PNS, "199001012022211001": PPPK, "123": NonASN} {
		if got := ClassOfNIP(nip); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
