package accounts

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

const budi = "198503172010011001"

func TestASessionFromSignInToSignOut(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	person := newPerson(t, s, budi, "Budi Santoso")
	in := signIn(t, s, budi)
	actor, ok, err := s.Authenticate(ctx, "Bearer "+in.AccessToken, "")
	if err != nil || !ok || actor.PersonID != person {
		t.Fatalf("actor %+v, %v, %v", actor, ok, err)
	}
	if _, ok, err := s.Authenticate(ctx, "", in.media); err != nil || !ok {
		t.Fatalf("media cookie: %v, %v", ok, err)
	}
	if err := s.SignOut(ctx, actor); err != nil {
		t.Fatal(err)
	}
	mustBeEnded(t, s, in)
}

func mustBeEnded(t *testing.T, s *Service, in SignedIn) {
	t.Helper()
	ctx := context.Background()
	for name, call := range map[string]func() error{
		"access":  func() error { _, _, err := s.Authenticate(ctx, "Bearer "+in.AccessToken, ""); return err },
		"media":   func() error { _, _, err := s.Authenticate(ctx, "", in.media); return err },
		"refresh": func() error { _, err := s.Refresh(ctx, in.refresh, Door{}); return err },
		"shell": func() error {
			if _, _, _, ok := s.SessionFromCookie(ctx, in.refresh); ok {
				return nil
			}
			return ErrSessionEnded
		},
	} {
		if err := call(); !errors.Is(err, ErrSessionEnded) {
			t.Errorf("%s after the end: %v", name, err)
		}
	}
}

func TestSignOutEverywhereWorksAtOnce(t *testing.T) {
	s, d := newService(t)
	other := serviceOn(d) // a second process
	ctx, cancel := context.WithCancel(context.Background())
	var listening sync.WaitGroup
	listening.Go(func() { other.Run(ctx) })
	defer func() { cancel(); listening.Wait() }()
	newPerson(t, s, budi, "Budi Santoso")
	office, phone := signIn(t, s, budi), signIn(t, s, budi)
	for _, svc := range []*Service{s, other} { // both processes remember both sessions
		for _, in := range []SignedIn{office, phone} {
			if _, ok, err := svc.Authenticate(ctx, "Bearer "+in.AccessToken, ""); !ok || err != nil {
				t.Fatal(ok, err)
			}
		}
	}
	actor, _, _ := s.Authenticate(ctx, "Bearer "+phone.AccessToken, "")
	if err := s.SignOutEverywhere(ctx, actor); err != nil {
		t.Fatal(err)
	}
	mustBeEnded(t, s, office)
	mustBeEnded(t, s, phone)
	deadline := time.Now().Add(5 * time.Second)
	for {
		_, _, err := other.Authenticate(ctx, "Bearer "+office.AccessToken, "")
		if errors.Is(err, ErrSessionEnded) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the other process still lets the session in after 5 s")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestReuseOfAnOldRefreshTokenEndsTheFamily(t *testing.T) {
	s, d := newService(t)
	ctx := context.Background()
	newPerson(t, s, budi, "Budi Santoso")
	first := signIn(t, s, budi)
	second, err := s.Refresh(ctx, first.refresh, Door{})
	if err != nil {
		t.Fatal(err)
	}
	if second.refresh == first.refresh || second.AccessToken == first.AccessToken {
		t.Fatal("nothing was rotated")
	}
	do(t, d, `UPDATE accounts.refresh_tokens SET replaced_at = replaced_at - interval '31 seconds' WHERE replaced_at IS NOT NULL`)
	if _, err := s.Refresh(ctx, first.refresh, Door{}); !errors.Is(err, ErrSessionEnded) {
		t.Fatal(err)
	}
	mustBeEnded(t, s, second)
	if n := count(t, d, `SELECT count(*) FROM accounts.sessions WHERE ended_because = 'token_reused'`); n != 1 {
		t.Errorf("%d sessions ended for reuse", n)
	}
	if n := count(t, d, `SELECT count(*) FROM audit.events WHERE action = 'accounts.refresh-reused'`); n != 1 {
		t.Errorf("%d lines in the trail", n)
	}
}

// TestHonestBrowsersAreNeverSignedOut: two tabs that refresh at the same
// moment, in either order of replies, and replies that are lost.
func TestHonestBrowsersAreNeverSignedOut(t *testing.T) {
	s, d := newService(t)
	newPerson(t, s, budi, "Budi Santoso")
	var all sync.WaitGroup
	for range 4 { // four browsers, 250 rounds each
		jar := signIn(t, s, budi).refresh
		all.Go(func() {
			for round := range 250 {
				next, err := tabs(s, jar, round)
				if err != nil {
					t.Errorf("round %d: %v", round, err)
					return
				}
				jar = next
			}
		})
	}
	all.Wait()
	if n := count(t, d, `SELECT count(*) FROM accounts.sessions WHERE ended_at IS NOT NULL`); n != 0 {
		t.Errorf("%d sessions ended", n)
	}
}

// tabs plays one round and gives what the cookie jar holds afterwards.
func tabs(s *Service, jar string, round int) (string, error) {
	ctx := context.Background()
	answers := make(chan SignedIn, 2)
	errs := make(chan error, 2)
	for range 2 {
		go func() {
			in, err := s.Refresh(ctx, jar, Door{})
			answers <- in
			errs <- err
		}()
	}
	a, b := <-answers, <-answers
	if err := errors.Join(<-errs, <-errs); err != nil {
		return "", err
	}
	switch round % 3 {
	case 0:
		return a.refresh, nil // the reply of one tab came last
	case 1:
		return b.refresh, nil // of the other
	}
	lost, err := s.Refresh(ctx, jar, Door{}) // both replies lost: the old token once more
	return lost.refresh, err
}

func TestIdleSessionsEndUnlessSomethingMustNotBeInterrupted(t *testing.T) {
	s, d := newService(t)
	ctx := context.Background()
	person := newPerson(t, s, budi, "Budi Santoso")
	in := signIn(t, s, budi)
	idle := func() { do(t, d, `UPDATE accounts.sessions SET last_seen_at = now() - interval '61 minutes'`) }
	idle()
	busy := true
	s.KeepAlive = append(s.KeepAlive, func(_ context.Context, id uuid.UUID) (bool, error) { return busy && id == person, nil })
	in, err := s.Refresh(ctx, in.refresh, Door{})
	if err != nil {
		t.Fatalf("inside an open attempt: %v", err)
	}
	idle()
	busy = false
	if _, err := s.Refresh(ctx, in.refresh, Door{}); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("idle: %v", err)
	}
}

