package certificates

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
	"lentera/internal/testweb"
)

const base = "/api/certificates/certificates"

func TestEachSeesTheOwn(t *testing.T) {
	h := newHouse(t, nil)
	siti, budi := h.person("Siti Aminah"), h.person("Budi Santoso")
	c := h.mustIssue(siti.PersonID)
	pdf := base + "/" + c.ID.String() + "/pdf"
	token := map[string]string{}
	for name, a := range map[string]access.Actor{"siti": siti, "budi": budi, "trainer": h.person("T", access.Trainer),
		"unit": h.person("U", access.UnitAdmin), "admin": h.person("A", access.TrainingAdmin), "auditor": h.person("O", access.Auditor)} {
		token[name] = h.web.Token(a)
	}
	h.web.Run(t, []testweb.Scenario{
		{Name: "nobody's list", Path: base, Status: 401},
		{Name: "own list", Path: base, As: token["siti"], Status: 200, HasNot: []string{c.HolderNIP},
			Has: []string{c.Number, `"status":"valid"`, `"pdf_ready":false`, `"completed_on":"2026-11-23"`, `"verify_url":"https://lentera.example.go.id` + codeFor(c) + `"`}},
		{Name: "another's list is empty", Path: base, As: token["budi"], Status: 200, Has: []string{`"certificates":[]`}},
		{Name: "not drawn yet", Path: pdf, As: token["siti"], Status: 409, Has: []string{"certificates.being-drawn", `"retry_after":3`}},
		{Name: "not drawn, in English", Path: pdf, As: token["siti"], Headers: map[string]string{"Accept-Language": "en"}, Status: 409, Has: []string{ErrBeingDrawn.EN}},
	})
	h.drain()
	name := strings.ToLower(strings.NewReplacer("/", "-", ".", "-").Replace(c.Number))
	h.web.Run(t, []testweb.Scenario{
		{Name: "own", Path: pdf, As: token["siti"], Status: 200, Has: []string{"%PDF-1.7"}, Header: map[string]string{"Content-Type": "application/pdf",
			"Content-Disposition": `attachment; filename="sertifikat-` + name + `.pdf"`, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}},
		{Name: "ready now", Path: base, As: token["siti"], Status: 200, Has: []string{`"pdf_ready":true`}},
		{Name: "another's", Path: pdf, As: token["budi"], Status: 404, Has: []string{"certificates.not-found"}, HasNot: []string{"%PDF"}},
		{Name: "a trainer", Path: pdf, As: token["trainer"], Status: 404},
		{Name: "a unit admin", Path: pdf, As: token["unit"], Status: 404},
		{Name: "an admin", Path: pdf, As: token["admin"], Status: 200, Has: []string{"%PDF-1.7"}},
		{Name: "an auditor", Path: pdf, As: token["auditor"], Status: 200},
		{Name: "nobody", Path: pdf, Status: 401},
		{Name: "unknown", Path: base + "/" + uuid.NewString() + "/pdf", As: token["admin"], Status: 404},
		{Name: "no id", Path: base + "/1%27/pdf", As: token["admin"], Status: 404},
	})
}

func TestRevoking(t *testing.T) {
	h := newHouse(t, nil)
	siti, admin := h.person("Siti Aminah"), h.person("Admin", access.TrainingAdmin)
	c := h.mustIssue(siti.PersonID)
	h.drain()
	var told []string
	h.OnRevoked = append(h.OnRevoked, func(_ context.Context, _ *db.Tx, c Certificate) error {
		told = append(told, c.ID.String()+" "+c.RevokeReason)
		return nil
	})
	path := base + "/" + c.ID.String() + "/revoke"
	good := map[string]string{"reason": "diterbitkan untuk orang yang salah"}
	as := h.web.Token(admin)
	h.web.Run(t, []testweb.Scenario{
		{Name: "nobody", Method: "POST", Path: path, Body: good, Status: 401},
		{Name: "the holder", Method: "POST", Path: path, As: h.web.Token(siti), Body: good, Status: 403},
		{Name: "an auditor", Method: "POST", Path: path, As: h.web.Token(h.person("O", access.Auditor)), Body: good, Status: 403},
		{Name: "a unit admin", Method: "POST", Path: path, As: h.web.Token(h.person("U", access.UnitAdmin)), Body: good, Status: 403},
		{Name: "no reason", Method: "POST", Path: path, As: as, Body: map[string]string{"reason": "   salah   "}, Status: 422, Has: []string{"certificates.reason-needed", "/reason"}},
		{Name: "an essay", Method: "POST", Path: path, As: as, Body: map[string]string{"reason": strings.Repeat("x", 501)}, Status: 422},
		{Name: "unknown member", Method: "POST", Path: path, As: as, Body: map[string]string{"reason": good["reason"], "status": "valid"}, Status: 422},
		{Name: "unknown certificate", Method: "POST", Path: base + "/" + uuid.NewString() + "/revoke", As: as, Body: good, Status: 404},
		{Name: "a foreign page", Method: "POST", Path: path, As: as, Body: good, Headers: map[string]string{"Origin": "https://evil.example"}, Status: 403},
		{Name: "done", Method: "POST", Path: path, As: as, Body: good, Status: 200, Has: []string{`"status":"revoked"`, c.Number}, HasNot: []string{good["reason"]}},
		{Name: "twice", Method: "POST", Path: path, As: as, Body: good, Status: 409, Has: []string{"certificates.already-revoked"}},
		{Name: "the holder's list says so", Path: base, As: h.web.Token(siti), Status: 200, Has: []string{`"status":"revoked"`}, HasNot: []string{good["reason"]}},
		{Name: "the holder's file is gone", Path: base + "/" + c.ID.String() + "/pdf", As: h.web.Token(siti), Status: 410, Has: []string{"certificates.revoked"}},
		{Name: "the admin still reads it", Path: base + "/" + c.ID.String() + "/pdf", As: as, Status: 200},
	})
	if len(told) != 1 || told[0] != c.ID.String()+" "+good["reason"] {
		t.Errorf("hooks were told %v", told)
	}
	if n := h.count("audit.events WHERE action = 'certificates.revoked' AND actor_id = $1 AND subject = $2", admin.AccountID, c.ID.String()); n != 1 {
		t.Errorf("%d audit rows", n)
	}
}

func TestAFailingHookKeepsTheCertificateValid(t *testing.T) {
	h := newHouse(t, nil)
	c := h.mustIssue(h.person("Siti Aminah").PersonID)
	h.OnRevoked = append(h.OnRevoked, func(context.Context, *db.Tx, Certificate) error { return errors.New("no ledger") })
	if _, err := h.Revoke(context.Background(), c.ID, "diterbitkan untuk orang yang salah"); err == nil {
		t.Fatal("revoked without its reversal")
	}
	if n := h.count("certificates.certificates WHERE revoked_at IS NOT NULL") + h.count("audit.events WHERE action = 'certificates.revoked'"); n != 0 {
		t.Errorf("%d rows stayed behind", n)
	}
}

func TestRefusalsSpeakBothLanguages(t *testing.T) {
	n := 0
	for _, f := range fault.Catalogue() {
		if strings.HasPrefix(f.Code, "certificates.") {
			n++
			if f.ID == f.EN {
				t.Errorf("%s says the same twice", f.Code)
			}
		}
	}
	if n < 8 {
		t.Errorf("only %d refusals", n)
	}
}
