package bsre_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"lentera/signing/bsre"
	"lentera/signing/bsre/standin"
	"lentera/signing/testca"
)

// kit is a stand-in on a real port and a client of it.
type kit struct {
	*bsre.Client
	server *standin.Server
	base   string
	mu     sync.Mutex
	log    []bsre.Exchange
}

func newKit(t *testing.T, change ...func(*bsre.Config)) *kit {
	t.Helper()
	s, err := standin.New(standin.Options{Hold: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(func() { s.Close(); web.CloseClientConnections(); web.Close() })
	k := &kit{server: s, base: web.URL}
	cfg := s.Config(web.URL)
	cfg.SignTimeout, cfg.ReadTimeout = 700*time.Millisecond, 700*time.Millisecond
	cfg.Log = func(_ context.Context, e bsre.Exchange) {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.log = append(k.log, e)
	}
	for _, f := range change {
		f(&cfg)
	}
	if k.Client, err = bsre.New(cfg); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *kit) fault(t *testing.T, faults ...standin.Fault) {
	t.Helper()
	if err := k.server.SetFaults(faults...); err != nil {
		t.Fatal(err)
	}
}

func sheets(n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = testca.Sheet(fmt.Sprintf("Sertifikat 800.2/%04d", i+1))
	}
	return out
}

var (
	official = bsre.Signer{NIK: standin.SampleNIK}
	unlock   = bsre.Unlock{Passphrase: standin.SamplePassphrase}
)

// wholeAndOurs checks that files are the ones sent, in order, with one good
// signature each.
func (k *kit) wholeAndOurs(t *testing.T, sent, got [][]byte) {
	t.Helper()
	if len(got) != len(sent) {
		t.Fatalf("%d files came back for %d", len(got), len(sent))
	}
	for i := range got {
		marks := k.server.CA().Judge(got[i])
		if !bytes.HasPrefix(got[i], sent[i]) || len(marks) != 1 || !marks[0].Intact || !marks[0].Trusted {
			t.Errorf("file %d: ours: %t, signatures: %+v", i, bytes.HasPrefix(got[i], sent[i]), marks)
		}
	}
}

// silent fails if anything secret of the sample official is in a text.
func silent(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		for _, secret := range []string{standin.SamplePassphrase, standin.SampleNIK, standin.SampleEmail, standin.SamplePassword, standin.SampleActivation} {
			if strings.Contains(text, secret) {
				t.Errorf("a secret is in %q", text)
			}
		}
	}
}

func wants(t *testing.T, err error, want bsre.Reason) *bsre.Error {
	t.Helper()
	var e *bsre.Error
	if !errors.As(err, &e) || e.Reason != want {
		t.Fatalf("got %v, want %s", err, string(want))
	}
	silent(t, err.Error(), fmt.Sprintf("%+v %#v", e, e))
	return e
}