func TestSessionsEndAfterTwelveHours(t *testing.T) {
	s, d := newService(t)
	newPerson(t, s, budi, "Budi Santoso")
	in := signIn(t, s, budi)
	if n := count(t, d, `SELECT count(*) FROM accounts.sessions WHERE expires_at BETWEEN now() + interval '11 hours 59 minutes' AND now() + interval '12 hours'`); n != 1 {
		t.Error("a session does not last twelve hours")
	}
	do(t, d, `UPDATE accounts.sessions SET expires_at = now() - interval '1 second'`)
	mustBeEnded(t, s, in)
}

// TestTheHotPathAsksNobody: a token seen a moment ago needs no database.
func TestTheHotPathAsksNobody(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	newPerson(t, s, budi, "Budi Santoso")
	in := signIn(t, s, budi)
	bearer := "Bearer " + in.AccessToken
	if _, ok, err := s.Authenticate(ctx, bearer, ""); !ok || err != nil {
		t.Fatal(ok, err)
	}
	away, err := db.Open("postgres://nobody@127.0.0.1:1/none?sslmode=disable", db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = away.Close() }()
	s.db = away
	s.tokens = newTokenMaker(testKey, "somebody else") // would refuse every token
	if _, ok, err := s.Authenticate(ctx, bearer, ""); !ok || err != nil {
		t.Errorf("remembered token: %v %v", ok, err)
	}
	if n := testing.AllocsPerRun(1000, func() { _, _, _ = s.Authenticate(ctx, bearer, "") }); n > 1 {
		t.Errorf("%v allocations on the hot path", n)
	}
}

