package certificates

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/certificates/badge"
	"lentera/certificates/claim"
	"lentera/certificates/offline"
	"lentera/internal/testweb"
)

func (h *house) keys() map[string]ed25519.PublicKey {
	h.t.Helper()
	rows, err := h.IssuerKeys(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	out := map[string]ed25519.PublicKey{}
	for _, k := range rows {
		out[k.KID] = k.Public
	}
	return out
}

// forget makes the next list be asked from the database.
func (h *house) forget() { h.lists.asked = time.Time{} }

func (h *house) list() (claim.List, []byte) {
	h.t.Helper()
	h.forget()
	raw, _, err := h.Revocations(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	l, err := claim.OpenList(raw, h.keys())
	if err != nil {
		h.t.Fatal(err)
	}
	return l, raw
}

// supersede does what the succession of certificates writes.
func (h *house) supersede(old, by Certificate) {
	h.t.Helper()
	if err := h.exec(`UPDATE certificates.certificates SET superseded_at = now(), superseded_by = $2, supersede_reason = 'nama diperbaiki' WHERE id = $1`, old.ID, by.ID); err != nil {
		h.t.Fatal(err)
	}
}

func TestTheClaimSaysWhatTheRowSays(t *testing.T) {
	h := newHouse(t, nil)
	a := achievement(h.person("Siti Aminah").PersonID)
	a.CourseCode, a.CourseRevision = "keamanan-informasi-phishing", 3
	c, err := h.issue(a)
	if err != nil {
		t.Fatal(err)
	}
	got, err := claim.Open(c.Claim, h.keys())
	want := claim.Claim{PublicID: c.PublicID, CompletedOn: c.CompletedOn.UTC(), JP: 4, CourseCode: a.CourseCode, Revision: 3,
		Title: a.Title, MaskedName: "S*** A*****", Agency: "Pemerintah Kabupaten Lumajang"}
	if err != nil || !got.CompletedOn.Equal(want.CompletedOn) {
		t.Fatalf("%v: %+v", err, got)
	}
	got.CompletedOn, want.CompletedOn = time.Time{}, time.Time{}
	if got != want {
		t.Errorf("%+v", got)
	}
	if strings.Contains(c.VerifyURL, "Siti") || plainSheet(c).CheckURL != "https://lentera.example.go.id/verifikasi" || plainSheet(c).Code != grouped(c.PublicID) {
		t.Errorf("%s, %+v", c.VerifyURL, plainSheet(c))
	}
}

func TestRevokedAndReplacedAreOnTheList(t *testing.T) {
	h := newHouse(t, nil)
	p := h.person("Siti Aminah").PersonID
	good, gone, old := h.mustIssue(p), h.mustIssue(p), h.mustIssue(p)
	if l, _ := h.list(); l.Count != 0 {
		t.Fatalf("%d on the list of nothing", l.Count)
	}
	if _, err := h.Revoke(context.Background(), gone.ID, "nilai keliru dicatat"); err != nil {
		t.Fatal(err)
	}
	h.supersede(old, good)
	l, raw := h.list()
	if _, err := claim.Open(gone.Claim, h.keys()); err != nil {
		t.Errorf("a revoked one's claim is still signed: %v", err)
	}
	for c, want := range map[string]claim.Status{gone.PublicID: claim.Revoked, old.PublicID: claim.Superseded, good.PublicID: 0} {
		if s, _, _ := l.Of(c); s != want {
			t.Errorf("%s: status %d, want %d", c, s, want)
		}
	}
	if l.Count != 2 || bytes.Contains(raw, []byte(gone.PublicID)) {
		t.Errorf("%d entries", l.Count)
	}
	if _, again := h.list(); !bytes.Equal(raw, again) {
		t.Error("an unchanged list changed its bytes")
	}
	h.web.Run(t, []testweb.Scenario{
		{Name: "replaced", Path: codeFor(old), Status: 200, Has: []string{"sudah digantikan", "Digantikan oleh sertifikat yang lebih baru sejak"}, HasNot: []string{good.PublicID, good.Number, "ini sah", "nama diperbaiki"}},
		{Name: "replaced in English", Path: codeFor(old) + "?lang=en", Status: 200, Has: []string{"was replaced"}},
		{Name: "more than before", Path: codeFor(good), Status: 200, Has: []string{"Mengapa kantor kita menjadi sasaran", "Diterbitkan oleh", "Tanpa tanda tangan elektronik", "/verifikasi-luring"}},
		{Name: "json valid", Path: "/api/certificates/verify/" + good.PublicID, Status: 200, Has: []string{`"status":"valid"`, "S*** A*****", good.Number},
			HasNot: []string{"Siti", good.HolderNIP, "Dinas", p.String(), good.ID.String()}, Header: map[string]string{"Cache-Control": "no-store", "Set-Cookie": ""}},
		{Name: "json revoked", Path: "/api/certificates/verify/" + gone.PublicID, Status: 200, Has: []string{`"status":"revoked"`, `"since":"`}, HasNot: []string{"keliru"}},
		{Name: "json replaced", Path: "/api/certificates/verify/" + old.PublicID, Status: 200, Has: []string{`"status":"superseded"`}, HasNot: []string{good.PublicID, good.Number}},
		{Name: "json guess", Path: "/api/certificates/verify/" + newPublicID(), Status: 404, Has: []string{"certificates.not-found"}},
		{Name: "json number", Path: "/api/certificates/verify/800.2%2F0001%2FLENTERA%2F2026", Status: 404, Has: []string{`"code":`}},
		{Name: "keys", Path: "/api/certificates/issuer", Status: 200, Has: []string{claim.KeyID(h.issuerPublic()), badge.DID(h.issuerPublic())}},
		{Name: "badge list", Path: "/api/certificates/badges/revocations", Status: 200, Has: []string{badgeID(gone.PublicID), badgeID(old.PublicID)}, HasNot: []string{gone.PublicID, gone.ID.String(), badgeID(good.PublicID)}},
	})
	res, _ := h.web.Do(t, testweb.Scenario{Path: "/api/certificates/revocations"})
	etag := res.Header.Get("ETag")
	if res.StatusCode != 200 || etag == "" || res.Header.Get("Cache-Control") != publicForMinutes {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	if res, body := h.web.Do(t, testweb.Scenario{Path: "/api/certificates/revocations", Headers: map[string]string{"If-None-Match": etag}}); res.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("asked again: %d", res.StatusCode)
	}
}

func TestAnEarlierKeyStillVerifies(t *testing.T) {
	h := newHouse(t, nil)
	p := h.person("Siti Aminah").PersonID
	old := h.mustIssue(p)
	opt := h.opt
	opt.IssuerKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, 32))
	next, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	h.Service = next
	if err := h.OpenIssuer(context.Background()); err != nil {
		t.Fatal(err)
	}
	fresh := h.mustIssue(p)
	for _, c := range []Certificate{old, fresh} {
		if _, err := claim.Open(c.Claim, h.keys()); err != nil {
			t.Error(err)
		}
	}
	rows, _ := h.IssuerKeys(context.Background())
	if len(rows) != 2 || rows[0].KID != claim.KeyID(h.issuerPublic()) || rows[0].RetiredAt != nil || rows[1].RetiredAt == nil {
		t.Errorf("%+v", rows)
	}
	for _, statement := range []string{`DELETE FROM certificates.issuer_keys`, `UPDATE certificates.issuer_keys SET public_key = decode(repeat('00', 32), 'hex')`, `TRUNCATE certificates.issuer_keys`} {
		if h.exec(statement) == nil {
			t.Errorf("%s was let through", statement)
		}
	}
}

