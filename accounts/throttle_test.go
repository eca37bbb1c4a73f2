package accounts

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/internal/db"
	"lentera/internal/fault"
)

func TestAGuesserIsSlowedAndNobodyElse(t *testing.T) {
	s, d := newService(t)
	ctx := context.Background()
	newPerson(t, s, budi, "Budi Santoso")
	guesser := Door{Address: "198.51.100.7"}
	for i := range 6 {
		if _, err := s.SignIn(ctx, budi, fmt.Sprint("tebakan nomor ", i), guesser); !errors.Is(err, ErrSignInFailed) {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	_, err := s.SignIn(ctx, budi, goodPassword, guesser)
	if !errors.Is(err, ErrTooManyTries) || fault.Of(err).RetryAfter < time.Second {
		t.Fatalf("the seventh try was looked at: %v", err)
	}
	if _, err := s.SignIn(ctx, budi, goodPassword, Door{Address: "203.0.113.9"}); err != nil {
		t.Errorf("the owner from another network: %v", err)
	}
	if _, err := serviceOn(d).SignIn(ctx, budi, goodPassword, guesser); !errors.Is(err, ErrTooManyTries) {
		t.Errorf("a restart forgot the failures: %v", err)
	}
	do(t, d, `UPDATE accounts.throttles SET open_at = now() - interval '1 second'`)
	if _, err := s.SignIn(ctx, budi, goodPassword, guesser); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	if n := count(t, d, `SELECT count(*) FROM audit.events WHERE action = 'accounts.tries-slowed'`); n != 1 {
		t.Errorf("%d lines in the trail", n)
	}
}

// TestTheWaitDoublesAndForgives pins the arithmetic of one counter.
func TestTheWaitDoublesAndForgives(t *testing.T) {
	_, d := newService(t)
	ctx := context.Background()
	b := bucket{"k", limit{free: 2, leak: time.Minute, longest: 8 * time.Second}, true}
	charge := func() float64 {
		var failures float64
		if err := d.Get(ctx, &failures, sqls.ChargeThrottle, b.key, b.limit.leak.Seconds(), b.limit.free, b.limit.longest.Seconds()); err != nil {
			t.Fatal(err)
		}
		var wait float64
		if err := d.Get(ctx, &wait, sqls.ThrottleWait, b.key); err != nil {
			t.Fatal(err)
		}
		do(t, d, `UPDATE accounts.throttles SET open_at = now() - interval '1 second'`)
		return wait
	}
	for i, want := range []float64{0, 0, 1, 2, 4, 8, 8} {
		if got := charge(); got > want || got < want-0.5 {
			t.Errorf("failure %d waits %.2f s, want %.0f", i+1, got, want)
		}
	}
	do(t, d, `UPDATE accounts.throttles SET last_at = last_at - interval '6 minutes'`)
	if got := charge(); got != 0 {
		t.Errorf("six minutes forgave nothing: %.2f", got)
	}
}

// TestParallelGuessesAreCountedOneByOne: a thousand tries at once are not one.
func TestParallelGuessesAreCountedOneByOne(t *testing.T) {
	s, _ := newService(t)
	newPerson(t, s, budi, "Budi Santoso")
	var looked atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range 60 {
		all.Go(func() {
			_, err := s.SignIn(context.Background(), budi, "tebakan serentak", Door{Address: "198.51.100.7"})
			switch {
			case errors.Is(err, ErrSignInFailed):
				looked.Add(1)
			case errors.Is(err, ErrTooManyTries), errors.Is(err, ErrBusy):
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	// Waits of 1, 2, 4 … s each let one more through; a slow machine reaches them.
	waits := int64(math.Log2(time.Since(began).Seconds() + 1))
	if n := looked.Load(); n > int64(limitPair.free)+2+waits {
		t.Errorf("%d guesses were looked at in %v", n, time.Since(began))
	}
}

// TestEveryDoorHasTheSameCounter: failures at one door close the others.
func TestEveryDoorHasTheSameCounter(t *testing.T) {
	door := Door{Address: "198.51.100.7"}
	ctx := context.Background()
	for name, spend := range map[string]func(*Service, uuid.UUID){
		"sign-in": func(s *Service, _ uuid.UUID) { _, _ = s.SignIn(ctx, budi, "salah sekali ini", door) },
		"activation": func(s *Service, _ uuid.UUID) {
			_, _ = s.Activate(ctx, budi, "AAAA-AAAA-AAAA", otherPassword, door)
		},
		"password": func(s *Service, account uuid.UUID) {
			_, _ = s.ChangePassword(ctx, actorOf(account), "salah sekali ini", otherPassword, door)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, d := newService(t)
			newPerson(t, s, budi, "Budi Santoso")
			var account uuid.UUID
			if err := d.Get(ctx, &account, db.Query{Name: "test", SQL: `SELECT id FROM accounts.accounts`}); err != nil {
				t.Fatal(err)
			}
			for range 6 {
				spend(s, account)
			}
			for other, try := range map[string]func() error{
				"sign-in":    func() error { _, err := s.SignIn(ctx, budi, goodPassword, door); return err },
				"activation": func() error { _, err := s.Activate(ctx, budi, "AAAA-AAAA-AAAA", otherPassword, door); return err },
				"password": func() error {
					_, err := s.ChangePassword(ctx, actorOf(account), goodPassword, otherPassword, door)
					return err
				},
			} {
				if err := try(); !errors.Is(err, ErrTooManyTries) {
					t.Errorf("%s stayed open: %v", other, err)
				}
			}
		})
	}
}

// TestUnknownNamesLookLikeKnownOnes: same refusal, same counting, same work.
func TestUnknownNamesLookLikeKnownOnes(t *testing.T) {
	s, d := newService(t)
	ctx := context.Background()
	newPerson(t, s, budi, "Budi Santoso")
	invited := "199001012015012001"
	if _, err := s.EnsurePerson(ctx, NewPerson{Class: PNS, NIP: invited, FullName: "Siti Aminah"}); err != nil {
		t.Fatal(err)
	}
	names := []string{budi, invited, "199202022016011001", "tidak.ada@contoh.go.id", "'; DROP TABLE", ""}
	took := map[string][]time.Duration{}
	for round := range 5 {
		for _, name := range names {
			began := time.Now()
			_, err := s.SignIn(ctx, name, "salah sekali ini", Door{Address: fmt.Sprintf("198.51.100.%d", round+1)})
			took[name] = append(took[name], time.Since(began))
			if !errors.Is(err, ErrSignInFailed) {
				t.Fatalf("%q: %v", name, err)
			}
		}
	}
	// The least time is the work itself: a busy machine adds to a time, it
	// never takes away from it.
	least := func(name string) time.Duration { return slices.Min(took[name]) }
	for _, name := range names[1:] {
		if ratio := float64(least(name)) / float64(least(budi)); ratio < 0.4 || ratio > 2.5 {
			t.Errorf("%q takes %v, a known name %v", name, least(name), least(budi))
		}
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.throttles WHERE bucket LIKE 'strangers:%'`); n != len(names) {
		t.Errorf("%d of %d names are counted", n, len(names))
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.throttles WHERE bucket LIKE '%1985%' OR bucket LIKE '%198.51%'`); n > 0 {
		t.Error("a counter's name gives a NIP or an address away")
	}
}

// TestLockOutAttack: strangers from many networks spend the budget of 500
// accounts; every owner still gets in from a browser known to the account.
func TestLockOutAttack(t *testing.T) {
	s, d := newService(t)
	const owners = 500 / slower
	nips := ownersWithDevices(t, s, d, owners)
	attack(t, s, d, nips)
	if n := count(t, d, `SELECT count(*) FROM accounts.throttles WHERE bucket LIKE 'strangers:%' AND open_at > now()`); n < owners*9/10 {
		t.Fatalf("the attack closed only %d of %d accounts", n, owners)
	}
	var in atomic.Int64
	each4(nips, func(i int, nip string) {
		_, err := s.SignIn(context.Background(), nip, goodPassword, Door{Address: "203.0.113.5", Device: deviceNumber(i)})
		if err != nil {
			t.Errorf("owner %d: %v", i, err)
			return
		}
		in.Add(1)
	})
	if in.Load() != owners {
		t.Errorf("%d of %d owners got in", in.Load(), owners)
	}
	if _, err := s.SignIn(context.Background(), nips[0], goodPassword, Door{Address: "203.0.113.5", Device: "device of somebody else"}); !errors.Is(err, ErrTooManyTries) {
		t.Errorf("an unknown browser: %v", err)
	}
}

// ownersWithDevices makes accounts that share one password hash (making 500
// would take longer than the test) and know one browser each.
func ownersWithDevices(t *testing.T, s *Service, d *db.DB, n int) []string {
	t.Helper()
	hash, err := s.hasher.Hash(context.Background(), goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	nips := make([]string, n)
	for i := range nips {
		nips[i] = asn(i)["nip_baru"]
		person, account := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
		do(t, d, `INSERT INTO accounts.persons (id, class, full_name) VALUES ($1, 'pns', 'Pemilik')`, person)
		do(t, d, `INSERT INTO accounts.nips (nip, person_id, valid_from) VALUES ($1, $2, '2010-01-01')`, nips[i], person)
		do(t, d, `INSERT INTO accounts.accounts (id, person_id, state, password_hash) VALUES ($1, $2, 'active', $3)`, account, person, hash)
		do(t, d, `INSERT INTO accounts.known_devices (account_id, token_hash) VALUES ($1, $2)`, account, secretHash(deviceNumber(i)))
	}
	return nips
}

// attack charges each account from a new network per try until the guard
// closes it. The guard is driven itself: 20,000 real hashes would only measure
// argon2.
func attack(t *testing.T, s *Service, d *db.DB, nips []string) {
	t.Helper()
	// As if the first thirty failures had come in already, then five more each.
	for _, nip := range nips {
		a, known, err := s.findAccount(context.Background(), readLoginName(nip))
		if err != nil || !known {
			t.Fatal(known, err)
		}
		do(t, d, `INSERT INTO accounts.throttles (bucket, failures) VALUES ($1, 40)`, s.bucketKey("strangers", a.ID.String()))
	}
	var network atomic.Int64
	each4(nips, func(_ int, nip string) {
		for range 3 {
			n := network.Add(1)
			name := readLoginName(nip)
			a, known, err := s.findAccount(context.Background(), name)
			if err == nil {
				_, err = s.enter(context.Background(), doorSignIn, name, a, known, Door{Address: fmt.Sprintf("2001:db8:%x::1", n), Device: "guessed"})
			}
			if err != nil && !errors.Is(err, ErrTooManyTries) {
				t.Error(err)
			}
		}
	})
}

// each4 works on a list with four hands.
func each4(list []string, work func(i int, item string)) {
	var all sync.WaitGroup
	for hand := range 4 {
		all.Go(func() {
			for i := hand; i < len(list); i += 4 {
				work(i, list[i])
			}
		})
	}
	all.Wait()
}

func TestNetworks(t *testing.T) {
	for address, want := range map[string]string{"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "": "unknown", "nonsense": "unknown"} {
		if got := networkOf(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func deviceNumber(i int) string { return fmt.Sprintf("%043d", i) }

// TestManyAtOnceFromOneAddress: an office of hundreds behind one address signs
// in at the same time with right passwords. Nobody is taken for a guesser
// because others wait, everybody who comes back gets in, and whoever waits is
// told place and time.
func TestManyAtOnceFromOneAddress(t *testing.T) {
	const people = 160 // more than one network may fail at once
	s, d := newService(t)
	newPerson(t, s, budi, "Budi Santoso")
	do(t, d, `UPDATE accounts.accounts SET email = 'orang0@uji.example'`)
	for i := 1; i < people; i++ {
		do(t, d, fmt.Sprintf(`WITH p AS (INSERT INTO accounts.persons (id, class, full_name) VALUES (gen_random_uuid(), 'pns', 'Orang %d') RETURNING id)
			INSERT INTO accounts.accounts (id, person_id, email, password_hash, state)
			SELECT gen_random_uuid(), p.id, 'orang%d@uji.example', (SELECT password_hash FROM accounts.accounts LIMIT 1), 'active' FROM p`, i, i))
	}
	var told atomic.Int64
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			for {
				_, err := s.SignIn(context.Background(), fmt.Sprintf("orang%d@uji.example", i), goodPassword, Door{Address: "198.51.100.7"})
				if err == nil {
					return
				}
				f := fault.Of(err)
				if !errors.Is(err, ErrBusy) || f.RetryAfter < time.Second || f.Extra["place"].(int) < 1 || f.Extra["seconds"].(int) < 1 {
					t.Error(i, err, f.RetryAfter, f.Extra)
					return
				}
				told.Add(1)
				time.Sleep(f.RetryAfter)
			}
		})
	}
	all.Wait()
	var failures float64
	if err := d.Get(context.Background(), &failures, db.Query{Name: "test", SQL: `SELECT COALESCE(sum(failures), 0) FROM accounts.throttles`}); err != nil || failures != 0 {
		t.Errorf("%v failures were left to people who made none (%v)", failures, err)
	}
	if n := count(t, d, `SELECT count(*) FROM accounts.sessions`); n < people {
		t.Errorf("%d sessions of %d people; %d were told to come back", n, people, told.Load())
	}
}
