package signing_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"lentera/internal/db"
	"lentera/internal/testweb"
	"lentera/signing"
)

const (
	canary   = "KENARI-frasa-7f3a91"
	canaryID = "3508112233440001"
)

// TestThePassphraseIsNowhere gives a canary in every way there is, right and
// wrong, in shapes that are refused, and then reads every text of the database
// and every line of the log.
func TestThePassphraseIsNowhere(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, nil)
	h.issue(4, nil)
	token := h.web.Token(h.admin)
	run := func(name string, body any, status int, has string) {
		t.Helper()
		res, text := h.web.Do(t, testweb.Scenario{Name: name, Method: http.MethodPost, Path: "/api/signing/runs", As: token, Body: body})
		if res.StatusCode != status || !strings.Contains(text, has) {
			t.Errorf("%s: %d %s", name, res.StatusCode, text)
		}
		if strings.Contains(text, canary) || strings.Contains(text, canaryID) {
			t.Errorf("%s: the answer quotes it: %s", name, text)
		}
	}
	run("wrong", map[string]any{"kind": "local", "party": "agency", "passphrase": canary, "identity": canaryID, "code": canary}, 422, "signing.passphrase")
	run("no text", map[string]any{"kind": "local", "party": "agency", "passphrase": []string{canary}}, 422, "")
	run("an unknown member", map[string]any{"kind": "local", "party": "agency", "pasphrase": canary}, 422, "")
	run("an unknown kind", map[string]any{"kind": "lokal", "party": "agency", "passphrase": canary, "identity": canaryID}, 422, "")
	run("broken JSON", `{"kind":"local","party":"agency","passphrase":"`+canary+`"`, 422, "")
	run("not set up", map[string]any{"kind": "bsre_sign", "party": "agency", "passphrase": canary, "identity": canaryID}, 409, "signing.not-set-up")
	run("nothing there", map[string]any{"kind": "local", "party": "agency", "lot": "course:x", "passphrase": passphrase}, 409, "signing.nothing-waits")
	run("right", map[string]any{"kind": "local", "party": "agency", "passphrase": passphrase, "identity": canaryID, "code": canary}, 200, `"total":4`)
	h.Settle(ctx)
	if h.states()["signed"] != 4 {
		t.Fatal(h.states())
	}
	secrets := []string{canary, canaryID, passphrase}
	for _, secret := range secrets {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	for column, n := range h.textsWith(secrets) {
		t.Errorf("%s holds a secret in %d rows", column, n)
	}
	good(t, h.exec("INSERT INTO jobs.jobs (kind, args) VALUES ('x', $1)", `{"a":"`+canary+`"}`))
	if len(h.textsWith(secrets)) == 0 {
		t.Error("the search finds nothing at all") // the control
	}
}

// textsWith looks in every column of every table that can hold text.
func (h *house) textsWith(secrets []string) map[string]int {
	h.t.Helper()
	var columns []struct {
		Schema string `db:"table_schema"`
		Table  string `db:"table_name"`
		Column string `db:"column_name"`
	}
	good(h.t, h.db.Select(context.Background(), &columns, db.Query{Name: "Columns", SQL: `SELECT c.table_schema, c.table_name, c.column_name FROM information_schema.columns c
		JOIN information_schema.tables t USING (table_schema, table_name)
		WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema')`}))
	if len(columns) < 100 {
		h.t.Fatalf("only %d columns", len(columns))
	}
	out := map[string]int{}
	for _, c := range columns {
		for _, secret := range secrets {
			var n int
			at := fmt.Sprintf("%q.%q.%q", c.Schema, c.Table, c.Column)
			good(h.t, h.db.Get(context.Background(), &n, db.Query{Name: "Search", SQL: fmt.Sprintf(`SELECT count(*) FROM %q.%q WHERE position($1 IN %q::text) > 0`,
				c.Schema, c.Table, c.Column)}, secret))
			if n > 0 {
				out[at] += n
			}
		}
	}
	return out
}

