package accounts

import (
	"context"
	"errors"
	"testing"
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
	for name, call := range map[string]func() error{
		"access":  func() error { _, _, err := s.Authenticate(ctx, "Bearer "+in.AccessToken, ""); return err },
		"media":   func() error { _, _, err := s.Authenticate(ctx, "", in.media); return err },
		"refresh": func() error { _, err := s.Refresh(ctx, in.refresh, Door{}); return err },
	} {
		if err := call(); !errors.Is(err, ErrSessionEnded) {
			t.Errorf("%s after sign-out: %v", name, err)
		}
	}
}