// TestForgedCodesAreRefused mutates and splices real claims.
func TestForgedCodesAreRefused(t *testing.T) {
	h := newHouse(t, nil)
	p := h.person("Siti Aminah").PersonID
	a, b := h.mustIssue(p).Claim, h.mustIssue(p).Claim
	keys := h.keys()
	r := rand.New(rand.NewPCG(5, 6))
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	for range 10_000 {
		forged := []byte(a)
		if r.IntN(3) == 0 {
			at := r.IntN(len(a))
			forged = []byte(a[:at] + b[min(at, len(b)):])
		}
		for range 1 + r.IntN(4) {
			forged[r.IntN(len(forged))] = letters[r.IntN(32)]
		}
		if text := string(forged); text != a && text != b {
			if _, err := claim.Open(text, keys); err == nil {
				t.Fatalf("accepted %s", text)
			}
		}
	}
}

func TestTheOfflinePageCarriesEverything(t *testing.T) {
	h := newHouse(t, nil)
	c := h.mustIssue(h.person("Siti Aminah").PersonID)
	h.web.Run(t, []testweb.Scenario{
		{Name: "look", Path: "/verifikasi-luring", Status: 200, Has: []string{"Periksa sertifikat tanpa server", "Pemerintah Kabupaten Lumajang", `"origin":"https://lentera.example.go.id"`},
			HasNot: []string{c.PublicID, "Siti", "@@STYLE", "@@SUPPLIES", "@@SCRIPT"}, Header: map[string]string{"Set-Cookie": "", "Content-Security-Policy": offline.Policy(), "X-Robots-Tag": "noindex"}},
		{Name: "save", Path: "/verifikasi-luring?unduh=1", Status: 200, Header: map[string]string{"Content-Disposition": `attachment; filename="verifikasi-luring.html"`}},
	})
	if _, body := h.web.Do(t, testweb.Scenario{Path: "/verifikasi-luring"}); len(body) > 60_000 {
		t.Errorf("the page has %d bytes", len(body))
	}
}

func TestTheHoldersBadge(t *testing.T) {
	h := newHouse(t, nil)
	a, other := h.person("Siti Aminah"), h.person("Budi Santoso")
	c := h.mustIssue(a.PersonID)
	ctx := context.Background()
	trusted := badge.Check{Trusted: []ed25519.PublicKey{h.issuerPublic()}}
	for form := range badgeTypes {
		_, body, err := h.Badge(ctx, a, c.ID, form, false)
		if err != nil {
			t.Fatal(err)
		}
		r, err := badge.Verify(body, trusted)
		if err != nil || r.Credential["id"] != badgeID(c.PublicID) || bytes.Contains(body, []byte("Siti")) || bytes.Contains(body, []byte(c.HolderNIP)) {
			t.Errorf("%s: %v %v", form, err, r.Credential)
		}
	}
	_, named, err := h.Badge(ctx, a, c.ID, "json", true)
	if err != nil || !bytes.Contains(named, []byte("Siti Aminah")) || !json.Valid(named) {
		t.Errorf("%v: %s", err, named)
	}
	for name, ask := range map[string]func() error{
		"another's": func() error { _, _, err := h.Badge(ctx, other, c.ID, "json", false); return err },
		"unknown":   func() error { _, _, err := h.Badge(ctx, a, uuid.New(), "json", false); return err },
	} {
		if err := ask(); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := h.Badge(ctx, a, c.ID, "gif", false); !errors.Is(err, ErrBadgeForm) {
		t.Error(err)
	}
	if _, err := h.Revoke(ctx, c.ID, "nilai keliru dicatat"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.Badge(ctx, a, c.ID, "json", false); !errors.Is(err, ErrNotBadged) {
		t.Error(err)
	}
}
