package pades_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"lentera/signing/pades"
)

// TestManyAreAccepted has two independent readers look at signed files: one
// signature or two, with a time-stamp or without.
func TestManyAreAccepted(t *testing.T) { manyAreAccepted(t, 40) }

func manyAreAccepted(t *testing.T, many int) {
	t.Helper()
	s := newScene(t)
	tsa, _ := s.tsa(t)
	nss, dir := s.nss(t), t.TempDir()
	numbers := make(chan int)
	var all sync.WaitGroup
	for range 2 {
		all.Add(1)
		go func() {
			defer all.Done()
			for n := range numbers {
				stamp := tsa
				if n%2 == 0 {
					stamp = nil
				}
				body, signatures := s.sign(t, draw(t, n), s.head, stamp), 1
				if n%3 == 0 {
					body, signatures = s.sign(t, body, s.chief, tsa), 2
				}
				path := filepath.Join(dir, fmt.Sprintf("%d.pdf", n))
				if err := accepted(path, nss, body, signatures); err != nil {
					t.Errorf("%d: %v", n, err)
				}
				if r := pades.Verify(body, s.trust()); r.Reason != pades.Valid || len(r.Signatures) != signatures {
					t.Errorf("%d: %+v", n, r)
				}
				_ = os.Remove(path)
			}
		}()
	}
	for n := range many {
		numbers <- n + 1
	}
	close(numbers)
	all.Wait()
	t.Logf("%d files accepted by pdfsig (trusted, total document signed) and qpdf --check", many)
}

func accepted(path, nss string, body []byte, signatures int) error {
	if err := os.WriteFile(path, body, 0o600); err != nil {
		return err
	}
	said, err := exec.Command("pdfsig", "-nssdir", "sql:"+nss, path).CombinedOutput()
	if err != nil || bytes.Count(said, []byte("Signature is Valid")) != signatures || bytes.Count(said, []byte("Certificate is Trusted")) != signatures ||
		!bytes.Contains(said, []byte("Total document signed")) {
		return fmt.Errorf("pdfsig: %w\n%s", err, said)
	}
	said, err = exec.Command("qpdf", "--check", path).CombinedOutput()
	if err != nil || bytes.Contains(said, []byte("WARNING")) {
		return fmt.Errorf("qpdf: %w\n%s", err, said)
	}
	return nil
}

// TestIndependentReadersRefuseToo is the control: what we refuse, pdfsig does
// not call valid, trusted and whole either.
func TestIndependentReadersRefuseToo(t *testing.T) {
	s := newScene(t)
	signed := s.sign(t, s.drawn, s.head, nil)
	other := newScene(t)
	changed := bytes.Clone(signed)
	changed[4000] ^= 1
	for name, c := range map[string]struct {
		body []byte
		nss  string
		want pades.Reason
	}{
		"changed":     {changed, s.nss(t), pades.Tampered},
		"cut":         {signed[:len(signed)-2000], s.nss(t), pades.Truncated},
		"appended to": {append(bytes.Clone(signed), "% x\n%%EOF\n"...), s.nss(t), pades.Changed},
		"untrusted":   {signed, other.nss(t), pades.Untrusted},
	} {
		trust := s.trust()
		if name == "untrusted" {
			trust = other.trust()
		}
		if got := pades.Verify(c.body, trust).Reason; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		said, _ := exec.Command("pdfsig", "-nssdir", "sql:"+c.nss, file(t, c.body)).CombinedOutput()
		if text := string(said); strings.Contains(text, "Signature is Valid") && strings.Contains(text, "Certificate is Trusted") && strings.Contains(text, "Total document signed") {
			t.Errorf("%s: pdfsig accepts it:\n%s", name, text)
		}
	}
}
