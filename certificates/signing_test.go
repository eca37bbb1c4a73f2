package certificates

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/testweb"
)

// toSign issues one certificate whose file is to be signed, and draws it.
func (h *house) toSign() (Certificate, access.Actor) {
	h.t.Helper()
	who := h.person("Siti Aminah")
	if err := h.exec(`UPDATE accounts.persons SET email = 'siti@example.go.id' WHERE id = $1`, who.PersonID); err != nil {
		h.t.Fatal(err)
	}
	a := achievement(who.PersonID)
	a.Signing = "local"
	c, err := h.issue(a)
	if err != nil {
		h.t.Fatal(err)
	}
	h.drain()
	return c, who
}

// counted takes mail and counts it.
type counted struct{ sent int }

func (c *counted) Send(context.Context, string, string, string) error { c.sent++; return nil }

func (h *house) record(c Certificate, key string, body []byte) error {
	if err := h.store.Put(context.Background(), key, body, pdfType); err != nil {
		return err
	}
	return h.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return h.RecordSigned(ctx, tx, c.ID, key, hashOf(body))
	})
}

// TestTheFileWaitsForItsSignature: the holder, other systems and the mail.
func TestTheFileWaitsForItsSignature(t *testing.T) {
	ctx := context.Background()
	mail := &counted{}
	h := newHouse(t, func(o *Options) { o.Mailer = mail })
	drawn := 0
	h.OnDrawn = append(h.OnDrawn, func(_ context.Context, _ *db.Tx, c Certificate) error {
		if drawn++; c.PDFKey == "" || c.PDFSHA256 == "" {
			t.Error("the hook does not see the file")
		}
		return nil
	})
	c, who := h.toSign()
	h.mustIssue(h.person("Tanpa tanda tangan").PersonID)
	h.drain()
	if err := h.exec(`INSERT INTO jobs.jobs (kind, args) VALUES ('certificates.render', jsonb_build_object('id', $1::text))`, c.ID); err != nil {
		t.Fatal(err)
	}
	h.drain()
	if drawn != 1 {
		t.Errorf("%d times drawn", drawn)
	}
	if _, _, err := h.PDF(ctx, who, c.ID); !errors.Is(err, ErrAwaitingSignature) {
		t.Errorf("holder: %v", err)
	}
	if _, ready, err := h.FinalPDF(ctx, c.ID); ready || err != nil {
		t.Errorf("others: %v %v", ready, err)
	}
	if mail.sent != 0 {
		t.Error("mail was sent before the signature")
	}
	h.web.Run(t, []testweb.Scenario{
		{Name: "list", Path: "/api/certificates/certificates", As: h.web.Token(who), Status: 200, Has: []string{`"pdf_ready":false`, `"to_be_signed":true`}},
		{Name: "file", Path: "/api/certificates/certificates/" + c.ID.String() + "/pdf", As: h.web.Token(who), Status: 409, Has: []string{"certificates.awaiting-signature", "menunggu tanda tangan"}},
		{Name: "public", Path: codeFor(c), Status: 200, Has: []string{"Menunggu tanda tangan elektronik"}},
	})
	signed := []byte("%PDF-1.7 signed")
	if err := h.record(c, "signing/x.pdf", signed); err != nil {
		t.Fatal(err)
	}
	if err := h.record(c, "signing/y.pdf", []byte("another")); !errors.Is(err, ErrSignedBefore) {
		t.Errorf("a second file: %v", err)
	}
	if _, body, err := h.PDF(ctx, who, c.ID); err != nil || string(body) != string(signed) {
		t.Errorf("%s %v", body, err)
	}
	if of, ok, err := h.BySum(ctx, hashOf(signed)); err != nil || !ok || of.ID != c.ID {
		t.Errorf("by its hash: %v %v", ok, err)
	}
	if h.drain(); mail.sent != 1 {
		t.Errorf("%d mails after the signature", mail.sent)
	}
	h.web.Run(t, []testweb.Scenario{
		{Name: "list", Path: "/api/certificates/certificates", As: h.web.Token(who), Status: 200, Has: []string{`"pdf_ready":true`, `"to_be_signed":false`}},
		{Name: "file", Path: "/api/certificates/certificates/" + c.ID.String() + "/pdf", As: h.web.Token(who), Status: 200, Has: []string{"signed"}},
		{Name: "public", Path: codeFor(c), Status: 200, Has: []string{"Ditandatangani secara elektronik pada"}},
	})
	// Gone or altered, it cannot be made again; nothing else is given instead.
	h.store.damage()
	if _, _, err := h.PDF(ctx, who, c.ID); !errors.Is(err, ErrSignedLost) {
		t.Errorf("altered: %v", err)
	}
	h.store.lose()
	if _, ready, err := h.FinalPDF(ctx, c.ID); ready || !errors.Is(err, ErrSignedLost) {
		t.Errorf("gone: %v %v", ready, err)
	}
	h.store.setAway(true)
	if _, _, err := h.PDF(ctx, who, c.ID); !errors.Is(err, ErrStoreAway) {
		t.Errorf("store away: %v", err)
	}
}

