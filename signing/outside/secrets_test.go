//go:build !race

package outside_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lentera/internal/testweb"
	"lentera/signing"
	"lentera/signing/bsre/standin"
)

// TestNothingSecretStays sends a canary passphrase, NIK and code through every
// fault, right and wrong, by HTTP, and the portal's and the seal's keys beside
// it; then every text of the database, every line of the log, every stored file
// and every answer is read.
func TestNothingSecretStays(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	const pass, wrong, nik = "KENARI-Frasa-Bsre-91", "KENARI-Salah-Bsre-17", "3508112233440001"
	h := newHouse(t, nil)
	good(t, h.bsre.AddOfficial(standin.Official{NIK: nik, Email: "kenari@contoh.go.id", Name: "Kepala BKPSDM", Passphrase: pass}))
	h.issue(6, signing.BsreSign)
	h.issue(2, signing.Portal)
	h.issue(2, signing.BsreSeal)
	token, answers := h.web.Token(h.admin), []string{}
	ask := func(path string, body map[string]any) {
		t.Helper()
		_, text := h.web.Do(t, testweb.Scenario{Method: http.MethodPost, Path: "/api/signing" + path, As: token, Body: body})
		answers = append(answers, text)
		h.Settle(ctx)
	}
	run := func(with string) {
		t.Helper()
		ask("/runs", map[string]any{"kind": "bsre_sign", "party": "nip:" + headNIP, "passphrase": with, "identity": nik})
	}
	run(wrong)
	for _, kind := range standin.Kinds {
		if kind == standin.Passphrase || kind == standin.HangBefore {
			continue // the first has its own line, the second is as HangAfter here
		}
		good(t, h.bsre.SetFaults(standin.Fault{Op: "sign", Kind: kind, Next: 1, MS: 1}))
		run(pass)
		h.bsre.SetState(nik, "ISSUE")
		if docs := h.documents(); h.count("refused") > 0 {
			if _, err := h.Retry(ctx, docs[0].Lot, nil, false); err != nil {
				t.Fatal(err)
			}
		}
		if h.count("signed") >= 6 {
			h.issue(2, signing.BsreSign)
		}
	}
	good(t, h.bsre.SetFaults())
	run(pass)
	ask("/seal/activate", map[string]any{"code": wrong})
	ask("/seal/activate", map[string]any{"code": standin.SampleActivation})
	ask("/runs", map[string]any{"kind": "bsre_seal", "party": "agency"})
	ask("/runs", map[string]any{"kind": "portal", "party": portalParty})
	h.desk.Settle()
	if h.count("signed") < 10 {
		t.Fatalf("too little happened: %+v", h.documents())
	}
	secrets := map[string]string{"passphrase": pass, "wrong passphrase": wrong, "NIK": nik, "portal's NIK": standin.SampleNIK, "password": standin.SamplePassword,
		"portal credential": "portal-credential", "activation code": h.bsre.Activation(), "first code": standin.SampleActivation}
	for i, d := range h.desk.Handed() {
		secrets[fmt.Sprint("callback key ", i)] = d.Key
	}
	if len(secrets) != 10 {
		t.Fatalf("%d secrets", len(secrets))
	}
	dump := h.dump()
	for name, secret := range secrets {
		for place, text := range map[string]string{"the log": h.log.String(), "the database": dump, "an answer": strings.Join(answers, "\n")} {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s is in %s: …%s…", name, place, text[max(0, at-120):min(len(text), at+20)])
			}
		}
		for key, body := range h.store.kept {
			if strings.Contains(string(body), secret) {
				t.Errorf("%s is in %s", name, key)
			}
		}
	}
	// The controls: what is looked through holds what it should.
	if !strings.Contains(h.log.String(), "bsre call") || !strings.Contains(dump, "Kepala BKPSDM") || !strings.Contains(dump, "signing.seal-activated") {
		t.Error("the search looks at nothing")
	}
}

// dump is every row of every table as text.
func (h *house) dump() string {
	h.t.Helper()
	ctx := context.Background()
	var tables []struct {
		Schema string `db:"table_schema"`
		Table  string `db:"table_name"`
	}
	good(h.t, h.db.Select(ctx, &tables, testQuery(`SELECT table_schema, table_name FROM information_schema.tables
		WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`)))
	if len(tables) < 30 {
		h.t.Fatalf("only %d tables", len(tables))
	}
	var b strings.Builder
	for _, t := range tables {
		var rows []struct {
			Row string `db:"row"`
		}
		good(h.t, h.db.Select(ctx, &rows, testQuery(fmt.Sprintf(`SELECT t::text AS "row" FROM %q.%q t`, t.Schema, t.Table))))
		for _, r := range rows {
			b.WriteString(r.Row + "\n")
		}
	}
	return b.String()
}
