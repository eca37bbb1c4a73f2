package outside_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/signing"
	"lentera/signing/bsre"
	"lentera/signing/bsre/standin"
	"lentera/signing/outside"
	"lentera/signing/pades"
	"lentera/signing/testca"
)

type kit struct {
	server *standin.Server
	client *bsre.Client
}

func newKit(t *testing.T, change ...func(*bsre.Config)) kit {
	t.Helper()
	s, err := standin.New(standin.Options{Hold: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(func() { s.Close(); web.CloseClientConnections(); web.Close() })
	cfg := s.Config(web.URL)
	cfg.SignTimeout, cfg.ReadTimeout = time.Second, time.Second
	for _, f := range change {
		f(&cfg)
	}
	c, err := bsre.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return kit{s, c}
}

func (k kit) fault(t *testing.T, faults ...standin.Fault) {
	t.Helper()
	if err := k.server.SetFaults(faults...); err != nil {
		t.Fatal(err)
	}
}

func papers(n int) []signing.Paper {
	out := make([]signing.Paper, n)
	for i := range out {
		number := fmt.Sprintf("800.2/%04d", i+1)
		out[i] = signing.Paper{ID: uuid.New(), Number: number, Title: "Literasi Digital", PDF: testca.Sheet("Sertifikat " + number), Reason: "Sertifikat " + number,
			Parties:  []signing.Party{{Key: "nip:197001011990011001", Name: "Pejabat Contoh"}},
			FileName: fmt.Sprintf("sertifikat-%04d.pdf", i+1)}
	}
	return out
}

func secret(passphrase string) *signing.Secret {
	return signing.NewSecret([]byte(passphrase), nil, []byte(standin.SampleNIK))
}

// signedOnes gives the papers that came back validly signed, and why the
// others did not. Every paper must have one answer.
func (k kit) signedOnes(t *testing.T, sent []signing.Paper, got []signing.Signed) (good map[uuid.UUID]bool, why map[uuid.UUID]signing.Why) {
	t.Helper()
	good, why = map[uuid.UUID]bool{}, map[uuid.UUID]signing.Why{}
	if len(got) != len(sent) {
		t.Fatalf("%d answers for %d papers", len(got), len(sent))
	}
	by := map[uuid.UUID]signing.Signed{}
	for _, s := range got {
		by[s.ID] = s
	}
	for _, p := range sent {
		s, ok := by[p.ID]
		switch {
		case !ok:
			t.Fatalf("%s has no answer", p.Number)
		case s.Err != nil:
			why[p.ID] = reasonOf(t, s.Err)
		case !strings.HasPrefix(string(s.PDF), string(p.PDF)) || pades.Verify(s.PDF, k.server.CA().Trust()).Reason != pades.Valid:
			t.Fatalf("%s came back unsound", p.Number)
		default:
			good[p.ID] = true
		}
	}
	return good, why
}

func reasonOf(t *testing.T, err error) signing.Why {
	t.Helper()
	var r *signing.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("%v is no refusal", err)
	}
	text := fmt.Sprintf("%v %+v %s", err, r, r.Detail)
	for _, bad := range []string{standin.SamplePassphrase, standin.SampleNIK, standin.SamplePassword, "wrong-passphrase-canary"} {
		if strings.Contains(text, bad) {
			t.Errorf("a secret is in %q", text)
		}
	}
	id, en := outside.Explain(r.Detail, "id"), outside.Explain(r.Detail, "en")
	if id == r.Detail || en == r.Detail || id == en || id == "" {
		t.Errorf("%v gives an operator no words: %q, %q", err, id, en)
	}
	return r.Why
}

// codes keeps the seal's code in memory.
type codes struct{ code string }

func (c *codes) read(context.Context) (string, error) { return c.code, nil }