func TestWhatTakesNoSignedFile(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, nil)
	plain := h.mustIssue(h.person("Tanpa tanda tangan").PersonID)
	if err := h.record(plain, "a", []byte("x")); !errors.Is(err, ErrSignedBefore) {
		t.Errorf("not to be signed: %v", err)
	}
	if err := h.record(Certificate{ID: uuid.New()}, "a", []byte("x")); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	revoked, _ := h.toSign()
	if _, err := h.Revoke(ctx, revoked.ID, "nilai keliru, dicabut"); err != nil {
		t.Fatal(err)
	}
	if err := h.record(revoked, "a", []byte("x")); !errors.Is(err, ErrAlreadyRevoked) {
		t.Errorf("revoked: %v", err)
	}
	old, _ := h.toSign()
	next, err := h.Supersede(ctx, h.person("Admin", access.TrainingAdmin), old.ID, Corrections{}, "nama keliru, diganti")
	if err != nil || next.Signing != "local" {
		t.Fatalf("%s %v", next.Signing, err)
	}
	if err := h.record(old, "a", []byte("x")); !errors.Is(err, ErrAlreadySuperseded) {
		t.Errorf("superseded: %v", err)
	}
}

// TestOnlyWaysThatAreSetUp: nobody issues what nobody can sign.
func TestOnlyWaysThatAreSetUp(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Signs = func(kind string) bool { return kind == "local" } })
	admin := h.person("Admin", access.TrainingAdmin)
	token := h.web.Token(admin)
	content := func(signing string) map[string]any {
		return map[string]any{"name": "Templat " + signing, "course_code": "", "audience": "any", "design": map[string]any{}, "officials": []string{}, "signing": signing}
	}
	h.web.Run(t, []testweb.Scenario{
		{Name: "not set up", Method: http.MethodPost, Path: "/api/certificates/templates", As: token, Body: content("bsre_seal"), Status: 422, Has: []string{"certificates.no-signer"}},
		{Name: "unknown", Method: http.MethodPost, Path: "/api/certificates/templates", As: token, Body: content("wax"), Status: 422},
		{Name: "set up", Method: http.MethodPost, Path: "/api/certificates/templates", As: token, Body: content("local"), Status: 200, Has: []string{`"signing":"local"`}},
		{Name: "none", Method: http.MethodPost, Path: "/api/certificates/templates", As: token, Body: content("none"), Status: 200, Has: []string{`"signing":"none"`}},
		{Name: "the list", Path: "/api/certificates/templates", As: token, Status: 200, Has: []string{`"signing":["local"]`}},
	})
	_, err := h.PrepareBatch(context.Background(), admin, BatchContent{Title: "T", Organiser: "O", StartedOn: "2026-11-01", CompletedOn: "2026-11-02", Signing: "portal"}, nil, []uuid.UUID{admin.PersonID})
	if !errors.Is(err, ErrNoSigner) {
		t.Errorf("batch: %v", err)
	}
}