func TestSecretsPrintAsNothing(t *testing.T) {
	s := signing.NewSecret([]byte(canary), []byte(canary), []byte(canaryID))
	body, err := json.Marshal(map[string]any{"s": s})
	good(t, err)
	held := struct{ S *signing.Secret }{s}
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s, s), fmt.Sprintf("%v %+v", held, held), string(body), s.LogValue().String()} {
		if strings.Contains(text, canary) || strings.Contains(text, canaryID) {
			t.Errorf("%s", text)
		}
	}
	lent := s.Passphrase()
	s.Wipe()
	if strings.Trim(string(lent), "\x00") != "" || len(s.Passphrase()) != 0 {
		t.Error("not overwritten")
	}
}

// TestSecretsEnd: a run that takes longer than the secret's life stops, and
// says that the passphrase must be given again.
func TestSecretsEnd(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, func(o *signing.Options) { o.SecretLife = 50 * time.Millisecond })
	h.issue(2, nil)
	run, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	time.Sleep(200 * time.Millisecond)
	h.Settle(ctx)
	if run, err = h.Run(ctx, h.admin, run.ID); err != nil || run.State != "stopped" || run.Why != signing.WhyPassphraseGone {
		t.Errorf("%+v %v", run, err)
	}
	if got := h.states(); got["waiting"] != 2 {
		t.Errorf("%v", got)
	}
}

// TestTheAuthorityOfTimeIsAway: documents wait again and say why; nothing is
// signed without the stamp that was asked for.
func TestTheAuthorityOfTimeIsAway(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, nil)
	all := h.issue(2, nil)
	h.tsa.Set("500")
	run, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	h.Settle(ctx)
	if run, err = h.Run(ctx, h.admin, run.ID); err != nil || run.Why != signing.WhyTimestamp || !strings.Contains(run.Detail, "500") {
		t.Errorf("%+v %v", run, err)
	}
	if got := h.states(); got["waiting"] != 2 {
		t.Errorf("%v", got)
	}
	h.tsa.Set("")
	_, err = h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	h.Settle(ctx)
	h.final(all[0])
}

func TestRevokedWhileItWaits(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, nil)
	all := h.issue(3, nil)
	_, err := h.certs.Revoke(ctx, all[0].ID, "nilai keliru, dicabut")
	good(t, err)
	_, err = h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	// Between the claim and the signature the second one is revoked, too.
	_, err = h.certs.Revoke(ctx, all[1].ID, "nilai keliru, dicabut")
	good(t, err)
	h.Settle(ctx)
	if got := h.states(); got["withdrawn"] != 2 || got["signed"] != 1 {
		t.Errorf("%v", got)
	}
	for _, c := range all[:2] {
		if _, ready, err := h.certs.FinalPDF(ctx, c.ID); ready || err != nil {
			t.Errorf("%v %v", ready, err)
		}
	}
}

func TestTheStoreIsAway(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, nil)
	all := h.issue(2, nil)
	_, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	h.store.set(true)
	h.Settle(ctx)
	if why, state := h.why(all[0]); why != signing.WhyAway || state != "waiting" {
		t.Errorf("%s %s", why, state)
	}
	h.store.set(false)
	_, err = h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	h.Settle(ctx)
	h.final(all[1])
}

// TestASignedDocumentIsForEver: also for whoever writes SQL.
func TestASignedDocumentIsForEver(t *testing.T) {
	h := newHouse(t, nil)
	h.issue(1, nil)
	_, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	h.Settle(context.Background())
	for _, statement := range []string{"UPDATE signing.documents SET state = 'waiting', party = 'agency'", "DELETE FROM signing.documents", "TRUNCATE signing.documents",
		"UPDATE certificates.certificates SET signed_key = 'x'", "UPDATE certificates.certificates SET signed_key = '', signed_sha256 = '', signed_at = NULL"} {
		if err := h.exec(statement); err == nil {
			t.Errorf("%s went through", statement)
		}
	}
}
