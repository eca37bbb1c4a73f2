package accounts

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/fault"
)

// TestTheServiceKnowsItsOwner: the facts come from the base, unit names and
// former numbers included.
func TestTheServiceKnowsItsOwner(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	root, err := s.EnsureUnit(ctx, NewUnit{Code: "R", Name: "Kabupaten Antahberantah"})
	if err != nil {
		t.Fatal(err)
	}
	unit, err := s.EnsureUnit(ctx, NewUnit{Code: "D", Name: "Dinas Perhubungan", ParentID: &root})
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.EnsurePerson(ctx, NewPerson{Class: PNS, NIP: budi, FullName: "Budi Santoso Wirawan", UnitID: &unit, Phone: "081234567890", Email: "budi.wira@contoh.go.id"})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"budi santoso wirawan", "dinas perhubungan 1985", "antahberantah wirawan", "hubungi 0812 3456 7890", "pada 17 maret 1985 itu", budi, "pendek"} {
		err := s.SetPassword(ctx, id, bad)
		if !errors.Is(err, ErrPasswordRefused) || len(fault.Of(err).Fields) == 0 {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := s.SetPassword(ctx, id, goodPassword); err != nil {
		t.Error(err)
	}
}

func TestChangingThePassword(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	newPerson(t, s, budi, "Budi Santoso")
	here, there := signIn(t, s, budi), signIn(t, s, budi)
	actor, _, _ := s.Authenticate(ctx, "Bearer "+here.AccessToken, "")
	if _, err := s.ChangePassword(ctx, actor, "bukan yang benar", otherPassword, Door{}); !errors.Is(err, ErrWrongPassword) {
		t.Errorf("wrong present password: %v", err)
	}
	if _, err := s.ChangePassword(ctx, actor, goodPassword, "17-03-1985 17-03-1985", Door{}); !errors.Is(err, ErrPasswordRefused) {
		t.Errorf("birthday: %v", err)
	}
	fresh, err := s.ChangePassword(ctx, actor, goodPassword, otherPassword, Door{})
	if err != nil {
		t.Fatal(err)
	}
	mustBeEnded(t, s, here)
	mustBeEnded(t, s, there)
	if _, ok, err := s.Authenticate(ctx, "Bearer "+fresh.AccessToken, ""); !ok || err != nil {
		t.Error(ok, err)
	}
	if _, err := s.SignIn(ctx, budi, otherPassword, Door{}); err != nil {
		t.Error(err)
	}
}

func TestSignInByEmail(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	id, err := s.EnsurePerson(ctx, NewPerson{Class: Citizen, FullName: "Warga Contoh", Email: "Warga@Contoh.ID"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetPassword(ctx, id, goodPassword); err != nil {
		t.Fatal(err)
	}
	in, err := s.SignIn(ctx, "  WARGA@contoh.id ", goodPassword, Door{})
	if err != nil || in.Account.Class != Citizen || in.Account.NIP != "" {
		t.Errorf("%+v %v", in.Account, err)
	}
	if _, err := s.EnsurePerson(ctx, NewPerson{Class: PNS, NIP: budi, FullName: "Budi", Email: "warga@contoh.id"}); !errors.Is(err, ErrEmailTaken) {
		t.Errorf("a taken e-mail: %v", err)
	}
}

// TestLogsHoldNoSecrets drives every flow with a captured logger and looks for
// what must not be there.
func TestLogsHoldNoSecrets(t *testing.T) {
	var logged bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	before := slog.Default()
	slog.SetDefault(logger)
	defer slog.SetDefault(before)
	s, d := newService(t, func(o *Options) { o.Log = logger })
	server := serverOf(t, s)
	ctx := context.Background()
	id, code := invite(t, s, budi, "Budi Kenari Santoso")
	secrets := []string{budi, code, strings.ReplaceAll(code, "-", ""), goodPassword, otherPassword, "081255566677"}
	in, err := s.Activate(ctx, budi, code, goodPassword, Door{Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	secrets = append(secrets, in.AccessToken, in.refresh, in.media, in.device)
	logger.Info("somebody prints it all", "in", in, "text", fmt.Sprintf("%v %+v %#v", in, in, in), "code", ActivationCode{Code: code}, "me", in.Account, "nip", NIP{Digits: budi}, "person", Person{NIP: budi}, "row", RosterRow{NIP: budi})
	post(t, server, "/api/accounts/sign-in", map[string]any{"name": budi, "password": goodPassword}, "")
	post(t, server, "/api/accounts/sign-in", map[string]any{"name": budi, "password": "salah " + otherPassword}, "")
	post(t, server, "/api/accounts/sign-in", map[string]any{"name": budi, "password": goodPassword, "surplus": budi}, "")
	post(t, server, "/api/accounts/activate", map[string]any{"name": budi, "code": code, "password": otherPassword}, "")
	post(t, server, "/api/accounts/password", map[string]any{"current": goodPassword, "new": "x"}, in.AccessToken)
	post(t, server, "/masuk", form("name", budi, "password", otherPassword), "")
	_, _ = s.PreviewRoster(ctx, "x.csv", strings.NewReader("nip_baru;nama;nomor_hp\n"+budi+";Budi;081255566677\n"))
	first, _ := s.Refresh(ctx, in.refresh, Door{})
	secrets = append(secrets, first.refresh)
	do(t, d, `UPDATE accounts.refresh_tokens SET replaced_at = now() - interval '1 hour' WHERE replaced_at IS NOT NULL`)
	_, _ = s.Refresh(ctx, in.refresh, Door{}) // reuse: logs a warning
	_ = s.GrantRole(access.WithActor(ctx, actorOf(uuid.New())), id, access.Auditor, nil)
	_ = d.Close()
	post(t, server, "/api/accounts/sign-in", map[string]any{"name": budi, "password": goodPassword}, "") // the database is away
	post(t, server, "/masuk", form("name", budi, "password", goodPassword), "")
	text := logged.String()
	if !strings.Contains(text, "refresh token used twice") || !strings.Contains(text, "request failed") {
		t.Errorf("the logger was not captured: %s", text)
	}
	for i, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("secret %d of %d stands in the log", i, len(secrets))
		}
	}
}