// TestARevocationDuringAReadingIsNotForgotten: what was read before a
// revocation is not remembered after it.
func TestARevocationDuringAReadingIsNotForgotten(t *testing.T) {
	c := newActorCache()
	now := time.Now()
	r := remembered{claimed: claimed{account: uuid.New(), session: uuid.New(), expires: now.Add(time.Minute)}}
	_, _, _, epoch := c.find("t", now)
	c.drop(r.session)
	c.keep("t", r, now, epoch)
	if _, known, _, _ := c.find("t", now); known {
		t.Error("a stale reading was remembered")
	}
	_, _, _, epoch = c.find("t", now)
	c.keep("t", r, now, epoch)
	if _, _, fresh, _ := c.find("t", now.Add(actorFresh-time.Millisecond)); !fresh {
		t.Error("not fresh within its time")
	}
	if _, known, fresh, _ := c.find("t", now.Add(actorFresh)); !known || fresh {
		t.Error("fresh beyond its time")
	}
	if _, known, _, _ := c.find("t", r.expires); known {
		t.Error("known beyond its expiry")
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	c := newActorCache()
	now := time.Now()
	for i := range actorKept + 100 {
		_, _, _, epoch := c.find("", now)
		c.keep(fmt.Sprint(i), remembered{claimed: claimed{expires: now.Add(time.Hour)}}, now, epoch)
	}
	if len(c.of) > actorKept {
		t.Errorf("%d entries", len(c.of))
	}
}

func TestRolesCountFromTheNextRequest(t *testing.T) {
	s, d := newService(t)
	ctx := context.Background()
	person := newPerson(t, s, budi, "Budi Santoso")
	in := signIn(t, s, budi)
	roles := func() []access.Role {
		a, ok, err := s.Authenticate(ctx, "Bearer "+in.AccessToken, "")
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		return a.Roles
	}
	if got := roles(); len(got) != 1 {
		t.Errorf("%v", got)
	}
	if err := s.GrantRole(ctx, person, access.TrainingAdmin, nil); err != nil {
		t.Fatal(err)
	}
	if got := roles(); len(got) != 2 || got[1] != access.TrainingAdmin {
		t.Errorf("after the grant: %v", got)
	}
	do(t, d, `UPDATE accounts.persons SET active = false`)
	s.forget("")
	if got := roles(); len(got) != 1 {
		t.Errorf("somebody who left still holds %v", got)
	}
	do(t, d, `UPDATE accounts.persons SET active = true`)
	if err := s.RevokeRole(ctx, person, access.TrainingAdmin, nil); err != nil {
		t.Fatal(err)
	}
	if got := roles(); len(got) != 1 {
		t.Errorf("after the revocation: %v", got)
	}
	for name, bad := range map[string]func() error{
		"unit_admin without unit": func() error { return s.GrantRole(ctx, person, access.UnitAdmin, nil) },
		"no such role":            func() error { return s.GrantRole(ctx, person, "root", nil) },
	} {
		if err := bad(); !errors.Is(err, ErrRoleRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Disable(ctx, person); err != nil {
		t.Fatal(err)
	}
	mustBeEnded(t, s, in)
	if _, err := s.SignIn(ctx, budi, goodPassword, Door{}); !errors.Is(err, ErrDisabled) {
		t.Errorf("disabled: %v", err)
	}
}

func TestOwnSessionsOnly(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	newPerson(t, s, budi, "Budi Santoso")
	newPerson(t, s, "199001012015012001", "Siti Aminah")
	mine, theirs := signIn(t, s, budi), signIn(t, s, "199001012015012001")
	me, _, _ := s.Authenticate(ctx, "Bearer "+mine.AccessToken, "")
	other, _, _ := s.Authenticate(ctx, "Bearer "+theirs.AccessToken, "")
	if err := s.EndSession(ctx, me, other.SessionID); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.Authenticate(ctx, "Bearer "+theirs.AccessToken, ""); !ok || err != nil {
		t.Errorf("somebody else's session was ended: %v %v", ok, err)
	}
	list, err := s.ListSessions(ctx, me)
	if err != nil || len(list) != 1 || !list[0].Current {
		t.Errorf("%+v %v", list, err)
	}
}

func TestTheShellReadsACookieWithoutUsingItUp(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	newPerson(t, s, budi, "Budi Santoso")
	in := signIn(t, s, budi)
	for range 3 {
		token, seconds, me, ok := s.SessionFromCookie(ctx, in.refresh)
		if !ok || seconds < 590 || me.FullName != "Budi Santoso" {
			t.Fatal(ok, seconds, me)
		}
		if _, ok, err := s.Authenticate(ctx, "Bearer "+token, ""); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	if _, err := s.Refresh(ctx, in.refresh, Door{}); err != nil {
		t.Errorf("the cookie was used up: %v", err)
	}
	if _, _, _, ok := s.SessionFromCookie(ctx, "nonsense"); ok {
		t.Error("nonsense gave a session")
	}
}
