package register

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lentera/internal/access"
	"lentera/internal/limit"
	"lentera/internal/testweb"
)

func TestRoutes(t *testing.T) {
	h := newHouse(t)
	rows := h.sealed(3)
	stranger := access.Actor{AccountID: uuid.New(), PersonID: uuid.New(), Roles: []access.Role{access.Learner}}
	auditor := access.Actor{AccountID: uuid.New(), PersonID: uuid.New(), Roles: []access.Role{access.Learner, access.Auditor}}
	h.web.Run(t, []testweb.Scenario{
		{Name: "before the first checkpoint", Path: "/api/register/checkpoint", Status: 404, Has: []string{"register.no-checkpoint"}},
		{Name: "proof before it", Path: "/api/register/proof/inclusion?index=0", Status: 404, Has: []string{"register.no-checkpoint"}},
		{Name: "status before it", Path: "/api/register/status", As: h.web.Token(auditor), Status: 200, Has: []string{`"size":3`, `"covered":0`, `"signed_at":null`, `"sound":true`}},
	})
	h.sign()
	pending := h.sealed(1)[0]
	secret := []string{"Siti Aminah", rows[1].Name, `"salt"`, `"record"`}
	h.web.Run(t, []testweb.Scenario{
		{Name: "checkpoint", Path: "/api/register/checkpoint", Status: 200, Has: []string{"lentera-register/", "\n3\n", "seq 1", "— "}, Header: map[string]string{"Content-Type": "text/plain; charset=utf-8"}},
		{Name: "key", Path: "/api/register/key", Status: 200, Has: []string{h.key}},
		{Name: "inclusion by number of the leaf", Path: "/api/register/proof/inclusion?index=1", Status: 200, Has: []string{"leaf_hash"}, HasNot: append(secret, rows[1].Subject.String())},
		{Name: "leaf without checkpoint", Path: "/api/register/proof/inclusion?index=3", Status: 422, Has: []string{"register.bad-range"}},
		{Name: "negative", Path: "/api/register/proof/inclusion?index=-1", Status: 422},
		{Name: "by code of the page", Path: "/api/register/proof/certificate?public_id=code-" + rows[1].Name, Status: 200, Has: []string{rows[1].Subject.String(), "commitment"}, HasNot: []string{"Siti Aminah", `"salt"`, `"record"`}},
		{Name: "guessed code", Path: "/api/register/proof/certificate?public_id=" + rows[1].Name, Status: 404, Has: []string{"register.not-found"}},
		{Name: "pending", Path: "/api/register/proof/certificate?public_id=code-" + pending.Name, Status: 200, Has: []string{`"pending":true`, `"proof":null`}},
		{Name: "consistency", Path: "/api/register/proof/consistency?from=1&to=3", Status: 200, Has: []string{"hashes"}},
		{Name: "backwards", Path: "/api/register/proof/consistency?from=3&to=2", Status: 422},
		{Name: "from nothing", Path: "/api/register/proof/consistency?from=0&to=2", Status: 422},
		{Name: "beyond", Path: "/api/register/proof/consistency?from=1&to=4", Status: 422},
		{Name: "opening without sign-in", Path: "/api/register/certificates/" + rows[1].Subject.String(), Status: 401},
		{Name: "opening of another's", Path: "/api/register/certificates/" + rows[1].Subject.String(), As: h.web.Token(stranger), Status: 404, HasNot: secret},
		{Name: "own opening", Path: "/api/register/certificates/" + rows[1].Subject.String(), As: h.web.Token(h.owner), Status: 200, Has: []string{"Siti Aminah", "salt"}},
		{Name: "no id", Path: "/api/register/certificates/x", As: h.web.Token(h.owner), Status: 404},
		{Name: "search by a learner", Path: "/api/register/search?number=" + rows[1].Name, As: h.web.Token(h.owner), Status: 403},
		{Name: "search by the auditor", Path: "/api/register/search?number=" + rows[1].Name, As: h.web.Token(auditor), Status: 200, Has: []string{"Siti Aminah", "salt", rows[1].Name}},
		{Name: "search for none", Path: "/api/register/search?number=none", As: h.web.Token(auditor), Status: 404},
		{Name: "status by a learner", Path: "/api/register/status", As: h.web.Token(h.owner), Status: 403},
		{Name: "status", Path: "/api/register/status", As: h.web.Token(auditor), Status: 200, Has: []string{`"size":4`, `"covered":3`, `"sound":true`, h.key}},
	})
}

// TestQuestionsAreLimitedByAddress: whoever asks too much of the public routes
// waits, and is told the same whatever was asked; who is signed in for a
// holder's or an auditor's own routes is not counted.
func TestQuestionsAreLimitedByAddress(t *testing.T) {
	h := newHouse(t)
	rows := h.sealed(3)
	h.sign()
	code := "code-" + rows[1].Name
	public := []string{"/api/register/checkpoint", "/api/register/key", "/api/register/proof/inclusion?index=1",
		"/api/register/proof/certificate?public_id=" + code, "/api/register/proof/consistency?from=1&to=3"}
	h.limit = limit.New(len(public), time.Minute)
	for _, path := range public {
		if res, body := h.web.Do(t, testweb.Scenario{Path: path}); res.StatusCode != 200 {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
	for _, path := range append(public, "/api/register/proof/certificate?public_id=code-guessed", "/api/register/proof/inclusion?index=999") {
		res, body := h.web.Do(t, testweb.Scenario{Path: path})
		if res.StatusCode != 429 || res.Header.Get("Retry-After") == "" || !strings.Contains(body, ErrTooMany.Code) {
			t.Errorf("%s, one too many: %d %s", path, res.StatusCode, body)
		}
	}
	if res, body := h.web.Do(t, testweb.Scenario{Path: "/api/register/certificates/" + rows[1].Subject.String(), As: h.web.Token(h.owner)}); res.StatusCode != 200 {
		t.Errorf("the holder's own: %d %s", res.StatusCode, body)
	}
}

// TestTheHolderCanCheck: from the answers alone, with the public key, a holder
// convinces themself that the record is in the register.
func TestTheHolderCanCheck(t *testing.T) {
	h := newHouse(t)
	rows := h.sealed(7)
	h.sign()
	var got struct {
		Checkpoint string    `json:"checkpoint"`
		Leaves     []Opening `json:"leaves"`
	}
	h.web.JSON(t, testweb.Scenario{Path: "/api/register/certificates/" + rows[4].Subject.String(), As: h.web.Token(h.owner), Status: 200}, &got)
	_, key := h.web.Do(t, testweb.Scenario{Path: "/api/register/key"})
	v, err := note.NewVerifier(strings.TrimSpace(key))
	h.must(err)
	c, err := openNote(got.Checkpoint, note.VerifierList(v))
	h.must(err)
	o := got.Leaves[0]
	b, ok := parseBody(o.Leaf)
	if sum := sha256.Sum256(append(o.Salt, o.Record...)); !ok || string(sum[:]) != string(b.Commitment) {
		t.Error("the commitment does not open")
	}
	if err := tlog.CheckRecord(hashesOf(o.Proof.Hashes), c.Size, c.Root, o.Index, tlog.RecordHash([]byte(o.Leaf))); err != nil {
		t.Error(err)
	}
}
